"""Mentions of themes per 1,000 words or per interview: what can be compared between groups of different size."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from qualcode.analysis.crosstab import crosstab
from qualcode.analysis.measures import KEYS
from qualcode.analysis.quarters import DIMENSION, with_quarters
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy

Per = Literal["words", "transcripts"]
THOUSAND = 1000


def rates(tidy: Tidy, rows: str, columns: str, per: Per = "words") -> Table:
    """Columns: the row dimension (theme or code), each level of the column dimension, total.

    A cell is the units that carry the code at that level, per 1,000 words of all that participants say there, coded or
    not, or per interview; missing where nothing is said. Raises UnknownName for a dimension that is not there.
    """
    tidy = with_quarters(tidy) if DIMENSION in (rows, columns) else tidy
    counted = crosstab(tidy, rows, columns)
    sizes = _sizes(tidy, columns, per)
    frame = counted.frame.copy()
    for name in frame.columns[1:]:
        size = sizes.get(name, 0.0)
        frame[name] = pd.array([round(n / size, 4) if size else None for n in frame[name]], dtype="Float64")
    return Table("rates", frame, counted.base)


def _sizes(tidy: Tidy, dimension: str, per: Per) -> dict[str, float]:
    """How much is said at each level, and in all: thousands of words, or interviews."""
    units = tidy.units.drop_duplicates([*KEYS["words"], "turn"])

    def size(found: pd.DataFrame) -> float:
        spoken = found[found["role"] == "participant"]
        return float(spoken["words"].sum()) / THOUSAND if per == "words" else float(found["transcript"].nunique())

    by_level = {level: size(units[units[dimension] == level]) for level in tidy.dimension(dimension)}
    return {**by_level, "total": size(units)}
