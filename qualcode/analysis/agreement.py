"""How far coders agree: coefficients with their intervals, for any number of coders, with missing values.

Every coefficient is a function of sums over units, so the interval comes from drawing units, or whole interviews, again
and weighing the sums anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.table import Drawings, Table
from qualcode.errors import QualcodeError, UnknownName

Scale = Literal["nominal", "ordinal", "interval", "ratio"]
SCALES: tuple[Scale, ...] = get_args(Scale)
CODER_COLUMNS = ("coefficient", "level", "value", "low", "high", "units", "coders")
REPEATS, CONFIDENCE = 1000, 0.95
MOST_VALUES = 200  # different values, whose every pair is counted
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ratings:
    """What coders gave to units: `given[unit, coder]` is the place of the value in `values`, or −1 where nothing was
    given.

    Made by `ratings_of`. The sums that the coefficients are made of take weights with a row for each drawing and a
    column for each unit.
    """

    given: NDArray[np.int64]
    values: tuple[object, ...]

    @cached_property
    def counts(self) -> Floats:
        """How many coders gave each value to each unit."""
        return np.stack([(self.given == value).sum(axis=1) for value in range(len(self.values))], axis=1).astype(float)

    @cached_property
    def size(self) -> Floats:
        """How many coders rated each unit."""
        return np.asarray(self.counts.sum(axis=1))

    def observed(self, weights: Floats) -> Floats:
        """The mean, over units that two coders or more rated, of the share of pairs of coders who agree."""
        pairs = self.size * (self.size - 1)
        agree = np.divide(
            (self.counts * (self.counts - 1)).sum(axis=1), pairs, out=np.zeros(len(pairs)), where=pairs > 0
        )
        return _ratio(weights @ agree, weights @ (pairs > 0))

    def shares(self, weights: Floats) -> Floats:
        """The mean share of each value in a unit's ratings, by drawing and value."""
        share = np.divide(self.counts, self.size[:, None], out=np.zeros_like(self.counts), where=self.size[:, None] > 0)
        return _ratio(weights @ share, (weights @ (self.size > 0))[:, None])

    def by_coder(self, weights: Floats) -> Floats:
        """The share of each value in a coder's ratings, by drawing, coder and value."""
        one = np.stack([self.given == value for value in range(len(self.values))], axis=2).astype(float)
        found = np.einsum("bn,ncv->bcv", weights, one)
        return _ratio(found, found.sum(axis=2, keepdims=True))

    def coincidences(self, weights: Floats) -> Floats:
        """Krippendorff's coincidence matrix by drawing: pairs of values within units, each unit's pairs over its coders
        less one.
        """
        n = len(self.values)
        paired = np.where(self.size > 1, 1 / np.maximum(self.size - 1, 1), 0.0)
        pairs = np.einsum("nv,nw->nvw", self.counts, self.counts) - np.einsum("nv,vw->nvw", self.counts, np.eye(n))
        return np.asarray((weights @ (pairs * paired[:, None, None]).reshape(len(pairs), n * n)).reshape(-1, n, n))


def ratings_of(frame: pd.DataFrame, level: Scale = "nominal", order: Sequence[str] = ()) -> Ratings:
    """The ratings of a table with the columns unit, coder, value; a row with an empty value, or no row, is a missing
    value.

    Values are numbers when all of them can be read as such, else names; `order` puts names in order. Raises
    QualcodeError for a column that is not there, a coder who gave a unit two values, fewer than two coders, and names
    where the level needs numbers.
    """
    for name in ("unit", "coder", "value"):
        if name not in frame.columns:
            raise QualcodeError(
                f"there is no column {name!r}. The columns are unit, coder, value; found: "
                f"{', '.join(map(str, frame.columns))}."
            )
    rows = frame[["unit", "coder", "value"]].astype("string")
    rows = rows[rows["value"].fillna("").str.strip() != ""]
    rows["value"] = rows["value"].str.strip()
    twice = rows[rows.duplicated(["unit", "coder"])]
    if len(twice):
        unit, coder = twice.iloc[0][["unit", "coder"]]
        raise QualcodeError(
            f"the coder {coder} gave the unit {unit} more than one value ({len(twice)} such rows). Leave one of them."
        )
    if rows["coder"].nunique() < 2:
        raise QualcodeError("agreement needs the values of two coders or more.")
    values = _values(list(rows["value"].drop_duplicates()), level, order)
    place = {value: i for i, value in enumerate(values)}
    kind = float if all(isinstance(value, float) for value in values) else str
    rows["value"] = [place[kind(value)] for value in rows["value"]]
    units, coders = (list(frame[name].astype("string").drop_duplicates()) for name in ("unit", "coder"))
    wide = rows.pivot(index="unit", columns="coder", values="value").reindex(index=units, columns=coders)
    return Ratings(wide.fillna(-1).to_numpy(dtype=np.int64), tuple(values))


def _values(found: list[str], level: Scale, order: Sequence[str]) -> list[object]:
    """The different values in their order."""
    if level not in SCALES:
        raise UnknownName("level of measurement", level, SCALES)
    if len(found) > MOST_VALUES:
        raise QualcodeError(
            f"there are {len(found)} different values; at most {MOST_VALUES} can be compared. Put them in classes."
        )
    if order:
        for value in found:
            if value not in order:
                raise UnknownName("value", value, order)
        return list(order)
    try:
        return list(dict.fromkeys(sorted(map(float, found))))
    except ValueError:
        if level == "nominal":
            return list(found)
        example = next(value for value in found if not _is_number(value))
        raise QualcodeError(
            f"the level {level} needs numbers; found {example!r}. Number the values, or use nominal."
        ) from None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """The quotient, not a number where there is nothing to divide by."""
    return np.asarray(np.divide(top, bottom, out=np.full(np.broadcast(top, bottom).shape, np.nan), where=bottom != 0))


def _above_chance(observed: Floats, expected: Floats) -> Floats:
    """(observed − expected) / (1 − expected); undefined where chance alone would agree always."""
    rest = 1 - expected
    return _ratio(observed - expected, np.where(rest > 1e-12, rest, 0.0))


# -- the coefficients: each gives a value for each drawing ---------------------------------------


def percent_agreement(ratings: Ratings, weights: Floats) -> Floats:
    """The mean share of pairs of coders who agree."""
    return ratings.observed(weights)


def cohen_kappa(ratings: Ratings, weights: Floats) -> Floats:
    """Cohen (1960), two coders: chance by each coder's own shares, over the units that both rated."""
    both = Ratings(ratings.given[ratings.size == 2], ratings.values)
    first, second = np.moveaxis(both.by_coder(weights[:, ratings.size == 2]), 1, 0)
    return _above_chance(both.observed(weights[:, ratings.size == 2]), (first * second).sum(axis=1))


def scott_pi(ratings: Ratings, weights: Floats) -> Floats:
    """Scott (1955), two coders: chance by the shares of both together, over the units that both rated."""
    both = Ratings(ratings.given[ratings.size == 2], ratings.values)
    return fleiss_kappa(both, weights[:, ratings.size == 2])


def fleiss_kappa(ratings: Ratings, weights: Floats) -> Floats:
    """Fleiss (1971): chance by the shares of all coders; with missing values as in Gwet (2014)."""
    return _above_chance(ratings.observed(weights), (ratings.shares(weights) ** 2).sum(axis=1))


def conger_kappa(ratings: Ratings, weights: Floats) -> Floats:
    """Conger (1980): Cohen's κ for any number of coders, chance by each coder's own shares."""
    by_coder = ratings.by_coder(weights)
    coders = by_coder.shape[1]
    expected = (by_coder.mean(axis=1) ** 2).sum(axis=1) - by_coder.var(axis=1, ddof=1).sum(axis=1) / coders
    return _above_chance(ratings.observed(weights), expected)


def brennan_prediger(ratings: Ratings, weights: Floats) -> Floats:
    """Brennan & Prediger (1981): chance is one over the number of different values."""
    return _above_chance(ratings.observed(weights), np.full(len(weights), 1 / len(ratings.values)))


def gwet_ac1(ratings: Ratings, weights: Floats) -> Floats:
    """Gwet (2008): chance by how evenly the values are spread."""
    shares, n = ratings.shares(weights), len(ratings.values)
    expected = (shares * (1 - shares)).sum(axis=1) / (n - 1) if n > 1 else np.ones(len(weights))
    return _above_chance(ratings.observed(weights), expected)


def krippendorff_alpha(ratings: Ratings, weights: Floats, level: Scale = "nominal") -> Floats:
    """Krippendorff (2011): one less the disagreement observed over that expected, the difference of values by their
    level.
    """
    found = ratings.coincidences(weights)
    margins = found.sum(axis=2)
    whole = margins.sum(axis=1)
    apart = _differences(ratings.values, margins, level)
    observed, expected = (found * apart).sum(axis=(1, 2)), np.einsum("bv,bw,bvw->b", margins, margins, apart)
    return 1 - _ratio((whole - 1) * observed, expected)


def _differences(values: Sequence[object], margins: Floats, level: Scale) -> Floats:
    """The squared difference of each pair of values, by drawing."""
    n = len(values)
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(n), (len(margins), n, n))
    if level == "ordinal":
        below = np.cumsum(margins, axis=1) - margins / 2  # the middle of each value's ranks
        return np.asarray((below[:, :, None] - below[:, None, :]) ** 2)
    numbers = np.array([float(str(value)) for value in values])
    apart = numbers[:, None] - numbers[None, :]
    if level == "ratio":
        total = numbers[:, None] + numbers[None, :]
        apart = np.divide(apart, total, out=np.zeros_like(apart), where=total != 0)
    return np.broadcast_to(apart**2, (len(margins), n, n))


FOR_TWO: Mapping[str, Callable[[Ratings, Floats], Floats]] = {"cohen_kappa": cohen_kappa, "scott_pi": scott_pi}
FOR_ANY: Mapping[str, Callable[[Ratings, Floats], Floats]] = {
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac1,
}


def agreement(
    frame: pd.DataFrame,
    level: Scale = "nominal",
    within: str = "",
    order: Sequence[str] = (),
    repeats: int = REPEATS,
    seed: int = 1,
) -> Table:
    """How far the coders of a table (unit, coder, value) agree: a row for each coefficient.

    Columns: coefficient, level, value, low, high (the 95 % interval: `repeats` times the units are drawn again with
    replacement, or whole interviews if `within` names their column; missing with 0 `repeats`), units (that two coders
    or more rated), coders. A value that is undefined, because chance alone would agree always or nothing was rated
    twice, is missing, never 0 or 1. `level` is that of Krippendorff's α; the other coefficients take values as names.
    Cohen's κ and Scott's π are there for two coders. The table's `drawings` say what the intervals rest on. Raises
    QualcodeError as `ratings_of`.
    """
    ratings = ratings_of(frame, level, order)
    group = _groups(frame, within)
    weights = np.vstack([np.ones(len(ratings.given)), drawn(_size(group), repeats, seed)[:, group]])
    found = coefficients(ratings, weights, level)
    table = pd.DataFrame([row for row, _ in found], columns=list(CODER_COLUMNS))
    drawings = Drawings(
        repeats, _size(group), "transcripts" if within else "units", max(undefined for _, undefined in found)
    )
    return Table(
        "agreement",
        table.astype(dict.fromkeys(("value", "low", "high"), float)),
        missing="undefined",
        drawings=drawings,
    )


def coefficients(ratings: Ratings, weights: Floats, level: Scale = "nominal") -> list[tuple[tuple[object, ...], int]]:
    """The rows of `agreement`, each with in how many drawings its value was undefined, 0 for one that is undefined
    anyway.

    The first row of `weights` says how often each unit is there, the others how often it was drawn.
    """
    units, coders = int(weights[0][ratings.size > 1].sum()), ratings.given.shape[1]
    rows = [("percent_agreement", "nominal", percent_agreement(ratings, weights))]
    rows += [
        (name, "nominal", find(ratings, weights))
        for name, find in {**(FOR_TWO if coders == 2 else {}), **FOR_ANY}.items()
    ]
    rows.append(("krippendorff_alpha", level, krippendorff_alpha(ratings, weights, level)))
    return [((name, scale, *_interval(values), units, coders), _undefined(values)) for name, scale, values in rows]


def _undefined(values: Floats) -> int:
    return 0 if math.isnan(values[0]) else int(np.isnan(values[1:]).sum())


def _size(group: NDArray[np.int64]) -> int:
    return int(group.max()) + 1 if len(group) else 0


def _groups(frame: pd.DataFrame, within: str) -> NDArray[np.int64]:
    """Which group, drawn as one, each unit is of."""
    units = frame.drop_duplicates("unit")
    if within and within not in frame.columns:
        raise UnknownName("column", within, list(map(str, frame.columns)))
    found = units[within].astype("string").fillna("").factorize()[0] if within else np.arange(len(units))
    return np.asarray(found, dtype=np.int64)


def drawn(groups: int, repeats: int, seed: int) -> Floats:
    """How often each of so many groups is drawn when as many are drawn with replacement, by drawing."""
    if not groups:
        return np.zeros((repeats, 0))
    return np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=repeats).astype(float)


def _interval(values: Floats) -> tuple[float, float, float]:
    """The value of the units as they are, and the middle of the drawings' values; missing where it is undefined or
    nothing was drawn.
    """
    drawn = values[1:][~np.isnan(values[1:])]
    if math.isnan(values[0]) or not len(drawn):
        return round(float(values[0]), 8), math.nan, math.nan
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return round(float(values[0]), 8), round(float(low), 8), round(float(high), 8)
