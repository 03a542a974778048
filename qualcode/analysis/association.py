"""Whether a code is mentioned more in one group than in another: tests of association, withheld where they would
mislead.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.attributes import Of, counted_over, holders, in_groups
from qualcode.analysis.measures import KEYS
from qualcode.analysis.table import Level, Table
from qualcode.analysis.tidy import MISSING, Tidy
from qualcode.errors import QualcodeError, UnknownName

FEW_INTERVIEWS = 10
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Association:
    """A test of one table of counts.

    `chi2` with `df` is Pearson's without correction; `p` its probability; `fisher` the two-sided exact probability of a
    2 × 2 table; `v` Cramér's V with its 95 % interval (by the noncentral χ² distribution; Steiger 2004); `expected` and
    the adjusted standardised `residuals` (Haberman 1973) have the shape of the table. What cannot be computed is NaN.
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


def _independent(counts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The counts expected when rows and columns have nothing to do with each other, and the adjusted residuals."""
    n, sums = counts.sum(), (counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True))
    expected = sums[0] * sums[1] / n if n else np.zeros_like(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return expected, (counts - expected) / np.sqrt(expected * (1 - sums[0] / n) * (1 - sums[1] / n))


def associate(table: Sequence[Sequence[int]]) -> Association:
    """The test of a table of counts of distinct, separate things; rows and columns without any are left out of χ²."""
    counts = np.asarray(table, dtype=float)
    kept = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    n, (rows, columns) = counts.sum(), kept.shape
    expected, residuals = _independent(counts)
    df = max(rows - 1, 0) * max(columns - 1, 0)
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
    return Association(
        chi2, df, p, fisher, math.sqrt(chi2 / largest), min(low, 1.0), min(high, 1.0), expected, residuals
    )


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


def association(tidy: Tidy, rows: str, columns: str, of: Of | None = None, level: Level = "themes") -> Table:
    """A row for each code (`rows` is code or theme): is it mentioned more at one level of `columns` than at another?

    Each row is a test of its own 2 × k table, mentioned or not by the levels of `columns` (missing values left out),
    over interviews, participants or units; by default over participants where those of one interview differ in
    `columns`, else over interviews. Over interviews one whose participants differ is left out, which the note says.
    Columns: the code, n, then those of `Association`, smallest_expected, note. p and fisher are withheld (missing) with
    fewer than 10 interviews and over participants of groups, who are not independent of each other; the χ² p also where
    cells are sparse (Cochran 1954: an expected count under 1, or more than a fifth under 5); `note` says why. Units of
    one interview are not independent of each other, which the note says too.
    """
    test = _test(tidy, rows, columns, of)
    found = [
        (code, sum(map(sum, table)), *_row(associate(table), test))
        for code, table in _tables(tidy, rows, columns, test, level)
    ]
    frame = pd.DataFrame(found, columns=[rows, *COLUMNS])
    return Table(
        "association",
        frame.astype({name: "Int64" if name == "df" else float for name in COLUMNS[1:-1]}),
        tidy.base(test.of),
    )


def residuals(tidy: Tidy, rows: str, columns: str, of: Of | None = None, level: Level = "themes") -> Table:
    """A row for each code, a column for each level of `columns`: the adjusted standardised residual of "mentioned"
    (Haberman 1973).

    Over 2 or under −2 marks a level that mentions the code more or less than the others do; with few interviews it
    tells little. Missing where everyone mentions the code, or no one. `of` as in `association`.
    """
    test = _test(tidy, rows, columns, of)
    found = [
        (code, *(None if math.isnan(value) else round(float(value), 4) for value in associate(table).residuals[0]))
        for code, table in _tables(tidy, rows, columns, test, level)
    ]
    frame = pd.DataFrame(found, columns=[rows, *test.levels])
    return Table("residuals", frame.astype(dict.fromkeys(test.levels, float)), tidy.base(test.of))


@dataclass(frozen=True)
class _Test:
    """What a test counts: things with their level of the attribute, the levels, in how many interviews, and what its
    notes say.
    """

    of: Of
    things: pd.DataFrame
    levels: tuple[str, ...]
    interviews: int
    dependent: str = ""
    left_out: str = ""


def _test(tidy: Tidy, rows: str, columns: str, of: Of | None) -> _Test:
    """The things that are compared; raises QualcodeError for dimensions that cannot be tested."""
    if rows not in ("code", "theme"):
        raise UnknownName("dimension for tests", rows, ("code", "theme"))
    if columns in (rows, "code", "theme", "coder", "negated") or (
        of != "units" and columns in ("question", "speaker", "role", "transcript")
    ):
        raise QualcodeError(
            f"a test of {rows} by {columns} over {of or 'transcripts'} makes no sense. Choose an "
            f"attribute, or --of units."
        )
    levels = tuple(value for value in tidy.dimension(columns) if value != MISSING)
    of = of or counted_over(tidy, columns)
    things, several = holders(tidy, columns, of)
    things = things[things[columns].isin(levels)]
    dependent = (
        "p withheld: participants of one interview are not independent"
        if of == "participants" and in_groups(tidy)
        else ""
    )
    those = f"{several} {of} left out: their" if several > 1 else f"1 {of.removesuffix('s')} left out: its"
    left_out = f"{those} participants differ" if several else ""
    return _Test(of, things, levels, things["transcript"].nunique(), dependent, left_out)


def _tables(tidy: Tidy, rows: str, columns: str, test: _Test, level: Level) -> Iterator[tuple[str, list[list[int]]]]:
    """Each code with its table: things that mention it and things that do not, by level."""
    key = KEYS[test.of]
    groups = test.things[columns].to_numpy()
    places = pd.MultiIndex.from_frame(test.things[key])
    for place in tidy.places("themes" if rows == "theme" else level):
        hit = tidy.codings.loc[tidy.codings["code"].isin(tidy.family(place.code.id)), key].drop_duplicates()
        mentioned = places.isin(pd.MultiIndex.from_frame(hit))
        yield (
            place.code.id,
            [[int(((groups == value) & (mentioned == kind)).sum()) for value in test.levels] for kind in (True, False)],
        )


def _row(result: Association, test: _Test) -> tuple[object, ...]:
    """The columns of a test, with p withheld where it would mislead."""
    expected = result.expected
    if not result.df:
        nothing = "nothing to compare: everyone mentions it, or no one"
        return (*[None] * 8, "; ".join(filter(None, (nothing, test.left_out))))
    sparse = bool((expected < 1).any() or (expected < 5).mean() > 0.2)
    few = test.interviews < FEW_INTERVIEWS
    withheld = few or bool(test.dependent)
    notes = [f"p withheld: only {test.interviews} interviews" if few else test.dependent]
    notes += ["p of χ² withheld: expected counts are too small"] if sparse and not withheld else []
    notes += ["units of one interview are not independent"] if test.of == "units" else []
    p = None if withheld or sparse else round(result.p, 6)
    fisher = None if withheld or math.isnan(result.fisher) else round(result.fisher, 6)
    measures = (round(value, 4) for value in (result.v, result.v_low, result.v_high, float(expected.min())))
    return (round(result.chi2, 4), result.df, p, fisher, *measures, "; ".join(filter(None, (*notes, test.left_out))))
