"""The units of a study as a coder sees them: each unit once, its words, and what tells it apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pandas as pd

from qualcode.analysis.tidy import NO_QUESTION
from qualcode.coders.features import Features, features_of
from qualcode.coders.lemma_rules import Terms, terms_of
from qualcode.coders.words import NOWHERE, Ints, Spoken, UnitWords, rows_between, unit_words
from qualcode.line.coded import Coded

PLACE = ["transcript", "unit"]


class StudyUnits:
    """The units of a coded study, in its order."""

    def __init__(self, coded: Coded) -> None:
        self.coded = coded

    @cached_property
    def places(self) -> pd.DataFrame:
        """A row a unit with UNIT_COLUMNS; of a unit of several stretches the longest."""
        return places_of(self.coded.units)

    @cached_property
    def stretches(self) -> pd.DataFrame:
        """The stretches of all units with UNIT_COLUMNS and row, the row of their unit in `places`."""
        return self.coded.units.merge(self.places[PLACE].assign(row=np.arange(len(self.places))), on=PLACE)

    @cached_property
    def words(self) -> UnitWords:
        """The words of each unit."""
        found = unit_words(self._spoken(), len(self.places))
        self.coded.corpus.save_words()
        return found

    @cached_property
    def features(self) -> Features:
        """What a coder that learns tells the units apart by."""
        told = [self.places[name].astype(str).replace(NO_QUESTION, "").tolist() for name in ("role", "question")]
        return features_of(self.words, rows_between(self.places["transcript"].tolist()), told, self.by_rules)

    @cached_property
    def by_rules(self) -> list[frozenset[str]]:
        """The codes that the rules gave each unit."""
        found = dict[tuple[str, int], set[str]]()
        for transcript, unit, code in self.coded.codings[[*PLACE, "code"]].itertuples(index=False, name=None):
            found.setdefault((transcript, unit), set()).add(code)
        return [frozenset(found.get(place, ())) for place in self.places[PLACE].itertuples(index=False, name=None)]

    @cached_property
    def terms(self) -> Terms:
        """What rules can ask for."""
        return terms_of(self.words)

    def _spoken(self) -> Iterator[Spoken]:
        corpus = self.coded.corpus
        for name, own in self.stretches.groupby("transcript", sort=False, observed=True):
            transcript = corpus.transcript(str(name))
            if transcript is not None:
                tokens = corpus.tokens(transcript)
                row = _rows(tokens.start, own["start"].to_numpy(), own["end"].to_numpy(), own["row"].to_numpy())
                yield Spoken(tokens, row, transcript.language, corpus.words(transcript.language))


def places_of(units: pd.DataFrame) -> pd.DataFrame:
    """See `StudyUnits.places`."""
    number = units.groupby(PLACE, sort=False, observed=True).ngroup().rename("number")
    ordered = units.assign(number=number, size=units["end"] - units["start"]).sort_values(
        ["number", "size"], kind="stable"
    )
    return ordered.drop_duplicates("number", keep="last").drop(columns=["number", "size"]).reset_index(drop=True)


def _rows(starts: Ints, first: Ints, last: Ints, row: Ints) -> Ints:
    """The row of the stretch in which each start lies; NOWHERE for none."""
    at = np.searchsorted(first, starts, "right") - 1
    inside = (at >= 0) & (starts < last[at])
    return np.where(inside, row[at], NOWHERE)
