"""A transcript and a codebook → codings, by rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qualcode.coding.match import CodedRule, Hit, RuleMatcher
from qualcode.coding.units import Piece, units_of
from qualcode.language.store import ReadingStore
from qualcode.model import RULES_CODER, Codebook, Coding, Stretch, Token, Transcript, UnitKind


@dataclass(frozen=True, slots=True)
class Coded:
    """What coding a transcript gives: the stretches of every unit, coded or not, and the codings."""

    stretches: tuple[Stretch, ...]
    codings: tuple[Coding, ...]


def compile_rules(codebook: Codebook, language: str, store: ReadingStore) -> RuleMatcher:
    """The codebook's rules for a language and those for every language, in codebook order."""
    rules = [CodedRule(p.code.id, rule) for p in codebook.walk() for key in (language, "") for rule in p.code.rules.get(key, ())]
    return RuleMatcher(rules, language, store)


def code_transcript(
    transcript: Transcript,
    tokens: Iterable[Token],
    matcher: RuleMatcher,
    unit: UnitKind = "sentence",
    code_interviewer: bool = False,
) -> Coded:
    """The transcript's units and codings, in the order of the text, then of the rules.

    Codes may overlap. Several hits of a code in a unit are several codings; two rules of one code that hit the same stretch are one.
    """
    stretches: list[Stretch] = []
    codings: list[Coding] = []
    for pieces in units_of(transcript, tokens, unit, code_interviewer):
        stretches += [piece.stretch for piece in pieces]
        codings += _codings(transcript, pieces, matcher.hits(transcript.text, pieces))
    return Coded(tuple(stretches), tuple(codings))


def _codings(transcript: Transcript, unit: Sequence[Piece], hits: Iterable[tuple[CodedRule, Hit]]) -> Iterator[Coding]:
    seen: set[tuple[str, int, int]] = set()
    for coded, hit in hits:
        key = (coded.code, hit.start, hit.end)
        if key not in seen:
            seen.add(key)
            stretch = next(piece.stretch for piece in unit if piece.stretch.start <= hit.start < piece.stretch.end)
            quote = transcript.text[hit.start : hit.end]
            where = (transcript.id, stretch.turn, stretch.unit, hit.start, hit.end)
            yield Coding(*where, quote, coded.code, RULES_CODER, coded.rule.source, hit.lemma)
