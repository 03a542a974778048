"""The names findings call interviews by: a column of participants.csv in the place of the files' names, for those who must not be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.errors import InputError, Problem
from qualcode.model import Transcript
from qualcode.study.folder import Study

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis import Table, Tidy


@dataclass(frozen=True)
class Pseudonyms:
    """Transcript ids → the names shown, and what an interviewer is called; without names everything is shown as it is."""

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
        frames = [self._frame(frame).assign(speaker=self._speakers(frame, speakers)) for frame in (tidy.units, tidy.codings)]
        return replace(tidy, units=frames[0], codings=frames[1], levels=levels)

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript with the names shown; what is said in it stays as it is."""
        if not self.names:
            return transcript
        speakers = self.speakers(transcript.id, ((turn.speaker, turn.role) for turn in transcript.turns))
        turns = tuple(replace(turn, speaker=speakers[turn.speaker]) for turn in transcript.turns)
        shown = self.names[transcript.id]
        return replace(transcript, id=shown, turns=turns, source=transcript.source.with_name(shown + transcript.source.suffix), warnings=())

    def table(self, table: Table) -> Table:
        """The table with the names shown."""
        if not self.names or "transcript" not in table.frame.columns:
            return table
        return replace(table, frame=self._frame(table.frame))

    def speakers(self, transcript: str, speakers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """What the speakers (label, role) of a transcript are called: the interview's name, with a letter when several take part in it."""
        roles = dict(speakers)
        people = [label for label, role in roles.items() if label and role != "interviewer"]
        letters = [f" {chr(ord('a') + i)}" if len(people) > 1 else "" for i in range(len(people))]
        named = {label: self.names[transcript] + letter for label, letter in zip(people, letters, strict=True)}
        return {label: named.get(label, self.interviewer if role == "interviewer" else "") for label, role in roles.items()}

    def original(self, shown: str) -> str:
        """The id of the transcript that is shown by a name."""
        return next((name for name, called in self.names.items() if called == shown), shown)

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(transcript=frame["transcript"].map(self.names))

    def _speakers(self, frame: pd.DataFrame, shown: Mapping[tuple[object, str], str]) -> list[str]:
        return [shown[transcript, speaker] for transcript, speaker in zip(frame["transcript"], frame["speaker"], strict=True)]


def pseudonyms(study: Study, interviewer: str) -> Pseudonyms:
    """The names of [report] names; raises InputError when the column is not there, leaves an interview without, or gives a name twice."""
    column = study.settings.report.names
    if not column:
        return Pseudonyms({}, interviewer)
    where, has = study.participants_path or study.settings_file, ", ".join(study.participants.names) or "none"
    if column not in study.participants.names:
        raise InputError([Problem(f"[report] names: there is no column {column!r} in participants.csv.", where, hint=f"Columns: {has}.")])
    found = {source.id: _called(study, source.id, column) for source in study.sources}
    empty = [name for name, shown in found.items() if not shown]
    several = [name for name, shown in found.items() if len(shown) > 1]
    names = {name: next(iter(shown), "") for name, shown in found.items()}
    twice = sorted({shown for shown in names.values() if shown and list(names.values()).count(shown) > 1})
    problems = [Problem(f"[report] names: {name} has nothing in the column {column!r}.", where) for name in empty]
    hint = "Write the same on each speaker's row: they are told apart by letters."
    problems += [
        Problem(f"[report] names: {name} is called by several names in the column {column!r}.", where, hint=hint) for name in several
    ]
    problems += [Problem(f"[report] names: {shown!r} stands for several interviews in the column {column!r}.", where) for shown in twice]
    if problems:
        raise InputError(problems)
    return Pseudonyms(names, interviewer)


def _called(study: Study, transcript: str, column: str) -> dict[str, None]:
    """The different names that participants.csv gives an interview, on its own row or on those of its speakers."""
    rows = study.participants.rows or {}
    return {row[column]: None for (name, _), row in rows.items() if name == transcript and row.get(column)}
