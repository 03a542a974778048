"""The tables of measures: speech, saturation, ordered codes, numbers beside themes, tests."""

from __future__ import annotations

import pandas as pd

from qualcode.analysis.attributes import counted_over
from qualcode.analysis.saturation import SHUFFLES
from qualcode.report.blocks import ShownTable
from qualcode.report.numbers import bounded, decimal
from qualcode.report.table_maker import Shown, TableMaker


class StatisticTables(TableMaker):
    """How much was said, when nothing new was heard, what goes together."""

    def speakers(self) -> Shown:
        """How much each speaker says."""
        columns = (
            ("transcript", "interview", "text"), ("speaker", "speaker", "text"), ("role", "role", "text"),
            ("turns", "turns", "integer"),
            ("words", "words", "integer"), ("share", "share_words", "share"), ("words_a_turn", "words_a_turn", "tenth"),
        )  # fmt: skip
        return (
            self._words["caption_speakers"],
            self._plain(self._tables["speakers"].frame, columns),
            "",
        )

    def answers(self) -> Shown:
        """How long the answers to each question are."""
        columns = (
            ("question", "guide_question", "text"), ("transcripts", "answered", "integer"),
            ("not_asked", "not_asked", "text"),
            ("mean_words", "mean_words", "tenth"), ("shortest", "shortest", "integer"),
            ("longest", "longest", "integer"),
        )  # fmt: skip
        frame = self._tables["answers"].frame
        frame = frame.assign(question=frame["question"] + " " + frame["text"], not_asked=frame["not_asked"])
        return self._words["caption_answers"], self._plain(frame, columns), self._words["note_answers"]

    def saturation(self) -> Shown:
        """How many codes each further interview brings."""
        frame = self._tables["saturation"].frame
        digits = 0 if all(float(n).is_integer() for n in (*frame["low"], *frame["high"])) else 1
        band = [
            f"{decimal(low, self._language, digits)}–{decimal(high, self._language, digits)}"
            for low, high in zip(frame["low"], frame["high"], strict=True)
        ]
        columns = (
            ("transcript", "interview", "text"), ("codes", "codes", "integer"), ("new", "new", "integer"),
            ("cumulative", "cumulative", "integer"), ("mean", "mean", "number"), ("band", "band", "shown"),
            ("ratio", "new_information", "share"),
        )  # fmt: skip
        told = frame["ratio"].notna().any()
        shown = self._plain(frame.assign(band=band), columns if told else columns[:-1])
        note = self._words["note_saturation"].format(shuffles=SHUFFLES)
        return self._words["caption_saturation"], shown, f"{note} {self._words['note_ratio']}" if told else note

    def joint(self) -> Shown:
        """The means of numeric attributes with and without each theme."""
        frame = self._tables["joint"].frame.query("n_with > 0 and n_without > 0")
        for name in ("with", "without"):
            frame = frame.assign(
                **{name: [self._mean(*row) for row in frame[[f"mean_{name}", f"sd_{name}"]].itertuples(index=False)]}
            )
        frame = frame.assign(attribute=[self._called(name) for name in frame["attribute"]])
        columns = (
            ("label", "theme", "text"), ("attribute", "attribute", "text"), ("n_with", "n", "integer"),
            ("with", "with", "shown"),
            ("n_without", "n", "integer"), ("without", "without", "shown"), ("difference", "difference", "number"),
        )  # fmt: skip
        base = self._tables["joint"].base
        of = base.counts if base is not None else None
        shown = self._plain(frame, columns)
        return self._over("caption_joint", of), shown, self._over("note_joint", of)

    def _mean(self, mean: float, spread: float) -> str:
        if pd.isna(mean):
            return "–"
        shown = decimal(mean, self._language)
        return shown if pd.isna(spread) else f"{shown} ({decimal(spread, self._language)})"

    def association(self, attribute: str) -> Shown:
        """Whether themes go with an attribute."""
        frame = self._tables[f"association-{attribute}"].frame.dropna(subset=["chi2"])
        interval = [
            "–" if pd.isna(low) else f"{bounded(low, self._language)}–{bounded(high, self._language)}"
            for low, high in zip(frame["v_low"], frame["v_high"], strict=True)
        ]
        frame = frame.assign(interval=interval, note=[self._translated(note) for note in frame["note"]])
        columns = (
            ("theme", "theme", "text"), ("chi2", "χ²", "number"), ("df", "df", "integer"), ("p", "p", "p"),
            ("fisher", "Fisher p", "p"),
            ("v", "V", "bounded"), ("interval", "v_interval", "shown"), ("note", "note", "text"),
        )  # fmt: skip
        of = counted_over(self._m.tidy, attribute)
        shown = self._plain(frame, columns)
        return (
            self._words["caption_association"].format(attribute=self._called(attribute)),
            shown,
            self._over("note_association", of),
        )

    def levels(self, code: str) -> Shown:
        """An ordered code in each interview."""
        return (
            self._words["caption_levels"].format(code=self._labels[code]),
            self._by_level(code, "transcript"),
            self._words["note_levels_code"],
        )

    def path(self, code: str) -> Shown:
        """An ordered code in each quarter of the interviews."""
        note = f"{self._words['note_quarters']} {self._words['note_levels_code']}"
        return self._words["caption_path"].format(code=self._labels[code]), self._by_level(code, "quarter"), note

    def _by_level(self, code: str, by: str) -> ShownTable:
        frame = self._tables[f"{code}-by-{by}"].frame.replace({"total": self._words["total"]})
        names = self._m.tidy.scale(code)
        middle = ("lowest", "median", "highest")
        levels = [
            (name, self._labels[level], "integer") for name, level in zip(frame.columns[2:-3], names, strict=True)
        ]
        columns = (
            (by, "interview", "text"),
            ("units", "mentions", "integer"),
            *levels,
            *((name, name, "text") for name in middle),
        )
        return self._plain(frame, columns)
