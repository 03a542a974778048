"""A transcript's tokens → coding units: sentences, turns or whole answers of those whose speech is coded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qualcode.language.tokens import count_words
from qualcode.model import Stretch, Token, Transcript, Turn, UnitKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch with its tokens."""

    stretch: Stretch
    tokens: Sequence[Token]


def units_of(transcript: Transcript, tokens: Iterable[Token], kind: UnitKind, code_interviewer: bool = False) -> Iterator[list[Piece]]:
    """The coding units in order, each as its pieces (one a turn), numbered from 1 through the transcript.

    Participants' speech is coded, the interviewer's only with `code_interviewer`, an ignored speaker's never.
    """
    turns = {
        turn.number: turn for turn in transcript.turns if turn.role == "participant" or (code_interviewer and turn.role == "interviewer")
    }
    answers = _answers(transcript) if kind == "answer" else {}
    spoken = (token for token in tokens if token.turn in turns)

    def unit_key(token: Token) -> int:
        return token.sentence if kind == "sentence" else answers.get(token.turn, token.turn)

    for number, (_, group) in enumerate(groupby(spoken, unit_key), 1):
        by_turn = [(turns[turn], list(found)) for turn, found in groupby(group, lambda token: token.turn)]
        yield [Piece(_stretch(transcript, turn, found, number), found) for turn, found in by_turn]


def _stretch(transcript: Transcript, turn: Turn, tokens: Sequence[Token], unit: int) -> Stretch:
    start, end = tokens[0].start, tokens[-1].end
    words = count_words(transcript.text[start:end])
    return Stretch(unit, turn.number, turn.speaker, turn.role, turn.question, start, end, words)


def _answers(transcript: Transcript) -> dict[int, int]:
    """Turn number → answer number: an answer ends where another question opens, or, outside any question, where the interviewer speaks."""
    answers: dict[int, int] = {}
    answer, question = 0, None
    for turn in transcript.turns:
        if turn.question != question or (turn.question is None and turn.role == "interviewer"):
            answer, question = answer + 1, turn.question
        answers[turn.number] = answer
    return answers
