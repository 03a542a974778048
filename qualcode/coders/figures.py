"""How right a coder is about units that someone read: precision, recall, F1, κ, and whether its probabilities hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True)
class Figures:
    """Of `units` read, `positive` have the code. `all_f1` is the F1 of marking every unit.

    `calibration_error` is the mean difference between the probabilities given and the share that was right, over ten
    bins of equal width, weighed by their units (expected calibration error, Naeini et al. 2015); NaN without
    probabilities.
    """

    units: int
    positive: int
    precision: float
    recall: float
    f1: float
    kappa: float
    all_f1: float
    calibration_error: float


def figures_of(positive: Mask, given: Mask, probability: Floats | None = None) -> Figures:
    """The figures of a coder that gave the code to the units `given`; a figure that is undefined is 0,
    precision NaN.
    """
    units, there, said, both = len(positive), int(positive.sum()), int(given.sum()), int((positive & given).sum())
    error = calibration_error(positive, probability) if probability is not None else float("nan")
    return Figures(
        units,
        there,
        both / said if said else float("nan"),
        both / there if there else float("nan"),
        2 * both / (there + said) if there + said else 0.0,
        kappa(positive, given),
        2 * there / (there + units) if there else 0.0,
        error,
    )


def kappa(one: Mask, other: Mask) -> float:
    """Cohen's κ of two who said yes or no; 0 where chance alone would agree wholly."""
    if not len(one):
        return 0.0
    a, b = float(one.mean()), float(other.mean())
    chance = a * b + (1 - a) * (1 - b)
    return (float((one == other).mean()) - chance) / (1 - chance) if chance < 1 else 0.0


def calibration_error(positive: Mask, probability: Floats) -> float:
    """See `Figures.calibration_error`."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, probability, BINS) - np.bincount(bins, positive, BINS)
    return float(np.abs(gaps).sum() / len(positive)) if len(positive) else float("nan")
