"""A lemma → the parts of the compound it may be: asiakastuki → asiakas, tuki."""

from __future__ import annotations

from functools import lru_cache

from qualcode.language.simple import SimpleLemmas, simple_lemmas

SHORTEST = 3


@lru_cache(maxsize=100_000)
def parts(lemma: str, language: str) -> frozenset[str]:
    """The lemma itself and, where it is a compound, the lemmas of its parts (asiakkuuksienhallinta: asiakkuus, hallinta).

    A cut is made only where both sides are words of the dictionary, so `tuki` is no part of katukivi.
    """
    found = {lemma, *lemma.split("-")}
    dictionary = simple_lemmas(language)
    for piece in tuple(found):
        for cut in range(SHORTEST, len(piece) - SHORTEST + 1):
            first, last = _first_part(piece[:cut], dictionary), dictionary.known(piece[cut:])
            if first and last == piece[cut:]:
                found |= {first, last} | parts(last, language) | parts(first, language)
    return frozenset(found)


def _first_part(piece: str, dictionary: SimpleLemmas) -> str | None:
    """The lemma of a first part: a base form (asiakas-) or a genitive (asiakkuuksien-)."""
    lemma = dictionary.known(piece)
    return lemma if lemma is not None and (lemma == piece or piece.endswith("n")) else None
