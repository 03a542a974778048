"""What the places of a project count, for programs differ: code points or units of UTF-16, a line end of two letters as
two or one.

The standard counts code points. NVivo was seen to count units of UTF-16 and both letters of a line end, ATLAS.ti a line
end once. The program that wrote the file says what comes first; quotes and the ends of words decide where it does not
fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OPEN = ("…", "...")  # ends of a quote that was cut
WEIGHT = 20  # quotes that fit, and places outside the text, tell more than ends of words do
CLEAR, SHARE = 4, 0.2  # by how much another way must fit better than the program's own: in all, and for each selection


@dataclass(frozen=True, slots=True)
class Counting:
    """What one step of a place is: a unit of UTF-16 or a code point, and whether a line end of two letters is
    one step.
    """

    utf16: bool = False
    one_line_end: bool = False

    def __str__(self) -> str:
        return ("units of UTF-16" if self.utf16 else "code points") + (
            ", line ends counted once" if self.one_line_end else ""
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A selection as the file has it: its places and the quote in its name, "" without one."""

    start: int
    end: int
    name: str = ""


class Places:
    """Places of a raw text in the same text with `\\n` line ends, for one way of counting."""

    def __init__(self, raw: str, counting: Counting) -> None:
        self.text = with_plain_ends(raw)
        self._there: list[int] = []
        at = 0
        for number, letter in enumerate(raw):
            paired = letter == "\r" and raw[number + 1 : number + 2] == "\n"
            steps = 2 if counting.utf16 and ord(letter) > 0xFFFF else 0 if paired and counting.one_line_end else 1
            self._there += [at] * steps
            at += 0 if paired else 1
        self._there.append(at)

    def of(self, span: Span) -> tuple[int, int] | None:
        """Where a selection stands; None when it does not stand in the text."""
        if not 0 <= span.start <= span.end or span.start >= len(self._there):
            return None
        return self._there[span.start], self._there[min(span.end, len(self._there) - 1)]

    def runs_out(self, span: Span) -> bool:
        """Whether a selection ends after the text."""
        return span.end >= len(self._there)


def with_plain_ends(raw: str) -> str:
    """The text with `\\n` line ends."""
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def counting_of(texts: Sequence[tuple[str, Sequence[Span]]], origin: str) -> tuple[Counting, str]:
    """What the places in these texts count, and a line that says why where the program's own way did not fit."""
    ways = _ways(texts, origin)
    if len(ways) == 1:
        return ways[0], ""
    scores = [sum(_score(Places(raw, way), spans) for raw, spans in texts) for way in ways]
    best = max(range(len(ways)), key=lambda number: (scores[number], -number))
    selections = sum(len(spans) for _, spans in texts)
    if scores[best] - scores[0] < max(CLEAR, selections * SHARE):
        return ways[0], ""
    return (
        ways[best],
        f"places are counted in {ways[best]}: quotes and ends of words fit so, and not as "
        f"{origin or 'the standard'} counts",
    )


def _ways(texts: Iterable[tuple[str, Sequence[Span]]], origin: str) -> list[Counting]:
    """The ways of counting that can differ in these texts, the program's own first."""
    joined = [raw for raw, _ in texts]
    rare = any(ord(letter) > 0xFFFF for raw in joined for letter in raw)
    paired = any("\r\n" in raw for raw in joined)
    first = Counting("nvivo" in origin.casefold(), "atlas" in origin.casefold())
    units = [first.utf16, not first.utf16] if rare else [first.utf16]
    ends = [first.one_line_end, not first.one_line_end] if paired else [first.one_line_end]
    return [Counting(utf16, once) for once in ends for utf16 in units]


def _score(places: Places, spans: Sequence[Span]) -> int:
    """How well selections fit: quotes that stand there, less the words that are cut, and places that are not in the
    text.
    """
    score = 0
    for span in spans:
        place = places.of(span)
        if place is None or places.runs_out(span):
            score -= WEIGHT
            continue
        start, end = place
        score += WEIGHT * says(places.text[start:end], span.name) if span.name else 0
        score -= _cuts(places.text, start) + _cuts(places.text, end)
    return score


def says(text: str, name: str) -> bool:
    """Whether a selection's name is its text, or the beginning of it."""
    quote, shown = " ".join(text.split()), " ".join(name.split())
    cut = next((shown.removesuffix(mark).rstrip() for mark in OPEN if shown.endswith(mark)), "")
    return bool(shown) and (
        quote == shown or (len(shown) >= 20 and quote.startswith(shown)) or (bool(cut) and quote.startswith(cut))
    )


def _cuts(text: str, at: int) -> bool:
    """Whether a place is within a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
