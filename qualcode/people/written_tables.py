"""The tables that people write beside their decisions: reduced expressions, summaries, chosen quotes (.csv, or .xlsx
from elsewhere).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_text
from qualcode.people.decisions import INTERVIEWS, PINNED, REDUCTIONS, SUMMARIES
from qualcode.spreadsheet import as_meant, delimiter, harmless, workbook_rows

TABLES = (REDUCTIONS, SUMMARIES, PINNED, INTERVIEWS)  # files of a study whose first column is the transcript
LARGEST = 1_000_000  # rows of a workbook
CALLED = {  # columns in Finnish
    "haastattelu": "transcript", "alku": "start", "loppu": "end", "koodi": "code", "koodit": "codes",
    "lainaus": "quote", "ote": "quote",
    "pelkistys": "reduced", "pelkistetty ilmaus": "reduced", "tiivistelmä": "summary", "koodaaja": "coder",
}  # fmt: skip
CODE_COLUMNS = ("code", "codes")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a file: how many rows there are to write in, how many of them are new, how many empty, and how
    many rows with something written fit nothing any more and stand at the end (`left`).
    """

    path: Path
    rows: int
    new: int
    empty: int
    left: int


def rows_of(path: Path, columns: Sequence[str], needed: int) -> Iterator[tuple[int, dict[str, str]]]:
    """The cells of each row by the names of its columns, with its line; "" for a column that is not there.

    Rows in which all but the first column is empty are left out. Raises InputError when one of the first `needed`
    columns is missing.
    """
    header, rows = _sheet(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    called = {name: CALLED.get(name.strip().casefold(), name.strip()) for name in header}
    missing = [name for name in columns[:needed] if name not in called.values()]
    if missing:
        raise InputError(
            [Problem(f"has no column {', '.join(missing)}.", path, 1, f"The columns are: {', '.join(columns)}.")]
        )
    for line, row in rows:
        own = {called.get(name, name): cell for name, cell in row.items()}
        cells = {name: as_meant((own.get(name) or "").strip()) for name in columns}
        if any(cells[name] for name in columns[1:]):
            yield line, cells


def _sheet(path: Path) -> tuple[list[str], Iterable[tuple[int, Mapping[str, str | None]]]]:
    sheet = next(iter(workbook_rows(path, 1, LARGEST, 30)), [])
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet]
    header = rows[0] if rows else []
    return header, enumerate((dict(zip(header, row, strict=False)) for row in rows[1:]), 2)


def _csv(path: Path) -> tuple[list[str], Iterable[tuple[int, Mapping[str, str | None]]]]:
    text = read_text(path)
    read = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    return list(read.fieldnames or ()), ((read.line_num, row) for row in _readable(read, path))


def _readable(rows: csv.DictReader[str], path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as a table: {error}.", path, rows.line_num)]) from error


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as the bytes of a CSV file that spreadsheets open; no cell of text is calculated."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def recoded(path: Path, changes: Mapping[str, str]) -> bytes | None:
    """A table in which codes have other ids; None when it names none of them."""
    text = read_text(path)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
    at = [i for i, name in enumerate(rows[0] if rows else []) if name.strip() in CODE_COLUMNS]
    changed = False
    for row in rows[1:]:
        for i in (i for i in at if i < len(row)):
            made = " ".join(dict.fromkeys(changes.get(code, code) for code in row[i].split()))
            changed, row[i] = changed or made != row[i], made
    if not changed:
        return None
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", delimiter=delimiter(text)).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
