"""What findings are made of, and every table of numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from qualcode.analysis import (
    Table,
    Tidy,
    association,
    code_relations,
    cooccurrence,
    counts,
    crosstab,
    joint_display,
    levels,
    saturation,
)
from qualcode.analysis.bins import is_numeric
from qualcode.analysis.participants import participants
from qualcode.analysis.periods import is_day
from qualcode.analysis.quotes import Chosen, TextOf
from qualcode.model import RULES_CODER, Guide

FEW_LEVELS = 6  # an attribute with more levels makes no table of its own accord


@dataclass(frozen=True)
class Coding:
    """Whose codings count (rules, reviewed, consensus or a name), who decided, and how many were accepted, rejected,
    added and left.

    The numbers but `added` are of the rules' codings; `settled` when coders agreed on some. `unread` when they are the
    rules' and no person has decided or read anything.
    """

    who: str = RULES_CODER
    coders: tuple[str, ...] = ()
    accepted: int = 0
    rejected: int = 0
    added: int = 0
    left: int = 0
    settled: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Judgement:
    """How right the rules are: the table of `validity` and the paragraph of the method section."""

    table: Table
    paragraph: str


@dataclass(frozen=True)
class Comparison:
    """How far two coders agree: the table of `between_coders`, who they are, whether they worked blind, and how much
    `others` read.
    """

    table: Table
    coders: tuple[str, ...]
    blind: bool
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Privacy:
    """How many names were taken out by kind (person, place, organisation, other), in how many interviews something may
    not be quoted, and whether what was said off the record counts.
    """

    names_out: Mapping[str, int] = field(default_factory=dict)
    unquoted: int = 0
    unquoted_counts: bool = True


@dataclass(frozen=True)
class Material:
    """What findings are made of.

    `tidy` has numeric attributes in the classes of `bins`, `numbers` has them as they are. `missing` are files that
    could not be read. `attributes` chooses those to cross with themes (empty: all that fit), `described` those of the
    table of participants (empty: all), `said_of` those that follow a quote, `chosen` are the quotes that people chose,
    by code, `ids` what interviews are called by their ids, `summaries` what was written
    of an interview and a theme. `labels` says how attributes and their levels
    are called in the text. `coding` says whose codings count, `validity` and `agreement` are there when someone coded
    for them. `changes` compares with the last run, `abstraction` holds reduced expressions. `page` is where the page of
    interviews lies, as seen from the document ("": nowhere). `privacy` says what was taken out and what may not be
    quoted. `fresh` are interviews that no rule was written on, `unchecked` those of them that nobody has read through.
    """

    title: str
    language: str
    tidy: Tidy
    numbers: Tidy
    overview: Table
    speakers: Table
    answers: Table
    guide: Guide
    text_of: TextOf
    versions: str
    missing: tuple[str, ...] = ()
    code_interviewer: bool = False
    quotes_per_code: int = 3
    attributes: tuple[str, ...] = ()
    bins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    changes: Table | None = None
    abstraction: Table | None = None
    coding: Coding = field(default_factory=lambda: Coding())
    validity: Judgement | None = None
    agreement: Comparison | None = None
    template: Path | None = None
    page: str = ""
    described: tuple[str, ...] = ()
    said_of: tuple[str, ...] = ()
    chosen: Chosen = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[tuple[str, str], str] = field(default_factory=dict)
    privacy: Privacy = field(default_factory=lambda: Privacy())
    fresh: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def ordered(self) -> tuple[str, ...]:
        """The ids of the ordered codes, whose subcodes are levels."""
        return tuple(place.code.id for place in self.tidy.codebook.walk() if self.tidy.scale(place.code.id))

    @property
    def numeric(self) -> tuple[str, ...]:
        """The attributes that are numbers."""
        return tuple(name for name in self.numbers.attributes if is_numeric(self.numbers.units[name]))

    @property
    def dated(self) -> tuple[str, ...]:
        """The attributes that hold days."""
        return tuple(name for name in self.numbers.attributes if is_day(self.numbers, name))

    @property
    def told(self) -> tuple[str, ...]:
        """The attributes that the table of participants tells: those that were chosen, or all."""
        return self.described or self.numbers.attributes

    @property
    def minutes(self) -> dict[str, float | None]:
        """How long each interview lasted."""
        frame = self.overview.frame
        return {
            str(name): None if pd.isna(one) else float(one)
            for name, one in zip(frame["transcript"], frame["minutes"], strict=True)
        }

    @property
    def crossed(self) -> tuple[str, ...]:
        """The attributes that themes are crossed with: those chosen, else those that group the interviews and are no
        bare numbers.
        """
        for name in self.attributes:
            self.tidy.dimension(name)
        units, most = self.tidy.units, min(FEW_LEVELS, len(self.overview.frame) - 1)
        fit = (name for name in self.tidy.attributes if 2 <= len(self.tidy.levels[name]) <= most)
        return self.attributes or tuple(name for name in fit if name in self.bins or not is_numeric(units[name]))


class Tables(Mapping[str, Table]):
    """Tables by name; each is made when it is first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], Table]]) -> None:
        self._makers, self._made = makers, dict[str, Table]()

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def tables_of(material: Material) -> Tables:
    """The numbers behind the findings: interviews, speech, counts, crosstabs, co-occurrence, saturation, tests, ordered
    codes.
    """
    tidy, language = material.tidy, material.language
    made: dict[str, Callable[[], Table]] = {
        "transcripts": lambda: material.overview,
        "participants": lambda: participants(material.numbers, material.minutes, material.told),
        "speakers": lambda: material.speakers,
        "counts": lambda: counts(tidy, language=language),
        "theme-by-transcript": lambda: crosstab(tidy, "theme", "transcript"),
        "code-by-transcript": lambda: crosstab(tidy, "code", "transcript"),
        "theme-by-question": lambda: crosstab(tidy, "theme", "question"),
        "theme-by-negated": lambda: crosstab(tidy, "theme", "negated"),
        "theme-by-quarter": lambda: crosstab(tidy, "theme", "quarter"),
        "cooccurrence": lambda: cooccurrence(tidy),
        "relations": lambda: code_relations(tidy),
        "saturation": lambda: saturation(tidy),
    }
    if material.guide.questions:
        made["answers"] = lambda: material.answers
    if material.numeric:
        made["joint"] = lambda: joint_display(material.numbers, language=language)
    for name in material.crossed:
        made[f"theme-by-{name}"] = lambda name=name: crosstab(tidy, "theme", name)  # type: ignore[misc]
        made[f"association-{name}"] = lambda name=name: association(tidy, "theme", name)  # type: ignore[misc]
    for code in material.ordered:
        made[f"{code}-by-transcript"] = lambda code=code: levels(tidy, code)  # type: ignore[misc]
        made[f"{code}-by-quarter"] = lambda code=code: levels(tidy, code, "quarter")  # type: ignore[misc]
    judged, compared = material.validity, material.agreement
    optional = {
        "validity": judged.table if judged else None,
        "agreement": compared.table if compared else None,
        "abstraction": material.abstraction,
        "changes": material.changes,
    }
    there = {name: table for name, table in optional.items() if table is not None}
    return Tables({**made, **{name: lambda table=table: table for name, table in there.items()}})  # type: ignore[misc]
