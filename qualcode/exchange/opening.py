"""A file of another program → a project, whatever its format; or, for a study that has the interviews, its codings put
in.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qualcode.codebook.exchange import read_foreign
from qualcode.errors import InputError, Problem
from qualcode.exchange.formats import Asked, format_of
from qualcode.exchange.incoming import Done, import_into, project_codes
from qualcode.exchange.joined import project_of_segments, with_codes
from qualcode.exchange.project import Project
from qualcode.exchange.segment_table import Segments
from qualcode.model import Codebook
from qualcode.people.decision_places import People
from qualcode.people.importing import import_segments, unknown_codes
from qualcode.people.segments import CodeNames, DocumentNames

Opened = Project | Segments


def opened(path: Path, kind: str, asked: Asked, book: Codebook | None = None) -> Opened:
    """What is in a file: documents with their texts, or segments alone. `kind` names the format when it is not
    recognised.

    Raises InputError for a file that cannot be read, UnknownName for a format that is not known.
    """
    found = format_of(path, kind or ("comments" if asked.highlights else ""))
    asked = replace(asked, codes=CodeNames(book)) if book is not None else asked
    if found.project is not None:
        return found.project(path, asked)
    if found.segments is None:
        raise InputError([Problem(f"holds no codings ({found.title}).", path)])
    return found.segments(path, asked)


def project_in(path: Path, kind: str, asked: Asked, codebook: Path | None = None) -> Project:
    """The project in a file; of one that holds segments alone, documents are made of these, with the codes of
    `codebook` if given.
    """
    book = read_foreign(codebook, asked.language)[0] if codebook is not None else None
    found = opened(path, kind, asked, book)
    return project_of_segments(path, found, book) if isinstance(found, Segments) else with_codes(found, path, book)


def new_codes(found: Opened, book: Codebook) -> list[str]:
    """The codes of a file that a codebook does not have."""
    return unknown_codes(book, found.segments) if isinstance(found, Segments) else project_codes(found, book)


def put_into(found: Opened, people: People, coder: str = "", whole: bool = True) -> Done:
    """Add what is in a file to the files of a study's coders; see `import_segments`, `import_into`."""
    if isinstance(found, Project):
        return import_into(found, people, coder, whole)
    done = import_segments(people, found.segments, whole, partly=found.partly)
    names = DocumentNames(people.coded.transcripts)
    documents = dict.fromkeys(filter(None, (names.find(segment.document) for segment in found.segments)))
    return Done(tuple(documents), 0, replace(done, problems=(*found.problems, *done.problems)), found.told, ())
