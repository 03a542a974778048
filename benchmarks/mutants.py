"""Changes the code in small ways and sees whether a test notices: `python benchmarks/mutants.py [N] [ROOM]...`.

Of each room N changes are drawn with a fixed seed (comparisons, operators, numbers, `not`, `break`: those of
cosmic-ray). For each, the tests that name the module or something it defines are run on a copy of the repository, and
where none of them fails, all that `make test` runs; a change that none notices is a survivor. Prints the score of each
room and the survivors; `mutants.md` keeps them, and what is to be said of each.
"""

from __future__ import annotations

import ast
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parent.parent
LEFT_OUT = {".git", ".venv", "results", "site", "dist"}
ROOMS, DRAWN, SEED, SECONDS = ("analysis", "coding", "people"), 40, 7, 1200
# The tests of a room, for a module that no test imports by itself.
OF_ROOM = {
    "analysis": ("test_analysis.py", "test_statistics.py", "test_combinations.py", "test_validity.py"),
    "coding": ("test_coding.py", "test_rules.py", "test_labels.py"),
    "people": ("test_people.py", "test_recoding.py", "test_told.py", "test_copies.py", "test_kinds.py"),
}
# Not drawn: changes of the `|` of annotations and of `is`, and to operators that no code here has.
SKIPPED = re.compile(r"BitOr|BitAnd|BitXor|Shift|_Is|Pow|MatMul|RemoveDecorator|Variable")


@dataclass(frozen=True)
class Change:
    """One occurrence of an operator in a module."""

    module: Path
    operator: str
    number: int


def changes(module: Path) -> Iterator[Change]:
    """Every change of a module."""
    nodes = list(ast_nodes(get_ast(module.read_text(encoding="utf-8"))))
    for name in operator_names():
        if SKIPPED.search(name):
            continue
        operator = get_operator(name)()
        places = sum(1 for node in nodes for _ in operator.mutation_positions(node))
        yield from (Change(module, name, number) for number in range(places))


def tests_of(module: Path) -> list[str]:
    """The test files that import the module, or from its room something that it defines."""
    defined = {
        node.name
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    parts = module.relative_to(ROOT).with_suffix("").parts
    dotted, room = ".".join(parts), ".".join(parts[:2])
    found = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = {one.name for one in node.names} if isinstance(node, ast.ImportFrom) else set()
            where = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if where == dotted or (where == room and names & defined):
                found.append(path.relative_to(ROOT).as_posix())
                break
    return found or [f"tests/{name}" for name in OF_ROOM[parts[1]]]


def notices(change: Change, copy: Path) -> tuple[bool, str]:
    """Whether a test fails when the change is made, and the change as a line of a diff.

    Raises SystemExit when the tests fail without any change, for then they would notice nothing.
    """
    tests = tuple(tests_of(change.module))
    for own in (tests, EVERY):
        if not passes(own, copy, without_change=True):
            raise SystemExit(f"without any change these fail: {' '.join(own)}")
    place = copy / change.module.relative_to(ROOT)
    before = change.module.read_text(encoding="utf-8")
    after = mutate_code(before, get_operator(change.operator)(), change.number)
    if after is None:
        raise SystemExit(f"{change} changes nothing")
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    shown = [line for line in lines if line[:1] in "+-"]
    place.write_text(after, encoding="utf-8")
    try:
        return not (passes(tests, copy) and passes(EVERY, copy)), "  ".join(shown[2:])
    finally:
        place.write_text(before, encoding="utf-8")


EVERY = ("tests",)
KNOWN: dict[tuple[str, ...], bool] = {}  # whether tests pass without any change


def passes(tests: tuple[str, ...], copy: Path, without_change: bool = False) -> bool:
    """Whether some tests pass in the copy; one that takes too long does not."""
    if without_change and tests in KNOWN:
        return KNOWN[tests]
    at_once = "auto" if tests == EVERY else "0"
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-n", at_once, "-p", "no:randomly", *tests]
    try:
        done = subprocess.run(words, cwd=copy, env=_own(copy), capture_output=True, timeout=SECONDS, check=False)
        passed = done.returncode == 0
    except subprocess.TimeoutExpired:
        passed = False
    if without_change:
        KNOWN[tests] = passed
    return passed


def _own(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}


def tried(room: str, drawn: int, copy: Path) -> None:
    """Try changes of a room; print those that were not noticed, and how many were."""
    every = [change for path in sorted((ROOT / "qualcode" / room).rglob("*.py")) for change in changes(path)]
    chosen = random.Random(SEED).sample(every, min(drawn, len(every)))
    survivors = []
    for change in chosen:
        killed, shown = notices(change, copy)
        if not killed:
            survivors.append(f"{change.module.relative_to(ROOT)}: {shown}")
        print("." if killed else f"\n{survivors[-1]}\n", end="", flush=True)
    print(f"\n{room}: {len(chosen) - len(survivors)} of {len(chosen)} noticed (of {len(every)} possible)")


def main(arguments: Sequence[str]) -> None:
    """Try the rooms and print what survived."""
    drawn = next((int(word) for word in arguments if word.isdigit()), DRAWN)
    rooms = [word for word in arguments if not word.isdigit()] or list(ROOMS)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=lambda folder, _: LEFT_OUT if Path(folder) == ROOT else ())
        for room in rooms:
            tried(room, drawn, copy)


if __name__ == "__main__":
    main(sys.argv[1:])
