"""What a template or a placeholder names → blocks: tables, figures, quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from qualcode.analysis import Filters, quotes
from qualcode.analysis.attributes import in_groups
from qualcode.analysis.quotes import SHORTEST
from qualcode.analysis.tidy import MISSING, NO_QUESTION
from qualcode.notes import without_masks
from qualcode.report.blocks import Block, Contents, Heading, Paragraph, QuoteBlock, TableBlock, place_on_page
from qualcode.report.figures import FigureParts
from qualcode.report.findings_data import Material, Tables
from qualcode.report.numbers import integer
from qualcode.report.tables import TableParts
from qualcode.report.wording import words_in


class Parts:
    """Makes the named parts of findings; KeyError for a name that is not there."""

    def __init__(self, material: Material, tables: Tables) -> None:
        self._m, self._counts = material, tables
        # units that stand in the document already: another is quoted where there is one
        self._quoted: set[tuple[str, int]] = set()
        self._words = words_in(material.language)
        self._tables, self._figures = TableParts(material, tables), FigureParts(material, tables)
        self.labels = {place.code.id: place.code.label(material.language) for place in material.tidy.codebook.walk()}

    @property
    def names(self) -> Mapping[str, Sequence[str]]:
        """What can be asked for, by kind."""
        return {
            "table": self._tables.names,
            "figure": self._figures.names,
            "quotes": tuple(self.labels),
            "profile": self._m.tidy.levels["transcript"],
        }

    @property
    def makers(self) -> Mapping[str, Callable[[str], Sequence[Block]]]:
        """What a template's directives make."""
        return {
            "table": self.table,
            "figure": self.figure,
            "quotes": self.quotes,
            "profile": self.profile,
            "contents": self._contents,
        }

    def begin(self) -> None:
        """A new document: no quote stands in it yet."""
        self._quoted = set()

    def has_rows(self, name: str) -> bool:
        """Whether there is a table, and it shows anything."""
        try:
            return bool(self._tables.make(name)[1].rows)
        except KeyError:
            return False

    def table(self, name: str) -> Sequence[Block]:
        """A table."""
        caption, table, note = self._tables.make(name)
        if not table.rows:
            return [Paragraph(self._words["no_rows"].format(caption=caption))]
        return [TableBlock(name, 0, caption, table, note)]

    def figure(self, name: str) -> Sequence[Block]:
        """A figure."""
        return [self._figures.make(name.strip())]

    def quotes(self, code: str) -> Sequence[Block]:
        """The best quotes of a code that are not in the document yet, and the way to all of them."""
        code = code.strip()
        if code not in self.labels:
            raise KeyError(code)
        most = self._m.quotes_per_code
        times = Counter(transcript for transcript, _ in self._quoted)
        frame = quotes(
            self._m.tidy, code, self._m.text_of, most + len(self._quoted), chosen=self._m.chosen, quoted=times
        ).frame
        found = frame.to_dict("records")
        fresh = [row for row in found if (row["transcript"], row["unit"]) not in self._quoted]
        chosen = _worth_reading(
            [*fresh, *(row for row in found if row not in fresh)][:most], len(self._m.chosen.get(code, ()))
        )
        self._quoted |= {(row["transcript"], row["unit"]) for row in chosen}
        return [*map(self._quote, chosen), *self._all_mentions(code)]

    def profile(self, transcript: str) -> Sequence[Block]:
        """A page of an interview: what is known of it, its themes in the order of the talk, the best quotes of its most
        frequent themes.
        """
        transcript = transcript.strip()
        if transcript not in self._m.tidy.levels["transcript"]:
            raise KeyError(transcript)
        own = self._m.tidy.filtered(Filters(transcript=(transcript,)))
        frequent = own.codings.drop_duplicates(["unit", "theme"])["theme"].value_counts()
        found = [
            quotes(own, str(theme), self._m.text_of, 1, chosen=self._m.chosen).frame.to_dict("records")
            for theme in frequent.index[:3]
        ]
        rows = {row["unit"]: row for rows in found for row in rows}
        heading = Heading(self._words["profile"].format(interview=transcript))
        return [
            heading,
            *self.table(f"facts {transcript}"),
            *self.figure(f"timeline {transcript}"),
            *map(self._quote, rows.values()),
        ]

    @property
    def usual_figures(self) -> Sequence[str]:
        """The names of the figures that a run draws."""
        return self._figures.usual

    def _quote(self, row: Mapping[Any, Any]) -> QuoteBlock:
        source = ", ".join([row["transcript"], *self._of(row)])
        hit = set(row["code"].split())
        codes = tuple(code for code in self.labels if hit & self._m.tidy.family(code))
        text = without_masks(" ".join(row["quote"].split()), self._words["name_removed"])
        begun, ended = (row["shortened"] in (side, "both") for side in ("start", "end"))
        text = f"{'[…] ' if begun else ''}{text}{' […]' if ended else ''}"
        return QuoteBlock(text, source, place_on_page(row["transcript"], row["unit"]), codes)

    def _of(self, row: Mapping[Any, Any]) -> list[str]:
        """What a quote's source says beside the interview: who speaks where several answer, then the speaker's chosen
        attributes, else the question.
        """
        asked = [] if row["question"] == NO_QUESTION else [f"{self._words['question']} {row['question']}"]
        shared = row["transcript"] in self._shared
        if not shared and not self._m.said_of:
            return asked
        units = self._m.numbers.units
        own = units[(units["transcript"] == row["transcript"]) & (units["unit"] == row["unit"])].iloc[0]
        chosen = [self._m.labels.get(value, value) for name in self._m.said_of if (value := str(own[name])) != MISSING]
        who = [str(own["speaker"])] if shared and own["speaker"] else []
        return [*who, *(chosen if self._m.said_of else asked)]

    @cached_property
    def _shared(self) -> frozenset[str]:
        """The interviews in which several answer."""
        return in_groups(self._m.numbers)

    def _all_mentions(self, code: str) -> Sequence[Block]:
        units = int(self._counts["counts"].frame.set_index("code")["units"][code])
        text = self._words["all_mentions"].format(label=self.labels[code], n=integer(units, self._m.language))
        return [Paragraph(text, ((0, len(text), f"page:{code}"),))] if self._m.page and units else []

    def _contents(self, _: str) -> Sequence[Block]:
        return [Contents(self._words["contents"])]


def _worth_reading(rows: list[dict[Hashable, Any]], pinned: int) -> list[dict[Hashable, Any]]:
    """The quotes without scraps, as long as there is another; the first `pinned` were chosen by people."""
    good = [row for i, row in enumerate(rows) if i < pinned or len(row["quote"].split()) >= SHORTEST]
    return good or rows
