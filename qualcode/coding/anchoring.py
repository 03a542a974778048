"""Finds quotes again in a text that was corrected: by what they say and what stands around them, or not at all.

What stands whole and once is found first; the others are looked for between those neighbours, because corrections keep the order of
speech. A place counts as found only when it is near enough to the quote and no other place is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

NEAR = 0.8  # how alike a pattern of quote and context must be
QUOTE = 0.65  # how alike the quote itself must be
APART = 0.12  # how much better than the next best place
SHORTEST = 24  # letters of a pattern that can tell a place
SIDE, NEXT = 16, 0.75  # letters right before and after, and how alike they must be on one side
LONG, LENGTH = 400, 0.65  # letters of a quote that is placed by its two ends, and how much its length may change
ROOM = 200  # letters around the space between neighbours
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote, where it began in the text as it was, and what stood around it."""

    start: int
    quote: str
    before: str
    after: str


def place_again(text: str, marks: Sequence[Mark]) -> list[Span | None]:
    """Where each quote stands in the text now, or None when it is not there or could be in several places."""
    found: dict[int, Span] = {}
    for i, mark in enumerate(marks):
        places = list(_exact(text, mark, 0, len(text)))
        if len(places) == 1:
            found[i] = places[0]
    old, new = _in_order([(marks[i].start, span) for i, span in found.items()])
    kept = set(zip(old, new, strict=True))
    for i, mark in enumerate(marks):
        span = found.get(i)
        if span is not None and (mark.start, span) in kept:
            continue
        low, high = _between(mark, old, new, len(text))
        places = list(_exact(text, mark, low, high))
        again = places[0] if len(places) == 1 else None if places else _fuzzy(text[low:high], mark, low)
        if again is None:
            found.pop(i, None)
        else:
            found[i] = again
    return [found.get(i) for i in range(len(marks))]


def find_quote(text: str, quote: str) -> list[Span]:
    """Every place where the words of a quote stand one after the other; without any the one place that is like it, if there is one."""
    words = [re.escape(word) for word in quote.split()]
    if not words:
        return []
    found = [match.span() for match in re.finditer(r"\s+".join(words), text)]
    if found or len(quote) < SHORTEST:
        return found
    plain = " ".join(quote.split())
    near = _told_by(text, "", plain, "")
    return [near] if near and Levenshtein.normalized_similarity(plain, " ".join(text[slice(*near)].split())) >= QUOTE else []


def _exact(text: str, mark: Mark, low: int, high: int) -> Iterator[Span]:
    """Where quote and context stand as they were."""
    whole = mark.before + mark.quote + mark.after
    at = text.find(whole, low, high)
    while at >= 0:
        start = at + len(mark.before)
        yield start, start + len(mark.quote)
        at = text.find(whole, at + 1, high)


def _in_order(pairs: Sequence[tuple[int, Span]]) -> tuple[list[int], list[Span]]:
    """The longest run of places that kept their order, as old beginnings and new places."""
    ordered = sorted(set(pairs))
    ends, last, links = list[int](), list[int](), list[int]()
    for i, (_, span) in enumerate(ordered):
        at = bisect_right(ends, span[0])
        links.append(last[at - 1] if at else -1)
        ends[at : at + 1], last[at : at + 1] = [span[0]], [i]
    run, i = list[int](), last[-1] if last else -1
    while i >= 0:
        run.append(i)
        i = links[i]
    return [ordered[i][0] for i in reversed(run)], [ordered[i][1] for i in reversed(run)]


def _between(mark: Mark, old: Sequence[int], new: Sequence[Span], length: int) -> Span:
    """The part of the text in which the quote must stand: between its nearest neighbours that were found."""
    after = bisect_left(old, mark.start)
    low = new[after - 1][0] if after else 0
    beyond = bisect_right(old, mark.start + len(mark.quote))
    high = new[beyond][1] if beyond < len(new) else length
    return max(low - ROOM, 0), min(high + ROOM, length)


def _fuzzy(text: str, mark: Mark, offset: int) -> Span | None:
    """The one place that is near the quote with its context, told by all of it, or by what stands before or by what stands after."""
    whole = _told_by(text, mark.before, mark.quote, mark.after)
    sides = ((mark.before, ""), ("", mark.after))
    spans = [whole] if whole is not None else [_told_by(text, before, mark.quote, after) for before, after in sides]
    told = [span for span in spans if span is not None and _fits(text, span, mark)]
    if not told or max(start for start, _ in told) >= min(end for _, end in told):
        return None
    return told[0][0] + offset, told[0][1] + offset


def _told_by(text: str, before: str, quote: str, after: str) -> Span | None:
    """Where the quote stands in the one part of the text that is like the pattern."""
    if len(quote) > LONG:
        return _told_by_ends(text, before, quote, after)
    pattern = before + quote + after
    if len(pattern) < SHORTEST or len(text) < len(pattern) // 2:
        return None
    best = partial_ratio_alignment(pattern, text, score_cutoff=NEAR * 100)
    if best is None or not best.score:
        return None
    blank = text[: best.dest_start] + "\0" * (best.dest_end - best.dest_start) + text[best.dest_end :]
    other = partial_ratio_alignment(pattern, blank)
    if other is not None and other.score > best.score - APART * 100:
        return None
    low, high = max(best.dest_start - len(pattern) // 4, 0), best.dest_end + len(pattern) // 4
    window = text[low:high]
    at = window.find(quote)
    if at >= 0 and window.find(quote, at + 1) < 0:
        return at + low, at + low + len(quote)
    start, end = _aligned(pattern, window, len(before), len(before) + len(quote))
    return _whole_words(text, start + low, end + low, quote)


def _told_by_ends(text: str, before: str, quote: str, after: str) -> Span | None:
    """Where a long quote stands: from where its first words are to where its last words are, when that is about as long."""
    head = _told_by(text, before, quote[: LONG // 2], "")
    tail = _told_by(text, "", quote[-(LONG // 2) :], after)
    if head is None or tail is None or not LENGTH * len(quote) <= tail[1] - head[0] <= len(quote) / LENGTH:
        return None
    return head[0], tail[1]


def _fits(text: str, span: Span, mark: Mark) -> bool:
    """Whether the place is like the quote, and what stands right before or right after it is as it was."""
    start, end = span
    before, after = mark.before[-SIDE:], mark.after[:SIDE]
    sides = (before, text[max(start - len(before), 0) : start]), (after, text[end : end + len(after)])
    alike = Levenshtein.normalized_similarity(mark.quote, text[start:end])
    return alike >= QUOTE and any(len(was) > 4 and Levenshtein.normalized_similarity(was, now) >= NEXT for was, now in sides)


def _aligned(pattern: str, window: str, first: int, last: int) -> Span:
    """Where `pattern[first:last]` stands in the part of the window that is nearest to the pattern (Sellers 1980: the ends are free)."""
    cost, came = list(range(len(pattern) + 1)), [[0] * (len(pattern) + 1)]
    best, end = cost[-1], 0
    for j, letter in enumerate(window, 1):
        row, steps = [0], [0]
        for i, wanted in enumerate(pattern, 1):
            ways = (cost[i - 1] + (letter != wanted), row[i - 1] + 1, cost[i] + 1)
            least = min(ways)
            row.append(least)
            steps.append(ways.index(least))
        cost = row
        came.append(steps)
        if cost[-1] < best:
            best, end = cost[-1], j
    return _walked(came, end, len(pattern), first, last)


def _walked(came: Sequence[Sequence[int]], end: int, length: int, first: int, last: int) -> Span:
    """The places in the window at which the way back through the alignment passes the pattern's places `last` and `first`."""
    i, j, at = length, end, dict[int, int]()
    while i > 0:
        at.setdefault(i, j)
        step = came[j][i] if j else 1
        i, j = i - (step != 2), j - (step != 1)
    return at.get(first, j), at.get(last, j)


def _whole_words(text: str, start: int, end: int, quote: str) -> Span:
    """The span without spaces that the quote has not, widened to whole words where the quote began and ended with one."""
    if quote[:1].isalnum():
        while start < end and not text[start].isalnum():
            start += 1
        while start and text[start - 1].isalnum():
            start -= 1
    if quote[-1:].isalnum():
        while end > start and not text[end - 1].isalnum():
            end -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
    return start, end
