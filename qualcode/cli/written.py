"""What `qualcode reductions` and `qualcode summaries` share: the tables that people write in, as .csv and as
workbooks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.speaking import say

if TYPE_CHECKING:
    from qualcode.analysis import Table
    from qualcode.people.written_tables import Done

source_option = click.option(
    "--from", "source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="Take what was written in this .xlsx or .csv.",
)  # fmt: skip
WORKBOOK = click.option(
    "-o",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.xlsx",
    help="Write a workbook to write them in.",
)


def written_in(source: Path | None, path: Path | None) -> list[Path]:
    """The files to take what was written from: a workbook that is written anew too, so that nothing in it is lost."""
    return [file for file in (path, source) if file is not None and file.exists()]


def show_written(done: Done, row: str, cell: str, table: Table, path: Path | None) -> None:
    """Say what became of the file, and write it as a workbook too when one is asked for."""
    from qualcode.files import write_atomic
    from qualcode.report.formats.data import workbook_bytes

    say(f"wrote {done.path}: {done.rows} rows ({row}), {done.new} of them new, {done.empty} without {cell}")
    if done.left:
        say(f"warning: {done.left} more rows fit none of these; they stand at the end of the file.", err=True)
    if path:
        write_atomic(path, workbook_bytes({table.name: table}))
        say(f"wrote {path}")
