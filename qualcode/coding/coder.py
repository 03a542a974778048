"""A transcript and a codebook → codings, by rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.coding.match import CodedRule, Hit, RuleMatcher
from qualcode.coding.units import Units, coded_roles, units_of
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import Tokens
from qualcode.model import RULES_CODER, Codebook, Coding, Limit, Transcript, Turn, UnitKind


@dataclass(frozen=True, slots=True)
class Coded:
    """What coding a transcript gives: its units, coded or not, and the codings."""

    units: Units
    codings: tuple[Coding, ...]


def compile_rules(codebook: Codebook, language: str, store: ReadingStore, limited: bool = True) -> RuleMatcher:
    """The codebook's rules for a language and those for every language, in codebook order; unless `limited` codes apply everywhere."""
    places = codebook.walk()
    rules = [
        CodedRule(p.code.id, rule, p.limits if limited else ())
        for p in places
        for key in (language, "")
        for rule in p.code.rules.get(key, ())
    ]
    return RuleMatcher(rules, language, store)


def code_transcript(
    transcript: Transcript, tokens: Tokens, matcher: RuleMatcher, unit: UnitKind = "sentence", code_interviewer: bool = False
) -> Coded:
    """The transcript's units and codings, in the order of the text, then of the rules.

    Codes may overlap. Several hits of a code in a unit are several codings; two rules of one code that hit the same stretch are one. A
    code limited to questions or roles is applied to no others. Participants' speech is coded, the interviewer's only with
    `code_interviewer`, an ignored speaker's never.
    """
    units = units_of(transcript, tokens, unit, coded_roles(code_interviewer))
    hits = matcher.hits(transcript.text, tokens, units)
    return Coded(units, tuple(_codings(transcript, tokens, matcher, hits)))


def _codings(transcript: Transcript, tokens: Tokens, matcher: RuleMatcher, hits: Sequence[Hit]) -> Iterator[Coding]:
    turns = {turn.number: turn for turn in transcript.turns}
    negated = matcher.negations.of(tokens)
    rows = np.searchsorted(tokens.start, [hit.start for hit in hits], "right") - 1
    seen: set[tuple[str, int, int, int]] = set()
    for hit, turn in zip(hits, tokens.turn[rows].tolist(), strict=True):
        coded = matcher.rules[hit.rule]
        key = (coded.code, hit.unit, hit.start, hit.end)
        if key not in seen and (not coded.limits or allowed(turns[turn], coded.limits)):
            seen.add(key)
            quote = transcript.text[hit.start : hit.end]
            where = (transcript.id, turn, hit.unit, hit.start, hit.end)
            yield Coding(*where, quote, coded.code, RULES_CODER, coded.rule.source, hit.lemma, negated.hold(hit.start, hit.end))


def allowed(turn: Turn, limits: Sequence[Limit]) -> bool:
    """Whether every limit lets a code be applied in the turn."""
    return all((not limit.question or turn.question in limit.question) and (not limit.role or turn.role in limit.role) for limit in limits)
