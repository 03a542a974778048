"""Damages files byte by byte (zip archives inside too) and reads them: `python benchmarks/fuzz_readers.py [MUTANTS] [FILE…]`.

For each format: mutants, how many were read or refused with a message, failures (any other exception), the longest time of one
read, and the process's peak memory so far. The files are the test suite's small interview in every format, and those named.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_formats import WRITERS

from qualcode.errors import QualcodeError
from qualcode.transcripts import formats, read_transcript


def mutants(good: bytes, count: int, chance: random.Random) -> list[bytes]:
    """Copies with bytes changed, cut out, doubled, or the end missing."""
    made = []
    for _ in range(count):
        data = bytearray(good)
        for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
            place = chance.randrange(len(data)) if data else 0
            kind = chance.randrange(5)
            if kind < 2 and data:
                data[place] = chance.randrange(256)
            elif kind == 2:
                del data[place : place + chance.randint(1, 40)]
            elif kind == 3:
                data[place:place] = data[place : place + chance.randint(1, 200)]
            else:
                data[place:place] = bytes(chance.choice((0, 0x0A, 0x22, 0x3C, 0x7B, 0xFF)) for _ in range(chance.randint(1, 8)))
        made.append(bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.15 else data))
    return made


def repacked(good: bytes, count: int, chance: random.Random) -> list[bytes]:
    """Copies of a zip archive in which one member is damaged inside an archive that is whole."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    made = []
    for _ in range(count):
        chosen = chance.choice([name for name in members if name.endswith(".xml")])
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, mutants(data, 1, chance)[0] if name == chosen else data)
        made.append(buffer.getvalue())
    return made


def peak_megabytes() -> float:
    """The process's peak memory; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Fuzz every format and print a row for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    given = [Path(name) for name in sys.argv[2:]]
    chance = random.Random(20250512)
    print(f"{'format':8}{'mutants':>9}{'read':>8}{'refused':>9}{'failures':>10}{'longest s':>11}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in formats():
            path = Path(folder) / f"a.{name}"
            WRITERS[name](path)
            seeds = [path.read_bytes(), *(file.read_bytes() for file in given if file.suffix == f".{name}")]
            read = refused = failures = 0
            longest = 0.0
            for seed in seeds:
                each = count // len(seeds)
                zipped = seed[:2] == b"PK"
                inside = repacked(seed, each // 2, chance) if zipped else []
                for data in [*mutants(seed, each - len(inside), chance), *inside]:
                    path.write_bytes(data)
                    began = time.perf_counter()
                    try:
                        read_transcript(path)
                        read += 1
                    except QualcodeError:
                        refused += 1
                    except Exception as error:
                        failures += 1
                        print(f"  {name}: {type(error).__name__}: {error}"[:150])
                        (Path(tempfile.gettempdir()) / f"failure-{failures}.{name}").write_bytes(data)
                    longest = max(longest, time.perf_counter() - began)
            print(
                f"{name:8}{read + refused + failures:9}{read:8}{refused:9}{failures:10}{longest:11.2f}{peak_megabytes():9.0f}", flush=True
            )


if __name__ == "__main__":
    main()
