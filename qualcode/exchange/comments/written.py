"""An interview → a Word document whose comments are its codings, for someone to read."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from qualcode.archive import timeless
from qualcode.codebook.refi import legal
from qualcode.exchange.comments.read import MEMO, OURS
from qualcode.exchange.project import Mark, ProjectSource
from qualcode.exchange.qdpx.written import EARLIEST
from qualcode.model import Transcript


def commented(transcript: Transcript, source: ProjectSource, names: Mapping[str, str]) -> bytes:
    """The interview as .docx: a paragraph a line, speakers in bold, a comment for each mark by its coder; the same
    bytes each time.

    `names` are what codes are called. A comment's further paragraphs are the coding's memo; a memo alone begins with
    `Memo:`.
    """
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    document.core_properties.title, document.core_properties.author = source.name, OURS
    document.add_heading(source.name, 1)
    text = source.text or ""
    labels = {turn.start: turn.speaker for turn in transcript.turns}
    runs = _runs(document, text, _cuts(text, source.marks, labels), set(labels))
    for mark in sorted(source.marks, key=lambda mark: (mark.start, -mark.end, mark.coder, mark.code)):
        inside = [run for start, run in runs.items() if mark.start <= start < mark.end]
        if not inside:
            continue
        said = [names[mark.code], *([mark.memo] if mark.memo else [])] if mark.code else [f"{MEMO} {mark.memo}"]
        comment = document.add_comment(inside, legal("\n".join(said)), mark.coder, _initials(mark.coder))
        comment._comment_elm.set(qn("w:date"), _second(mark.time))
    out = io.BytesIO()
    document.save(out)
    return timeless(out.getvalue())


def _cuts(text: str, marks: Sequence[Mark], labels: Mapping[int, str]) -> list[int]:
    """Where runs begin: at ends of lines, of marks and of labels."""
    places = {0, len(text), *labels, *(place for mark in marks for place in (mark.start, mark.end))}
    places |= {place for n, letter in enumerate(text) if letter == "\n" for place in (n, n + 1)}
    return sorted(places)


def _runs(document: Any, text: str, cuts: Sequence[int], speech: set[int]) -> dict[int, Any]:
    """The runs of the document by where they begin in the text."""
    found: dict[int, Any] = {}
    paragraph = document.add_paragraph()
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if piece == "\n":
            paragraph = document.add_paragraph() if paragraph.runs else paragraph
            continue
        run = paragraph.add_run(legal(piece))
        run.bold = True if end in speech and piece.rstrip().endswith(":") else None
        found[start] = run
    return found


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())[:4].upper()


def _second(time: str) -> str:
    """A time to the second, as Word has it."""
    try:
        return datetime.fromisoformat((time or EARLIEST).replace("Z", "+00:00")).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return EARLIEST
