"""The coders that are no people, given what people decided; each works once for all who ask."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from qualcode.coders import Material, Suggested, machine
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
