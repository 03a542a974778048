"""Rows with named columns (a table, JSON objects) → passages; the columns are found by name."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from qualcode.transcripts.voices.labels import seconds
from qualcode.transcripts.passages import Passage, clean

# What transcription programs and people call the columns, in the order of preference.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": tuple(
        "text message content utterance transcript sentence speech said value teksti puhe puheenvuoro vastaus litteraatti yttrande".split()
    ),
    "speaker": tuple("speaker speaker_name speakername speaker_label name participant author role who label puhuja nimi talare".split()),
    "start": tuple("start start_time starttime begin from time timestamp offset alku aika aloitus".split()),
    "end": tuple("end end_time endtime stop to loppu lopetus".split()),
    "question": tuple("question question_id kysymys kysymys_id fråga".split()),
}
Row = Mapping[str, object]


def named(header: Iterable[str]) -> dict[str, str]:
    """Which of the columns stands for text, speaker, start, end and question."""
    by_key = {re.sub(r"[\s\-]+", "_", str(name).strip().lower()): name for name in header}
    return {what: by_key[key] for what, keys in COLUMNS.items() if (key := next((k for k in keys if k in by_key), None))}


def passages_of_rows(rows: Iterable[Row], columns: Mapping[str, str], unit: float = 1.0) -> list[Passage]:
    """A passage for each row with text; `unit` is the length of the times' unit in seconds.

    Without a speaker column everything is one nameless speaker's; a row without a speaker goes on with the one before.
    """
    passages: list[Passage] = []
    speaker = ""
    for row in rows:
        text = clean(_text(row, columns.get("text")))[0].strip()
        speaker = clean(_text(row, columns.get("speaker")))[0].strip().rstrip(":").strip() or speaker
        if text:
            start, end = (clock(row.get(columns.get(name, "")), unit) for name in ("start", "end"))
            passages.append(Passage(text, speaker, start, end, _text(row, columns.get("question")).strip() or None))
    return passages


def clock(value: object, unit: float = 1.0) -> float | None:
    """A number, `m:ss` or `h:mm:ss.fff` as seconds; None for what is no time."""
    if isinstance(value, list) and value:  # [start, end]
        value = value[0]
    if isinstance(value, bool) or value is None:
        return None
    try:
        text = str(value).strip()
        return max(0.0, round(seconds(text) if ":" in text else float(text.replace(",", ".")) * unit, 3))
    except (ValueError, OverflowError):
        return None


def objects_in(data: object) -> list[Row]:
    """The objects with a text in a JSON value: those of the longest kind of list, also of lists beside each other and numbered objects.

    An object without a speaker has that of the object it stands in (Rev's monologues with their elements).
    """
    kinds: dict[tuple[str, ...], list[Row]] = {}
    waiting: deque[tuple[tuple[str, ...], str, object]] = deque([((), "", data)])
    while waiting:
        path, speaker, value = waiting.popleft()
        rows: list[Row] = [item for _, item in _parts(value) if isinstance(item, dict) and "text" in named(item)]
        kinds.setdefault(path, []).extend(row if "speaker" in named(row) or not speaker else {**row, "speaker": speaker} for row in rows)
        waiting += [((*path, key), _speaker_of(inner) or speaker, inner) for key, inner in _parts(value) if isinstance(inner, dict | list)]
    return max(kinds.values(), key=len)


def _parts(value: object) -> Iterable[tuple[str, object]]:
    """What a value holds, with the name that tells kinds of lists apart: numbers do not."""
    if isinstance(value, dict):
        return [("" if key.isdigit() else key, inner) for key, inner in value.items()]
    return [("", inner) for inner in value] if isinstance(value, list) else []


def _speaker_of(value: object) -> str:
    return _text(value, named(value).get("speaker")).strip() if isinstance(value, dict) else ""


def unit_of(rows: Sequence[Row], columns: Mapping[str, str]) -> float:
    """The length of the times' unit in seconds: thousandths where whole numbers would make the speech impossibly slow."""
    ends = [row.get(columns.get("end", columns.get("start", ""))) for row in rows]
    numbers = [value for value in ends if isinstance(value, int) and not isinstance(value, bool)]
    letters = sum(len(_text(row, columns.get("text"))) for row in rows)
    return 0.001 if len(numbers) == len(rows) and numbers and max(numbers) > letters else 1.0


def _text(row: Row, column: str | None) -> str:
    value = row.get(column) if column is not None else None
    return "" if value is None else str(value)
