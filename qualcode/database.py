"""What can be made anew, kept to be fast: one SQLite file of tables of texts and bytes by key, each with a checksum."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from qualcode.errors import InputError
from qualcode.files import make_folder

BUSY = 60.0  # seconds to wait for another program that writes
AT_ONCE = 500  # keys of one question
VERSION = 1
MOSTLY_FREE = 0.5  # of the file: then it is made smaller
DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)  # the latter of SQLite's own message, when it names what it found
NOT_OURS = (
    "file is not a database",
    "malformed",
    "unsupported file format",
    "no such column",
    "columns but",
    "readonly",
)


class Database:
    """Tables of entries in a file, or (without one) until the program ends. An entry that is not as it was written is
    not there.

    Several programs may read and write at once. A file that is damaged is begun anew; where nothing may be written,
    what is there is read, and `why_not` says why nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self.path, self._lock, self.why_not = path, RLock(), ""
        self._connection, self._schemas = self._opened()
        self._known = set[str]()

    def get(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The entries there are, by key."""
        wanted, found = list(keys), dict[str, bytes]()
        for at in range(0, len(wanted), AT_ONCE):
            for schema in self._schemas:
                found |= self._entries(schema, table, wanted[at : at + AT_ONCE])
        return found

    def has(self, table: str, keys: Collection[str]) -> set[str]:
        """Those of the keys under which something is kept."""
        return set(self.keys(table)).intersection(keys)

    def keys(self, table: str) -> list[str]:
        """All keys of a table."""
        found = list[str]()
        for schema in self._schemas:
            found += [key for raw in self._raw_keys(schema, table) if (key := _read(raw)) is not None]
        return found

    def _raw_keys(self, schema: str, table: str) -> list[object]:
        with self._safely():
            if self._is_there(schema, table):
                return [raw for (raw,) in self._connection.execute(f'SELECT key FROM {schema}."{table}"')]
        return []

    def tables(self) -> list[str]:
        """The names of the tables that can be written to."""
        query = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = list[str]()
        with self._safely():
            names += [name for (name,) in self._connection.execute(query)]
        return names

    def put(self, table: str, entries: Mapping[str, bytes]) -> None:
        """Keep entries, all or none of them; those of the same keys are replaced."""
        if self._put(table, entries) and not self._are_there(table, entries):  # damaged where only a search shows it
            self._begin_anew()
            self._put(table, entries)

    def _put(self, table: str, entries: Mapping[str, bytes]) -> bool:
        rows = [(raw, value, _sum(raw, value)) for key, value in entries.items() for raw in [_written(key)]]
        with self._safely():
            if table not in self._known:
                columns = "(key BLOB PRIMARY KEY, value BLOB, sum INT) WITHOUT ROWID"
                self._connection.execute(f'CREATE TABLE IF NOT EXISTS main."{table}" {columns}')
                self._known.add(table)
            with self._connection:  # one transaction
                self._connection.executemany(f'INSERT OR REPLACE INTO main."{table}" VALUES (?, ?, ?)', rows)
            return True
        return False  # another program did not let go of it

    def keep_only(self, tables: Mapping[str, Collection[str] | None]) -> None:
        """Drop all tables but these, and of these the entries with other keys (None: keep all), and give their room
        back.
        """
        with self._safely():
            for table in self.tables():
                wanted = tables.get(table, ())
                if table not in tables:
                    self._connection.execute(f'DROP TABLE main."{table}"')
                    self._known.discard(table)
                elif wanted is not None:
                    kept = set(map(_written, wanted))
                    gone = [(raw,) for raw in self._raw_keys("main", table) if raw not in kept]
                    with self._connection:
                        self._connection.executemany(f'DELETE FROM main."{table}" WHERE key = ?', gone)
            (free,), (pages,) = (
                self._connection.execute(f"PRAGMA main.{name}").fetchone() for name in ("freelist_count", "page_count")
            )
            if free > MOSTLY_FREE * pages:
                self._connection.execute("VACUUM main")

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()

    def __del__(self) -> None:
        with suppress(AttributeError):  # where it could not be begun
            self._connection.close()

    def _entries(self, schema: str, table: str, keys: list[str]) -> dict[str, bytes]:
        found = dict[str, bytes]()
        with self._safely():
            if self._is_there(schema, table):
                query = f'SELECT key, value, sum FROM {schema}."{table}" WHERE key IN ({", ".join("?" * len(keys))})'
                rows = self._connection.execute(query, [_written(key) for key in keys])
                whole = ((key, value) for key, value, known in rows if known is not None and _sum(key, value) == known)
                found = {key: value for raw, value in whole if (key := _read(raw)) is not None}
        return found

    def _are_there(self, table: str, keys: Iterable[str]) -> bool:
        wanted = list(keys)
        return all(
            self._entries("main", table, wanted[at : at + AT_ONCE]).keys() >= set(wanted[at : at + AT_ONCE])
            for at in range(0, len(wanted), AT_ONCE)
        )

    def _is_there(self, schema: str, table: str) -> bool:
        query = f"SELECT count(*) FROM {schema}.sqlite_master WHERE type = 'table' AND name = ?"
        return table in self._known or bool(self._connection.execute(query, [table]).fetchone()[0])

    @contextmanager
    def _safely(self) -> Iterator[None]:
        """Statements of one thread at a time. A damaged file, or a strange one, is begun anew; one that another program
        holds is left.
        """
        with self._lock:
            try:
                yield
            except (sqlite3.OperationalError, sqlite3.DataError) as error:
                if any(text in str(error) for text in NOT_OURS):
                    self._begin_anew()
            except sqlite3.ProgrammingError:  # closed before
                raise
            except DAMAGED:
                self._begin_anew()

    def _begin_anew(self) -> None:
        with suppress(*DAMAGED):
            self._connection.close()
        self._known = set()
        if self.path is not None:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
                self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
        self._connection, self._schemas = self._opened()

    def _opened(self) -> tuple[sqlite3.Connection, tuple[str, ...]]:
        """A connection, and the names by which the files behind it are called; what is written goes to the first."""
        if self.path is not None:
            try:
                make_folder(self.path.parent)
                return _writable(self.path), ("main",)
            except InputError as error:
                self.why_not = error.problems[0].message
            except sqlite3.OperationalError as error:
                self.why_not = (
                    f"{self.path.name} cannot be written ({'a folder stands there' if self.path.is_dir() else error})"
                )
            except DAMAGED:
                with suppress(OSError, *DAMAGED):
                    self.path.unlink()
                    return _writable(self.path), ("main",)
                self.why_not = f"{self.path.name} is damaged and cannot be removed"
        return _apart(self.path)


def _apart(path: Path | None) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """A file without a name that goes with the program, and beside it what may only be read."""
    connection = _connected("")
    with suppress(*DAMAGED):
        if path is not None and path.is_file():
            connection.execute("ATTACH ? AS there", [f"{path.absolute().as_uri()}?mode=ro"])
            connection.execute("SELECT count(*) FROM there.sqlite_master")
            return connection, ("main", "there")
    return connection, ("main",)


def _writable(path: Path) -> sqlite3.Connection:
    """A connection to a file that can be written to; raises sqlite3.Error."""
    connection = _connected(str(path.absolute()))
    try:
        connection.execute("BEGIN IMMEDIATE")  # which a file that may only be read refuses
        if connection.execute("PRAGMA user_version").fetchone() != (VERSION,):
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except DAMAGED:
        connection.close()
        raise
    return connection


def _connected(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=BUSY, check_same_thread=False, uri=True)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # what power failure leaves is told by the checksums
    except DAMAGED:
        connection.close()
        raise
    return connection


def _written(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")


def _read(key: object) -> str | None:
    """A key as it was written; None for one that never was."""
    with suppress(UnicodeDecodeError):
        return key.decode("utf-8", "surrogatepass") if isinstance(key, bytes) else None
    return None


def _sum(key: object, value: object) -> int | None:
    """CRC-32, which tells every flipped bit, also an entry that stands under another one's key; None of what is no
    entry.
    """
    return zlib.crc32(value, zlib.crc32(key)) if isinstance(key, bytes) and isinstance(value, bytes) else None
