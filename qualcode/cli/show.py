"""Tables on a terminal: rich and fitted to its width; plain and whole when piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from qualcode.cli.speaking import say

if TYPE_CHECKING:
    from qualcode.analysis import Table
    from qualcode.report.blocks import ShownTable
    from qualcode.report.table_document import Dress

# What fits a terminal of 80 columns; every column is in --format csv.
TERMINAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "codings": ("transcript", "unit", "code", "quote", "rule"),
    "quotes": ("transcript", "unit", "question", "quote"),
    "counts": ("code", "label", "units", "transcripts", "participants", "share"),
    "transcripts": (
        "transcript",
        "format",
        "language",
        "turns",
        "words",
        "participant_words",
        "questions_asked",
        "outside",
        "left_out",
        "unaccounted",
    ),
    "turns": ("turn", "speaker", "question", "text"),
    "abstraction": ("transcript", "code", "reduced", "original"),
    "units": ("transcript", "unit", "codes", "text"),
}
TEXT = 24  # letters of a text that are worth a column
SPACE = 3  # blanks between two columns
MATCH, PADDING = 30, 18  # letters of a match that are shown, and what the columns' spaces and headings take
SHORT_NAMES = {
    "participant_words": "answers",
    "questions_asked": "asked",
    "language": "lang",
    "left_out": "left out",
    "unaccounted": "lost words",
    "transcripts": "interviews",
    "participants": "people",
}


def print_table(table: Table, form: str, dress: Callable[[], Dress]) -> None:
    """Print the table in a form: table, csv, json, or dressed as in a document: markdown, latex."""
    from qualcode.report.formats.data import TEXTS, base_line, drawings_line

    if table.frame.empty:
        say("nothing was found", err=True)
    if form in TEXTS:
        click.echo(TEXTS[form](table), nl=False)
    elif form != "table":
        from qualcode.report.table_document import document_text

        click.echo(document_text(table, form, dress()), nl=False)
    elif not sys.stdout.isatty():
        click.echo(plain_text(table))
    elif not table.frame.empty:
        _rich(table)
        for text in filter(None, (base_line(table.base), drawings_line(table.drawings))):
            say(text, dim=True)


def plain_text(table: Table) -> str:
    """The whole table in aligned columns, the base below."""
    from qualcode.report.formats.data import base_line, drawings_line, shown

    seen = shown(table)
    rows = [seen.headers, *([cell.replace("\n", " ") for cell in row] for row in seen.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(seen.headers))]
    lines = ["  ".join(_aligned(cell, i, widths[i], seen) for i, cell in enumerate(row)).rstrip() for row in rows]
    below = list(filter(None, (base_line(table.base), drawings_line(table.drawings))))
    return "\n".join([*lines, "", *below] if below else lines)


def _aligned(cell: str, column: int, width: int, seen: ShownTable) -> str:
    return cell.rjust(width) if column in seen.numeric else cell.ljust(width)


def _rich(table: Table) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(highlight=False)
    seen, kept = _fitted(table, console.width)
    drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for column in kept:
        name = seen.headers[column]
        right = column in seen.numeric or (table.name == "kwic" and name == "left")
        whole = column == 0 or table.name == "kwic"
        drawn.add_column(
            SHORT_NAMES.get(name, name), justify="right" if right else "left", no_wrap=whole, overflow="fold"
        )
    indents = list(table.frame["level"] - 1) if table.name == "counts" else [0] * len(seen.rows)
    for indent, row in zip(indents, seen.rows, strict=True):
        first, *rest = (row[column] for column in kept)
        drawn.add_row(Text("  " * indent + first), *map(Text, rest))
    console.print(drawn)
    if table.name in TERMINAL_COLUMNS or len(kept) < len(table.frame.columns):
        say(f"{len(table.frame)} rows; all columns with --format csv.", dim=True)


def _fitted(table: Table, width: int) -> tuple[ShownTable, Sequence[int]]:
    """The table as text, and the numbers of the columns that a terminal has room for; the concordance's sides are cut
    to the width, what stands around a quote always has room.
    """
    from qualcode.report.formats.data import shown

    if table.name == "kwic":
        seen = shown(_fitted_kwic(table, width))
        return seen, range(len(seen.headers))
    chosen = TERMINAL_COLUMNS.get(table.name, tuple(table.frame.columns))
    context = [name for name in ("before", "after") if name in table.frame.columns and table.name == "quotes"]
    seen = shown(replace(table, frame=table.frame[[*chosen, *context]]))
    return seen, [*_that_fit(seen, len(chosen), width), *range(len(chosen), len(seen.headers))]


def _that_fit(seen: ShownTable, columns: int, width: int) -> Sequence[int]:
    """The first columns that have room beside each other: a number needs all its digits, a text a part of a line."""
    left = width
    for column, name in enumerate(seen.headers[:columns]):
        longest = max((len(row[column]) for row in seen.rows), default=0)
        left -= min(max(len(SHORT_NAMES.get(name, name)), longest), TEXT) + SPACE
        if left < 0 and column > 1:
            return range(column)
    return range(columns)


def _fitted_kwic(table: Table, width: int) -> Table:
    frame = table.frame[["transcript", "turn", "left", "match", "right"]]
    match = frame["match"].str[:MATCH]
    columns = {"transcript": frame["transcript"], "turn": frame["turn"].astype(str), "match": match}
    taken = sum(max(len(name), cells.str.len().max()) for name, cells in columns.items()) + PADDING
    room = max((width - int(taken)) // 2, 10)
    return replace(
        table, frame=frame.assign(left=frame["left"].str[-room:], right=frame["right"].str[:room], match=match)
    )
