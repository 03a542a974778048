"""What the dictionaries say for and against a word's being a name."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from qualcode.language import SMALL_WORDS, readings
from qualcode.language.reading import GUESSED

# Heads of Finnish compounds that are organisations (Opetusministeriö), which need no capital elsewhere.
ORGANISATIONS = tuple(
    "ministeriö virasto yliopisto koulu opisto liitto puolue keskus laitos yhtiö seura kirkko seurakunta rahasto pankki komissio neuvosto "
    "säätiö".split()
)


class NameSigns(NamedTuple):
    """Of a word: its likeliest lemma, whether a lexicon reads it as a name, whether a dictionary holds it as a common word, whether it can
    be one at all, and whether it is one of the small words (particles, pronouns) that talk is full of."""

    lemma: str
    proper: bool
    common: bool
    maybe_common: bool
    small: bool


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
    known, first = bool(simple_lemmas("fi").known(lower)), str(readings(word, "fi")[0])
    only_name = bool(names) and not others and not known
    small = not only_name and (first in FREQUENT or (bool(others) and all(a.pos in CLOSED for a in others)))
    return NameSigns((names[0] if names else first).lower(), bool(names), known, known or bool(others), small)
