"""Units and codings as rows of the tidy tables: of one transcript, and of all."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from qualcode.analysis.tidy import CODING_COLUMNS, NO, NO_QUESTION, UNIT_COLUMNS, YES
from qualcode.coding.units import Units
from qualcode.model import Codebook, Coding, Transcript

NUMBERS = ("unit", "turn", "start", "end", "words")
UNITS, CODINGS = (
    pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in columns]) for columns in (UNIT_COLUMNS, CODING_COLUMNS)
)


def unit_rows(transcript: Transcript, units: Units) -> pa.Table:
    """The transcript's stretches with UNIT_COLUMNS."""
    turns = {turn.number: turn for turn in transcript.turns}
    spoken = [turns[number] for number in units.turn.tolist()]
    columns = {
        "transcript": [transcript.id] * len(spoken),
        "unit": units.unit,
        "turn": units.turn,
        "speaker": [turn.speaker for turn in spoken],
        "role": [turn.role for turn in spoken],
        "question": [turn.question or NO_QUESTION for turn in spoken],
        "start": units.start,
        "end": units.end,
        "words": units.words,
    }
    return pa.table(columns, UNITS)


def coding_rows(transcript: Transcript, codings: Iterable[Coding], codebook: Codebook) -> pa.Table:
    """The transcript's codings with CODING_COLUMNS."""
    turns = {turn.number: turn for turn in transcript.turns}
    themes = {place.code.id: place.theme for place in codebook.walk()}
    rows = []
    for c in codings:
        turn = turns[c.turn]
        who = (turn.speaker, turn.role, turn.question or NO_QUESTION)
        what = (c.code, themes[c.code], c.coder, c.start, c.end, c.quote, c.rule, c.lemma, YES if c.negated else NO)
        rows.append((c.transcript, c.turn, c.unit, *who, *what))
    return pa.table(dict(zip(CODING_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else CODINGS.empty_table().to_pydict(), CODINGS)


def frame_of(tables: Iterable[pa.Table]) -> pd.DataFrame:
    """The rows of several tables of one kind, as a data frame."""
    frame: pd.DataFrame = pa.concat_tables(tables).to_pandas()
    return frame
