"""Taguette: its project (.sqlite3), and the highlights that it exports (.csv, .xlsx) with document, tag and content."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from qualcode.codebook import codebook_of
from qualcode.codebook.plain import slug
from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.joined import tree_of_paths
from qualcode.exchange.programs.sqlite import Tables, has_tables, number, tables_of, text
from qualcode.exchange.project import NOBODY, Mark, Project, ProjectSource
from qualcode.exchange.segment_table import Segments, coded_or_noted, header_of, read_segment_table
from qualcode.model import Codebook
from qualcode.people.segments import Segment
from qualcode.spreadsheet import by_alias

COLUMNS = {"document": "document", "code": "tag", "text": "content"}
BLOCKS = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote pre hr section article".split())


def _is_table(path: Path) -> bool:
    return header_of(path) in (["id", "document", "tag", "content"], ["document", "tag", "content"])


def _read_table(path: Path, asked: Asked) -> Segments:
    found = coded_or_noted(read_segment_table(path, asked.coder, asked.codes, by_alias(COLUMNS), ("id",)), "highlights")
    return replace(found, segments=tuple(_with_path(one, asked) for one in found.segments))


def _with_path(segment: Segment, asked: Asked) -> Segment:
    """The segment with the points of a tag that the codebook does not have as steps of a path."""
    return segment if asked.codes.find(segment.code) else replace(segment, code=" > ".join(tag_path(segment.code)))


def tag_path(tag: str) -> tuple[str, ...]:
    """The parts of a tag, the outermost first."""
    return tuple(part.strip() for part in tag.split(".") if part.strip())


def _read_project(path: Path, asked: Asked) -> Project:
    with tables_of(path) as tables:
        return _project(path, tables, asked)


def _project(path: Path, tables: Tables, asked: Asked) -> Project:
    book, ids = _codebook(path, tables)
    tags: dict[int, list[str]] = {}
    for row in tables.rows("highlight_tags"):
        tags.setdefault(number(row, "highlight_id") or 0, []).append(ids.get(number(row, "tag_id") or 0, ""))
    users, lost, marks, partly = _users(tables), Counter[str](), dict[int, list[Mark]](), set[int]()
    texts = {number(row, "id") or 0: Page(str(row.get("contents") or "")) for row in tables.rows("documents")}
    for row in tables.rows("highlights"):
        highlight, document = number(row, "id") or 0, number(row, "document_id") or 0
        page = texts.get(document)
        start, end = number(row, "start_offset"), number(row, "end_offset")
        span = page.span(start, end) if page and start is not None and end is not None else None
        if span is None or not tags.get(highlight):
            lost["highlights without a place in a document" if span is None else "highlights without a tag"] += 1
            partly |= {document} if span is None else set()
            continue
        lost["tags of highlights that are not there"] += tags[highlight].count("")
        partly |= {document} if "" in tags[highlight] else set()
        coder = users.get(highlight) or asked.coder or NOBODY
        marks.setdefault(document, []).extend(Mark(*span, code, coder) for code in tags[highlight] if code)
    sources = tuple(
        ProjectSource(text(row, "name") or "document", texts[key].text, tuple(marks.get(key, ())), partly=key in partly)
        for row in tables.rows("documents")
        for key in [number(row, "id") or 0]
    )
    coders = tuple(dict.fromkeys(mark.coder for source in sources for mark in source.marks))
    names = [text(row, "name") for row in tables.rows("projects")]
    name, told = (
        next(iter(names), "") or path.stem,
        (f"projects of the file that are one here: {', '.join(names)}",) if len(names) > 1 else (),
    )
    dropped = tuple(f"{what}: {n}" for what, n in lost.items() if n)
    return Project(name, book, sources, coders, origin="Taguette", told=told, dropped=dropped)


def _codebook(path: Path, tables: Tables) -> tuple[Codebook | None, dict[int, str]]:
    """The tags as codes, a point in a tag's path as a level, and the id of each tag by its number."""
    rows = tables.rows("tags")
    paths = {number(row, "id") or 0: tag_path(text(row, "path")) for row in rows}
    themes, by_path = tree_of_paths(path for path in paths.values() if path)
    for row in rows:
        own = paths[number(row, "id") or 0]
        if own and text(row, "description"):
            by_path[own]["definition"] = text(row, "description")
    if not themes:
        return None, {}
    book = codebook_of({"format": 1, "name": slug(path.stem), "codes": themes}, {}, path)
    return book, {key: str(by_path[own]["id"]) for key, own in paths.items() if own}


def _users(tables: Tables) -> Mapping[int, str]:
    """Who made each highlight, as far as the log of commands says."""
    found = {}
    for row in tables.rows("commands"):
        try:
            payload = json.loads(str(row.get("payload") or "{}"))
        except ValueError:
            continue
        if (
            isinstance(payload, dict)
            and payload.get("type") == "highlight_add"
            and isinstance(payload.get("highlight_id"), int)
        ):
            found[payload["highlight_id"]] = text(row, "user_login")
    return found


class Page(HTMLParser):
    """The text of a document's HTML, a line a block; places are bytes of UTF-8 of its text without tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self._bytes = "", 0
        self._pieces: list[tuple[int, int, str]] = []  # where a piece begins in bytes and in the text, and what it says
        self.feed(html.replace("\r\n", "\n"))
        self.close()
        self._starts = [start for start, _, _ in self._pieces]

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the library's signature
        """A block begins a line."""
        self._line(tag)

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        self._line(tag)

    def handle_data(self, data: str) -> None:
        """Text; spaces between blocks count as bytes and are no text."""
        if not self._bytes and not data.strip():  # before the first element
            return
        at = len(self.text)
        self.text += data if data.strip() or (self.text and not self.text.endswith("\n")) else ""
        self._pieces.append((self._bytes, at, data if len(self.text) > at else ""))
        self._bytes += len(data.encode("utf-8"))

    def _line(self, tag: str) -> None:
        if tag in BLOCKS and self.text and not self.text.endswith("\n\n"):
            self.text = self.text.rstrip(" \n") + "\n\n"

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """A stretch of bytes in the text; None when nothing of it is there."""
        first, last = self._place(start), self._place(end)
        inside = self.text[first:last]
        if not inside.strip():
            return None
        return first + len(inside) - len(inside.lstrip()), last - len(inside) + len(inside.rstrip())

    def _place(self, place: int) -> int:
        piece = bisect_right(self._starts, place) - 1
        if piece < 0:
            return 0
        start, at, said = self._pieces[piece]
        return min(at + len(said.encode("utf-8")[: place - start].decode("utf-8", "ignore")), len(self.text))


FORMAT = Format(
    "taguette",
    "Taguette: highlights as .csv or .xlsx",
    (".csv", ".xlsx"),
    "taguette/export.py, version 1.5 (id, document, tag, content)",
    False,
    _is_table,
    _read_table,
)
PROJECT = Format(
    "taguette-project",
    "Taguette: project as .sqlite3",
    (".sqlite3", ".sqlite", ".db"),
    "taguette/database/models.py, version 1.5; places are bytes of UTF-8 (taguette/extract.py)",
    False,
    lambda path: has_tables(path, "highlights", "highlight_tags", "documents"),
    project=_read_project,
)
