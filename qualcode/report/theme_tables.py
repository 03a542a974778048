"""The tables of what was asked, who was heard, and which themes occur where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from qualcode.analysis.attributes import counted_over
from qualcode.analysis.measures import KEYS
from qualcode.analysis.tidy import NO_QUESTION
from qualcode.report import shown_tables
from qualcode.report.blocks import ShownTable
from qualcode.report.table_maker import Shown, TableMaker
from qualcode.report.wording import theme_of

MOST_PAIRS = 10


class ThemeTables(TableMaker):
    """Interviews, guide, codebook, themes and their subcodes, crossed with what divides the data."""

    def transcripts(self) -> Shown:
        """Every interview: who speaks, how much, how many questions were asked."""
        asked = len(self._m.guide.questions)
        shown = shown_tables.transcript_table(self._m.overview.frame, asked, self._language)
        return self._words["caption_transcripts"], shown, self._words["note_missing_guide"] if asked else ""

    def guide(self) -> Shown:
        """The interview guide."""
        return self._words["caption_guide"], shown_tables.guide_table(self._m.guide, self._language), ""

    def whole_codebook(self) -> Shown:
        """The codebook: themes and codes with their definitions and examples."""
        return (
            self._words["caption_whole_codebook"],
            shown_tables.codebook_table(self._m.tidy.codebook.codes, self._language),
            "",
        )

    def codebook(self, theme: str) -> Shown:
        """A theme of the codebook with its subcodes, definitions and examples."""
        caption = self._words["caption_codebook"].format(theme=self._labels[theme])
        return caption, shown_tables.codebook_table([self._theme(theme)], self._language), ""

    def rules(self) -> Shown:
        """How the codes are applied: their limits and their rules."""
        return self._words["caption_rules"], shown_tables.rules_table(self._m.tidy.codebook.codes, self._language), ""

    def themes(self) -> Shown:
        """How often each theme occurs, in how many interviews, in what share of the speech."""
        frame = self._tables["counts"].frame
        shown = shown_tables.theme_table(
            frame[frame["level"] == 1], self._words["theme"], len(self._m.overview.frame), self._language
        )
        return self._words["caption_themes"], shown, f"{self._note('note_units')} {self._note('note_share')}"

    def subcodes(self, theme: str) -> Shown:
        """The theme's subcodes, and the whole theme last."""
        frame = self._tables["counts"].frame
        family = frame[frame["code"].isin(self._m.tidy.family(theme))]
        whole = family[family["code"] == theme].assign(label=self._words["all"], level=family["level"].min() + 1)
        rows = pd.concat([family[family["code"] != theme], whole])
        shown = shown_tables.theme_table(rows, self._words["subcode"], len(self._m.overview.frame), self._language)
        return (
            self._words["caption_subcodes"].format(theme_of=theme_of(self._labels[theme], self._language)),
            shown,
            self._words["note_subcodes"],
        )

    def _crossed(self, name: str, dimension: str, headers: Sequence[str] = ()) -> ShownTable:
        frame = self._tables[name].frame
        shown = [self._words["theme"], *(headers or frame.columns[1:-1]), self._words["total"]]
        levels = self._m.tidy.levels.get(dimension, tuple(frame.columns[1:-1]))
        return shown_tables.cross_table(frame, self._labels, shown, self._language, dimension, levels)

    def interviews(self) -> Shown:
        """The themes in each interview; of many interviews turned round."""
        caption, frame = self._words["caption_interviews"], self._tables["theme-by-transcript"].frame
        if len(frame.columns) <= shown_tables.WIDEST or len(frame) > shown_tables.MOST_NARROW:
            return caption, self._crossed("theme-by-transcript", "transcript"), self._note("note_units")
        turned = shown_tables.turned_table(
            frame, self._words["interview"], self._words["total"], self._language, "transcript"
        )
        named = ", ".join(f"{number} {self._labels[str(theme)]}" for number, theme in enumerate(frame["theme"], 1))
        return caption, turned, f"{self._words['note_columns'].format(names=named)} {self._note('note_units')}"

    def questions(self) -> Shown:
        """The themes in the answers to each question."""
        headers = ["–" if level == NO_QUESTION else level for level in self._m.tidy.levels["question"]]
        return (
            self._words["caption_questions"],
            self._crossed("theme-by-question", "question", headers),
            f"{self._words['note_questions']} {self._note('note_units')}",
        )

    def quarters(self) -> Shown:
        """The themes in each quarter of the interviews."""
        return (
            self._words["caption_quarters"],
            self._crossed("theme-by-quarter", "quarter"),
            f"{self._words['note_quarters']} {self._note('note_units')}",
        )

    def attribute(self, name: str) -> Shown:
        """The themes at each level of an attribute."""
        of = counted_over(self._m.tidy, name)
        things = self._m.tidy.units[self._m.tidy.units["role"] == "participant"][[*KEYS[of], name]].drop_duplicates()
        sizes = things[name].value_counts()
        labels = {**shown_tables.level_labels(self._language), **self._m.labels}
        dash = str.maketrans("-", "–") if name in self._m.bins else {}
        headers = [
            f"{labels.get(level, level).translate(dash)} ({sizes.get(level, 0)})" for level in self._m.tidy.levels[name]
        ]
        caption = self._words["caption_attribute"].format(attribute=self._called(name))
        return (
            caption,
            self._crossed(f"theme-by-{name}", name, headers),
            f"{self._over('note_levels', of)} {self._note('note_units')}",
        )

    def cooccurrence(self) -> Shown:
        """How often two themes occur in one unit."""
        frame = self._tables["cooccurrence"].frame
        shown = shown_tables.matrix_table(frame, self._labels, self._words["theme"], self._language)
        return self._words["caption_cooccurrence"], shown, self._note("note_cooccurrence")

    def relations(self) -> Shown:
        """The pairs of codes that occur together most often."""
        frame = self._tables["relations"].frame.query("both > 0")
        if len(frame) > MOST_PAIRS:  # pairs that tie are all there or none of them
            level = int(frame["both"].iloc[MOST_PAIRS])
            several = frame[frame["both"] > level]
            frame = several if len(several) else frame.head(MOST_PAIRS)
        columns = (
            ("code", "first_theme", "text"),
            ("other", "second_theme", "text"),
            ("both", "both", "integer"),
            ("jaccard", "", "bounded"),
        )
        shown = self._plain(frame, (*columns, ("lift", "", "number")))
        links = tuple(("", "", f"{a}+{b}", "", "") for a, b in zip(frame["code"], frame["other"], strict=True))
        least = self._words["note_relations_from"].format(least=int(frame["both"].min())) if len(frame) else ""
        return (
            self._words["caption_relations"],
            _linked(shown, links),
            f"{least} {self._words['note_relations']}".strip(),
        )


def _linked(table: ShownTable, links: tuple[tuple[str, ...], ...]) -> ShownTable:
    return replace(table, links=links)
