"""The coders that are no people, given what people decided; each works once for all who ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from qualcode.coders import Material, Suggested, machine
from qualcode.errors import Problem, first_of
from qualcode.people.decision_places import People
from qualcode.people.read_codes import read_codes


@lru_cache(maxsize=2)
def material_of(people: People) -> Material:
    """What a coder is given of a study."""
    return Material(people.coded, read_codes(people))


@lru_cache(maxsize=8)
def suggested(people: People, name: str) -> Suggested:
    """What a machine finds in a study. Raises UnknownName, or QualcodeError when it cannot work."""
    return machine(name)(replace(material_of(people), name=name))


def machine_doubts(people: People, who: str) -> Iterator[Problem]:
    """For each machine among the coders of `who`: which codes it did not look for, and which are to be taken
    with care.
    """
    for name in people.machines(who):
        found = suggested(people, name)
        if found.refused:
            codes = first_of([f"{code} ({why})" for code, why in found.refused.items()], "; ")
            yield Problem(f"{name} does not look for {codes}; that it gives none of these says nothing.")
        for code, why in found.doubtful.items():
            yield Problem(f"{name}, {code}: {why}.")
