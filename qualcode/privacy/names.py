"""Words that may be names, in what is said: by their capitals, by the dictionaries, by how the same word is written
elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterator, Sequence
from typing import NamedTuple

from qualcode.language.name_signs import ORGANISATIONS, PARTIES, NameSigns, name_signs

_WORD = re.compile(r"[^\W\d_](?:[\w’'\-]|&(?=\w))*(?::\w+)?")
_ENDED = re.compile(r"(?:^|[.!?…]|\][ .]*)[\s\"”»’'(\[–—-]*$")  # what stands before a sentence's first word
_I = re.compile(r"I(?:['’](?:m|ve|ll|d|s))?")  # English writes it so everywhere
_SIGN = re.compile(r"[A-ZÅÄÖ]{1,2}\d+")  # H1, as an interview or someone in it is called
# Words that English writes with a capital and that name no one, and those before a person's name.
NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april "
    "june july august september october november "
    "december mr mrs ms dr prof sir miss english".split()
)
BEFORE = 8  # letters before a word that tell whether it begins a sentence
SHORTEST = 4  # letters of a small-letter word that may be a name
# of the words, the share with a capital below which a text is written in small letters; words that tell it
CAPITALS, ENOUGH = 0.01, 200

SURE, LIKELY, MAYBE = 3, 2, 1  # how likely it is that a word is a name


class MaybeName(NamedTuple):
    """A word that may be a name: which text, where it begins and ends there, its lemma, how likely it is, and why."""

    text: int
    start: int
    end: int
    lemma: str
    likely: int = MAYBE
    why: str = ""


class _Said(NamedTuple):
    text: int
    start: int
    word: str
    first: bool
    signs: NameSigns


def names_in(texts: Sequence[tuple[str, str]], small: Collection[int] = ()) -> list[MaybeName]:
    """The words of texts (each with its language) that may be names, in order. How a word is written in one text tells
    about the others.

    `small` are the numbers of texts that are written in small letters throughout (see `without_capitals`): every word
    of theirs that can be a name, or that nothing knows, may be one.
    """
    said = [one for number, (text, language) in enumerate(texts) for one in _words(number, text, language)]
    with_capital = Counter(one.signs.lemma for one in said if one.word[:1].isupper() and not one.first)
    without = Counter(one.signs.lemma for one in said if one.word[:1].islower())
    often = {lemma for lemma, number in with_capital.items() if number > without[lemma]}
    found = [(one, _may_name(one, often, one.text in small)) for one in said]
    named = {one.signs.lemma for one, reason in found if reason is not None and one.signs.proper and one.text in small}
    again = MAYBE, "a form of a name that is said elsewhere"
    found = [
        (one, again if reason is None and one.text in small and one.signs.lemma in named else reason)
        for one, reason in found
    ]
    return [
        MaybeName(one.text, one.start, one.start + len(one.word), one.signs.lemma, *reason)
        for one, reason in found
        if reason is not None
    ]


def without_capitals(text: str) -> bool:
    """Whether a text is written in small letters throughout, as programs write what they hear."""
    words = [match[0] for match in _WORD.finditer(text)]
    return len(words) >= ENOUGH and sum(word[:1].isupper() and word != "I" for word in words) < CAPITALS * len(words)


def _words(number: int, text: str, language: str) -> Iterator[_Said]:
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        first = bool(_ENDED.search(text[max(start - BEFORE, 0) : start]) if start else True)
        if not (language == "en" and (_I.fullmatch(word) or word.casefold() in NO_NAMES)):
            yield _Said(number, start, word, first, name_signs(word.partition(":")[0], language))


def _may_name(said: _Said, often: Container[str], small: bool) -> tuple[int, str] | None:
    """How likely a word is a name, and why; None when it is none. `often` stand with a capital within sentences more
    often than without.
    """
    word, signs = said.word, said.signs
    inner = any(map(str.isupper, word[1:]))
    if signs.lemma in PARTIES:
        return MAYBE, "a political party"
    if word[:1].islower():
        return _small_letters(word, signs, inner, often, small)
    if len(word.partition(":")[0]) < 2 or _SIGN.fullmatch(word):
        return None
    if signs.small:
        return (LIKELY, "a name by the dictionary, and a word too") if signs.proper and not said.first else None
    if signs.proper and not signs.common:
        return SURE, "a name by the dictionary"
    if not said.first or inner:
        return (LIKELY if signs.maybe_common else SURE), "has a capital within a sentence"
    if signs.lemma in often:
        return LIKELY, "has a capital elsewhere"
    if not signs.common:
        return (
            (MAYBE, "no dictionary has it")
            if not signs.maybe_common
            else (MAYBE, "the dictionary does not have it as it stands")
        )
    if signs.proper:
        return MAYBE, "a name by the dictionary, and a word too"
    return (MAYBE, "called as organisations are") if signs.lemma.endswith(ORGANISATIONS) else None


def _small_letters(
    word: str, signs: NameSigns, inner: bool, often: Container[str], small: bool
) -> tuple[int, str] | None:
    unknown = not signs.maybe_common and len(word) >= SHORTEST and not signs.small
    if inner:
        return MAYBE, "has a capital within"
    if unknown and signs.proper:
        return LIKELY, "a name by the dictionary"
    if unknown and (signs.lemma in often or small):
        return MAYBE, "has a capital elsewhere" if signs.lemma in often else "no dictionary has it"
    if small and signs.proper and not signs.small:
        return MAYBE, "a name by the dictionary, and a word too"
    return None
