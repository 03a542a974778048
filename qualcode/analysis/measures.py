"""Counts of distinct things in a tidy table: units, codings, transcripts, participants, words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qualcode.analysis.table import Measure

KEYS: dict[Measure, list[str]] = {
    "units": ["transcript", "unit"],
    "codings": ["transcript", "start", "end", "coder"],
    "transcripts": ["transcript"],
    "participants": ["transcript", "speaker"],
    "words": ["transcript", "unit", "speaker"],
}


def unit_words(units: pd.DataFrame) -> pd.Series[int]:
    """The words of each unit and speaker, by (transcript, unit, speaker)."""
    return units.groupby(KEYS["words"], sort=False, observed=True)["words"].sum()


def number(frame: pd.DataFrame, measure: Measure, words: pd.Series[int]) -> int:
    """How many distinct things the rows hold.

    The rows of a theme are those of its subcodes too, so a stretch coded twice inside the theme is one coding of the theme.
    """
    return int(_distinct(frame, measure, [], words).sum())


def by_level(frame: pd.DataFrame, measure: Measure, column: str, levels: Sequence[str], words: pd.Series[int]) -> list[int]:
    """The number for each level of a column, zeros included, in the order of `levels`."""
    distinct = _distinct(frame, measure, [column], words)
    found = distinct.groupby(level=0, observed=True).sum() if len(distinct) else distinct
    return [int(found.get(level, 0)) for level in levels]


def _distinct(frame: pd.DataFrame, measure: Measure, by: list[str], words: pd.Series[int]) -> pd.Series[int]:
    """A weight for each distinct thing (by level, when there is a column): 1, or the number of its words."""
    if measure == "participants":
        frame = frame[frame["role"] == "participant"]
    keys = by + [key for key in KEYS[measure] if key in frame.columns]
    things = frame[list(dict.fromkeys(keys))].drop_duplicates()
    weights = 1 if measure != "words" else words.reindex(pd.MultiIndex.from_frame(things[KEYS["words"]]), fill_value=0).to_numpy()
    return pd.Series(weights, index=things[by[0]] if by else things.index, dtype="int64")
