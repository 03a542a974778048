"""Damages files byte by byte (zip archives inside too) and reads them: `python benchmarks/fuzz_readers.py [MUTANTS]
[FILE…]`.

For each format: how many mutants were read or refused with a message (of these, how many because a reader stumbled),
failures (any other exception), how many of those read have an account that does not add up, the longest time of one
read, and the process's peak memory so far. The files are the test suite's small interview in every format, and those
named.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_formats import WRITERS

from qualcode.errors import QualcodeError
from qualcode.transcripts import formats, read_transcript

STUMBLED = "something in it is not as it should be"  # what is said of a file that a reader did not expect


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
                data[place:place] = bytes(
                    chance.choice((0, 0x0A, 0x22, 0x3C, 0x7B, 0xFF)) for _ in range(chance.randint(1, 8))
                )
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


@dataclass
class Fuzzed:
    """What became of a format's mutants.

    `stumbled` are those refused because a reader met what it did not expect, `unaccounted` those read whose words do
    not add up.
    """

    read: int = 0
    refused: int = 0
    stumbled: int = 0
    failures: int = 0
    unaccounted: int = 0
    longest: float = 0.0


def fuzzed(name: str, count: int, given: Sequence[Path] = ()) -> Fuzzed:
    """Read so many mutants of a format's files."""
    chance, found = random.Random(f"20250512 {name}"), Fuzzed()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{name}"
        WRITERS[name](path)
        seeds = [path.read_bytes(), *(file.read_bytes() for file in given if file.suffix == f".{name}")]
        for seed in seeds:
            each = count // len(seeds)
            inside = repacked(seed, each // 2, chance) if seed[:2] == b"PK" else []
            for data in [*mutants(seed, each - len(inside), chance), *inside]:
                path.write_bytes(data)
                began = time.perf_counter()
                try:
                    account = read_transcript(path).account
                    found.read += 1
                    if account is None or not account.adds_up():
                        found.unaccounted += 1
                        (Path(tempfile.gettempdir()) / f"unaccounted-{found.unaccounted}.{name}").write_bytes(data)
                except QualcodeError as error:
                    found.refused += 1
                    found.stumbled += STUMBLED in str(error)
                except Exception as error:
                    found.failures += 1
                    print(f"  {name}: {type(error).__name__}: {error}"[:150])
                    (Path(tempfile.gettempdir()) / f"failure-{found.failures}.{name}").write_bytes(data)
                found.longest = max(found.longest, time.perf_counter() - began)
    return found


def main() -> None:
    """Fuzz every format and print a row for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    given = [Path(name) for name in sys.argv[2:]]
    print(
        f"{'format':8}{'read':>8}{'refused':>9}{'stumbled':>10}{'failures':>10}{'unaccounted':>13}"
        f"{'longest s':>11}{'peak MB':>9}"
    )
    for name in formats():
        one = fuzzed(name, count, given)
        row = f"{name:8}{one.read:8}{one.refused:9}{one.stumbled:10}{one.failures:10}{one.unaccounted:13}"
        print(f"{row}{one.longest:11.2f}{peak_megabytes():9.0f}", flush=True)


if __name__ == "__main__":
    main()
