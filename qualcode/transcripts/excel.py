"""Reads .xlsx transcripts: one row a turn on the first sheet that has a text column."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from qualcode.archive import checked_zip
from qualcode.errors import InputError, Problem
from qualcode.model import SpeakerLabels
from qualcode.transcripts.delimited import no_text_column
from qualcode.transcripts.passages import Passage, merge_segments
from qualcode.transcripts.records import named, passages_of_rows

MOST_ROWS = 200_000


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001  # the same call for every format
    """The passages of a workbook and warnings; raises InputError when no sheet has a text column."""
    header: list[str] = []
    for rows in _sheets(path):
        header = ["" if cell is None else str(cell) for cell in next(rows, ())]
        columns = named(header)
        if "text" in columns:
            return merge_segments(passages_of_rows((dict(zip(header, row, strict=False)) for row in rows), columns), [])
    raise InputError([no_text_column(path, header)])


def _sheets(path: Path) -> Iterator[Iterator[tuple[Any, ...]]]:
    import openpyxl

    checked_zip(path, "Excel workbook")
    try:
        with warnings.catch_warnings(action="ignore"), closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            sheets = [list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=50)) for sheet in book.worksheets[:10]]
    except Exception as error:  # openpyxl lets zip, XML and value errors through as they come
        hint = "Open it in Excel and save it again as .xlsx, or save it as .csv."
        raise InputError([Problem("is not a readable Excel workbook.", path, hint=hint)]) from error
    yield from map(iter, sheets)
