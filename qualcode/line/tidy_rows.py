"""Units and codings as rows of the tidy tables: of one transcript, and of all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

from qualcode.analysis.tidy import CODING_COLUMNS, NO, NO_QUESTION, UNIT_COLUMNS, YES
from qualcode.coding.units import Units
from qualcode.model import Codebook, Coding, Transcript

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("unit", "turn", "start", "end", "words")
UNITS, CODINGS = (
    pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in columns])
    for columns in (UNIT_COLUMNS, CODING_COLUMNS)
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
    return pa.table(
        dict(zip(CODING_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else CODINGS.empty_table().to_pydict(),
        CODINGS,
    )


def frames_of(units: Iterable[pa.Table], codings: Iterable[pa.Table]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The units and codings of several transcripts as data frames; texts are categories, which are small whatever the
    number of rows.
    """
    return with_shared_levels(*(_frame(pa.concat_tables(tables)) for tables in (units, codings)))


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(
        categories=[field.name for field in table.schema if field.type == pa.string()]
    )
    return frame


def with_shared_levels(units: pd.DataFrame, codings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames with the same categories in columns that both have, so that they compare without being written out."""
    shared = [name for name in units.columns if name in codings.columns and units[name].dtype == "category"]
    return units, codings.assign(
        **{name: codings[name].cat.set_categories(units[name].cat.categories) for name in shared}
    )


def with_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts as categories."""
    return frame.astype({name: "category" for name in frame.columns if frame[name].dtype == object})
