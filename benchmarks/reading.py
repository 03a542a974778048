"""How fast transcripts are read beside plain `Path.read_text`, in one run: `python benchmarks/reading.py [TRANSCRIPTS]
[WORDS]`.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fuzz_readers import peak_megabytes

from qualcode.transcripts import read_transcript

WORDS = (
    "asiakas soittaa palaveri ja tota niinku meillä on ollut semmonen juttu että kun sitä "
    "tietää mitä pitää tehdä niin sujuu"
).split()


def write_corpus(folder: Path, count: int, words: int) -> list[Path]:
    """Text files of so many words each, an interviewer's turn and an answer by turns."""
    chance = random.Random(1)
    paths = []
    for number in range(count):
        turns, said = [], 0
        while said < words:
            turns += [
                f"Haastattelija: {' '.join(chance.choices(WORDS, k=8))}?",
                f"H1: {' '.join(chance.choices(WORDS, k=72))}.",
            ]
            said += 80
        path = folder / f"h{number:04}.txt"
        path.write_text("\n\n".join(turns), encoding="utf-8")
        paths.append(path)
    return paths


def timed(paths: list[Path], read: Callable[[Path], object]) -> float:
    """Seconds to read all files."""
    began = time.perf_counter()
    for path in paths:
        read(path)
    return time.perf_counter() - began


def main() -> None:
    """Print three runs of both, and the peak memory after a tenth and after all of the transcripts."""
    count, words = (int(argument) for argument in (*sys.argv[1:3], *("1000", "5000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        paths = write_corpus(Path(name), count, words)
        timed(paths[: count // 10], read_transcript)
        print(f"peak after {count // 10}: {peak_megabytes():.0f} MB")
        for _ in range(3):
            plain = timed(paths, lambda path: path.read_text(encoding="utf-8"))
            full = timed(paths, read_transcript)
            rate = count * words / full / 1e6
            print(
                f"read_text {plain:.2f} s, read_transcript {full:.2f} s ({rate:.2f} million words a "
                f"second), ratio {full / plain:.0f}"
            )
        print(f"peak after {3 * count}: {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
