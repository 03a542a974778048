"""What every table of findings is made with: labels, the language's words and numbers, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd

from qualcode.analysis.coders import OVERALL
from qualcode.model import Code
from qualcode.report import shown_tables
from qualcode.report.blocks import ShownTable
from qualcode.report.findings_data import Material, Tables
from qualcode.report.numbers import bounded, integer
from qualcode.report.shown_tables import Column
from qualcode.report.wording import words_in

Shown = tuple[str, ShownTable, str]  # a table's caption, the table, its note


class TableMaker:
    """A part of the findings' tables."""

    def __init__(self, material: Material, tables: Tables) -> None:
        self._m, self._tables = material, tables
        self._language = material.language
        self._words = words_in(material.language)
        self._integer: Callable[[float], str] = partial(integer, language=material.language)
        self._labels = {place.code.id: place.code.label(material.language) for place in material.tidy.codebook.walk()}

    def _theme(self, theme: str) -> Code:
        return {code.id: code for code in self._m.tidy.codebook.codes}[theme]

    def _called(self, attribute: str) -> str:
        return self._m.labels.get(attribute, attribute.replace("_", " "))

    def _over(self, name: str, of: str | None) -> str:
        """A text that differs when participants are counted and not interviews."""
        return self._words[f"{name}_participants" if of == "participants" else name]

    def _themes_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of themes and of all codes together."""
        themes = [code.id for code in self._m.tidy.codebook.codes]
        return (
            frame[frame["code"].isin([*themes, OVERALL])]
            .replace({OVERALL: self._words["v_overall"]})
            .reset_index(drop=True)
        )

    def _with_interval(self, value: float, low: float, high: float) -> str:
        if pd.isna(value):
            return "–"
        shown = [bounded(number, self._language) for number in (value, low, high)]
        return f"{shown[0]} [{shown[1]}; {shown[2]}]"

    def _plain(self, frame: pd.DataFrame, columns: Sequence[tuple[str, str, str]]) -> ShownTable:
        names = {role: self._words[role] for role in ("participant", "interviewer", "other")}
        made = [
            Column(name, self._words.get(header, header or name.capitalize()), kind) for name, header, kind in columns
        ]
        return shown_tables.plain_table(frame, made, self._language, {**self._labels, **names})

    def _translated(self, text: str) -> str:
        """A note or an explanation in the findings' language."""
        for found, said in TRANSLATED.get(self._language, ()):
            text = re.sub(found, said, text)
        return text

    def _note(self, name: str) -> str:
        unit, base = self._m.tidy.unit, self._m.tidy.base()
        units, part = self._words[f"units_{unit}"], self._words[f"part_{unit}"]
        return self._words[name].format(
            units=units, units_part=part, n=self._integer(base.units), words=self._integer(base.words)
        )


# What analyses say in English, in the language of the findings.
TRANSLATED: Mapping[str, Sequence[tuple[str, str]]] = {
    "fi": (
        (
            "p withheld: participants of one interview are not independent",
            "p-arvoa ei esitetä: saman haastattelun haastateltavat eivät ole riippumattomia",
        ),
        ("1 transcript left out: its participants differ", "1 haastattelu jää pois: sen "
            "haastateltavat ovat eri ryhmissä"),
        (r"(\d+) transcripts left out: their participants differ", r"\1 haastattelua jää pois: niiden "
            r"haastateltavat ovat eri ryhmissä"),
        (r"p withheld: only (\d+) interviews", r"p-arvoa ei esitetä: vain \1 haastattelua"),
        ("p of χ² withheld: expected counts are too small", "χ²-testin p-arvoa ei esitetä: "
            "odotetut frekvenssit ovat liian pieniä"),
        (r"\(new interview\)", "(uusi haastattelu)"),
        (r"\(changed interview\)", "(muuttunut haastattelu)"),
        (r"\(gone interview\)", "(poistunut haastattelu)"),
        ("other words of the same units", "muita sanoja samoissa yksiköissä"),
        ("^interview$", "haastattelu"), ("^code$", "koodi"), ("^rule$", "sääntö"), ("^count$", "maininnat"),
        (r"^from (\S+)$", r"ennen \1"), (r"^into (\S+)$", r"koodiin \1"), (r"^under (\S+)$", r"koodin \1 alle"),
        ("^a theme$", "teemaksi"),
        (r"(\S+) moved here", r"\1 siirretty tähän"), (r"(\S+) moved away", r"\1 siirretty pois"),
        (r"(\S+) merged into it\b", r"\1 yhdistetty tähän"), (r"(\S+) merged "
            r"into ([\w-]+)", r"\1 yhdistetty koodiin \2"),
        ("^renamed$", "nimetty uudelleen"), ("^moved$", "siirretty"), ("^merged$", "yhdistetty"),
        ("^new$", "uusi"), ("^gone$", "poistunut"), ("^changed$", "muuttunut"),
    )
}  # fmt: skip
