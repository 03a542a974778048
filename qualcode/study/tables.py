"""Units and codings of each transcript → the study's tidy tables, with attributes and the order of every dimension's levels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from qualcode.analysis.tidy import CODING_COLUMNS, MISSING, NO, NO_QUESTION, UNIT_COLUMNS, YES, Tidy
from qualcode.model import ROLES, RULES_CODER, Codebook, Coding, Transcript
from qualcode.study.folder import Study

if TYPE_CHECKING:
    from qualcode.coding.units import Units


def unit_frame(transcript: Transcript, units: Units) -> pd.DataFrame:
    """The transcript's stretches with UNIT_COLUMNS."""
    turns = {turn.number: turn for turn in transcript.turns}
    spoken = [turns[number] for number in units.turn.tolist()]
    columns = {
        "transcript": transcript.id,
        "unit": units.unit,
        "turn": units.turn,
        "speaker": [turn.speaker for turn in spoken],
        "role": [turn.role for turn in spoken],
        "question": [turn.question or NO_QUESTION for turn in spoken],
        "start": units.start,
        "end": units.end,
        "words": units.words,
    }
    return pd.DataFrame(columns, columns=list(UNIT_COLUMNS))


def coding_frame(transcript: Transcript, codings: Iterable[Coding], codebook: Codebook) -> pd.DataFrame:
    """The transcript's codings with CODING_COLUMNS."""
    turns = {turn.number: turn for turn in transcript.turns}
    themes = {place.code.id: place.theme for place in codebook.walk()}
    rows = []
    for c in codings:
        turn = turns[c.turn]
        who = (turn.speaker, turn.role, turn.question or NO_QUESTION)
        what = (c.code, themes[c.code], c.coder, c.start, c.end, c.quote, c.rule, c.lemma, YES if c.negated else NO)
        rows.append((c.transcript, c.turn, c.unit, *who, *what))
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


def tidy_of(study: Study, transcripts: tuple[str, ...], units: pd.DataFrame, codings: pd.DataFrame) -> Tidy:
    """The frames of all transcripts that could be read as one study."""
    attributes = study.participants.names
    units, codings = _with_attributes(study, units), _with_attributes(study, codings)
    codings = codings[[*(name for name in codings.columns if name != "negated"), "negated"]]
    return Tidy(study.codebook, units, codings, _levels(study, units, transcripts), attributes, study.settings.coding.unit)


def _with_attributes(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    pairs = frame[["transcript", "speaker"]].drop_duplicates()
    rows = [study.participants.of(transcript, speaker) for transcript, speaker in pairs.itertuples(index=False, name=None)]
    values = pd.DataFrame(rows, index=pairs.index, columns=list(study.participants.names)).replace("", MISSING)
    return frame.merge(pd.concat([pairs, values], axis=1), on=["transcript", "speaker"], how="left") if study.participants.names else frame


def _levels(study: Study, units: pd.DataFrame, transcripts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Every dimension's levels: files' order, the guide's order, first seen; missing values last."""
    asked = tuple(question.id for question in study.guide.questions)
    unasked = (NO_QUESTION,) if (units["question"] == NO_QUESTION).any() or not asked else ()
    levels = {
        "transcript": transcripts,
        "speaker": tuple(units["speaker"].drop_duplicates()),
        "role": tuple(role for role in ROLES if (units["role"] == role).any()),
        "question": asked + unasked,
        "coder": (RULES_CODER,),
        "negated": (YES, NO),
    }
    for name in study.participants.names:
        seen = list(units[name].drop_duplicates())
        levels[name] = tuple(sorted(seen, key=lambda value: value == MISSING))
    return levels
