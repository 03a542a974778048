"""Reads .csv and .tsv transcripts: one row a turn or segment, columns found by name (Whisper's .tsv has times in
milliseconds).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.spreadsheet import delimiter
from qualcode.transcripts.passages import Passage, clean, merge_segments, merge_speakers
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.readers.records import COLUMNS, header_at, named, passages_of_rows
from qualcode.transcripts.voices.label_styles import NAME_ALONE, is_known

MARKS = ",\t;|"


# the same call for every format
def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001
    """The passages of a table and warnings; raises InputError when no column holds the text."""
    text, warnings = decode(read_bytes(path), path)
    told = re.match(r"\"?sep=(.)\"?[^\n]*\n", text)
    body = text[told.end() :] if told else text
    mark = told[1] if told else delimiter(body, MARKS)
    limit = csv.field_size_limit(10_000_000)
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(body, newline=""), delimiter=mark)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise InputError([Problem(f"is not a readable table: {error}.", path)]) from error
    finally:
        csv.field_size_limit(limit)
    at = header_at(rows)
    if at is None:
        rows, at = _with_another_mark(body, mark)
    if at is None and (voices := voices_of(rows)):
        return voices, warnings
    if at is None:
        raise InputError([no_text_column(path, rows[0] if rows else [])])
    columns = named(rows[at])
    whisper = mark == "\t" and set(columns) == {"text", "start", "end"}
    above = [Passage(told[0], head=told[0]) for told in [told] if told]
    passages, doubts = rows_as_talk(rows, at, warnings, 0.001 if whisper else 1.0)
    return [*(Passage("", head=p.head) for p in above), *passages], doubts


def _with_another_mark(text: str, mark: str) -> tuple[list[list[str]], int | None]:
    """The rows with the first other mark between cells that gives a heading: a title above it may hold none."""
    first: list[list[str]] = []
    for other in MARKS:
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=other)
            if any(cell.strip() for cell in row)
        ]
        first = rows if other == mark else first or rows
        if (at := header_at(rows)) is not None:
            return rows, at
    return first, None


def rows_as_talk(
    rows: Sequence[Sequence[str]], at: int, warnings: list[str], unit: float = 1.0
) -> tuple[list[Passage], list[str]]:
    """The rows below the heading at a place as turns; what stands above it is outside the talk."""
    header = list(rows[at])
    columns = named(header)
    above = [Passage(" ".join(filter(None, row))) for row in rows[:at]]
    heading = Passage("", head=" ".join(header))
    spoken = passages_of_rows(_objects(rows[at + 1 :], header), columns, unit)
    passages, doubts = merge_segments(spoken, warnings) if spoken else ([], warnings)
    return [*above, heading, *passages], [*doubts, *_of_columns(spoken)]


def _objects(rows: Sequence[Sequence[str]], header: Sequence[str]) -> Iterator[dict[str, object]]:
    """The rows by column; cells beyond the heading have columns of their own."""
    for row in rows:
        # commas of the text without quotes around it
        if len(row) > len(header) and header and header[-1] == named(header).get("text"):
            row = [*row[: len(header) - 1], ", ".join(cell.strip() for cell in row[len(header) - 1 :])]
        names = [*header, *(f"{len(header) + n + 1}" for n in range(len(row) - len(header)))]
        found: dict[str, object] = {}
        for name, cell in zip(names, row, strict=False):
            found[name] = f"{found[name]} {cell}" if found.get(name) else cell
        yield found


def _of_columns(passages: Sequence[Passage]) -> Iterator[str]:
    prose = dict.fromkeys(p.place for p in passages if p.left_out and p.text.count(" ") > 2)
    for place in prose:
        yield f"{place} was read as no speech; its words are in `transcripts show ID --left-out`."


def voices_of(rows: Sequence[Sequence[str]]) -> list[Passage]:
    """The cells of columns that are headed by two and more speakers, row by row; nothing for another table."""
    header, *body = rows or [[]]
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    below = [cell for row in body for cell in row if cell.strip()]
    named_all = len(names) > 1 and all(NAME_ALONE.fullmatch(name) or is_known(name) for name in names)
    if not named_all or len(below) < 3 or sum(len(cell.split()) > 4 for cell in below) < 0.5 * len(below):
        return []
    spoken = [
        Passage(clean(cell)[0].strip(), name)
        for row in body
        for name, cell in zip(names, row, strict=False)
        if cell.strip()
    ]
    return [Passage("", head=" ".join(header)), *merge_speakers(spoken)]


def no_text_column(path: Path, header: Sequence[str]) -> Problem:
    """What to say of a table in which no column is called as text is."""
    found = ", ".join(name.strip() for name in header[:8]) or "nothing"
    others = ", ".join(COLUMNS["text"][1:4])
    hint = (
        f"Call the columns by name in the first row: speaker, text, start, end, question (text may also be {others})."
    )
    return Problem(f"no column holds the text; found: {found}.", path, 1, hint)
