"""The stages of one transcript: read → tokenise → code. Functions of what they are given; what they look up stands in a
`Setup`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from qualcode import language as lang
from qualcode.coding.coder import code_transcript
from qualcode.language.tokeniser import tokenise as split_into_tokens
from qualcode.language.tokens import Tokens
from qualcode.line.setup import ReadingSettings, Setup
from qualcode.line.tidy_rows import coding_rows, unit_rows
from qualcode.model import Transcript
from qualcode.transcripts import QuestionMatcher, assign_questions, read_transcript
from qualcode.transcripts.questions.answers import Answer, settled


@dataclass(frozen=True)
class CodedTranscript:
    """One transcript's units and codings as rows of the tidy tables, and the regular expressions that ran out
    of time.
    """

    units: pa.Table
    codings: pa.Table
    slow: tuple[str, ...] = ()


def read(path: Path, setup: Setup, answers: Sequence[Answer] = ()) -> Transcript:
    """The transcript in a file, with the guide's questions where it asks them; `answers` settle some by hand. Raises
    QualcodeError.
    """
    settings = setup.reading
    transcript = read_transcript(path, speakers=settings.speakers, language=settings.language)
    if not settings.guide.questions:
        return transcript
    words_of = lang.content_words(transcript.language, setup.store(transcript.language))
    decided, warnings = settled(transcript, answers)
    transcript = assign_questions(transcript, QuestionMatcher(settings.guide, words_of), decided)
    return replace(transcript, warnings=(*transcript.warnings, *warnings))


def tokenise(transcript: Transcript, settings: ReadingSettings) -> Tokens:
    """The transcript's words and marks."""
    reader = settings.readers.get(transcript.language, "")
    return split_into_tokens(transcript, reader.removeprefix(lang.TAGGER) if reader.startswith(lang.TAGGER) else "")


def code(transcript: Transcript, tokens: Tokens, setup: Setup) -> CodedTranscript:
    """The transcript's units, and what the rules find in them."""
    assert setup.rules is not None
    rules, matcher = setup.rules, setup.matcher(transcript.language)
    setup.store(transcript.language).learn(tokens.forms)
    coded = code_transcript(transcript, tokens, matcher, rules.unit, rules.code_interviewer)
    slow = tuple(sorted(matcher.slow))
    matcher.slow.clear()
    return CodedTranscript(
        unit_rows(transcript, coded.units), coding_rows(transcript, coded.codings, rules.codebook), slow
    )
