"""Which codes stand together: in the same units, turns, answers or interviews."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.combinations import combined
from qualcode.analysis.table import Counted, Level, Table
from qualcode.analysis.tidy import NO_QUESTION, Tidy, plain

Within = Literal["unit", "turn", "answer", "transcript", "overlap"]
WITHIN: dict[Within, list[str]] = {
    "unit": ["transcript", "unit"],
    "turn": ["transcript", "turn"],
    "answer": ["transcript", "answer"],
    "transcript": ["transcript"],
    "overlap": ["transcript", "unit"],
}
COUNTED: dict[Within, Counted] = {
    "overlap": "units",
    "unit": "units",
    "turn": "turns",
    "answer": "answers",
    "transcript": "transcripts",
}
PAIR_COLUMNS = ("code", "other", "both", "code_alone", "other_alone", "jaccard", "lift")


def cooccurrence(tidy: Tidy, level: Level = "themes", within: Within = "unit") -> Table:
    """Columns: code, then one a code; a cell is the number of units that carry both, the diagonal the code's own units;
    the base says so.

    A theme's units are those of itself and its subcodes. `within` counts turns, answers (all that is said to a guide
    question in an interview; outside questions a turn) or interviews instead of units; overlap counts the units in
    which the coded stretches of both share a letter.
    """
    codes, carries, _ = _carriers(tidy, level, within)
    table = pd.DataFrame(_together(tidy, codes, carries, within), columns=codes)
    table.insert(0, "code", codes)
    return Table("cooccurrence", table, tidy.base(COUNTED[within]))


def code_relations(tidy: Tidy, level: Level = "themes", within: Within = "unit") -> Table:
    """A row for each pair of codes, those together most often first.

    Columns: code, other, both (units that carry both), code_alone and other_alone (that carry only one), jaccard (both
    / either, 0 to 1), lift (how many times as often together as by chance: both × all / (code × other), over all units;
    missing where either has none).
    """
    codes, carries, total = _carriers(tidy, level, within)
    both = _together(tidy, codes, carries, within)
    own = both.diagonal()
    rows = []
    for i, code in enumerate(codes):
        for j in range(i + 1, len(codes)):
            n, either = int(both[i, j]), int(own[i] + own[j] - both[i, j])
            lift = round(n * total / (int(own[i]) * int(own[j])), 4) if own[i] and own[j] else None
            rows.append(
                (code, codes[j], n, int(own[i]) - n, int(own[j]) - n, round(n / either, 4) if either else 0.0, lift)
            )
    rows.sort(key=lambda row: -int(row[2]))
    return Table("relations", pd.DataFrame(rows, columns=list(PAIR_COLUMNS)), tidy.base(COUNTED[within]))


def _together(tidy: Tidy, codes: list[str], carries: NDArray[np.float32], within: Within) -> NDArray[np.int64]:
    """How many things carry both of each two codes."""
    both = (carries @ carries.T).astype(np.int64)
    if within != "overlap":
        return both
    for i, code in enumerate(codes):
        for j in range(i):
            pair = combined(tidy, code, [codes[j]], within="overlap").codings
            both[i, j] = both[j, i] = len(pair[["transcript", "unit"]].drop_duplicates())
    return both


def _carriers(tidy: Tidy, level: Level, within: Within) -> tuple[list[str], NDArray[np.float32], int]:
    """The codes, a row a code with 1 for each thing that carries it, and the number of things there are, coded
    or not.
    """
    units, codings = (_with_answers(frame) if within == "answer" else frame for frame in (tidy.units, tidy.codings))
    codes = [place.code.id for place in tidy.places(level)]
    thing = codings.groupby(WITHIN[within], sort=False).ngroup().to_numpy()
    carries = np.zeros((len(codes), int(thing.max()) + 1 if len(thing) else 0), dtype=np.float32)
    for row, code in enumerate(codes):
        carries[row, thing[codings["code"].isin(tidy.family(code)).to_numpy()]] = 1
    return codes, carries, len(units[WITHIN[within]].drop_duplicates())


def _with_answers(frame: pd.DataFrame) -> pd.DataFrame:
    asked = frame["question"] != NO_QUESTION
    return frame.assign(answer=plain(frame["question"]).where(asked, frame["turn"].astype(str)))
