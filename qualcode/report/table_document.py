"""One table as a document of its own, in the study's language: labels for ids, its words for columns, its base as a
sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from qualcode.analysis.table import Base, Drawings, Table
from qualcode.errors import UnknownName
from qualcode.model import RULES_CODER
from qualcode.report.blocks import Report, ShownTable, TableBlock
from qualcode.report.formats.data import WRITERS, base_line, drawings_line
from qualcode.report.formats.statistics import SUFFIXES, statistics_bytes
from qualcode.report.numbers import integer
from qualcode.report.rendering import render_report
from qualcode.report.shown_tables import Column, level_labels, plain_table
from qualcode.report.wording import CAPTIONS, COLUMNS_FI, words_in

# columns that a label of the code and its indent say too
HIDDEN = {
    "counts": ("label", "theme", "level"),
    "joint": ("label",),
    "quotes": ("unit", "hits", "start", "end", "shortened"),
}


@dataclass(frozen=True)
class Dress:
    """How a table is shown in a document: its language, and what codes, attributes and their values are called."""

    language: str = "en"
    labels: Mapping[str, str] = field(default_factory=dict)


DOCUMENTS = (".docx", ".html", ".md", ".tex")
FORMS = {"markdown": ".md", "latex": ".tex"}
PROBABILITIES, BOUNDED = ("p", "fisher"), ("v", "v_low", "v_high", "jaccard")


def file_bytes(table: Table, path: Path, dress: Dress = Dress()) -> bytes:
    """The table in the format of the path's suffix, dressed in a document; raises UnknownName listing the suffixes."""
    suffix = path.suffix.lower()
    if suffix in DOCUMENTS:
        return render_report(table_report(table, dress), suffix.removeprefix("."))
    if suffix in SUFFIXES:
        return statistics_bytes(table, suffix, dress.labels, dress.language)
    if suffix not in WRITERS:
        raise UnknownName("file format", suffix or path.name, [*WRITERS, *SUFFIXES, *DOCUMENTS])
    return WRITERS[suffix](table)


def table_report(table: Table, dress: Dress) -> Report:
    """A document with the table, its caption and its base."""
    words = words_in(dress.language)
    caption = CAPTIONS.get(dress.language, CAPTIONS["en"]).get(table.name, table.name)
    block = TableBlock(table.name, 1, caption, _dressed(table, dress), _note(table, dress.language))
    return Report(caption, dress.language, (block,), words["table"], words["figure"])


def document_text(table: Table, form: str, dress: Dress) -> str:
    """The table as the text of a document: markdown or latex."""
    return render_report(table_report(table, dress), FORMS[form].removeprefix(".")).decode("utf-8")


def _dressed(table: Table, dress: Dress) -> ShownTable:
    columns = (
        COLUMNS_FI
        if dress.language == "fi"
        else {name: name.replace("_", " ").capitalize() if len(name) > 2 else name for name in COLUMNS_FI}
    )
    names = {**level_labels(dress.language), **dress.labels}
    shown = [(i, name) for i, name in enumerate(table.frame.columns) if name not in HIDDEN.get(table.name, ())]
    made = [Column(name, columns.get(name) or names.get(name, name), _kind(table, name, i)) for i, name in shown]
    coded = {name for i, name in enumerate(table.frame.columns) if i == 0 or name in ("code", "theme", "other")}
    shown_as: dict[str, Any] = {name: [_called(value, names) for value in table.frame[name]] for name in coded}
    frame = table.frame.assign(**shown_as)
    indent = tuple(int(level) - 1 for level in frame["level"]) if table.name == "counts" else ()
    return replace(plain_table(frame, made, dress.language, missing=""), indent=indent)


def _called(value: object, names: Mapping[str, str]) -> object:
    """A code, or several joined by spaces, by label."""
    if not isinstance(value, str) or value in names:
        return names.get(value, value) if isinstance(value, str) else value
    several = value.split(" ")
    return ", ".join(names[one] for one in several) if all(one in names for one in several) else value


def _kind(table: Table, name: str, place: int) -> str:
    """How the values of a column are shown."""
    values = table.frame[name]
    if name in table.shares:
        return "share"
    if place == 0 or not pd.api.types.is_numeric_dtype(values):
        return "text"
    if name in PROBABILITIES or name in BOUNDED:
        return "p" if name in PROBABILITIES else "bounded"
    return "integer" if pd.api.types.is_integer_dtype(values) else "number"


def _note(table: Table, language: str) -> str:
    """The base, and what intervals rest on."""
    return " ".join(filter(None, (base_sentence(table.base, language), drawings_sentence(table.drawings, language))))


def drawings_sentence(drawings: Drawings | None, language: str) -> str:
    """What intervals rest on, in Finnish, or in English as on the screen."""
    if drawings is None or language != "fi":
        return drawings_line(drawings)
    if not drawings.repeats:
        return "Luottamusvälejä ei laskettu."
    things = "haastattelun" if drawings.of == "transcripts" else "yksikön"
    left = (
        f" Poiminnat, joissa arvo ei ole määritelty, jäävät pois (enintään {drawings.undefined})."
        if drawings.undefined
        else ""
    )
    times = integer(drawings.repeats, "fi")
    drawn = f"Luottamusvälit: {drawings.number} {things} aineisto poimittiin palauttaen {times} kertaa"
    return f"{drawn}; väli kattaa arvoista keskimmäiset 95 %.{left}"


COUNTED: Mapping[str | None, str] = {
    "units": "yksiköiden määrä (yksikkö: {unit})",
    "codings": "koodausten määrä",
    "turns": "puheenvuorojen määrä",
    "answers": "vastausten määrä (vastaus: kaikki, mitä kysymykseen sanotaan)",
    "transcripts": "haastattelujen määrä",
    "participants": "haastateltavien määrä",
    "words": "yksiköiden sanojen määrä",
}


def base_sentence(base: Base | None, language: str) -> str:
    """The base of a table as a sentence in Finnish, or in English as on the screen."""
    if base is None or language != "fi":
        return base_line(base)
    units = words_in("fi")[f"part_{base.unit}"]
    unit = words_in("fi")[f"one_{base.unit}"]
    counted = f"Luku on {COUNTED[base.counts].format(unit=unit)}. " if base.counts in COUNTED else ""
    of = {"row": "rivin", "column": "sarakkeen", "total": "koko taulukon"}
    wholes = ", ".join(f"{name} {integer(number, 'fi')}" for name, number in base.margins).replace(
        "in all", "kaikkiaan"
    )
    share = f"Osuudet on laskettu {of[base.percent]} kokonaismäärästä ({wholes}). " if base.percent else ""
    only = f" Rajaus: {', '.join(base.filters)}." if base.filters else ""
    size = f"{integer(base.units, 'fi')} {units}, {base.transcripts} haastattelua, {base.participants} haastateltavaa"
    coders = f" Koodaajat: {', '.join(base.coders)}.".replace(RULES_CODER, "säännöt") if base.coders else ""
    return f"{counted}{share}Aineisto: {size}, {integer(base.words, 'fi')} sanaa.{only}{coders}"
