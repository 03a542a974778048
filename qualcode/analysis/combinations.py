"""Codes that stand together, or one without the other: support AND phone, support AND NOT mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.tidy import Tidy
from qualcode.errors import QualcodeError

WITHIN = ("unit", "overlap", "turn", "turns:N")
_TURNS = re.compile(r"turns:(\d{1,4})")
Near = Callable[[pd.DataFrame, pd.DataFrame], NDArray[np.bool_]]  # which codings stand near any of others


def combined(
    tidy: Tidy, code: str, together: Sequence[str] = (), without: Sequence[str] = (), within: str = "unit"
) -> Tidy:
    """The study with only those codings of a code that stand with each of `together` and with none of `without`.

    A code is itself and its subcodes. `within` is where: the same unit, the same turn, `turns:2` for at most so many
    turns apart, or overlap: the coded stretches share a letter. Raises UnknownName for a code, QualcodeError for
    `within` that is not there.
    """
    near = _near(within)
    own = tidy.codings[tidy.codings["code"].isin(tidy.family(code))]
    for other, wanted in (*((name, True) for name in together), *((name, False) for name in without)):
        others = tidy.codings[tidy.codings["code"].isin(tidy.family(other))]
        own = own[near(own, others) == wanted]
    told = [code, *(f"AND {name}" for name in together), *(f"AND NOT {name}" for name in without)]
    return replace(
        tidy, codings=own.reset_index(drop=True), conditions=(*tidy.conditions, f"{' '.join(told)} ({within})")
    )


def each_combined(tidy: Tidy, together: Sequence[str], without: Sequence[str], within: str) -> Tidy:
    """The study with only those codings of each theme that `combined` keeps of it."""
    codings = pd.concat(
        [combined(tidy, code.id, together, without, within).codings for code in tidy.codebook.codes], ignore_index=True
    )
    told = [*(f"AND {name}" for name in together), *(f"AND NOT {name}" for name in without)]
    return replace(tidy, codings=codings, conditions=(*tidy.conditions, f"{' '.join(told)} ({within})"))


def _near(within: str) -> Near:
    if within in ("unit", "turn"):
        return lambda own, others: _keys(own, within).isin(_keys(others, within))
    if within == "overlap":
        return lambda own, others: _meets(own, others, "start", "end", 0)
    turns = _TURNS.fullmatch(within)
    if turns is None:
        raise QualcodeError(f"{within!r} is no place for codes to stand together. Choices: {', '.join(WITHIN)}.")
    return lambda own, others: _meets(own, others, "turn", "turn", int(turns[1]) + 1)


def _keys(frame: pd.DataFrame, name: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[["transcript", name]].astype({"transcript": object}))


def _meets(own: pd.DataFrame, others: pd.DataFrame, first: str, last: str, apart: int) -> NDArray[np.bool_]:
    """Which stretches of `own` come nearer than `apart` to one of `others` in the same transcript."""
    met = np.zeros(len(own), np.bool_)
    for transcript in own["transcript"].unique():
        here = (own["transcript"] == transcript).to_numpy()
        there = others[others["transcript"] == transcript]
        starts, ends = there[first].to_numpy()[None, :], there[last].to_numpy()[None, :]
        begin, end = own[first].to_numpy()[here][:, None], own[last].to_numpy()[here][:, None]
        met[here] = ((begin < ends + apart) & (starts < end + apart)).any(axis=1)
    return met
