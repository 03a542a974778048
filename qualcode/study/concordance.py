"""The concordance of a term over a study's transcripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.analysis.kwic import Row, kwic, kwic_table, term_matcher
from qualcode.analysis.table import Table
from qualcode.codebook import RuleError, parse_rule
from qualcode.errors import QualcodeError
from qualcode.model import Role
from qualcode.study.line import Line


def concordance(line: Line, term: str, transcripts: Sequence[str] = (), roles: Sequence[Role] = (), context: int = 10) -> Table:
    """Every place where the term stands: transcript, turn, speaker, left, match, right, lemma.

    Raises QualcodeError for a term that is no rule, UnknownName for a transcript that is not there.
    """
    try:
        parse_rule(term)
    except RuleError as error:
        raise QualcodeError(f"the term cannot be read: {error}") from error

    def rows() -> Iterator[Row]:
        for transcript in line.transcripts(transcripts):
            matcher = term_matcher(term, transcript.language, line.store(transcript.language))
            yield from kwic(transcript, line.tokens(transcript), matcher, roles, context)

    return kwic_table(rows())
