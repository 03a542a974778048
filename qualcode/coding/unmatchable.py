"""Which rules can never match, and why: a rule is tried on the very words that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from qualcode.coding.match import CodedRule, Found, RuleMatcher
from qualcode.coding.why import as_typed, shown
from qualcode.language.store import ReadingStore
from qualcode.language.tokeniser import tokenise
from qualcode.language.tokens import Tokens, word_of
from qualcode.model import Phrase, Transcript, Turn, Word

_HOLDS: Mapping[str, Callable[[str, str], bool]] = {
    "lemma": str.__eq__,
    "part": str.__eq__,
    "prefix": str.startswith,
    "suffix": str.endswith,
}


def unmatchable(matcher: RuleMatcher, store: ReadingStore, language: str) -> Iterator[tuple[CodedRule, str]]:
    """Each rule that can never match, with the reason and how to write it. Rules with regular expressions or patterns
    are not judged.
    """
    transcript, tokens = _said([" ".join(word.text for word in _words(coded)) for coded in matcher.rules], language)
    rows = np.searchsorted(tokens.turn, np.arange(1, len(matcher.rules) + 2))
    for number, coded in enumerate(matcher.rules):
        own = int(rows[number]), int(rows[number + 1])
        found = Found(matcher, transcript.text, tokens, [own] if own[0] < own[1] else [], every_phrase=True)
        forms = [tokens.forms[form] for form in tokens.form[slice(*own)].tolist()]
        if reason := _reason(coded, found, forms, matcher, store):
            yield coded, reason


def _words(coded: CodedRule) -> list[Word]:
    """The words that a rule asks for; none where it asks for more than words."""
    wanted = [operand.match for operand in coded.rule.operands if not operand.negated]
    phrases = [match for match in wanted if isinstance(match, Phrase)]
    return [word for phrase in phrases for word in phrase.words] if len(phrases) == len(wanted) else []


def _said(texts: Sequence[str], language: str) -> tuple[Transcript, Tokens]:
    """A transcript with a turn for each text."""
    ends = list(accumulate(len(text) + 1 for text in texts))
    turns = tuple(
        Turn(n, "", "participant", None, end - len(text) - 1, end - 1)
        for n, (text, end) in enumerate(zip(texts, ends, strict=True), 1)
    )
    transcript = Transcript("rules", Path("rules"), "txt", language, "\n".join(texts), turns)
    return transcript, tokenise(transcript)


def _reason(coded: CodedRule, found: Found, forms: Sequence[str], matcher: RuleMatcher, store: ReadingStore) -> str:
    wanted, forbidden = ([o for o in coded.rule.operands if o.negated is negated] for negated in (False, True))
    twice = next((shown(one) for one in forbidden if any(one.match == other.match for other in wanted)), "")
    if twice:
        return f"it asks for {twice} and forbids it. Leave one of them out."
    words = _words(coded)
    phrases = [operand.match for operand in wanted if isinstance(operand.match, Phrase)]
    if words and not all(found.of(phrase) for phrase in phrases):
        return next(
            filter(None, (_why_not(word, forms, matcher, store) for word in words)),
            "its words never stand together as written.",
        )
    kept_out = next(
        (shown(operand) for operand in forbidden if any(_covers(operand.match, phrase) for phrase in phrases)), ""
    )
    return f"its own words are kept out by !{kept_out}. Forbid less." if kept_out else ""


def _covers(forbidden: object, wanted: Phrase) -> bool:
    """Whether every place of a phrase holds a forbidden word: one of its own, or one that begins, ends or is part of
    it.
    """
    if not isinstance(forbidden, Phrase) or len(forbidden.words) != 1:
        return False
    (word,) = forbidden.words
    small = word.text.lower()
    holds = _HOLDS.get(word.kind)
    return holds is not None and any(
        one.kind in ("lemma", "first") and holds(one.text.lower(), small) for one in wanted.words
    )


def _why_not(word: Word, forms: Sequence[str], matcher: RuleMatcher, store: ReadingStore) -> str:
    """What a word of a rule is not, and how to write it; "" when it is found where it stands."""
    own = [form for form in forms if word_of(form).lower() == word.text.lower()]
    if not own or any(word in matcher.types.found_in(form) for form in own):
        return ""
    lemma = store[word.text][0]
    what = {"first": "the first reading of a word", "part": "a part of a compound in its dictionary form"}.get(
        word.kind, "found so"
    )
    return f"{word.text!r} is never {what}. Write {as_typed(Word(word.kind, lemma))}."
