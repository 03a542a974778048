"""Whether a code is mentioned more in one group than in another: tests of association, withheld where they would mislead."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.measures import KEYS
from qualcode.analysis.table import Level, Table
from qualcode.analysis.tidy import MISSING, Tidy
from qualcode.errors import QualcodeError, UnknownName

Of = Literal["transcripts", "units"]
FEW_INTERVIEWS = 10
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Association:
    """A test of one table of counts.

    `chi2` with `df` is Pearson's without correction; `p` its probability; `fisher` the two-sided exact probability of a 2 × 2 table;
    `v` Cramér's V with its 95 % interval (by the noncentral χ² distribution; Steiger 2004); `expected` and the adjusted standardised
    `residuals` (Haberman 1973) have the shape of the table. What cannot be computed is NaN.
    """

    chi2: float
    df: int
    p: float
    fisher: float
    v: float
    v_low: float
    v_high: float
    expected: NDArray[np.float64]
    residuals: NDArray[np.float64]


def associate(table: Sequence[Sequence[int]]) -> Association:
    """The test of a table of counts of distinct, separate things; rows and columns without any are left out of χ²."""
    counts = np.asarray(table, dtype=float)
    kept = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    n, (rows, columns) = counts.sum(), kept.shape
    sums = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    expected = sums[0] * sums[1] / n if n else np.zeros_like(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        residuals = (counts - expected) / np.sqrt(expected * (1 - sums[0] / n) * (1 - sums[1] / n))
    df = (rows - 1) * (columns - 1)
    if df < 1:
        return Association(math.nan, 0, math.nan, math.nan, math.nan, math.nan, math.nan, expected, residuals)
    from scipy.stats import chi2 as chi2_distribution
    from scipy.stats import fisher_exact

    positive = expected > 0
    chi2 = float(((counts - expected)[positive] ** 2 / expected[positive]).sum())
    largest = n * (min(rows, columns) - 1)
    low, high = (math.sqrt(value / largest) for value in _noncentrality(chi2, df))
    fisher = float(fisher_exact(kept)[1]) if kept.shape == (2, 2) else math.nan
    p = float(chi2_distribution.sf(chi2, df))
    return Association(chi2, df, p, fisher, math.sqrt(chi2 / largest), min(low, 1.0), min(high, 1.0), expected, residuals)


def _noncentrality(chi2: float, df: int) -> tuple[float, float]:
    """The noncentral χ² parameters under which the observed value is the upper and the lower limit of the interval."""
    from scipy.optimize import brentq
    from scipy.stats import ncx2

    tail = (1 - CONFIDENCE) / 2

    def solve(target: float) -> float:
        def excess(parameter: float) -> float:
            return float(ncx2.cdf(chi2, df, parameter)) - target

        if excess(0.0) <= 0:
            return 0.0
        top = 1.0
        while excess(top) > 0:
            top *= 2
        return float(brentq(excess, 0.0, top))

    return solve(1 - tail), solve(tail)


COLUMNS = ("n", "chi2", "df", "p", "fisher", "v", "v_low", "v_high", "smallest_expected", "note")


def association(tidy: Tidy, rows: str, columns: str, of: Of = "transcripts", level: Level = "themes") -> Table:
    """A row for each code (`rows` is code or theme): is it mentioned more at one level of `columns` than at another?

    Each row is a test of its own 2 × k table, mentioned or not by the levels of `columns` (missing values left out), over interviews or
    over units. Columns: the code, n, then those of `Association`, smallest_expected, note. p and fisher are withheld (missing) with
    fewer than 10 interviews, and the χ² p where cells are sparse (Cochran 1954: an expected count under 1, or more than a fifth under
    5); `note` says why. Units of one interview are not independent of each other, which the note says too.
    """
    levels, interviews = _levels(tidy, rows, columns, of)
    found = [
        (code, sum(map(sum, table)), *_row(associate(table), interviews, of))
        for code, table in _tables(tidy, rows, columns, levels, of, level)
    ]
    frame = pd.DataFrame(found, columns=[rows, *COLUMNS])
    return Table("association", frame.astype({name: "Int64" if name == "df" else float for name in COLUMNS[1:-1]}), tidy.base(of))


def residuals(tidy: Tidy, rows: str, columns: str, of: Of = "transcripts", level: Level = "themes") -> Table:
    """A row for each code, a column for each level of `columns`: the adjusted standardised residual of "mentioned" (Haberman 1973).

    Over 2 or under −2 marks a level that mentions the code more or less than the others do; with few interviews it tells little. Missing
    where everyone mentions the code, or no one.
    """
    levels, _ = _levels(tidy, rows, columns, of)
    found = [
        (code, *(None if math.isnan(value) else round(float(value), 4) for value in associate(table).residuals[0]))
        for code, table in _tables(tidy, rows, columns, levels, of, level)
    ]
    frame = pd.DataFrame(found, columns=[rows, *levels])
    return Table("residuals", frame.astype(dict.fromkeys(levels, float)), tidy.base(of))


def _levels(tidy: Tidy, rows: str, columns: str, of: Of) -> tuple[list[str], int]:
    """The levels that are compared, and how many interviews have one; raises QualcodeError for dimensions that cannot be tested."""
    if rows not in ("code", "theme"):
        raise UnknownName("dimension for tests", rows, ("code", "theme"))
    if columns in (rows, "code", "theme", "coder", "negated") or (
        of == "transcripts" and columns in ("question", "speaker", "role", "transcript")
    ):
        raise QualcodeError(f"a test of {rows} by {columns} over {of} makes no sense. Choose an attribute, or --of units.")
    levels = [value for value in tidy.dimension(columns) if value != MISSING]
    return levels, tidy.units[tidy.units[columns].isin(levels)]["transcript"].nunique()


def _tables(tidy: Tidy, rows: str, columns: str, levels: Sequence[str], of: Of, level: Level) -> Iterator[tuple[str, list[list[int]]]]:
    """Each code with its table: things that mention it and things that do not, by level."""
    key = KEYS[of]
    things = tidy.units[tidy.units[columns].isin(levels)][[*key, columns]].drop_duplicates(subset=key)
    for place in tidy.places("themes" if rows == "theme" else level):
        hit = tidy.codings[tidy.codings["code"].isin(tidy.family(place.code.id))][key].drop_duplicates().assign(hit=1)
        marked = things.merge(hit, on=key, how="left")
        yield (
            place.code.id,
            [
                [int(((marked[columns] == value) & (marked["hit"].notna() == present)).sum()) for value in levels]
                for present in (True, False)
            ],
        )


def _row(result: Association, interviews: int, of: Of) -> tuple[object, ...]:
    """The columns of a test, with p withheld where it would mislead."""
    notes = []
    expected = result.expected
    if not result.df:
        return (None, None, None, None, None, None, None, None, "nothing to compare: everyone mentions it, or no one")
    sparse = bool((expected < 1).any() or (expected < 5).mean() > 0.2)
    few = interviews < FEW_INTERVIEWS
    if few:
        notes.append(f"p withheld: only {interviews} interviews")
    elif sparse:
        notes.append("p of χ² withheld: expected counts are too small")
    if of == "units":
        notes.append("units of one interview are not independent")
    p = None if few or sparse else round(result.p, 6)
    fisher = None if few or math.isnan(result.fisher) else round(result.fisher, 6)
    measures = (round(value, 4) for value in (result.v, result.v_low, result.v_high, float(expected.min())))
    return (round(result.chi2, 4), result.df, p, fisher, *measures, "; ".join(notes))
