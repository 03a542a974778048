"""Everything in a study that someone may be named in: what is said, who speaks, what was written about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualcode.errors import Problem, QualcodeError
from qualcode.line.corpus import Corpus
from qualcode.model import Codebook, Transcript
from qualcode.people.decisions import FOLDER, REDUCTIONS, SUMMARIES, coder_paths, read_decisions
from qualcode.people.reductions import read_reductions
from qualcode.people.summaries import read_summaries
from qualcode.privacy.names import without_capitals
from qualcode.study.folder import Study, problems_of


@dataclass(frozen=True)
class Piece:
    """A text, in which language it is and where it stands: a transcript's id, or a file; `label` when it says who
    speaks or takes part.

    `small` when it is written in small letters throughout, not `spoken` when it was written about the interviews.
    """

    where: str
    text: str
    language: str
    label: bool = False
    small: bool = False
    spoken: bool = True


@dataclass(frozen=True)
class Said:
    """The pieces of a study, and the files of which there are none, because they cannot be read."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]


def said_in(corpus: Corpus) -> Said:
    """Every piece of the transcripts, the participants' table, the guide, the codebook's texts and what people
    wrote.
    """
    pieces: list[Piece] = []
    problems: list[Problem] = list(corpus.study.unreadable)
    for read in corpus.reads():
        problems += read.problems
        pieces += said_in_transcript(read.transcript) if read.transcript is not None else ()
    for part in (_participants, _guide, _codebook, _memos, _reductions):
        try:
            pieces += part(corpus.study)
        except QualcodeError as error:
            problems += problems_of(error, corpus.study.root)
    return Said(tuple(pieces), tuple(problems))


def said_in_transcript(transcript: Transcript) -> Iterator[Piece]:
    """The pieces of a transcript: its name, its labels, what is said and what stands beside."""
    where, language = transcript.id, transcript.language
    yield Piece(where, transcript.source.stem.replace("_", " "), language, label=True)
    yield from (
        Piece(where, label, language, label=True)
        for label in dict.fromkeys(turn.speaker for turn in transcript.turns)
        if label
    )
    small = without_capitals(" ".join(map(transcript.turn_text, transcript.turns)))
    at = 0
    for turn in transcript.turns:
        beside = transcript.text[at : turn.start - len(f"{turn.speaker}: ") * bool(turn.speaker)]
        yield from (Piece(where, line, language) for line in beside.split("\n") if line.strip())
        yield from (Piece(where, line, language, small=small) for line in transcript.turn_text(turn).split("\n"))
        at = turn.end
    yield from (Piece(where, line, language) for line in transcript.text[at:].split("\n") if line.strip())
    account = transcript.account
    yield from (
        Piece(where, left.text, language) for left in (account.left_out if account else ()) if not left.furniture
    )


def _participants(study: Study) -> Iterator[Piece]:
    path = study.participants_path
    for (_, speaker), row in (study.participants.rows or {}).items():
        where = path.name if path else ""
        yield from (
            Piece(where, text, _language(study), label, spoken=False)
            for text, label in [(speaker.title(), True), *((v, False) for v in row.values())]
            if text
        )


def _guide(study: Study) -> Iterator[Piece]:
    for question in study.guide.questions:
        for language, text in question.text.by_language.items():
            yield Piece("the guide", text, language or _language(study), spoken=False)
        yield from (Piece("the guide", text, _language(study), spoken=False) for text in question.variants)


def _codebook(study: Study) -> Iterator[Piece]:
    return texts_of(study.codebook, _language(study))


def texts_of(codebook: Codebook, language: str) -> Iterator[Piece]:
    """What is written in a codebook: definitions and examples."""
    for place in codebook.walk():
        code = place.code
        for text in (code.definition, code.include, code.exclude):
            yield from (
                Piece("the codebook", written, own or language, spoken=False)
                for own, written in text.by_language.items()
            )
        for examples in (code.examples, code.counterexamples):
            yield from (
                Piece("the codebook", said, own or language, spoken=False)
                for own, several in examples.items()
                for said in several
            )


def _memos(study: Study) -> Iterator[Piece]:
    for name, path in coder_paths(study.root / FOLDER).items():
        memos: Iterable[str] = dict.fromkeys(
            decision.memo for decision in read_decisions(path).decisions if decision.memo
        )
        yield from (Piece(f"{name}'s memos", memo, _language(study)) for memo in memos)


def _reductions(study: Study) -> Iterator[Piece]:
    rows = read_reductions(study.root / REDUCTIONS)
    yield from (Piece("the reduced expressions", row.reduced, _language(study)) for row in rows if row.reduced)
    told = read_summaries(study.root / SUMMARIES)
    yield from (Piece("the summaries", row.summary, _language(study)) for row in told if row.summary)


def _language(study: Study) -> str:
    chosen = study.settings.study.language
    return "fi" if chosen == "auto" else chosen
