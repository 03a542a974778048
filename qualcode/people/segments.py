"""Segments that were coded elsewhere, and what their codes and documents are called here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from qualcode.model import Codebook

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document that someone coded, as another program or a table has it.

    Where it stands is said by `start` and `end` (in the transcript's text), by its `text`, or by `turn`, `unit`, `line`
    or times (in seconds), which also narrow down where a text is looked for. Without a code it is a memo. `file` and
    `row` say where it comes from.
    """

    document: str
    code: str
    coder: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    turn: tuple[int, int] | None = None
    unit: tuple[int, int] | None = None
    line: tuple[int, int] | None = None
    times: tuple[float, float] | None = None
    memo: str = ""
    time: str = ""
    file: Path | None = None
    row: int | None = None


class DocumentNames:
    """What transcripts are called elsewhere: their ids, whatever the case, with any suffix."""

    def __init__(self, ids: Collection[str]) -> None:
        self._ids = {name.strip().casefold(): name for name in ids}

    def find(self, name: str) -> str | None:
        """The id of a document; None when there is none of that name."""
        tried = re.split(r"[\\/]", name.strip().casefold())[-1].strip()
        while tried not in self._ids:
            stem, dot, suffix = tried.rpartition(".")
            if not dot or not re.fullmatch(r"[a-z0-9]{1,5}", suffix):
                return None
            tried = stem.rstrip()
        return self._ids[tried]


class CodeNames:
    """What codes are called: by id, abbreviation, label in any language, or the end of a path of labels. An id as it
    stands comes first.
    """

    def __init__(self, book: Codebook) -> None:
        self.spelled: dict[str, None] = {}
        self._own = {place.code.id for place in book.walk()}
        self._ids: dict[tuple[str, ...], list[str]] = {}
        above: list[tuple[str, ...]] = []
        for place in book.walk():
            names = dict.fromkeys((place.code.id, place.code.abbreviation, *place.code.label.by_language.values()))
            self.spelled |= dict.fromkeys(filter(None, names))
            above = [*above[: place.level - 1], tuple(dict.fromkeys(_plain(name) for name in names if name))]
            for depth in range(1, len(above) + 1):
                for path in product(*above[-depth:]):
                    ids = self._ids.setdefault(path, [])
                    ids += [] if place.code.id in ids else [place.code.id]

    def find(self, name: str) -> list[str]:
        """The ids that a name can mean, or a path of names of which every one must be there."""
        if name.strip() in self._own:
            return [name.strip()]
        whole = _plain(name)
        tries = [
            (whole,),
            *(
                tuple(filter(None, map(_plain, re.split(mark, whole))))
                for mark in (r">|»|→", r"\\|::|/", r":\s", r"\s[–—-]\s", r"\.")
            ),
        ]
        return next((self._ids[path] for path in tries if path in self._ids), [])

    def other_case(self, name: str) -> bool:
        """Whether a name that is known stands in other capitals than in the codebook."""
        last = re.split(r">|»|→|\\|::|/", name)[-1].strip() or name
        return bool(self.find(name)) and not {" ".join(name.split()), " ".join(last.split())} & set(self.spelled)

    def apart(self, cell: str) -> list[str]:
        """The codes of a cell: the whole of it when that is one, else its parts between marks such as semicolons and
        line ends.
        """
        if not cell.strip() or self.find(cell):
            return [cell.strip()] if cell.strip() else []
        for mark in (r"[;\n|]", r",", r"\+|&"):
            parts = [part.strip() for part in re.split(mark, cell) if part.strip()]
            if len(parts) > 1 and any(self.find(part) for part in parts):
                return [name for part in parts for name in self.apart(part)]
        return [part.strip() for part in re.split(r"[;\n|]", cell) if part.strip()]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def shown(text: str, most: int = 60) -> str:
    """A text as it is told: on one line, of a long one the beginning."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3] + "…"
