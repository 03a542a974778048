"""Why a unit was coded as it was: every rule that hit, and every rule that one thing kept from hitting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.coding.coder import allowed
from qualcode.coding.match import Found, RuleMatcher
from qualcode.coding.units import Range
from qualcode.language.tokens import Tokens
from qualcode.model import Operand, Phrase, Rule, Transcript, Word

HIT, NEAR = "hit", "near miss"
SHARERS = 5  # rules that may ask for the same word, for its standing there to be telling
_SIGNS = {
    "first": ("=", ""),
    "prefix": ("", "*"),
    "suffix": ("*", ""),
    "part": ("~", ""),
    "form": ('"', '"'),
    "lemma": ("", ""),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule of a code and what it did in a unit: the form and lemma that matched, or what kept it from matching."""

    code: str
    rule: str
    outcome: str
    form: str = ""
    lemma: str = ""
    note: str = ""


def reasons(transcript: Transcript, tokens: Tokens, unit: Sequence[Range], matcher: RuleMatcher) -> Iterator[Reason]:
    """The rules that hit in the unit in the order of the rules, then those a word short, the most telling first.

    A near miss has a word in the unit that few rules ask for: that a common word of a hundred rules is there says
    nothing.
    """
    found = Found(matcher, transcript.text, tokens, unit, every_phrase=True)
    turns = {turn.number: turn for turn in transcript.turns}
    near: list[tuple[int, Reason]] = []
    missed = _NearMisses(matcher, found, _present(tokens, unit, matcher))
    for number, coded in enumerate(matcher.rules):
        if found.holds(number):
            for start, end, lemma in found.of(coded.rule.operands[0].match):
                applied = allowed(turns[int(tokens.turn[tokens.at(start)])], coded.limits)
                note = "" if applied else "not applied: the code is limited to other questions or roles (only)"
                yield Reason(coded.code, coded.rule.source, HIT, transcript.text[start:end], lemma, note)
        elif lack := missed.lack(coded.rule):
            near.append((missed.sharers(coded.rule), Reason(coded.code, coded.rule.source, NEAR, note=lack)))
    yield from (reason for sharers, reason in sorted(near, key=lambda pair: pair[0]) if sharers <= SHARERS)


def _present(tokens: Tokens, unit: Sequence[Range], matcher: RuleMatcher) -> set[Word]:
    """The words of the rules that stand in the unit."""
    forms = {tokens.forms[form] for first, last in unit for form in tokens.form[first:last].tolist()}
    return set[Word]().union(*(matcher.types.found_in(form) for form in forms))


class _NearMisses:
    """What rules that do not hold in a unit lack there."""

    def __init__(self, matcher: RuleMatcher, found: Found, present: set[Word]) -> None:
        self._split, self._found, self._present = matcher.split, found, present
        self._rules = Counter(word for coded in matcher.rules for word in set(self._wanted(coded.rule)))

    def _wanted(self, rule: Rule) -> Iterator[Word]:
        for operand in rule.operands:
            if isinstance(operand.match, Phrase) and not operand.negated:
                yield from self._split[operand.match][0].words

    def sharers(self, rule: Rule) -> int:
        """How many rules ask for the rarest of the rule's words that are there; many when none is."""
        return min((self._rules[word] for word in self._wanted(rule) if word in self._present), default=SHARERS + 1)

    def lack(self, rule: Rule) -> str:
        """The one thing the rule lacks; empty when it lacks more, or is a single word."""
        failing = [operand for operand in rule.operands if bool(self._found.of(operand.match)) == operand.negated]
        if len(failing) != 1:
            return ""
        operand = failing[0]
        if operand.negated:
            return f"kept out by {shown(operand)}"
        if not isinstance(operand.match, Phrase):
            return f"lacks {shown(operand)}"
        missing = [word for word in self._split[operand.match][0].words if word not in self._present]
        if not missing:
            return "its words are there, but not in this order or too far apart"
        return f"lacks {as_typed(missing[0])}" if len(missing) == 1 else ""


def shown(operand: Operand) -> str:
    """An operand as it is written in a rule."""
    match = operand.match
    return (
        " ".join(map(as_typed, match.words))
        if isinstance(match, Phrase)
        else str(getattr(match, "pattern", "the pattern"))
    )


def as_typed(word: Word) -> str:
    """A word as it is written in a rule, with the sign of its kind."""
    before, after = _SIGNS[word.kind]
    return f"{before}{word.text}{after}"
