"""Readings by word type and parts by lemma, found once and kept on disk under the versions of what found them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qualcode.errors import InputError
from qualcode.files import keep, kept
from qualcode.language.reading import DICTIONARY, SOURCES, Reading, source_of

Found = tuple[str, ...]


class Remembered(dict[str, Found]):
    """What a function gives for a word; a word not seen before is looked up and remembered."""

    def __init__(self, find: Callable[[str], Iterable[str]], kept: dict[str, Found]) -> None:
        super().__init__(kept)
        self._find = find

    def __missing__(self, word: str) -> Found:
        found = self[word] = tuple(self._find(word))
        return found


class ReadingStore(Remembered):
    """Word form → readings; `parts` holds lemma → the parts of the compound it is. `save` writes what is new."""

    def __init__(
        self, find: Callable[[str], Iterable[str]], parts: Callable[[str], Iterable[str]], path: Path | None, versions: str
    ) -> None:
        self._path, self._versions = path, versions
        found = self._stored()
        super().__init__(find, {form: tuple(map(_read, lemmas)) for form, lemmas in _words(found, "readings").items()})
        self.parts = Remembered(parts, _words(found, "parts"))
        self._saved = len(self) + len(self.parts)

    def save(self) -> None:
        """Write the readings and parts to disk when there are new ones."""
        if self._path is not None and len(self) + len(self.parts) > self._saved:
            content = {
                "versions": self._versions,
                "readings": {form: [_kept(lemma) for lemma in found] for form, found in sorted(self.items())},
                "parts": dict(sorted(self.parts.items())),
            }
            with contextlib.suppress(InputError):  # a study that cannot be written to can still be read
                keep(self._path, json.dumps(content, ensure_ascii=False).encode("utf-8"))
            self._saved = len(self) + len(self.parts)

    def _stored(self) -> dict[str, Any]:
        """What the disk holds; nothing when it is absent, damaged or made by other versions."""
        data = kept(self._path) if self._path is not None else None
        content: Any = json.loads(data) if data is not None else None
        return content if isinstance(content, dict) and content.get("versions") == self._versions else {}


def _words(kept: dict[str, Any], section: str) -> dict[str, Found]:
    found = kept.get(section)
    return {word: tuple(words) for word, words in found.items()} if isinstance(found, dict) else {}


def _kept(lemma: str) -> str:
    """A lemma as it is kept: with its source when that is not the commonest."""
    source = source_of(lemma)
    return str(lemma) if source == DICTIONARY else f"{lemma}\t{source}"


def _read(text: str) -> Reading:
    lemma, _, source = text.partition("\t")
    return Reading(lemma, next((one for one in SOURCES if one == source), DICTIONARY))
