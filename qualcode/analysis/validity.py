"""How right the rules, or another coder, are, judged by a person who coded a weighted sample of units blind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.table import Base, Table
from qualcode.analysis.tidy import plain
from qualcode.model import RULES_CODER, Codebook

OVERALL = "(overall)"
PLACE = ["transcript", "unit"]
DRAWS, CONFIDENCE = 4000, 0.95
FEWEST_UNITS, FEWEST_TRUE = 30, 5  # of a sample, for it to say how many units truly have a code
MEASURES = ("precision", "recall", "f1")
COLUMNS = (
    "code", "language", "rules", "units", "hits", "false_hits", "misses",
    *(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")), "true_units", "true_low", "true_high",
)  # fmt: skip
Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A sample that a person coded, beside what the rules say, or the `coder` who stands in their place.

    `sample` has a row for each coded unit: transcript, unit, language, stratum, weight (units of the study that it
    stands for). `rules` and `person` are codings with at least transcript, unit, code (of the rules in the whole
    study), `population` the number of units by language. `unread` are drawn units (transcript, unit, language) of
    strata of which nothing was read.
    """

    codebook: Codebook
    sample: pd.DataFrame
    rules: pd.DataFrame
    person: pd.DataFrame
    languages: Mapping[str, str]
    population: Mapping[str, int]
    unread: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*PLACE, "language"]))
    coder: str = RULES_CODER

    def gave(self, units: pd.DataFrame, codes: frozenset[str]) -> bool:
        """Whether the rules gave one of the codes to any of the units."""
        index = pd.MultiIndex.from_frame(units[PLACE])
        return bool(index.isin(pd.MultiIndex.from_frame(self.rules.loc[self.rules["code"].isin(codes), PLACE])).any())

    def marks(self, codings: pd.DataFrame, codes: frozenset[str]) -> Marks:
        """Whether each unit of the sample has one of the codes."""
        index = pd.MultiIndex.from_frame(self.sample[PLACE])
        return np.asarray(index.isin(pd.MultiIndex.from_frame(codings.loc[codings["code"].isin(codes), PLACE])))

    @cached_property
    def coded(self) -> pd.DataFrame:
        """The distinct units and codes of the rules, with their language."""
        found = self.rules[[*PLACE, "code"]].drop_duplicates()
        return found.assign(language=plain(found["transcript"]).map(dict(self.languages)))

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """The languages of the study, and "" for all of them when there are several."""
        own = tuple(self.population)
        return own if len(own) == 1 else (*own, "")

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The codes that the rules or the person gave to units of the sample, in codebook order."""
        names = [place.code.id for place in self.codebook.walk()]
        return tuple(
            name
            for name in names
            if (self.marks(self.rules, frozenset({name})) | self.marks(self.person, frozenset({name}))).any()
        )


def validity(judged: Judged, base: Base | None = None, seed: int = 1) -> Table:
    """A row for each code (a theme with its subcodes) and language, and one for all codes together.

    Columns: code, language ("all" for all of several), rules (units of the study that the rules coded; it is
    called as the coder in their place), units (of the sample), hits (the
    rules and the person agree on the code), false_hits, misses, all three in the sample; precision, recall, f1 with
    their 95 % intervals, weighted to the whole study. Precision is the share of the rules' units that the person coded
    too, recall the share of the person's units that the rules found. The shares among units with and without the rules'
    code are estimated apart, each with its effective size (Kish 1965), drawn from their Jeffreys posterior (as Brown,
    Cai & DasGupta 2001 recommend for small samples) and combined by how many units of the study the rules coded. The
    row of all codes is of pairs of a unit and a code that the rules or the person used. What no unit of the sample can
    tell is missing; so is recall as long as nothing was read of a stratum. true_units, true_low and true_high say how
    many units of the study truly have the code, by the person, with a 95 % interval; missing where fewer than
    FEWEST_UNITS units of the sample, or than FEWEST_TRUE with the code, were read: too few to say.
    """
    rng, rows = np.random.default_rng(seed), list[tuple[object, ...]]()
    for language in judged.spoken:
        for place in judged.codebook.walk():
            family = frozenset(below.code.id for below in place.code.walk())
            rows.append((place.code.id, language or "all", *_row(_Code.of(judged, family, language, rng))))
        if judged.used:
            rows.append((OVERALL, language or "all", *_overall(judged, language, rng)))
    numbers = {name: float for name in COLUMNS if name.startswith((*MEASURES, "true_"))}
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers).round(dict.fromkeys(numbers, 4))
    frame = frame.rename(columns={RULES_CODER: judged.coder})
    return Table("validity", frame, base, frozenset(), missing="–")


@dataclass(frozen=True)
class _Code:
    """What the sample says about a code in a language: counts of the sample, and the study's hits, false hits and
    misses.

    `drawn` has a row for each of the three and a column for the estimate and each drawing.
    """

    rules: int
    units: int
    counts: tuple[int, int, int]
    drawn: Floats
    known: tuple[bool, bool]  # whether units with, and without, the rules' code are in the sample

    @classmethod
    def of(
        cls, judged: Judged, codes: Sequence[str] | frozenset[str], language: str, rng: np.random.Generator
    ) -> _Code:
        """What is known of a family of codes as one, or of several codes one after the other."""
        families = [codes] if isinstance(codes, frozenset) else [frozenset({name}) for name in codes]
        own = (judged.sample["language"] == language).to_numpy() if language else np.ones(len(judged.sample), bool)
        weights = np.tile(judged.sample["weight"].to_numpy(dtype=float)[own], len(families))
        rule, person = (
            np.concatenate([judged.marks(side, family)[own] for family in families])
            for side in (judged.rules, judged.person)
        )
        spoken = judged.coded[(judged.coded["language"] == language) | (not language)]
        found = sum(len(spoken.loc[spoken["code"].isin(family), PLACE].drop_duplicates()) for family in families)
        size = judged.population[language] if language else sum(judged.population.values())
        right, known_right = _share(weights[rule], person[rule], rng)
        missed, known_missed = _share(weights[~rule], person[~rule], rng)
        others = size * len(families) - found
        drawn = np.stack([found * right, found * (1 - right), others * missed])
        counts = (int((rule & person).sum()), int((rule & ~person).sum()), int((~rule & person).sum()))
        unread = judged.unread[(judged.unread["language"] == language) | (not language)]
        hidden = any(judged.gave(unread, family) for family in families)
        known = ((known_right or not found) and not hidden, (known_missed or not others) and unread.empty)
        return cls(found, int(own.sum()), counts, drawn, known)


def _share(weights: Floats, yes: Marks, rng: np.random.Generator) -> tuple[Floats, bool]:
    """The weighted share of yes, then drawings from its Jeffreys posterior; and whether there was any unit."""
    if not len(weights):
        return np.concatenate([[0.0], rng.beta(0.5, 0.5, DRAWS)]), False
    share = float(weights[yes].sum() / weights.sum())
    size = float(weights.sum() ** 2 / (weights**2).sum())
    return np.concatenate([[share], rng.beta(0.5 + size * share, 0.5 + size * (1 - share), DRAWS)]), True


def _row(code: _Code) -> tuple[object, ...]:
    right, missed = code.known
    measured = _measured(code.drawn, code.counts, (right, right and missed, right and missed))
    return code.rules, code.units, *code.counts, *measured, *_truly(code)


def _truly(code: _Code) -> tuple[float, float, float]:
    """How many units truly have the code, and the middle of the drawings; missing where the sample is too small
    to say.
    """
    hits, _, misses = code.counts
    if not all(code.known) or code.units < FEWEST_UNITS or hits + misses < FEWEST_TRUE:
        return (np.nan,) * 3
    truly = code.drawn[0] + code.drawn[2]
    low, high = np.quantile(truly[1:], [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return (
        round(float(truly[0])),
        min(round(float(low)), round(float(truly[0]))),
        max(round(float(high)), round(float(truly[0]))),
    )


def _overall(judged: Judged, language: str, rng: np.random.Generator) -> tuple[object, ...]:
    """The row of all codes: as a code's, of pairs of a unit and a code that the rules or the person used."""
    return _row(_Code.of(judged, judged.used, language, rng))


def _measured(drawn: Floats, counts: tuple[int, int, int], known: tuple[bool, bool, bool]) -> list[float]:
    """Precision, recall and F1 with their intervals, from hits, false hits and misses by drawing."""
    hits, false_hits, misses = drawn
    shares = (
        _over(hits, hits + false_hits),
        _over(hits, hits + misses),
        _over(2 * hits, 2 * hits + false_hits + misses),
    )
    wrong = (counts[1], counts[2], counts[1] + counts[2])
    return [
        number
        for share, told, errors in zip(shares, known, wrong, strict=True)
        for number in (_interval(share, counts[0], errors) if told else (np.nan,) * 3)
    ]


def _over(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))


def _interval(share: Floats, hits: int, errors: int) -> tuple[float, float, float]:
    """The estimate and the middle of the drawings; open to 0 where nothing was right in the sample, to 1 where nothing
    was wrong.
    """
    if np.isnan(share[0]):
        return (np.nan,) * 3
    low, high = np.nanquantile(share[1:], [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return (
        float(share[0]),
        0.0 if not hits else min(float(low), float(share[0])),
        1.0 if not errors else max(float(high), float(share[0])),
    )


def mistakes(judged: Judged, texts: Mapping[tuple[str, int], str]) -> Table:
    """A row for each false hit and miss of the sample: transcript, unit, code, kind (false hit, miss), rule, lemma,
    found, text.

    A miss of a code whose subcode or theme the rules did give is a miss all the same. `texts` are the units' texts.
    """
    rows = []
    for name in judged.used:
        rule, person = judged.marks(judged.rules, frozenset({name})), judged.marks(judged.person, frozenset({name}))
        for at in np.flatnonzero(rule != person).tolist():
            place = (str(judged.sample["transcript"].iloc[at]), int(judged.sample["unit"].iloc[at]))
            side = judged.rules if rule[at] else judged.person
            own = side[(side["transcript"] == place[0]) & (side["unit"] == place[1]) & (side["code"] == name)].iloc[0]
            why = (own["rule"], own["lemma"]) if rule[at] else ("", "")
            rows.append(
                (*place, name, "false hit" if rule[at] else "miss", *why, " ".join(own["quote"].split()), texts[place])
            )
    columns = ["transcript", "unit", "code", "kind", "rule", "lemma", "found", "text"]
    return Table("mistakes", pd.DataFrame(rows, columns=columns))
