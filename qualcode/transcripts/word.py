"""Reads .docx transcripts: paragraphs with labels, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import InputError
from qualcode.model import SpeakerLabels
from qualcode.transcripts.archive import checked_zip, local, not_readable
from qualcode.transcripts.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

WHAT = "Word document"


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a Word document and warnings; headers, footers and comments are left out."""
    text, removed = clean("\n\n".join(_paragraphs(_open(path))))
    passages, warnings = passages_of(lines_of(text), declared)
    return passages, warnings + ([f"{removed} control characters were removed."] if removed else [])


def _open(path: Path) -> Document:
    import docx

    checked_zip(path, WHAT)
    try:
        return docx.Document(str(path))
    except Exception as error:  # python-docx lets zip, XML and key errors through as they come
        raise InputError([not_readable(path, WHAT)]) from error


def _paragraphs(document: Document) -> Iterator[str]:
    """Every paragraph's text; a table row `label | speech` reads as `label: speech`."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield from _row([" ".join(_text(p) for p in cell.paragraphs).strip() for cell in row.cells])
        else:
            text = _text(block)
            style = block.style.name if block.style is not None and block.style.name else ""
            yield f"# {text}" if style.startswith("Heading") and text.strip() else text


def _text(paragraph: Paragraph) -> str:
    """The paragraph as it reads with every tracked change accepted: insertions are in, deletions and moved-away text are not."""
    pieces = []
    for element in paragraph._p.iter():
        name = local(element)
        if name == "t" and not any(local(above) in ("del", "moveFrom") for above in element.iterancestors()):
            pieces.append(element.text or "")
        elif name in ("tab", "br", "cr") and local(element.getparent()) == "r":
            pieces.append(" " if name == "tab" else "\n")
    return "".join(pieces)


def _row(cells: list[str]) -> Iterator[str]:
    filled = [cell for cell in cells if cell]
    if len(filled) > 1:
        yield f"{filled[0].rstrip(':')}: {' '.join(filled[1:])}"
    elif filled:
        yield filled[0]
