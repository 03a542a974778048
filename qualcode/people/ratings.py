"""A table of what coders gave to units, from a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from qualcode.codebook.table_rows import text_rows
from qualcode.errors import InputError, Problem
from qualcode.spreadsheet import as_meant

MOST = 1_048_576  # rows of an Excel sheet


def read_rated(path: Path) -> pd.DataFrame:
    """The rows of a .csv or .xlsx file as text columns by the names of its first row; raises InputError when it cannot
    be read.
    """
    rows = [(n, [as_meant(cell.strip()) for cell in row]) for n, row in text_rows(path, MOST) if any(row)]
    if not rows:
        raise InputError([Problem("is empty.", path, hint="The first row names the columns: unit, coder, value.")])
    (_, header), *body = rows
    uneven = next((n for n, row in body if len(row) > len(header)), None)
    if uneven is not None:
        raise InputError([Problem("has more cells than the first row names columns.", path, uneven)])
    cells = [row + [""] * (len(header) - len(row)) for _, row in body]
    return pd.DataFrame(cells, columns=header, dtype="string")
