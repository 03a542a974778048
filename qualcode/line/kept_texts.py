"""All that is text in what is kept to be fast: for those who look for something in it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa

from qualcode.database import Database

Texts = Iterator[tuple[str, str]]  # the table or column, and what stands there


def texts_of_frame(data: bytes) -> Texts:
    """What stands in the columns of a kept frame, each value once."""
    frame = pd.read_parquet(io.BytesIO(data[data.find(b"PAR1") :]))  # what is kept has a checksum before it
    for name in frame.columns:
        yield name, "\n".join(frame[name].astype(str).unique())


def texts_of_store(path: Path) -> Texts:
    """What is kept to be fast: the entries' keys and what they hold."""
    store = Database(path)
    for table in store.tables():
        keys = store.keys(table)
        yield table, "\n".join(keys)
        for value in store.get(table, keys).values():
            yield table, _unpacked(value)


def _unpacked(data: bytes) -> str:
    try:
        return zlib.decompress(data).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        return _strings(data)


def _strings(data: bytes) -> str:
    """The texts in packed tables, one or two in a row; of anything else its letters."""
    found, at = list[str](), 0
    try:
        starts = [0] if data[:4] == b"\xff\xff\xff\xff" else [4, 4 + int.from_bytes(data[:4], "big")]
        for at in starts:
            for column in pa.ipc.open_stream(data[at:]).read_all().columns:
                found += {str(value) for value in column.to_pylist()} if not pa.types.is_integer(column.type) else ()
    except (pa.ArrowInvalid, OSError, IndexError):
        return data.decode("utf-8", "ignore")
    return "\n".join(found)
