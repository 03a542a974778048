"""The tables of findings by name: caption, cells in the reader's language, note."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial

import pandas as pd

from qualcode.analysis.attributes import counted_over
from qualcode.analysis.coders import OVERALL
from qualcode.analysis.measures import KEYS
from qualcode.analysis.saturation import SHUFFLES
from qualcode.analysis.tidy import NO_QUESTION
from qualcode.model import Code
from qualcode.report import display
from qualcode.report.blocks import ShownTable
from qualcode.report.display import Column
from qualcode.report.material import Material, Tables
from qualcode.report.wording import bounded, decimal, integer, theme_of, words_in

Shown = tuple[str, ShownTable, str]  # a table's caption, the table, its note
MOST_PAIRS = 10


class TableParts:
    """Makes the tables that can be named; KeyError for a name that is not there."""

    def __init__(self, material: Material, tables: Tables) -> None:
        self._m, self._tables = material, tables
        self._language = material.language
        self._words = words_in(material.language)
        self._integer: Callable[[float], str] = partial(integer, language=material.language)
        self._labels = {place.code.id: place.code.label(material.language) for place in material.tidy.codebook.walk()}

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
        return {
            "transcripts": self._transcripts, "guide": self._guide, "themes": self._themes, "interviews": self._interviews,
            "cooccurrence": self._cooccurrence, "relations": self._relations, "speakers": self._speakers, "answers": self._answers,
            "questions": self._questions, "quarters": self._quarters, "saturation": self._saturation, "joint": self._joint,
            "changes": self._changes, **{name: made for name, made in self._checks.items() if name in self._tables},
        }  # fmt: skip

    @property
    def _checks(self) -> Mapping[str, Callable[[], Shown]]:
        """Tables that are there when people coded for them."""
        return {"validity": self._validity, "agreement": self._agreement}

    @cached_property
    def _named(self) -> Mapping[str, tuple[Callable[[str], Shown], Sequence[str]]]:
        """Tables of one theme, attribute or ordered code, and what they can be of."""
        themes = [code.id for code in self._m.tidy.codebook.codes]
        reduced = themes if self._m.abstraction else []
        return {
            "codebook": (self._codebook, themes), "subcodes": (self._subcodes, themes), "abstraction": (self._abstraction, reduced),
            "attribute": (self._attribute, self._m.crossed), "association": (self._association, self._m.crossed),
            "levels": (self._levels, self._m.ordered), "path": (self._path, self._m.ordered),
        }  # fmt: skip

    def _transcripts(self) -> Shown:
        asked = len(self._m.guide.questions)
        shown = display.transcript_table(self._m.overview.frame, asked, self._language)
        return self._words["caption_transcripts"], shown, self._words["note_missing_guide"] if asked else ""

    def _guide(self) -> Shown:
        return self._words["caption_guide"], display.guide_table(self._m.guide, self._language), ""

    def _codebook(self, theme: str) -> Shown:
        return (
            self._words["caption_codebook"].format(theme=self._labels[theme]),
            display.codebook_table(self._theme(theme), self._language),
            "",
        )

    def _theme(self, theme: str) -> Code:
        return {code.id: code for code in self._m.tidy.codebook.codes}[theme]

    def _themes(self) -> Shown:
        frame = self._tables["counts"].frame
        shown = display.theme_table(frame[frame["level"] == 1], self._words["theme"], len(self._m.overview.frame), self._language)
        return self._words["caption_themes"], shown, f"{self._note('note_units')} {self._note('note_share')}"

    def _subcodes(self, theme: str) -> Shown:
        """The theme's subcodes, and the whole theme last."""
        frame = self._tables["counts"].frame
        family = frame[frame["code"].isin(self._m.tidy.family(theme))]
        whole = family[family["code"] == theme].assign(label=self._words["all"], level=family["level"].min() + 1)
        rows = pd.concat([family[family["code"] != theme], whole])
        shown = display.theme_table(rows, self._words["subcode"], len(self._m.overview.frame), self._language)
        return self._words["caption_subcodes"].format(theme_of=theme_of(self._labels[theme], self._language)), shown, ""

    def _crossed(self, name: str, dimension: str, headers: Sequence[str] = ()) -> ShownTable:
        frame = self._tables[name].frame
        shown = [self._words["theme"], *(headers or frame.columns[1:-1]), self._words["total"]]
        levels = self._m.tidy.levels.get(dimension, tuple(frame.columns[1:-1]))
        return display.cross_table(frame, self._labels, shown, self._language, dimension, levels)

    def _interviews(self) -> Shown:
        caption, frame = self._words["caption_interviews"], self._tables["theme-by-transcript"].frame
        if len(frame.columns) <= display.WIDEST or len(frame) > display.MOST_NARROW:
            return caption, self._crossed("theme-by-transcript", "transcript"), self._note("note_units")
        turned = display.turned_table(frame, self._words["interview"], self._words["total"], self._language, "transcript")
        named = ", ".join(f"{number} {self._labels[str(theme)]}" for number, theme in enumerate(frame["theme"], 1))
        return caption, turned, f"{self._words['note_columns'].format(names=named)} {self._note('note_units')}"

    def _questions(self) -> Shown:
        headers = ["–" if level == NO_QUESTION else level for level in self._m.tidy.levels["question"]]
        return (
            self._words["caption_questions"],
            self._crossed("theme-by-question", "question", headers),
            f"{self._words['note_questions']} {self._note('note_units')}",
        )

    def _quarters(self) -> Shown:
        return (
            self._words["caption_quarters"],
            self._crossed("theme-by-quarter", "quarter"),
            f"{self._words['note_quarters']} {self._note('note_units')}",
        )

    def _attribute(self, name: str) -> Shown:
        of = counted_over(self._m.tidy, name)
        things = self._m.tidy.units[self._m.tidy.units["role"] == "participant"][[*KEYS[of], name]].drop_duplicates()
        sizes = things[name].value_counts()
        labels = {**display.level_labels(self._language), **self._m.labels}
        dash = str.maketrans("-", "–") if name in self._m.bins else {}
        headers = [f"{labels.get(level, level).translate(dash)} ({sizes.get(level, 0)})" for level in self._m.tidy.levels[name]]
        caption = self._words["caption_attribute"].format(attribute=self._called(name))
        return caption, self._crossed(f"theme-by-{name}", name, headers), f"{self._over('note_levels', of)} {self._note('note_units')}"

    def _called(self, attribute: str) -> str:
        return self._m.labels.get(attribute, attribute.replace("_", " "))

    def _cooccurrence(self) -> Shown:
        frame = self._tables["cooccurrence"].frame
        shown = display.matrix_table(frame, self._labels, self._words["theme"], self._language)
        return self._words["caption_cooccurrence"], shown, self._note("note_cooccurrence")

    def _relations(self) -> Shown:
        frame = self._tables["relations"].frame.query("both > 0").head(MOST_PAIRS)
        columns = (
            ("code", "first_theme", "text"),
            ("other", "second_theme", "text"),
            ("both", "both", "integer"),
            ("jaccard", "", "bounded"),
        )
        shown = self._plain(frame, (*columns, ("lift", "", "number")), (0.34, 0.34, 0.12, 0.1, 0.1))
        links = tuple(("", "", f"{a}+{b}", "", "") for a, b in zip(frame["code"], frame["other"], strict=True))
        return self._words["caption_relations"], _linked(shown, links), self._words["note_relations"]

    def _speakers(self) -> Shown:
        columns = (
            ("transcript", "interview", "text"), ("speaker", "speaker", "text"), ("role", "role", "text"), ("turns", "turns", "integer"),
            ("words", "words", "integer"), ("share", "share_words", "share"), ("words_a_turn", "words_a_turn", "tenth"),
        )  # fmt: skip
        return (
            self._words["caption_speakers"],
            self._plain(self._tables["speakers"].frame, columns, (0.12, 0.19, 0.18, 0.15, 0.1, 0.13, 0.13)),
            "",
        )

    def _answers(self) -> Shown:
        columns = (
            ("question", "guide_question", "text"), ("transcripts", "answered", "integer"), ("not_asked", "not_asked", "text"),
            ("mean_words", "mean_words", "tenth"), ("shortest", "shortest", "integer"), ("longest", "longest", "integer"),
        )  # fmt: skip
        frame = self._tables["answers"].frame
        frame = frame.assign(question=frame["question"] + " " + frame["text"], not_asked=frame["not_asked"].str.replace(" ", ", "))
        return self._words["caption_answers"], self._plain(frame, columns, (0.42, 0.13, 0.15, 0.1, 0.1, 0.1)), self._words["note_answers"]

    def _saturation(self) -> Shown:
        frame = self._tables["saturation"].frame
        band = [
            f"{decimal(low, self._language, 1)}–{decimal(high, self._language, 1)}"
            for low, high in zip(frame["low"], frame["high"], strict=True)
        ]
        columns = (
            ("transcript", "interview", "text"), ("codes", "codes", "integer"), ("new", "new", "integer"),
            ("cumulative", "cumulative", "integer"), ("mean", "mean", "number"), ("band", "band", "text"),
            ("ratio", "new_information", "share"),
        )  # fmt: skip
        shown = self._plain(frame.assign(band=band), columns)
        return self._words["caption_saturation"], shown, self._words["note_saturation"].format(shuffles=SHUFFLES)

    def _joint(self) -> Shown:
        frame = self._tables["joint"].frame.query("n_with > 0 and n_without > 0")
        for name in ("with", "without"):
            frame = frame.assign(**{name: [self._mean(*row) for row in frame[[f"mean_{name}", f"sd_{name}"]].itertuples(index=False)]})
        frame = frame.assign(attribute=[self._called(name) for name in frame["attribute"]])
        columns = (
            ("label", "theme", "text"), ("attribute", "attribute", "text"), ("n_with", "n", "integer"), ("with", "with", "text"),
            ("n_without", "n", "integer"), ("without", "without", "text"), ("difference", "difference", "number"),
        )  # fmt: skip
        base = self._tables["joint"].base
        of = base.counts if base is not None else None
        shown = self._plain(frame, columns, (0.26, 0.2, 0.05, 0.15, 0.05, 0.15, 0.14))
        return self._over("caption_joint", of), shown, self._over("note_joint", of)

    def _over(self, name: str, of: str | None) -> str:
        """A text that differs when participants are counted and not interviews."""
        return self._words[f"{name}_participants" if of == "participants" else name]

    def _mean(self, mean: float, spread: float) -> str:
        if pd.isna(mean):
            return "–"
        shown = decimal(mean, self._language)
        return shown if pd.isna(spread) else f"{shown} ({decimal(spread, self._language)})"

    def _association(self, attribute: str) -> Shown:
        frame = self._tables[f"association-{attribute}"].frame.dropna(subset=["chi2"])
        interval = [
            "–" if pd.isna(low) else f"{bounded(low, self._language)}–{bounded(high, self._language)}"
            for low, high in zip(frame["v_low"], frame["v_high"], strict=True)
        ]
        frame = frame.assign(interval=interval, note=[self._translated(note) for note in frame["note"]])
        columns = (
            ("theme", "theme", "text"), ("chi2", "χ²", "number"), ("df", "df", "integer"), ("p", "p", "p"), ("fisher", "Fisher p", "p"),
            ("v", "V", "bounded"), ("interval", "v_interval", "text"), ("note", "note", "text"),
        )  # fmt: skip
        of = counted_over(self._m.tidy, attribute)
        shown = self._plain(frame, columns, (0.23, 0.08, 0.06, 0.08, 0.1, 0.07, 0.13, 0.25))
        return self._words["caption_association"].format(attribute=self._called(attribute)), shown, self._over("note_association", of)

    def _levels(self, code: str) -> Shown:
        return (
            self._words["caption_levels"].format(code=self._labels[code]),
            self._by_level(code, "transcript"),
            self._words["note_levels_code"],
        )

    def _path(self, code: str) -> Shown:
        note = f"{self._words['note_quarters']} {self._words['note_levels_code']}"
        return self._words["caption_path"].format(code=self._labels[code]), self._by_level(code, "quarter"), note

    def _by_level(self, code: str, by: str) -> ShownTable:
        frame = self._tables[f"{code}-by-{by}"].frame.replace({"total": self._words["total"]})
        names = self._m.tidy.scale(code)
        middle = ("lowest", "median", "highest")
        levels = [(name, self._labels[level], "integer") for name, level in zip(frame.columns[2:-3], names, strict=True)]
        columns = ((by, "interview", "text"), ("units", "mentions", "integer"), *levels, *((name, name, "text") for name in middle))
        return self._plain(frame, columns)

    def _abstraction(self, theme: str) -> Shown:
        frame = self._tables["abstraction"].frame
        frame = frame[frame["code"].isin(self._m.tidy.family(theme)) & (frame["reduced"] != "")]
        columns = tuple((name, name, "text") for name in ("original", "reduced", "subcategory", "category"))
        note = self._words["note_abstraction"].format(title=self._m.tidy.codebook.title(self._language))
        return (
            self._words["caption_abstraction"].format(theme=self._labels[theme]),
            self._plain(frame, columns, (0.4, 0.26, 0.17, 0.17)),
            note,
        )

    def _changes(self) -> Shown:
        frame = self._tables["changes"].frame
        frame = frame.assign(**{name: [self._translated(str(text)) for text in frame[name]] for name in ("kind", "change", "explanation")})
        columns = (
            *((name, name, "text") for name in ("kind", "what", "change")),
            ("before", "before", "integer"),
            ("after", "after", "integer"),
        )
        shown = self._plain(frame, (*columns, ("explanation", "explanation", "text")), (0.12, 0.24, 0.12, 0.08, 0.08, 0.36))
        return self._words["caption_changes"], shown, ""

    def _validity(self) -> Shown:
        """Themes and all codes together, of all languages together when there are several."""
        frame = self._tables["validity"].frame
        frame = self._themes_of(frame[frame["language"] == frame["language"].iloc[-1]])
        for name in ("precision", "recall", "f1"):
            frame[name] = [
                self._with_interval(*row) for row in frame[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False, name=None)
            ]
        counted = tuple((name, f"v_{name}", "integer") for name in ("rules", "hits", "false_hits", "misses"))
        columns = (("code", "theme", "text"), *counted, *((name, f"v_{name}", "text") for name in ("precision", "recall", "f1")))
        return (
            self._words["caption_validity"],
            self._plain(frame, columns, (0.165, 0.09, 0.07, 0.08, 0.085, 0.17, 0.17, 0.17)),
            self._note("note_validity"),
        )

    def _agreement(self) -> Shown:
        frame = self._themes_of(self._tables["agreement"].frame)
        frame["interval"] = [
            self._with_interval(*row) for row in frame[["alpha", "alpha_low", "alpha_high"]].itertuples(index=False, name=None)
        ]
        cells = [str(name) for name in frame.columns[2 : list(frame.columns).index("percent")]]
        called = {"both": self._words["v_both"], "neither": self._words["v_neither"]}
        headers = [called.get(name, name.replace("only ", self._words["v_only"])) for name in cells]
        columns = (
            ("code", "theme", "text"), *((name, header, "integer") for name, header in zip(cells, headers, strict=True)),
            ("percent", "v_percent", "share"), ("kappa", "κ", "bounded"), ("interval", "v_alpha", "text"),
        )  # fmt: skip
        widths = (0.21, 0.115, 0.095, 0.095, 0.125, 0.1, 0.07, 0.19)
        return self._words["caption_agreement"], self._plain(frame, columns, widths), self._words["note_agreement"]

    def _themes_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of themes and of all codes together."""
        themes = [code.id for code in self._m.tidy.codebook.codes]
        return frame[frame["code"].isin([*themes, OVERALL])].replace({OVERALL: self._words["v_overall"]}).reset_index(drop=True)

    def _with_interval(self, value: float, low: float, high: float) -> str:
        if pd.isna(value):
            return "–"
        shown = [bounded(number, self._language) for number in (value, low, high)]
        return f"{shown[0]} [{shown[1]}; {shown[2]}]"

    def _plain(self, frame: pd.DataFrame, columns: Sequence[tuple[str, str, str]], widths: Sequence[float] = ()) -> ShownTable:
        names = {role: self._words[role] for role in ("participant", "interviewer", "other")}
        made = [Column(name, self._words.get(header, header or name.capitalize()), kind) for name, header, kind in columns]
        return display.plain_table(frame, made, self._language, {**self._labels, **names}, widths)

    def _translated(self, text: str) -> str:
        """A note or an explanation in the findings' language."""
        for found, said in TRANSLATED.get(self._language, ()):
            text = re.sub(found, said, text)
        return text

    def _note(self, name: str) -> str:
        unit, base = self._m.tidy.unit, self._m.tidy.base()
        units, part = self._words[f"units_{unit}"], self._words[f"part_{unit}"]
        return self._words[name].format(units=units, units_part=part, n=self._integer(base.units), words=self._integer(base.words))


def _linked(table: ShownTable, links: tuple[tuple[str, ...], ...]) -> ShownTable:
    return ShownTable(table.headers, table.rows, table.numeric, table.indent, table.widths, links)


# What analyses say in English, in the language of the findings.
TRANSLATED: Mapping[str, Sequence[tuple[str, str]]] = {
    "fi": (
        (
            "p withheld: participants of one interview are not independent",
            "p-arvoa ei esitetä: saman haastattelun haastateltavat eivät ole riippumattomia",
        ),
        ("1 transcript left out: its participants differ", "1 haastattelu jää pois: sen haastateltavat ovat eri ryhmissä"),
        (r"(\d+) transcripts left out: their participants differ", r"\1 haastattelua jää pois: niiden haastateltavat ovat eri ryhmissä"),
        (r"p withheld: only (\d+) interviews", r"p-arvoa ei esitetä: vain \1 haastattelua"),
        ("p of χ² withheld: expected counts are too small", "χ²-testin p-arvoa ei esitetä: odotetut frekvenssit ovat liian pieniä"),
        (r"\(new interview\)", "(uusi haastattelu)"),
        (r"\(changed interview\)", "(muuttunut haastattelu)"),
        (r"\(gone interview\)", "(poistunut haastattelu)"),
        ("other words of the same units", "muita sanoja samoissa yksiköissä"),
        ("^interview$", "haastattelu"), ("^code$", "koodi"), ("^rule$", "sääntö"), ("^count$", "maininnat"),
        (r"^from (\S+)$", r"ennen \1"), (r"^into (\S+)$", r"koodiin \1"), (r"^under (\S+)$", r"koodin \1 alle"), ("^a theme$", "teemaksi"),
        (r"(\S+) moved here", r"\1 siirretty tähän"), (r"(\S+) moved away", r"\1 siirretty pois"),
        (r"(\S+) merged into it\b", r"\1 yhdistetty tähän"), (r"(\S+) merged into ([\w-]+)", r"\1 yhdistetty koodiin \2"),
        ("^renamed$", "nimetty uudelleen"), ("^moved$", "siirretty"), ("^merged$", "yhdistetty"),
        ("^new$", "uusi"), ("^gone$", "poistunut"), ("^changed$", "muuttunut"),
    )
}  # fmt: skip
