"""The charts of findings that are of an attribute or of an interview: groups, time, timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from qualcode.analysis.crosstab import crosstab
from qualcode.analysis.periods import in_quarters_of_years
from qualcode.analysis.rates import rates
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import MISSING
from qualcode.report import charts, drawing
from qualcode.report.blocks import FigureBlock, Picture
from qualcode.report.drawing import fitting
from qualcode.report.findings_data import Material
from qualcode.report.numbers import tenth
from qualcode.report.shown_tables import level_labels
from qualcode.report.wording import words_in

MOST_LINES = 6  # themes that can be told apart over time


class ChartFigures:
    """Makes the figures of one attribute, or of one interview."""

    def __init__(self, material: Material) -> None:
        self._m, self._words = material, words_in(material.language)
        self._labels = {place.code.id: place.code.label(material.language) for place in material.tidy.codebook.walk()}

    def groups(self, attribute: str) -> FigureBlock:
        """Themes by the levels of an attribute, per 1,000 words."""
        found = rates(self._m.tidy, "theme", attribute)
        values = self._values(found, found.frame.columns[1:-1])
        names = {**level_labels(self._m.language), **self._m.labels}
        groups = [names.get(level, level) for level in found.frame.columns[1:-1]]
        labels = [self._labels[theme] for theme in found.frame["theme"]]
        picture = charts.dots(labels, groups, values, self._words["axis_rate"])
        said = self._farthest(labels, groups, values)
        caption = self._words["caption_groups"].format(
            attribute=self._m.labels.get(attribute, attribute.replace("_", " "))
        )
        return _block(f"groups {attribute}", caption, picture, self._words["alt_groups"].format(said=said))

    def theme(self, theme: str) -> FigureBlock:
        """How often a theme is mentioned in each interview."""
        counted = crosstab(self._m.tidy, "theme", "transcript").frame.set_index("theme")
        row = [(str(name), int(counted[name][theme])) for name in counted.columns if name != "total"]
        picture = drawing.bars([name for name, _ in row], [n for _, n in row], self._words["axis_mentions"])
        alt = self._words["alt_theme"].format(
            theme=self._labels[theme], values=", ".join(f"{name} {n}" for name, n in row)
        )
        return _block(f"theme {theme}", self._words["caption_theme"].format(theme=self._labels[theme]), picture, alt)

    def time(self, attribute: str) -> FigureBlock:
        """The most frequent themes over the quarters of the year, per 1,000 words."""
        found = self.over_time(attribute)
        frame = found.frame.sort_values("total", ascending=False, kind="stable").head(MOST_LINES).sort_index()
        periods = [str(name) for name in frame.columns[1:-1] if not str(name).startswith("(")]
        values = self._values(Table("time", frame), periods)
        labels = [self._labels[theme] for theme in frame["theme"]]
        picture = charts.over_time(labels, periods, values, self._words["axis_rate"])
        said = "; ".join(
            f"{label} {self._number(row[0])} → {self._number(row[-1])}"
            for label, row in zip(labels, values, strict=True)
            if row
        )
        alt = self._words["alt_time"].format(first=periods[0], last=periods[-1], said=said)
        caption = self._words["caption_time" if len(found.frame) <= MOST_LINES else "caption_most"]
        units = self._m.numbers.units
        undated = units.loc[units[attribute] == MISSING, "transcript"].nunique()
        caption = self._words["undated"].format(caption=caption, n=undated) if undated else caption
        return _block(f"time {attribute}", caption, picture, alt)

    def over_time(self, attribute: str) -> Table:
        """The rates of themes by the quarters of the year of an attribute of days."""
        return rates(in_quarters_of_years(self._m.numbers, attribute), "theme", attribute)

    def timeline(self, transcript: str) -> FigureBlock:
        """Where in an interview each of its themes is talked about."""
        units = self._m.tidy.units[self._m.tidy.units["transcript"] == transcript].drop_duplicates("unit")
        ends = units["words"].cumsum()
        length = max(float(ends.max() or 0), 1.0)
        spans = dict(zip(units["unit"], zip((ends - units["words"]) / length, ends / length, strict=True), strict=True))
        codings = self._m.tidy.codings[self._m.tidy.codings["transcript"] == transcript]
        carried = {
            code.id: sorted(set(codings.loc[codings["theme"] == code.id, "unit"]))
            for code in self._m.tidy.codebook.codes
        }
        themes = [theme for theme, found in carried.items() if found]
        places = [[(a * 100, b * 100) for a, b in (spans[unit] for unit in carried[theme])] for theme in themes]
        picture = charts.timeline([self._labels[theme] for theme in themes], places, self._words["axis_words"], 100)
        said = ", ".join(f"{self._labels[theme]} {len(carried[theme])}" for theme in themes)
        alt = self._words["alt_timeline"].format(interview=transcript, said=said or "–")
        return _block(
            f"timeline {transcript}", self._words["caption_timeline"].format(interview=transcript), picture, alt
        )

    def _values(self, table: Table, columns: Iterable[object]) -> list[list[float | None]]:
        rows = table.frame[list(columns)].itertuples(index=False, name=None)
        return [[None if pd.isna(value) else float(value) for value in row] for row in rows]

    def _number(self, value: float | None) -> str:
        return "–" if value is None else tenth(value, self._m.language)

    def _farthest(self, labels: Sequence[str], groups: Sequence[str], values: Sequence[Sequence[float | None]]) -> str:
        """The theme in which groups lie farthest from each other, and what they have."""
        known = [
            [(value, group) for value, group in zip(row, groups, strict=True) if value is not None] for row in values
        ]
        widest = max(range(len(labels)), key=lambda i: max(known[i])[0] - min(known[i])[0] if known[i] else 0.0)
        pairs = ", ".join(f"{group} {self._number(value)}" for value, group in known[widest])
        return f"{labels[widest]} ({pairs})"


def _block(name: str, caption: str, picture: Picture, alt: str) -> FigureBlock:
    return FigureBlock(name, 0, caption, picture, alt, fitting(picture))
