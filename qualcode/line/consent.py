"""What may be quoted: as each participant said, and what was said off the record. Counting does not ask;
printing does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Literal

import pandas as pd

from qualcode.analysis.tidy import Tidy, plain
from qualcode.errors import Problem, first_of
from qualcode.line.corpus import Corpus
from qualcode.model import Transcript, Turn
from qualcode.notes import HIDDEN
from qualcode.study.folder import Study

Quotable = Literal["yes", "no", "paraphrase"]
YES: tuple[str, ...] = ("yes", "kyllä", "k", "y", "ja", "saa", "1", "true")
PARAPHRASE = ("paraphrase", "paraphrased", "mukaillen", "mukaillut", "parafraasi", "omin sanoin")
NO = ("no", "ei", "n", "nej", "0", "false")
COLUMNS = ("quotable", "lainattavissa", "lainattava", "lainaus")
_OFF = re.compile(
    r"[\[(]\s*(?:off[ -](?:the[ -])?record|ei\s+lainat\w*|ei\s+saa\s+lainata|"
    r"not\s+to\s+be\s+quoted|luottamuksellis\w*)[^\])]*[\])]",
    re.IGNORECASE,
)
_ON = re.compile(
    r"[\[(]\s*(?:on[ -]the[ -]record|back on record|saa\s+lainata|lainattavissa)[^\])]*[\])]", re.IGNORECASE
)
_PLACE = re.compile(r"(?P<name>.+):(?P<first>\d+)(?:\s*[-–]\s*(?P<last>\d+))?")


class Consent:
    """What may be quoted of a study's transcripts: `no` is never printed, `paraphrase` never word for word."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._found: dict[str, Mapping[int, Quotable]] = {}

    @cached_property
    def column(self) -> str:
        """The column of participants.csv that says who may be quoted; "" without one."""
        return _column(self._corpus.study)

    def turns(self, name: str) -> Mapping[int, Quotable]:
        """The turns of a transcript that may not be quoted as they stand, by their numbers."""
        if name not in self._found:
            transcript = self._corpus.transcript(name)
            self._found[name] = dict(self._of(transcript)) if transcript is not None else {}
        return self._found[name]

    def of(self, name: str, turn: int) -> Quotable:
        """Whether a turn may be quoted."""
        return self.turns(name).get(turn, "yes")

    def places(self, name: str, start: int, end: int) -> list[Quotable]:
        """What holds for the turns of a stretch that may not be quoted as they stand."""
        found, transcript = self.turns(name), self._corpus.transcript(name)
        turns = transcript.turns if transcript is not None else ()
        return [found[turn.number] for turn in turns if turn.number in found and turn.start < end and start < turn.end]

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript with every letter of what may not be quoted hidden; places stay the same."""
        spans = [(turn.start, turn.end) for turn in transcript.turns if turn.number in self.turns(transcript.id)]
        text = transcript.text
        for start, end in spans:
            text = text[:start] + re.sub(r"\S", HIDDEN, text[start:end]) + text[end:]
        return replace(transcript, text=text) if spans else transcript

    def hidden(self, name: str) -> list[str]:
        """What was said in the turns of a transcript that may not be quoted."""
        hidden = self.turns(name)
        transcript = self._corpus.transcript(name) if hidden else None
        return (
            [transcript.turn_text(turn) for turn in transcript.turns if turn.number in hidden]
            if transcript is not None
            else []
        )

    def text(self, name: str) -> str:
        """The text of a transcript with what may not be quoted hidden; "" when it cannot be read."""
        found = self._corpus.transcript(name)
        return self.transcript(found).text if found is not None else ""

    def codings(self, frame: pd.DataFrame, original: Callable[[str], str] = str) -> pd.DataFrame:
        """Codings without the words of those that may not be quoted; `original` gives the id of a transcript that is
        called otherwise.
        """
        hidden = {name: turns for name in frame["transcript"].unique() if (turns := self.turns(original(str(name))))}
        if not hidden:
            return frame
        shown = [
            int(turn) not in hidden.get(name, {}) for name, turn in zip(frame["transcript"], frame["turn"], strict=True)
        ]
        return frame.assign(
            **{name: plain(frame[name]).where(pd.Series(shown, frame.index), "") for name in ("quote", "lemma")}
        )

    def counted(self, tidy: Tidy) -> Tidy:
        """The study as it counts: without what was said off the record where [consent] says so."""
        if self._corpus.study.settings.consent.counted:
            return tidy
        off = {
            name: self._off_record(transcript)
            for name in tidy.levels["transcript"]
            if (transcript := self._corpus.transcript(name))
        }
        frames = []
        for frame in (tidy.units, tidy.codings):
            places = zip(frame["transcript"], frame["turn"], strict=True)
            frames.append(frame[[int(turn) not in off.get(str(name), ()) for name, turn in places]])
        return replace(tidy, units=frames[0], codings=frames[1])

    # -- what is said about each turn ----------------------------------------------------------------

    def _of(self, transcript: Transcript) -> Iterator[tuple[int, Quotable]]:
        off = self._off_record(transcript)
        for turn in transcript.turns:
            said = self._said(transcript.id, turn) if turn.role != "interviewer" else "yes"
            if turn.number in off:
                yield turn.number, "no"
            elif said != "yes":
                yield turn.number, said

    def _said(self, name: str, turn: Turn) -> Quotable:
        """What participants.csv says of the speaker; what is not filled in is no consent."""
        if not self.column:
            return "yes"
        return quotable(self._corpus.study.participants.of(name, turn.speaker).get(self.column, "")) or "no"

    def _off_record(self, transcript: Transcript) -> frozenset[int]:
        """The turns that are marked, those between marks that stand alone, and those that the settings list."""
        found = set(listed_turns(self._corpus.study).get(transcript.id.casefold(), ()))
        off, at = False, 0
        for turn in transcript.turns:
            off = _state_after(transcript.text[at : turn.start], off)
            text = transcript.text[turn.start : turn.end]
            if off or _OFF.search(text):
                found.add(turn.number)
            if off and _ON.search(text) and not _OFF.search(text):
                found.discard(turn.number)
            off, at = _state_after(text, off), turn.end
        return frozenset(found)


def _state_after(text: str, off: bool) -> bool:
    """Whether what follows a text is off the record: a mark that stands alone in its line, or in its turn, begins or
    ends that.
    """
    for line in text.split("\n"):
        if _ON.search(line):
            off = False
        elif _OFF.search(line) and not _OFF.sub("", line).strip(" .,:;-–"):
            off = True
    return off


def _column(study: Study) -> str:
    return next((name for name in study.participants.names if name.casefold() in COLUMNS), "")


def quotable(cell: str) -> Quotable | None:
    """What a cell of participants.csv says; None for one that says nothing that is known."""
    said = cell.strip().casefold()
    return "yes" if said in YES else "no" if said in NO else "paraphrase" if said in PARAPHRASE else None


def listed_turns(study: Study) -> dict[str, set[int]]:
    """The turns that [consent] off_record lists, by transcript in small letters."""
    found: dict[str, set[int]] = {}
    for place in study.settings.consent.off_record:
        match = _PLACE.fullmatch(place.strip())
        if match is not None:
            last = int(match["last"] or match["first"])
            found.setdefault(match["name"].casefold(), set()).update(range(int(match["first"]), last + 1))
    return found


def consent_warnings(study: Study) -> Iterator[Problem]:
    """What is doubtful in what is said of consent: cells that say nothing, places that name no transcript."""
    column = _column(study)
    unclear = [
        name
        for (name, _), row in (study.participants.rows or {}).items()
        if column and quotable(row.get(column, "")) is None
    ]
    if unclear:
        hint = "Write yes, no or paraphrase. Until then they are not quoted."
        message = (
            f"the column {column!r} does not say whether these may be quoted: {first_of([*dict.fromkeys(unclear)])}."
        )
        yield Problem(message, study.participants_path, hint=hint)
    known = {source.id.casefold() for source in study.sources}
    for place in study.settings.consent.off_record:
        match = _PLACE.fullmatch(place.strip())
        if match is None or match["name"].casefold() not in known:
            hint = "A place is a transcript and the number of a turn, or of the first and the last: H1:12 or H1:12-15."
            yield Problem(f"[consent] off_record: there is no such place: {place!r}.", study.settings_file, hint=hint)
