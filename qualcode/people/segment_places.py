"""Where in its transcript a segment stands that was coded elsewhere: at one place, or at none, which is told with its
reason.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from qualcode.errors import Problem
from qualcode.files import read_text
from qualcode.model import Transcript, Turn
from qualcode.people.alignment import Alignment
from qualcode.people.anchoring import SHORTENED, find_quote
from qualcode.people.segments import Segment, Span, shown

UNCODED = (
    "Set code_interviewer = true under [coding], or leave it out; if the speaker answers, "
    "name them under [speakers] participant."
)
OUTSIDE = (
    "If it is speech, name its speaker or the layout under [speakers]; `qualcode "
    "transcripts` shows how the file was read."
)
QUOTES = "\"'”“„’‘»«"
TEXTS = ("txt", "md")  # whose lines an editor numbers


@dataclass
class SegmentPlaces:
    """One transcript, in which segments are placed; `coded` are its units: start, end, turn, unit."""

    transcript: Transcript
    coded: pd.DataFrame
    taken: dict[tuple[object, ...], int] = field(default_factory=dict)

    @cached_property
    def spans(self) -> list[Span]:
        """The stretches that are coded, in order."""
        return sorted(self.coded[["start", "end"]].itertuples(index=False, name=None))

    def place(self, segment: Segment, again: int) -> Span | Problem:
        """The one place of a segment; `again` is how many of the same text and code came before it, and how many there
        are of a text.

        Of several places counts the one in speech that is coded, then the one that is a whole unit or paragraph, then
        the one with the spaces and line ends of the segment's text; as many segments alike as there are places take one
        each, in order.
        """
        text = self.transcript.text
        if segment.start is not None and segment.end is not None:
            if 0 <= segment.start < segment.end <= len(text) and self._fits(segment, segment.start, segment.end):
                return self._if_coded(segment, (segment.start, segment.end))
            if not segment.text:
                message = (
                    f"start and end {segment.start}–{segment.end} are not in the transcript, which has "
                    f"{len(text)} letters."
                )
                return told(segment, message)
        area = self._area(segment)
        if isinstance(area, Problem):
            return area
        if not segment.text.strip():
            return self._if_coded(segment, area) if area else told(segment, "has neither a text nor start and end.")
        spans = said_places(text, segment.text)
        if area is not None:
            inside = [span for span in spans if area[0] <= span[0] and span[1] <= area[1]] or _within(
                text, segment.text, area
            )
            if spans and not inside:
                return told(
                    segment,
                    f"{shown(segment.text)!r} is in the transcript, but not there.",
                    _elsewhere(self.transcript, spans),
                )
            spans = inside
        return self._chosen(segment, spans, again)

    def _fits(self, segment: Segment, start: int, end: int) -> bool:
        return not segment.text.strip() or self.transcript.text[start:end].split() == segment.text.split()

    def _chosen(self, segment: Segment, spans: list[Span], again: int) -> Span | Problem:
        """The place of several; of as many alike as there are segments the next one."""
        text = self.transcript.text
        tests: Sequence[Callable[[Span], bool]] = (
            self._is_coded,
            lambda span: _as_written(text, span, segment.text),
            lambda span: _whole_words(text, span),
            self._is_unit,
            lambda span: _alone(text, span),
            lambda span: text[slice(*span)].split() == segment.text.split(),
        )
        for test in tests:
            if len(spans) == 1:
                break
            spans = [span for span in spans if test(span)] or spans
        if len(spans) == 1:
            return self._if_coded(segment, spans[0])
        if spans and again == len(spans):
            key = (segment.code, segment.coder, " ".join(segment.text.split()))
            number = self.taken[key] = self.taken.get(key, -1) + 1
            return self._if_coded(segment, spans[number])
        if spans:
            hint = f"Give start and end, or the turn: {_listed(self.transcript, spans)}."
            return told(segment, f"{shown(segment.text)!r} stands in {len(spans)} places.", hint)
        left_out = self._left_out(segment.text)
        where = f"was left out on reading: it stands in {left_out}" if left_out else "is not in the transcript"
        return told(segment, f"{shown(segment.text)!r} {where}.")

    # -- by number -------------------------------------------------------------------------------

    def _area(self, segment: Segment) -> Span | Problem | None:
        """The stretch that turn, unit, line or times name; None when none does."""
        if segment.turn is not None:
            return self._of_turns(
                segment,
                lambda turn: segment.turn is not None and segment.turn[0] <= turn.number <= segment.turn[1],
                "turn",
            )
        if segment.unit is not None:
            rows = self.coded[(self.coded["unit"] >= segment.unit[0]) & (self.coded["unit"] <= segment.unit[1])]
            if rows.empty:
                return told(
                    segment,
                    f"there is no unit {segment.unit[0]} in {self.transcript.id}.",
                    "`qualcode units` numbers them.",
                )
            return int(rows["start"].min()), int(rows["end"].max())
        if segment.times is not None:
            return self._of_times(segment, *segment.times)
        return self._of_lines(segment, *segment.line) if segment.line is not None else None

    def _of_turns(self, segment: Segment, wanted: Callable[[Turn], bool], what: str) -> Span | Problem:
        turns = [turn for turn in self.transcript.turns if wanted(turn)]
        if not turns:
            hint = f"It has {len(self.transcript.turns)} turns; `qualcode transcripts` shows how the file was read."
            return told(segment, f"there is no such {what} in {self.transcript.id}.", hint)
        return turns[0].start, turns[-1].end

    def _of_times(self, segment: Segment, start: float, end: float) -> Span | Problem:
        """The turns that were spoken between two times; a turn without an end lasts until the next begins."""
        timed = [turn for turn in self.transcript.turns if turn.start_time is not None]
        if not timed:
            return told(segment, f"{self.transcript.id} has no times.", "Give the turn, the line, or the text.")
        ends = [
            turn.end_time or (after.start_time if after else math.inf)
            for turn, after in zip(timed, [*timed[1:], None], strict=True)
        ]
        spoken = {
            turn.number
            for turn, last in zip(timed, ends, strict=True)
            if (
                turn.start_time is not None
                and last is not None
                and ((turn.start_time < end and start < last) or turn.start_time == start)
            )
            or (turn.start_time is not None and last is not None and start == end and turn.start_time <= start < last)
        }
        return self._of_turns(segment, lambda turn: turn.number in spoken, "turn at that time")

    def _of_lines(self, segment: Segment, first: int, last: int) -> Span | Problem:
        """The stretch of some lines: of the file as an editor numbers them, of other files of the text as qualcode has
        it.
        """
        lines, starts = self._lines
        if not 1 <= first <= last <= len(lines):
            return told(segment, f"there is no line {last} in {self.transcript.id}, which has {len(lines)} lines.")
        start, end = starts[first - 1], starts[last - 1] + len(lines[last - 1])
        found = self._from_file.span(start, end) if self._from_file is not None else (start, end)
        return found or told(segment, f"line {first} of {self.transcript.id} holds no text.")

    @cached_property
    def _file(self) -> str:
        return read_text(self.transcript.source) if self.transcript.format in TEXTS else self.transcript.text

    @cached_property
    def _from_file(self) -> Alignment | None:
        return Alignment(self._file, self.transcript.text) if self.transcript.format in TEXTS else None

    @cached_property
    def _lines(self) -> tuple[list[str], list[int]]:
        lines, starts, at = self._file.split("\n"), list[int](), 0
        for line in lines:
            starts.append(at)
            at += len(line) + 1
        return lines, starts

    # -- what is coded ---------------------------------------------------------------------------

    def _if_coded(self, segment: Segment, span: Span) -> Span | Problem:
        """The place, or whose speech it is in when no one codes that; a memo may stand anywhere."""
        if self._is_coded(span) or not segment.code:
            return span
        turn = next((turn for turn in self.transcript.turns if turn.start < span[1] and span[0] < turn.end), None)
        if turn is None:
            return told(segment, "stands outside the talk (a title, heading or label), in nobody's speech.", OUTSIDE)
        if turn.role == "participant":
            return told(
                segment,
                f"stands in a note or a time within the speech of {turn.speaker!r} (turn {turn.number}), "
                f"which is no speech.",
            )
        if turn.role == "interviewer":
            message = f"stands in the interviewer's speech ({turn.speaker}, turn {turn.number}), which is not coded."
            return told(segment, message, UNCODED)
        hint = f'If {turn.speaker!r} answers, say so: [speakers] participant = ["{turn.speaker}"].'
        message = (
            f"stands in the speech of {turn.speaker!r} (turn {turn.number}), who is neither "
            f"interviewer nor participant."
        )
        return told(segment, message, hint)

    def _is_coded(self, span: Span) -> bool:
        following = bisect_right(self._ends, span[0])
        return following < len(self.spans) and self.spans[following][0] < span[1]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self.spans]

    @cached_property
    def _whole(self) -> dict[int, list[int]]:
        """Where units and turns end, by where they begin."""
        found: dict[int, list[int]] = {}
        for start, end in (*self.spans, *((turn.start, turn.end) for turn in self.transcript.turns)):
            found.setdefault(start, []).append(end)
        return found

    def _is_unit(self, span: Span) -> bool:
        """Whether a stretch is one whole unit or turn, the marks at its end aside."""
        text, (start, end) = self.transcript.text, span
        return any(end <= last <= end + 2 and not text[end:last].strip(".!?…") for last in self._whole.get(start, ()))

    def _left_out(self, quote: str) -> str:
        """Why a text of the file is not in the transcript; "" when it is not among what was left out."""
        parts = self.transcript.account.left_out if self.transcript.account else ()
        wanted = " ".join(quote.split())
        return next((part.reason for part in parts if wanted in part.text), "")


def told(segment: Segment, message: str, hint: str = "") -> Problem:
    """What is wrong with a segment, with where it stands in its file."""
    return Problem(message, segment.file, segment.row, hint)


def said_places(text: str, quote: str) -> list[Span]:
    """Where a quote stands: as it is, without the quotation marks around it, or in parts where it was shortened with
    dots.
    """
    bare = quote.strip().strip(QUOTES).strip()
    found = find_quote(text, quote) or (find_quote(text, bare) if bare != quote.strip() else [])
    parts = [part.split() for part in SHORTENED.split(bare)]
    if found or len(parts) < 2 or not all(parts):
        return found
    joined = [r"\s+".join(map(re.escape, words)) for words in parts]
    return [match.span() for match in re.finditer(r".{0,600}?".join(joined), text, re.DOTALL)]


def _listed(transcript: Transcript, spans: Sequence[Span]) -> str:
    """The first of several places with their turns."""
    places = [
        f"{start} {end} (turn {turn})" if (turn := _turn_of(transcript, start)) else f"{start} {end}"
        for start, end in spans[:5]
    ]
    return ", ".join(places) + (" …" if len(spans) > 5 else "")


def _elsewhere(transcript: Transcript, spans: Sequence[Span]) -> str:
    return f"It stands at {_listed(transcript, spans)}."


def _turn_of(transcript: Transcript, place: int) -> int | None:
    return next((turn.number for turn in transcript.turns if turn.start <= place < turn.end), None)


def _within(text: str, quote: str, area: Span) -> list[Span]:
    """Where a quote is found in a stretch alone, in which what is only like it has fewer rivals."""
    return [(area[0] + start, area[0] + end) for start, end in find_quote(text[slice(*area)], quote)]


def _as_written(text: str, span: Span, raw: str) -> bool:
    """Whether the text stands there with the spaces that the row has around it."""
    before, after = len(raw) - len(raw.lstrip()), len(raw) - len(raw.rstrip())
    return text[max(span[0] - before, 0) : span[1] + after] == raw


def _whole_words(text: str, span: Span) -> bool:
    """Whether a stretch cuts no word."""
    return not any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in span)


def _alone(text: str, span: Span) -> bool:
    """Whether a stretch is a paragraph, its label aside."""
    before, after = text[: span[0]].rpartition("\n")[2], text[span[1] :].partition("\n")[0]
    return (not before.strip() or (before.rstrip().endswith(":") and len(before) < 42)) and not after.strip()
