"""The quarters of an interview, as a dimension: what is talked about when."""

from __future__ import annotations

from dataclasses import replace

from qualcode.analysis.measures import KEYS
from qualcode.analysis.tidy import Tidy

DIMENSION = "quarter"
QUARTERS = ("1/4", "2/4", "3/4", "4/4")


def with_quarters(tidy: Tidy) -> Tidy:
    """The study with the dimension `quarter`: the quarter of its interview's words (of the speech that is coded) in
    which a unit begins.
    """
    if DIMENSION in tidy.levels:
        return tidy
    units = tidy.units
    words = units.groupby("transcript", sort=False)["words"]
    whole = words.transform("sum").clip(lower=1)
    number = ((words.cumsum() - units["words"]) * len(QUARTERS) // whole).clip(upper=len(QUARTERS) - 1).astype(int)
    first = units.assign(**{DIMENSION: number.map(dict(enumerate(QUARTERS)))}).drop_duplicates(KEYS["units"])[
        [*KEYS["units"], DIMENSION]
    ]
    placed = (frame.merge(first, on=KEYS["units"], how="left") for frame in (units, tidy.codings))
    return replace(tidy, units=next(placed), codings=next(placed), levels={**tidy.levels, DIMENSION: QUARTERS})
