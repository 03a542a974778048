"""Reads .json transcripts: Whisper, WhisperX and pyannote segments, and lists of {speaker, time, message}."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import load_json, read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, clean, merge_segments
from qualcode.transcripts.readers.records import named, objects_in, passages_of_rows, unit_of
from qualcode.transcripts.readers.text import decode


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001  # the same call for every format
    """The passages of a JSON file and warnings; raises InputError when it holds no segments with text."""
    text, warnings = decode(read_bytes(path), path)
    try:
        data = load_json(text)
    except ValueError as error:
        raise InputError([Problem(f"is not valid JSON: {error}.", path)]) from error
    rows = objects_in(data)
    if rows:
        keys = list(dict.fromkeys(key for row in rows[:50] for key in row))
        columns = named(keys)
        return merge_segments(passages_of_rows(rows, columns, unit_of(rows, columns)), warnings)
    whole = data.get("text") if isinstance(data, dict) else None
    if isinstance(whole, str) and whole.strip():
        return [Passage(clean(whole)[0], "")], [*warnings, "no segments were found; the whole text was read as one turn."]
    hint = "It should hold a list of segments such as {speaker, start, end, text}."
    raise InputError([Problem("holds no segments with text.", path, hint=hint)])
