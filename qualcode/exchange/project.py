"""A coded study as other programs hold it too: sources with marked stretches, codes, coders, attributes, memos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualcode.model import Codebook

NOBODY = "imported"  # the coder of what names no one


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a source, `text[start:end]`, that someone coded or wrote a memo about; a memo alone has no code.

    `code` is an id of the project's codebook, or a name or path where it has none. `time` is UTC as in decisions, ""
    where it is not known.
    """

    start: int
    end: int
    code: str
    coder: str
    time: str = ""
    memo: str = ""


@dataclass(frozen=True)
class ProjectSource:
    """A document: its name, its text (`\\n` line ends), the marks in it, its attributes, and those of single speakers
    in it.

    `text` is None when the project names the document and does not hold it. `partly` when something that was coded in
    it could not be taken, so that nobody's reading of it is known to be whole.
    """

    name: str
    text: str | None
    marks: tuple[Mark, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    partly: bool = False


@dataclass(frozen=True)
class Project:
    """A study on its way from one program to another.

    `attributes` are the names of those of sources and speakers, also of such as no one has. `notes` are texts that
    belong to the whole, by their titles. `told` says how the file was read, `dropped` what was left out and why.
    """

    name: str
    codebook: Codebook | None
    sources: tuple[ProjectSource, ...]
    coders: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    told: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
