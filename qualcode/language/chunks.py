"""How spaCy's tokeniser splits what stands between two spaces: found once for each such chunk, kept as columns of
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# of a chunk: where it begins, how long it is there, and the word or mark in its normal form
Piece = tuple[int, int, str]
NEITHER, ENDED, PAUSED, BOTH = range(4)  # what came before a word: the end of a sentence (1), a pause (2)
NAME = "NAME"
MOST = 300_000  # chunks kept; memory does not grow with the corpus
_ENDS = frozenset((".", "!", "?", "。"))
_DASHES = frozenset(("–", "—", "-", "―"))
_PAUSES = frozenset(("…", "...", "..", "....", "–", "—"))
_CLOSERS = frozenset("\"')]")
_FACE = re.compile(r"[:;=]-?[)(DdPp]+|<3")
_SHORT = frozenset(  # abbreviations whose full stop ends a sentence only where the next word has a capital
    "jne ym yms jms mm ns esim ks vrt nk ts ekr jkr klo puh dos os kpl min sek kk vko pvm "
    "milj mrd jap lat ukr ven engl ruots "
    "saks tj toim joht yht huom etc vs approx dept incl vol eds approx bl osv dvs t.ex".split()
)
# a capital follows within a sentence
_BEFORE_NAMES = frozenset("prof tri maist ent nro no fig dr mr mrs ms st fil toht ins dipl oy".split())
# these end a list, and a sentence before a capital
_LISTED = frozenset(("jne.", "ym.", "yms.", "jms.", "etc.", "osv.", "tms.", "yms."))


def step(state: int, word: str, before: str = "", opens: bool = False) -> tuple[bool, int]:
    """Whether a sentence begins with the word or mark, and the state after it; `before` is what the full stop is
    written onto.

    One begins after . ! ? and, only before a capital, after a pause (…), a number's or an abbreviation's full stop;
    closing quotation marks and faces belong to what they close, one that `opens` and a dash to what follows.
    """
    if word == "." and before.lower() in _BEFORE_NAMES:
        return False, state
    if word == "." and (before.isdigit() or before.lower() in _SHORT):
        return False, state | PAUSED
    if word in _ENDS:
        return False, ENDED
    if word in _DASHES and state & ENDED:
        return True, NEITHER
    if word in _PAUSES or word.lower() in _LISTED:
        return False, state | PAUSED
    if (word in _CLOSERS and not opens) or _FACE.fullmatch(word):
        return False, PAUSED if word == '"' and state & ENDED else state  # "Tuu tänne!" se sano
    return bool(state & ENDED) or (bool(state & PAUSED) and (word[:1].isupper() or word == '"')), NEITHER


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

    `chunks` has the columns first piece, pieces, whether the state after it depends on the state before it, and the
    state after it for each of the four states before it. `pieces` has offset, length, form, whether a word begins, and
    (as bits) the states before the chunk in which a sentence begins there, the form it has as a name inside a sentence,
    and whether it is a word. `forms` holds the words and marks themselves, and `word<TAB>NAME` for capitalised words.
    """

    def __init__(self, split: Callable[[str], Sequence[Piece]]) -> None:
        super().__init__()
        self._split = split
        self._form_numbers: dict[str, int] = {}
        self.forms: list[str] = []
        self.chunks, self.pieces = Columns(7), Columns(7)

    def __missing__(self, chunk: str) -> int:
        first, after = self.pieces.size, [NEITHER, ENDED, PAUSED, BOTH]
        spoken, before = False, ""
        pieces = self._split(chunk)
        for number, (offset, length, word) in enumerate(pieces):
            begins, opens = 0, number == 0 < len(pieces) - 1
            for state in range(4):
                starts, after[state] = step(after[state], word, before, opens)
                begins |= starts << state
            letters = any(map(str.isalnum, word))
            form, name = (
                self.form_number(word),
                self.form_number(f"{word}\t{NAME}") if word.istitle() and word.isalpha() else -1,
            )
            self.pieces.append(
                offset, length, form, letters and not spoken, begins, form if name < 0 else name, letters
            )
            spoken, before = (spoken or letters) and word not in _ENDS, word
        number = self[chunk] = self.chunks.size
        self.chunks.append(first, self.pieces.size - first, len(set(after)) > 1, *after)
        return number

    def form_number(self, word: str) -> int:
        """The number of a form, which is one of `forms` from then on."""
        number = self._form_numbers.setdefault(word, len(self.forms))
        if number == len(self.forms):
            self.forms.append(word)
        return number
