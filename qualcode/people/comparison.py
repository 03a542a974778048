"""Coders of a study side by side: what each looked at and how each coded it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from qualcode.analysis.coders import PLACE, Readings, between_coders
from qualcode.analysis.quarters import DIMENSION as QUARTER
from qualcode.analysis.quarters import with_quarters
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Filters, plain
from qualcode.analysis.validity import Judged
from qualcode.errors import Problem, QualcodeError, first_of
from qualcode.line.consent import Consent
from qualcode.line.corpus import Corpus
from qualcode.notes import without_hidden
from qualcode.people.coder_codings import codings_of
from qualcode.people.counted import tidy_of
from qualcode.people.decision_doubts import doubts
from qualcode.people.decision_places import Lost, People
from qualcode.people.decisions import REVIEWED
from qualcode.people.machines import machine_doubts
from qualcode.people.read_units import looked_for


@dataclass(frozen=True)
class Compared:
    """What several coders looked at and how they coded it, and what of it is doubtful or left out."""

    readings: Readings
    warnings: tuple[Problem, ...] = ()


def readings_of(people: People, coders: Sequence[str], whole: bool = False, filters: Filters = Filters()) -> Compared:
    """What the coders looked at and how they coded it, in the units and of the codes that `filters` leave; the rules
    look at everything.

    A person looked at what was marked as read, for all codes or for the one that is compared alone; with `whole` at all
    of each interview that has a decision of theirs. Codings elsewhere are not compared, which is told in the warnings.
    Raises QualcodeError for fewer than two coders.
    """
    names = tuple(dict.fromkeys(coders))
    if len(names) < 2:
        raise QualcodeError(
            "agreement is between two coders or more: qualcode agreement Anna Bert. `rules` is one too."
        )
    if REVIEWED in names:
        raise QualcodeError("`reviewed` is made of several people's decisions. Name coders; `rules` is one too.")
    made, units = {name: codings_of(people, name) for name in names}, people.coded.units
    family = _one_family(people, filters)
    looked = {name: looked_for(people, name, units, family, whole) for name in names}
    frames = {name: found.codings for name, found in made.items()}
    readings = filtered(
        people,
        Readings(people.coded.codebook, units, looked, frames, people.corpus.study.settings.coding.unit),
        filters,
    )
    lost: list[Lost] = [one for found in made.values() for one in found.lost]
    persons = [name for name in names if name in people.files]
    machines = (doubt for name in names for doubt in machine_doubts(people, name))
    return Compared(readings, (*doubts(people, persons, lost), *_left_out(people, readings), *machines))


def _one_family(people: People, filters: Filters) -> frozenset[str]:
    """The code with its subcodes when one alone is compared: then what was read for it is enough."""
    codes = filters.codes()
    return people.coded.codebook.families().get(codes[0], frozenset()) if len(codes) == 1 else frozenset()


def filtered(people: People, readings: Readings, filters: Filters) -> Readings:
    """The readings of the units and codes that filters leave. Raises UnknownName for what is not there."""
    if filters == Filters():
        return readings
    tidy = tidy_of(people.coded, people.coded.codings[:0]).filtered(filters)
    kept = pd.MultiIndex.from_frame(readings.units[[*PLACE, "start"]]).isin(
        pd.MultiIndex.from_frame(tidy.units[[*PLACE, "start"]])
    )
    seen = {name: mask[kept] for name, mask in readings.seen.items()}
    only = frozenset(code for wanted in filters.code for code in tidy.family(wanted))
    units = readings.units[kept]
    wanted = units[PLACE].drop_duplicates()
    codings = {name: frame.merge(wanted, on=PLACE) for name, frame in readings.codings.items()}
    codings = {name: frame[frame["code"].isin(only)] if only else frame for name, frame in codings.items()}
    return replace(readings, units=units, seen=seen, codings=codings, only=only)


def agreement_by(people: People, readings: Readings, dimension: str, seed: int = 1) -> tuple[Table, list[Problem]]:
    """How far coders agree at each level of a dimension: a column of its name, then `between_coders`'s; and the levels
    without any unit that two looked at. Raises UnknownName for a dimension that is not there.
    """
    tidy = tidy_of(people.coded, people.coded.codings[:0])
    tidy = with_quarters(tidy) if dimension == QUARTER else tidy
    levels = tidy.dimension(dimension)
    place = tidy.units[[*PLACE, "start"]].assign(level=plain(tidy.units[dimension]).to_numpy())
    own = readings.units[[*PLACE, "start"]].merge(place, on=[*PLACE, "start"], how="left")["level"].to_numpy()
    frames, empty, last = list[pd.DataFrame](), list[str](), None
    for level in levels:
        mask = own == level
        part = replace(
            readings, units=readings.units[mask], seen={name: seen[mask] for name, seen in readings.seen.items()}
        )
        if part.places.empty:
            empty += [level] if mask.any() else []
            continue
        last = between_coders(part, seed=seed)
        frames.append(last.frame.assign(**{dimension: level})[[dimension, *last.frame.columns]])
    if last is None:
        raise QualcodeError(f"no unit was looked at by two of {', '.join(readings.coders)}.")
    told = [Problem(f"no unit was looked at by two coders in {first_of(empty)}.")] if empty else []
    drawings = replace(last.drawings, of="units") if last.drawings and dimension == "transcript" else None
    return replace(last, frame=pd.concat(frames, ignore_index=True), base=readings.base(), drawings=drawings), told


def _left_out(people: People, readings: Readings) -> Iterator[Problem]:
    for name in readings.coders:
        number = readings.left_out(name) if name in people.files else 0
        if number:
            hint = (
                "Mark on the review page what was read (d: the whole interview), or take interviews with "
                "any coding as read: --whole."
            )
            message = f"codings of {name} that are not compared, because not both looked there: {number}."
            yield Problem(message, people.files[name].path, hint=hint)


def unit_texts(corpus: Corpus, units: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Each unit's text by transcript and number, as far as it may be quoted."""
    consent = Consent(corpus)
    found: dict[tuple[str, int], list[str]] = {}
    for transcript, unit, start, end in units[[*PLACE, "start", "end"]].itertuples(index=False, name=None):
        found.setdefault((transcript, unit), []).append(
            " ".join(without_hidden(consent.text(transcript)[start:end]).split())
        )
    return {place: " … ".join(texts) for place, texts in found.items()}


def sample_texts(people: People, judged: Judged) -> dict[tuple[str, int], str]:
    """The texts of the units of a sample that was judged."""
    return unit_texts(people.corpus, people.coded.units.merge(judged.sample[PLACE], on=PLACE))
