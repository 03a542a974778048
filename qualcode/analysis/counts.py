"""One row a code: how often, in how many interviews, by how many people, in what share of the speech."""

from __future__ import annotations

import pandas as pd

from qualcode.analysis.measures import number, unit_words
from qualcode.analysis.table import Level, Table
from qualcode.analysis.tidy import Tidy

COLUMNS = ("code", "label", "theme", "level", "units", "codings", "transcripts", "participants", "words", "share")


def counts(tidy: Tidy, level: Level = "all", language: str = "en", own: bool = False) -> Table:
    """A row for each code in codebook order, zeros included.

    Columns: code, label, theme, level (1 is a theme), units, codings, transcripts, participants, words (of the coded units), share
    (of all participant words after the filters, a fraction). A theme counts the union of itself and its subcodes; with
    `own` only what is coded with the code itself.
    """
    words = unit_words(tidy.units)
    base = tidy.base()
    rows = []
    for place in tidy.places(level):
        found = tidy.codings[tidy.codings["code"].isin((place.code.id,) if own else tidy.family(place.code.id))]
        spoken = found[found["role"] == "participant"]
        share = number(spoken, "words", words) / base.words if base.words else 0.0
        measures = (number(found, measure, words) for measure in ("units", "codings", "transcripts", "participants", "words"))
        rows.append((place.code.id, place.code.label(language), place.theme, place.level, *measures, round(share, 6)))
    return Table("counts", pd.DataFrame(rows, columns=list(COLUMNS)), base, frozenset({"share"}))
