"""The tables of what people decided: reduced expressions, changes, how right rules are, how far coders agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from qualcode.analysis.bins import number_of
from qualcode.analysis.participants import day_of
from qualcode.analysis.tidy import MISSING
from qualcode.report.blocks import ShownTable
from qualcode.report.numbers import day, decimal, integer
from qualcode.report.table_maker import Shown, TableMaker
from qualcode.report.wording import sentence_case


@dataclass(frozen=True)
class _Values:
    """A column of the participants' table: its header, a cell a participant, and of numbers the mean and the range."""

    header: str
    cells: Sequence[str]
    sums: tuple[str, ...] = ()


class PeopleTables(TableMaker):
    """Who was interviewed, and what people wrote, changed and judged."""

    def participants(self) -> Shown:
        """The participants: chosen attributes, the length of the interview, words; means and ranges of numbers
        below.
        """
        frame = self._tables["participants"].frame
        several = frame["transcript"].duplicated(keep=False)
        called = [
            speaker if more and speaker.startswith(name) else f"{name}, {speaker}" if more else name
            for name, speaker, more in zip(frame["transcript"], frame["speaker"], several, strict=True)
        ]
        columns = [_Values(self._words["interviewee"], called), *(self._attribute(name) for name in self._m.told)]
        if frame["minutes"].notna().any():
            columns.append(
                self._numbers(
                    self._words["minutes"], [None if pd.isna(one) else float(round(one)) for one in frame["minutes"]], 0
                )
            )
        columns.append(self._numbers(self._words["words"], [float(n) for n in frame["words"]], 0))
        below = [
            [name, *(column.sums[i] if column.sums else "" for column in columns[1:])]
            for i, name in enumerate(self._sums())
        ]
        rows = [
            *zip(*(column.cells for column in columns), strict=True),
            *(map(tuple, below) if len(frame) > 1 else ()),
        ]
        numeric = frozenset(i for i, column in enumerate(columns) if column.sums)
        headers = tuple(column.header for column in columns)
        note = self._words["note_participants"] if frame["minutes"].notna().any() else ""
        return self._words["caption_participants"], ShownTable(headers, tuple(rows), numeric), note

    def _sums(self) -> tuple[str, str]:
        return self._words["mean"], self._words["range"]

    def _attribute(self, name: str) -> _Values:
        """An attribute: a number with its mean and range, a day as the language writes it, a text by its label."""
        values = [str(value) for value in self._tables["participants"].frame[name]]
        there = [value for value in values if value != MISSING]
        header = sentence_case(self._called(name))
        if there and all(number_of(value) is not None for value in there):
            digits = max(
                len(re.split("[.,]", value, maxsplit=1)[1]) if re.search("[.,]", value) else 0 for value in there
            )
            return self._numbers(header, [number_of(value) for value in values], digits)
        if there and all(day_of(value) for value in there):
            return _Values(
                header, [day(found, self._language) if (found := day_of(value)) else "–" for value in values]
            )
        return _Values(header, [self._m.labels.get(value, value) if value != MISSING else "–" for value in values])

    def _numbers(self, header: str, values: Sequence[float | None], digits: int) -> _Values:
        known = [value for value in values if value is not None] or [0.0]

        def shown(value: float, places: int) -> str:
            return (
                integer(round(value), self._language)
                if not places or abs(value) >= 1000
                else decimal(value, self._language, places)
            )

        cells = [shown(value, digits) if value is not None else "–" for value in values]
        spread = f"{shown(min(known), digits)}–{shown(max(known), digits)}"
        return _Values(header, cells, (shown(sum(known) / len(known), digits + 1), spread))

    def whole_abstraction(self) -> Shown:
        """All reduced expressions."""
        return self._abstraction(
            [code.id for code in self._m.tidy.codebook.codes], self._words["caption_whole_abstraction"]
        )

    def abstraction(self, theme: str) -> Shown:
        """The reduced expressions of a theme."""
        return self._abstraction([theme], self._words["caption_abstraction"].format(theme=self._labels[theme]))

    def _abstraction(self, themes: Sequence[str], caption: str) -> Shown:
        """Original expressions with the interview and the turn they stand in, and what became of them."""
        frame = self._tables["abstraction"].frame
        family = {code for theme in themes for code in self._m.tidy.family(theme)}
        frame = frame[frame["code"].isin(family) & (frame["reduced"] != "")]
        places = [
            f"({name}, {self._words['turn']} {turn})"
            for name, turn in zip(frame["transcript"], frame["turn"], strict=True)
        ]
        frame = frame.assign(
            original=[f"{text} {place}".strip() for text, place in zip(frame["original"], places, strict=True)]
        )
        columns = tuple((name, name, "text") for name in ("original", "reduced", "subcategory", "category"))
        note = self._words["note_abstraction"].format(title=self._m.tidy.codebook.title(self._language))
        return caption, self._plain(frame, columns), note

    def changes(self) -> Shown:
        """What changed since the last run."""
        frame = self._tables["changes"].frame
        frame = frame.assign(
            **{
                name: [self._translated(str(text)) for text in frame[name]]
                for name in ("kind", "change", "explanation")
            }
        )
        columns = (
            *((name, name, "text") for name in ("kind", "what", "change")),
            ("before", "before", "integer"),
            ("after", "after", "integer"),
        )
        shown = self._plain(frame, (*columns, ("explanation", "explanation", "text")))
        return self._words["caption_changes"], shown, ""

    def validity(self) -> Shown:
        """Themes and all codes together, of all languages together when there are several."""
        frame = self._tables["validity"].frame
        frame = self._themes_of(frame[frame["language"] == frame["language"].iloc[-1]])
        for name in ("precision", "recall", "f1"):
            frame[name] = [
                self._with_interval(*row)
                for row in frame[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False, name=None)
            ]
        counted = tuple((name, f"v_{name}", "integer") for name in ("rules", "hits", "false_hits", "misses"))
        columns = (
            ("code", "theme", "text"),
            *counted,
            *((name, f"v_{name}", "shown") for name in ("precision", "recall", "f1")),
        )
        return (
            self._words["caption_validity"],
            self._plain(frame, columns),
            self._note("note_validity"),
        )

    def agreement(self) -> Shown:
        """How far two coders agree, theme by theme."""
        frame = self._themes_of(self._tables["agreement"].frame)
        frame["interval"] = [
            self._with_interval(*row)
            for row in frame[["alpha", "alpha_low", "alpha_high"]].itertuples(index=False, name=None)
        ]
        cells = [str(name) for name in frame.columns[2 : list(frame.columns).index("percent")]]
        called = {"both": self._words["v_both"], "neither": self._words["v_neither"]}
        headers = [called.get(name, name.replace("only ", self._words["v_only"])) for name in cells]
        columns = (
            ("code", "theme", "text"),
            *((name, header, "integer") for name, header in zip(cells, headers, strict=True)),
            ("percent", "v_percent", "share"), ("kappa", "κ", "bounded"), ("interval", "v_alpha", "shown"),
        )  # fmt: skip
        return self._words["caption_agreement"], self._plain(frame, columns), self._words["note_agreement"]
