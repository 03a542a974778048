"""Pages of a PDF → lines with their places and looks; columns are told and read one after the other."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

BOLD = 600  # the weight from which on a font is bold
LOOSE, TIGHT = 1.7, 1.3  # of a letter's size: lines that are wide apart, and lines of one paragraph
# of a letter's size: how far letters of a line are apart in height; of the usual distance: a gap
SAME_LINE, NEW_LINE = 0.45, 1.55
GAP, GUTTER = 1.2, 1.0  # letters' widths that are spaces in a table, and between columns
OFF = 3.0  # points that a letter may stand outside the page
LEAST = 6  # lines on both sides of a gutter
SIDE = 0.3  # of the text's width that a column takes at least


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between: where they stand (points from the left and the bottom) and how they look."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    looks: frozenset[str]


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its words, where it stands, and whether a gap is above it."""

    words: tuple[Word, ...]
    bottom: float
    gap: bool = False

    @property
    def text(self) -> str:
        """The words with a space between; two where there is room for more."""
        pieces = [self.words[0].text]
        for before, word in pairwise(self.words):
            pieces += ["   " if word.left - before.right > GAP * word.size else " ", word.text]
        return "".join(pieces)


@dataclass(frozen=True)
class Page:
    """A page's lines in the order of reading, and its height."""

    lines: tuple[PageLine, ...]
    height: float
    columns: int = 1
    beside: str = ""  # what is drawn outside the page, where no one sees it


def page_of(page: Any) -> Page:
    """The lines of a page of pypdfium2, top down, column by column."""
    left, bottom, right, top = page.get_mediabox()
    every = list(_words(page))
    words = [w for w in every if left - OFF < w.right and w.left < right + OFF and bottom - OFF < w.bottom < top + OFF]
    words = [replace(w, bottom=w.bottom - bottom) for w in words] if bottom else words
    beside = " ".join(w.text for w in every if w not in set(words)) if len(words) < len(every) else ""
    gutter = _gutter(words)
    sides = [words] if gutter is None else _sides(words, gutter)
    lines = [line for side in sides for line in _lines(side)]
    return Page(tuple(lines), top - bottom, 1 if gutter is None else 2, beside)


def _words(page: Any) -> Iterator[Word]:
    """The words in the order in which the page draws them."""
    from pypdfium2 import raw

    text = page.get_textpage()
    handle, place, font_looks = (
        text.raw,
        (ctypes.c_double(), ctypes.c_double()),
        dict[tuple[bytes, int], frozenset[str]](),
    )
    letters: list[tuple[str, float, float, float, float, int]] = []
    for number in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(handle, number))
        letter = "-" if letter in "\ufffe\x02" else letter  # what stands for a hyphen at a line's end
        raw.FPDFText_GetCharOrigin(handle, number, *map(ctypes.byref, place))
        left, _, right, _ = text.get_charbox(number, loose=True)
        height = place[1].value
        size = float(raw.FPDFText_GetFontSize(handle, number)) or 10.0
        last = letters[-1] if letters else None
        apart = last is not None and (
            abs(last[3] - height) > SAME_LINE * size or left < last[1] - size or left - last[2] > GAP * size
        )
        if (letter.isspace() or letter == "\x00" or apart) and letters:
            yield _word(letters, handle, font_looks)
            letters = []
        if not letter.isspace() and letter != "\x00":
            letters.append((letter, left, right, height, size, number))
    if letters:
        yield _word(letters, handle, font_looks)


def _word(
    letters: Sequence[tuple[str, float, float, float, float, int]],
    handle: Any,
    known: dict[tuple[bytes, int], frozenset[str]],
) -> Word:
    text = "".join(letter for letter, *_ in letters)
    return Word(text, letters[0][1], letters[-1][2], letters[0][3], letters[0][4], _looks(handle, letters[0][5], known))


def _looks(handle: Any, number: int, known: dict[tuple[bytes, int], frozenset[str]]) -> frozenset[str]:
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(120), ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, number, name, 120, ctypes.byref(flags))
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(handle, number, *map(ctypes.byref, (red, green, blue, opacity)))
    shades = (red.value, green.value, blue.value)
    grey = max(shades) - min(shades) < 60
    key = (name.value, int(grey))
    if key not in known:
        font = name.value.decode("utf-8", errors="replace").lower()
        weight = raw.FPDFText_GetFontWeight(handle, number)
        bold = any(part in font for part in ("bold", "black", "heavy", "demi")) or weight >= BOLD
        italic = any(part in font for part in ("italic", "oblique", "slanted"))
        known[key] = frozenset(
            look for look, has in (("bold", bold), ("italic", italic), ("coloured", not grey)) if has
        )
    return known[key]


# -- lines ---------------------------------------------------------------------------------------


def _lines(words: Sequence[Word]) -> list[PageLine]:
    """The words as lines, top down."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: -w.bottom):
        if rows and abs(rows[-1][0].bottom - word.bottom) <= SAME_LINE * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = [PageLine(tuple(sorted(row, key=lambda w: w.left)), row[0].bottom) for row in rows]
    steps = [a.bottom - b.bottom for a, b in pairwise(lines)]
    usual = usual_step(steps)
    size = median(word.size for word in words) if words else 0.0
    ended = sum(line.words[-1].text.rstrip('"”’)')[-1:] in ".?!:…" for line in lines)
    # wide apart, and each line is a paragraph: not double spacing
    if usual > LOOSE * size and ended > 0.6 * len(lines):
        usual = TIGHT * size
    gaps = [True, *(step > NEW_LINE * usual for step in steps)]
    return [PageLine(line.words, line.bottom, gap) for line, gap in zip(lines, gaps, strict=True)]


def usual_step(steps: Sequence[float]) -> float:
    """The distance of lines that is the most frequent one; the smaller of two that are."""
    if not steps:
        return 0.0
    counts = Counter(round(step) for step in steps)
    most = max(counts.values())
    return float(min(step for step, count in counts.items() if count >= 0.5 * most))


# -- columns -------------------------------------------------------------------------------------


def _gutter(words: Sequence[Word]) -> float | None:
    """Where the empty strip between two columns of text is; None when the page has one column.

    Lines on both sides of it are full of speech: a narrow column of names beside the speech is no column of text.
    """
    if len(words) < 4 * LEAST:
        return None
    left, right = min(w.left for w in words), max(w.right for w in words)
    width, size = right - left, median(w.size for w in words)
    free = _free(words, left + SIDE * width, right - SIDE * width)
    for start, end in sorted(free, key=lambda strip: strip[0] - strip[1]):
        if end - start < GUTTER * size:
            break
        sides = _sides(words, (start + end) / 2)
        if len(sides) == 2 and all(_is_column(side, sides) for side in sides):
            return (start + end) / 2
    return None


def _free(words: Sequence[Word], first: float, last: float) -> list[tuple[float, float]]:
    """The strips between two places that hardly a word crosses: one of twenty may (a heading over both columns)."""
    allowed = len({round(w.bottom) for w in words}) // 20
    step = 2.0
    crossed = [
        sum(w.left < at < w.right for w in words) <= allowed
        for at in (first + step * n for n in range(int((last - first) / step) + 1))
    ]
    strips: list[tuple[float, float]] = []
    start: float | None = None
    for number, is_free in enumerate([*crossed, False]):
        at = first + step * number
        if is_free and start is None:
            start = at
        elif not is_free and start is not None:
            strips.append((start, at - step))
            start = None
    return strips


def _sides(words: Sequence[Word], gutter: float) -> list[list[Word]]:
    return [
        [w for w in words if (w.left + w.right) / 2 < gutter],
        [w for w in words if (w.left + w.right) / 2 >= gutter],
    ]


def _is_column(side: Sequence[Word], sides: Sequence[Sequence[Word]]) -> bool:
    """Whether the words of a side are a column of text: several lines of several words that begin at one place."""
    lines = _lines(side) if side else []
    if len(lines) < LEAST or len(side) < SIDE * sum(map(len, sides)):
        return False
    begins = Counter(round(line.words[0].left / 4) for line in lines)
    near = max(begins[at] + begins[at + 1] for at in begins)
    return near >= 0.5 * len(lines) and len(side) >= 2.5 * len(lines)
