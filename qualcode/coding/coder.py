"""A transcript and a codebook → codings, by rules."""

from __future__ import annotations

from collections import defaultdict
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
    """The codebook's rules for a language and those for every language, in codebook order; unless `limited` codes apply
    everywhere.
    """
    places = codebook.walk()
    rules = [
        CodedRule(p.code.id, rule, p.limits if limited else ())
        for p in places
        for key in (language, "")
        for rule in p.code.rules.get(key, ())
    ]
    return RuleMatcher(rules, language, store)


def code_transcript(
    transcript: Transcript,
    tokens: Tokens,
    matcher: RuleMatcher,
    unit: UnitKind = "sentence",
    code_interviewer: bool = False,
) -> Coded:
    """The transcript's units and codings, in the order of the text, then of the rules.

    Codes may overlap. Several hits of a code in a unit are several codings; of hits of one code that lie within each
    other the longest is the coding (asiakas within asiakas tuki is no second mention), of two rules that hit the same
    stretch the first. A code limited to questions or roles is applied to no others. Participants' speech is coded, the
    interviewer's only with `code_interviewer`, an ignored speaker's never.
    """
    units = units_of(transcript, tokens, unit, coded_roles(code_interviewer))
    hits = matcher.hits(transcript.text, tokens, units)
    return Coded(units, tuple(_codings(transcript, tokens, matcher, hits)))


def _codings(transcript: Transcript, tokens: Tokens, matcher: RuleMatcher, hits: Sequence[Hit]) -> Iterator[Coding]:
    turns = {turn.number: turn for turn in transcript.turns}
    negated = matcher.negations.of(tokens)
    rows = np.searchsorted(tokens.start, [hit.start for hit in hits], "right") - 1
    applied = [
        (hit, turn)
        for hit, turn in zip(hits, tokens.turn[rows].tolist(), strict=True)
        if not (limits := matcher.rules[hit.rule].limits) or allowed(turns[turn], limits)
    ]
    inner = _within_others([(matcher.rules[hit.rule].code, hit) for hit, _ in applied])
    for number, (hit, turn) in enumerate(applied):
        if number not in inner:
            coded = matcher.rules[hit.rule]
            quote = transcript.text[hit.start : hit.end]
            where = (transcript.id, turn, hit.unit, hit.start, hit.end)
            yield Coding(
                *where,
                quote,
                coded.code,
                RULES_CODER,
                coded.rule.source,
                str(hit.lemma),
                negated.hold(hit.start, hit.end),
            )


def _within_others(hits: Sequence[tuple[str, Hit]]) -> set[int]:
    """The numbers of hits that lie within another hit of the same code in their unit; of hits of one stretch all but
    the first.
    """
    by_code: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for number, (code, hit) in enumerate(hits):
        by_code[code, hit.unit].append(number)
    found: set[int] = set()
    for numbers in by_code.values():
        reached = -1
        for number in sorted(numbers, key=lambda n: (hits[n][1].start, -hits[n][1].end, n)):
            found |= {number} if hits[number][1].end <= reached else set()
            reached = max(reached, hits[number][1].end)
    return found


def allowed(turn: Turn, limits: Sequence[Limit]) -> bool:
    """Whether every limit lets a code be applied in the turn."""
    return all(
        (not limit.question or turn.question in limit.question) and (not limit.role or turn.role in limit.role)
        for limit in limits
    )
