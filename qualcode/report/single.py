"""One table as a document of its own, in the study's language: labels for ids, its words for columns, its base as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.analysis.table import Base, Table
from qualcode.errors import UnknownName
from qualcode.report.blocks import Report, ShownTable, TableBlock
from qualcode.report.display import level_labels
from qualcode.report.output import WRITERS, base_line, render_report, shown
from qualcode.report.wording import integer, percent, words_in

_FI = {
    "code": "Koodi", "theme": "Teema", "label": "Nimi", "level": "Taso", "units": "Mainintoja", "codings": "Koodauksia",
    "transcripts": "Haastatteluja", "participants": "Haastateltavia", "words": "Sanoja", "share": "Osuus puheesta", "total": "Yhteensä",
    "transcript": "Haastattelu", "speaker": "Puhuja", "role": "Rooli", "question": "Kysymys", "turn": "Puheenvuoro", "unit": "Yksikkö",
    "quote": "Ote", "hits": "Osumat", "start": "Alku", "end": "Loppu", "rule": "Sääntö", "lemma": "Perusmuoto", "coder": "Koodaaja",
    "left": "Edeltävä", "match": "Osuma", "right": "Seuraava", "text": "Puhe", "file": "Tiedosto", "format": "Muoto", "language": "Kieli",
    "speakers": "Puhujia", "turns": "Puheenvuoroja", "participant_turns": "Haastateltavan puheenvuoroja", "warnings": "Huomautuksia",
    "participant_words": "Haastateltavan sanoja", "questions_asked": "Kysymyksiä", "start_time": "Alkuaika", "end_time": "Loppuaika",
}  # fmt: skip
_CAPTIONS = {
    "fi": {
        "counts": "Koodien maininnat", "crosstab": "Ristiintaulukointi", "cooccurrence": "Koodien yhteisesiintyminen", "quotes": "Otteet",
        "codings": "Koodaukset", "kwic": "Konkordanssi", "transcripts": "Haastattelut", "turns": "Puheenvuorot", "questions": "Kysymykset",
    },
    "en": {
        "counts": "Mentions of codes", "crosstab": "Cross-tabulation", "cooccurrence": "Co-occurrence of codes", "quotes": "Quotes",
        "codings": "Codings", "kwic": "Concordance", "transcripts": "Interviews", "turns": "Turns", "questions": "Questions",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Dress:
    """How a table is shown in a document: its language, and what codes, attributes and their values are called."""

    language: str = "en"
    labels: Mapping[str, str] = field(default_factory=dict)


DOCUMENTS = (".docx", ".html")


def file_bytes(table: Table, path: Path, dress: Dress = Dress()) -> bytes:
    """The table in the format of the path's suffix, dressed in a document; raises UnknownName listing the suffixes."""
    suffix = path.suffix.lower()
    if suffix in DOCUMENTS:
        return render_report(table_report(table, dress), suffix.removeprefix("."))
    if suffix not in WRITERS:
        raise UnknownName("file format", suffix or path.name, [*WRITERS, *DOCUMENTS])
    return WRITERS[suffix](table)


def table_report(table: Table, dress: Dress) -> Report:
    """A document with the table, its caption and its base."""
    words = words_in(dress.language)
    caption = _CAPTIONS.get(dress.language, _CAPTIONS["en"]).get(table.name, table.name)
    block = TableBlock(table.name, 1, caption, _dressed(table, dress), base_sentence(table.base, dress.language))
    return Report(caption, dress.language, (block,), words["table"], words["figure"])


def _dressed(table: Table, dress: Dress) -> ShownTable:
    plain = shown(table)
    columns = _FI if dress.language == "fi" else {name: name.replace("_", " ").capitalize() for name in _FI}
    names = {**level_labels(dress.language), **dress.labels}
    headers = tuple(columns.get(header) or names.get(header, header) for header in plain.headers)
    coded = {i for i, header in enumerate(plain.headers) if i == 0 or header in ("code", "theme")}
    shares = {i for i, header in enumerate(plain.headers) if header in table.shares}
    rows = tuple(
        tuple(
            percent(float(value), dress.language) if i in shares else names.get(cell, cell) if i in coded else cell
            for i, (cell, value) in enumerate(zip(row, values, strict=True))
        )
        for row, values in zip(plain.rows, table.frame.itertuples(index=False, name=None), strict=True)
    )
    return replace(plain, headers=headers, rows=rows)


def base_sentence(base: Base | None, language: str) -> str:
    """The base of a table as a sentence in Finnish, or in English as on the screen."""
    if base is None or language != "fi":
        return base_line(base)
    units = words_in("fi")[f"part_{base.unit}"]
    counted = {
        "units": f"Luku on yksiköiden määrä (yksikkö: {words_in('fi')[f'one_{base.unit}']}). ",
        "codings": "Luku on koodausten määrä. ",
        "transcripts": "Luku on haastattelujen määrä. ",
        "participants": "Luku on haastateltavien määrä. ",
        "words": "Luku on yksiköiden sanojen määrä. ",
    }.get(base.counts or "", "")
    of = {"row": "rivin", "column": "sarakkeen", "total": "koko taulukon"}
    wholes = ", ".join(f"{name} {integer(number, 'fi')}" for name, number in base.margins).replace("in all", "kaikkiaan")
    share = f"Osuudet on laskettu {of[base.percent]} kokonaismäärästä ({wholes}). " if base.percent else ""
    only = f" Rajaus: {', '.join(base.filters)}." if base.filters else ""
    size = f"{integer(base.units, 'fi')} {units}, {base.transcripts} haastattelua, {base.participants} haastateltavaa"
    return f"{counted}{share}Aineisto: {size}, {integer(base.words, 'fi')} sanaa.{only}"
