"""guide-answers.csv → what was decided by hand about which question of the guide an interviewer's turn asks."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import InputError, Problem, nearest
from qualcode.files import read_bytes
from qualcode.model import Transcript
from qualcode.spreadsheet import as_meant, delimiter
from qualcode.transcripts.readers.encoding import decode

FILE = "guide-answers.csv"
NONE, END = "-", "end"  # the turn asks no question of the guide; the guide is left, and what follows answers none
COLUMNS = ("transcript", "turn", "words", "recognised", "question")
NAMES = {"haastattelu": "transcript", "puheenvuoro": "turn", "sanat": "words", "kysymys": "question"}
ANEW = f"Write the file anew, and settle it again: qualcode transcripts --questions -o {FILE}"
NEAR = 90.0  # of 100, the likeness from which on words that were edited are the same turn's


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision: the words of a turn, the turn's number when it was made, and the question that it opens, or "-"."""

    words: str
    turn: int
    question: str
    line: int


@dataclass(frozen=True, slots=True)
class Answers:
    """The decisions by transcript, and rows that decide nothing because what they name is not there."""

    by_transcript: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    def of(self, transcript: str) -> tuple[Answer, ...]:
        """The decisions about a transcript."""
        return self.by_transcript.get(transcript, ())


def read_answers(path: Path, questions: Sequence[str], transcripts: Sequence[str]) -> Answers:
    """The decisions of a file; rows without a question are not decided. Raises InputError when a column is missing."""
    text, _ = decode(read_bytes(path), path)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter(text))
    reader.fieldnames = [NAMES.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or ()]
    if missing := [name for name in ("transcript", "words", "question") if name not in reader.fieldnames]:
        hint = f"`qualcode transcripts --questions -o {FILE}` writes it."
        raise InputError([Problem(f"has no column for {', '.join(missing)}.", path, 1, hint)])
    by_case = {question.casefold(): question for question in questions}
    found: dict[str, list[Answer]] = {}
    problems: list[Problem] = []
    for row in reader:
        cells = {name: as_meant((row.get(name) or "").strip()) for name in COLUMNS}
        if not cells["question"]:
            continue
        cells["question"] = by_case.get(cells["question"].casefold(), cells["question"])
        unknown = list(_unknown(cells, [*questions, NONE, END], transcripts, path, reader.line_num))
        problems += unknown
        if unknown:
            continue
        number = int(cells["turn"]) if cells["turn"].isdecimal() and len(cells["turn"]) < 9 else 0
        found.setdefault(cells["transcript"], []).append(
            Answer(cells["words"], number, cells["question"], reader.line_num)
        )
    return Answers({name: tuple(answers) for name, answers in found.items()}, tuple(problems))


def _unknown(
    cells: Mapping[str, str], questions: Sequence[str], transcripts: Sequence[str], path: Path, line: int
) -> Iterator[Problem]:
    for kind, value, choices in (
        ("question", cells["question"], questions),
        ("transcript", cells["transcript"], transcripts),
    ):
        if value not in choices:
            guess = nearest(value, choices) if kind == "question" else None
            hint = f"Did you mean {guess!r}?" if guess else f"Choices: {', '.join(choices)}."
            yield Problem(f"there is no {kind} {value!r}; the row decides nothing.", path, line, hint)


def settled(transcript: Transcript, answers: Sequence[Answer]) -> tuple[dict[int, str], list[str]]:
    """Turn number → question for each decision that finds its turn by its words, and a warning for each that does not.

    Of several turns with the words the one nearest to the number that the turn had is meant.
    """
    said = {
        turn.number: " ".join(transcript.turn_text(turn).split())
        for turn in transcript.turns
        if turn.role == "interviewer"
    }
    found: dict[int, str] = {}
    warnings = []
    for answer in answers:
        number = _turn_of(answer, said)
        if number is None:
            shown = answer.words if len(answer.words) <= 50 else answer.words[:47] + "…"
            warnings.append(
                f"no turn of the interviewer's says {shown!r} any more (line {answer.line} of {FILE}). {ANEW}"
            )
        else:
            found[number] = answer.question
    return found, warnings


def _turn_of(answer: Answer, said: Mapping[int, str]) -> int | None:
    from rapidfuzz import fuzz

    words = " ".join(answer.words.split())
    same = [number for number, text in said.items() if text == words]
    near = same or [number for number, text in said.items() if fuzz.ratio(text, words, score_cutoff=NEAR)]
    return min(near, key=lambda number: abs(number - answer.turn), default=None)
