"""The names findings call interviews by: a column of participants.csv in the place of the files' names, for those who must not be known."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
        found = tidy.units[["transcript", "speaker", "role"]].drop_duplicates()
        speakers: dict[tuple[object, str], str] = {
            (transcript, speaker): self._speaker(transcript, speaker, role)
            for transcript, speaker, role in found.itertuples(index=False, name=None)
        }
        levels = {**tidy.levels, "transcript": tuple(self.names[name] for name in tidy.levels["transcript"])}
        levels["speaker"] = tuple(dict.fromkeys(speakers.values()))
        frames = (self._frame(frame).assign(speaker=self._speakers(frame, speakers)) for frame in (tidy.units, tidy.codings))
        return replace(tidy, units=next(frames), codings=next(frames), levels=levels)

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript with the names shown; what is said in it stays as it is."""
        if not self.names:
            return transcript
        turns = tuple(replace(turn, speaker=self._speaker(transcript.id, turn.speaker, turn.role)) for turn in transcript.turns)
        shown = self.names[transcript.id]
        return replace(transcript, id=shown, turns=turns, source=transcript.source.with_name(shown + transcript.source.suffix), warnings=())

    def table(self, table: Table) -> Table:
        """The table with the names shown, also within its explanations."""
        if not self.names:
            return table
        frame = self._frame(table.frame) if "transcript" in table.frame.columns else table.frame
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(self.names, key=len, reverse=True)))
        shown = {
            name: [pattern.sub(lambda found: self.names[found[0]], str(value)) for value in frame[name]]
            for name in ("what", "explanation")
            if name in frame.columns
        }
        return replace(table, frame=frame.assign(**shown))

    def original(self, shown: str) -> str:
        """The id of the transcript that is shown by a name."""
        return next((name for name, called in self.names.items() if called == shown), shown)

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(transcript=frame["transcript"].map(self.names))

    def _speakers(self, frame: pd.DataFrame, shown: Mapping[tuple[object, str], str]) -> list[str]:
        return [shown[transcript, speaker] for transcript, speaker in zip(frame["transcript"], frame["speaker"], strict=True)]

    def _speaker(self, transcript: str, speaker: str, role: str) -> str:
        return self.interviewer if role == "interviewer" else self.names[transcript] if speaker else ""


def pseudonyms(study: Study, interviewer: str) -> Pseudonyms:
    """The names of [report] names; raises InputError when the column is not there, leaves an interview without, or gives a name twice."""
    column = study.settings.report.names
    if not column:
        return Pseudonyms({}, interviewer)
    where, has = study.participants_path or study.settings_file, ", ".join(study.participants.names) or "none"
    if column not in study.participants.names:
        raise InputError([Problem(f"[report] names: there is no column {column!r} in participants.csv.", where, hint=f"Columns: {has}.")])
    names = {source.id: study.participants.of(source.id).get(column, "") for source in study.sources}
    empty = [name for name, shown in names.items() if not shown]
    twice = sorted({shown for shown in names.values() if shown and list(names.values()).count(shown) > 1})
    problems = [Problem(f"[report] names: {name} has nothing in the column {column!r}.", where) for name in empty]
    problems += [Problem(f"[report] names: {shown!r} stands for several interviews in the column {column!r}.", where) for shown in twice]
    if problems:
        raise InputError(problems)
    return Pseudonyms(names, interviewer)
