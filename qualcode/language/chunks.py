"""How spaCy's tokeniser splits what stands between two spaces: found once for each such chunk, kept as columns of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Piece = tuple[int, int, str]  # of a chunk: where it begins, how long it is there, and the word or mark in its normal form
NEITHER, ENDED, PAUSED, BOTH = range(4)  # what came before a word: the end of a sentence (1), a pause (2)
NAME = "NAME"
MOST = 300_000  # chunks kept; memory does not grow with the corpus
_ENDS = frozenset((".", "!", "?", "。"))
_PAUSES = frozenset(("…", "...", "..", "....", "–", "—"))
_CLOSERS = frozenset("\"”’»)]'")


def step(state: int, word: str) -> tuple[bool, int]:
    """Whether a sentence begins with the word or mark, and the state after it.

    One begins after . ! ? and, only before a capital, after a pause (…); closing quotation marks belong to what they close.
    """
    if word in _ENDS:
        return False, ENDED
    if word in _PAUSES:
        return False, state | PAUSED
    if word in _CLOSERS:
        return False, state
    return bool(state & ENDED) or (bool(state & PAUSED) and word[:1].isupper()), NEITHER


class Columns:
    """Columns of whole numbers that grow by rows at the end."""

    def __init__(self, width: int) -> None:
        self._data = np.zeros((width, 1024), dtype=np.int64)
        self.size = 0

    def append(self, *row: int) -> None:
        """Add a row."""
        if self.size == self._data.shape[1]:
            self._data = np.concatenate([self._data, np.zeros_like(self._data)], axis=1)
        self._data[:, self.size] = row
        self.size += 1

    def __getitem__(self, column: int) -> Ints:
        found: Ints = self._data[column]
        return found


class ChunkTable(dict[str, int]):
    """Chunk → its number. A chunk not seen before is split by `split` into words and marks with their offsets.

    `chunks` has the columns first piece, pieces, whether the state after it depends on the state before it, and the state after it for
    each of the four states before it. `pieces` has offset, length, form, whether a word begins, and (as bits) the states before the
    chunk in which a sentence begins there, the form it has as a name inside a sentence, and whether it is a word. `forms` holds the
    words and marks themselves, and `word<TAB>NAME` for capitalised words.
    """

    def __init__(self, split: Callable[[str], Sequence[Piece]]) -> None:
        super().__init__()
        self._split = split
        self._form_numbers: dict[str, int] = {}
        self.forms: list[str] = []
        self.chunks, self.pieces = Columns(7), Columns(7)

    def __missing__(self, chunk: str) -> int:
        first, after = self.pieces.size, [NEITHER, ENDED, PAUSED, BOTH]
        spoken = False
        for offset, length, word in self._split(chunk):
            begins = 0
            for state in range(4):
                starts, after[state] = step(after[state], word)
                begins |= starts << state
            letters = any(map(str.isalnum, word))
            form, name = self.form_number(word), self.form_number(f"{word}\t{NAME}") if word.istitle() and word.isalpha() else -1
            self.pieces.append(offset, length, form, letters and not spoken, begins, form if name < 0 else name, letters)
            spoken = (spoken or letters) and word not in _ENDS
        number = self[chunk] = self.chunks.size
        self.chunks.append(first, self.pieces.size - first, len(set(after)) > 1, *after)
        return number

    def form_number(self, word: str) -> int:
        """The number of a form, which is one of `forms` from then on."""
        number = self._form_numbers.setdefault(word, len(self.forms))
        if number == len(self.forms):
            self.forms.append(word)
        return number
