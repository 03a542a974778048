"""Makes a study folder that runs at once, from the starter files that come with the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_utf8, write_atomic

FOR_GIT = {  # what git is told of a study: files to which several people add lines, and what need not be kept
    ".gitattributes": ("codings/*.jsonl merge=union", "codings/changes.log merge=union", "codings/interviews.csv merge=union"),
    ".gitignore": ("results/cache/", "results/*.lock", ".*.tmp"),
}


def make_study(folder: Path, language: str) -> list[Path]:
    """Write the starter study of a language into the folder and return the files; raises InputError when one is already there.

    What git should know is added to its files that are there already.
    """
    starter = dict(_files(files("qualcode.study") / "starter" / language, Path()))
    taken = [folder / name for name in starter if (folder / name).exists()]
    if taken:
        hint = "Nothing was written. Name an empty folder: qualcode init my-study"
        raise InputError([Problem("is already there.", path, hint=hint if path is taken[-1] else "") for path in taken])
    for name, content in starter.items():
        write_atomic(folder / name, content)
    return [*(folder / name for name in starter), *(_with_lines(folder / name, lines) for name, lines in FOR_GIT.items())]


def _with_lines(path: Path, lines: Sequence[str]) -> Path:
    """The file with the lines that it has not yet."""
    text = read_utf8(path) if path.exists() else ""
    new = [line for line in lines if line not in text.splitlines()]
    write_atomic(path, text + "\n" * (bool(text) and not text.endswith("\n")) + "".join(f"{line}\n" for line in new))
    return path


def _files(place: Traversable, path: Path) -> Iterator[tuple[Path, bytes]]:
    for item in sorted(place.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, path / item.name)
        elif not item.name.startswith((".", "__")):
            yield path / item.name, item.read_bytes()
