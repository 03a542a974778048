"""What was learned from people's decisions: how right a model of each code is, and readable rules for a code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.table import Table
from qualcode.codebook.editing import edited, with_rules
from qualcode.coders.figures import Figures, figures_of
from qualcode.coders.learning import Learned, Read
from qualcode.coders.lemma_rules import LemmaRule, held_out_rules, lemma_rules
from qualcode.coders.model import Model, learned_model
from qualcode.coders.study_units import PLACE
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import real, write_atomic
from qualcode.model import Codebook
from qualcode.people.decision_places import People
from qualcode.people.machines import material_of
from qualcode.people.walked import RANDOM
from qualcode.results.reliability import comparison_of
from qualcode.study.folder import Study

Mask = NDArray[np.bool_]
COLUMNS = (
    "code", "interviews", "units", "yes", "precision", "recall", "f1", "kappa", "calibration_error", "all_f1",
    "rules_f1", "rules_kappa",
    "people_kappa", "suggested", "words",
)  # fmt: skip
RULE_COLUMNS = ("rule", "language", "units", "right", "precision", "adds", "example")
NUMBERS = COLUMNS[4:13]


@dataclass(frozen=True)
class LearnedCodes:
    """The table of what was learned, why codes were refused, and what is to be taken with care, by code.

    `searched` is how many units were read in the order of a search, the likeliest first.
    """

    table: Table
    refused: Mapping[str, str]
    doubtful: Mapping[str, str]
    searched: int = 0


def learned_codes(people: People, codes: tuple[str, ...] = ()) -> LearnedCodes:
    """Learn codes, by default all of which people found enough; a row for each.

    Columns: code; interviews that hold it, units read for it, yes (of them with the code); precision, recall, f1, kappa
    (Cohen's, with people) in interviews that the model had not seen; calibration_error (see `Figures`); all_f1 (of
    marking every unit); rules_f1 and rules_kappa (of the codebook's rules in the same units); people_kappa (of two
    people who read the same units; missing without); suggested (units that nobody read for it and that the model gives
    the code), words (what speaks most for it). Raises UnknownName for a code that is not there, QualcodeError when none
    can be learned or scikit-learn is missing.
    """
    for code in codes:
        _known(people.coded.codebook, code)
    material = material_of(people)
    try:
        model = learned_model(material, codes)
    except ImportError as error:
        raise QualcodeError("learning needs scikit-learn.\n    pip install 'qualcode[learn]'") from error
    if not model.learned:
        raise QualcodeError("\n".join(["no code can be learned yet.", *_lines(model.refused), *NEXT]))
    compared, people_kappa = comparison_of(people), dict[str, float]()
    if compared is not None:
        frame = compared.table.frame
        people_kappa = dict(zip(frame["code"], frame["kappa"], strict=True))
    rows = [
        _row(model, code, found, material.read[code], _by_rules(people, model, code), people_kappa.get(code))
        for code, found in model.learned.items()
    ]
    numbers = dict.fromkeys(NUMBERS, float)
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers).round(dict.fromkeys(NUMBERS, 3))
    doubtful = {code: why for code in model.learned if (why := material.read[code].doubtful())}
    return LearnedCodes(Table("learned", frame, missing="–"), model.refused, doubtful, _searched(people))


def _searched(people: People) -> int:
    return sum(
        d.decision == "seen" and d.met not in ("", RANDOM)
        for name in people.files
        for d in people.placed(name).decisions
    )


NEXT = ("A code is learned from units that people read: qualcode review --next random --code CODE",)


def _lines(refused: Mapping[str, str]) -> list[str]:
    return [f"    {code}: {why}" for code, why in refused.items()]


def _known(book: Codebook, code: str) -> None:
    if code not in book.families():
        raise UnknownName("code", code, tuple(book.families()))


def _row(
    model: Model, code: str, found: Learned, read: Read, rules: Figures, people: float | None
) -> tuple[object, ...]:
    own = found.figures
    shown = (
        own.precision,
        own.recall,
        own.f1,
        own.kappa,
        own.calibration_error,
        own.all_f1,
        rules.f1,
        rules.kappa,
        people,
    )
    suggested = int((found.applies & ~read.read).sum())
    return (code, read.interviews, own.units, own.positive, *shown, suggested, ", ".join(model.words(code)))


def _by_rules(people: People, model: Model, code: str) -> Figures:
    """The figures of the codebook's rules in the units read for a code."""
    read = material_of(people).read[code]
    family, codings = people.coded.codebook.families()[code], people.coded.codings
    rows = codings.loc[codings["code"].isin(family), PLACE]
    given = pd.MultiIndex.from_frame(model.units.places[PLACE]).isin(pd.MultiIndex.from_frame(rows))
    return figures_of(read.positive[read.read], np.asarray(given)[read.read])


# -- readable rules -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SuggestedRule:
    """A rule for a code in a language, and a unit with the code in which it hits."""

    language: str
    rule: LemmaRule
    example: str


@dataclass(frozen=True)
class SuggestedRules:
    """Rules for a code, the most telling first, and how right they are together in interviews they were not learned
    from, by language.
    """

    code: str
    rules: tuple[SuggestedRule, ...]
    figures: Mapping[str, Figures]

    def table(self) -> Table:
        """A row a rule; columns: rule, language, units (read that hold it), right (of them with the code), precision,
        adds, example.

        `adds` are of the right ones those that no rule above finds.
        """
        rows = [
            (s.rule.rule, s.language, s.rule.units, s.rule.right, round(s.rule.precision, 3), s.rule.adds, s.example)
            for s in self.rules
        ]
        return Table("suggested_rules", pd.DataFrame(rows, columns=list(RULE_COLUMNS)))


def suggested_rules(people: People, code: str) -> SuggestedRules:
    """Rules learned for a code from what people decided. Raises UnknownName, or QualcodeError when too little was read
    for the code.
    """
    _known(people.coded.codebook, code)
    material = material_of(people)
    read, units = material.read[code], material.units
    if why := read.missing():
        raise QualcodeError("\n".join([f"no rules can be learned for {code} yet: {why}.", *NEXT]))
    found, figures = list[SuggestedRule](), dict[str, Figures]()
    for language, own in _by_language(people, read):
        rules = lemma_rules(units.terms, own)
        found += [
            SuggestedRule(language, rule, _example(people, units.places, own, units.terms.units_with(rule.rule)))
            for rule in rules
        ]
        if own.interviews > 1:
            figures[language] = figures_of(own.positive[own.read], held_out_rules(units.terms, own)[own.read])
    return SuggestedRules(code, tuple(found), figures)


def _by_language(people: People, read: Read) -> Iterator[tuple[str, Read]]:
    """What was read in each language."""
    spoken = {found.id: found.language for found in people.corpus.transcripts() if found.id in people.coded.transcripts}
    own = np.array([spoken[name] for name in read.groups])
    for language in dict.fromkeys(spoken.values()):
        if (read.read & read.positive & (own == language)).any():
            yield language, replace(read, read=read.read & (own == language))


def _example(people: People, places: pd.DataFrame, read: Read, rows: NDArray[np.int64]) -> str:
    """The text of the first unit with the code among these."""
    there = next(row for row in rows.tolist() if read.read[row] and read.positive[row])
    place = places.iloc[there]
    return " ".join(people.corpus.text(str(place["transcript"]))[place["start"] : place["end"]].split())


def add_rules(study: Study, code: str, rules: Mapping[str, list[str]]) -> int:
    """Write rules, by language, into the code in the study's codebook, and return how many were new. The rest of the
    file stays as it is.

    Raises InputError for a codebook outside the study.
    """
    path = study.codebook_path
    if not real(path).is_relative_to(real(study.root)):
        raise InputError([Problem("this codebook is not in the study, so nothing is added to it.", path)])
    there = next(place.code.rules for place in study.codebook.walk() if place.code.id == code)
    known = {language: {rule.source for rule in own} for language, own in there.items()}
    new = {
        name: [rule for rule in own if rule not in known.get(name, ()) and rule not in known.get("", ())]
        for name, own in rules.items()
    }
    write_atomic(path, edited(path, with_rules(code, {name: own for name, own in new.items() if own})))
    return sum(map(len, new.values()))
