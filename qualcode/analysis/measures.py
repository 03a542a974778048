"""Counts of distinct things in a tidy table: units, codings, transcripts, participants, words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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


class Things:
    """The distinct things of a table of codings, numbered once, so that many parts of it can be counted fast."""

    def __init__(self, codings: pd.DataFrame, words: pd.Series[int]) -> None:
        self._codings, self._words = codings, words
        self.spoken = (codings["role"] == "participant").to_numpy()
        self._numbered: dict[Measure, NDArray[np.int64]] = {}

    def number(self, rows: NDArray[np.bool_], measure: Measure) -> int:
        """How many distinct things the rows (a mask of the codings) hold; equals `number` of these rows."""
        kept = rows & self.spoken if measure == "participants" else rows
        found = np.unique(self._of(measure)[kept])
        return int(self._weights[found].sum()) if measure == "words" else len(found)

    def _of(self, measure: Measure) -> NDArray[np.int64]:
        if measure not in self._numbered:
            keys = [key for key in KEYS[measure] if key in self._codings.columns]
            self._numbered[measure] = np.asarray(self._codings.groupby(keys, sort=False, observed=True).ngroup(), dtype=np.int64)
        return self._numbered[measure]

    @cached_property
    def _weights(self) -> NDArray[np.int64]:
        """The words of each unit and speaker, by its number."""
        things = self._codings[KEYS["words"]].drop_duplicates()
        return np.asarray(self._words.reindex(pd.MultiIndex.from_frame(things), fill_value=0), dtype=np.int64)


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
