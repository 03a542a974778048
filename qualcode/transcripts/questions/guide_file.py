"""guide.yaml → the interview guide; participants.csv → attributes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from qualcode.errors import InputError, Problem, nearest
from qualcode.files import read_bytes
from qualcode.model import Guide, Question, Text
from qualcode.schema import Localised, Schema, load_yaml, validated
from qualcode.transcripts.readers.text import decode


class QuestionEntry(Schema):
    """A question as it stands in the file."""

    id: str
    theme: str = ""
    text: Localised
    variants: list[str] = Field(default_factory=list)


class GuideFile(Schema):
    """A guide file."""

    questions: list[QuestionEntry] = Field(min_length=1)


def read_guide(path: Path) -> Guide:
    """The interview guide in a YAML file; raises InputError with every problem and its line."""
    data, lines = load_yaml(path)
    entry = validated(GuideFile, data, lines, path)
    repeated = [i for i, q in enumerate(entry.questions) if q.id in {p.id for p in entry.questions[:i]}]
    if repeated:
        message = "the question id {!r} is used twice."
        raise InputError([Problem(message.format(entry.questions[i].id), path, lines.get(("questions", i))) for i in repeated])
    return Guide(tuple(Question(q.id, q.theme, Text(q.text), tuple(q.variants)) for q in entry.questions))


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
    "transcript speaker turn unit role question code theme coder start end quote rule lemma words total negated quarter answer label level "
    "units codings transcripts participants share attribute lowest median highest".split()
)
PREFIX = "participant_"  # an attribute called as one of them is known by its name with this before it


def read_participants(path: Path, transcripts: Sequence[str] = (), taken: Container[str] = ()) -> Participants:
    """The attributes in a CSV file whose first column is `transcript` (and the second may be `speaker`).

    A column named as one of qualcode's own (`role`, `quarter`) or as one of `taken` becomes `participant_role`. `transcripts` are the ids
    that exist; a row for another one, and a transcript without a row, are warnings. Raises InputError with every problem and its line.
    """
    text, guessed = decode(read_bytes(path), path)  # in the Unicode form that ids have
    rows = _rows(text, path)
    header = [cell.strip() for cell in rows[0]] if rows else []
    if header[:1] != ["transcript"]:
        hint = "The first line is: transcript,role,industry,… with one row an interview."
        raise InputError(
            [Problem(f"the first column should be 'transcript'; found {header[0] if header else 'nothing'!r}.", path, 1, hint)]
        )
    by_speaker = header[1:2] == ["speaker"]
    names = tuple(header[2:] if by_speaker else header[1:])
    names = tuple(PREFIX + name if name in RESERVED or name in taken else name for name in names)
    problems = [_bad_name(name, path) for name, count in Counter(names).items() if count > 1 or not name]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            problems += _add_row(found, [cell.strip() for cell in cells], names, by_speaker, path, number)
    if problems:
        raise InputError(problems)
    warnings = [Problem(warning, path) for warning in guessed] + list(_strangers({key[0] for key in found}, transcripts, path))
    return Participants(names, found, tuple(warnings))


def _rows(text: str, path: Path) -> list[list[str]]:
    rows = csv.reader(text.splitlines(), delimiter=";" if text.split("\n", 1)[0].count(";") else ",")
    try:
        return list(rows)
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as a table: {error}.", path, rows.line_num)]) from error


def _strangers(named: set[str], transcripts: Sequence[str], path: Path) -> Iterator[Problem]:
    """Rows without a transcript and transcripts without a row: each may be a misspelt id."""
    rowless = [name for name in transcripts if name not in named]
    for name in sorted(named - set(transcripts)) if transcripts else ():
        guess = nearest(name, rowless)
        hint = f"Did you mean {guess!r}?" if guess else f"Transcripts: {', '.join(transcripts)}."
        yield Problem(f"has a row for {name!r}, but there is no such transcript.", path, hint=hint)
    if rowless:
        yield Problem(f"has no row for {', '.join(rowless)}; the attributes are missing there.", path)


def _bad_name(name: str, path: Path) -> Problem:
    return Problem(f"the column name {name!r} is empty or used twice.", path, 1, "Give the column another name.")


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
