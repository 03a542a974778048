"""Reads .odt transcripts: paragraphs with labels; comments, deletions, headers and footers are left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, checked_zip, local, member, parse_xml
from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean

WHAT = "OpenDocument text"
LEFT_OUT = frozenset(("tracked-changes", "annotation", "note", "sequence-decls", "forms", "table-of-content", "frame"))


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of an OpenDocument text and warnings."""
    checked_zip(path, WHAT)
    content = member(path, "content.xml", WHAT)
    text = clean("\n\n".join(_paragraphs(parse_xml(content, path, WHAT))))[0]
    return passages_of(lines_of(text), declared)


def _paragraphs(element: Any) -> Iterator[str]:
    for child in element:
        name = local(child)
        if name == "table-row":
            cells = [" ".join(_paragraphs(cell)) for cell in child if local(cell) == "table-cell"]
            yield _row([cell.strip() for cell in cells if cell.strip()])
        elif name == "h":
            yield f"# {_text(child)}"
        elif name == "p":
            yield _text(child)
        elif name not in LEFT_OUT:
            yield from _paragraphs(child)


def _row(cells: list[str]) -> str:
    """A table row `label | speech` as `label: speech`."""
    return f"{cells[0].rstrip(':')}: {' '.join(cells[1:])}" if len(cells) > 1 else "".join(cells)


def _text(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        if name in ("tab", "line-break"):
            pieces.append("\n" if name == "line-break" else " ")
        elif name == "s":
            count = attribute(child, "c")
            pieces.append(" " * min(int(count) if count.isdigit() else 1, 20))
        elif name not in LEFT_OUT:
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
