"""participants.csv or .xlsx → attributes of interviews and of people in them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem, first_of, nearest
from qualcode.files import read_bytes
from qualcode.spreadsheet import workbook_rows
from qualcode.transcripts.passages import clean
from qualcode.transcripts.readers.encoding import decode

TRANSCRIPT = frozenset(
    (
        "transcript interview document file haastattelu litteraatti litteraatio dokumentti "
        "tiedosto aineisto intervju fil id"
    ).split()
)
SPEAKER = frozenset(
    "speaker participant person name puhuja haastateltava osallistuja henkilö nimi talare deltagare".split()
)
TITLES = 5  # rows that may stand above the one that names the columns


@dataclass(frozen=True, slots=True)
class Participants:
    """Attributes by transcript, or by transcript and speaker; a missing value is an empty text."""

    names: tuple[str, ...] = ()
    rows: Mapping[tuple[str, str], Mapping[str, str]] | None = None
    warnings: tuple[Problem, ...] = ()

    def of(self, transcript: str, speaker: str = "") -> dict[str, str]:
        """The attributes of an interview, or of one speaker in it; every name is there."""
        rows = self.rows or {}
        found = rows.get((transcript, speaker.casefold())) or rows.get((transcript, "")) or {}
        return {name: found.get(name, "") for name in self.names}


RESERVED = frozenset(  # columns and dimensions of qualcode's own tables
    "transcript speaker turn unit role question code theme coder start end quote rule lemma "
    "words total negated quarter answer label level "
    "units codings transcripts participants share attribute lowest median highest".split()
)
PREFIX = "participant_"  # an attribute called as one of them is known by its name with this before it


def read_participants(path: Path, transcripts: Sequence[str] = (), taken: Container[str] = ()) -> Participants:
    """The attributes in a CSV file whose first column is `transcript` (and the second may be `speaker`).

    A column named as one of qualcode's own (`role`, `quarter`) or as one of `taken` becomes `participant_role`, which
    is a warning. `transcripts` are the ids that exist; a row for another one, and a transcript without a row, are
    warnings too. Raises InputError with every problem and its line.
    """
    rows, guessed = _rows(path)
    at = next((n for n, (_, row) in enumerate(rows[: TITLES + 1]) if _is_header(row)), None)
    if at is None:
        top = rows[0][1][0] if rows and rows[0][1] else "nothing"
        hint = (
            "The first line is: transcript,role,industry,… with one row an interview (haastattelu "
            "and tiedosto are understood too)."
        )
        raise InputError(
            [Problem(f"the first column should be 'transcript'; found {top!r}.", path, rows[0][0] if rows else 1, hint)]
        )
    first, header = rows[at]
    header = header[: max((n for n, cell in enumerate(header, 1) if cell), default=0)]
    by_speaker = bool(header[1:2]) and header[1].lower() in SPEAKER and header[0].lower() not in SPEAKER
    columns = header[2:] if by_speaker else header[1:]
    names = tuple(PREFIX + name if name in RESERVED or name in taken else name for name in columns)
    problems = [_bad_name(name, path, first) for name, count in Counter(names).items() if count > 1 or not name]
    found: dict[tuple[str, str], dict[str, str]] = {}
    ids = set(transcripts)
    for number, cells in rows[at + 1 :]:
        stem = re.sub(r"\.[A-Za-z]{2,4}$", "", cells[0])
        cells = [stem, *cells[1:]] if cells[0] not in ids and stem in ids else cells
        problems += _add_row(found, cells, names, by_speaker, path, number)
    if problems:
        raise InputError(problems)
    warnings = [Problem(warning, path) for warning in guessed]
    warnings += _renamed(columns, names, path, first)
    warnings += _strangers({key[0] for key in found}, transcripts, path)
    return Participants(names, found, tuple(warnings))


def _is_header(row: Sequence[str]) -> bool:
    """Whether a row names the columns: the first is the transcripts'."""
    return bool(row) and row[0].lower() in TRANSCRIPT and sum(map(bool, row)) > 1


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """The rows that are not empty with their numbers, and what had to be guessed."""
    if path.suffix.lower() == ".xlsx":
        (sheet, *_) = workbook_rows(path, sheets=1, rows=100_000, columns=500) or [[]]
        cells = [[clean("" if cell is None else str(cell))[0].strip() for cell in row] for row in sheet]
        width = max((n for row in cells for n, cell in enumerate(row, 1) if cell), default=0)
        return [(number, row[:width]) for number, row in enumerate(cells, 1) if any(row)], []
    text, guessed = decode(read_bytes(path), path)
    lines = text.splitlines()
    said = "sep=" in lines[0][:6].lower() if lines else False
    semicolons = sum(line.count(";") for line in lines[: TITLES + 1]) >= sum(
        line.count(",") for line in lines[: TITLES + 1]
    )
    mark = (
        lines[0].strip().strip('"')[4:5]
        if said
        else ";"
        if semicolons and ";" in text
        else "\t"
        if "\t" in "".join(lines[:2])
        else ","
    )
    reader = csv.reader(lines[1:] if said else lines, delimiter=mark or ",")
    try:
        rows = [(reader.line_num + said, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as a table: {error}.", path, reader.line_num)]) from error
    return [(number, row) for number, row in rows if any(row)], guessed


def _renamed(columns: Sequence[str], names: Sequence[str], path: Path, line: int) -> Iterator[Problem]:
    """Columns that are called otherwise in tables, where their own name says something else."""
    for column, name in zip(columns, names, strict=True):
        if column != name:
            hint = f"Ask for {name}, or give the column another name."
            yield Problem(
                f"the column {column!r} is called {name} in tables: {column} is something else there.", path, line, hint
            )


def _strangers(named: set[str], transcripts: Sequence[str], path: Path) -> Iterator[Problem]:
    """Rows without a transcript and transcripts without a row: each may be a misspelt id."""
    rowless = [name for name in transcripts if name not in named]
    for name in sorted(named - set(transcripts)) if transcripts else ():
        guess = nearest(name, rowless)
        hint = f"Did you mean {guess!r}?" if guess else f"Transcripts: {', '.join(transcripts)}."
        yield Problem(f"has a row for {name!r}, but there is no such transcript.", path, hint=hint)
    if rowless:
        yield Problem(f"has no row for {first_of(rowless)}; the attributes are missing there.", path)


def _bad_name(name: str, path: Path, line: int) -> Problem:
    return Problem(f"the column name {name!r} is empty or used twice.", path, line, "Give the column another name.")


def _add_row(
    found: dict[tuple[str, str], dict[str, str]],
    cells: list[str],
    names: tuple[str, ...],
    by_speaker: bool,
    path: Path,
    line: int,
) -> list[Problem]:
    keys = 2 if by_speaker else 1
    if len(cells) != keys + len(names):
        hint = "Put a value that holds a comma in double quotes."
        return [Problem(f"has {len(cells)} values; the first line has {keys + len(names)}.", path, line, hint)]
    key = (cells[0], cells[1].casefold() if by_speaker else "")
    if key in found:
        return [Problem(f"the row for {' '.join(cells[:keys])!r} is there twice.", path, line)]
    found[key] = dict(zip(names, cells[keys:], strict=True))
    return []
