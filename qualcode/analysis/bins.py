"""Numeric attributes in classes: `nps=0-6,7-8,9-10`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from qualcode.analysis.tidy import MISSING, Tidy, plain
from qualcode.errors import QualcodeError, UnknownName

OUTSIDE = "(outside)"
_BIN = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*(?:-\s*(-?\d+(?:[.,]\d+)?)|(\+))?\s*")
Bins = Mapping[str, Sequence[str]]


def parse_bins(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Attribute → its classes, from `name=0-6,7-8,9-10` (`10+` is ten or more); raises QualcodeError."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, classes = text.partition("=")
        bins = tuple(part.strip() for part in classes.split(",") if part.strip())
        if not equals or not bins or not all(_BIN.fullmatch(part) for part in bins):
            raise QualcodeError(
                f"--bins {text!r} cannot be read. Write it as --bins nps=0-6,7-8,9-10 (10+ is ten or more)."
            )
        ends = [_ends(label) for label in bins]
        if any(
            low <= other_high and other_low <= high
            for i, (low, high) in enumerate(ends)
            for other_low, other_high in ends[:i]
        ):
            raise QualcodeError(f"--bins {text!r}: the classes overlap; a number must belong to one of them.")
        found[name.strip()] = bins
    return found


def binned(tidy: Tidy, bins: Bins) -> Tidy:
    """The study with numeric attributes put in classes, both ends included; values in no class are `(outside)`.

    Raises UnknownName for an attribute that is not there, QualcodeError for values that are not numbers.
    """
    units, codings, levels = tidy.units, tidy.codings, dict(tidy.levels)
    for name, classes in bins.items():
        if name not in tidy.attributes:
            raise UnknownName("attribute", name, tidy.attributes)
        ranges = [(label, *_ends(label)) for label in classes]
        new = {value: _class_of(name, value, ranges) for value in tidy.levels[name]}
        units = units.assign(**{name: plain(units[name]).map(new).astype("category")})
        codings = codings.assign(**{name: plain(codings[name]).map(new).astype("category")})
        levels[name] = (*classes, *(extra for extra in (OUTSIDE, MISSING) if extra in new.values()))
    return replace(tidy, units=units, codings=codings, levels=levels)


def number_of(value: str) -> float | None:
    """The number a cell holds, with decimal point or comma, spaces between thousands; None when it is no number."""
    try:
        found = float(re.sub(r"[\s\u202f]", "", value).replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _ends(label: str) -> tuple[float, float]:
    match = _BIN.fullmatch(label)
    low, high, more = match.groups() if match else ("0", None, None)
    start = number_of(low) or 0.0
    return start, math.inf if more else start if high is None else number_of(high) or 0.0


def _class_of(name: str, value: str, ranges: Sequence[tuple[str, float, float]]) -> str:
    if value == MISSING:
        return MISSING
    number = number_of(value)
    if number is None:
        raise QualcodeError(
            f"--bins {name}: the value {value!r} is not a number. Mend it in participants.csv or "
            f"choose another attribute."
        )
    return next((label for label, low, high in ranges if low <= number <= high), OUTSIDE)


def is_numeric(series: pd.Series[str]) -> bool:
    """Whether every value that is not missing is a number."""
    values = [value for value in series.unique() if value != MISSING]
    return bool(values) and all(number_of(value) is not None for value in values)
