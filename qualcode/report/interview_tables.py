"""The tables that go interview by interview: the framework matrix, units without a code, themes over time, the facts of
one interview.
"""

from __future__ import annotations

import pandas as pd

from qualcode.analysis.framework import framework
from qualcode.analysis.periods import in_quarters_of_years
from qualcode.analysis.tidy import MISSING
from qualcode.analysis.uncoded import units
from qualcode.notes import without_masks
from qualcode.report.blocks import ShownTable
from qualcode.report.chart_figures import ChartFigures
from qualcode.report.numbers import integer, tenth
from qualcode.report.table_maker import Shown, TableMaker
from qualcode.report.wording import quoted, sentence_case

DRAWN = 10  # units without a code that are shown


class InterviewTables(TableMaker):
    """What single interviews and units say."""

    def framework(self) -> Shown:
        """Interviews × themes, a cell what was written of it, else the best quote."""
        found = framework(self._m.numbers, self._m.summaries, self._m.text_of, self._m.chosen).frame
        themes = [str(name) for name in found.columns[1:]]
        written = [[(name, theme) in self._m.summaries for theme in themes] for name in found["transcript"]]
        cells = found[themes].itertuples(index=False, name=None)
        rows = tuple(
            (str(name), *(text if own or not text else self._quoted(text) for text, own in zip(row, owns, strict=True)))
            for name, row, owns in zip(found["transcript"], cells, written, strict=True)
        )
        headers = (self._words["interview"], *(self._labels[theme] for theme in themes))
        return self._words["caption_framework"], ShownTable(headers, rows), self._words["note_framework"]

    def uncoded(self) -> Shown:
        """Ten units without a code, drawn at random."""
        found = units(self._m.numbers, self._m.text_of, uncoded=True, most=DRAWN).frame
        places = [f"{name}:{unit}" for name, unit in zip(found["transcript"], found["unit"], strict=True)]
        rows = tuple((place, self._quoted(text)) for place, text in zip(places, found["text"], strict=True))
        return self._words["caption_uncoded"], ShownTable((self._words["place"], self._words["text"]), rows), ""

    def time(self, attribute: str) -> Shown:
        """Themes by the quarters of the year, per 1,000 words."""
        found = ChartFigures(self._m).over_time(attribute).frame
        rows = tuple(
            (self._labels[str(theme)], *("–" if pd.isna(n) else tenth(float(n), self._language) for n in row))
            for theme, *row in found.itertuples(index=False, name=None)
        )
        units = in_quarters_of_years(self._m.numbers, attribute).units.drop_duplicates(["transcript", attribute])
        sizes = units[attribute].value_counts()
        names = [self._words["missing"] if name == MISSING else str(name) for name in found.columns[1:-1]]
        named = [f"{shown} ({sizes.get(name, 0)})" for shown, name in zip(names, found.columns[1:-1], strict=True)]
        headers = (self._words["theme"], *named, self._words["total"])
        return (
            self._words["caption_time"],
            ShownTable(headers, rows, frozenset(range(1, len(headers)))),
            self._words["note_levels"],
        )

    def facts(self, transcript: str) -> Shown:
        """What is known of an interview, and what was written of its themes: one row each."""
        caption = self._words["caption_profile"].format(interview=transcript)
        people = self._tables["participants"].frame
        own = people[people["transcript"] == transcript]
        rows = [
            (
                sentence_case(self._called(name)),
                ", ".join(dict.fromkeys(self._m.labels.get(str(v), str(v)) for v in own[name] if v != MISSING)),
            )
            for name in self._m.told
        ]
        minutes = self._m.minutes.get(transcript)
        rows += [(self._words["minutes"], integer(round(minutes), self._language))] if minutes is not None else []
        rows.append((self._words["words"], integer(int(own["words"].sum()), self._language)))
        themes = {code.id: self._labels[code.id] for code in self._m.tidy.codebook.codes}
        told = [
            (label, self._m.summaries[transcript, theme])
            for theme, label in themes.items()
            if (transcript, theme) in self._m.summaries
        ]
        shown = tuple((name, value or "–") for name, value in (*rows, *told))
        return caption, ShownTable((self._words["background_of"], self._words["value"]), shown), ""

    def _quoted(self, text: str) -> str:
        return quoted(without_masks(text, self._words["name_removed"]), self._language)
