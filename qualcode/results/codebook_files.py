"""Converts codebooks between qualcode's file and those of other programs, and into appendices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qualcode.codebook.exchange import FORMATS, format_of, losses, read_foreign, written
from qualcode.errors import InputError, Problem, UnknownName
from qualcode.files import write_atomic
from qualcode.model import Codebook
from qualcode.report import render_report
from qualcode.report.codebook import codebook_report

DOCUMENTS = ("docx", "md", "html")


TABLES = (".csv", ".xlsx")  # whose nesting is read from columns


@dataclass(frozen=True)
class Converted:
    """What was lost on the way, a line each, and, when columns said how codes are nested, the codes as they were read,
    indented.
    """

    lost: tuple[str, ...]
    tree: tuple[str, ...] = ()


def _check_free(target: Path, source: Path, force: bool) -> None:
    if target.exists() and (not force or target.resolve() == source.resolve()):
        raise InputError(
            [
                Problem(
                    "is already there.",
                    target,
                    hint="Nothing was written. Name another target, or write over it with --force.",
                )
            ]
        )


def convert(
    source: Path,
    target: Path,
    language: str | None = None,
    kind: str | None = None,
    force: bool = False,
    rules: bool = False,
) -> Converted:
    """Write the codebook of `source` to `target`, whose suffix (or `kind`) is the format.

    `language` is that of texts which name none, and of formats that hold one; by default the codebook's first. `rules`
    adds how codes are applied to a document. Raises InputError with
    every problem of the source, UnknownName for a format there is none of.
    """
    suffix = target.suffix.lower().removeprefix(".")
    name = kind or (suffix if suffix in DOCUMENTS else format_of(target, reading=False))
    if name not in (*FORMATS, *DOCUMENTS):
        raise UnknownName("codebook format", name, (*FORMATS, *DOCUMENTS))
    _check_free(target, source, force)
    book, left_out = read_foreign(source, language or "")
    chosen = language or _first_language(book)
    tree = tuple(_tree(book, chosen)) if source.suffix.lower() in TABLES else ()
    if name in DOCUMENTS:
        write_atomic(target, render_report(codebook_report(book, chosen or "en", rules), name))
        return Converted(tuple(left_out), tree)
    write_atomic(target, written(book, name, chosen))
    return Converted((*left_out, *losses(book, name, chosen)), tree)


def _tree(book: Codebook, language: str) -> Iterator[str]:
    for place in book.walk():
        label = place.code.label(language)
        yield "  " * (place.level - 1) + place.code.id + (f"  {label}" if label and label != place.code.id else "")


def _first_language(book: Codebook) -> str:
    found = (key for place in book.walk() for key in (*place.code.label.by_language, *place.code.rules) if key)
    return next(found, "")
