"""The names findings call interviews by: a column of participants.csv in the place of the files' names, for those who
must not be known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qualcode.analysis.tidy import plain
from qualcode.errors import InputError, Problem, first_of
from qualcode.model import Transcript
from qualcode.privacy.identifiers import VAGUE, identifiers_in
from qualcode.privacy.names import names_in
from qualcode.report.blocks import QuoteBlock, Report, TableBlock
from qualcode.study.folder import Study

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis import Table, Tidy


@dataclass(frozen=True)
class Pseudonyms:
    """Transcript ids → the names shown, and what an interviewer is called; without names everything is shown as
    it is.
    """

    names: Mapping[str, str]
    interviewer: str

    def tidy(self, tidy: Tidy) -> Tidy:
        """The study with the names shown for transcripts and their speakers."""
        if not self.names:
            return tidy
        found = tidy.units[["transcript", "speaker", "role"]].drop_duplicates(["transcript", "speaker"])
        speakers: dict[tuple[object, str], str] = {}
        for transcript, rows in found.groupby("transcript", sort=False):
            shown = self.speakers(str(transcript), rows[["speaker", "role"]].itertuples(index=False, name=None))
            speakers |= {(transcript, speaker): name for speaker, name in shown.items()}
        levels = {**tidy.levels, "transcript": tuple(self.names[name] for name in tidy.levels["transcript"])}
        levels["speaker"] = tuple(dict.fromkeys(speakers.values()))
        frames = [
            self._frame(frame).assign(speaker=self._speakers(frame, speakers)) for frame in (tidy.units, tidy.codings)
        ]
        return replace(tidy, units=frames[0], codings=frames[1], levels=levels)

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript with the names shown; what is said in it stays as it is."""
        if not self.names:
            return transcript
        speakers = self.speakers(transcript.id, ((turn.speaker, turn.role) for turn in transcript.turns))
        turns = tuple(replace(turn, speaker=speakers[turn.speaker]) for turn in transcript.turns)
        shown = self.names[transcript.id]
        return replace(
            transcript,
            id=shown,
            turns=turns,
            source=transcript.source.with_name(shown + transcript.source.suffix),
            warnings=(),
        )

    def table(self, table: Table) -> Table:
        """The table with the names shown."""
        if not self.names or "transcript" not in table.frame.columns:
            return table
        return replace(table, frame=self._frame(table.frame))

    def speakers(self, transcript: str, speakers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """What the speakers (label, role) of a transcript are called: the interview's name, with a letter when several
        take part in it.
        """
        roles = dict(speakers)
        people = [label for label, role in roles.items() if label and role != "interviewer"]
        letters = [f" {chr(ord('a') + i)}" if len(people) > 1 else "" for i in range(len(people))]
        named = {label: self.names[transcript] + letter for label, letter in zip(people, letters, strict=True)}
        return {
            label: named.get(label, self.interviewer if role == "interviewer" else "") for label, role in roles.items()
        }

    def doubtful(self, report: Report, languages: Mapping[str, str], kept: Container[str] = ()) -> Iterator[Problem]:
        """What in the quotes of a report tells who someone is by its form, and, where interviews are called otherwise,
        may be a name.

        `languages` are those of the transcripts, by the names shown; `kept` are forms of names that were decided to
        stay, in small letters.
        """
        said = list(_said(report))
        yield from self._identifying(said, kept)
        yield from self._maybe_names(said, languages, kept) if self.names else ()

    def _identifying(self, said: Sequence[tuple[str, str]], kept: Container[str]) -> Iterator[Problem]:
        found_in = (
            (text[one.start : one.end], one.kind, place) for text, place in said for one in identifiers_in(text)
        )
        every = ((kind, place) for form, kind, place in found_in if form.casefold() not in kept)
        found = dict.fromkeys(
            f"{kind} ({self._place(place)})" for kind, place in every if self.names or kind not in VAGUE
        )
        if found:
            message = f"quotes tell who someone is by more than names: {first_of([*found])}."
            hint = "Take it out of the transcripts, or choose other quotes, before you pass the findings on."
            yield Problem(message, hint=hint)

    def _maybe_names(
        self, said: Sequence[tuple[str, str]], languages: Mapping[str, str], kept: Container[str]
    ) -> Iterator[Problem]:
        texts = [(text, languages.get(unquote(place.rpartition(".")[0]), "")) for text, place in said]
        found = [one for one in names_in(texts) if said[one.text][0][one.start : one.end].casefold() not in kept]
        if found:
            places = dict.fromkeys(
                f"{said[one.text][0][one.start : one.end]} ({self._place(said[one.text][1])})" for one in found
            )
            words = (
                "1 word that may be a name stands" if len(found) == 1 else f"{len(found)} words that may be names stand"
            )
            message = (
                f"interviews are called by [report] names, but what is said stays as it is: {words} in "
                f"the quotes: {first_of([*places])}."
            )
            hint = (
                "Read them before you pass the findings on; names that must not be known are to be taken "
                "out of the transcripts."
            )
            yield Problem(message, hint=hint)

    def _place(self, place: str) -> str:
        """A unit's place as `why` takes it: H1:21."""
        name, _, unit = place.rpartition(".")
        return f"{self.original(unquote(name))}:{unit}" if unit else "in a table"

    def original(self, shown: str) -> str:
        """The id of the transcript that is shown by a name."""
        return next((name for name, called in self.names.items() if called == shown), shown)

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(transcript=plain(frame["transcript"]).map(self.names).astype("category"))

    def _speakers(self, frame: pd.DataFrame, shown: Mapping[tuple[object, str], str]) -> list[str]:
        return [
            shown[transcript, speaker]
            for transcript, speaker in zip(frame["transcript"], frame["speaker"], strict=True)
        ]


def pseudonyms(study: Study, interviewer: str) -> Pseudonyms:
    """The names of [report] names; raises InputError when the column is not there, leaves an interview without, or
    gives a name twice.
    """
    column = study.settings.report.names
    if not column:
        return Pseudonyms({}, interviewer)
    where, has = study.participants_path or study.settings_file, ", ".join(study.participants.names) or "none"
    if column not in study.participants.names:
        raise InputError(
            [
                Problem(
                    f"[report] names: there is no column {column!r} in participants.csv.",
                    where,
                    hint=f"Columns: {has}.",
                )
            ]
        )
    found = {source.id: _called(study, source.id, column) for source in study.sources}
    names = {name: next(iter(shown), "") for name, shown in found.items()}
    problems = list(_unclear(found, column, where))
    if problems:
        raise InputError(problems)
    return Pseudonyms(names, interviewer)


def _unclear(found: Mapping[str, Mapping[str, None]], column: str, where: Path | None) -> Iterator[Problem]:
    """Interviews without a name, with several, and names of several interviews."""
    hint = "Write the same on each speaker's row: they are told apart by letters."
    for name in (name for name, shown in found.items() if not shown):
        yield Problem(f"[report] names: {name} has nothing in the column {column!r}.", where)
    for name in (name for name, shown in found.items() if len(shown) > 1):
        yield Problem(f"[report] names: {name} is called by several names in the column {column!r}.", where, hint=hint)
    times = Counter(next(iter(shown)) for shown in found.values() if shown)
    for called in sorted(called for called, number in times.items() if number > 1):
        yield Problem(f"[report] names: {called!r} stands for several interviews in the column {column!r}.", where)


def _called(study: Study, transcript: str, column: str) -> dict[str, None]:
    """The different names that participants.csv gives an interview, on its own row or on those of its speakers."""
    rows = study.participants.rows or {}
    return {row[column]: None for (name, _), row in rows.items() if name == transcript and row.get(column)}


def _said(report: Report) -> Iterator[tuple[str, str]]:
    """What interviewees say in a report, and where."""
    for block in report.blocks:
        if isinstance(block, QuoteBlock):
            yield block.text, block.place
        elif isinstance(block, TableBlock) and block.name == "abstraction":
            yield from ((row[0], "") for row in block.table.rows)
