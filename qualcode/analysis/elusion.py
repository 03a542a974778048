"""How many units with a code may be left among those nobody read: a bound that holds however often one looks at it.

Some units are read in whatever order promises most, others are drawn at random from all that are unread at the time. If
the study holds K units with the code, the chance that a draw hits one is known exactly: K less those found before, over
the units unread. So for each K there is a fair game against it, and what a bettor who expects fewer hits would own by
now is at most 20 fold, at any time whatever, with a chance of 1 in 20 (Ville 1939; for sampling without replacement
Waudby-Smith & Ramdas 2020). Each K at which it ever was more is ruled out. Nothing is assumed of the order in which the
other units are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
BETS = np.array([0.0, *np.arange(0.05, 1, 0.1)])  # how many times fewer hits a bettor expects than K would give
STAKES = np.array([0.3, *np.full(len(BETS) - 1, 0.7 / (len(BETS) - 1))])
Floats = NDArray[np.float64]


class Draw(NamedTuple):
    """A unit drawn at random: how many were unread and how many with the code were found before it, and whether it has
    the code.
    """

    unread: int
    found: int
    hit: bool


def most_with_code(draws: Sequence[Draw], found: int, unread: int) -> int:
    """The largest number of units with a code, read or not, that the draws do not rule out; `found` and
    `unread` now.
    """
    held = np.arange(found, found + unread + 1)
    limit = np.log(1 / (1 - CONFIDENCE))
    wealth, open_ = np.zeros((len(BETS), len(held))), np.ones(len(held), bool)
    for draw in draws:
        wealth = _after(wealth, draw, held)
        open_ &= (held - draw.found <= draw.unread) & (_owned(wealth) < limit)
    return int(held[open_].max(initial=found))


def draws_wanted(draws: Sequence[Draw], found: int, unread: int, recall: float, others: int = 0) -> int | None:
    """How many more draws without a hit would show that at least `recall` of the units with the code are found; None
    when none could.

    0 when it is known now. `others` were found in units that are not among these.
    """
    if not found + others:
        return None
    # what must be ruled out; more is ruled out with it
    held = np.array([int(np.floor((found + others) / recall + 1e-9)) + 1 - others])
    if held[0] > found + unread:
        return 0
    limit = np.log(1 / (1 - CONFIDENCE))
    wealth = np.zeros((len(BETS), 1))
    for draw in draws:
        wealth = _after(wealth, draw, held)
        if held[0] - draw.found > draw.unread or _owned(wealth)[0] >= limit:
            return 0
    for more in range(unread):
        if held[0] - found > unread - more:
            return more
        wealth = _after(wealth, Draw(unread - more, found, False), held)
        if _owned(wealth)[0] >= limit:
            return more + 1
    return unread


def _after(wealth: Floats, draw: Draw, held: NDArray[np.int64]) -> Floats:
    """The logarithm of what each bet owns after a draw, for each number of units held; who owns nothing wins
    nothing.
    """
    broke = np.isneginf(wealth)
    return np.where(broke, -np.inf, np.where(broke, 0.0, wealth) + _won(draw, held))


def _won(draw: Draw, held: NDArray[np.int64]) -> Floats:
    """The logarithm of what each bet wins by a draw, for each number of units held."""
    chance = np.clip((held - draw.found) / draw.unread, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if draw.hit:
            won = np.log(np.broadcast_to(BETS[:, None], (len(BETS), len(held))))
        else:
            won = np.log1p(-BETS[:, None] * chance) - np.log1p(-chance)
    return np.where(np.isnan(won), np.inf, won)


def _owned(wealth: Floats) -> Floats:
    """The logarithm of what all bets own together."""
    return np.asarray(np.logaddexp.reduce(wealth + np.log(STAKES)[:, None], axis=0))
