"""Where the places of one text stand in another that says the same with other spaces, line ends and here and there
other words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

MOST = 400_000_000  # pairs of words that are compared each with each
Span = tuple[int, int]
# signs without a width, which a text loses when it is read
_NOTHING = "\u00ad\ufeff\u200b\u200e\u200f\u2060\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_WORD = re.compile(rf"(?:[^\W_](?:[\u0300-\u036f]|[{_NOTHING}])*)+|[^\w\s{_NOTHING}]|_")
_LETTER = re.compile(rf"([^{_NOTHING}])[\u0300-\u036f]*")


class _Word(NamedTuple):
    """A word or mark, composed, and where each of its letters begins and ends."""

    said: str
    starts: list[int]
    ends: list[int]


class Alignment:
    """The words of a text beside those of another; spaces and soft hyphens do not count."""

    def __init__(self, old: str, new: str) -> None:
        before, after = _words(old), _words(new)
        self._letters = sum(len(word.said) for word in before)
        pairs = sorted(
            pair
            for a, b in _matched([w.said for w in before], [w.said for w in after])
            for pair in _pairs(before[a], after[b])
        )
        self._old = [at for at, _, _ in pairs]
        self._new = [(start, end) for _, start, end in pairs]

    def span(self, start: int, end: int) -> Span | None:
        """Where `old[start:end]` stands in the new text; None when no word of it is there."""
        first, last = bisect_left(self._old, start), bisect_left(self._old, end)
        return (self._new[first][0], self._new[last - 1][1]) if first < last else None

    def share(self) -> float:
        """The share of the old text's letters that stand in the new one."""
        return len(self._old) / self._letters if self._letters else 0.0


def _words(text: str) -> list[_Word]:
    return list(map(_word, _WORD.finditer(text)))


def _word(match: re.Match[str]) -> _Word:
    letters, starts, ends = "", list[int](), list[int]()
    for one in _LETTER.finditer(match[0]):
        composed = unicodedata.normalize("NFC", one[0])
        letters += composed
        starts += [match.start() + one.start()] * len(composed)
        ends += [match.start() + one.end()] * len(composed)
    return _Word(letters, starts, ends)


def _pairs(old: _Word, new: _Word) -> Iterator[tuple[int, int, int]]:
    """Where each letter of a word stands, and where it begins and ends in the other text."""
    return zip(old.starts, new.starts, new.ends, strict=True)


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The words that both texts have, in order, as pairs of numbers."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    yield from ((n, n) for n in range(head))
    for a, b, size in _blocks(old[head : len(old) - tail], new[head : len(new) - tail]):
        yield from ((head + a + n, head + b + n) for n in range(size))
    yield from ((len(old) - tail + n, len(new) - tail + n) for n in range(tail))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of words that both have, in order."""
    if len(old) * len(new) > MOST:
        yield from ((a, b, size) for a, b, size in SequenceMatcher(None, old, new).get_matching_blocks())
    elif old and new:
        yield from (
            (op.src_start, op.dest_start, op.src_end - op.src_start)
            for op in LCSseq.opcodes(old, new)
            if op.tag == "equal"
        )
