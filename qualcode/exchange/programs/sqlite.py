"""Rows of another program's SQLite file: opened to be read alone, and never for long."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qualcode.errors import InputError, Problem
from qualcode.files import check_file

MOST_BYTES = 1024 * 1024 * 1024
SECONDS, STEPS = 60.0, 100_000  # how long a file may be read, and how often that is looked at
Row = dict[str, Any]


class Tables:
    """The tables of an open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.names = frozenset(str(name) for (name,) in found)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table by the names of its columns; none when there is no such table."""
        if table not in self.names:
            return []
        cursor = self._connection.execute(f'SELECT * FROM "{table}"')
        columns = [str(column[0]) for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]


@contextmanager
def tables_of(path: Path) -> Iterator[Tables]:
    """The tables of a file; raises InputError for one that is damaged, no SQLite file, or takes too long."""
    size = check_file(path).st_size
    if size > MOST_BYTES:
        raise InputError([Problem(f"the file is {size / 1e6:.0f} MB; the limit is {MOST_BYTES / 1e6:.0f} MB.", path)])
    ends = time.monotonic() + SECONDS
    try:
        with closing(
            sqlite3.connect(f"file:{quote(path.resolve().as_posix())}?mode=ro&immutable=1", uri=True)
        ) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            yield Tables(connection)
    except (
        sqlite3.Error,
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
    ) as error:  # what a damaged file makes of its own rows
        hint = "Close the project in its program, and export or copy it again."
        raise InputError([Problem(f"cannot be read as an SQLite file ({error}).", path, hint=hint)]) from error


def has_tables(path: Path, *wanted: str) -> bool:
    """Whether a file is an SQLite file with these tables."""
    try:
        with path.open("rb") as stream:
            if stream.read(16) != b"SQLite format 3\0":
                return False
        with tables_of(path) as tables:
            return set(wanted) <= tables.names
    except (OSError, InputError):
        return False


def text(row: Row, name: str) -> str:
    """A cell as text; "" for one that is empty or not there."""
    value = row.get(name)
    return "" if value is None else str(value).strip()


def number(row: Row, name: str) -> int | None:
    """A cell as a whole number; None for one that is none."""
    value = row.get(name)
    return int(value) if isinstance(value, int | float) and float(value).is_integer() else None
