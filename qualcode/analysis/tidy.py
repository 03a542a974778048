"""Units and codings as tidy tables, and the filters that act on both before anything is counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from qualcode.analysis.table import Base, Counted, Level, Percent
from qualcode.errors import UnknownName
from qualcode.model import Codebook, Place

UNIT_COLUMNS = ("transcript", "unit", "turn", "speaker", "role", "question", "start", "end", "words")
CODING_COLUMNS = (
    "transcript",
    "turn",
    "unit",
    "speaker",
    "role",
    "question",
    "code",
    "theme",
    "coder",
    "start",
    "end",
    "quote",
    "rule",
    "lemma",
    "negated",
)
MISSING = "(missing)"
NO_QUESTION = "(none)"
YES, NO = "yes", "no"  # whether a coding stands under a negation
CODES = ("code", "theme")


def plain(texts: pd.Series[Any]) -> pd.Series[Any]:
    """A text column as texts: most are categories, which take no other values and compare by their numbers when
    sorted.
    """
    return texts.astype(object)


def nfc(text: object) -> str:
    """The text in one Unicode form, so that names from any keyboard and file system compare."""
    return unicodedata.normalize("NFC", str(text))


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep: any of the values of each kind; kinds are combined with and. Empty keeps all.

    A single value may stand alone: `Filters(where={"industry": "retail"}, question="q3")`.
    """

    where: Mapping[str, str | Iterable[str]] = field(default_factory=dict)
    question: str | Iterable[str] = ()
    transcript: str | Iterable[str] = ()
    role: str | Iterable[str] = ()
    code: str | Iterable[str] = ()
    negated: str | Iterable[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", {name: _several(values) for name, values in self.where.items()})
        for name in ("question", "transcript", "role", "code", "negated"):
            object.__setattr__(self, name, _several(getattr(self, name)))

    def by_dimension(self) -> dict[str, tuple[str, ...]]:
        """The wanted levels by dimension, codes apart."""
        fixed = {"question": self.question, "transcript": self.transcript, "role": self.role, "negated": self.negated}
        where = {name: values for name, values in self.where.items() if name not in CODES}
        return {
            n: found for n in (*where, *fixed) if (found := tuple(map(nfc, (*where.get(n, ()), *fixed.get(n, ())))))
        }

    def codes(self) -> tuple[str, ...]:
        """The wanted codes, also those asked for as `where` code or theme."""
        return tuple(dict.fromkeys((*self.code, *(code for name in CODES for code in self.where.get(name, ())))))

    def described(self) -> tuple[str, ...]:
        """Each filter as `dimension=level or level`."""
        kinds = {**self.by_dimension(), **({"code": self.codes()} if self.codes() else {})}
        return tuple(f"{name}={' or '.join(values)}" for name, values in kinds.items())


def _several(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


@dataclass(frozen=True)
class Tidy:
    """A study's units and codings.

    `units` has UNIT_COLUMNS and `codings` CODING_COLUMNS, both with one text column for each attribute (`negated` stays
    the last). `units` has a row for each stretch of each unit that could be coded, coded or not.
    `levels` gives every dimension's levels in the order of tables. `coders` are the people whose decisions count, none
    when the rules' codings stand alone. `conditions` say, beside the filters, which codings there are.
    """

    codebook: Codebook
    units: pd.DataFrame
    codings: pd.DataFrame
    levels: Mapping[str, tuple[str, ...]]
    attributes: tuple[str, ...] = ()
    unit: str = "sentence"
    filters: Filters = Filters()
    coders: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def __repr__(self) -> str:
        numbers = f"{len(self.units)} units, {len(self.codings)} codings, {len(self.levels['transcript'])} transcripts"
        return f"<Tidy: {numbers}, codebook {self.codebook.name}>"

    def places(self, level: Level = "all") -> list[Place]:
        """The codes of a table in codebook order: themes, codes without subcodes, or all; only the filtered ones if
        codes are.
        """
        wanted = self._family(self.filters.codes()) if self.filters.codes() else None
        places = [place for place in self.codebook.walk() if wanted is None or place.code.id in wanted]
        if level == "themes":
            themes = {place.theme for place in places}
            return [place for place in self.codebook.walk() if place.level == 1 and place.code.id in themes]
        return places if level == "all" else [place for place in places if not place.code.codes]

    def dimension(self, name: str) -> tuple[str, ...]:
        """The levels of a dimension other than code and theme; raises UnknownName listing the dimensions there are."""
        if name not in self.levels:
            raise UnknownName(
                "attribute or dimension", name, list(dict.fromkeys(["code", "theme", *self.levels, "quarter"]))
            )
        return self.levels[name]

    def filtered(self, filters: Filters) -> Tidy:
        """The study without what the filters leave out; levels the filters leave out are gone from `levels` too.

        Raises UnknownName for an attribute, level or code that is not there.
        """
        units, codings, levels = self.units, self.codings, dict(self.levels)
        for name, values in filters.by_dimension().items():
            known = self.dimension(name)
            for value in values:
                if value not in known:
                    raise UnknownName(f"level of {name}", value, known)
            codings = codings[codings[name].isin(values)]
            units = units[units[name].isin(values)] if name in units.columns else units
            levels[name] = tuple(level for level in known if level in values)
        levels["transcript"] = self._left("transcript", levels, units, filters)
        if filters.codes():
            codings = codings[codings["code"].isin(self._family(filters.codes()))]
        return replace(self, units=units, codings=codings, levels=levels, filters=filters)

    def _left(
        self, name: str, levels: Mapping[str, tuple[str, ...]], units: pd.DataFrame, filters: Filters
    ) -> tuple[str, ...]:
        """Transcripts that an attribute filter leaves out are no zeros but not asked about."""
        if not filters.where:
            return levels[name]
        kept = set(units[name])
        return tuple(level for level in levels[name] if level in kept)

    def scale(self, code: str) -> tuple[str, ...]:
        """The ids of an ordered code's levels, lowest first; none for a code that is not ordered."""
        codes = (
            place.code for place in self.codebook.walk() if place.code.id == code and place.code.scale == "ordinal"
        )
        return tuple(level.id for found in codes for level in found.codes)

    def family(self, code: str) -> frozenset[str]:
        """The code and its descendants; raises UnknownName listing the codes."""
        return self._family((code,))

    def _family(self, codes: Sequence[str]) -> frozenset[str]:
        by_id = {place.code.id: place.code for place in self.codebook.walk()}
        for code in codes:
            if code not in by_id:
                raise UnknownName("code", code, tuple(by_id))
        return frozenset(place.code.id for code in codes for place in by_id[code].walk())

    def base(self, measure: Counted | None = None, percent: Percent | None = None, coded_only: bool = True) -> Base:
        """The base of a table over this study."""
        units = self.units
        people = units[units["role"] == "participant"]
        return Base(
            counts=measure,
            unit=self.unit,
            units=len(units[["transcript", "unit"]].drop_duplicates()),
            transcripts=units["transcript"].nunique(),
            participants=len(people[["transcript", "speaker"]].drop_duplicates()),
            words=int(people["words"].sum()),
            percent=percent,
            coded_only=coded_only,
            filters=(*self.filters.described(), *self.conditions),
            coders=self.levels.get("coder", ()) if self.coders else (),
        )
