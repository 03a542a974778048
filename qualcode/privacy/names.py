"""Words that may be names, in what is said: by their capitals, by the dictionaries, by how the same word is written elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from qualcode.language.name_signs import ORGANISATIONS, NameSigns, name_signs

_WORD = re.compile(r"[^\W\d_](?:[\w’'\-]|&(?=\w))*(?::\w+)?")
_ENDED = re.compile(r"(?:^|[.!?…])[\s\"”»’'(\[–—-]*$")  # what stands before a sentence's first word
_I = re.compile(r"I(?:['’](?:m|ve|ll|d|s))?")  # English writes it so everywhere
BEFORE = 8  # letters before a word that tell whether it begins a sentence
SHORTEST = 4  # letters of a small-letter word that may be a name


class MaybeName(NamedTuple):
    """A word that may be a name: which text, where it begins and ends there, its lemma."""

    text: int
    start: int
    end: int
    lemma: str


class _Said(NamedTuple):
    text: int
    start: int
    word: str
    first: bool
    signs: NameSigns


def names_in(texts: Sequence[tuple[str, str]]) -> list[MaybeName]:
    """The words of texts (each with its language) that may be names, in order. How a word is written in one text tells about the others."""
    said = [one for number, (text, language) in enumerate(texts) for one in _words(number, text, language)]
    with_capital = Counter(one.signs.lemma for one in said if one.word[:1].isupper() and not one.first)
    without = Counter(one.signs.lemma for one in said if one.word[:1].islower())
    often = {lemma for lemma, number in with_capital.items() if number > without[lemma]}
    return [MaybeName(one.text, one.start, one.start + len(one.word), one.signs.lemma) for one in said if _may_name(one, often)]


def _words(number: int, text: str, language: str) -> Iterator[_Said]:
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        first = bool(_ENDED.search(text[max(start - BEFORE, 0) : start]) if start else True)
        if not (language == "en" and _I.fullmatch(word)):
            yield _Said(number, start, word, first, name_signs(word.partition(":")[0], language))


def _may_name(said: _Said, often: Container[str]) -> bool:
    """Whether a word may be a name; `often` are the lemmas that stand with a capital within sentences more often than without."""
    word, signs = said.word, said.signs
    inner = any(map(str.isupper, word[1:]))
    if word[:1].islower():
        unknown = not signs.maybe_common and len(word) >= SHORTEST and not signs.small
        return inner or (unknown and (signs.proper or signs.lemma in often))
    if signs.small or len(word) < 2:
        return False
    return not said.first or inner or signs.lemma in often or signs.proper or not signs.common or signs.lemma.endswith(ORGANISATIONS)
