"""A word → the pieces it may be broken into at the end of a line: viestintäkanavat → vies, tin, tä, ka, na, vat."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, pairwise

FIRST = LAST = 2  # letters that stand together at least, at the beginning and the end of a word or of a compound's part
SHORTEST_COMPOUND = 7
_BREAK = re.compile(r"(?<=[aeiouyäöåbcdfghjklmnpqrstvwxzšž])(?=[bcdfghjklmnpqrstvwxzšž][aeiouyäöå])")
_VOWEL = re.compile("[aeiouyäöå]")


@lru_cache(maxsize=10_000)
def pieces(word: str, language: str) -> tuple[str, ...]:
    """The pieces, the word itself when it is not to be broken: one of another language than Finnish, an abbreviation (CRM:n), a number.

    Finnish breaks between the parts of a compound, and before each consonant that a vowel follows (Kielitoimiston ohjepankki: tavutus).
    """
    if language != "fi" or not word.isalpha() or not word[1:].islower():
        return (word,)
    return tuple(piece for part in _parts(word) for piece in _syllables(part))


def _parts(word: str) -> list[str]:
    """A compound's parts as they stand in the word."""
    from qualcode.language.compounds import cut

    found = cut(word.lower(), "fi") if len(word) >= SHORTEST_COMPOUND else (word,)
    ends = list(accumulate(map(len, found)))
    return [word[end - len(part) : end] for part, end in zip(found, ends, strict=True)] if min(map(len, found)) >= FIRST else [word]


def _syllables(part: str) -> list[str]:
    cuts = [found.start() for found in _BREAK.finditer(part.lower())]
    allowed = [at for at in cuts if at >= FIRST and len(part) - at >= LAST and _VOWEL.search(part[:at].lower())]
    edges = [0, *allowed, len(part)]
    return [part[a:b] for a, b in pairwise(edges)]
