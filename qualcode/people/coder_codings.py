"""The codings of whoever codes: the rules, a person, `reviewed`, a machine, or several of them together."""

from __future__ import annotations

import pandas as pd

from qualcode.analysis.tidy import CODING_COLUMNS
from qualcode.line.tidy_rows import with_categories
from qualcode.people.applied import CoderCodings, decided_codings
from qualcode.people.decision_places import People
from qualcode.people.decisions import REVIEWED
from qualcode.people.machines import suggested
from qualcode.people.read_codes import A_LETTER
from qualcode.people.read_units import within

PLACE = ["transcript", "unit"]
UNIT_CODE = [*PLACE, "code"]


def codings_of(people: People, coder: str) -> CoderCodings:
    """The codings of one coder, of the rules, of `reviewed`, of a machine, or of several (`rules+model`).

    Of several, the codings of a later one are taken in units to which none before gave the code, a machine's but where
    a person rejected the code. Raises UnknownName for one who is not there.
    """
    first, *others = people.parts(people.chosen(coder))
    found = _of_one(people, first)
    for name in others:
        found = _together(people, found, name)
    return found


def _of_one(people: People, who: str) -> CoderCodings:
    return (
        CoderCodings(suggested(people, who).codings[list(CODING_COLUMNS)])
        if people.is_machine(who)
        else decided_codings(people, who)
    )


def _together(people: People, found: CoderCodings, name: str) -> CoderCodings:
    more = _of_one(people, name)
    rows = more.codings
    if people.is_machine(name):
        rows = rows[~_rejected(people, rows)]
    known = pd.MultiIndex.from_frame(found.codings[UNIT_CODE].astype({"code": object, "transcript": object}))
    new = rows[~pd.MultiIndex.from_frame(rows[UNIT_CODE].astype({"code": object, "transcript": object})).isin(known)]
    plain = {column: object for column in found.codings.columns if found.codings[column].dtype == "category"}
    both = pd.concat([found.codings.astype(plain), new.astype(plain)], ignore_index=True)
    return CoderCodings(with_categories(both), (*found.lost, *more.lost))


def _rejected(people: People, codings: pd.DataFrame) -> pd.Series[bool]:
    """A mask of the codings in units in which a person rejected their code."""
    by_code: dict[str, list[tuple[str, int, int]]] = {}
    for (transcript, start, end, code), (_, held) in people.decisions(REVIEWED).items():
        if held.decision == "reject":
            by_code.setdefault(code, []).append((transcript, start, end))
    mask, index = (
        pd.Series(False, index=codings.index),
        pd.MultiIndex.from_frame(codings[PLACE].astype({"transcript": object})),
    )
    units = people.coded.units
    for code, spans in by_code.items():
        gone = pd.MultiIndex.from_frame(units.loc[within(units, spans, A_LETTER), PLACE].astype({"transcript": object}))
        mask |= (codings["code"] == code).to_numpy() & index.isin(gone)
    return mask
