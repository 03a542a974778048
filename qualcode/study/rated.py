"""A table of what coders gave to units, from a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from qualcode.errors import InputError, Problem
from qualcode.files import read_text
from qualcode.spreadsheet import as_meant, delimiter, workbook_rows


def read_rated(path: Path) -> pd.DataFrame:
    """The rows of a .csv or .xlsx file as text columns by the names of its first row; raises InputError when it cannot be read."""
    rows = [[as_meant(cell.strip()) for cell in row] for row in _rows(path) if any(row)]
    if not rows:
        raise InputError([Problem("is empty.", path, hint="The first row names the columns: unit, coder, value.")])
    header, *body = rows
    uneven = next((number for number, row in enumerate(body, 2) if len(row) > len(header)), None)
    if uneven is not None:
        raise InputError([Problem("has more cells than the first row names columns.", path, uneven)])
    return pd.DataFrame([row + [""] * (len(header) - len(row)) for row in body], columns=[name.lower() for name in header], dtype="string")


def _rows(path: Path) -> list[list[str]]:
    if path.suffix.lower() == ".xlsx":
        (rows,) = workbook_rows(path, sheets=1, rows=200_000, columns=50)
        return [["" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    text = read_text(path)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
    except csv.Error as error:
        raise InputError([Problem(f"is not a readable table: {error}.", path)]) from error
