"""What every analysis gives: a data frame with fixed columns, and the base its numbers stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import pandas as pd

Measure = Literal["units", "codings", "transcripts", "participants", "words"]
Counted = Literal[Measure, "turns", "answers"]  # what a cell can count
Level = Literal["themes", "codes", "all"]
Percent = Literal["row", "column", "total"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
LEVELS: tuple[Level, ...] = get_args(Level)
PERCENTS: tuple[Percent, ...] = get_args(Percent)


@dataclass(frozen=True, slots=True)
class Base:
    """What a cell counts, and over how much: units, transcripts, participants and words after the filters.

    `margins` are the wholes that percentages are of, by row or column. `coders` are those whose codings count when it
    is not the rules alone.
    """

    counts: Counted | None = None
    unit: str = "sentence"
    units: int = 0
    transcripts: int = 0
    participants: int = 0
    words: int = 0
    percent: Percent | None = None
    coded_only: bool = True
    filters: tuple[str, ...] = ()
    margins: tuple[tuple[str, int], ...] = ()
    coders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawings:
    """What intervals rest on: the middle 95 % of `repeats` drawings, with replacement, of so many units or interviews.

    `undefined` is in how many of them a value was undefined and left out, of the value that was so most often.
    """

    repeats: int
    number: int
    of: Literal["units", "transcripts"]
    undefined: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its base; `shares` are the columns whose numbers are fractions of 1; on the screen `missing` stands
    for no value.

    `drawings` is what its intervals rest on, where they come from drawing again.
    """

    name: str
    frame: pd.DataFrame
    base: Base | None = None
    shares: frozenset[str] = field(default_factory=frozenset)
    missing: str = ""
    drawings: Drawings | None = None

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self.frame)} rows; .frame is the data frame>"
