"""Coders of a study side by side: what each looked at and how each coded it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from qualcode.analysis.coders import PLACE, Readings
from qualcode.errors import Problem, QualcodeError
from qualcode.line.consent import Consent
from qualcode.line.corpus import Corpus
from qualcode.model import RULES_CODER
from qualcode.notes import without_hidden
from qualcode.people.applied import codings_of
from qualcode.people.decision_places import Lost, People, doubts
from qualcode.people.decisions import REVIEWED
from qualcode.people.read_units import looked_at


@dataclass(frozen=True)
class Compared:
    """What several coders looked at and how they coded it, and what of it is doubtful or left out."""

    readings: Readings
    warnings: tuple[Problem, ...] = ()


def readings_of(people: People, coders: Sequence[str], whole: bool = False) -> Compared:
    """What the coders looked at and how they coded it; the rules look at everything.

    A person looked at what was marked as read; with `whole` at all of each interview that has a decision of theirs. Codings elsewhere
    are not compared, which is told in the warnings. Raises QualcodeError for fewer than two coders.
    """
    names = tuple(dict.fromkeys(coders))
    if len(names) < 2:
        raise QualcodeError("agreement is between two coders or more: qualcode agreement Anna Bert. `rules` is one too.")
    if REVIEWED in names:
        raise QualcodeError("`reviewed` is made of several people's decisions. Name coders; `rules` is one too.")
    made, units = {name: codings_of(people, name) for name in names}, people.coded.units
    looked = {name: looked_at(people, name, units, whole) for name in names}
    frames = {name: found.codings for name, found in made.items()}
    readings = Readings(people.coded.codebook, units, looked, frames, people.corpus.study.settings.coding.unit)
    lost: list[Lost] = [one for found in made.values() for one in found.lost]
    persons = [name for name in names if name != RULES_CODER]
    return Compared(readings, (*doubts(people, persons, lost), *_left_out(people, readings)))


def _left_out(people: People, readings: Readings) -> Iterator[Problem]:
    for name in readings.coders:
        number = readings.left_out(name) if name != RULES_CODER else 0
        if number:
            hint = "Mark on the review page what was read (d: the whole interview), or take interviews with any coding as read: --whole."
            message = f"codings of {name} that are not compared, because not both looked there: {number}."
            yield Problem(message, people.files[name].path, hint=hint)


def unit_texts(corpus: Corpus, units: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Each unit's text by transcript and number, as far as it may be quoted."""
    consent = Consent(corpus)
    found: dict[tuple[str, int], list[str]] = {}
    for transcript, unit, start, end in units[[*PLACE, "start", "end"]].itertuples(index=False, name=None):
        found.setdefault((transcript, unit), []).append(" ".join(without_hidden(consent.text(transcript)[start:end]).split()))
    return {place: " … ".join(texts) for place, texts in found.items()}
