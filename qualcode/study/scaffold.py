"""Makes a study folder that runs at once, from the starter files that come with the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, read_utf8, write_atomic
from qualcode.study.folder import Study

LANGUAGES, TRANSCRIPTS, GUIDE = ("fi", "en"), "transcripts", "guide.yaml"  # of the starters
FOR_GIT = {  # what git is told of a study: files to which several people add lines, and what need not be kept
    ".gitattributes": (
        "codings/*.jsonl merge=union",
        "codings/changes.log merge=union",
        "codings/interviews.csv merge=union",
    ),
    ".gitignore": ("results/cache/", "results/*.lock", ".*.tmp"),
}


def make_study(folder: Path, language: str) -> list[Path]:
    """Write the starter study of a language into the folder and return the files; raises InputError when one is already
    there.

    What git should know is added to its files that are there already.
    """
    made = _written(folder, _files(_starter(language), Path()), "qualcode init my-study")
    return [*made, *(_with_lines(folder / name, lines) for name, lines in FOR_GIT.items())]


def copy_worked(name: str, folder: Path) -> list[Path]:
    """Write the worked study of a name into the folder and return the files; raises InputError when one is already
    there.
    """
    return _written(folder, _worked_files(name), "qualcode demo my-folder")


def left_of_starter(study: Study) -> Iterator[Problem]:
    """The guide that is still the starter's though its interviews have gone: it would be in the findings."""
    guide = study.guide_path
    content = read_bytes(guide) if guide else b""
    for transcripts in (_starter(language) / TRANSCRIPTS for language in LANGUAGES if guide):
        named = {item.name for item in transcripts.iterdir()}
        if content == (transcripts / GUIDE).read_bytes() and not any(s.path.name in named for s in study.sources):
            hint = "Make its questions yours, or delete the file; it is optional."
            yield Problem("is still the guide of the example, and would be in the findings.", guide, hint=hint)


def _starter(language: str) -> Traversable:
    return files("qualcode.study") / "starter" / language


def _written(folder: Path, wanted: Iterable[tuple[Path, bytes]], example: str) -> list[Path]:
    """The files, written into the folder; none is when one is already there, which raises InputError."""
    contents = {folder / path: content for path, content in wanted}
    taken = [path for path in contents if path.exists()]
    if taken:
        hint = f"Nothing was written. Name an empty folder: {example}"
        raise InputError([Problem("is already there.", path, hint=hint if path is taken[-1] else "") for path in taken])
    for path, content in contents.items():
        write_atomic(path, content)
    return list(contents)


def _worked_files(name: str) -> Iterator[tuple[Path, bytes]]:
    """The files of a worked study: from the installed program, else from the repository that this code runs in, which
    is itself the first of them.
    """
    repository = Path(__file__).parents[2]
    places: Sequence[Traversable] = (files("qualcode") / "worked" / name, repository / "examples" / name, repository)
    place = next(place for place in places if (place / "transcripts").is_dir())
    for part in ("transcripts", "codebooks", "codings", "privacy"):
        if (place / part).is_dir():
            yield from _files(place / part, Path(part))
    for part in ("guide-answers.csv", "qualcode.toml"):
        if (place / part).is_file():
            yield Path(part), (place / part).read_bytes()
    if (place / "pyproject.toml").is_file():
        yield Path("qualcode.toml"), _own_settings((place / "pyproject.toml").read_text(encoding="utf-8")).encode()


def _own_settings(project: str) -> str:
    """The settings of a study that stand in a pyproject.toml, as they stand in a file of their own."""
    tables = re.findall(r"^\[tool\.qualcode\.(.+?)(?=^\[(?!tool\.qualcode)|\Z)", project, re.MULTILINE | re.DOTALL)
    return "".join(f"[{table}" for table in tables).replace("\n[tool.qualcode.", "\n[").rstrip() + "\n"


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
