"""Readings by word type and parts by lemma, found once and kept on disk under the versions of what found them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qualcode.errors import InputError
from qualcode.files import write_atomic

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
        kept = self._kept()
        super().__init__(find, _words(kept, "readings"))
        self.parts = Remembered(parts, _words(kept, "parts"))
        self._saved = len(self) + len(self.parts)

    def save(self) -> None:
        """Write the readings and parts to disk when there are new ones."""
        if self._path is not None and len(self) + len(self.parts) > self._saved:
            content = {"versions": self._versions, "readings": dict(sorted(self.items())), "parts": dict(sorted(self.parts.items()))}
            with contextlib.suppress(InputError):  # a study that cannot be written to can still be read
                write_atomic(self._path, json.dumps(content, ensure_ascii=False))
            self._saved = len(self) + len(self.parts)

    def _kept(self) -> dict[str, Any]:
        """What the disk holds; nothing when it is absent, damaged or made by other versions."""
        if self._path is None or not self._path.exists():
            return {}
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return content if isinstance(content, dict) and content.get("versions") == self._versions else {}
        except (OSError, ValueError):
            return {}


def _words(kept: dict[str, Any], section: str) -> dict[str, Found]:
    found = kept.get(section)
    return {word: tuple(words) for word, words in found.items()} if isinstance(found, dict) else {}
