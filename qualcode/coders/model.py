"""The coder `model`: it learns each code from what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from qualcode.analysis.tidy import CODING_COLUMNS, NO
from qualcode.coders import PROBABILITY, Material, Suggested
from qualcode.coders.learning import Learned, driving, learn
from qualcode.coders.study_units import StudyUnits
from qualcode.errors import QualcodeError
from qualcode.files import sha256
from qualcode.language import SMALL_WORDS, versions
from qualcode.line.coded import study_key
from qualcode.line.tidy_rows import with_categories

NAME = "model"
LISTED = 8  # that a code shows
WORDS = 4  # that a suggestion shows as its reason
Row = tuple[object, ...]


@dataclass(frozen=True)
class Model:
    """The codes of a study that could be learned; why the others could not."""

    units: StudyUnits
    learned: Mapping[str, Learned]
    refused: Mapping[str, str]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the features are called."""
        return self.units.features.names

    def words(self, code: str) -> list[str]:
        """What speaks most for a code."""
        return telling(name for name, _ in driving(self.learned[code].weights, self.names))[:LISTED]

    def reason(self, code: str, row: int) -> str:
        """What of a unit speaks for a code."""
        found = driving(self.learned[code].weights, self.names, self.units.features.values[[row]])
        return ", ".join(telling(name for name, _ in found)[:WORDS])


def learned_model(material: Material, codes: tuple[str, ...] = ()) -> Model:
    """Learn `codes`, by default every code that there is enough of."""
    learned, refused = {}, {}
    for code, read in material.read.items():
        if codes and code not in codes:
            continue
        if why := read.missing():
            refused[code] = why
        else:
            learned[code] = learn(material.units.features, read)
    return Model(material.units, learned, refused)


def code(material: Material) -> Suggested:
    """The model's codings: of units that people read for a code by what was learned elsewhere. See `coders.Coder`."""
    try:
        model = learned_model(material)
    except ImportError as error:
        raise QualcodeError("the coder 'model' needs scikit-learn.\n    pip install 'qualcode[learn]'") from error
    rows = [row for name in model.learned for row in _codings(material, model, name)]
    frame = pd.DataFrame(rows, columns=[*CODING_COLUMNS, PROBABILITY])
    doubtful = {name: why for name in model.learned if (why := material.read[name].doubtful())}
    return Suggested(with_categories(frame), fingerprint(material), model.refused, doubtful)


def fingerprint(material: Material) -> str:
    """The hash of everything that makes the model: the study, what was read of each code and found, the program."""
    read = (part for name, own in material.read.items() for part in (name, own.read.tobytes(), own.positive.tobytes()))
    return sha256(NAME, versions(), study_key(material.coded.corpus), *read)


def _codings(material: Material, model: Model, name: str) -> Iterator[Row]:
    """The model's codings of a code as rows of CODING_COLUMNS and probability."""
    theme = next(place.theme for place in material.coded.codebook.walk() if place.code.id == name)
    found, places = model.learned[name], model.units.places
    for row in np.flatnonzero(found.applies).tolist():
        transcript, unit, turn, speaker, role, question, start, end, _ = places.iloc[row].tolist()
        quote = material.coded.corpus.text(transcript)[start:end]
        where = (transcript, turn, unit, speaker, role, question)
        yield (
            *where,
            name,
            theme,
            NAME,
            start,
            end,
            quote,
            model.reason(name, row),
            "",
            NO,
            round(float(found.probability[row]), 4),
        )


def telling(features: Iterable[str]) -> list[str]:
    """Features as a person reads them: words of the unit itself, questions and rules; others only where there are none
    of these.
    """
    found = list(features)
    small = frozenset().union(*SMALL_WORDS.values())
    own = [
        name
        for name in found
        if not name.startswith(("around ", "letters ")) and not small.issuperset(name.split(" ")[1:])
    ]
    return list(dict.fromkeys(map(shown, own or found)))


def shown(feature: str) -> str:
    """A feature as a person reads it: a word; a part of one between hyphens; a word of a unit beside in brackets; a
    question, a rule.
    """
    kind, _, name = feature.partition(" ")
    if kind == "letters":
        return f"-{name.strip('<>')}-"
    return {"around": f"({name})", "rules": f"rules: {name}", "place": f"question {name}"}.get(kind, name)
