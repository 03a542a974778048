"""A coder is anyone who codes: units, codebook and decisions → codings. Machines that code are found by name
(`qualcode.coders`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

import pandas as pd

from qualcode.coders.learning import Read
from qualcode.coders.study_units import StudyUnits
from qualcode.errors import QualcodeError, UnknownName
from qualcode.line.coded import Coded

GROUP = "qualcode.coders"
PROBABILITY = "probability"


@dataclass(frozen=True)
class Material:
    """What a coder is given: the study as its rules code it, and what people read and found of each code, unit by unit
    (see `units`).

    `name` is what the coder is called: `asked:local` is the coder `asked` with a name of its own.
    """

    coded: Coded
    read: Mapping[str, Read]
    name: str = ""

    @cached_property
    def units(self) -> StudyUnits:
        """The study's units in the order of the masks in `read`."""
        return StudyUnits(self.coded)


@dataclass(frozen=True)
class Suggested:
    """What a coder found.

    `codings` have CODING_COLUMNS and probability, which is missing from a coder that gives none; their `rule` says why.
    `refused` tells of codes why they were not looked for, `doubtful` why they are to be taken with care. `fingerprint`
    is the hash of everything that made it.
    """

    codings: pd.DataFrame
    fingerprint: str
    refused: Mapping[str, str]
    doubtful: Mapping[str, str]


class Coder(Protocol):
    """A machine that codes; raises QualcodeError when it cannot."""

    def __call__(self, material: Material) -> Suggested:
        """What it finds in a study."""
        ...


def machines() -> dict[str, EntryPoint]:
    """The coders that are no people, by name, in the order of the alphabet."""
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)}


def machine(name: str) -> Coder:
    """The coder of that name. Raises UnknownName, or QualcodeError with the install line of a package that is
    missing.
    """
    found, kind = machines(), name.partition(":")[0]
    if kind not in found:
        raise UnknownName("coder", name, tuple(found))
    try:
        coder: Coder = found[kind].load()
    except ImportError as error:
        raise QualcodeError(
            f"the coder {name!r} needs a package that is not installed.\n    pip install {error.name or name}"
        ) from error
    return coder
