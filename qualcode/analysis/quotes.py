"""The coded stretches of a code, best first: whole units, spread fairly over the interviews."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy

COLUMNS = ("transcript", "turn", "unit", "speaker", "question", "code", "start", "end", "quote", "hits")
SHORTEST, LONGEST = 6, 45  # words in a quote that reads well alone
TextOf = Callable[[str], str]


def quotes(tidy: Tidy, code: str, text_of: TextOf, most: int | None = None) -> Table:
    """The units coded with the code or its subcodes, one row each, at most `most` of them.

    Columns: transcript, turn, unit, speaker, question, code (the codes of the family that hit, joined by a space), start, end, quote (the
    unit's whole text; of an answer the turn that was hit), hits (what matched, joined by " · "). The best one of each interview
    comes first, then each interview's second best: best is a length that reads well alone, then the most different hits, then the
    earlier one. Among equals the interviews take turns from code to code, so that no one always leads. `text_of` gives a
    transcript's text by its id.
    """
    found = tidy.codings[tidy.codings["code"].isin(tidy.family(code))]
    rows = [_row(key, group) for key, group in found.groupby(["transcript", "unit"], sort=False)]
    frame = pd.DataFrame(rows, columns=["transcript", "unit", "turn", "code", "hits", "different"])
    stretches = tidy.units.drop_duplicates(["transcript", "unit", "turn"]).set_index(["transcript", "unit", "turn"])
    frame = frame.join(stretches[["speaker", "question", "start", "end", "words"]], on=["transcript", "unit", "turn"])
    frame["readable"] = frame["words"].between(SHORTEST, LONGEST)
    transcripts = tidy.levels["transcript"]
    turn = [place.code.id for place in tidy.codebook.walk()].index(code)
    order = {transcript: (i - turn) % len(transcripts) for i, transcript in enumerate(transcripts)}
    frame["place"] = frame["transcript"].map(order)
    frame = frame.sort_values(["place", "readable", "different", "start"], ascending=[True, False, False, True], kind="stable")
    frame["round"] = frame.groupby("transcript", sort=False).cumcount()
    best = ["round", "readable", "different", "place"]
    frame = frame.sort_values(best, ascending=[True, False, False, True], kind="stable").head(most if most is not None else len(frame))
    frame["quote"] = [text_of(t)[start:end] for t, start, end in zip(frame["transcript"], frame["start"], frame["end"], strict=True)]
    return Table("quotes", frame[list(COLUMNS)].reset_index(drop=True), tidy.base("units"))


def _row(key: object, group: pd.DataFrame) -> tuple[object, ...]:
    transcript, unit = key if isinstance(key, tuple) else (key, 0)
    codes = " ".join(group["code"].drop_duplicates())
    return transcript, unit, group["turn"].iloc[0], codes, " · ".join(group["quote"].drop_duplicates()), group["lemma"].nunique()
