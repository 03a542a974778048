"""Whether the bound on what is left holds however often one looks: `python benchmarks/elusion.py [REVIEWS]`.

A review reads most promising units first and draws every fifth at random; after each draw the bound is compared with
the truth. It holds when it was never below it.
"""

from __future__ import annotations

import sys

import numpy as np

from qualcode.analysis.elusion import Draw, most_with_code
from qualcode.review.walk import RANDOM_EVERY


def reviewed(seed: int, units: int = 150, read: int = 100) -> tuple[bool, int, int]:
    """A simulated review, likely first with every fifth unit drawn: whether the bound held at every look, the last
    bound, the truth.
    """
    chance = np.random.default_rng(seed)
    truth = int(chance.integers(2, 40))
    has = np.zeros(units, bool)
    has[chance.choice(units, truth, replace=False)] = True
    order = np.argsort(-(has * chance.normal(1, 1, units) + chance.normal(0, 1, units)))
    unread, found, draws, held, most = set(range(units)), 0, list[Draw](), True, units
    for number in range(read):
        drawn = number % RANDOM_EVERY == RANDOM_EVERY - 1
        unit = int(chance.choice(sorted(unread))) if drawn else next(int(at) for at in order if int(at) in unread)
        if drawn:
            draws.append(Draw(len(unread), found, bool(has[unit])))
        unread.remove(unit)
        found += int(has[unit])
        if drawn:
            most = most_with_code(draws, found, len(unread))
            held = held and most >= truth
    return held, most, truth


def held_in(reviews: int) -> float:
    """The share of simulated reviews in which the bound held at every look."""
    return float(np.mean([reviewed(seed)[0] for seed in range(reviews)]))


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"the bound held at every look in {held_in(number):.3f} of {number} simulated reviews")
