"""The words and marks of a transcript, and what is said of each word form once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.language.chunks import Ints


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and marks of a transcript in columns, one row each.

    Offsets, turn number, sentence number (from 1 through the transcript), index into `forms`, and `words`: 1 where a
    word begins (the marks of `sana,` and the second half of `and/or` are no words of their own). A form is the word
    itself as `normal` writes it, or `word<TAB>mark` when something is known of it here: that it is a name, that an `et`
    is `että`, or its part of speech.
    """

    start: Ints
    end: Ints
    turn: Ints
    sentence: Ints
    form: Ints
    words: Ints
    forms: Sequence[str]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, offset: int) -> int:
        """The row of the last token that begins at or before the offset."""
        return max(int(np.searchsorted(self.start, offset, "right")) - 1, 0)


def word_of(form: str) -> str:
    """The word itself of one of `Tokens.forms`."""
    return form.partition("\t")[0]


class PerForm(dict[str, int]):
    """A function from a form to a number, asked once for each form."""

    def __init__(self, find: Callable[[str], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, form: str) -> int:
        found = self[form] = self._find(form)
        return found

    def of(self, tokens: Tokens) -> Ints:
        """The number of each token's form."""
        return np.fromiter(map(self.__getitem__, tokens.forms), np.int64, len(tokens.forms))[tokens.form]
