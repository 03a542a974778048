"""Reads .html transcripts (Word's and Google's export, web pages) and oTranscribe's .otr: paragraphs and tables with
their looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.archive import not_readable
from qualcode.errors import InputError
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.readers.written import COMMENT, DELETED, Cell, Found, Run, read_written, table, written
from qualcode.transcripts.voices.lines import Paragraph

WHAT = "web page"
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr html li main nav ol "
    "p pre section table tbody td tfoot th thead tr ul summary caption".split()
)
_LOOKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underlined", "mark": "highlighted"}
_LEFT_OUT = {"del": DELETED, "s": DELETED, "strike": DELETED, "nav": "a menu of the page",
    "noscript": "a second copy", "option": "a form",
             "button": "a form", "textarea": "a form", "rt": (
                 "a reading above "
                 "the line"
             ), "title": "page header or footer"}  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "template", "svg", "object"))
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all")


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a web page and warnings."""
    text, warnings = decode(read_bytes(path), path)
    passages, doubts = read_written(found_in(parsed(text, path)), declared)
    return passages, warnings + doubts


def read_otr(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of oTranscribe's file and warnings; raises InputError when it is none."""
    text, warnings = decode(read_bytes(path), path)
    try:
        page = json.loads(text)["text"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError([not_readable(path, "oTranscribe file")]) from error
    passages, doubts = read_written(found_in(parsed(str(page), path)), declared)
    fields = {name: value for name, value in json.loads(text).items() if name != "text" and isinstance(value, str)}
    names = [Passage(value, left_out="a name of a field", place=name) for name, value in fields.items()]
    return [*passages, *names], warnings + doubts


def parsed(text: str, path: Path) -> Any:
    """The root element of a page."""
    from lxml import html

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return html.document_fromstring(
            text, parser=html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
        )
    except Exception as error:  # lxml lets parser and value errors through as they come
        raise InputError([not_readable(path, WHAT)]) from error


def found_in(root: Any) -> Iterator[Found]:
    """Every paragraph of a page, and what is left out."""
    for title in root.iter("title"):
        yield Passage(title.text_content(), left_out=_LEFT_OUT["title"])
    for part in (child for child in root if _name(child) not in _SILENT):
        yield from _blocks(part, frozenset(), frozenset())
        if part.tail and part.tail.strip():
            yield from written([(part.tail, frozenset())])


def _block_looks(block: Any, around: Any) -> frozenset[str]:
    """What a block looks like by its own name and class."""
    name = _name(block)
    heading = {"heading"} if re.fullmatch(r"h[1-6]", name) else set[str]()
    numbered = {"numbered"} if name == "li" and _name(around) == "ol" else set[str]()
    return _class_look(block) | heading | numbered


def _blocks(element: Any, looks: frozenset[str], runs_in: frozenset[str]) -> Iterator[Found]:
    """The paragraphs of a block: inline text between inner blocks is a paragraph of its own."""
    runs: list[Run] = [(_flat(element.text, element), runs_in)]
    for child in element:
        name = _name(child)
        if name == "table":
            yield from written(runs, looks)
            yield from _table(child)
            runs = []
        elif name in _BLOCKS and not _is_left_out(child):
            yield from written(runs, looks)
            yield from _blocks(child, looks | _block_looks(child, element), runs_in | _looks(child))
            runs = []
        else:
            yield from _left_out(child)
            runs += _inline(child, runs_in)
        runs.append((_flat(child.tail, element), runs_in))
    yield from written(runs, looks)


def _inline(element: Any, looks: frozenset[str]) -> Iterator[Run]:
    name = _name(element)
    if name == "br":
        yield "\n", looks
        return
    if name in _SILENT or _is_left_out(element):
        return
    looks = looks | _looks(element)
    yield _flat(element.text, element), looks
    for child in element:
        if _name(child) in _BLOCKS:
            yield "\n", looks
        yield from _inline(child, looks)
        yield _flat(child.tail, element), looks


def _left_out(element: Any) -> Iterator[Passage]:
    """The parts of an inline element that are left out."""
    if _is_left_out(element):
        yield Passage(element.text_content(), left_out=_reason(element))
    elif _name(element) not in _SILENT:
        for child in element:
            yield from _left_out(child)


def _reason(element: Any) -> str:
    return _LEFT_OUT.get(_name(element)) or (
        COMMENT if "comment" in (element.get("class") or "").lower() else "hidden text"
    )


def _is_left_out(element: Any) -> bool:
    comment = "msocomtxt" in (element.get("class") or "").lower() or "mso-element:comment" in (
        element.get("style") or ""
    ).replace(" ", "")
    return (
        _name(element) in _LEFT_OUT
        or comment
        or _HIDDEN.search((element.get("style") or "").lower()) is not None
        or element.get("hidden") is not None
    )


def _looks(element: Any) -> frozenset[str]:
    found = {_LOOKS[_name(element)]} if _name(element) in _LOOKS else set()
    style = (element.get("style") or "").lower()
    if re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style):
        found.add("bold")
    if re.search(r"font-style\s*:\s*(?:italic|oblique)", style):
        found.add("italic")
    if re.search(r"text-decoration[^;]*underline", style):
        found.add("underlined")
    if (colour := re.search(r"(?<![\w-])color\s*:\s*([^;]+)", style)) and colour[1].strip() not in (
        "#000000",
        "#000",
        "black",
        "windowtext",
        "inherit",
    ):
        found.add("coloured")
    if re.search(r"margin-left\s*:\s*(?:[2-9]\d|\d{3})(?:\.\d+)?p[tx]", style):
        found.add("indented")
    return frozenset(found)


def _class_look(element: Any) -> frozenset[str]:
    name = (element.get("class") or "").split()
    return (
        frozenset({f"style {name[0]}"})
        if name and name[0].lower() not in ("msonormal", "msolistparagraph")
        else frozenset()
    )


def _name(element: Any) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _flat(text: str | None, element: Any) -> str:
    if not text:
        return ""
    return text if _name(element) == "pre" else re.sub(r"[ \t\r\n\f]+", " ", text)


def _table(element: Any) -> Iterator[Found]:
    rows: list[list[Cell]] = []
    others: list[Found] = []
    below: dict[int, int] = {}  # columns that a cell above still spans, and for how many rows
    for row in (child for child in element.iter("tr") if next(child.iterancestors("table")) is element):
        column, cells = 0, []
        for cell in (child for child in row if _name(child) in ("td", "th")):
            while below.get(column, 0) > 0:
                below[column] -= 1
                column += 1
            inner = list(_blocks(cell, frozenset(), _looks(cell)))
            others += [piece for piece in inner if isinstance(piece, Passage)]
            span, high = (_count(cell.get(name)) for name in ("colspan", "rowspan"))
            cells.append(Cell(tuple(piece for piece in inner if isinstance(piece, Paragraph)), column, span))
            below |= {column + n: high - 1 for n in range(span) if high > 1}
            column += span
        rows.append(cells)
    yield from table(rows)
    yield from others


def _count(text: str | None) -> int:
    return max(1, min(int(text), 100)) if text and text.isdecimal() else 1
