"""A word → the pieces it may be broken into at the end of a line: viestintäkanavat → vies, tin, tä, ka, na, vat."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

# letters that stand together at least at the beginning (of a compound's part too), and at the end of a word
FIRST, LAST = 2, 3
SHORTEST_COMPOUND = 7
_BREAK = re.compile(r"(?<=[aeiouyäöåbcdfghjklmnpqrstvwxzšž])(?=[bcdfghjklmnpqrstvwxzšž][aeiouyäöå])")
_VOWEL = re.compile("[aeiouyäöå]")


@lru_cache(maxsize=10_000)
def pieces(word: str, language: str) -> tuple[str, ...]:
    """The pieces, the word itself when it is not to be broken: an abbreviation (CRM:n), a number.

    Finnish, and any word with ä or ö in an English text, breaks between the parts of a compound, and before each
    consonant that a vowel follows (Kielitoimiston ohjepankki: tavutus); other languages by the patterns of their
    dictionaries.
    """
    if not word.isalpha() or not word[1:].islower():
        return (word,)
    if language == "fi" or (language == "en" and re.search("[äö]", word)):
        *firsts, last = _parts(word)
        return (*(piece for part in firsts for piece in _syllables(part, FIRST)), *_syllables(last, LAST))
    found = _patterns(language)
    cuts = [0, *(found.positions(word) if found is not None and len(word) > FIRST + LAST else ()), len(word)]
    return tuple(word[a:b] for a, b in pairwise(cuts))


def compound_parts(word: str, language: str) -> tuple[str, ...]:
    """The parts of a Finnish compound as they stand in the word (kiinteistö, palvelut); the word alone when it
    is none.
    """
    return tuple(_parts(word)) if language == "fi" and word.isalpha() and word[1:].islower() else (word,)


@lru_cache
def _patterns(language: str) -> Any:
    """The dictionary of a language, None without one."""
    import pyphen

    name = pyphen.language_fallback({"en": "en_GB"}.get(language, language))
    return pyphen.Pyphen(lang=name, left=FIRST, right=LAST) if name else None


def _parts(word: str) -> list[str]:
    """A compound's parts as they stand in the word."""
    from qualcode.language.compounds import cut

    found = cut(word.lower(), "fi") if len(word) >= SHORTEST_COMPOUND else (word,)
    ends = list(accumulate(map(len, found)))
    return (
        [word[end - len(part) : end] for part, end in zip(found, ends, strict=True)]
        if min(map(len, found)) >= FIRST
        else [word]
    )


def _syllables(part: str, at_end: int) -> list[str]:
    cuts = [found.start() for found in _BREAK.finditer(part.lower())]
    allowed = [at for at in cuts if at >= FIRST and len(part) - at >= at_end and _VOWEL.search(part[:at].lower())]
    edges = [0, *allowed, len(part)]
    return [part[a:b] for a, b in pairwise(edges)]
