"""The framework matrix: interviews × themes, a cell what the interview says about the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from qualcode.analysis.quotes import Chosen, TextOf, quotes
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import UnknownName

Cells = Literal["summary", "quote"]


def framework(
    tidy: Tidy, summaries: Mapping[tuple[str, str], str], text_of: TextOf, chosen: Chosen, cells: Cells = "summary"
) -> Table:
    """A row for each interview, in their order. Columns: transcript, then a column a theme (its id).

    A cell is the person's summary of the theme in that interview (`summaries`, by transcript and theme), or, where
    there is none and with `cells` "quote" always, the best quote; empty when the interview does not mention it. Ritchie
    & Spencer (1994).
    """
    if cells not in ("summary", "quote"):
        raise UnknownName("kind of cell", cells, ("summary", "quote"))
    themes = [place.code.id for place in tidy.places("themes")]
    best = {theme: _best(tidy, theme, text_of, chosen) for theme in themes}
    own = summaries if cells == "summary" else {}
    rows = [
        (name, *(own.get((name, theme), "") or best[theme].get(name, "") for theme in themes))
        for name in tidy.levels["transcript"]
    ]
    return Table("framework", pd.DataFrame(rows, columns=["transcript", *themes]), tidy.base())


def _best(tidy: Tidy, theme: str, text_of: TextOf, chosen: Chosen) -> dict[str, str]:
    """The best quote of a theme in each interview."""
    found = quotes(tidy, theme, text_of, chosen=chosen).frame.drop_duplicates("transcript")
    return {str(name): " ".join(quote.split()) for name, quote in zip(found["transcript"], found["quote"], strict=True)}
