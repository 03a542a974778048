"""What every reader and writer of spreadsheets shares: cells made harmless, the mark between cells, the rows of a
workbook.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from qualcode.archive import checked_zip
from qualcode.errors import InputError, Problem

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would read as a formula


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_meant(cell: str) -> str:
    """The cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def by_alias(aliases: Mapping[str, str]) -> dict[str, str]:
    """What columns hold by their names, of fields with their names in one text."""
    return {alias: field for field, found in aliases.items() for alias in found.split()}


def delimiter(text: str, marks: str = ",;\t") -> str:
    """The mark that stands between the cells of a CSV text: the most frequent one of its first line that is not
    empty.
    """
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(marks, key=first.count)


def workbook_rows(path: Path, sheets: int, rows: int, columns: int) -> list[list[tuple[Any, ...]]]:
    """The values of the first sheets of an .xlsx file, row by row, at most so many; raises InputError when it cannot be
    read.
    """
    import openpyxl

    checked_zip(path, "Excel workbook")
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book,
        ):
            return [
                list(sheet.iter_rows(values_only=True, max_row=rows, max_col=columns))
                for sheet in book.worksheets[:sheets]
            ]
    except Exception as error:  # openpyxl lets zip, XML and value errors through as they come
        hint = "Open it in Excel and save it again as .xlsx, or save it as .csv."
        raise InputError([Problem("is not a readable Excel workbook.", path, hint=hint)]) from error


def other_sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets after the first; none for what is no workbook."""
    import openpyxl

    if path.suffix.lower() != ".xlsx":
        return []
    try:
        with warnings.catch_warnings(action="ignore"), closing(openpyxl.load_workbook(path, read_only=True)) as book:
            return [str(name) for name in book.sheetnames[1:]]
    except Exception:  # what is wrong with it is told by who reads it
        return []


def listed(parts: Iterable[str]) -> str:
    """Several texts in one cell, parted by semicolons; those within them are marked."""
    return "; ".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def parts_of(cell: str) -> list[str]:
    """The texts that `listed` put in one cell."""
    found = re.findall(r"(?:[^\\;]|\\.)+", cell)
    return [re.sub(r"\\(.)", r"\1", part).strip() for part in found if part.strip()]


def pair_of(part: str) -> tuple[str, str]:
    """What stands on both sides of the last `=`: a form, and what becomes of it, which has none."""
    form, _, made = part.rpartition("=")
    return form.strip(), made.strip()
