"""A report as data: blocks in order. Rendering reads them and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the document's title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a bulleted list."""

    text: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as a reader sees it: headers and cells are text, `numeric` columns are set right, `indent` steps in a row's first cell."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    indent: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A numbered table with its caption above and a note, its base, below."""

    name: str
    number: int
    caption: str
    table: ShownTable
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A numbered figure (PNG bytes, width in cm) with its caption below and a text for those who cannot see it."""

    name: str
    number: int
    caption: str
    png: bytes
    alt: str
    width: float


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """What an interviewee said and where."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents."""

    title: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The start of a new page."""


Block = Heading | Paragraph | Item | TableBlock | FigureBlock | QuoteBlock | Contents | PageBreak


@dataclass(frozen=True, slots=True)
class Report:
    """A document: its title, language ("fi" or "en") and blocks. `table_word` and `figure_word` name captions."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    table_word: str
    figure_word: str
