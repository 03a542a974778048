"""The concordance of a term over a study's transcripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.analysis.kwic import Row, kwic, kwic_table, term_matcher
from qualcode.analysis.table import Table
from qualcode.codebook import RuleError, parse_rule
from qualcode.coding.match import RuleMatcher
from qualcode.errors import QualcodeError
from qualcode.line.consent import Consent
from qualcode.line.corpus import Corpus
from qualcode.model import Role


def concordance(
    corpus: Corpus, term: str, transcripts: Sequence[str] = (), roles: Sequence[Role] = (), context: int = 10
) -> Table:
    """Every place where the term stands: transcript, turn, speaker, left, match, right, lemma; of transcripts that can
    be read, and of what may be quoted.

    Raises QualcodeError for a term that is no rule, UnknownName for a transcript that is not there.
    """
    try:
        parse_rule(term)
    except RuleError as error:
        raise QualcodeError(f"the term cannot be read: {error}") from error
    matchers: dict[str, RuleMatcher] = {}
    consent = Consent(corpus)

    def rows() -> Iterator[Row]:
        for transcript in corpus.transcripts(transcripts):
            tokens, words, language = corpus.tokens(transcript), corpus.words(transcript.language), transcript.language
            words.learn(tokens.forms)
            matcher = matchers.setdefault(language, matchers.get(language) or term_matcher(term, language, words))
            yield from (
                row for row in kwic(transcript, tokens, matcher, roles, context) if consent.of(row[0], row[1]) == "yes"
            )

    return kwic_table(rows())
