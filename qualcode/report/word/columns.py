"""A table → the widths of its columns in a text of a given width: no word is cut but between syllables, and no number
wraps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualcode.language.hyphenation import compound_parts, pieces
from qualcode.report.blocks import ShownTable
from qualcode.report.word.numbered_styles import ancestry

SOFT_HYPHEN, NBSP = "\u00ad", "\u00a0"
CM = 2.54 / 72  # of a point
MARGINS = 0.25  # cm at the sides of a cell
SHORT = 2.8  # cm of a header that stays on one line as long as there is room
READABLE, LINES = 3.0, 6  # cm of a column in which a text of more lines is read with ease
INDENT = 0.4  # cm of a step of a row's label
# Widths in thousandths of the size, those of Helvetica and Arial (Adobe's font metrics).
WIDTHS = {
    **dict.fromkeys("ijl'|", 222), **dict.fromkeys(" !.,:;/\\ft[]I\u00a0", 278), **dict.fromkeys("r()-–*", 340),
    **dict.fromkeys("cksvxyzJ", 500), **dict.fromkeys("ABEKPSVXY&", 667), **dict.fromkeys("CDHNRUwÅÄ", 722),
    **dict.fromkeys("GOQÖ", 778), **dict.fromkeys("mM%", 860), **dict.fromkeys("W@—", 1000),
}  # fmt: skip
OTHER, CAPITAL = 556, 722
# How much wider than those plain and bold letters are: of most fonts, and of the widest that a machine puts in the
# place of one it lacks.
AS_MOST, AS_WIDEST = (1.0, 1.07), (1.2, 1.36)


@dataclass(frozen=True, slots=True)
class Font:
    """A font's size in points, and how wide its plain and bold letters are."""

    size: float
    wide: tuple[float, float] = AS_WIDEST

    def width(self, text: str, bold: bool = False) -> float:
        """The width of a text in cm."""
        units = sum(WIDTHS.get(c, CAPITAL if c.isupper() else OTHER) for c in text)
        return units / 1000 * self.size * CM * self.wide[bold]


def size_of(style: Any) -> float:
    """The size in points of a paragraph style's letters, looked up in those it is based on."""
    return next((float(one.font.size.pt) for one in ancestry(style) if one.font.size), 11.0)


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column needs, in cm: the widest line, the widest word, and the widest piece of a word."""

    line: float
    word: float
    piece: float


def laid_out(
    table: ShownTable, width: float, size: float, language: str
) -> tuple[ShownTable, tuple[float, ...]] | None:
    """The table, words that are wider than their column with soft hyphens, and its columns' widths in cm; None when it
    is too wide.

    `size` is that of its letters in points. As long as there is room, words and numbers fit in the widest fonts.
    """
    font = Font(size)
    columns = _columns(table, font, language)
    words, parts = [column.word for column in columns], [column.piece for column in columns]
    least = [column.piece for column in _columns(table, Font(size, AS_MOST), language)]
    if sum(words) <= width:
        widths = _grown(words, [column.line for column in columns], table.numeric, width)
    elif sum(parts) <= width:
        widths = _grown(_with_whole_texts(parts, words, table.numeric, width), words, table.numeric, width)
    elif sum(least) <= width:
        widths = _grown(_with_whole_texts(least, parts, table.numeric, width), parts, table.numeric, width)
    else:
        return None
    return _broken(table, widths, font, language), widths


def squeezed(table: ShownTable, width: float, size: float, language: str) -> tuple[ShownTable, tuple[float, ...]]:
    """The table in a text narrower than its longest words: words break where they may, and none takes the place of
    other columns.
    """
    font = Font(size)
    needs = [min(column.piece, width / 2) for column in _columns(table, font, language)]
    widths = tuple(width * need / sum(needs) for need in needs)
    return _broken(table, widths, font, language), widths


def in_numbers(table: ShownTable, total: str) -> tuple[ShownTable, str]:
    """The table whose number columns are headed by numbers, and what the numbers stand for; `total` stays as it is."""
    names, headers = list[str](), list(table.headers)
    for i in sorted(table.numeric):
        if headers[i] not in ("", total):
            names.append(headers[i])
            headers[i] = str(len(names))
    return replace(table, headers=tuple(headers)), ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))


def in_parts(table: ShownTable, width: float, size: float, language: str) -> list[ShownTable]:
    """The table in parts that fit side by side in no way: each has the first column, and as many of the others as the
    width holds.
    """
    needs = [min(column.word, width / 2) for column in _columns(table, Font(size), language)]
    parts, left = list[list[int]](), 0.0
    for i in range(1, len(needs)):
        if not parts or needs[i] > left:
            parts.append([0])
            left = width - needs[0]
        parts[-1].append(i)
        left -= needs[i]
    return [_chosen(table, part) for part in parts] or [table]


def _chosen(table: ShownTable, columns: Sequence[int]) -> ShownTable:
    numeric = frozenset(place for place, i in enumerate(columns) if i in table.numeric)
    rows = tuple(tuple(row[i] for i in columns) for row in table.rows)
    links = tuple(tuple(row[i] for i in columns) for row in table.links)
    return replace(table, headers=tuple(table.headers[i] for i in columns), rows=rows, numeric=numeric, links=links)


def _columns(table: ShownTable, font: Font, language: str) -> list[_Column]:
    return [_column(table, i, font, language) for i in range(len(table.headers))]


def _column(table: ShownTable, i: int, font: Font, language: str) -> _Column:
    indent = INDENT * max(table.indent, default=0) if i == 0 else 0.0
    cells = [line for row in table.rows for line in row[i].split("\n")]
    line = max([font.width(table.headers[i], bold=True), *map(font.width, cells)])
    heads, inside = list(_words(table.headers[i])), list(_numbers(cells) if i in table.numeric else _all_words(cells))
    word = max([0.0, *(font.width(text, bold=True) for text in heads), *map(font.width, inside)])
    least = [font.width(part, bold=True) for text in heads for part in _pieces(text, language)]
    least += [
        font.width(part) for text in inside for part in ([text] if i in table.numeric else _pieces(text, language))
    ]
    read = 0.0 if i in table.numeric else min(line / LINES, READABLE)  # text is not set one word below the other
    return _Column(line + indent + MARGINS, max(word, read) + indent + MARGINS, max([read, *least]) + indent + MARGINS)


def _words(text: str) -> Iterator[str]:
    """The stretches between which a line may end."""
    for word in re.split(r"[ \n]+", text):
        yield from filter(None, re.findall(r"[^-–/]*[-–/]*", word) if len(word) > 12 else [word])


def _all_words(cells: Sequence[str]) -> Iterator[str]:
    for cell in cells:
        yield from _words(cell)


def _numbers(cells: Sequence[str]) -> Iterator[str]:
    """Numbers, which stay whole; an interval in brackets may stand on a line of its own."""
    for cell in cells:
        yield from re.split(r" (?=\[)", cell)


def _pieces(word: str, language: str) -> list[str]:
    """The pieces of a word as lines end with them."""
    core = re.fullmatch(r"(\W*)(.*?)(\W*)", word, re.DOTALL)
    before, inside, after = core.groups() if core else ("", word, "")
    found = list(pieces(inside, language))
    return [
        f"{before if i == 0 else ''}{piece}{after if i == len(found) - 1 else '-'}" for i, piece in enumerate(found)
    ]


def _with_whole_texts(
    least: Sequence[float], most: Sequence[float], numeric: frozenset[int], width: float
) -> tuple[float, ...]:
    """The widths where not all words have room: a word of a text, which every row has, before a heading of numbers."""
    wanted = [one if i in numeric else most[i] for i, one in enumerate(least)]
    return tuple(_towards(list(least), wanted, width))


def _grown(least: Sequence[float], most: Sequence[float], numeric: frozenset[int], width: float) -> tuple[float, ...]:
    """The widths between what columns need and would like: short headers of numbers first, then texts.

    What is left evens out the columns of numbers, then goes to the labels.
    """
    widths = _towards(
        list(least), [max(one, min(most[i], SHORT)) if i in numeric else one for i, one in enumerate(least)], width
    )
    widths = _towards(widths, most, width)
    widest = max((widths[i] for i in numeric), default=0.0)
    widths = _towards(widths, [max(one, widest) if i in numeric else one for i, one in enumerate(widths)], width)
    left = width - sum(widths)
    return tuple(one + left / 2 * (i == 0) + left / 2 / len(widths) for i, one in enumerate(widths))


def _towards(widths: list[float], most: Sequence[float], width: float) -> list[float]:
    """The widths, wider by what there is room for: those that want more get more."""
    most = [min(wanted, max(width, one)) for one, wanted in zip(widths, most, strict=True)]
    weights = [max(wanted - one, 0.0) for one, wanted in zip(widths, most, strict=True)]
    left = width - sum(widths)
    while left > 1e-6 and sum(weights) > 0:
        given = [
            min(left * weight / sum(weights), wanted - one) if weight else 0.0
            for one, wanted, weight in zip(widths, most, weights, strict=True)
        ]
        widths = [one + more for one, more in zip(widths, given, strict=True)]
        weights = [
            weight if wanted - one > 1e-6 else 0.0 for one, wanted, weight in zip(widths, most, weights, strict=True)
        ]
        left -= sum(given)
    return widths


def _broken(table: ShownTable, widths: Sequence[float], font: Font, language: str) -> ShownTable:
    """The table with soft hyphens in the words that are wider than their column, and without places where a number
    could break.
    """

    def words(text: str, i: int, bold: bool) -> str:
        room = widths[i] - MARGINS - (INDENT * max(table.indent, default=0) if i == 0 else 0)
        return re.sub(
            r"[^ \n]+", lambda found: _hyphened(found[0], room, lambda word: font.width(word, bold), language), text
        )

    def cell(text: str, i: int) -> str:
        return re.sub(r" (?!\[)", NBSP, text) if i in table.numeric else words(text, i, bold=False)

    headers = tuple(words(header, i, bold=True) for i, header in enumerate(table.headers))
    return replace(
        table, headers=headers, rows=tuple(tuple(cell(text, i) for i, text in enumerate(row)) for row in table.rows)
    )


def _hyphened(word: str, room: float, measure: Callable[[str], float], language: str) -> str:
    return "".join(
        _hyphened_part(part, room, measure, language) if measure(part) > room else part for part in _words(word)
    )


def _hyphened_part(word: str, room: float, measure: Callable[[str], float], language: str) -> str:
    """The word with soft hyphens: between the parts of a compound where these fit, else between all syllables."""
    parts = compound_parts(word, language)
    if len(parts) > 1 and all(measure(f"{part}-") <= room for part in parts):
        return SOFT_HYPHEN.join(parts)
    shown = _pieces(word, language)
    return SOFT_HYPHEN.join([*(piece.removesuffix("-") for piece in shown[:-1]), shown[-1]])
