"""Which units a coder has read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from qualcode.analysis.coders import PLACE
from qualcode.people.decision_places import People
from qualcode.people.decisions import CONSENSUS, Decision, seen, seen_for

ENOUGH = 0.5  # how much of a unit must have been read for it to count as looked at


def looked_at(people: People, coder: str, units: pd.DataFrame, whole: bool = False) -> pd.Series[bool]:
    """A mask of the units that the coder looked at."""
    if coder not in people.files:  # a machine looks at everything
        return pd.Series(True, index=units.index)
    placed = people.placed(coder).decisions
    if whole:
        return units["transcript"].isin({decision.transcript for decision in placed})
    return covered(units, placed)


def looked_for(
    people: People, coder: str, units: pd.DataFrame, family: frozenset[str], whole: bool = False
) -> pd.Series[bool]:
    """A mask of the units that the coder looked at for all codes, or for one of the family."""
    found = looked_at(people, coder, units, whole)
    return found | within(units, seen_for(people.placed(coder).decisions, family)) if coder in people.files else found


def covered(units: pd.DataFrame, decisions: Sequence[Decision]) -> pd.Series[bool]:
    """A mask of the units at least half of which was marked as read for all codes."""
    return within(units, seen(decisions))


def within(units: pd.DataFrame, stretches: Iterable[tuple[str, int, int]], enough: float = ENOUGH) -> pd.Series[bool]:
    """A mask of the units at least that share of which lies in one of the stretches (transcript, start, end)."""
    mask = pd.Series(False, index=units.index)
    size = units["end"] - units["start"]
    by_transcript = units.groupby("transcript", sort=False).groups
    for transcript, start, end in stretches:
        rows = list(by_transcript.get(transcript, ()))
        own = units.loc[rows]
        read = own["end"].clip(upper=end) - own["start"].clip(lower=start)
        mask.loc[rows] |= read >= size.loc[rows] * enough
    return mask


def only_consensus(units: pd.DataFrame, codings: pd.DataFrame, consensus: Sequence[Decision]) -> pd.DataFrame:
    """The codings without those that others made in units that the consensus has read: there it says all there is."""
    read = pd.MultiIndex.from_frame(units.loc[covered(units, consensus), PLACE].drop_duplicates())
    settled = pd.MultiIndex.from_frame(codings[PLACE]).isin(read)
    return codings[~settled | (codings["coder"] == CONSENSUS)].reset_index(drop=True)
