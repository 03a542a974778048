"""Reduced expressions (pelkistetyt ilmaukset): people write them into codings/reductions.csv, the abstraction table shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import InputError, Problem
from qualcode.files import read_text, write_atomic
from qualcode.line.consent import Consent
from qualcode.line.corpus import Corpus
from qualcode.notes import HIDDEN
from qualcode.people.counted import Counted
from qualcode.people.decisions import REDUCTIONS
from qualcode.spreadsheet import as_meant, delimiter, harmless

COLUMNS = ("transcript", "start", "end", "reduced", "codes", "quote")
TABLE_COLUMNS = ("original", "reduced", "subcategory", "category", "unifying", "transcript", "code")


@dataclass(frozen=True)
class Reduction:
    """A row of the file: a coded unit, what someone made of it in few words, and for the reader its codes and text."""

    transcript: str
    start: int
    end: int
    reduced: str
    codes: str
    quote: str


def read_reductions(path: Path) -> list[Reduction]:
    """The rows of the file, none without one; raises InputError with every row that cannot be read."""
    if not path.exists():
        return []
    text = read_text(path)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    missing = [name for name in COLUMNS[:4] if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError([Problem(f"has no column {', '.join(missing)}.", path, 1, f"The columns are: {', '.join(COLUMNS)}.")])
    found, problems = [], []
    for row in _readable(rows, path):
        values = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if values["start"].isdecimal() and values["end"].isdecimal():
            found.append(_reduction(values))
        else:
            problems.append(Problem(f"start and end are no whole numbers: {values['start']!r}, {values['end']!r}.", path, rows.line_num))
    if problems:
        raise InputError(problems)
    return found


def _reduction(cells: Mapping[str, str]) -> Reduction:
    shown = (as_meant(cells[name]) for name in ("reduced", "codes", "quote"))
    return Reduction(cells["transcript"], int(cells["start"]), int(cells["end"]), *shown)


def _readable(rows: csv.DictReader[str], path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as a table: {error}.", path, rows.line_num)]) from error


def update_reductions(counted: Counted) -> tuple[Path, int, int, int]:
    """Bring the file up to date: a row for each coded unit, what was written kept; returns the path and how many are there, new and empty.

    A row whose text moved in its transcript follows it. One whose unit is no longer coded stays at the end as long as something is
    written in it.
    """
    path = counted.study.root / REDUCTIONS
    old = read_reductions(path)
    at = {(row.transcript, row.start, row.end): row for row in old}
    by_text = {(row.transcript, row.quote): row for row in old}
    rows, used = [], set[int]()
    for unit in _units(counted.corpus.text, counted.tidy):
        kept = at.get((unit.transcript, unit.start, unit.end))
        kept = kept if kept is not None and kept.quote in ("", unit.quote) else by_text.get((unit.transcript, unit.quote))
        used |= {id(kept)}
        rows.append(unit if kept is None else Reduction(unit.transcript, unit.start, unit.end, kept.reduced, unit.codes, unit.quote))
    left = [row for row in old if id(row) not in used and row.reduced]
    new = len(rows) - sum(id(row) in used for row in old)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in (*rows, *left):
        writer.writerow((row.transcript, row.start, row.end, *map(harmless, (row.reduced, row.codes, row.quote))))
    write_atomic(path, out.getvalue().encode("utf-8-sig"))
    return path, len(rows), new, sum(not row.reduced for row in rows)


def _units(text_of: Callable[[str], str], tidy: Tidy) -> Iterator[Reduction]:
    """Each coded stretch of a unit, in the order of the text."""
    codes = (
        tidy.codings.groupby(["transcript", "unit", "turn"], sort=False)["code"].agg(lambda found: " ".join(dict.fromkeys(found))).to_dict()
    )
    stretches = tidy.units[["transcript", "unit", "turn", "start", "end"]]
    for transcript, unit, turn, start, end in stretches.itertuples(index=False, name=None):
        if (transcript, unit, turn) in codes:
            quote = " ".join(text_of(transcript)[start:end].split())
            yield Reduction(transcript, int(start), int(end), "", codes[transcript, unit, turn], quote)


def abstraction(corpus: Corpus, tidy: Tidy, language: str) -> Table:
    """The abstraction table of content analysis (Tuomi & Sarajärvi): a row for each coded unit and code, in codebook order.

    Columns: original (the unit's text; empty when it may only be paraphrased), reduced (as written in codings/reductions.csv, else empty),
    subcategory (the code; empty when a theme itself is coded), category (its theme), unifying (the codebook's title), transcript, code.
    """
    written = {(row.transcript, row.start, row.end): row.reduced for row in read_reductions(corpus.study.root / REDUCTIONS)}
    places = {place.code.id: place for place in tidy.codebook.walk()}
    themes = {place.code.id: place.code.label(language) for place in places.values()}
    consent, title = Consent(corpus), tidy.codebook.title(language)
    units = [unit for unit in _units(consent.text, tidy) if HIDDEN not in unit.quote or _may_be_told(unit, consent)]
    rows = [
        (
            "" if HIDDEN in unit.quote else unit.quote,
            written.get((unit.transcript, unit.start, unit.end), ""),
            place.code.label(language) if place.level > 1 else "",
            themes[place.theme],
            title,
            unit.transcript,
            place.code.id,
        )
        for place in places.values()
        for unit in units
        if place.code.id in unit.codes.split()
    ]
    frame = pd.DataFrame(rows, columns=list(TABLE_COLUMNS))
    return Table("abstraction", frame, tidy.base("units"))


def _may_be_told(unit: Reduction, consent: Consent) -> bool:
    """Whether a unit that may not be quoted may be told in other words."""
    turns = consent.places(unit.transcript, unit.start, unit.end)
    return all(said == "paraphrase" for said in turns)
