"""The folder of transcripts → the files that are interviews, and what is wrong with the others."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import is_text, real, shown_path
from qualcode.transcripts import formats

RENAME = "Give the file another name."
TRUST = "If you know whose study this is and want it to read that, say so once on this machine: qualcode trust"
MEDIA = frozenset(".mp3 .mp4 .m4a .wav .ogg .flac .webm .mov .jpg .jpeg .png".split())
BESIDE = frozenset("readme.md readme.txt license.md license.txt thumbs.db desktop.ini".split())


@dataclass(frozen=True)
class Source:
    """A transcript file of the study and the id it gives its transcript."""

    id: str
    path: Path


def listed_sources(
    folder: Path, beside: Collection[Path], may_read: Callable[[Path], bool]
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The transcript files by id in natural order (H2 before H10), but for `beside`, and the problems of what is none.

    Raises InputError when there is nothing that could be one.
    """
    found = [path for path in folder.iterdir() if is_candidate(path) and real(path) not in beside]
    named = sorted((path for path in found if is_text(path.name)), key=lambda path: natural(path.name))
    files = [path for path in named if may_read(path)]
    known = [path for path in files if _format(path) in formats()]
    times = Counter(map(_id_of, known))
    problems = [_no_reader(path) for path in files if _format(path) not in formats()]
    problems += [_same_id(path) for path in known if times[_id_of(path)] > 1]
    problems += [
        Problem(f"leads out of the study, to {real(path)}.", path, hint=TRUST) for path in named if not may_read(path)
    ]
    nameless = (path for path in found if not is_text(path.name))
    problems += [
        Problem("its name is not UTF-8, so it cannot be an id.", shown_path(path), hint=RENAME) for path in nameless
    ]
    if not files and not problems:
        raise InputError([Problem("holds no transcripts.", folder, hint=f"Formats that are read: {_suffixes()}.")])
    return tuple(Source(name, path) for path in known if times[name := _id_of(path)] == 1), tuple(problems)


def _format(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _id_of(path: Path) -> str:
    """The transcript's id: the file's name without suffix, in the Unicode form that other files write it in."""
    return unicodedata.normalize("NFC", path.stem)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts numbers in names by size: H2 before H10."""
    return tuple(
        (int(part), "") if part.isdecimal() and len(part) < 20 else (-1, part.casefold())
        for part in re.split(r"(\d+)", name)
    )


def is_candidate(path: Path) -> bool:
    """Whether a file among the transcripts is taken for one."""
    name = path.name.lower()
    if os.path.isdir(path) and name.rpartition(".")[2] not in formats():  # noqa: PTH112
        return False
    return not name.startswith((".", "~$")) and name not in BESIDE and path.suffix.lower() not in MEDIA


def _no_reader(path: Path) -> Problem:
    hint = f"Formats that are read: {_suffixes()}. Save it as one of them, or move it out of the folder."
    return Problem(f"no reader knows the format {path.suffix or path.name!r}.", path, hint=hint)


def _same_id(path: Path) -> Problem:
    return Problem(
        f"another file gives the transcript id {path.stem!r} too.", path, hint="Rename or remove one of them."
    )


def _suffixes() -> str:
    return ", ".join(f".{name}" for name in formats())
