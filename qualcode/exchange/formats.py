"""The formats of other programs by name: what each file is recognised by, and what it is read into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from qualcode.errors import InputError, Problem, UnknownName
from qualcode.exchange.project import Project
from qualcode.exchange.segment_table import Segments
from qualcode.model import Codebook, Text
from qualcode.people.segments import CodeNames

GROUP = "qualcode.exchange"
LAST = ("comments", "table")  # what a file is taken for that is nothing else
NO_CODES = CodeNames(Codebook("none", Text(), ()))


@dataclass(frozen=True)
class Asked:
    """What a user says about a file: whose codings it holds where it does not say, the language of its texts, which
    user of two counts, what colours mean, which authors are called otherwise, and the codes that are known.
    """

    coder: str = ""
    language: str = ""
    coder_from: str = "coding"
    highlights: Mapping[str, str] | None = None
    same: Mapping[str, str] | None = None
    codes: CodeNames = NO_CODES


@dataclass(frozen=True)
class Format:
    """A format: `title` is whose, `layout` where it is documented, `seen` whether a real file of the program was read
    with it.

    `recognises` says whether a file with one of the suffixes is one. `segments` reads coded segments, `project`
    documents with their texts, and codes where the file has them.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    layout: str
    seen: bool
    recognises: Callable[[Path], bool]
    segments: Callable[[Path, Asked], Segments] | None = None
    project: Callable[[Path, Asked], Project] | None = None


@cache
def formats() -> Mapping[str, Format]:
    """The formats by name, in the order of the alphabet, those that any file can be last."""
    entries = sorted(entry_points(group=GROUP), key=lambda entry: (entry.name in LAST, entry.name))
    return {entry.name: entry.load() for entry in entries}


def format_of(path: Path, name: str = "") -> Format:
    """The format of a file, by its name or as it is recognised; raises UnknownName, and InputError for a file
    of none.
    """
    if name:
        if name not in formats():
            raise UnknownName("format", name, tuple(formats()))
        return formats()[name]
    suffix = path.suffix.lower()
    found = next((one for one in formats().values() if suffix in one.suffixes and one.recognises(path)), None)
    if found is None:
        known = ", ".join(dict.fromkeys(suffix for one in formats().values() for suffix in one.suffixes))
        hint = "The formats, and how to export them: docs/exchange.md. A table of segments is saved as .csv or .xlsx."
        raise InputError([Problem(f"is no file of another program that is read here ({known}).", path, hint=hint)])
    return found
