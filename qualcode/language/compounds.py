"""A lemma → the parts of the compound it may be: asiakastuki → asiakas, tuki."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from qualcode.language.pykko import lexicon
from qualcode.language.simple import SimpleLemmas, simple_lemmas

FIRST, LAST = 3, 4  # letters a part has at least


@lru_cache(maxsize=100_000)
def parts(lemma: str, language: str) -> frozenset[str]:
    """The lemma itself and, where it is a compound, the lemmas of its parts (asiakkuuksienhallinta: asiakkuus, hallinta).

    Cut where pykko's lexicon cuts it, else where both sides are words of the dictionary, so `tuki` is no part of katukivi.
    """
    found = {lemma, *lemma.split("-")}
    for piece in [piece for piece in found if len(piece) >= FIRST + LAST]:
        for first, last in _cuts(piece, language):
            found |= parts(first, language) | parts(last, language)
    return frozenset(found)


def _cuts(piece: str, language: str) -> Iterator[tuple[str, str]]:
    dictionary = simple_lemmas(language)
    marked = _marked(piece) if language == "fi" else None
    if marked is not None:
        first, _, last = marked.rpartition("|")
        yield from [(_first_part(first.replace("|", ""), dictionary) or first.replace("|", ""), last)] if first else []
        return
    for cut in range(FIRST, len(piece) - LAST + 1):
        first_lemma, last = _first_part(piece[:cut], dictionary), piece[cut:]
        if first_lemma and dictionary.known(last) == last:
            yield first_lemma, last


def _marked(piece: str) -> str | None:
    """The lemma with its boundaries as the lexicon has them, or None when the lexicon does not hold it."""
    found = lexicon()
    analyses = found.analyse(piece) if found is not None else []
    same = [a for a in analyses if a.lemma.replace("|", "") == piece]
    return min(same, key=lambda a: (a.weight, a.lemma.count("|"), -a.lemma.find("|"))).lemma if same else None


def _first_part(piece: str, dictionary: SimpleLemmas) -> str | None:
    """The lemma of a first part: a base form (asiakas-) or a genitive (asiakkuuksien-)."""
    lemma = dictionary.known(piece)
    return lemma if lemma is not None and (lemma == piece or piece.endswith("n")) else None
