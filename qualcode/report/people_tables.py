"""The tables of what people decided: reduced expressions, changes, how right rules are, how far coders agree."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.report.table_maker import Shown, TableMaker


class PeopleTables(TableMaker):
    """What people wrote, changed and judged."""

    def whole_abstraction(self) -> Shown:
        """All reduced expressions."""
        return self._abstraction([code.id for code in self._m.tidy.codebook.codes], self._words["caption_whole_abstraction"])

    def abstraction(self, theme: str) -> Shown:
        """The reduced expressions of a theme."""
        return self._abstraction([theme], self._words["caption_abstraction"].format(theme=self._labels[theme]))

    def _abstraction(self, themes: Sequence[str], caption: str) -> Shown:
        """Original expressions with the interview and the turn they stand in, and what became of them."""
        frame = self._tables["abstraction"].frame
        family = {code for theme in themes for code in self._m.tidy.family(theme)}
        frame = frame[frame["code"].isin(family) & (frame["reduced"] != "")]
        places = [f"({name}, {self._words['turn']} {turn})" for name, turn in zip(frame["transcript"], frame["turn"], strict=True)]
        frame = frame.assign(original=[f"{text} {place}".strip() for text, place in zip(frame["original"], places, strict=True)])
        columns = tuple((name, name, "text") for name in ("original", "reduced", "subcategory", "category"))
        note = self._words["note_abstraction"].format(title=self._m.tidy.codebook.title(self._language))
        return caption, self._plain(frame, columns), note

    def changes(self) -> Shown:
        """What changed since the last run."""
        frame = self._tables["changes"].frame
        frame = frame.assign(**{name: [self._translated(str(text)) for text in frame[name]] for name in ("kind", "change", "explanation")})
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
                self._with_interval(*row) for row in frame[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False, name=None)
            ]
        counted = tuple((name, f"v_{name}", "integer") for name in ("rules", "hits", "false_hits", "misses"))
        columns = (("code", "theme", "text"), *counted, *((name, f"v_{name}", "shown") for name in ("precision", "recall", "f1")))
        return (
            self._words["caption_validity"],
            self._plain(frame, columns),
            self._note("note_validity"),
        )

    def agreement(self) -> Shown:
        """How far two coders agree, theme by theme."""
        frame = self._themes_of(self._tables["agreement"].frame)
        frame["interval"] = [
            self._with_interval(*row) for row in frame[["alpha", "alpha_low", "alpha_high"]].itertuples(index=False, name=None)
        ]
        cells = [str(name) for name in frame.columns[2 : list(frame.columns).index("percent")]]
        called = {"both": self._words["v_both"], "neither": self._words["v_neither"]}
        headers = [called.get(name, name.replace("only ", self._words["v_only"])) for name in cells]
        columns = (
            ("code", "theme", "text"), *((name, header, "integer") for name, header in zip(cells, headers, strict=True)),
            ("percent", "v_percent", "share"), ("kappa", "κ", "bounded"), ("interval", "v_alpha", "shown"),
        )  # fmt: skip
        return self._words["caption_agreement"], self._plain(frame, columns), self._words["note_agreement"]
