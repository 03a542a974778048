"""The units of a study, and those that no code stands on."""

from __future__ import annotations

import random

import pandas as pd

from qualcode.analysis.quotes import TextOf
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.notes import HIDDEN

COLUMNS = ("transcript", "unit", "turn", "speaker", "question", "words", "codes", "text")


def units(tidy: Tidy, text_of: TextOf, uncoded: bool = False, most: int | None = None, seed: int = 1) -> Table:
    """A row for each unit, in the order of the interviews; with `uncoded` only those without a code.

    Columns: transcript, unit (its number, as `why` takes it), turn, speaker, question, words, codes (joined by a
    space), text. With `most` so many, drawn at random by the `seed` and put in order. `text_of` gives a transcript's
    text; a unit that may not be quoted has no text, and is not drawn.
    """
    places = tidy.units.drop_duplicates(["transcript", "unit", "turn"]).reset_index(drop=True)
    codings = tidy.codings.astype({"code": object})
    carried = codings.groupby(["transcript", "unit"], sort=False, observed=True)["code"]
    codes = carried.agg(lambda found: " ".join(dict.fromkeys(found)))
    keys = pd.MultiIndex.from_frame(places[["transcript", "unit"]].astype({"transcript": object}))
    places["codes"] = codes.reindex(keys).fillna("").to_numpy()
    places = places[places["codes"] == ""].reset_index(drop=True) if uncoded else places
    texts = {name: text_of(name) for name in places["transcript"].unique()}
    spans = places[["transcript", "start", "end"]].itertuples(index=False, name=None)
    said = [" ".join(texts[name][start:end].split()) for name, start, end in spans]
    places["text"] = ["" if HIDDEN in text else text for text in said]
    if most is not None:
        there = [i for i, text in enumerate(places["text"]) if text]
        places = places.iloc[sorted(random.Random(seed).sample(there, min(most, len(there))))].reset_index(drop=True)
    return Table("units", places[list(COLUMNS)], tidy.base("units", coded_only=False))


def uncoded_share(tidy: Tidy) -> tuple[int, int, int]:
    """How many units have no code, how many words these have, and how many words there are in all."""
    sizes = tidy.units.groupby(["transcript", "unit"], sort=False, observed=True)["words"].sum()
    coded = pd.MultiIndex.from_frame(
        tidy.codings[["transcript", "unit"]].astype({"transcript": object}).drop_duplicates()
    )
    left = sizes[~sizes.index.isin(coded)]
    return len(left), int(left.sum()), int(sizes.sum())
