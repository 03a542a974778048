"""The framework matrix: interviews × themes, a cell what the interview says about the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from qualcode.analysis.quotes import Chosen, TextOf, quotes
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Filters, Tidy
from qualcode.errors import UnknownName

Cells = Literal["summary", "quote"]


def framework(tidy: Tidy, summaries: Mapping[tuple[str, str], str], text_of: TextOf, chosen: Chosen, cells: Cells = "summary") -> Table:
    """A row for each interview, in their order. Columns: transcript, then a column a theme (its id).

    A cell is the person's summary of the theme in that interview (`summaries`, by transcript and theme), or, where there is none and with
    `cells` "quote" always, the best quote; empty when the interview does not mention it. Ritchie & Spencer (1994).
    """
    if cells not in ("summary", "quote"):
        raise UnknownName("kind of cell", cells, ("summary", "quote"))
    themes = [place.code.id for place in tidy.places("themes")]
    rows = []
    for transcript in tidy.levels["transcript"]:
        own = tidy.filtered(Filters(transcript=(transcript,)))
        carried = set(own.codings["theme"])
        made = [summaries.get((transcript, theme), "") if cells == "summary" else "" for theme in themes]
        rows.append(
            (
                transcript,
                *(
                    text or (_best(own, theme, text_of, chosen) if theme in carried else "")
                    for text, theme in zip(made, themes, strict=True)
                ),
            )
        )
    return Table("framework", pd.DataFrame(rows, columns=["transcript", *themes]), tidy.base())


def _best(tidy: Tidy, theme: str, text_of: TextOf, chosen: Chosen) -> str:
    found = quotes(tidy, theme, text_of, 1, chosen=chosen).frame["quote"]
    return " ".join(found.iloc[0].split()) if len(found) else ""
