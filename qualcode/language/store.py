"""Readings by word type and parts by lemma, found once and kept under the versions of what found them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qualcode.database import Database
from qualcode.files import sha256
from qualcode.language.reading import DICTIONARY, SOURCES, Reading, source_of

Found = tuple[str, ...]
READINGS, PARTS = "readings", "parts"  # what the names of tables begin with


class Remembered(dict[str, Found]):
    """What a function gives for a word; one that neither this nor its table of `kept` holds is looked up and
    remembered.
    """

    def __init__(self, find: Callable[[str], Iterable[str]], kept: Database | None = None, table: str = "") -> None:
        super().__init__()
        self._find, self._kept, self._table = find, kept, table
        self._new = list[str]()
        self._absent = set[str]()  # words of which the table is known to have nothing

    def __missing__(self, word: str) -> Found:
        if word not in self._absent:
            self.learn([word])
        if word not in self:
            self[word] = tuple(self._find(word))
            self._new.append(word)
            self._absent.discard(word)
        return self[word]

    def learn(self, words: Iterable[str]) -> None:
        """Take from the table at once what is kept of these words; the others are looked up when they are asked for."""
        unknown = [word for word in words if word not in self] if self._kept is not None else []
        if self._kept is not None and unknown:
            self.update({word: _read(value) for word, value in self._kept.get(self._table, unknown).items()})
            self._absent.update(word for word in unknown if word not in self)

    def new(self) -> dict[str, dict[str, bytes]]:
        """What was looked up since this was last asked, as it is kept, by its table."""
        found = {self._table: {word: _written(self[word]) for word in self._new}}
        self._new.clear()
        return found


class ReadingStore(Remembered):
    """Word form → readings; `parts` holds lemma → the parts of the compound it is."""

    def __init__(
        self,
        find: Callable[[str], Iterable[str]],
        parts: Callable[[str], Iterable[str]],
        kept: Database | None = None,
        made_by: str = "",
    ) -> None:
        readings, of_lemmas = tables_of(made_by)
        super().__init__(find, kept, readings)
        self.parts = Remembered(parts, kept, of_lemmas)

    def learn(self, words: Iterable[str]) -> None:
        """Take from the tables what is kept of these forms and of the parts of their lemmas."""
        known = len(self)
        forms = list(words)
        super().learn(forms)
        if len(self) > known:
            self.parts.learn({str(lemma) for form in forms for lemma in self.get(form, ())})

    def new(self) -> dict[str, dict[str, bytes]]:
        """What was looked up since this was last asked, as it is kept, by its table."""
        return {**super().new(), **self.parts.new()}


def tables_of(made_by: str) -> tuple[str, str]:
    """The names of the tables in which the readings and the parts of a store are kept."""
    mark = sha256(made_by)[:16]
    return f"{READINGS}-{mark}", f"{PARTS}-{mark}"


def _written(found: Found) -> bytes:
    """Lemmas as they are kept: with their source when that is not the commonest."""
    shown = (str(lemma) if (source := source_of(lemma)) == DICTIONARY else f"{lemma}\t{source}" for lemma in found)
    return "\n".join(shown).encode("utf-8")


def _read(value: bytes) -> Found:
    return tuple(map(_reading, value.decode("utf-8").split("\n"))) if value else ()


def _reading(text: str) -> Reading:
    lemma, _, source = text.partition("\t")
    return Reading(lemma, next((one for one in SOURCES if one == source), DICTIONARY))
