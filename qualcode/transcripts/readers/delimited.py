"""Reads .csv and .tsv transcripts: one row a turn or segment, columns found by name (Whisper's .tsv has times in milliseconds)."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.spreadsheet import delimiter
from qualcode.transcripts.passages import Passage, merge_segments
from qualcode.transcripts.readers.records import COLUMNS, named, passages_of_rows
from qualcode.transcripts.readers.text import decode


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001  # the same call for every format
    """The passages of a table and warnings; raises InputError when no column holds the text."""
    text, warnings = decode(read_bytes(path), path)
    text = re.sub(r"\Asep=.\n", "", text)
    first = text.split("\n", 1)[0]
    mark = delimiter(text, ",\t;|")
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restval=""))
    except csv.Error as error:
        raise InputError([Problem(f"is not a readable table: {error}.", path)]) from error
    columns = named(rows[0].keys() if rows else first.split(mark))
    if "text" not in columns:
        raise InputError([no_text_column(path, first.split(mark))])
    whisper = mark == "\t" and set(columns) == {"text", "start", "end"}
    return merge_segments(passages_of_rows(rows, columns, 0.001 if whisper else 1.0), warnings)


def no_text_column(path: Path, header: list[str]) -> Problem:
    """What to say of a table in which no column is called as text is."""
    found = ", ".join(name.strip() for name in header[:8]) or "nothing"
    others = ", ".join(COLUMNS["text"][1:4])
    hint = f"Call the columns by name in the first row: speaker, text, start, end, question (text may also be {others})."
    return Problem(f"no column holds the text; found: {found}.", path, 1, hint)
