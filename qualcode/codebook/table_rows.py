"""A .csv or .xlsx file → its rows as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_text
from qualcode.spreadsheet import delimiter, workbook_rows

COLUMNS = 500  # of a sheet, at most


def text_rows(path: Path, most: int = 20_000) -> Iterator[tuple[int, list[str]]]:
    """The line number and the cells of each row of a .csv or .xlsx file, as text; of a workbook the first sheet, at
    most `most` rows.

    Raises InputError when the file cannot be read.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise InputError(
            [
                Problem(
                    f"is no table that is read here: {path.suffix or path.name!r}.",
                    path,
                    hint="Save it as .csv or .xlsx.",
                )
            ]
        )
    if path.suffix.lower() == ".csv":
        yield from csv_rows(path)
        return
    (rows,) = workbook_rows(path, sheets=1, rows=most, columns=COLUMNS)
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    # a sheet is as wide as what it holds
    width = max((n for row in cells for n, cell in enumerate(row, 1) if cell.strip()), default=0)
    yield from ((n, row[:width]) for n, row in enumerate(cells, 1))


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The line number and the cells of each row of a text of cells, whatever its suffix; raises InputError when it
    cannot be read.
    """
    text = read_text(path)
    said = re.match(r'"?sep=(.)"?[ ,;]*\n', text, re.IGNORECASE)  # what Excel is told of the mark between cells
    text = text[said.end() :] if said else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else delimiter(text))
    try:
        for row in reader:
            yield reader.line_num + bool(said), row
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as CSV: {error}.", path, reader.line_num)]) from error
