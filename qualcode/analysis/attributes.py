"""Whose an attribute is: an interview's when all who answer in it share it, else each participant's."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from qualcode.analysis.measures import KEYS
from qualcode.analysis.tidy import Tidy

Of = Literal["transcripts", "participants", "units"]


def counted_over(tidy: Tidy, *names: str) -> Of:
    """What attributes are counted over: participants as soon as those of one interview differ in any of them, else
    interviews.
    """
    people = tidy.units[tidy.units["role"] == "participant"]
    differ = (people.groupby("transcript", sort=False)[name].nunique() > 1 for name in names)
    return "participants" if any(found.any() for found in differ) else "transcripts"


def in_groups(tidy: Tidy) -> frozenset[str]:
    """The interviews in which several participants speak; what one says there is not independent of what another
    does.
    """
    people = tidy.units[tidy.units["role"] == "participant"]
    speakers = people.groupby("transcript", sort=False, observed=True)["speaker"].nunique()
    return frozenset(map(str, speakers.index[speakers > 1]))


def holders(tidy: Tidy, name: str, of: Of) -> tuple[pd.DataFrame, int]:
    """Each thing of a kind with its one level of an attribute, and how many were left out because their speakers differ
    in it.
    """
    key = KEYS[of]
    spoken = tidy.units if of == "units" else tidy.units[tidy.units["role"] == "participant"]
    levels = spoken[[*key, name]].drop_duplicates()
    several = levels.duplicated(subset=key, keep=False)
    return levels[~several].reset_index(drop=True), len(levels.loc[several, key].drop_duplicates())
