"""What was read and coded before, by the hash of what made it: a few files in results/cache, whatever the number of
transcripts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import pandas as pd

from qualcode.database import Database
from qualcode.errors import InputError
from qualcode.files import keep, kept
from qualcode.line.file_hashes import FILE, HASHES
from qualcode.line.packing import FORMAT
from qualcode.line.tidy_rows import with_shared_levels

TRANSCRIPTS, TOKENS, CODINGS = (f"{name}-{FORMAT}" for name in ("transcripts", "tokens", "codings"))
_OURS = re.compile(r"(?:study|people)-[0-9a-f]{64}(?:\.(?:units|codings))?\.parquet")
_EARLIER = re.compile(
    r"(?:(?:study|people)-)?[0-9a-f]{64}(?:\.(?:tokens|units|codings))?\.(?:json|parquet)|readings-\w+\.json"
)
Frames = tuple[pd.DataFrame, pd.DataFrame]  # units and codings


class Store:
    """The store of a study, in a folder that may be removed at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.entries = Database(folder / FILE)

    @property
    def why_not(self) -> str:
        """Why nothing can be kept; "" when it can."""
        return self.entries.why_not

    # -- one transcript's -------------------------------------------------------------------------

    def get(self, table: str, key: str) -> bytes | None:
        """What is kept of a transcript (in TRANSCRIPTS, TOKENS or CODINGS) under the key."""
        return self.entries.get(table, [key]).get(key)

    def found(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept of transcripts, by those of the keys under which something whole is kept."""
        return self.entries.get(table, keys)

    def missing(self, table: str, keys: Iterable[str]) -> set[str]:
        """Those of the keys under which nothing is kept."""
        wanted = set(keys)
        return wanted - self.entries.has(table, wanted)

    # -- the whole study's ------------------------------------------------------------------------

    def keep_study(self, key: str, units: pd.DataFrame, codings: pd.DataFrame) -> None:
        """Keep all transcripts' units and codings as two files, which open faster than an entry a transcript; older
        ones go.
        """
        self._remove("study-")
        for name, frame in (("units", units), ("codings", codings)):
            self._keep_frame(f"study-{key}.{name}.parquet", frame)

    def study(self, key: str) -> Frames | None:
        """All transcripts' units and codings kept under the key, or None."""
        units, codings = (self._frame(f"study-{key}.{name}.parquet") for name in ("units", "codings"))
        return None if units is None or codings is None else with_shared_levels(units, codings)

    def keep_counted(self, key: str, codings: pd.DataFrame) -> None:
        """Keep the codings that count when people's decisions are among them; older ones go."""
        self._remove("people-")
        self._keep_frame(f"people-{key}.parquet", codings)

    def counted(self, key: str) -> pd.DataFrame | None:
        """The codings that count kept under the key, or None."""
        return self._frame(f"people-{key}.parquet")

    # -- what is not needed any more --------------------------------------------------------------

    def prune(self, keys: Mapping[str, Collection[str]], study_keys: Collection[str], words: Collection[str]) -> None:
        """Remove what is kept under other keys than these (by table; of the whole study), and words but in the tables
        named.
        """
        self.entries.keep_only({**keys, **dict.fromkeys(words), HASHES: None})
        for path in self._folder.glob("*"):
            ours = _OURS.fullmatch(path.name) and path.name.split("-")[1].split(".")[0] not in study_keys
            if ours or (_EARLIER.fullmatch(path.name) and not _OURS.fullmatch(path.name)):
                _unlink(path)

    def _remove(self, begin: str) -> None:
        for path in self._folder.glob(f"{begin}*"):
            if _OURS.fullmatch(path.name):
                _unlink(path)

    # -- frames -----------------------------------------------------------------------------------

    def _keep_frame(self, name: str, frame: pd.DataFrame) -> None:
        buffer = io.BytesIO()
        frame.to_parquet(buffer, index=False)
        with suppress(InputError):  # a study that cannot be written to can still be read
            keep(self._folder / name, buffer.getvalue())

    def _frame(self, name: str) -> pd.DataFrame | None:
        data = kept(self._folder / name)
        if data is None:
            return None
        try:
            return pd.read_parquet(io.BytesIO(data))
        except (ValueError, OSError):
            return None


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
