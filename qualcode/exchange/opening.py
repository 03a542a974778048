"""A file of another program → a project, whatever its format."""

from __future__ import annotations

from pathlib import Path

from qualcode.codebook.exchange import read_foreign
from qualcode.errors import InputError, Problem
from qualcode.exchange.formats import Asked, format_of
from qualcode.exchange.joined import project_of_segments
from qualcode.exchange.project import Project
from qualcode.model import Codebook, Text
from qualcode.people.segments import CodeNames


def opened(
    path: Path, kind: str = "", coder: str = "", language: str = "", coder_from: str = "coding", codebook: Path | None = None
) -> Project:
    """The project in a file; of a format that holds segments alone, documents are made of these, with the codes of `codebook` if given."""
    found = format_of(path, kind)
    asked = Asked(coder, language, coder_from)
    if found.project is not None:
        return found.project(path, asked)
    if found.segments is None:
        raise InputError([Problem(f"holds no codings ({found.title}).", path)])
    book = read_foreign(codebook, language)[0] if codebook is not None else None
    names = CodeNames(book or Codebook("none", Text(), ()))
    return project_of_segments(path, found.segments(path, asked, names), book)
