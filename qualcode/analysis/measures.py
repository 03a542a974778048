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
Mask = NDArray[np.bool_]


def unit_words(units: pd.DataFrame) -> pd.Series[int]:
    """The words of each unit and speaker, by (transcript, unit, speaker)."""
    return units.groupby(KEYS["words"], sort=False, observed=True)["words"].sum()


class Things:
    """The distinct things of a table of units or codings, numbered once, so that many parts of it can be counted fast.

    The rows of a theme are those of its subcodes too, so a stretch coded twice inside the theme is one coding of the
    theme.
    """

    def __init__(self, frame: pd.DataFrame, words: pd.Series[int]) -> None:
        self._frame, self._words = frame, words
        self.spoken: Mask = (frame["role"] == "participant").to_numpy()
        self._numbered: dict[Measure, NDArray[np.int64]] = {}
        self._columns: dict[str, tuple[NDArray[np.int64], pd.Index[str]]] = {}

    def number(self, rows: Mask, measure: Measure) -> int:
        """How many distinct things the rows (a mask of the table) hold."""
        found = np.unique(self._of(measure)[self._counted(rows, measure)])
        return int(self._weights[found].sum()) if measure == "words" else len(found)

    def by_level(self, rows: Mask, measure: Measure, column: str, levels: Sequence[str]) -> list[int]:
        """How many distinct things the rows hold at each level of a column, zeros included, in the order of
        `levels`.
        """
        number, names = self._levels(column)
        level = np.asarray(pd.Index(levels).get_indexer(names), np.int64)[number]
        kept = self._counted(rows, measure) & (level >= 0)
        things = self._of(measure)
        most = int(things.max(initial=0)) + 1
        pairs = np.unique(level[kept] * most + things[kept])
        weights = self._weights[pairs % most] if measure == "words" else None
        found: list[int] = np.bincount(pairs // most, weights, minlength=len(levels)).astype(int).tolist()
        return found

    def _levels(self, column: str) -> tuple[NDArray[np.int64], pd.Index[str]]:
        """The number of each row's level in a column, and the levels by number."""
        if column not in self._columns:
            found = self._frame[column].astype("category").cat
            self._columns[column] = np.asarray(found.codes, np.int64), found.categories
        return self._columns[column]

    def _counted(self, rows: Mask, measure: Measure) -> Mask:
        return rows & self.spoken if measure == "participants" else rows

    def _of(self, measure: Measure) -> NDArray[np.int64]:
        if measure not in self._numbered:
            keys = [key for key in KEYS[measure] if key in self._frame.columns]
            self._numbered[measure] = np.asarray(
                self._frame.groupby(keys, sort=False, observed=True).ngroup(), dtype=np.int64
            )
        return self._numbered[measure]

    @cached_property
    def _weights(self) -> NDArray[np.int64]:
        """The words of each unit and speaker, by its number."""
        things = self._frame[KEYS["words"]].drop_duplicates()
        return np.asarray(self._words.reindex(pd.MultiIndex.from_frame(things), fill_value=0), dtype=np.int64)
