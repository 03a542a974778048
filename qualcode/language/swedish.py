"""A Swedish word form → its lemma, by simplemma alone."""

from __future__ import annotations

from qualcode.language.simple import simple_lemmas


def readings_of(word: str) -> list[str]:
    """The lemma of the form, lower case."""
    dictionary = simple_lemmas("sv")
    return [dictionary.known(word.lower()) or dictionary.guess(word)]
