"""A lemma → the parts of the compound it may be: asiakastuki → asiakas, tuki."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from qualcode.language.pykko import lexicon
from qualcode.language.simplemma_dictionary import SimpleLemmas, simple_lemmas

FIRST, LAST = 3, 4  # letters a part has at least
# English: short words that compounds begin with, and beginnings and ends of words that are words too but make no
# compounds.
SHORT_FIRSTS = frozenset(
    "air app bar bed box bus car day eye gas ice job key law log map net oil pay sea sun tax tea tip top web".split()
)
PREFIXES = frozenset(
    (
        "anti auto extra fore hyper infra inter intra macro mega micro mono multi para poly post "
        "retro semi super tele ultra"
    ).split()
)
SUFFIXES = frozenset("able full hood less like ling ment ness ship sion some tion ward ways wise".split())


@lru_cache(maxsize=100_000)
def parts(lemma: str, language: str) -> frozenset[str]:
    """The lemma itself and, where it is a compound, the lemmas of its parts (asiakkuuksienhallinta: asiakkuus,
    hallinta).

    Cut where pykko's lexicon cuts it, else where both sides are words of the dictionary, so `tuki` is no part of
    katukivi.
    """
    found = {lemma, *lemma.split("-")}
    for piece in [piece for piece in found if len(piece) >= FIRST + LAST]:
        for first, last in _cuts(piece, language):
            found |= parts(first, language) | parts(last, language)
    return frozenset(found)


def cut_off(form: str, language: str) -> tuple[str, str]:
    """A compound's form cut before its last part, whatever its ending (myyntituesta: myynti, tuesta); two empty texts
    when it is none.
    """
    *firsts, last = cut(form, language)
    return ("".join(firsts), last.lstrip("-")) if firsts else ("", "")


def cut(form: str, language: str) -> tuple[str, ...]:
    """All parts of a compound's form as they stand in it (myyntituesta: myynti, tuesta); the form alone when it is
    none.
    """
    found = lexicon() if language == "fi" else None
    lemmas = [a.lemma.lower() for a in found.analyse(form, 0.0)] if found is not None else []
    cuts = [lemma.split("|")[:-1] for lemma in lemmas] or [[first] for first, _ in _cuts(form, language)]
    for firsts in filter(None, cuts):
        first = "".join(firsts)
        if form.startswith(first) and len(form) > len(first):
            return (*firsts, form[len(first) :])
    return (form,)


def _cuts(piece: str, language: str) -> Iterator[tuple[str, str]]:
    dictionary = simple_lemmas(language)
    marked = _marked(piece) if language == "fi" else None
    if marked is not None:
        first, _, last = marked.rpartition("|")
        yield from [(_first_part(first.replace("|", ""), dictionary) or first.replace("|", ""), last)] if first else []
        return
    for at in range(FIRST, len(piece) - LAST + 1):
        first_lemma, last = _first_part(piece[:at], dictionary), piece[at:]
        if (
            first_lemma
            and dictionary.known(last) == last
            and (language != "en" or _is_english_compound(piece[:at], last))
        ):
            yield first_lemma, last


def _is_english_compound(first: str, last: str) -> bool:
    """Whether two words beside each other are likely a compound (website, feedback) and not letters that happen to be
    words (cur|rent).
    """
    from lemminflect import getAllLemmas

    kinds = getAllLemmas(first)
    fit = any(first in kinds.get(kind, ()) for kind in ("NOUN", "ADJ")) and last in getAllLemmas(last, upos="NOUN").get(
        "NOUN", ()
    )
    return fit and (first in SHORT_FIRSTS or len(first) > FIRST) and first not in PREFIXES and last not in SUFFIXES


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
