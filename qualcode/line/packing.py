"""A transcript, its tokens, its units and codings ↔ bytes, small and quick to open."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from qualcode.language.tokens import Tokens
from qualcode.model import Account, LeftOut, Speaker, Transcript, Turn

FORMAT = "6"  # changes when what is packed changes shape
_WRITING = pa.ipc.IpcWriteOptions(compression="zstd")
ROWS: Mapping[str, type[Turn] | type[Speaker]] = {"turns": Turn, "speakers": Speaker}  # kept as rows, without names
_PLACES = ("start", "end", "turn", "sentence")  # columns of tokens that grow from row to row


def packed_transcript(transcript: Transcript) -> bytes:
    """A transcript as read, without what its study knows of it (attributes)."""
    data = {field.name: getattr(transcript, field.name) for field in fields(transcript)}
    data |= {
        "source": transcript.source.name,
        "attributes": {},
        "account": transcript.account and asdict(transcript.account),
    }
    data |= {
        name: [[getattr(one, field) for field in kind.__slots__] for one in data[name]] for name, kind in ROWS.items()
    }
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8"), 1)


def unpacked_transcript(data: bytes) -> Transcript:
    """The transcript, its source a name without a folder."""
    found: Any = json.loads(zlib.decompress(data))
    found |= {name: tuple(kind(*row) for row in found[name]) for name, kind in ROWS.items()}
    account = found["account"]
    if account is not None:
        lists = {name: tuple(account[name]) for name in ("lost_quotes", "doubled_quotes")}
        found["account"] = Account(
            **{**account, **lists, "left_out": tuple(LeftOut(**part) for part in account["left_out"])}
        )
    return Transcript(**{**found, "source": Path(found["source"]), "warnings": tuple(found["warnings"])})


def packed_tokens(tokens: Tokens) -> bytes:
    """Tokens as the differences from row to row, which are small."""
    places = {
        "start": tokens.start - np.concatenate([[0], tokens.end[:-1]])[: len(tokens)],
        "end": tokens.end - tokens.start,
    }
    places |= {name: np.diff(getattr(tokens, name), prepend=0) for name in ("turn", "sentence")}
    columns = {name: pa.array(found.astype("int32")) for name, found in places.items()}
    coded = pa.DictionaryArray.from_arrays(
        pa.array(tokens.form.astype("int32")), pa.array(list(tokens.forms), pa.string())
    )
    return _packed(pa.table({**columns, "words": pa.array(tokens.words.astype("int8")), "form": coded}))


def unpacked_tokens(data: bytes) -> Tokens:
    """The tokens; `forms` holds only those that stand in them."""
    table = _unpacked(data)
    found = {name: table.column(name).to_numpy().astype("int64") for name in (*_PLACES, "words")}
    end = np.cumsum(found["start"] + found["end"])
    columns = {name: np.cumsum(found[name]) for name in ("turn", "sentence")}
    if not len(table):
        return Tokens(**dict.fromkeys((*_PLACES, "form", "words"), np.zeros(0, np.int64)), forms=[])
    form = table.column("form").chunk(0)
    forms = form.dictionary.to_pylist()
    start, numbers = end - found["end"], form.indices.to_numpy().astype("int64")
    return Tokens(start=start, end=end, **columns, form=numbers, words=found["words"], forms=forms)


def packed_frames(units: pa.Table, codings: pa.Table) -> bytes:
    """The units and codings of a transcript."""
    first, second = (_packed(table) for table in (units, codings))
    return len(first).to_bytes(4, "big") + first + second


def unpacked_frames(data: bytes) -> tuple[pa.Table, pa.Table]:
    """The units and codings of a transcript, as Arrow tables."""
    size = 4 + int.from_bytes(data[:4], "big")
    return _unpacked(data[4:size]), _unpacked(data[size:])


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_WRITING) as writer:
        writer.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()
