"""Coders of a study side by side: what each looked at and how each coded it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.coders import PLACE, Readings
from qualcode.coding.human import CONSENSUS, REVIEWED, Decision, seen
from qualcode.errors import Problem, QualcodeError
from qualcode.model import RULES_CODER
from qualcode.study.line import Line

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 0.5  # how much of a unit must have been read for it to count as looked at


def readings_of(line: Line, coders: Sequence[str], whole: bool = False) -> Readings:
    """What the coders looked at and how they coded it; the rules look at everything.

    A person looked at what was marked as read; with `whole` at all of each interview that has a decision of theirs. Codings elsewhere
    are not compared, and told in the line's warnings. Raises QualcodeError for fewer than two coders.
    """
    names = tuple(dict.fromkeys(coders))
    if len(names) < 2:
        raise QualcodeError("agreement is between two coders or more: qualcode agreement Anna Bert. `rules` is one too.")
    if REVIEWED in names:
        raise QualcodeError("`reviewed` is made of several people's decisions. Name coders; `rules` is one too.")
    frames = {name: line.codings_of(name) for name in names}
    units = line.units()
    looked = {name: looked_at(line, name, units, whole) for name in names}
    found = Readings(line.study.codebook, units, looked, frames, line.study.settings.coding.unit)
    line.warnings += list(_left_out(line, found))
    return found


def looked_at(line: Line, coder: str, units: pd.DataFrame, whole: bool = False) -> pd.Series[bool]:
    """A mask of the units that the coder looked at."""
    import pandas as pd

    if coder == RULES_CODER:
        return pd.Series(True, index=units.index)
    placed = line.people.placed(coder)
    if whole:
        return units["transcript"].isin({decision.transcript for decision in placed})
    return covered(units, placed)


def covered(units: pd.DataFrame, decisions: Sequence[Decision]) -> pd.Series[bool]:
    """A mask of the units at least half of which was marked as read."""
    import pandas as pd

    mask = pd.Series(False, index=units.index)
    size = units["end"] - units["start"]
    by_transcript = units.groupby("transcript", sort=False).groups
    for transcript, start, end in seen(decisions):
        rows = list(by_transcript.get(transcript, ()))
        own = units.loc[rows]
        read = own["end"].clip(upper=end) - own["start"].clip(lower=start)
        mask.loc[rows] |= read >= size.loc[rows] * ENOUGH
    return mask


def only_consensus(units: pd.DataFrame, codings: pd.DataFrame, consensus: Sequence[Decision]) -> pd.DataFrame:
    """The codings without those that others made in units that the consensus has read: there it says all there is."""
    import pandas as pd

    read = pd.MultiIndex.from_frame(units.loc[covered(units, consensus), PLACE].drop_duplicates())
    settled = pd.MultiIndex.from_frame(codings[PLACE]).isin(read)
    return codings[~settled | (codings["coder"] == CONSENSUS)].reset_index(drop=True)


def _left_out(line: Line, readings: Readings) -> Iterator[Problem]:
    for name in readings.coders:
        number = readings.left_out(name) if name != RULES_CODER else 0
        if number:
            hint = "Mark on the review page what was read (d: the whole interview), or take interviews with any coding as read: --whole."
            yield Problem(
                f"codings of {name} that are not compared, because not both looked there: {number}.",
                line.people.files[name].path,
                hint=hint,
            )


def unit_texts(line: Line, units: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Each unit's text by transcript and number."""
    found: dict[tuple[str, int], list[str]] = {}
    for transcript, unit, start, end in units[[*PLACE, "start", "end"]].itertuples(index=False, name=None):
        found.setdefault((transcript, unit), []).append(" ".join(line.text_of(transcript)[start:end].split()))
    return {place: " … ".join(texts) for place, texts in found.items()}
