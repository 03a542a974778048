"""The concordance of a word, phrase or any rule: every place where it stands, with what stands around it (KWIC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.codebook import parse_rule
from qualcode.coding.match import CodedRule, RuleMatcher
from qualcode.coding.units import units_of
from qualcode.language.reading import shown_source
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import Tokens
from qualcode.model import ROLES, Role, Transcript

COLUMNS = ("transcript", "turn", "speaker", "left", "match", "right", "lemma", "known_from")
Row = tuple[str, int, str, str, str, str, str, str]


def term_matcher(term: str, language: str, store: ReadingStore) -> RuleMatcher:
    """A matcher for a term written as a rule of a codebook; raises RuleError."""
    return RuleMatcher([CodedRule("", parse_rule(term))], language, store)


def kwic(
    transcript: Transcript, tokens: Tokens, matcher: RuleMatcher, roles: Sequence[Role] = (), context: int = 10
) -> Iterator[Row]:
    """The rows of a transcript: transcript, turn, speaker, left, match, right, lemma, known_from, in the order of the
    text.

    `known_from` says how sure the reading is: own, dictionary, lexicon, spoken, guessed; empty where the form itself
    was asked for. `context` is the number of words on each side, within the turn; `roles` keeps only those who have
    them (none: everyone).
    """
    text, turns = transcript.text, {turn.number: turn for turn in transcript.turns}
    for hit in matcher.hits(text, tokens, units_of(transcript, tokens, "sentence", roles or ROLES)):
        turn = turns[int(tokens.turn[tokens.at(hit.start)])]
        left, right = text[turn.start : hit.start].split(), text[hit.end : turn.end].split()
        around = (" ".join(left[-context:]), text[hit.start : hit.end], " ".join(right[:context]))
        yield transcript.id, turn.number, turn.speaker, *around, str(hit.lemma), shown_source(hit.lemma)


def kwic_table(rows: Iterable[Row]) -> Table:
    """The rows of all transcripts as one table."""
    return Table("kwic", pd.DataFrame(list(rows), columns=list(COLUMNS)))
