"""Who was interviewed: attributes, the length of the interview, words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import UnknownName

_ISO, _POINTS = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


def participants(tidy: Tidy, minutes: Mapping[str, float | None], attributes: Sequence[str]) -> Table:
    """A row for each participant who speaks, in the order of the interviews.

    Columns: transcript, speaker, a text column for each of the `attributes`, minutes (of the interview, missing when it
    has no times), words (the participant's own, of all units that could be coded). Raises UnknownName for an attribute
    that is not there.
    """
    for name in attributes:
        if name not in tidy.attributes:
            raise UnknownName("attribute", name, tidy.attributes)
    spoken = tidy.units[tidy.units["role"] == "participant"]
    words = spoken.groupby(["transcript", "speaker"], sort=False, observed=True)["words"].sum()
    people = spoken.drop_duplicates(["transcript", "speaker"])[["transcript", "speaker", *attributes]].reset_index(
        drop=True
    )
    keys = list(people[["transcript", "speaker"]].itertuples(index=False, name=None))
    people["minutes"] = pd.array([minutes.get(transcript) for transcript, _ in keys], dtype="Float64")
    people["words"] = [int(words[key]) for key in keys]
    return Table("participants", people, tidy.base("words"))


def day_of(text: str) -> date | None:
    """The day that a cell names: 2025-03-14 or 14.3.2025; None for what is no day."""
    iso, points = _ISO.fullmatch(text.strip()), _POINTS.fullmatch(text.strip())
    year, month, day = iso.groups() if iso else reversed(points.groups()) if points else ("0", "0", "0")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
