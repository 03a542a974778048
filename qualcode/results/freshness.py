"""Interviews that no rule was written on: which they are, and which of them nobody has read either."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qualcode.analysis.coders import PLACE
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.people.counted import Counted
from qualcode.people.decision_places import People
from qualcode.people.decisions import seen_for, standing_seen
from qualcode.people.read_units import looked_at, within
from qualcode.people.rule_history import FRESH, freshness

READ_THROUGH = 0.9  # of an interview's units that one person read


@dataclass(frozen=True)
class Freshness:
    """The ids of the fresh interviews that count, and of those among them that nobody has read through."""

    fresh: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def freshness_of(counted: Counted) -> Freshness:
    """The fresh interviews of a study as it counts; none when nothing was recorded."""
    known = freshness(counted.study)
    fresh = tuple(name for name in counted.tidy.levels["transcript"] if known.get(name) == FRESH)
    read = read_through(counted.people) if fresh else {}
    return Freshness(
        fresh, tuple(name for name in fresh if not any(share >= READ_THROUGH for share in read.get(name, {}).values()))
    )


def read_through(people: People) -> dict[str, dict[str, float]]:
    """The share of each interview's units that each person read, by interview and person; who read none of it is not
    there.
    """
    units = people.coded.units.drop_duplicates(PLACE)
    whole, found = units["transcript"].astype(str).value_counts().to_dict(), dict[str, dict[str, float]]()
    for name in people.files:
        own = units.loc[looked_at(people, name, units), "transcript"].astype(str).value_counts()
        for transcript, number in own.to_dict().items():
            if number:
                found.setdefault(str(transcript), {})[name] = number / whole[transcript]
    return found


def read_for_codes(people: People) -> dict[str, dict[str, float]]:
    """The share of each interview's units that each person read for a code alone, by interview and `person code`."""
    units, found = people.coded.units.drop_duplicates(PLACE), dict[str, dict[str, float]]()
    whole = units["transcript"].astype(str).value_counts().to_dict()
    for name in people.files:
        decisions = people.placed(name).decisions
        for code in dict.fromkeys(held.code for held in standing_seen(decisions) if held.code):
            own = units.loc[within(units, seen_for(decisions, {code})), "transcript"].astype(str).value_counts()
            for transcript, number in own.to_dict().items():
                found.setdefault(str(transcript), {})[f"{name} {code}"] = number / whole[transcript]
    return found


def with_fresh(table: Table, tidy: Tidy, known: dict[str, str]) -> Table:
    """A table of counts with the column fresh: how many of a code's interviews are fresh; missing where nothing was
    recorded.
    """
    codings, frame = tidy.codings, table.frame
    of = codings["transcript"].astype(str).map(known) == FRESH
    numbers = [
        codings.loc[of & codings["code"].isin(tidy.family(code)), "transcript"].nunique() if known else None
        for code in frame["code"]
    ]
    columns = list(frame.columns)
    at = columns.index("transcripts") + 1
    made = frame.assign(fresh=pd.array(numbers, dtype="Int64"))[[*columns[:at], "fresh", *columns[at:]]]
    return Table(table.name, made, table.base, table.shares, table.missing or "–")
