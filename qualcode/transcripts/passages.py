"""What a format reader hands on: passages in order, and how they become the fixed text with its turns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.model import Turn


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file: speech when it has a speaker (which may be ""), matter outside the talk when None. Times are seconds."""

    text: str
    speaker: str | None = None
    start_time: float | None = None
    end_time: float | None = None


def clean(text: str) -> tuple[str, int]:
    """The text as it is kept (NFC, `\\n` line ends, no BOM, no control characters) and how many characters were removed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n").replace("\u00a0", " ")
    kept = [c for c in text.removeprefix("\ufeff") if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")]
    return unicodedata.normalize("NFC", "".join(kept)).replace("\t", " "), len(text.removeprefix("\ufeff")) - len(kept)


def merge_speakers(passages: Iterable[Passage]) -> list[Passage]:
    """The passages with neighbours of one speaker joined: what a machine cut into cues is one turn again."""
    merged: list[Passage] = []
    for passage in passages:
        last = merged[-1] if merged else None
        if last is not None and last.speaker is not None and last.speaker == passage.speaker:
            merged[-1] = replace(last, text=f"{last.text} {passage.text}", end_time=passage.end_time)
        else:
            merged.append(passage)
    return merged


def lay_out(passages: Sequence[Passage]) -> tuple[str, tuple[Turn, ...]]:
    """One readable text, `Label: speech` with a blank line between passages, and the turns that point into it (roles still open)."""
    pieces: list[str] = []
    turns: list[Turn] = []
    position = 0
    for passage in passages:
        body = passage.text.strip()
        if not body:
            continue
        label = f"{passage.speaker}: " if passage.speaker else ""
        if passage.speaker is not None:
            start = position + len(label)
            times = (passage.start_time, passage.end_time)
            turns.append(Turn(len(turns) + 1, passage.speaker, "participant", None, start, start + len(body), *times))
        pieces.append(label + body)
        position += len(label) + len(body) + 2
    return "\n\n".join(pieces), tuple(turns)
