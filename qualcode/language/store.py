"""Readings by word type, found once and kept on disk under the versions of what found them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from qualcode.errors import InputError
from qualcode.files import write_atomic


class ReadingStore(dict[str, tuple[str, ...]]):
    """Word form → readings; a form not seen before is looked up and remembered, `save` writes what is new."""

    def __init__(self, find: Callable[[str], tuple[str, ...]], path: Path | None, versions: str) -> None:
        self._find, self._path, self._versions = find, path, versions
        super().__init__(self._kept())
        self._saved = len(self)

    def __missing__(self, word: str) -> tuple[str, ...]:
        found = self[word] = self._find(word)
        return found

    def save(self) -> None:
        """Write the readings to disk when there are new ones."""
        if self._path is not None and len(self) > self._saved:
            content = {"versions": self._versions, "readings": dict(sorted(self.items()))}
            with contextlib.suppress(InputError):  # a study that cannot be written to can still be read
                write_atomic(self._path, json.dumps(content, ensure_ascii=False))
            self._saved = len(self)

    def _kept(self) -> dict[str, tuple[str, ...]]:
        """What the disk holds; nothing when it is absent, damaged or made by other versions."""
        if self._path is None or not self._path.exists():
            return {}
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            same = content["versions"] == self._versions
            return {word: tuple(found) for word, found in content["readings"].items()} if same else {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
