"""Reads .pdf transcripts: lines with labels or looks, without page numbers, running headers and footers and line
numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path

from qualcode.archive import not_readable
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.pages import Page, PageLine, page_of, usual_step
from qualcode.transcripts.readers.written import HEADER_OR_FOOTER, Found, Run, read_written, written
from qualcode.transcripts.voices.lines import Paragraph
from qualcode.transcripts.voices.times import ALONE

MOST_PAGES = 500
MOST_CHARACTERS = 5_000_000
MARGIN, SAME_HEIGHT = 0.13, 6.0  # of a page's height that is margin; points between the same line of two pages
_PAGE_MARK = re.compile(
    r"(?:page|sivu|sida|s\.|p\.)?\s*[-–]?\s*\d{1,4}\s*(?:[/]|of|av)?\s*(?:\(?\d{1,4}\)?)?\s*[-–]?", re.IGNORECASE
)
_NUMBERED = re.compile(r"(\d{1,5})\s+(?=\S)(.*)|(\d{1,5})")
_COLUMNS = "has pages of two columns, which were read one after the other; look whether their order is right."
PAGE_NUMBER, LINE_NUMBER = "page number", "line number"


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a PDF and warnings; raises InputError for one that is encrypted, damaged or only pictures."""
    pages = list(_pages(path))
    if not any(page.lines for page in pages):
        hint = "It may be a scan; recognise its text first (OCR), or use the original document."
        raise InputError([Problem("holds no text.", path, hint=hint)])
    passages, warnings = read_written(_found(pages), declared)
    return passages, [*warnings, *([_COLUMNS] if any(page.columns > 1 for page in pages) else [])]


def _pages(path: Path) -> Iterator[Page]:
    import pypdfium2

    size = 0
    try:
        document = pypdfium2.PdfDocument(read_bytes(path))
        for number in range(min(len(document), MOST_PAGES)):
            page = page_of(document[number])
            size += sum(len(word.text) for line in page.lines for word in line.words)
            if size > MOST_CHARACTERS:
                return
            yield page
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                [Problem("is protected by a password.", path, hint="Save a copy without the password.")]
            ) from error
        raise InputError([not_readable(path, "PDF")]) from error


@dataclass(frozen=True)
class _Line:
    """A line of the document: its text and where it stands, without what is left out of it."""

    line: PageLine
    text: str
    gap: bool
    top: bool  # the first of its page


def _found(pages: Sequence[Page]) -> Iterator[Found]:
    """The lines as paragraphs, and the margins and line numbers that are left out."""
    margins = _margins(pages)
    left = _left_edge(pages)
    kept: list[_Line] = []
    for page in pages:
        if page.beside:
            yield Passage(page.beside, left_out="drawn outside the page")
        for number, line in enumerate(page.lines):
            if (id(line)) in margins:
                yield Passage(line.text, left_out=margins[id(line)])
            else:
                kept.append(_Line(line, line.text, line.gap, number == 0 or id(page.lines[number - 1]) in margins))
    numbered = _has_line_numbers([line.text for line in kept])
    lines: list[Paragraph] = []
    for kept_line in kept:
        words = kept_line.line.words
        if numbered and words[0].text.isdigit():
            yield Passage(words[0].text, left_out=LINE_NUMBER)
            words = words[1:]
        runs: list[Run] = []
        for before, word in pairwise((words[0], *words) if words else ()):
            space = "" if not runs else "   " if word.left - before.right > 1.2 * word.size else " "
            runs.append((space + word.text, word.looks))
        indented = bool(words) and words[0].left - left > 20 and not numbered
        gap = kept_line.gap and not kept_line.top
        lines += [
            replace(p, gap=gap or p.outside)
            for p in written(runs, frozenset({"indented"}) if indented else frozenset())
        ]
    yield from _whole_words(_new_looks(lines))


def _left_edge(pages: Sequence[Page]) -> float:
    """Where most lines begin."""
    begins = Counter(round(line.words[0].left) for page in pages for line in page.lines)
    return float(begins.most_common(1)[0][0])


def _new_looks(lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The lines with a paragraph beginning where the looks of whole lines change."""
    before: Paragraph | None = None
    for line in lines:
        changed = before is not None and (line.looks & {"bold", "italic", "coloured"}) != (
            before.looks & {"bold", "italic", "coloured"}
        )
        yield replace(line, gap=line.gap or changed)
        before = line


def _whole_words(lines: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """The lines with words that were cut at a line's end whole again."""
    waiting: Paragraph | None = None
    for line in lines:
        if waiting is None:
            waiting = line
        elif re.search(r"[^\W\d_][-\u00ad]$", waiting.text) and re.match(r"[a-zåäö]", line.text) and not line.gap:
            head, *rest = line.text.split(" ", 1)
            hanging = re.fullmatch(r"(?:ja|tai|eli|sekä|och|eller|and|or)", head)
            stem = waiting.text if hanging else waiting.text[:-1]
            waiting = replace(waiting, text=f"{stem} {head}" if hanging else stem + head)
            if rest:
                yield waiting
                waiting = replace(line, text=rest[0], lead=0, gap=False)
        else:
            yield waiting
            waiting = line
    if waiting is not None:
        yield waiting


# -- margins -------------------------------------------------------------------------------------


def _margins(pages: Sequence[Page]) -> dict[int, str]:
    """The lines (by identity) that are page numbers, or stand in the margin at one height on most pages."""
    blocks = [(number, block) for number, page in enumerate(pages) for block in _edges(page, pages)]
    pages_with = Counter(place for _, place in {(number, _place(line)) for number, block in blocks for line in block})
    inside = {_label(line.text) for page in pages for line in page.lines} - {""}

    def reason(line: PageLine) -> str:
        shape, height = _place(line)
        if _PAGE_MARK.fullmatch(line.text.strip()):
            return PAGE_NUMBER
        times = max(pages_with[shape, height + near] for near in (-1, 0, 1))
        spoken = _label(shape) in inside or (re.search(r"[^\W\d_][.?!,]$", shape) is not None and times < 5)
        return HEADER_OR_FOOTER if times > max(1, len(pages) // 2) and not spoken else ""

    found: dict[int, str] = {}
    for _, block in blocks:
        reasons = [reason(line) for line in block]
        if all(reasons):
            found |= {id(line): why for line, why in zip(block, reasons, strict=True)}
    return found


def _place(line: PageLine) -> tuple[str, int]:
    return _shape(line.text), round(line.bottom / SAME_HEIGHT)


def _stands_elsewhere(line: PageLine, page: Page, pages: Sequence[Page]) -> bool:
    """Whether another page has a line of this shape at this place."""
    shape, height = _place(line)
    others = (_place(found) for other in pages if other is not page for found in other.lines)
    return any(shape == s and abs(height - h) <= 1 for s, h in others)


def _edges(page: Page, pages: Sequence[Page]) -> Iterator[list[PageLine]]:
    """The lines at the top and at the bottom of a page that stand in its margin, apart from the rest: one or two of a
    height.

    A page's number need not stand apart where other pages have one at its place.
    """
    heights = sorted({line.bottom for line in page.lines}, reverse=True)
    gap = 1.3 * usual_step([a - b for a, b in pairwise(heights)])
    top = list(takewhile(lambda height: height > (1 - MARGIN) * page.height, heights))
    bottom = list(takewhile(lambda height: height < MARGIN * page.height, reversed(heights)))
    for edge, order in ((top, heights), (bottom, heights[::-1])):
        apart = next(
            (n for n in (1, 2) if n <= len(edge) and (n == len(order) or abs(order[n - 1] - order[n]) > gap)), 0
        )
        if (
            not apart
            and edge
            and len(pages) > 1
            and all(_PAGE_MARK.fullmatch(line.text.strip()) for line in page.lines if line.bottom == edge[0])
        ):
            apart = int(_stands_elsewhere(next(line for line in page.lines if line.bottom == edge[0]), page, pages))
        if apart:
            yield [line for line in page.lines if line.bottom in edge[:apart]]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _label(line: str) -> str:
    """The label a line seems to begin with, without a line number before it; '' when there is none."""
    found = re.match(r"\s*(?:\d+\s+)?([^\W\d][^:]{0,30}):", line)
    return found[1] if found else ""


def _has_line_numbers(lines: Sequence[str]) -> bool:
    """Whether the numbers before the lines count up through the text."""
    matches = [_NUMBERED.fullmatch(line.strip()) for line in lines if not ALONE.fullmatch(line.strip())]
    numbers = [int(match[1] or match[3]) for match in matches if match]
    rising = sum(0 < b - a <= 5 for a, b in pairwise(numbers))
    return len(numbers) >= 5 and rising >= 0.8 * (len(numbers) - 1)
