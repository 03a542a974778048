"""A Swedish word form → its lemma, by simplemma alone."""

from __future__ import annotations

from qualcode.language.reading import DICTIONARY, GUESSED, Reading
from qualcode.language.simplemma_dictionary import simple_lemmas


def readings_of(word: str) -> list[Reading]:
    """The lemma of the form, lower case."""
    dictionary = simple_lemmas("sv")
    known = dictionary.known(word.lower())
    return [Reading(known, DICTIONARY) if known else Reading(dictionary.guess(word), GUESSED)]
