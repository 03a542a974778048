"""Finds quotes again in a text that was corrected: by what they say and what stands around them, or not at all.

What stands whole and once is found first; the others are looked for between those neighbours, because corrections keep
the order of speech. A place counts as found only when it is near enough to the quote and no other place is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein, Opcodes
from rapidfuzz.fuzz import partial_ratio_alignment

NEAR = 0.8  # how alike a pattern of quote and context must be
QUOTE = 0.65  # how alike the quote itself must be
APART = 0.12  # how much better than the next best place
SHORTEST = 24  # letters of a pattern that can tell a place
TELLING = 7  # letters of a quote, or beside one, that tell its place
# letters right before and after; how alike they must be on one side, and of a quote as it was
SIDE, NEXT, SAME = 16, 0.75, 0.8
LONG, LENGTH = 400, 0.65  # letters of a quote that is placed by its two ends, and how much its length may change
ROOM = 200  # letters around the space between neighbours
Span = tuple[int, int]
# where words of a quote were left out
SHORTENED = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\.\.)\s*")
_LABEL = re.compile(r"\n\n[^\n:]{1,40}:(?=\s|$)")  # how a transcript's text names who speaks
_SENTENCE_END = re.compile(r"(?:[.!?…]|\n\n[^\n:]{1,40}:|\n\n)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote, where it began in the text as it was, and what stood around it."""

    start: int
    quote: str
    before: str
    after: str


def place_again(text: str, marks: Sequence[Mark]) -> list[Span | None]:
    """Where each quote stands in the text now, or None when it is not there or could be in several places."""
    sure = {i: places[0] for i, mark in enumerate(marks) if len(places := list(_exact(text, mark, 0, len(text)))) == 1}
    sure |= _standing_once(text, marks, sure)
    placed = _Placed(marks, sure)
    return [placed.spans[i] if i in placed.spans else _again(text, mark, placed) for i, mark in enumerate(marks)]


def _standing_once(text: str, marks: Sequence[Mark], exact: Mapping[int, Span]) -> dict[int, Span]:
    """The other long quotes that stand in one place alone, but not where another that stood apart was found; of several
    that say the same those count that stand beside what they stood beside, if any do.
    """
    placed, wanted = _Placed(marks, exact), dict[Span, list[int]]()
    for i, mark in enumerate(marks):
        if i not in exact and len(mark.quote) >= SHORTEST:
            places = _verbatim(text, mark, 0, len(text))
            if len(places) == 1 and placed.free(mark, places[0]):
                wanted.setdefault(places[0], []).append(i)
    found = dict[int, Span]()
    for place, own in wanted.items():
        beside = [i for i in own if any(_beside(marks[i], text, place, SAME))]
        apart = len({marks[i].start for i in own}) > 1
        found |= dict.fromkeys(beside if apart and beside else own, place)
    return found


class _Placed:
    """The marks that were found, as far as they kept their order; the others must stand between them."""

    def __init__(self, marks: Sequence[Mark], sure: Mapping[int, Span]) -> None:
        self._old, self._new = _in_order([(marks[i].start, span) for i, span in sure.items()])
        kept = set(zip(self._old, self._new, strict=True))
        self.spans = {i: span for i, span in sure.items() if (marks[i].start, span) in kept}
        self._claims = sorted(
            (span, (marks[i].start, marks[i].start + len(marks[i].quote))) for i, span in self.spans.items()
        )

    def between(self, mark: Mark, length: int) -> Span:
        """The part of the text in which the quote must stand: between its nearest neighbours that were found."""
        after = bisect_left(self._old, mark.start)
        low = self._new[after - 1][0] if after else 0
        beyond = bisect_right(self._old, mark.start + len(mark.quote))
        high = self._new[beyond][1] if beyond < len(self._new) else length
        return max(low - ROOM, 0), min(high + ROOM, length)

    def free(self, mark: Mark, place: Span) -> bool:
        """Whether no mark that stood apart from this one was found at the place."""
        start, end = mark.start, mark.start + len(mark.quote)
        return not any(
            a < place[1] and place[0] < b and (last <= start or end <= first) for (a, b), (first, last) in self._claims
        )


def _again(text: str, mark: Mark, placed: _Placed) -> Span | None:
    """The place of a quote between its neighbours: with its context, by itself where that tells enough, or the one that
    is near it.
    """
    low, high = placed.between(mark, len(text))
    exact = [place for place in _exact(text, mark, low, high) if placed.free(mark, place)]
    same = exact or [
        place for place in _verbatim(text, mark, low, high) if placed.free(mark, place) and _tells(text, place, mark)
    ]
    if same:
        return same[0] if len(same) == 1 else None
    near = _fuzzy(text[low:high], mark, low)
    return near if near is not None and placed.free(mark, near) else None


def _verbatim(text: str, mark: Mark, low: int, high: int) -> list[Span]:
    """Where the quote stands whatever is around it and whoever is named as its speaker.

    One that began or ended with a word does so again.
    """
    begins = r"(?<!\w)" if mark.quote[:1].isalnum() and not mark.before[-1:].isalnum() else ""
    ends = r"(?!\w)" if mark.quote[-1:].isalnum() and not mark.after[:1].isalnum() else ""
    return [
        match.span()
        for match in re.finditer(begins + _any_speaker(mark) + ends, text)
        if low <= match.start() and match.end() <= high
    ]


def _any_speaker(mark: Mark) -> str:
    """A pattern of the quote in which another label may stand where a speaker is named."""
    first = _LABEL.match(f"\n\n{mark.quote}") if not mark.before or mark.before.endswith("\n\n") else None
    said = _LABEL.split(mark.quote[first.end() - 2 :] if first else mark.quote)
    if not any(part.strip() for part in said):
        return re.escape(mark.quote)  # nothing but a label
    label = r"[^\n:]{1,40}:"
    return (rf"(?<![^\n]){label}" if first else "") + rf"\n\n{label}".join(map(re.escape, said))


def _tells(text: str, place: Span, mark: Mark) -> bool:
    """Whether a quote that stands somewhere is the one that was marked: it is long, or its sentence is the same, or the
    words beside it.
    """
    start, end = place
    now = Mark(
        start, text[start:end], text[max(start - len(mark.before), 0) : start], text[end : end + len(mark.after)]
    )
    sentence = _sentence(mark)
    same = sentence == _sentence(now) and (len(sentence) >= SHORTEST or _answers(mark, now, text))
    return len(mark.quote) >= SHORTEST or same or any(_beside(mark, text, place, SAME))


def _answers(mark: Mark, now: Mark, text: str) -> bool:
    """Whether a short sentence, which may be said again and again, stands beside one that it stood beside; or beside
    none that is left.
    """
    old, new = _sentences_beside(mark), _sentences_beside(now)
    if any(was and was == is_now for was, is_now in zip(old, new, strict=True)):
        return True
    return not any(len(side) >= TELLING and side in text for side in old)


def _sentences_beside(mark: Mark) -> tuple[str, str]:
    """The end of the sentence before the quote's and the beginning of the one after, whoever says them."""
    before, after = ([piece.strip() for piece in _SENTENCE_END.split(side)] for side in (mark.before, mark.after))
    return next((piece[-SIDE:] for piece in reversed(before[:-1]) if piece), ""), next(
        (piece[:SIDE] for piece in after[1:] if piece), ""
    )


def _sentence(mark: Mark) -> str:
    """The sentence that a quote is of, as far as it is known."""
    before = "\n\n" * (mark.start == len(mark.before)) + mark.before
    ended = _SENTENCE_END.search(mark.quote.rstrip()[-1:]) is not None
    return (
        _SENTENCE_END.split(before)[-1] + mark.quote + ("" if ended else _SENTENCE_END.split(mark.after)[0])
    ).strip()


def find_quote(text: str, quote: str) -> list[Span]:
    """Every place where the words of a quote stand one after the other; without any the one place that is like it, if
    there is one.
    """
    words = [re.escape(word) for word in quote.split()]
    if not words:
        return []
    found = [match.span() for match in re.finditer(r"\s+".join(words), text)]
    if found or len(quote) < SHORTEST:
        return found
    plain = " ".join(quote.split())
    near = _told_by(text, "", plain, "") or (_told_by_whole(text, plain) if len(plain) > LONG else None)
    return (
        [near]
        if near and Levenshtein.normalized_similarity(plain, " ".join(text[slice(*near)].split())) >= QUOTE
        else []
    )


def says_the_same(quote: str, found: str) -> bool:
    """Whether a place has the words of a quote, whatever their case, marks and spaces; of one that was shortened with
    dots all that are left.
    """
    said, stands = (re.findall(r"\w+", part.casefold()) for part in (quote, found))
    if SHORTENED.search(quote.strip()) is None:
        return said == stands
    left = iter(stands)
    return all(word in left for word in said)


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


def _fuzzy(text: str, mark: Mark, offset: int) -> Span | None:
    """The one place that is near the quote with its context, told by all of it, or by what stands before or by what
    stands after.
    """
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
    window = text[best.dest_start : best.dest_end]
    at = window.find(quote)
    once = at >= 0 and window.find(quote, at + 1) < 0
    start, end = (at, at + len(quote)) if once else _aligned(pattern, window, len(before), len(before) + len(quote))
    start, end = start + best.dest_start, end + best.dest_start
    return (start, end) if once else _whole_words(text, start, end, quote)


def _told_by_ends(text: str, before: str, quote: str, after: str) -> Span | None:
    """Where a long quote stands: from where its first words are to where its last words are, when that is about as
    long.
    """
    head = _told_by(text, before, quote[: LONG // 2], "")
    tail = _told_by(text, "", quote[-(LONG // 2) :], after)
    if head is None or tail is None or not LENGTH * len(quote) <= tail[1] - head[0] <= len(quote) / LENGTH:
        return None
    return head[0], tail[1]


def _told_by_whole(text: str, quote: str) -> Span | None:
    """Where a long quote stands whose beginning or end is not as it was: in the one part of the text that is like all
    of it.
    """
    best = partial_ratio_alignment(quote, text, score_cutoff=NEAR * 100)
    if best is None or not best.score:
        return None
    blank = text[: best.dest_start] + "\0" * (best.dest_end - best.dest_start) + text[best.dest_end :]
    other = partial_ratio_alignment(quote, blank)
    if other is not None and other.score > best.score - APART * 100:
        return None
    words = [match.span() for match in re.finditer(r"\S+", text) if best.dest_start <= match.start() < best.dest_end]
    said, wanted = [text[slice(*span)] for span in words], quote.split()
    half = len(words) // 2
    first = max(range(half + 1), key=lambda n: Indel.normalized_similarity(wanted, said[n:]))
    last = max(range(half, len(words)), key=lambda n: Indel.normalized_similarity(wanted, said[first : n + 1]))
    return words[first][0], words[last][1]


def _fits(text: str, span: Span, mark: Mark) -> bool:
    """Whether the place is like the quote, and what stands right before or right after it is as it was; beside a quote
    of few letters, which is like many others, both.
    """
    enough = all if len(mark.quote) < TELLING else any
    return Levenshtein.normalized_similarity(mark.quote, text[slice(*span)]) >= QUOTE and enough(
        _beside(mark, text, span, NEXT)
    )


def _beside(mark: Mark, text: str, span: Span, alike: float) -> list[bool]:
    """Whether the letters right before a place, and those right after it, are as they were at the mark."""
    before, after = mark.before[-SIDE:], mark.after[:SIDE]
    sides = (before, text[max(span[0] - len(before), 0) : span[0]]), (after, text[span[1] : span[1] + len(after)])
    return [len(was) > 4 and Levenshtein.normalized_similarity(was, now) >= alike for was, now in sides]


def _aligned(pattern: str, window: str, first: int, last: int) -> Span:
    """Where `pattern[first:last]` goes when the pattern becomes the window by the fewest changes of letters
    (Levenshtein 1966).
    """
    steps = Levenshtein.opcodes(pattern, window)
    (start, _), (_, end) = (_there(steps, at) for at in (first, last - 1))
    return start, max(start, end)


def _there(steps: Opcodes, at: int) -> Span:
    """What becomes of one letter of the pattern; an empty stretch when it goes."""
    step = next(step for step in steps if step.src_start <= at < step.src_end)
    start = step.dest_start + (at - step.src_start if step.tag != "delete" else 0)
    return start, start + (step.tag != "delete")


def _whole_words(text: str, start: int, end: int, quote: str) -> Span:
    """The span without spaces that the quote has not, widened to whole words where the quote began and ended
    with one.
    """
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
