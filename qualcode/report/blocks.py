"""A report as data: blocks in order. Rendering reads them and decides nothing.

A number may carry the key of the quotes behind it: a code, `code+code` for two together, with `@dimension=level` for a
part of the study (`support@transcript=H1`). A renderer links it to the first quote of that code in the document, else
to the page of interviews. The number of a table or figure in the text carries the key of its caption
(`caption:table:themes`): a reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar, cast
from urllib.parse import quote

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the document's title. That of an appendix has its `name`, and its `number` once it is
    known.
    """

    text: str
    level: int = 1
    links: tuple[tuple[int, int, str], ...] = ()
    name: str = ""
    number: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; `links` are stretches of it (start, end) with the key of what they lead to."""

    text: str
    links: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a bulleted list."""

    text: str
    links: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as a reader sees it: headers and cells are text, `numeric` columns are set right, `indent` steps in a
    row's first cell.

    `links` has, for each row, the key of the quotes behind each cell ("" for none); it is empty where no cell leads
    anywhere. The first cells of `strong` rows, by their number from 0, are headings of what follows.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    indent: tuple[int, ...] = ()
    links: tuple[tuple[str, ...], ...] = ()
    strong: frozenset[int] = frozenset()

    def link(self, row: int, column: int) -> str:
        """The key of the quotes behind a cell."""
        return self.links[row][column] if self.links else ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A numbered table with its caption above and a note, its base, below.

    `place` names the caption for references; `restart` says that the number does not follow from the caption before,
    `continued` that this is a further part of a table, under the number of the first.
    """

    name: str
    number: int
    caption: str
    table: ShownTable
    note: str = ""
    place: str = ""
    restart: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure in two forms: pixels for documents, lines (letters too) for print and the web."""

    png: bytes
    svg: bytes


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A numbered figure (width in cm) with its caption below and a text for those who cannot see it."""

    name: str
    number: int
    caption: str
    picture: Picture
    alt: str
    width: float
    place: str = ""
    restart: bool = False


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """What an interviewee said and where; `place` is its place on the page of interviews, `codes` are those it stands
    for.
    """

    text: str
    source: str
    place: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents."""

    title: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The start of a new page."""


PAGE = "page:"  # before a key that leads to the page of interviews even where the document has quotes
CAPTION = "caption:"  # before a key that leads to a caption: its kind (table or figure) and name

Block = Heading | Paragraph | Item | TableBlock | FigureBlock | QuoteBlock | Contents | PageBreak


@dataclass(frozen=True, slots=True)
class Report:
    """A document: its title, language ("fi" or "en") and blocks. `table_word` and `figure_word` name captions.

    `appendix_word` names appendices. `page` is where the page of interviews lies, as seen from the document; "" when
    there is none.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    table_word: str
    figure_word: str
    page: str = ""
    appendix_word: str = ""

    def heading(self, block: Heading) -> str:
        """A heading as it reads, that of an appendix with its number."""
        return f"{self.appendix_word} {block.number}. {block.text}" if block.number else block.text

    @property
    def apa(self) -> bool:
        """Whether tables are captioned as the APA style has it: the number in bold, the title in italics below it."""
        return self.language == "en"


_UNSTORABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def storable(found: T) -> T:
    """The report, or a part of it, without the characters that no XML can hold."""
    if isinstance(found, str):
        return cast(T, _UNSTORABLE.sub("", found))
    if isinstance(found, tuple):
        return cast(T, tuple(map(storable, found)))
    if is_dataclass(found) and not isinstance(found, type):
        return replace(found, **{field.name: storable(getattr(found, field.name)) for field in fields(found)})
    return found


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a place in this document, which may be the number of a caption, or an address."""

    anchor: str = ""
    url: str = ""
    caption: bool = False


class Links:
    """Finds where the keys of a report lead."""

    def __init__(self, report: Report) -> None:
        self._page = report.page
        self.anchors: dict[int, tuple[str, ...]] = {}  # the codes whose first quote a block is
        self._first: dict[str, str] = {}
        for number, block in enumerate(report.blocks):
            new = (
                tuple(code for code in block.codes if code not in self._first) if isinstance(block, QuoteBlock) else ()
            )
            if new:
                self.anchors[number] = new
                self._first.update(dict.fromkeys(new, f"quotes_{number}"))

    def name(self, number: int) -> str:
        """The name of a block as a place; "" when nothing leads to it."""
        return f"quotes_{number}" if number in self.anchors else ""

    def to(self, key: str) -> Target | None:
        """Where the quotes behind a number are, or the caption that a reference names; None when they are nowhere."""
        if key.startswith(CAPTION):
            return Target(anchor=key.removeprefix(CAPTION), caption=True)
        if key in self._first:
            return Target(anchor=self._first[key])
        return self.on_page(key.removeprefix(PAGE))

    def on_page(self, key: str) -> Target | None:
        """A place on the page of interviews; what a key is made of is quoted already."""
        return Target(url=f"{self._page}#{key}") if key and self._page else None


def with_references(block: Heading | Paragraph | Item, marks: Mapping[str, str], plain: Callable[[str], str]) -> str:
    """The block's text made `plain`, with a mark in the place of each reference: `marks` has it by the key of the
    caption.
    """
    made, last = "", 0
    for start, end, key in block.links:
        if key in marks:
            made, last = f"{made}{plain(block.text[last:start])}{marks[key]}", end
    return made + plain(block.text[last:])


def file_name(name: str) -> str:
    """The name of a table or figure without the characters that a file system, or an address, may refuse."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f\s]', "-", name)


def part_of(code: str, dimension: str, level: str) -> str:
    """The key of a code's quotes at one level of a dimension."""
    return f"{code}@{quote(dimension, safe='')}={quote(level, safe='')}"


def place_on_page(transcript: str, unit: int) -> str:
    """The key of a unit's place on the page of interviews."""
    return f"{quote(transcript, safe='')}.{unit}"
