"""Reads .json transcripts: what services write, Whisper's and pyannote's segments, and lists of {speaker, time,
message}.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import load_json, read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, clean, merge_segments
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.readers.records import COLUMNS, Row, clock, named, unit_of
from qualcode.transcripts.readers.services import recognise
from qualcode.transcripts.readers.speech_pieces import Piece, is_sign
from qualcode.transcripts.voices.lines import WORD
from qualcode.transcripts.voices.roles import NOBODY

# lists of what is no speech, or pieces of words
PARTS = frozenset("tokens translation translations nbest chars characters".split())
ALTERNATIVE, FIELD, COPY, NAME = (
    "an alternative reading",
    "a field that is no speech",
    "a second copy",
    "a name of a field",
)
_HEADS = {key for what in ("speaker", "start", "end", "question") for key in COLUMNS[what]} | set(
    "speakertag speakerlabel startoffset endoffset offset duration recognitionstatus type".split()
)


# the same call for every format
def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001
    """The passages of a JSON file and warnings; raises InputError when it holds no segments with text."""
    text, warnings = decode(read_bytes(path), path)
    try:
        data = load_json(text)
    except ValueError as error:
        raise InputError([Problem(f"is not valid JSON: {error}.", path)]) from error
    found = recognise(data)
    pieces = found[1] if found else _objects(data)
    if not pieces:
        whole = data.get("text") if isinstance(data, dict) else None
        if not isinstance(whole, str) or not whole.strip():
            hint = "It should hold a list of segments such as {speaker, start, end, text}."
            raise InputError([Problem("holds no segments with text.", path, hint=hint)])
        pieces = [Piece(whole, ("text",))]
        warnings.append("no segments were found; the whole text was read as one turn.")
    passages, warnings = merge_segments(list(_spoken(pieces)), warnings)
    return [*passages, *_rest(data, pieces)], warnings


def _spoken(pieces: Sequence[Piece]) -> Iterator[Passage]:
    """A passage for each run of pieces that are one speaker's; a piece that names no speaker among named ones is
    nobody's.
    """
    some = any(piece.speaker for piece in pieces)
    run: list[Piece] = []
    for piece in (piece for piece in pieces if piece.text.strip()):
        if run and not (piece.joined and piece.text.strip() and piece.speaker in (run[-1].speaker, None)):
            yield _passage(run, some)
            run = []
        run.append(piece)
    if run:
        yield _passage(run, some)


def _passage(run: Sequence[Piece], some: bool) -> Passage:
    speaker = clean(run[0].speaker or "")[0].strip().rstrip(":").strip()
    text = clean("".join(piece.text.strip() for piece in run))[0]
    return Passage(text.strip(), speaker or (NOBODY if some else ""), run[0].start, run[-1].end)


# -- objects with a text --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Object:
    """An object with a text, its place, and the speaker of what it stands in."""

    row: Row
    place: str
    above: str = ""


def _objects(data: Any) -> list[Piece]:
    """The pieces of the objects with a text: those of the longest kind of list."""
    found = _objects_in(data)
    if not found:
        return []
    rows = [o.row for o in found]
    columns = named(dict.fromkeys(key for row in rows[:50] for key in row))
    unit = unit_of(rows, columns)
    pieces = []
    for one in found:
        own = named(one.row)
        text = one.row.get(own.get("text", ""))
        speaker = one.row.get(own.get("speaker", "")) if "speaker" in own else one.above
        start, end = (clock(one.row.get(columns.get(name, "")), unit) for name in ("start", "end"))
        named_speaker = _name_of(speaker) or None
        if isinstance(text, str):
            pieces.append(
                Piece(text, (f"{one.place}.{own['text']}".strip("."),), named_speaker, start, end, is_sign(text))
            )
    return pieces


def _objects_in(data: Any) -> list[_Object]:
    """The objects with a text of the longest kind of list, also of lists beside each other and numbered objects.

    An object without a speaker has that of the object it stands in (Rev's monologues with their elements).
    """
    kinds: dict[tuple[str, ...], list[_Object]] = {}
    waiting: deque[tuple[tuple[str, ...], str, str, object]] = deque([((), "", "", data)])
    while waiting:
        kind, place, speaker, value = waiting.popleft()
        parts = list(_parts(value, place))
        rows = [_Object(inner, at, speaker) for _, at, inner in parts if isinstance(inner, dict) and _has_text(inner)]
        kinds.setdefault(kind, []).extend(rows)
        copied = isinstance(value, dict) and _has_text(value)  # its list of words is a copy
        waiting += [
            ((*kind, key), at, _speaker_of(inner) or speaker, inner)
            for key, at, inner in parts
            if isinstance(inner, dict | list) and key.lower() not in PARTS and not (copied and key == "words")
        ]
    return max(kinds.values(), key=len)


def _has_text(row: Row) -> bool:
    name = named(row).get("text")
    return name is not None and isinstance(row.get(name), str)


def _parts(value: object, place: str) -> Iterable[tuple[str, str, object]]:
    """What a value holds, with the name that tells kinds of lists apart (numbers do not) and its place."""
    if isinstance(value, dict):
        return [("" if key.isdigit() else key, f"{place}.{key}".strip("."), inner) for key, inner in value.items()]
    return (
        [("", f"{place}[{number}]", inner) for number, inner in enumerate(value, 1)] if isinstance(value, list) else []
    )


def _speaker_of(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    return _name_of(value.get(named(value).get("speaker", "")))


def _name_of(found: object) -> str:
    """A speaker's name, also where an object holds it."""
    if isinstance(found, dict):
        found = next((found[key] for key in ("display_name", "name", "id") if found.get(key) not in (None, "")), None)
    return "" if found is None or isinstance(found, dict | list) else str(found).strip()


# -- what is no speech ----------------------------------------------------------------------------


def _rest(data: Any, pieces: Sequence[Piece]) -> Iterator[Passage]:
    """Every other text of the file: names and times of the speech, copies, alternative readings, other fields."""
    said = {place for piece in pieces for place in piece.places}
    words = frozenset(word for piece in pieces for word in WORD.findall(piece.text))
    waiting: list[tuple[str, str, object]] = [("", "", data)]
    while waiting:
        key, place, value = waiting.pop()
        if isinstance(value, str) and place not in said and value.strip():
            yield _left_out(key, place, value, words)
        elif isinstance(value, dict | list):
            waiting += reversed([(str(name) or key, at, inner) for name, at, inner in _parts(value, place)])


def _left_out(key: str, place: str, value: str, said: frozenset[str]) -> Passage:
    kind = re.sub(r"\[\d+\]", "", place)
    if key.lower() in _HEADS or not any(map(str.isalpha, value)):
        return Passage("", head=value)
    if " " not in value.strip() and value.strip(".,?!") not in said:
        return Passage(value, left_out=NAME, place=kind)
    if all(word in said for word in WORD.findall(value)):
        return Passage(value, left_out=COPY, place=kind)
    alternative = re.search(r"(?:alternatives|nBest)\[(?!1\])\d+\]", place)
    return Passage(value, left_out=ALTERNATIVE if alternative else FIELD, place=kind)
