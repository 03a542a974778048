"""Reads .docx transcripts: paragraphs with labels, in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.archive import checked_zip, local, not_readable
from qualcode.errors import InputError
from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean
from qualcode.transcripts.readers.records import named

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
    from docx.enum.style import WD_STYLE_TYPE
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    styles = {style.style_id: style.name or "" for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    for element in _blocks(document.element.body):
        if local(element) == "tbl":
            for row in Table(element, document).rows:
                yield from _row([" ".join(_text(p) for p in cell.paragraphs).strip() for cell in row.cells])
        else:
            text = _text(Paragraph(element, document))
            heading = styles.get(element.style or "", "").startswith("Heading")
            yield f"# {text}" if heading and text.strip() else text


def _blocks(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those in content controls."""
    for child in element:
        if local(child) in ("p", "tbl"):
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "smartTag", "ins"):
            yield from _blocks(child)


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
    """The row as a line: a leading number goes, a leading time stands before the label, headings of columns are no speech."""
    filled = [cell for cell in cells if cell]
    if {"text", "speaker"} <= set(named(filled)):
        return
    if len(filled) > 2 and filled[0].isdigit():
        filled = filled[1:]
    if len(filled) > 2 and re.fullmatch(r"[\[(]?\d{1,2}:\d{2}(:\d{2})?[\])]?", filled[0]):
        filled = [f"[{filled[0].strip('[]()')}] {filled[1]}", *filled[2:]]
    if len(filled) > 1:
        yield f"{filled[0].rstrip(':')}: {' '.join(filled[1:])}"
    elif filled:
        yield filled[0]
