"""Reads .xlsx transcripts: one row a turn on the first sheet that has a text column."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import InputError
from qualcode.model import SpeakerLabels
from qualcode.spreadsheet import workbook_rows
from qualcode.transcripts.readers.delimited import no_text_column
from qualcode.transcripts.passages import Passage, merge_segments
from qualcode.transcripts.readers.records import named, passages_of_rows

MOST_ROWS = 200_000


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001  # the same call for every format
    """The passages of a workbook and warnings; raises InputError when no sheet has a text column."""
    header: list[str] = []
    for rows in map(iter, workbook_rows(path, sheets=10, rows=MOST_ROWS, columns=50)):
        header = ["" if cell is None else str(cell) for cell in next(rows, ())]
        columns = named(header)
        if "text" in columns:
            return merge_segments(passages_of_rows((dict(zip(header, row, strict=False)) for row in rows), columns), [])
    raise InputError([no_text_column(path, header)])
