"""A table as data → the bytes of a file or a text: CSV, JSON, Excel; documents by the formats that are registered."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pandas as pd

from qualcode.analysis.table import Base, Drawings, Table
from qualcode.report.blocks import ShownTable
from qualcode.spreadsheet import harmless

WIDE = 60  # letters of a column whose longer texts go on below
WRITTEN = ("reduced", "summary")  # columns that people fill in a workbook


def csv_text(table: Table) -> str:
    """Comma-separated, `\\n` line ends; a cell a spreadsheet would read as a formula begins with an apostrophe."""
    return _safe(table.frame).to_csv(index=False, lineterminator="\n")


def json_text(table: Table) -> str:
    """A list of objects, one a row."""
    return (
        json.dumps(json.loads(table.frame.to_json(orient="records", force_ascii=False)), ensure_ascii=False, indent=2)
        + "\n"
    )


def xlsx_bytes(table: Table) -> bytes:
    """An Excel workbook with the table on one sheet, numbers as numbers, the base below."""
    return workbook_bytes({table.name: table})


def parquet_bytes(table: Table) -> bytes:
    """A Parquet file: numbers as numbers, what is missing as missing."""
    buffer = io.BytesIO()
    table.frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def workbook_bytes(tables: Mapping[str, Table]) -> bytes:
    """An Excel workbook with a sheet for each table, numbers as numbers, the base below."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        for name, table in tables.items():
            _write_sheet(book, _sheet_name(name, [sheet.name for sheet in book.worksheets()]), table)
    return buffer.getvalue()


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name Excel accepts for a sheet, different from those taken."""
    plain = re.sub(r"[\[\]:*?/\\]", "-", name).strip("'")[:31] or "table"
    used = {other.lower() for other in taken}
    return next(found for n in count(1) if (found := plain if n == 1 else f"{plain[:27]} {n}").lower() not in used)


def _write_sheet(book: Any, name: str, table: Table) -> None:
    sheet, bold, share = (
        book.add_worksheet(name),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "0.0%"}),
    )
    for column, header in enumerate(table.frame.columns):
        sheet.write_string(0, column, str(header), bold)
        for row, value in enumerate(table.frame[header], 1):
            _write_cell(sheet, row, column, value, share if header in table.shares else None)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, header in enumerate(table.frame.columns):
        longest = max((len(value) for value in table.frame[header] if isinstance(value, str)), default=0)
        if longest > WIDE or header in WRITTEN:
            sheet.set_column(column, column, WIDE, wrapped)
    sheet.write_string(len(table.frame) + 2, 0, base_line(table.base))


def _write_cell(sheet: Any, row: int, column: int, value: object, style: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None and not pd.isna(value):  # type: ignore[call-overload]
        sheet.write_number(row, column, value, style)


def _encoded(text: Callable[[Table], str], mark: str = "") -> Callable[[Table], bytes]:
    return lambda table: (mark + text(table)).encode("utf-8")


WRITERS: Mapping[str, Callable[[Table], bytes]] = {
    ".csv": _encoded(csv_text, "\ufeff"),  # the mark makes Excel read ä and ö
    ".json": _encoded(json_text),
    ".xlsx": xlsx_bytes,
    ".parquet": parquet_bytes,
}
TEXTS: Mapping[str, Callable[[Table], str]] = {"csv": csv_text, "json": json_text}


def shown(table: Table) -> ShownTable:
    """The table as text: fractions as percentages, the table's own word for what is missing."""
    frame = table.frame
    numeric = frozenset(i for i, name in enumerate(frame.columns) if pd.api.types.is_numeric_dtype(frame[name]))
    rows = tuple(
        tuple(
            _shown(value, name in table.shares) or table.missing for name, value in zip(frame.columns, row, strict=True)
        )
        for row in frame.itertuples(index=False, name=None)
    )
    return ShownTable(tuple(map(str, frame.columns)), rows, numeric)


def _shown(value: object, share: bool) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    if share and isinstance(value, float | int):
        return f"{value:.1%}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def base_line(base: Base | None) -> str:
    """The base as a sentence: what a cell counts, and over how much."""
    if base is None:
        return ""
    people = f"{base.participants} participant{'s' * (base.participants != 1)}"
    over = (
        f"{base.units} units ({base.unit}s) in {base.transcripts} "
        f"transcript{'s' * (base.transcripts != 1)} by {people}; {base.words} words"
    )
    cell = {
        None: "",
        "units": "A cell counts units. ",
        "codings": "A cell counts codings. ",
        "turns": "A cell counts turns. ",
        "answers": "A cell counts answers to a question. ",
        "transcripts": "A cell counts transcripts. ",
        "participants": "A cell counts participants. ",
        "words": "A cell counts words of units. ",
    }[base.counts]
    of = {"row": "the row's total", "column": "the column's", "total": "the whole table's"}
    wholes = ", ".join(f"{name} {number}" for name, number in base.margins)
    share = f"Shares are of {of[base.percent]} distinct {base.counts} ({wholes}). " if base.percent else ""
    every = "" if base.coded_only else "Everything said is counted, coded or not. "
    filters = f" Only {', '.join(base.filters)}." if base.filters else ""
    coders = f" Codings: {', '.join(base.coders)}." if base.coders else ""
    return f"{cell}{share}{every}Base: {over}.{filters}{coders}"


def drawings_line(drawings: Drawings | None) -> str:
    """What a table's intervals rest on, as a sentence."""
    if drawings is None:
        return ""
    if not drawings.repeats:
        return "No intervals: nothing was drawn again."
    one = "interview" if drawings.of == "transcripts" else "unit"
    number = f"{drawings.number} {one}{'s' * (drawings.number != 1)}"
    left = (
        f" Where a drawing leaves a value undefined it is left out, at most {drawings.undefined} times."
        if drawings.undefined
        else ""
    )
    return f"Intervals: the middle 95% of {drawings.repeats} drawings of {number}, with replacement.{left}"


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = [harmless(v) if isinstance(v, str) else v for v in frame[name]]
    return frame.rename(columns={name: harmless(str(name)) for name in frame.columns})
