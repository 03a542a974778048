"""The tables of findings by name: caption, cells in the reader's language, note."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from qualcode.report.findings_data import Material, Tables
from qualcode.report.interview_tables import InterviewTables
from qualcode.report.people_tables import PeopleTables
from qualcode.report.statistic_tables import StatisticTables
from qualcode.report.table_maker import Shown
from qualcode.report.theme_tables import ThemeTables


class TableParts:
    """Makes the tables that can be named; KeyError for a name that is not there."""

    def __init__(self, material: Material, tables: Tables) -> None:
        self._m, self._tables = material, tables
        self._of_themes, self._of_measures = ThemeTables(material, tables), StatisticTables(material, tables)
        self._of_people, self._of_interviews = PeopleTables(material, tables), InterviewTables(material, tables)

    def make(self, name: str) -> Shown:
        """The caption, the table and the note."""
        kind, _, what = " ".join(name.split()).partition(" ")
        if not what:
            return self._simple[kind]()
        maker, choices = self._named[kind]
        if what not in choices:
            raise KeyError(name)
        return maker(what)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tables there are in this study."""
        return (*self._simple, *(f"{kind} {what}" for kind, (_, choices) in self._named.items() for what in choices))

    @cached_property
    def _simple(self) -> Mapping[str, Callable[[], Shown]]:
        """Tables named by one word."""
        themes, measures, people = self._of_themes, self._of_measures, self._of_people
        needs = {"answers": self._m.guide.questions, "joint": self._m.numeric}
        # There when people coded for them, or wrote them.
        checks = {"validity": people.validity, "agreement": people.agreement, "abstraction": people.whole_abstraction}
        simple = {
            "transcripts": themes.transcripts, "guide": themes.guide, "codebook": themes.whole_codebook,
            "rules": themes.rules,
            "themes": themes.themes, "interviews": themes.interviews,
            "cooccurrence": themes.cooccurrence, "relations": themes.relations, "speakers": measures.speakers,
            "answers": measures.answers,
            "questions": themes.questions, "quarters": themes.quarters, "saturation": measures.saturation,
            "joint": measures.joint,
            "changes": people.changes, "participants": people.participants,
            "framework": self._of_interviews.framework, "uncoded": self._of_interviews.uncoded,
            **{name: made for name, made in checks.items() if name in self._tables},
        }  # fmt: skip
        return {name: made for name, made in simple.items() if needs.get(name, True)}

    @cached_property
    def _named(self) -> Mapping[str, tuple[Callable[[str], Shown], Sequence[str]]]:
        """Tables of one theme, attribute or ordered code, and what they can be of."""
        themes, measures, people = self._of_themes, self._of_measures, self._of_people
        names = [code.id for code in self._m.tidy.codebook.codes]
        reduced = names if self._m.abstraction else []
        return {
            "codebook": (themes.codebook, names), "subcodes": (themes.subcodes, names),
            "abstraction": (people.abstraction, reduced),
            "attribute": (themes.attribute, self._m.crossed), "association": (measures.association, self._m.crossed),
            "levels": (measures.levels, self._m.ordered), "path": (measures.path, self._m.ordered),
            "time": (self._of_interviews.time, self._m.dated),
            "facts": (self._of_interviews.facts, self._m.tidy.levels["transcript"]),
        }  # fmt: skip
