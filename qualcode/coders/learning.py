"""Learning a code from units that people read: a balanced logistic regression, its threshold, and how right it is in
other interviews.

Scores are cross-validated by whole interviews. A probability is a score on Platt's (1999) sigmoid, set on scores of
interviews the regression had not seen; the threshold is where F1 of these probabilities is highest. The figures of an
interview come of a regression, a sigmoid and a threshold that were all set without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from qualcode.coders.features import Features, Matrix
from qualcode.coders.figures import Figures, figures_of
from qualcode.coders.words import Ints
from qualcode.errors import QualcodeError

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
FEWEST, FEW = 20, 30  # positives below which a code is refused, and warned of
FEWEST_INTERVIEWS, FEW_INTERVIEWS = 3, 4  # that hold a positive
FOLDS = 4
STRENGTH = 3.0  # the inverse of the regression's penalty
NEVER = 2.0  # a threshold that no probability reaches
TOLERANCE = 0.5  # where its fitting stops; a finer one changes no figure beyond its noise
SIGMOID_STRENGTH = 1e4
LEAST_SHARE = 1e-6  # of units with a code, where none or all have it
DRIVING = 16  # features that a code's list shows


@dataclass(frozen=True)
class Read:
    """Which units were read for a code, and in which of them it stands; the group (interview) of every unit."""

    groups: Sequence[str]
    read: Mask
    positive: Mask

    @cached_property
    def positives(self) -> int:
        """How many units hold the code."""
        return int((self.read & self.positive).sum())

    @cached_property
    def interviews(self) -> int:
        """How many interviews hold it."""
        return len({self.groups[row] for row in np.flatnonzero(self.read & self.positive).tolist()})

    def missing(self) -> str:
        """What is missing before the code can be learned; "" when nothing is."""
        if self.positives < FEWEST:
            return f"{self.positives} of at least {FEWEST} units with the code were found by people so far"
        if self.interviews < FEWEST_INTERVIEWS:
            return f"its units stand in {self.interviews} of at least {FEWEST_INTERVIEWS} interviews"
        without = len({self.groups[row] for row in np.flatnonzero(self.read & ~self.positive).tolist()})
        told = (
            "units without the code were read in {} of at least 2 interviews: mark as read what you "
            "have read (Enter, d)"
        )
        return "" if without > 1 else told.format(without)

    def doubtful(self) -> str:
        """Why what was learned is to be taken with care; "" when it is not."""
        few = [f"{self.positives} units"] * (self.positives < FEW) + [f"{self.interviews} interviews"] * (
            self.interviews < FEW_INTERVIEWS
        )
        return f"learned from {' in '.join(few)} with the code only" if few else ""


@dataclass(frozen=True)
class Learned:
    """A code as it was learned.

    `probability` and `applies` are of every unit; in a unit that was read they are of regressions that had not seen its
    interview. `figures` are of the units read. `weights` are the features' weights, to be read beside `Features.names`.
    """

    probability: Floats
    applies: Mask
    figures: Figures
    weights: Floats
    threshold: float


def learn(features: Features, read: Read) -> Learned:
    """Learn a code; the same input gives the same result. Raises QualcodeError when something is missing (see
    `Read.missing`).
    """
    if why := read.missing():
        raise QualcodeError(why)
    return learned_from(features, read)


def learned_from(features: Features, read: Read) -> Learned:
    """What is learned of a code however little was read, as long as two interviews hold it, and units without it were
    read in two.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # what is small is slower in several threads, and no sum depends on their number
        return _learned(features, read)


def _learned(features: Features, read: Read) -> Learned:
    rows = np.flatnonzero(read.read)
    values, positive = features.values[rows], read.positive[rows]
    part = folds([read.groups[row] for row in rows.tolist()], positive)
    scores = held_out_scores(values, positive, part)
    regression = Regression(values, positive)
    sigmoid = Sigmoid(scores, positive)
    threshold = best_threshold(sigmoid(scores), positive) if sigmoid.tells else NEVER
    probability = sigmoid(regression.scores(features.values))
    applies = probability >= threshold
    probability[rows], applies[rows] = crossed(scores, positive, part)
    figures = figures_of(positive, applies[rows], probability[rows])
    return Learned(probability, applies, figures, regression.weights, threshold)


def folds(groups: Sequence[str], positive: Mask) -> Ints:
    """The fold of each unit: whole interviews, spread so that every fold has its share of positives."""
    names, number = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    held, size = np.bincount(number, positive), np.bincount(number)
    loads = np.zeros((min(FOLDS, len(names)), 2))
    fold = np.zeros(len(names), np.int64)
    for name in np.lexsort((names, -size, -held)).tolist():
        lightest = min(range(len(loads)), key=lambda at: (*loads[at].tolist(), at))
        fold[name] = lightest
        loads[lightest] += held[name], size[name]
    return fold[number]


def held_out_scores(values: Matrix, positive: Mask, part: Ints) -> Floats:
    """Each unit's score by a regression on the other folds."""
    scores = np.zeros(len(positive))
    for fold in np.unique(part).tolist():
        there = part == fold
        scores[there] = Regression(values[~there], positive[~there]).scores(values[there])
    return scores


def crossed(scores: Floats, positive: Mask, part: Ints) -> tuple[Floats, Mask]:
    """Each unit's probability, and whether the code applies, by the sigmoid and threshold of the other folds."""
    probability, applies = np.zeros(len(scores)), np.zeros(len(scores), bool)
    for fold in np.unique(part).tolist():
        there, others = part == fold, part != fold
        sigmoid = Sigmoid(scores[others], positive[others])
        probability[there] = sigmoid(scores[there])
        applies[there] = probability[there] >= (
            best_threshold(sigmoid(scores[others]), positive[others]) if sigmoid.tells else NEVER
        )
    return probability, applies


def one_sided(positive: Mask) -> bool:
    """Whether all units have the code, or none."""
    return bool(positive.all() or not positive.any())


class Regression:
    """A logistic regression in which the units with and without a code weigh alike together."""

    def __init__(self, values: Matrix, positive: Mask) -> None:
        from sklearn.linear_model import LogisticRegression

        if one_sided(positive):  # nothing to tell apart: nothing speaks for the code, or against it
            self.weights: Floats = np.zeros(values.shape[1])
            self._start = 0.0
            return
        fitted = LogisticRegression(
            C=STRENGTH,
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            tol=TOLERANCE,
            random_state=0,
            max_iter=1000,
        ).fit(values, positive)
        self.weights = fitted.coef_[0]
        self._start = float(fitted.intercept_[0])

    def scores(self, values: Matrix) -> Floats:
        """How much speaks for the code in each unit: log-odds in a set where half of the units have it."""
        return np.asarray(values @ self.weights + self._start)


class Sigmoid:
    """Scores → probabilities. Where higher scores are no more often right, nothing was learned: each has the share of
    positives.
    """

    def __init__(self, scores: Floats, positive: Mask) -> None:
        from sklearn.linear_model import LogisticRegression

        slope, share = 0.0, float(np.clip(positive.mean(), LEAST_SHARE, 1 - LEAST_SHARE))
        if not one_sided(positive):
            fitted = LogisticRegression(C=SIGMOID_STRENGTH).fit(scores[:, None], positive)
            slope = float(fitted.coef_[0, 0])
        self.tells = slope > 0
        self._slope, self._start = (
            (slope, float(fitted.intercept_[0])) if self.tells else (0.0, float(np.log(share / (1 - share))))
        )

    def __call__(self, scores: Floats) -> Floats:
        """The probability at each score."""
        return np.asarray(1 / (1 + np.exp(-(self._slope * scores + self._start))))


def best_threshold(probability: Floats, positive: Mask) -> float:
    """The probability from which on F1 is highest: between the last unit taken and the first that is not."""
    order = np.argsort(-probability, kind="stable")
    ranked, hits = probability[order], np.cumsum(positive[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + positive.sum())
    last = np.append(ranked[1:] < ranked[:-1], True)  # units of one probability are taken together
    best = int(np.argmax(np.where(last, f1, -1)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


def driving(weights: Floats, names: Sequence[str], values: Matrix | None = None) -> list[tuple[str, float]]:
    """The features that speak most for a code, with their weights; of one unit (a row of values) those that stand in
    it.
    """
    share = weights if values is None else np.asarray(sparse.csr_matrix(values.multiply(weights)).toarray()).ravel()
    order = np.argsort(-share, kind="stable")[:DRIVING]
    return [(names[at], float(share[at])) for at in order.tolist() if share[at] > 0]
