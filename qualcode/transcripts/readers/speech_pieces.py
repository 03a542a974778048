"""What the JSON of transcription services is made of: pieces of speech with their speakers, times and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qualcode.transcripts.readers.records import clock

_NO_SPACE = re.compile(r"[.,?!;:…%)\]}’”]+")
STARTS = ("start", "start_time", "startTime", "startOffset", "from", "ts")
ENDS = ("end", "end_time", "endTime", "endOffset", "to", "end_ts")
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech: its text and the places of the texts that it was made of, its speaker (None: not named) and
    times in seconds.

    `joined`: without a space to the one before it.
    """

    text: str
    places: tuple[str, ...]
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    joined: bool = False


def is_sign(text: str) -> bool:
    """Whether a text is only signs that stand without a space after a word."""
    return _NO_SPACE.fullmatch(text.strip()) is not None


def speaker_called(value: object) -> str | None:
    """What a service calls a speaker: a name as it is, a number as `Speaker 1`; of an object its name."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("display_name", "name", "id") if value.get(key) not in (None, "")), None)
    if value is None or value in ("", "UU") or isinstance(value, bool | list):  # UU: one who could not be told
        return None
    return f"Speaker {value}" if isinstance(value, int) or str(value).isdigit() else str(value)


def items_of(values: Any, place: str) -> Iterator[tuple[str, Item]]:
    """The objects of a list with their places."""
    for number, value in enumerate(values if isinstance(values, list) else [], 1):
        if isinstance(value, dict):
            yield f"{place}[{number}]", value


def first_of(item: Item, key: str = "alternatives") -> Item | None:
    """The first of several readings; None where there is none."""
    found = item.get(key)
    return found[0] if found else None


def piece_of(
    at: str, item: Item, key: str, speaker: object, start: object, end: object, unit: float = 1.0, joined: bool = False
) -> Piece:
    """A piece of the text that an item holds under a key."""
    return Piece(item[key], (f"{at}.{key}",), speaker_called(speaker), clock(start, unit), clock(end, unit), joined)


def pieces_of_words(
    words: Any, place: str, texts: Iterable[str], speaker_of: Callable[[Item], object] = lambda _: None
) -> Iterator[Piece]:
    """The pieces of a list of words that have their text, speaker and times under known keys."""
    for at, word in items_of(words, place):
        key = next((name for name in texts if isinstance(word.get(name), str)), None)
        if key is not None:
            start, end = (next((word[name] for name in names if name in word), None) for names in (STARTS, ENDS))
            yield piece_of(at, word, key, speaker_of(word), start, end, joined=is_sign(word[key]))
