"""What the dictionaries say for and against a word's being a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qualcode.language import SMALL_WORDS, readings
from qualcode.language.reading import GUESSED, SPOKEN

# Heads of Finnish compounds that are organisations (Opetusministeriö), which need no capital elsewhere.
ORGANISATIONS = tuple(
    "ministeriö virasto yliopisto koulu opisto liitto puolue keskus laitos yhtiö seura "
    "kirkko seurakunta rahasto pankki komissio neuvosto "
    "säätiö".split()
)


# The parties of Finland as they are called in talk: their names are written in small letters, and say what someone
# thinks.
PARTIES = frozenset(
    "kokoomus kokkari keskusta kepu keskustapuolue sosiaalidemokraatti sosialidemokraatti "
    "demari perussuomalainen perussuomalaiset persu "
    "vihreät vasemmistoliitto vasemmisto vasuri rkp kansanpuolue kristillisdemokraatti kristilliset "
    "kristillisdemokraatit demarit persut vasurit kokkarit sosiaalidemokraatit sosialidemokraatit sdp smp "
    "kommunisti kommunistit".split()
)


class NameSigns(NamedTuple):
    """Of a word: its likeliest lemma, whether a lexicon reads it as a name, whether a dictionary holds it as a common
    word, whether it can be one at all, and whether it is one of the small words (particles, pronouns) that talk is full
    of.
    """

    lemma: str
    proper: bool
    common: bool
    maybe_common: bool
    small: bool


def _said_for(word: str, lemmas: Sequence[str]) -> NameSigns | None:
    """The signs of a form that is said for another: Turus for Turussa, yhen for yhden; None where that is no word of
    the dictionary.
    """
    from qualcode.language.finnish import FREQUENT
    from qualcode.language.inflection import basic_forms, spoken_name
    from qualcode.language.simplemma_dictionary import simple_lemmas

    name = next((base for base in basic_forms(word) if base.lower() in lemmas[:1]), "")
    if name:
        return NameSigns(lemmas[0], True, False, False, False)
    known = any(simple_lemmas("fi").known(lemma) for lemma in lemmas)
    other = next(
        (base for base in basic_forms(word) if base.lower() in lemmas or (not known and spoken_name(word, base))), ""
    )
    if other:  # a name or a word, both as they are said
        return NameSigns(other.lower(), True, True, True, False)
    return NameSigns(lemmas[0], False, True, True, lemmas[0] in FREQUENT) if known else None


@lru_cache(maxsize=50_000)
def name_signs(word: str, language: str) -> NameSigns:
    """The signs of a word in a language; of one without dictionaries every word is a common one."""
    if language == "fi":
        return _finnish(word)
    if language != "en":
        return NameSigns(word.lower(), False, True, True, False)
    first = readings(word, language)[0]
    small = str(first).lower() in SMALL_WORDS["en"] or word.lower() in SMALL_WORDS["en"]
    common = first.source != GUESSED
    return NameSigns(str(first).lower(), False, common, common, small)


def _finnish(word: str) -> NameSigns:
    from qualcode.language.finnish import FREQUENT
    from qualcode.language.likely import CLOSED, best_analyses
    from qualcode.language.simplemma_dictionary import simple_lemmas
    from qualcode.language.tagged import names_of

    lower, names = word.lower(), names_of(word[:1].upper() + word[1:], "fi")
    others = [a for a in best_analyses(lower) if not a.pos.startswith("proper")]
    found = readings(word, "fi")
    known, first = bool(simple_lemmas("fi").known(lower)), str(found[0])
    only_name = bool(names) and not others
    if (
        not only_name
        and found[0].source == SPOKEN
        and (named := _said_for(word, [str(lemma) for lemma in found if lemma.source != GUESSED])) is not None
    ):
        return named
    said = any(lemma.source == SPOKEN and lemma in FREQUENT for lemma in found)
    small = said or (not only_name and (first in FREQUENT or (bool(others) and all(a.pos in CLOSED for a in others))))
    common = known or any(not a.pos.startswith("noun") for a in others)
    return NameSigns((names[0] if names else first).lower(), bool(names), common, known or bool(others), small)
