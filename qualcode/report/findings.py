"""A counted study → findings: every table and figure, and the report a template makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from qualcode.analysis import Table, Tidy, binned, cooccurrence, counts, crosstab, quotes
from qualcode.analysis.bins import is_numeric
from qualcode.analysis.quotes import TextOf
from qualcode.analysis.tidy import YES
from qualcode.files import read_utf8
from qualcode.model import Code, Guide
from qualcode.report import display, figures
from qualcode.report.blocks import Block, Contents, FigureBlock, QuoteBlock, Report, ShownTable, TableBlock
from qualcode.report.template import blocks_of, built_in, render_text
from qualcode.report.wording import integer, joined, percent, words_in

FEW_LEVELS = 6  # an attribute with more levels makes no table of its own accord


@dataclass(frozen=True)
class Material:
    """What findings are made of.

    `missing` are files that could not be read. `bins` classes numeric attributes, `attributes` chooses those to cross with themes
    (empty: all that fit), `labels` says how attributes and their levels are called in the text.
    """

    title: str
    language: str
    tidy: Tidy
    overview: Table
    guide: Guide
    text_of: TextOf
    versions: str
    missing: tuple[str, ...] = ()
    code_interviewer: bool = False
    quotes_per_code: int = 3
    attributes: tuple[str, ...] = ()
    bins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    template: Path | None = None


class Findings:
    """The findings of a study: `tables` hold the numbers by name, `report` is the document."""

    def __init__(self, material: Material) -> None:
        self._m = material
        self._words = words_in(material.language)
        self._tidy = binned(material.tidy, material.bins)
        self._integer: Callable[[float], str] = partial(integer, language=material.language)
        self._labels = {place.code.id: place.code.label(material.language) for place in self._tidy.codebook.walk()}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The numbers behind the document, by name: counts, themes by interview and by attribute, co-occurrence, interviews."""
        made = {
            "transcripts": self._m.overview,
            "counts": counts(self._tidy, language=self._m.language),
            "theme-by-transcript": crosstab(self._tidy, "theme", "transcript"),
            "code-by-transcript": crosstab(self._tidy, "code", "transcript"),
            "theme-by-question": crosstab(self._tidy, "theme", "question"),
            "theme-by-negated": crosstab(self._tidy, "theme", "negated"),
            "cooccurrence": cooccurrence(self._tidy),
        }
        return made | {f"theme-by-{name}": crosstab(self._tidy, "theme", name) for name in self.crossed}

    @cached_property
    def crossed(self) -> tuple[str, ...]:
        """The attributes that themes are crossed with: those chosen, else those that group the interviews and are no bare numbers."""
        if self._m.attributes:
            for name in self._m.attributes:
                self._tidy.dimension(name)
            return self._m.attributes
        units, most = self._tidy.units, min(FEW_LEVELS, len(self._m.overview.frame) - 1)
        fit = (name for name in self._tidy.attributes if 2 <= len(self._tidy.levels[name]) <= most)
        return tuple(name for name in fit if name in self._m.bins or not is_numeric(units[name]))

    @cached_property
    def report(self) -> Report:
        """The document; raises InputError for a mistake in the user's template."""
        path = self._m.template
        source = built_in(self._m.language) if path is None else read_utf8(path)
        makers = {"table": self._table, "figure": self._figure, "quotes": self._quotes, "contents": self._contents}
        blocks = blocks_of(render_text(source, self._values(), path), makers, path)
        return Report(self._m.title, self._m.language, blocks, self._words["table"], self._words["figure"])

    # -- what the template can name -----------------------------------------------------------

    def _values(self) -> dict[str, Any]:
        overview, base = self._m.overview.frame, self._tidy.base()
        themes = [self._theme(code) for code in self._tidy.codebook.codes]
        codebook = self._tidy.codebook
        return {
            "title": self._m.title,
            "language": self._m.language,
            "interviews": len(overview),
            "turns": int(overview["turns"].sum()),
            "words": int(overview["words"].sum()),
            "participant_words": int(overview["participant_words"].sum()),
            "problems": self._m.missing,
            "nameless": list(self._tidy.units.loc[self._tidy.units["speaker"] == "", "transcript"].drop_duplicates()),
            "unit": self._tidy.unit,
            "code_interviewer": self._m.code_interviewer,
            "units": base.units,
            "coded_units": len(self._tidy.codings[["transcript", "unit"]].drop_duplicates()),
            "codebook": self._codebook_values(),
            "themes": themes,
            "silent": [theme for theme in themes if not theme["units"]],
            "subcodes": sum(place.level > 1 for place in codebook.walk()),
            "attributes": self.crossed,
            "pairs": self._pairs(),
            "has_guide": bool(self._m.guide.questions),
            "versions": self._m.versions,
            "integer": self._integer,
            "percent": partial(percent, language=self._m.language),
            "joined": partial(joined, language=self._m.language),
        }

    def _codebook_values(self) -> dict[str, str]:
        codebook, language = self._tidy.codebook, self._m.language
        return {
            "name": codebook.name,
            "title": codebook.title(language),
            "source": codebook.source(language),
            "hash": codebook.sha256[:12],
        }

    def _theme(self, code: Code) -> dict[str, Any]:
        frame = self.tables["counts"].frame
        row = frame[frame["code"] == code.id].iloc[0].to_dict()
        return {
            "id": code.id,
            "label": code.label(self._m.language),
            "definition": code.definition(self._m.language),
            "subcodes": [sub.id for sub in code.codes],
            "units": int(row["units"]),
            "transcripts": int(row["transcripts"]),
            "share": float(row["share"]),
            "negated": self._negated[code.id],
        }

    @cached_property
    def _negated(self) -> dict[str, int]:
        """The units in which each theme stands under a negation."""
        frame = self.tables["theme-by-negated"].frame
        return {str(theme): int(units) for theme, units in zip(frame["theme"], frame[YES], strict=True)}

    def _pairs(self, most: int = 3) -> list[dict[str, Any]]:
        """The pairs of themes that stand in the same unit most often; pairs that tie are all there or none of them."""
        frame = self.tables["cooccurrence"].frame.set_index("code")
        ids = list(frame.index)
        pairs = [(int(frame.loc[a, b]), a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]]
        ranked = sorted((pair for pair in pairs if pair[0]), key=lambda pair: -pair[0])
        level = ranked[:most][-1][0] if ranked else 0
        tied = [pair for pair in ranked if pair[0] >= level]
        best = tied if len(tied) <= 2 * most else [pair for pair in ranked if pair[0] > level]
        return [{"first": self._labels[a], "second": self._labels[b], "units": n} for n, a, b in best]

    # -- what directives make -----------------------------------------------------------------

    def _contents(self, _: str) -> list[Block]:
        return [Contents(self._words["contents"])]

    def _table(self, name: str) -> list[Block]:
        caption, table, note = self._shown(name)
        parts = display.parts_that_fit(table)
        captions = [caption, *[f"{caption} ({self._words['continues']})"] * (len(parts) - 1)]
        return [TableBlock(name, 0, title, part, note) for title, part in zip(captions, parts, strict=True)]

    def _shown(self, name: str) -> tuple[str, ShownTable, str]:
        """The caption, the table and the note of a named table; raises KeyError for a name that is not there."""
        kind, _, what = name.partition(" ")
        words, language = self._words, self._m.language
        if kind == "transcripts":
            note = words["note_missing_guide"] if self._m.guide.questions else ""
            return (
                words["caption_transcripts"],
                display.transcript_table(self._m.overview.frame, len(self._m.guide.questions), language),
                note,
            )
        if kind == "guide":
            return words["caption_guide"], display.guide_table(self._m.guide, language), ""
        if kind == "codebook":
            caption = words["caption_codebook"].format(theme=self._labels[what])
            return caption, display.codebook_table(self._theme_code(what), language), ""
        return self._counted(kind, what)

    def _counted(self, kind: str, what: str) -> tuple[str, ShownTable, str]:
        words, language = self._words, self._m.language
        themes = self.tables["counts"].frame
        interviews = len(self._m.overview.frame)
        if kind == "themes":
            shown = display.theme_table(themes[themes["level"] == 1], words["theme"], interviews, language)
            return words["caption_themes"], shown, f"{self._note('note_units')} {self._note('note_share')}"
        if kind == "subcodes":
            shown = display.theme_table(self._subcodes(what), words["subcode"], interviews, language)
            return words["caption_subcodes"].format(theme=self._labels[what]), shown, ""
        if kind == "interviews":
            frame = self.tables["theme-by-transcript"].frame
            headers = [words["theme"], *frame.columns[1:-1], words["total"]]
            return words["caption_interviews"], display.cross_table(frame, self._labels, headers, language), self._note("note_units")
        if kind == "cooccurrence":
            frame = self.tables["cooccurrence"].frame
            return (
                words["caption_cooccurrence"],
                display.matrix_table(frame, self._labels, words["theme"], language),
                self._note("note_cooccurrence"),
            )
        return self._by_attribute({"attribute": what}[kind])

    def _by_attribute(self, name: str) -> tuple[str, ShownTable, str]:
        frame = self.tables[f"theme-by-{name}"].frame
        interviews = self._tidy.units.groupby(name)["transcript"].nunique()
        labels = {**display.level_labels(self._m.language), **self._m.labels}
        dash = str.maketrans("-", "–") if name in self._m.bins else {}
        shown = [f"{labels.get(level, level).translate(dash)} ({interviews.get(level, 0)})" for level in frame.columns[1:-1]]
        table = display.cross_table(frame, self._labels, [self._words["theme"], *shown, self._words["total"]], self._m.language)
        return (
            self._words["caption_attribute"].format(attribute=labels.get(name, name.replace("_", " "))),
            table,
            self._words["note_levels"],
        )

    def _subcodes(self, theme: str) -> pd.DataFrame:
        """The rows of a theme's subcodes, and the whole theme's last."""
        frame = self.tables["counts"].frame
        family = frame[frame["code"].isin(self._tidy.family(theme))]
        whole = family[family["code"] == theme].assign(label=self._words["all"], level=family["level"].min() + 1)
        return pd.concat([family[family["code"] != theme], whole])

    def _theme_code(self, theme: str) -> Code:
        return {code.id: code for code in self._tidy.codebook.codes}[theme]

    def _note(self, name: str) -> str:
        unit = self._tidy.unit
        base = self._tidy.base()
        return self._words[name].format(
            units=self._words[f"units_{unit}"],
            units_part=self._words[f"part_{unit}"],
            n=self._integer(base.units),
            words=self._integer(base.words),
        )

    def _figure(self, name: str) -> list[Block]:
        words = self._words
        if name == "bars":
            frame = self.tables["counts"].frame.query("level == 1")
            png = figures.bars(list(frame["label"]), [int(n) for n in frame["units"]], words["axis_mentions"])
            values = ", ".join(f"{label} {units}" for label, units in zip(frame["label"], frame["units"], strict=True))
            return [FigureBlock(name, 0, words["caption_bars"], png, words["alt_bars"].format(values=values), 15.5)]
        if name == "heat":
            return [self._heat_map()]
        raise KeyError(name)

    def _heat_map(self) -> FigureBlock:
        frame = self.tables["theme-by-transcript"].frame.set_index("theme").drop(columns="total")
        labels = [self._labels[theme] for theme in frame.index]
        png = figures.heat_map(labels, list(frame.columns), frame.to_numpy().tolist())
        cells = [
            (n, theme, interview)
            for theme, row in zip(labels, frame.to_numpy().tolist(), strict=True)
            for interview, n in zip(frame, row, strict=True)
        ]
        values = ", ".join(f"{theme} {interview} {n}" for n, theme, interview in sorted(cells, key=lambda cell: -cell[0])[:3])
        width = min(15.5, 6.1 + 1.6 * len(frame.columns))
        return FigureBlock("heat", 0, self._words["caption_heat"], png, self._words["alt_heat"].format(top=values), width)

    def _quotes(self, code: str) -> list[Block]:
        if code not in self._labels:
            raise KeyError(code)
        found = quotes(self._tidy, code, self._m.text_of, self._m.quotes_per_code).frame
        asked = {question.id for question in self._m.guide.questions}
        return [
            QuoteBlock(" ".join(str(r.quote).split()), self._source(r.transcript, r.question, asked)) for r in found.itertuples(index=False)
        ]

    def _source(self, transcript: object, question: object, asked: set[str]) -> str:
        return f"{transcript}, {self._words['question']} {question}" if question in asked else str(transcript)
