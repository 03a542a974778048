"""What one coder has read for a code, unit by unit in the order of reading, and what that tells of what is left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.elusion import Draw, draws_wanted, most_with_code
from qualcode.people.decisions import Decision, standing, standing_seen
from qualcode.people.read_units import ENOUGH

RANDOM = "random"
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Walked:
    """The rows of the units read for a code in the order of reading, how each was met and of how many unread, and which
    hold the code.

    `size` is the number of units that were the coder's to read, `others` of how many with the code other people found
    in the rest.
    """

    size: int
    mine: Mask
    rows: tuple[int, ...]
    met: tuple[tuple[str, int], ...]
    positive: Mask
    others: int = 0

    @cached_property
    def read(self) -> Mask:
        """A mask of the units read, and of those that were not the coder's to read."""
        found = ~self.mine
        found[list(self.rows)] = True
        return found

    @cached_property
    def draws(self) -> tuple[Draw, ...]:
        """The units drawn at random from all that were unread; a draw from other units than there are now is none."""
        found, made = 0, list[Draw]()
        for place, (row, (how, unread)) in enumerate(zip(self.rows, self.met, strict=True)):
            hit = bool(self.positive[row])
            if how == RANDOM and unread == self.size - place:
                made.append(Draw(unread, found, hit))
            found += hit
        return tuple(made)

    @property
    def found(self) -> int:
        """How many units with the code were found."""
        return int(self.positive[list(self.rows)].sum())

    @property
    def unread(self) -> int:
        """How many units are unread."""
        return self.size - len(self.rows)

    def most(self) -> int:
        """The most units with the code that there can be, found or not, at 95 %."""
        return most_with_code(self.draws, self.found, self.unread)

    def recall(self) -> float | None:
        """At least which share of all units with the code is found, by whomever, at 95 %; None where none can be."""
        most = self.most() + self.others
        return (self.found + self.others) / most if most else None

    def wanted(self, recall: float) -> int | None:
        """See `draws_wanted`."""
        return draws_wanted(self.draws, self.found, self.unread, recall, self.others)


class UnitIndex:
    """The units of a study by the places of their stretches (see `StudyUnits.stretches`)."""

    def __init__(self, stretches: pd.DataFrame) -> None:
        self.size = int(stretches["row"].max()) + 1 if len(stretches) else 0
        self._own: dict[str, tuple[list[int], list[int], list[int]]] = {}
        for name, own in stretches.groupby("transcript", sort=False, observed=True):
            self._own[str(name)] = (own["start"].tolist(), own["end"].tolist(), own["row"].tolist())

    def within(self, transcript: str, start: int, end: int, enough: float = 0.0) -> Iterator[int]:
        """The rows of the units that a stretch overlaps, by at least that share of theirs."""
        starts, ends, rows = self._own.get(transcript, ([], [], []))
        for at in range(bisect_right(ends, start), bisect_left(starts, end)):
            if min(ends[at], end) - max(starts[at], start) >= (ends[at] - starts[at]) * enough:
                yield rows[at]


def walked(
    decisions: Sequence[Decision], index: UnitIndex, family: frozenset[str], mine: Mask, others: int = 0
) -> Walked:
    """What one coder's decisions say of a code with its subcodes in the units that are theirs to read.

    A unit was read when it was first marked so or decided about.
    """
    said = [
        held
        for held in standing(decisions).values()
        if held.code in family and held.decision in ("add", "accept", "reject")
    ]
    marks = [(held.time, ENOUGH, held) for held in standing_seen(decisions) if not held.code or held.code in family]
    positive, first = np.zeros(index.size, bool), dict[int, tuple[str, int]]()
    for _, enough, held in sorted([*marks, *((held.time, 0.0, held) for held in said)], key=lambda mark: mark[0]):
        for row in filter(mine.__getitem__, index.within(held.transcript, held.start, held.end, enough)):
            if held.met or row not in first:  # what was decided about the unit comes with it, a moment before
                first[row] = (held.met, held.unread)
            positive[row] |= held.decision in ("add", "accept")
    return Walked(int(mine.sum()), mine, tuple(first), tuple(first.values()), positive, others)
