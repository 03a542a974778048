"""Random studies go out and come back with the same decisions: `python benchmarks/roundtrips.py 100`.

Each goes through a REFI-QDA project (for each program in turn), through commented Word documents, and through the table
of codings.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from commands import here
from held import Held, held
from random_studies import random_study

from qualcode.exchange.qdpx.written import TARGETS

PROGRAMS = ("", *TARGETS)


def through_qdpx(root: Path, seed: int) -> Held:
    """What is held after a project for one program."""
    program = PROGRAMS[seed % len(PROGRAMS)]
    here(root, "export", "qdpx", "-o", "study.qdpx", *(["--for", program] if program else []))
    here(root.parent, "import", str(root / "study.qdpx"), "back")
    return held(root.parent / "back")


def through_comments(root: Path, seed: int) -> Held:
    """What is held after commented documents."""
    here(root, "export", "comments", "-o", "out", "--codes", ("label", "abbreviation", "id")[seed % 3])
    return _again(root, *sorted(map(str, (root / "out").iterdir())))


def through_table(root: Path, _: int) -> Held:
    """What is held after the table of each coder's codings; memos that stand alone are in no table."""
    tables = []
    for path in sorted((root / "codings").glob("*.jsonl")):
        here(root, "codings", "--coders", path.stem, "-o", f"{path.stem}.csv")
        tables.append(f"{path.stem}.csv")
    return _again(root, *tables)


def _again(root: Path, *files: str) -> Held:
    shutil.rmtree(root / "codings", ignore_errors=True)
    if files:
        here(root, "codings", "import", *files)
    return held(root)


def codings(found: Held) -> Held:
    """Codings, and no memos that stand alone."""
    return {key: memo for key, memo in found.items() if key[2]}


WAYS: tuple[tuple[Callable[[Path, int], Held], Callable[[Held], Held]], ...] = (
    (through_qdpx, dict),
    (through_comments, dict),
    (through_table, codings),
)


def trial(times: int) -> tuple[int, int]:
    """How many studies went how many ways, and how many came back otherwise."""
    wrong = 0
    for seed in range(times):
        for way, compared in WAYS:
            with tempfile.TemporaryDirectory() as folder:
                root = random_study(Path(folder) / "study", seed)
                before = compared(held(root))
                if compared(way(root, seed)) != before:
                    wrong += 1
                    print(f"seed {seed}: {way.__name__}")
    return times * len(WAYS), wrong


if __name__ == "__main__":
    cases, wrong = trial(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    print(f"{cases} ways, {wrong} wrong")
    sys.exit(int(bool(wrong)))
