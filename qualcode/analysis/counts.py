"""One row a code: how often, in how many interviews, by how many people, in what share of the speech."""

from __future__ import annotations

import pandas as pd

from qualcode.analysis.measures import Things, unit_words
from qualcode.analysis.table import MEASURES, Level, Table
from qualcode.analysis.tidy import Tidy

COLUMNS = ("code", "label", "theme", "level", "units", "codings", "transcripts", "participants", "words", "share")


def counts(tidy: Tidy, level: Level = "all", language: str = "en", own: bool = False) -> Table:
    """A row for each code in codebook order, zeros included.

    Columns: code, label, theme, level (1 is a theme), units, codings, transcripts, participants, words (of the coded
    units), share (of all participant words after the filters, a fraction). A theme counts the union of itself and its
    subcodes; with `own` only what is coded with the code itself.
    """
    words = unit_words(tidy.units)
    base = tidy.base()
    things, rows = Things(tidy.codings, words), []
    for place in tidy.places(level):
        found = tidy.codings["code"].isin((place.code.id,) if own else tidy.family(place.code.id)).to_numpy()
        share = things.number(found & things.spoken, "words") / base.words if base.words else 0.0
        measures = (things.number(found, measure) for measure in MEASURES)
        rows.append((place.code.id, place.code.label(language), place.theme, place.level, *measures, round(share, 6)))
    return Table("counts", pd.DataFrame(rows, columns=list(COLUMNS)), base, frozenset({"share"}))
