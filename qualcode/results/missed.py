"""What is to be read first in interviews that no rule was written on: the units in which something was most likely
missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from qualcode.coders.model import learned_model
from qualcode.coders.study_units import PLACE
from qualcode.people.coder_codings import codings_of
from qualcode.people.decision_places import People
from qualcode.people.machines import material_of
from qualcode.results.explanations import suggest

MOST = 10
OF_A_TURN = 2
LONGEST = 90  # letters of a unit that are shown
TERMS = 200


@dataclass(frozen=True, slots=True)
class Missed:
    """A unit in which something may have been missed, the code that it may be (with its probability, or "") and what
    speaks for it.
    """

    transcript: str
    unit: int
    code: str
    why: str
    text: str


def likely_missed(people: People, transcripts: Collection[str], most: int = MOST) -> list[Missed]:
    """The units of some interviews in which something was most likely missed, the likeliest first.

    By the model, of codes that can be learned: units that nobody gave the code. Without one, by the words that uncoded
    speech holds more often than the rest (see `suggest`): units without a code that hold most of them.
    """
    places = material_of(people).units.places
    there = places["transcript"].astype(str).isin(transcripts).to_numpy()
    try:
        found = list(_by_model(people, there))
    except ImportError:
        found = []
    rows = sorted(found or _by_words(people, there), key=lambda row: -row[0])
    first = {row: (code, why) for _, row, code, why in reversed(rows)}  # of several about a unit the likeliest
    ordered = _spread(places, list(dict.fromkeys(row for _, row, _, _ in rows)))[:most]
    return [_shown(people, places, row, *first[row]) for row in ordered]


def _spread(places: pd.DataFrame, rows: list[int]) -> list[int]:
    """The rows with at most OF_A_TURN of each turn first, so that one answer does not stand for a whole interview."""
    number = Counter[tuple[str, int]]()
    first, later = list[int](), list[int]()
    for row, turn in zip(
        rows, places.loc[rows, ["transcript", "turn"]].itertuples(index=False, name=None), strict=True
    ):
        number[turn] += 1
        (first if number[turn] <= OF_A_TURN else later).append(row)
    return [*first, *later]


def _by_model(people: People, there: np.ndarray) -> Iterator[tuple[float, int, str, str]]:
    material = material_of(people)
    if not any(not read.missing() for read in material.read.values()):
        return
    model = learned_model(material)
    index = pd.MultiIndex.from_frame(material.units.places[PLACE].astype({"transcript": object}))
    codings = codings_of(people, people.chosen("")).codings.astype({"transcript": object, "code": object})
    for code, learned in model.learned.items():
        own = codings.loc[codings["code"].isin(people.coded.codebook.families()[code]), PLACE]
        coded = index.isin(pd.MultiIndex.from_frame(own)) | material.read[code].read
        for row in np.flatnonzero(learned.applies & there & ~coded).tolist():
            yield float(learned.probability[row]), row, code, model.reason(code, row)


def _by_words(people: People, there: np.ndarray) -> Iterator[tuple[float, int, str, str]]:
    units, frame = material_of(people).units, suggest(people.corpus, most=TERMS).frame
    weight = dict(zip(frame["term"], frame["loglikelihood"], strict=True))
    index = pd.MultiIndex.from_frame(units.places[PLACE].astype({"transcript": object}))
    coded = index.isin(pd.MultiIndex.from_frame(people.coded.codings[PLACE].astype({"transcript": object})))
    for row, lemmas in enumerate(units.words.lemmas()):
        if there[row] and not coded[row]:
            terms = dict.fromkeys(term for term in (*lemmas, *map(" ".join, pairwise(lemmas))) if term in weight)
            if terms:
                yield sum(weight[term] for term in terms), row, "", ", ".join(terms)


def _shown(people: People, places: pd.DataFrame, row: int, code: str, why: str) -> Missed:
    name, unit, start, end = next(
        places.loc[[row], ["transcript", "unit", "start", "end"]].itertuples(index=False, name=None)
    )
    text = " ".join(people.corpus.text(name)[start:end].split())
    return Missed(name, unit, code, why, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
