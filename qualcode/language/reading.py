"""A lemma that a word form may have, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

Source = Literal["own", "dictionary", "lexicon", "spoken", "guessed"]
OWN: Source = "own"  # the study's own words
DICTIONARY: Source = "dictionary"  # a dictionary holds the form
LEXICON: Source = "lexicon"  # the lexicon makes the form: compounds, endings
SPOKEN: Source = "spoken"  # a written form that is said so
GUESSED: Source = "guessed"  # nothing holds it
SOURCES: tuple[Source, ...] = (OWN, DICTIONARY, LEXICON, SPOKEN, GUESSED)


class Reading(str):
    """A lemma; `source` says what it is known from."""

    source: Source

    def __new__(cls, lemma: str, source: Source = LEXICON) -> Reading:
        """The lemma as a text that knows its source."""
        made = super().__new__(cls, lemma)
        made.source = source
        return made


def known_from(source: Source, lemmas: Iterable[str]) -> Iterator[Reading]:
    """The lemmas that are not empty, as readings of one source."""
    return (Reading(lemma, source) for lemma in lemmas if lemma)


def source_of(lemma: str) -> Source:
    """What a lemma is known from; those of readers of words that do not say are the lexicon's."""
    return lemma.source if isinstance(lemma, Reading) else LEXICON


def shown_source(lemma: str) -> str:
    """What a lemma is known from, as tables show it; "" for what is no lemma, such as the text that a regular
    expression found.
    """
    return lemma.source if isinstance(lemma, Reading) else ""


def joined(lemmas: Sequence[str]) -> Reading:
    """Several lemmas as one text, as sure as the least sure of them."""
    return Reading(" ".join(lemmas), max(map(source_of, lemmas), key=SOURCES.index, default=LEXICON))
