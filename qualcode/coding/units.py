"""A transcript's tokens → coding units: sentences, turns or whole answers of those whose speech is coded."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from qualcode.language.chunks import Ints
from qualcode.language.tokens import Tokens
from qualcode.model import Role, Transcript, UnitKind

Range = tuple[int, int]  # of tokens, half-open
PARTICIPANT: tuple[Role, ...] = ("participant",)


def coded_roles(code_interviewer: bool) -> tuple[Role, ...]:
    """Whose speech is coded: participants', the interviewer's only when asked, an ignored speaker's never."""
    return (*PARTICIPANT, "interviewer") if code_interviewer else PARTICIPANT


@dataclass(frozen=True, slots=True)
class Units:
    """The stretches of a transcript's coding units in columns, one row each; coded or not.

    A sentence or turn is one stretch, an answer has one a turn. `unit` counts from 1 through the transcript; `turn` is
    the turn's number; `first` and `last` are half-open ranges of tokens; `start` and `end` are offsets; `words` is the
    number of words.
    """

    unit: Ints
    turn: Ints
    first: Ints
    last: Ints
    start: Ints
    end: Ints
    words: Ints

    def __len__(self) -> int:
        return len(self.unit)

    def of_tokens(self, count: int) -> Ints:
        """The unit of each of so many tokens; 0 for one that stands in none."""
        found = np.zeros(count, np.int64)
        sizes = self.last - self.first
        found[np.arange(sizes.sum()) + np.repeat(self.first - np.cumsum(sizes) + sizes, sizes)] = np.repeat(
            self.unit, sizes
        )
        return found

    def rows_at(self, offsets: Sequence[int]) -> Ints:
        """The rows of the stretches in which the offsets lie."""
        rows = np.searchsorted(self.start, offsets, "right") - 1
        return np.unique(rows[(rows >= 0) & (np.asarray(offsets) < self.end[rows])]) if len(self) else rows[:0]

    def ranges(self, only: Container[int] | None = None) -> Iterator[tuple[int, list[Range]]]:
        """Each unit's number and the token ranges of its stretches; of all units or `only` some."""
        rows = zip(self.unit.tolist(), self.first.tolist(), self.last.tolist(), strict=True)
        for unit, group in groupby(rows, itemgetter(0)):
            if only is None or unit in only:
                yield unit, [(first, last) for _, first, last in group]


def units_of(transcript: Transcript, tokens: Tokens, kind: UnitKind, roles: Collection[Role] = PARTICIPANT) -> Units:
    """The coding units in order: what those who have one of the roles said."""
    coded = {turn.number for turn in transcript.turns if turn.role in roles}
    key = tokens.sentence
    if kind != "sentence":
        answers = _answers(transcript) if kind == "answer" else {}
        key = np.array([answers.get(number, number) for number in range(_highest(transcript) + 1)], np.int64)[
            tokens.turn
        ]
    spoken = np.flatnonzero(np.isin(tokens.turn, list(coded)))
    key, turn = key[spoken], tokens.turn[spoken]
    new_unit = np.diff(key, prepend=-1) != 0
    rows = np.flatnonzero(new_unit | (np.diff(turn, prepend=-1) != 0))
    first, last = spoken[rows], spoken[np.concatenate([rows[1:], [len(spoken)]])[: len(rows)] - 1] + 1
    words = np.add.reduceat(tokens.words[spoken], rows) if len(rows) else rows
    return Units(np.cumsum(new_unit)[rows], turn[rows], first, last, tokens.start[first], tokens.end[last - 1], words)


def _highest(transcript: Transcript) -> int:
    return max((turn.number for turn in transcript.turns), default=0)


def _answers(transcript: Transcript) -> dict[int, int]:
    """Turn number → answer number: an answer ends where another question opens, or, outside any question, where the
    interviewer speaks.
    """
    answers: dict[int, int] = {}
    answer, question = 0, None
    for turn in transcript.turns:
        if turn.question != question or (turn.question is None and turn.role == "interviewer"):
            answer, question = answer + 1, turn.question
        answers[turn.number] = answer
    return answers
