"""Reads .docx transcripts: paragraphs and tables in the order of the document, with their looks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.archive import checked_zip, local, member, parse_xml
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.numbering import Numbering, numbering_of
from qualcode.transcripts.readers.written import (
    BOX,
    COMMENT,
    COPY,
    DELETED,
    FOOTNOTE,
    HEADER_OR_FOOTER,
    Cell,
    Found,
    Run,
    read_written,
    table,
    written,
)
from qualcode.transcripts.voices.lines import Paragraph

WHAT = "Word document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_OFF = frozenset(("0", "false", "off", "none"))
_SWITCHES = {"b": "bold", "i": "italic", "u": "underlined", "highlight": "highlighted", "caps": "capitals"}
_LEFT_OUT = {"del": DELETED, "moveFrom": DELETED, "Fallback": COPY, "txbxContent": BOX, "delText": DELETED}
_PLAIN = frozenset(("000000", "auto", "windowtext"))
_OTHER_PARTS = {
    "header": HEADER_OR_FOOTER,
    "footer": HEADER_OR_FOOTER,
    "footnotes": FOOTNOTE,
    "endnotes": FOOTNOTE,
    "comments": COMMENT,
}
_INDENT = 300  # twentieths of a point, from which on a paragraph is indented


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a Word document and warnings; headers, footers, comments, notes, text boxes and deleted text are
    left out.
    """
    checked_zip(path, WHAT)
    return read_written(_Document.of(path).found(path), declared)


@dataclass(frozen=True)
class _Style:
    """A paragraph style with what it takes over from the one it is based on."""

    name: str = ""
    looks: frozenset[str] = frozenset()
    numbering: tuple[str, int] | None = None


@dataclass
class _Document:
    """A document's body, its styles, and the numbers that its lists are at."""

    body: Any
    styles: Mapping[str, _Style] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)

    @classmethod
    def of(cls, path: Path) -> _Document:
        names = _names(path)
        root = _part(path, "word/document.xml")
        body = next((child for child in root if local(child) == "body"), root)
        styles = _styles(_part(path, "word/styles.xml")) if "word/styles.xml" in names else {}
        numbering = numbering_of(_part(path, "word/numbering.xml")) if "word/numbering.xml" in names else Numbering()
        return cls(body, styles, numbering)

    def found(self, path: Path) -> Iterator[Found]:
        """Every paragraph, and what is left out."""
        yield from self.blocks(self.body)
        for name in _names(path):
            kind = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
            if name.startswith("word/") and kind in _OTHER_PARTS:
                for paragraph in _part(path, name).iter(f"{_W}p"):
                    if (text := "".join(_texts(paragraph))).strip():
                        yield Passage(text, left_out=_OTHER_PARTS[kind], place=kind)

    def blocks(self, parent: Any) -> Iterator[Found]:
        """Paragraphs and tables in order, also those in content controls."""
        for child in parent:
            name = local(child)
            if name == "p":
                yield from self.paragraph(child)
            elif name == "tbl":
                yield from self.table(child)
            elif name in _LEFT_OUT:
                yield from _left_out(child, _LEFT_OUT[name])
            elif name not in ("tcPr", "tblPr", "sectPr", "sdtPr"):
                yield from self.blocks(child)

    def paragraph(self, element: Any) -> Iterator[Found]:
        """A paragraph as it reads with every tracked change accepted, and what of it is left out."""
        properties = element.find(f"{_W}pPr")
        style = self.styles.get(_value(properties, "pStyle"), self.styles.get("", _Style()))
        number = self.number(properties, style)
        looks = _paragraph_looks(properties, style) | ({"numbered"} if any(map(str.isdigit, number)) else set())
        yield from written(_runs(element, style.looks), looks, number)
        yield from _left_out_in(element)

    def number(self, properties: Any, style: _Style) -> str:
        """What Word counts before the paragraph, as it is shown."""
        own = properties.find(f"{_W}numPr") if properties is not None else None
        if own is not None:
            list_id, level = _value(own, "numId"), _value(own, "ilvl")
            return self.numbering.next(list_id, int(level) if level.isdigit() else 0)
        return self.numbering.next(*style.numbering) if style.numbering else ""

    def table(self, element: Any) -> Iterator[Found]:
        """A table's rows."""
        rows, others = [], list[Found]()
        for row in _children(element, "tr"):
            before = row.find(f"{_W}trPr/{_W}gridBefore")
            column = int(before.get(_VAL, "0")) if before is not None else 0
            cells = []
            for cell in _children(row, "tc"):
                properties = cell.find(f"{_W}tcPr")
                span = _value(properties, "gridSpan")
                merged = properties.find(f"{_W}vMerge") if properties is not None else None
                inner = list(self.blocks(cell))
                others += [piece for piece in inner if isinstance(piece, Passage)]
                paragraphs = tuple(piece for piece in inner if isinstance(piece, Paragraph))
                goes_on = merged is not None and merged.get(_VAL, "continue") == "continue"
                cells.append(Cell(paragraphs, column, int(span) if span.isdigit() else 1, goes_on))
                column += cells[-1].span
            rows.append(cells)
        yield from table(rows)
        yield from others


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return sorted(archive.namelist())


def _part(path: Path, name: str) -> Any:
    return parse_xml(member(path, name, WHAT), path, WHAT)


def _children(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, also those in content controls or inserted with tracked changes."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _children(child, name)


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}") if element is not None else None
    return "" if child is None else str(child.get(_VAL) or "")


# -- looks ---------------------------------------------------------------------------------------


def _based_on(name: str, elements: Mapping[str, Any]) -> list[Any]:
    """The style and those it is based on, nearest first."""
    chain: list[Any] = []
    while name in elements and elements[name] not in chain and len(chain) < 20:
        chain.append(elements[name])
        name = _value(elements[name], "basedOn")
    return chain


def _styles(root: Any) -> dict[str, _Style]:
    """The paragraph styles by id; "" is the default one."""
    elements = {
        style.get(f"{_W}styleId", ""): style
        for style in root.iter(f"{_W}style")
        if style.get(f"{_W}type") == "paragraph"
    }
    styles: dict[str, _Style] = {}
    for name, element in elements.items():
        looks = frozenset[str]()
        numbering = None
        for style in reversed(_based_on(name, elements)):
            looks = _run_looks(style.find(f"{_W}rPr"), looks)
            own = style.find(f"{_W}pPr/{_W}numPr")
            level = _value(own, "ilvl")
            numbering = (_value(own, "numId"), int(level) if level.isdigit() else 0) if own is not None else numbering
        title = _value(element, "name")
        styles[name] = _Style(title, looks, numbering)
        if element.get(f"{_W}default") in ("1", "true"):
            styles[""] = _Style("", looks, numbering)
    return styles


def _run_looks(properties: Any, inherited: frozenset[str]) -> frozenset[str]:
    if properties is None:
        return inherited
    looks = set(inherited)
    for child in properties:
        name, value = local(child), (child.get(_VAL) or "").lower()
        if name in _SWITCHES:
            looks = looks - {_SWITCHES[name]} if value in _OFF else looks | {_SWITCHES[name]}
        elif name == "color":
            looks = {look for look in looks if look != "coloured"} | ({"coloured"} if value not in _PLAIN else set())
    return frozenset(looks)


def _paragraph_looks(properties: Any, style: _Style) -> frozenset[str]:
    looks = set[str]()
    name = style.name.lower()
    if name.startswith(("heading", "otsikko", "rubrik", "title", "subtitle")):
        looks.add("heading")
    elif name and name not in ("normal", "normaali", "body text", "no spacing", "list paragraph", "default"):
        looks.add(f"style {style.name}")
    indent = properties.find(f"{_W}ind") if properties is not None else None
    left = (indent.get(f"{_W}left") or indent.get(f"{_W}start") or "") if indent is not None else ""
    if left.isdigit() and int(left) > _INDENT:
        looks.add("indented")
    if properties is not None and _value(properties, "jc") in ("right", "end", "center"):
        looks.add("to the right" if _value(properties, "jc") != "center" else "centred")
    return frozenset(looks)


# -- text ----------------------------------------------------------------------------------------


def _runs(element: Any, looks: frozenset[str]) -> Iterator[Run]:
    for child in element:
        name = local(child)
        if name == "r" and not _is_hidden(child):
            yield from _run(child, _run_looks(child.find(f"{_W}rPr"), looks))
        elif name == "r":
            continue
        elif name not in _LEFT_OUT and name not in ("pPr", "rPr", "sdtPr", "p", "tbl"):
            yield from _runs(child, looks)


def _is_hidden(run: Any) -> bool:
    switch = run.find(f"{_W}rPr/{_W}vanish")
    return switch is not None and (switch.get(_VAL) or "") not in _OFF


def _run(run: Any, looks: frozenset[str]) -> Iterator[Run]:
    for child in run:
        name = local(child)
        if name == "t":
            yield child.text or "", looks
        elif name in ("tab", "ptab"):
            yield "\t", looks
        elif name in ("br", "cr"):
            yield "\n", looks
        elif name == "noBreakHyphen":
            yield "-", looks
        elif name == "sym":
            yield " ", looks
        elif name in ("AlternateContent", "ruby", "Choice", "rubyBase"):
            yield from _runs(child, looks)


def _texts(element: Any) -> Iterator[str]:
    """All text in an element, whatever it is."""
    for child in element.iter():
        name = local(child)
        if name in ("t", "delText"):
            yield child.text or ""
        elif name == "noBreakHyphen":
            yield "-"
        elif name in ("tab", "br", "cr", "p"):
            yield "\n"


def _left_out(element: Any, reason: str) -> Iterator[Passage]:
    if text := "".join(_texts(element)).strip():
        yield Passage(text, left_out=reason)


def _left_out_in(paragraph: Any) -> Iterator[Passage]:
    """What stands in a paragraph and is not read in it: deletions, text boxes, copies for other programs, ruby
    letters.
    """
    for child in paragraph:
        name = local(child)
        if name in _LEFT_OUT:
            yield from _left_out(child, _LEFT_OUT[name])
        elif name == "r" and _is_hidden(child):
            yield from _left_out(child, "hidden text")
        elif name == "rt":
            yield from _left_out(child, "a reading above the line")
        elif name == "t" and local(paragraph) not in ("r",):
            yield from _left_out(child, "a formula or drawing")
        else:
            yield from _left_out_in(child)
