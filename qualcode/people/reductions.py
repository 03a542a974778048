"""Reduced expressions (pelkistetyt ilmaukset): people write them into codings/reductions.csv, the abstraction table
shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import InputError, Problem
from qualcode.files import write_atomic
from qualcode.line.consent import Consent
from qualcode.line.corpus import Corpus
from qualcode.notes import HIDDEN
from qualcode.people.counted import Counted
from qualcode.people.decisions import REDUCTIONS
from qualcode.people.written_tables import Done, as_csv, rows_of

COLUMNS = ("transcript", "start", "end", "reduced", "codes", "label", "quote")
TABLE_COLUMNS = ("original", "reduced", "subcategory", "category", "unifying", "transcript", "turn", "code")


@dataclass(frozen=True)
class Reduction:
    """A row of the file: a coded unit and one of its codes, what someone made of it in few words, and for the reader
    its text.

    A row may name several codes, or none: then it stands for all codes of the unit. Several rows of a unit and a code
    are several expressions.
    """

    transcript: str
    start: int
    end: int
    reduced: str
    codes: str
    quote: str
    turn: int = 0

    @property
    def place(self) -> tuple[str, int, int, str]:
        """What it is an expression of: transcript, start, end, codes."""
        return self.transcript, self.start, self.end, self.codes

    def stands_for(self, code: str) -> bool:
        """Whether the expression is one of a code."""
        return not self.codes or code in self.codes.split()


def read_reductions(path: Path) -> list[Reduction]:
    """The rows of the file (.csv or .xlsx), none without one; raises InputError with every row that cannot be read."""
    if not path.exists():
        return []
    found, problems = [], []
    for line, values in rows_of(path, COLUMNS, 4):
        if values["start"].isdecimal() and values["end"].isdecimal():
            found.append(_reduction(values))
        else:
            problems.append(
                Problem(f"start and end are no whole numbers: {values['start']!r}, {values['end']!r}.", path, line)
            )
    if problems:
        raise InputError(problems)
    return found


def _reduction(cells: Mapping[str, str]) -> Reduction:
    start, end = int(cells["start"]), int(cells["end"])
    return Reduction(cells["transcript"], start, end, cells["reduced"], cells["codes"], cells["quote"])


def update_reductions(counted: Counted, more: Sequence[Reduction] = ()) -> Done:
    """Bring the file up to date: a row for each coded unit and code, what was written kept.

    `more` are rows written elsewhere, which take the place of those of the same units and codes. A row whose text moved
    in its transcript follows it. One whose unit does not carry the code any more stays at the end as long as something
    is written in it.
    """
    path = counted.study.root / REDUCTIONS
    anew = {row.place for row in more}
    old = [*more, *(row for row in read_reductions(path) if row.place not in anew)]
    rows, used, new = list[Reduction](), set[int](), 0
    at, by_text = _grouped(old, lambda row: (row.start, row.end)), _grouped(old, lambda row: row.quote)
    for unit in _units(counted.corpus.text, counted.tidy):
        there = [row for row in at.get((unit.transcript, (unit.start, unit.end)), []) if row.quote in ("", unit.quote)]
        kept = [row for row in there or by_text.get((unit.transcript, unit.quote), []) if row.stands_for(unit.codes)]
        written = dict.fromkeys(row.reduced for row in kept if row.reduced) or {"": None}
        used |= {id(row) for row in kept}
        new += not kept
        rows += [replace(unit, reduced=text) for text in written]
    left = [row for row in old if id(row) not in used and row.reduced]
    labels = _labels(counted)
    write_atomic(path, as_csv(COLUMNS, [_cells(row, labels) for row in (*rows, *left)]))
    return Done(path, len(rows), new, sum(not row.reduced for row in rows), len(left))


def reductions_table(counted: Counted) -> Table:
    """The rows of the file as a table, to be filled in a spreadsheet; columns as in the file, codes with their
    labels.
    """
    labels = _labels(counted)
    rows = [_cells(row, labels) for row in read_reductions(counted.study.root / REDUCTIONS)]
    return Table("reductions", pd.DataFrame(rows, columns=list(COLUMNS)))


def _grouped(
    rows: Iterable[Reduction], key: Callable[[Reduction], object]
) -> dict[tuple[str, object], list[Reduction]]:
    found: dict[tuple[str, object], list[Reduction]] = {}
    for row in rows:
        found.setdefault((row.transcript, key(row)), []).append(row)
    return found


def _labels(counted: Counted) -> dict[str, str]:
    """The codes' labels in the study's language."""
    language = counted.study.settings.study.language
    return {place.code.id: place.code.label(language) for place in counted.tidy.codebook.walk()}


def _cells(row: Reduction, labels: Mapping[str, str]) -> tuple[object, ...]:
    label = ", ".join(labels.get(code, code) for code in row.codes.split())
    return (row.transcript, row.start, row.end, row.reduced, row.codes, label, row.quote)


def _units(text_of: Callable[[str], str], tidy: Tidy) -> Iterator[Reduction]:
    """Each coded stretch of a unit with each of its codes, in the order of the text."""
    codes = (
        tidy.codings.groupby(["transcript", "unit", "turn"], sort=False)["code"]
        .agg(lambda found: list(dict.fromkeys(found)))
        .to_dict()
    )
    stretches = tidy.units[["transcript", "unit", "turn", "start", "end"]]
    for transcript, unit, turn, start, end in stretches.itertuples(index=False, name=None):
        if (transcript, unit, turn) in codes:
            quote = " ".join(text_of(transcript)[start:end].split())
            for code in codes[transcript, unit, turn]:
                yield Reduction(transcript, int(start), int(end), "", code, quote, int(turn))


def abstraction(corpus: Corpus, tidy: Tidy, language: str) -> Table:
    """The abstraction table of content analysis (Tuomi & Sarajärvi): a row for each coded unit, code and expression, in
    codebook order.

    Columns: original (the unit's text; empty when it may only be paraphrased), reduced (as written in
    codings/reductions.csv, else empty), subcategory (the code; empty when a theme itself is coded), category (its
    theme), unifying (the codebook's title), transcript, turn, code.
    """
    written: dict[tuple[str, int, int], list[Reduction]] = {}
    for row in read_reductions(corpus.study.root / REDUCTIONS):
        written.setdefault((row.transcript, row.start, row.end), []).append(row)
    places = {place.code.id: place for place in tidy.codebook.walk()}
    themes = {place.code.id: place.code.label(language) for place in places.values()}
    consent, title = Consent(corpus), tidy.codebook.title(language)
    units: dict[str, list[Reduction]] = {}
    for unit in _units(consent.text, tidy):
        if HIDDEN not in unit.quote or _may_be_told(unit, consent):
            units.setdefault(unit.codes, []).append(unit)
    rows = [
        (
            "" if HIDDEN in unit.quote else unit.quote,
            reduced,
            place.code.label(language) if place.level > 1 else "",
            themes[place.theme],
            title,
            unit.transcript,
            unit.turn,
            place.code.id,
        )
        for place in places.values()
        for unit in units.get(place.code.id, ())
        for reduced in _expressions(written.get((unit.transcript, unit.start, unit.end), ()), place.code.id)
    ]
    frame = pd.DataFrame(rows, columns=list(TABLE_COLUMNS))
    return Table("abstraction", frame, tidy.base("units"))


def _expressions(rows: Sequence[Reduction], code: str) -> list[str]:
    """What was written for a unit and a code; an empty text when nothing was."""
    return list(dict.fromkeys(row.reduced for row in rows if row.reduced and row.stands_for(code))) or [""]


def _may_be_told(unit: Reduction, consent: Consent) -> bool:
    """Whether a unit that may not be quoted may be told in other words."""
    turns = consent.places(unit.transcript, unit.start, unit.end)
    return all(said == "paraphrase" for said in turns)
