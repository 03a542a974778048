"""The documents of a project: which element holds a document's text, the text as it stands, and its selections with
their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualcode.archive import attribute, local
from qualcode.codebook.refi import guid_of
from qualcode.exchange.qdpx.losses import Losses
from qualcode.exchange.qdpx.offsets import Span
from qualcode.exchange.qdpx.package import Package

KINDS = {
    "TextSource": "a text",
    "PDFSource": "a PDF",
    "PictureSource": "a picture",
    "AudioSource": "a recording",
    "VideoSource": "a film",
}
TEXTS_IN = {"PDFSource": "Representation", "PictureSource": "TextDescription"}
ELSEWHERE = {  # codings of a document that are not in its text
    "PDFSelection": "on an area of",
    "PictureSelection": "on an area of",
    "AudioSelection": "of a time in",
    "VideoSelection": "of a time in",
    "Coding": "on the whole of",
}


@dataclass
class Document:
    """A document: its element, the one that holds text and selections, its text as it stands in the file, None where it
    is not there.

    `spans` are the selections and codings in it with their places.
    """

    element: Any
    holder: Any
    name: str
    raw: str | None
    spans: list[tuple[Any, Span]] = field(default_factory=list)


def documents_of(package: Package, losses: Losses) -> Iterator[Document]:
    """The sources that hold text or may, of a recording its transcripts; what holds none is lost."""
    for source in next((child for child in package.root if local(child) == "Sources"), ()):
        kind, name = local(source), attribute(source, "name").strip() or "document"
        if kind == "TextSource":
            holders = [source]
        elif kind in KINDS:
            holders = [child for child in source if local(child) in ("Transcript", TEXTS_IN.get(kind))]
        else:
            holders = []
        if not holders:
            number = sum(local(element) == "Coding" for element in source.iter())
            losses.dropped.append(
                f"{name}: {KINDS.get(kind, 'a source of no known kind')} without text"
                + (f", with {number} codings" if number else "")
            )
        for number, holder in enumerate(holders, 1):
            own = attribute(holder, "name").strip() if local(holder) == "Transcript" else ""
            yield _document(package, losses, source, holder, own or (name if len(holders) == 1 else f"{name} {number}"))
        if holders:
            _elsewhere(losses, source, holders, name)


def _document(package: Package, losses: Losses, source: Any, holder: Any, name: str) -> Document:
    found = Document(source, holder, name, package.text(holder))
    points = {
        guid_of(attribute(point, "guid")): attribute(point, "position")
        for point in holder
        if local(point) == "SyncPoint"
    }
    for child in holder:
        ends = _ends(child, points, found.raw or "")
        if ends is None:
            continue
        if all(re.fullmatch(r"\s*-?[0-9]{1,11}\s*", end) for end in ends):
            name_of = "" if local(child) == "Coding" else attribute(child, "name")
            found.spans.append((child, Span(int(ends[0]), int(ends[1]), name_of)))
        else:
            losses.codings_in(child, f"codings in {name} without a place in the text", name)
    if found.raw is None:
        losses.dropped.append(f"{name}: its text is not in the file")
    return found


def _ends(element: Any, points: Mapping[str, str], raw: str) -> tuple[str, str] | None:
    """Where a selection or coding begins and ends, as it is written; None for another element."""
    kind = local(element)
    if kind == "PlainTextSelection":
        return attribute(element, "startPosition"), attribute(element, "endPosition")
    if kind == "TranscriptSelection":
        start, end = (points.get(guid_of(attribute(element, name)), "") for name in ("fromSyncPoint", "toSyncPoint"))
        return start, end
    return ("0", str(len(raw) * 2)) if kind == "Coding" else None


def _elsewhere(losses: Losses, source: Any, holders: list[Any], name: str) -> None:
    """Count the codings of a source that are not in its text."""
    for child in source if source not in holders else ():
        if local(child) in ELSEWHERE:
            losses.codings_in(child, f"codings {ELSEWHERE[local(child)]} {name}")
