"""What people read for each code, and where they found it: what a coder that learns learns from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.coders.learning import Read
from qualcode.coders.study_units import PLACE, places_of
from qualcode.people.applied import decided_codings
from qualcode.people.decision_places import People
from qualcode.people.decisions import CONSENSUS, SAMPLE, seen_for, standing
from qualcode.people.read_units import covered, within
from qualcode.people.sample import placed_sample, read_sample, units_of_sample

Mask = NDArray[np.bool_]
A_LETTER = 1e-9  # of a unit: a rejected coding of few words says that the unit was read for the code


def read_codes(people: People, without: str = "") -> dict[str, Read]:
    """By code, in the order of the codebook: which units were read for it, and which hold it or a subcode, in the order
    of `places_of`.

    A unit was read for a code when it was marked as read, for all codes or for this one, or when someone decided about
    the code there. Where people differ the consensus holds, then what most of those who read it say; a tie is a yes.
    The units of the sample, which are to say how right a coder is, are left out. `without` leaves one person's reading
    out.
    """
    places = places_of(people.coded.units)
    index = pd.MultiIndex.from_frame(places[PLACE])
    held_back = in_sample(people, index)
    persons = [_Person(people, name, index) for name in people.files if name != without]
    groups = places["transcript"].tolist()
    found = {}
    for code, family in people.coded.codebook.families().items():
        read, yes = np.zeros(len(index), int), np.zeros(len(index), int)
        for person in persons:  # the consensus comes last
            own_read, own_yes = person.of(family)
            if person.name == CONSENSUS:
                read, yes = np.where(own_read, 1, read), np.where(own_read, own_yes, yes)
            else:
                read, yes = read + own_read, yes + own_yes
        found[code] = Read(groups, (read > 0) & ~held_back, (yes > 0) & (2 * yes >= read))
    return found


class _Person:
    """What one person read, and found there."""

    def __init__(self, people: People, name: str, index: pd.MultiIndex) -> None:
        self.name, self._units, self._index = name, people.coded.units, index
        self._decisions = people.placed(name).decisions
        self._codings = decided_codings(people, name).codings
        self._held = standing(self._decisions)
        self._all = ~self._of(~covered(self._units, self._decisions))

    def of(self, family: frozenset[str]) -> tuple[Mask, Mask]:
        """Masks of the units read for any of the codes, and of those that hold one."""
        own = self._codings[self._codings["code"].isin(family)]
        yes = np.asarray(self._index.isin(pd.MultiIndex.from_frame(own[PLACE])))
        return self._all | yes | self._decided(family), yes

    def _decided(self, family: frozenset[str]) -> Mask:
        """The units in which a coding of one of the codes was rejected, or that were read for one of them alone."""
        rejected = [place[:3] for place, held in self._held.items() if place[3] in family and held.decision == "reject"]
        return self._of(
            within(self._units, rejected, A_LETTER) | within(self._units, seen_for(self._decisions, family))
        )

    def _of(self, stretches: pd.Series[bool]) -> Mask:
        """The units of some stretches."""
        return np.asarray(self._index.isin(pd.MultiIndex.from_frame(self._units.loc[stretches, PLACE])))


def in_sample(people: People, index: pd.MultiIndex) -> Mask:
    """The units of the sample; none when there is no sample."""
    if not (people.corpus.study.root / SAMPLE).exists():
        return np.zeros(len(index), bool)
    placed = placed_sample(read_sample(people.corpus.study.root), people.corpus)
    drawn = units_of_sample(people.coded.units, placed)
    return np.asarray(index.isin(pd.MultiIndex.from_frame(drawn[PLACE])))
