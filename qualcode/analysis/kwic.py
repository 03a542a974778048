"""The concordance of a word, phrase or any rule: every place where it stands, with what stands around it (KWIC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.codebook import parse_rule
from qualcode.coding.match import CodedRule, RuleMatcher
from qualcode.coding.units import Piece
from qualcode.language.store import ReadingStore
from qualcode.model import Role, Stretch, Token, Transcript

COLUMNS = ("transcript", "turn", "speaker", "left", "match", "right", "lemma")
Row = tuple[str, int, str, str, str, str, str]


def term_matcher(term: str, language: str, store: ReadingStore) -> RuleMatcher:
    """A matcher for a term written as a rule of a codebook; raises RuleError."""
    return RuleMatcher([CodedRule("", parse_rule(term))], language, store)


def kwic(
    transcript: Transcript, tokens: Sequence[Token], matcher: RuleMatcher, roles: Sequence[Role] = (), context: int = 10
) -> Iterator[Row]:
    """The rows of a transcript: transcript, turn, speaker, left, match, right, lemma, in the order of the text.

    `context` is the number of words on each side, within the turn; `roles` keeps only those who have them (none: everyone).
    """
    turns = {turn.number: turn for turn in transcript.turns if not roles or turn.role in roles}
    for number, group in groupby((token for token in tokens if token.turn in turns), lambda token: token.turn):
        turn, found = turns[number], list(group)
        for _, sentence in groupby(found, lambda token: token.sentence):
            piece = list(sentence)
            stretch = Stretch(0, turn.number, turn.speaker, turn.role, turn.question, piece[0].start, piece[-1].end, 0)
            for _, hit in matcher.hits(transcript.text, [Piece(stretch, piece)]):
                left, right = transcript.text[turn.start : hit.start].split(), transcript.text[hit.end : turn.end].split()
                match = transcript.text[hit.start : hit.end]
                around = (" ".join(left[-context:]), match, " ".join(right[:context]))
                yield transcript.id, turn.number, turn.speaker, *around, hit.lemma


def kwic_table(rows: Iterable[Row]) -> Table:
    """The rows of all transcripts as one table."""
    return Table("kwic", pd.DataFrame(list(rows), columns=list(COLUMNS)))
