"""Which rules can never match, and why: a rule is tried on the very words that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from qualcode.coding.match import CodedRule, Found, RuleMatcher
from qualcode.coding.units import units_of
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import Tokens, tokenise
from qualcode.model import Operand, Phrase, Transcript, Turn, Word

WRITTEN = {"first": "={}", "prefix": "{}*", "suffix": "*{}", "part": "~{}", "form": '"{}"', "lemma": "{}"}
_HOLDS: Mapping[str, Callable[[str, str], bool]] = {
    "lemma": str.__eq__,
    "part": str.__eq__,
    "prefix": str.startswith,
    "suffix": str.endswith,
}


def unmatchable(matcher: RuleMatcher, store: ReadingStore, language: str) -> Iterator[tuple[CodedRule, str]]:
    """Each rule that can never match, with the reason and how to write it. Rules with regular expressions or patterns are not judged."""
    for coded in matcher.rules:
        if reason := _reason(coded, matcher, store, language):
            yield coded, reason


def _reason(coded: CodedRule, matcher: RuleMatcher, store: ReadingStore, language: str) -> str:
    wanted, forbidden = ([o for o in coded.rule.operands if o.negated is negated] for negated in (False, True))
    twice = next((shown(one) for one in forbidden if any(one.match == other.match for other in wanted)), "")
    if twice:
        return f"it asks for {twice} and forbids it. Leave one of them out."
    phrases = [operand.match for operand in wanted if isinstance(operand.match, Phrase)]
    words = [word for phrase in phrases for word in phrase.words]
    if len(phrases) < len(wanted):
        return ""
    transcript, tokens = _said(" ".join(word.text for word in words), language)
    units = units_of(transcript, tokens, "turn")
    found = Found(matcher, transcript.text, tokens, [(0, len(tokens))] if len(units) else [], every_phrase=True)
    if not all(found[phrase] for phrase in phrases):
        return next(filter(None, (_why_not(word, tokens, matcher, store) for word in words)), "its words never stand together as written.")
    kept_out = next((shown(operand) for operand in forbidden if any(_covers(operand.match, phrase) for phrase in phrases)), "")
    return f"its own words are kept out by !{kept_out}. Forbid less." if kept_out else ""


def _covers(forbidden: object, wanted: Phrase) -> bool:
    """Whether every place of a phrase holds a forbidden word: one of its own, or one that begins, ends or is part of it."""
    if not isinstance(forbidden, Phrase) or len(forbidden.words) != 1:
        return False
    (word,) = forbidden.words
    small = word.text.lower()
    holds = _HOLDS.get(word.kind)
    return holds is not None and any(one.kind in ("lemma", "first") and holds(one.text.lower(), small) for one in wanted.words)


def _said(text: str, language: str) -> tuple[Transcript, Tokens]:
    transcript = Transcript("rule", Path("rule"), "txt", language, text, (Turn(1, "", "participant", None, 0, len(text)),))
    return transcript, tokenise(transcript)


def _why_not(word: Word, tokens: Tokens, matcher: RuleMatcher, store: ReadingStore) -> str:
    """What a word of a rule is not, and how to write it; "" when it is found where it stands."""
    forms = [form for form in tokens.forms if form.partition("\t")[0].lower() == word.text.lower()]
    if not forms or any(word in matcher.types.found_in(form) for form in forms):
        return ""
    lemma = store[word.text][0]
    what = {"first": "the first reading of a word", "part": "a part of a compound in its dictionary form"}.get(word.kind, "found so")
    return f"{word.text!r} is never {what}. Write {WRITTEN[word.kind].format(lemma)}."


def shown(operand: Operand) -> str:
    """An operand as it is written in a rule."""
    match = operand.match
    if not isinstance(match, Phrase):
        return f"/{getattr(match, 'pattern', '…')}/"
    return " ".join(WRITTEN[word.kind].format(word.text) for word in match.words)
