"""Reads .odt transcripts: paragraphs and tables in the order of the document, with their looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, checked_zip, local, member, parse_xml
from qualcode.errors import InputError
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.written import (
    BOX,
    COMMENT,
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

WHAT = "OpenDocument text"
_LEFT_OUT = {
    "tracked-changes": DELETED, "annotation": COMMENT, "note": FOOTNOTE, "frame": BOX, "custom-shape": BOX,
    "text-box": BOX, "g": BOX,
    "rect": BOX,
    "table-of-content": "a table of contents", "ruby-text": (
        "a reading above "
        "the line"
    ), "forms": "a form", "sequence-decls": "a form",
}  # fmt: skip
_LISTS = {"list", "list-item", "list-header"}
_PAGE = ("header", "footer", "header-first", "footer-first", "header-left", "footer-left")


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of an OpenDocument text and warnings; comments, notes, text boxes and deleted text are left out."""
    checked_zip(path, WHAT)
    content = parse_xml(member(path, "content.xml", WHAT), path, WHAT)
    styles = [content]
    with suppress(InputError):  # a text without styles reads as well
        styles.insert(0, parse_xml(member(path, "styles.xml", WHAT), path, WHAT))
    return read_written(_found(content, styles), declared)


def _found(content: Any, styles: list[Any]) -> Iterator[Found]:
    looks = _Looks.of(styles)
    for text in (
        element for element in content.iter() if local(element) == "text" and local(element.getparent()) == "body"
    ):
        yield from _blocks(text, looks)
    if len(styles) > 1:
        for part in (element for element in styles[0].iter() if local(element) in _PAGE):
            yield Passage(" ".join(part.itertext()), left_out=HEADER_OR_FOOTER)


@dataclass(frozen=True)
class _Looks:
    """The looks that styles give, by name, and what the named ones are called."""

    own: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    automatic: frozenset[str] = frozenset()

    @classmethod
    def of(cls, roots: list[Any]) -> _Looks:
        own: dict[str, frozenset[str]] = {}
        parents: dict[str, str] = {}
        automatic = set()
        for style in (element for root in roots for element in root.iter() if local(element) == "style"):
            name = attribute(style, "name")
            own[name] = frozenset(look for child in style for look in _of_properties(child))
            parents[name] = attribute(style, "parent-style-name")
            if local(style.getparent()) == "automatic-styles":
                automatic.add(name)
        return cls(own, parents, frozenset(automatic))

    def __call__(self, name: str) -> frozenset[str]:
        looks = set[str]()
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            looks |= self.own.get(name, frozenset())
            name = self.parents.get(name, "")
        return frozenset(
            look.removeprefix("not ") for look in looks if f"not {look}" not in looks and not look.startswith("not ")
        )

    def named(self, name: str) -> str:
        """The style that an automatic one was made from."""
        return self.parents.get(name, "") if name in self.automatic else name


def _of_properties(properties: Any) -> Iterator[str]:
    values = {local(key): value for key, value in properties.attrib.items()}
    if weight := values.get("font-weight"):
        yield "bold" if weight == "bold" or (weight.isdigit() and int(weight) >= 600) else "not bold"
    if slant := values.get("font-style"):
        yield "italic" if slant in ("italic", "oblique") else "not italic"
    if values.get("text-underline-style", "none") != "none":
        yield "underlined"
    if values.get("text-transform") == "uppercase":
        yield "capitals"
    if values.get("color", "#000000").lower() != "#000000" and values.get("use-window-font-color") != "true":
        yield "coloured"
    if local(properties) == "text-properties" and values.get("background-color", "transparent") not in (
        "transparent",
        "#ffffff",
    ):
        yield "highlighted"
    if _length(values.get("margin-left", "")) > 0.5:
        yield "indented"


def _length(text: str) -> float:
    """Centimetres."""
    units = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 0.0353}
    try:
        return float(text[:-2]) * units.get(text[-2:], 0.0)
    except ValueError:
        return 0.0


def _blocks(parent: Any, looks: _Looks, listed: bool = False) -> Iterator[Found]:
    for child in parent:
        name = local(child)
        if name in ("p", "h"):
            style = attribute(child, "style-name")
            called = looks.named(style).replace("_20_", " ").replace("_", " ")
            own = {"heading"} if name == "h" or called.startswith(("Heading", "Title")) else set[str]()
            own |= {"numbered"} if listed else set()
            if (
                called
                and not own
                and called not in ("Standard", "Text body", "Default", "Table Contents", "List Paragraph", "Normal")
            ):
                own.add(f"style {called}")
            base = looks(style)
            yield from written(_runs(child, looks, base), frozenset(own) | (base & {"indented"}))
            yield from _left_out_in(child)
        elif name == "table":
            yield from _table(child, looks)
        elif name in _LEFT_OUT:
            yield Passage(" ".join(child.itertext()), left_out=_LEFT_OUT[name])
        else:
            yield from _blocks(child, looks, listed or name in _LISTS)


def _table(element: Any, looks: _Looks) -> Iterator[Found]:
    rows: list[list[Cell]] = []
    others: list[Found] = []
    for row in (child for child in element.iter() if local(child) == "table-row" and _table_of(child) is element):
        column, cells = 0, []
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            inner = list(_blocks(cell, looks))
            others += [piece for piece in inner if isinstance(piece, Passage)]
            span, repeated = (attribute(cell, f"number-columns-{what}") for what in ("spanned", "repeated"))
            if local(cell) == "table-cell":
                paragraphs = tuple(piece for piece in inner if isinstance(piece, Paragraph))
                cells.append(Cell(paragraphs, column, int(span) if span.isdigit() else 1))
            else:
                others += [Passage(piece.text, left_out="a cell that is covered by a merged one") for piece in inner]
            column += min(int(repeated), 100) if repeated.isdigit() else 1
        rows.append(cells)
    yield from table(rows)
    yield from others


def _table_of(row: Any) -> Any:
    return next(above for above in row.iterancestors() if local(above) == "table")


def _runs(element: Any, looks: _Looks, base: frozenset[str]) -> Iterator[Run]:
    yield element.text or "", base
    for child in element:
        name = local(child)
        if name == "line-break":
            yield "\n", base
        elif name == "tab":
            yield "\t", base
        elif name == "s":
            count = attribute(child, "c")
            yield " " * min(int(count) if count.isdigit() else 1, 20), base
        elif name not in _LEFT_OUT:
            style = attribute(child, "style-name")
            yield from _runs(child, looks, _over(base, looks, style) if name == "span" else base)
        yield child.tail or "", base


def _over(base: frozenset[str], looks: _Looks, style: str) -> frozenset[str]:
    off = {look.removeprefix("not ") for look in looks.own.get(style, frozenset()) if look.startswith("not ")}
    return (base | looks(style)) - off


def _left_out_in(paragraph: Any) -> Iterator[Passage]:
    for child in paragraph:
        if local(child) in _LEFT_OUT:
            yield Passage(" ".join(child.itertext()), left_out=_LEFT_OUT[local(child)])
        else:
            yield from _left_out_in(child)
