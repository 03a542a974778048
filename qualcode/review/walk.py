"""One code, unit by unit, in an order that finds much soon: what the page is to show next, and what is known of the
rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.coders.learning import Read, Regression, Sigmoid, driving, folds, held_out_scores, one_sided
from qualcode.coders.model import telling
from qualcode.coders.study_units import PLACE
from qualcode.errors import QualcodeError, UnknownName
from qualcode.files import sha256
from qualcode.people.decision_places import People
from qualcode.people.decisions import Decision
from qualcode.people.machines import material_of
from qualcode.people.read_codes import in_sample, read_codes
from qualcode.people.walked import RANDOM, UnitIndex, Walked, walked
from qualcode.review.study_view import Data

How = Literal["likely", "uncertain", "random"]
FEWEST = 5  # units with the code, by which the others are put in order
RANDOM_EVERY = 5  # every fifth unit is drawn at random
LEARN_EVERY = 20  # units after which the order is made anew
RECALL = 0.8
RULES_FIRST = 10.0  # what a rule adds to a score as long as little was found
SIGNS = 4


class Walk:
    """A coder's way through a study, or through the interviews `only`, for one code.

    Raises UnknownName for a code that is not there, QualcodeError when too little was found to put units in order.
    """

    def __init__(
        self, people: People, coder: str, code: str, how: How, decisions: Sequence[Decision], only: Sequence[str] = ()
    ) -> None:
        self.code, self.how = code, how
        known = people.coded.codebook.families()
        if code not in known:
            raise UnknownName("code", code, tuple(known))
        self._family, self._seed = known[code], f"{coder} {code}"
        self._material = material_of(people)
        self._places = self._material.units.places
        self._index = UnitIndex(self._material.units.stretches)
        self._order: list[int] = []
        self._probability: NDArray[np.float64] | None = None
        self._learned_at = -1
        self._regression: Regression | None = None
        index = pd.MultiIndex.from_frame(self._places[PLACE])
        self._others = read_codes(people, without=coder)[code]
        there = self._places["transcript"].astype(str).isin(only).to_numpy() if only else np.ones(len(index), bool)
        self._mine = there & ~self._others.read & ~in_sample(people, index)
        self._found_by_others = int((there & self._others.read & self._others.positive).sum())
        read = self._read(self.walked(decisions))
        if how != RANDOM and read.positives < FEWEST:
            message = (
                f"{read.positives} units with {code} were found by people so far; {FEWEST} are wanted to "
                f"put the others in order."
            )
            raise QualcodeError(f"{message}\n    qualcode review --next random --code {code}")

    def walked(self, decisions: Sequence[Decision]) -> Walked:
        """What the coder has read for the code."""
        return walked(decisions, self._index, self._family, self._mine, self._found_by_others)

    def next(self, decisions: Sequence[Decision]) -> Data | None:
        """The unit to be read now, why it is, and how many were unread when it was chosen; None when all are read."""
        now = self.walked(decisions)
        if not now.unread:
            return None
        self._learn(now)
        how = RANDOM if self.how == RANDOM or len(now.rows) % RANDOM_EVERY == RANDOM_EVERY - 1 else self.how
        row = self._drawn(now) if how == RANDOM else next(row for row in self._order if not now.read[row])
        place = self._places.iloc[row]
        where = {name: int(place[name]) for name in ("start", "end", "unit")}
        chance = None if self._probability is None else round(float(self._probability[row]), 2)
        return {
            "transcript": str(place["transcript"]),
            **where,
            "how": how,
            "unread": now.unread,
            "chance": chance,
            "signs": self._signs(row),
        }

    def told(self, decisions: Sequence[Decision]) -> Data:
        """How far the coder is: units read, found and drawn at random, the most there can be, and how many more draws
        are wanted.
        """
        now = self.walked(decisions)
        facts = {
            "read": len(now.rows),
            "size": now.size,
            "found": now.found,
            "drawn": len(now.draws),
            "others": now.others,
        }
        return {**facts, "wanted": now.wanted(RECALL), "recall": now.recall()}

    def _drawn(self, now: Walked) -> int:
        """A unit drawn at random from those unread; the same one until it is read."""
        seed = int(sha256(self._seed, str(len(now.rows)), str(now.size))[:12], 16)
        return int(np.random.default_rng(seed).choice(np.flatnonzero(~now.read)))

    def _read(self, now: Walked) -> Read:
        """What was read for the code: by other people before this sitting, and by the coder."""
        own = np.zeros(len(self._mine), bool)
        own[list(now.rows)] = True
        return Read(self._others.groups, self._others.read | own, np.where(own, now.positive, self._others.positive))

    def _learn(self, now: Walked) -> None:
        """Put the units in order anew when enough was read since."""
        read = self._read(now)
        if self.how == RANDOM and read.missing():
            return
        if self._learned_at >= 0 and len(now.rows) < self._learned_at + LEARN_EVERY:
            return
        self._learned_at = len(now.rows)
        rows = np.flatnonzero(read.read)
        positive, features = read.positive[rows], self._material.units.features
        if one_sided(positive):
            self._order = np.flatnonzero(~now.read).tolist()
            return
        self._regression = Regression(features.values[rows], positive)
        scores = self._regression.scores(features.values)
        if read.interviews > 1:
            part = folds([read.groups[row] for row in rows.tolist()], positive)
            sigmoid = Sigmoid(held_out_scores(features.values[rows], positive, part), positive)
            self._probability = sigmoid(scores) if sigmoid.tells and not read.missing() else None
        if read.missing():  # few were found: what the rules found comes first
            scores = scores + RULES_FIRST * np.array(
                [bool(codes & self._family) for codes in self._material.units.by_rules]
            )
        doubt = -np.abs(self._probability - 0.5) if self._probability is not None else -np.abs(scores)
        self._order = np.argsort(-(scores if self.how == "likely" else doubt), kind="stable").tolist()

    def _signs(self, row: int) -> list[str]:
        """What of a unit speaks for the code."""
        if self._regression is None:
            return []
        features = self._material.units.features
        return telling(name for name, _ in driving(self._regression.weights, features.names, features.values[[row]]))[
            :SIGNS
        ]
