"""Reads .xlsx transcripts: one row a turn on the first sheet that has a text column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from qualcode.errors import InputError
from qualcode.model import SpeakerLabels
from qualcode.spreadsheet import workbook_rows
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.delimited import no_text_column, rows_as_talk, voices_of
from qualcode.transcripts.readers.records import header_at

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200_000, 500, 100


# the same call for every format
def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001
    """The passages of a workbook and warnings; raises InputError when no sheet has a text column."""
    sheets = [_texts(rows) for rows in workbook_rows(path, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS)]
    chosen = next((number for number, rows in enumerate(sheets) if header_at(rows) is not None), None)
    if chosen is None and (voices := next((found for rows in sheets if (found := voices_of(rows))), [])):
        return voices, []
    if chosen is None:
        raise InputError([no_text_column(path, next((rows[0] for rows in sheets if rows), []))])
    at = header_at(sheets[chosen])
    passages, warnings = rows_as_talk(sheets[chosen], at or 0, [])
    others = [
        Passage(" ".join(filter(None, row)), left_out="another sheet of the workbook", place=f"sheet {number + 1}")
        for number, rows in enumerate(sheets)
        if number != chosen
        for row in rows
    ]
    told = (
        [f"{len({p.place for p in others})} more sheets with text were not read: an interview is one sheet."]
        if others
        else []
    )
    return [*passages, *others], [*warnings, *told]


def _texts(rows: Sequence[tuple[Any, ...]]) -> list[list[str]]:
    return [texts for row in rows if any(texts := [_text(cell) for cell in row])]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return (
        str(cell.time() if isinstance(cell, datetime) and cell.date().year < 1901 else cell)
        if isinstance(cell, datetime | time)
        else str(cell)
    )
