"""The figures of findings by name: picture, caption, text for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qualcode.report import drawing
from qualcode.report.blocks import FigureBlock, Picture
from qualcode.report.chart_figures import ChartFigures
from qualcode.report.findings_data import Material, Tables
from qualcode.report.wording import words_in

NAMED = 10  # pairs that the text for those who cannot see the network names


class FigureParts:
    """Makes the figures that can be named; KeyError for a name that is not there."""

    def __init__(self, material: Material, tables: Tables) -> None:
        self._tables = tables
        self._in_unit = words_in(material.language)[f"in_{material.tidy.unit}"]
        self._made: dict[str, FigureBlock] = {}
        self._words = words_in(material.language)
        self._labels = {place.code.id: place.code.label(material.language) for place in material.tidy.codebook.walk()}
        charts = ChartFigures(material)
        self._named: Mapping[str, tuple[Callable[[str], FigureBlock], Sequence[str]]] = {
            "theme": (charts.theme, [code.id for code in material.tidy.codebook.codes]),
            "groups": (charts.groups, material.crossed),
            "time": (charts.time, material.dated),
            "timeline": (charts.timeline, material.tidy.levels["transcript"]),
        }
        self._makers: Mapping[str, Callable[[], FigureBlock]] = {
            "bars": self._bars,
            "heat": self._heat,
            "quarters": self._over_time,
            "network": self._network,
            "saturation": self._growth,
        }

    def make(self, name: str) -> FigureBlock:
        """The figure, not yet numbered; drawn when it is first asked for."""
        name = " ".join(name.split())
        if name not in self._made:
            kind, _, what = name.partition(" ")
            if what and what not in self._named[kind][1]:
                raise KeyError(name)
            self._made[name] = self._named[kind][0](what) if what else self._makers[name]()
        return self._made[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all figures."""
        return (*self._makers, *(f"{kind} {what}" for kind, (_, choices) in self._named.items() for what in choices))

    @property
    def usual(self) -> tuple[str, ...]:
        """The names of those that a run draws."""
        return tuple(self._makers)

    def _block(self, name: str, caption: str, picture: Picture, alt: str) -> FigureBlock:
        return FigureBlock(
            name, 0, self._words[caption].format(in_unit=self._in_unit), picture, alt, drawing.fitting(picture)
        )

    def _bars(self) -> FigureBlock:
        frame = self._tables["counts"].frame.query("level == 1")
        values = ", ".join(f"{label} {units}" for label, units in zip(frame["label"], frame["units"], strict=True))
        picture = drawing.bars(list(frame["label"]), [int(n) for n in frame["units"]], self._words["axis_mentions"])
        return self._block("bars", "caption_bars", picture, self._words["alt_bars"].format(values=values))

    def _heat(self) -> FigureBlock:
        return self._heat_map("heat", "theme-by-transcript", "caption_heat", "alt_heat")

    def _over_time(self) -> FigureBlock:
        return self._heat_map("quarters", "theme-by-quarter", "caption_quarters", "alt_quarters")

    def _heat_map(self, name: str, table: str, caption: str, alt: str) -> FigureBlock:
        frame = self._tables[table].frame.set_index("theme").drop(columns="total")
        labels = [self._labels[theme] for theme in frame.index]
        cells = frame.to_numpy().tolist()
        ranked = sorted(
            ((n, y, x) for y, row in enumerate(cells) for x, n in enumerate(row)), key=lambda cell: -cell[0]
        )[:3]
        top = ", ".join(f"{labels[y]} {frame.columns[x]} {n}" for n, y, x in ranked)
        picture = drawing.heat_map(labels, list(frame.columns), cells)
        return self._block(name, caption, picture, self._words[alt].format(top=top))

    def _growth(self) -> FigureBlock:
        frame = self._tables["saturation"].frame
        words = [self._words[name] for name in ("axis_interviews", "axis_codes", "line_seen", "line_mean", "line_band")]
        band = list(zip(frame["low"], frame["high"], strict=True))
        picture = drawing.growth(list(frame["transcript"]), list(frame["cumulative"]), list(frame["mean"]), band, words)
        values = ", ".join(f"{name} {n}" for name, n in zip(frame["transcript"], frame["cumulative"], strict=True))
        return self._block("saturation", "caption_growth", picture, self._words["alt_growth"].format(values=values))

    def _network(self) -> FigureBlock:
        counted = self._tables["counts"].frame.query("level == 1")
        found = self._tables["relations"].frame.query("both > 0")
        place = {str(code): i for i, code in enumerate(counted["code"])}
        pairs = [
            (place[a], place[b], int(n))
            for a, b, n in found[["code", "other", "both"]].itertuples(index=False, name=None)
        ]
        named = zip(found["code"][:NAMED], found["other"][:NAMED], found["both"], strict=False)
        values = ", ".join(f"{self._labels[str(a)]} – {self._labels[str(b)]} {n}" for a, b, n in named)
        picture = drawing.network(list(counted["label"]), [int(n) for n in counted["units"]], pairs)
        return self._block(
            "network", "caption_network", picture, self._words["alt_network"].format(values=values or "–")
        )
