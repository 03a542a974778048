"""Rows of units or codings, found by the interview and the turn they stand in."""

from __future__ import annotations

from typing import Any

import pandas as pd

Rows = list[tuple[Any, ...]]
ByTurn = dict[int, Rows]  # of one transcript


def by_turn(frame: pd.DataFrame, columns: list[str]) -> dict[str, ByTurn]:
    """The columns of each row, by transcript and turn."""
    found: dict[str, ByTurn] = {}
    for transcript, turn, *values in frame[["transcript", "turn", *columns]].itertuples(index=False, name=None):
        found.setdefault(transcript, {}).setdefault(turn, []).append(tuple(values))
    return found
