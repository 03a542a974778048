"""Rows with named columns (a table, JSON objects) → passages; the columns are found by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from qualcode.transcripts.labels import seconds
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
    if isinstance(value, bool) or value is None:
        return None
    try:
        text = str(value).strip()
        return max(0.0, round(seconds(text) if ":" in text else float(text.replace(",", ".")) * unit, 3))
    except (ValueError, OverflowError):
        return None


def objects_in(data: object) -> list[Row]:
    """The longest list of objects with a text in a JSON value, also where the list is an object with numbers as keys."""
    best: list[Row] = []
    waiting: list[object] = [data]
    while waiting:
        value = waiting.pop()
        items = _items(value)
        rows: list[Row] = [item for item in items if isinstance(item, dict) and "text" in named(item)]
        if len(rows) > len(best):
            best = rows
        elif not rows:
            waiting += [item for item in items if isinstance(item, dict | list)]
    return best


def _items(value: object) -> Sequence[object]:
    if isinstance(value, list):
        return value
    return list(value.values()) if isinstance(value, dict) else []


def load_json(text: str) -> object:
    """The value of a JSON text; raises ValueError, also for one nested too deeply."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _text(row: Row, column: str | None) -> str:
    value = row.get(column) if column is not None else None
    return "" if value is None else str(value)
