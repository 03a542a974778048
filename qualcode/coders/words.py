"""The words of units as a coder that learns sees them: what is said of a word is found once for each word type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qualcode.language.store import ReadingStore
from qualcode.language.tokens import Tokens, word_of

Ints = NDArray[np.int64]
# languages whose words are also taken apart into letters: many forms of a word, and long compounds
SPELT = ("fi", "und")
LETTERS = 4  # taken together
NOWHERE = -1  # of a word that stands in no unit


class WordType(NamedTuple):
    """A word form in its language: its readings, the parts of the compound that the best one is, and that one's runs of
    letters.
    """

    form: str
    lemmas: tuple[str, ...]
    parts: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class UnitWords:
    """The words of `size` units: for each word in the order of the text the row of its unit and the index of
    its type.
    """

    size: int
    row: Ints
    type: Ints
    types: tuple[WordType, ...]

    def lemmas(self) -> Iterator[list[str]]:
        """The best reading of each word of each unit, in order."""
        best = [word.lemmas[0] for word in self.types]
        edges = np.searchsorted(self.row, np.arange(self.size + 1))
        for first, last in pairwise(edges.tolist()):
            yield [best[number] for number in self.type[first:last].tolist()]


class Spoken(NamedTuple):
    """The tokens of a transcript, the row of each token's unit (NOWHERE for none), its language and the readings of its
    words.
    """

    tokens: Tokens
    row: Ints
    language: str
    readings: ReadingStore


def unit_words(spoken: Iterable[Spoken], size: int) -> UnitWords:
    """The words of units whose rows come in order, one transcript after the other; marks are no words."""
    types: dict[tuple[str, str], int] = {}
    known, rows, numbers = list[WordType](), list[Ints](), list[Ints]()
    for tokens, row, language, readings in spoken:
        kept = np.flatnonzero((row != NOWHERE) & (tokens.words > 0))
        readings.learn(tokens.forms)
        own = []
        for form in tokens.forms:
            key = (form, language)
            if key not in types:
                types[key] = len(known)
                known.append(_type_of(form, language, readings))
            own.append(types[key])
        rows.append(row[kept])
        numbers.append(np.array(own, np.int64)[tokens.form[kept]] if own else tokens.form[:0])
    none = np.zeros(0, np.int64)
    return UnitWords(size, np.concatenate([none, *rows]), np.concatenate([none, *numbers]), tuple(known))


def _type_of(form: str, language: str, readings: ReadingStore) -> WordType:
    lemmas, word = readings[form], word_of(form).lower()
    parts = readings.parts[lemmas[0]]
    return WordType(word, tuple(map(str, lemmas)), tuple(parts), _letters(lemmas[0]) if language in SPELT else ())


def _letters(lemma: str) -> tuple[str, ...]:
    """The runs of letters of a word, its edges marked."""
    marked = f"<{lemma}>"
    return tuple(marked[at : at + LETTERS] for at in range(max(len(marked) - LETTERS, 0) + 1))


def rows_between(groups: Sequence[str]) -> tuple[Ints, Ints]:
    """The row before and the row after each unit in its interview; NOWHERE at the ends."""
    same = np.array([a == b for a, b in pairwise(groups)], bool)
    number = np.arange(len(groups))
    before, after = number - 1, number + 1
    if len(groups):
        before[0] = after[-1] = NOWHERE
        before[1:][~same] = NOWHERE
        after[:-1][~same] = NOWHERE
    return before, after
