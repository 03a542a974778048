"""Saturation: how many codes each further interview brings that were not heard before."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate

import pandas as pd

from qualcode.analysis.table import Level, Table
from qualcode.analysis.tidy import Tidy

COLUMNS = ("order", "transcript", "codes", "new", "cumulative", "mean", "low", "high", "run_new", "ratio", "saturated")
BASE, RUN, THRESHOLD, SHUFFLES = 4, 2, 0.05, 100


def saturation(
    tidy: Tidy,
    level: Level = "codes",
    base: int = BASE,
    run: int = RUN,
    threshold: float = THRESHOLD,
    shuffles: int = SHUFFLES,
    seed: int = 1,
) -> Table:
    """A row for each interview in the order of the study.

    Columns: order, transcript, codes (that it mentions), new (not mentioned before it), cumulative; mean, low, high
    (the cumulative number over `shuffles` random orders: its mean and the 5th and 95th percentile); run_new (new codes
    in the `run` interviews that end here), ratio (run_new to the codes of the first `base` interviews), saturated
    ("yes" where that is at most `threshold`). The last three, by Guest, Namey & Chen (2020), are missing until the
    first run after the base is full.
    """
    heard = _codes_by_transcript(tidy, level)
    names = list(heard)
    growth = _growth([heard[name] for name in names])
    orders = [
        _growth(random.Random(f"{seed}-{n}").sample(list(heard.values()), len(heard))) for n in range(shuffles)
    ] or [growth]
    first = growth[min(base, len(growth)) - 1] if growth else 0
    rows = []
    for i, name in enumerate(names):
        spread = sorted(order[i] for order in orders)
        band = (round(sum(spread) / len(spread), 2), _percentile(spread, 0.05), _percentile(spread, 0.95))
        new = growth[i] - (growth[i - 1] if i else 0)
        rows.append(
            (i + 1, name, len(heard[name]), new, growth[i], *band, *_run(growth, i, base, run, threshold, first))
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Table("saturation", frame.astype({"run_new": "Int64"}), tidy.base(), frozenset({"ratio"}))


def _codes_by_transcript(tidy: Tidy, level: Level) -> dict[str, frozenset[str]]:
    families = {place.code.id: tidy.family(place.code.id) for place in tidy.places(level)}
    hits = tidy.codings.groupby("transcript", sort=False)["code"].agg(frozenset).to_dict()
    return {
        name: frozenset(c for c, family in families.items() if family & hits.get(name, frozenset()))
        for name in tidy.dimension("transcript")
    }


def _growth(codes: Sequence[frozenset[str]]) -> list[int]:
    """The number of different codes after each interview."""
    return [len(seen) for seen in accumulate(codes, lambda seen, new: seen | new)]


def _run(growth: Sequence[int], i: int, base: int, run: int, threshold: float, first: int) -> tuple[object, ...]:
    if i + 1 < base + run or not first:
        return None, None, ""
    new = growth[i] - growth[i - run]
    return new, round(new / first, 6), "yes" if new / first <= threshold else "no"


def _percentile(ordered: Sequence[int], share: float) -> float:
    """The percentile with linear interpolation, as numpy's default."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 2)
