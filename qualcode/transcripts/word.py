"""Reads .docx transcripts: paragraphs with labels, in the order of the document."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import InputError, Problem
from qualcode.files import MAX_BYTES, read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean

if TYPE_CHECKING:
    from docx.document import Document

MAX_UNPACKED = 4 * MAX_BYTES


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a Word document and warnings; headers, footers and comments are left out."""
    text, removed = clean("\n\n".join(_paragraphs(_open(path))))
    passages, warnings = passages_of(lines_of(text), declared)
    return passages, warnings + ([f"{removed} control characters were removed."] if removed else [])


def _open(path: Path) -> Document:
    import docx

    read_bytes(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise InputError([Problem("unpacks to far more than a transcript can hold and was not opened.", path)])
        return docx.Document(str(path))
    except InputError:
        raise
    except Exception as error:  # python-docx lets zip, XML and key errors through as they come
        hint = "Open it in Word and save it again as .docx (without a password), or save it as .txt."
        raise InputError([Problem("is not a readable Word document (damaged, encrypted or another format).", path, hint=hint)]) from error


def _paragraphs(document: Document) -> Iterator[str]:
    """Every paragraph's text; a table row `label | speech` reads as `label: speech`."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield from _row([cell.text.strip() for cell in row.cells])
        else:
            style = block.style.name if block.style is not None and block.style.name else ""
            yield ("# " if style.startswith("Heading") and block.text.strip() else "") + block.text


def _row(cells: list[str]) -> Iterator[str]:
    filled = [cell for cell in cells if cell]
    if len(filled) > 1:
        yield f"{filled[0].rstrip(':')}: {' '.join(filled[1:])}"
    elif filled:
        yield filled[0]
