"""Reads .vtt and .srt transcripts (Teams, Zoom, Whisper): cues, whose neighbours of one speaker become a turn.

Cues are parsed here because Teams writes clock times no subtitle library accepts (unpadded, even negative), and a library drops
those cues.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.labels import join_typos, lines_of, seconds, speakers_of
from qualcode.transcripts.passages import Passage, merge_segments
from qualcode.transcripts.readers.text import decode
from qualcode.transcripts.voices.words import label_key

_TIMES = re.compile(r"\s*(?P<start>[-\d:.,]+)\s+-->\s+(?P<end>[-\d:.,]+)")
_VOICE = re.compile(r"<v(?:\.[\w.]{1,80})?\s+([^<>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>")
_NOTE = re.compile(r"NOTE\b[ \t]*")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)\b")


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a subtitle file and warnings; NOTE blocks are matter outside the talk."""
    text, warnings = decode(read_bytes(path), path)
    cues = list(_cues(text))
    if not any(cue.speaker for cue in cues):
        cues, typos = _labelled(cues, declared)
        warnings += typos
    return merge_segments(cues, warnings)


def _cues(text: str) -> Iterator[Passage]:
    """The cues and NOTE blocks in order. A cue lasts until the next line of times, so blank lines in its text lose nothing."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _TIMES.match(line)]
    yield from _notes(lines[: starts[0]] if starts else lines)
    for start, end in pairwise([*starts, len(lines)]):
        payload = lines[start + 1 : end]
        if end < len(lines) and payload and _is_id(payload):
            payload.pop()
        at = next((i for i, line in enumerate(payload) if _BLOCK.match(line) and (not i or not payload[i - 1].strip())), len(payload))
        said = [re.sub(r"^>>+\s*", "", line.strip()) for line in payload[:at] if line.strip()]
        yield from _spoken(lines[start], "\n".join(said))
        yield from _notes(payload[at:])


def _is_id(payload: list[str]) -> bool:
    """Whether the last line before the next times is that cue's id: it stands alone after a blank line, or is a number."""
    last = payload[-1].strip()
    return bool(last) and (last.isdigit() or len(payload) == 1 or not payload[-2].strip())


def _notes(lines: list[str]) -> Iterator[Passage]:
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        if match := _NOTE.match(block.strip()):
            yield Passage(" ".join(block.strip()[match.end() :].split()))


def _spoken(times: str, payload: str) -> Iterator[Passage]:
    match = _TIMES.match(times)
    start, end = (_clock(match[name]) for name in ("start", "end")) if match else (None, None)
    parts = _VOICE.split(payload)
    for speaker, said in [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
        words = html.unescape(_TAG.sub("", said)).strip()
        if words:
            yield Passage(words, speaker.strip(), start, end)


def _clock(text: str) -> float | None:
    """Seconds; a time with a negative part is before the recording and counts as its beginning."""
    try:
        return 0.0 if "-" in text else round(seconds(text), 3)
    except ValueError:
        return None


def _labelled(cues: list[Passage], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """Cues that name the speaker in their text (`Name: said`), a passage a line; a line without a name goes on with the last speaker."""
    lines = [lines_of(cue.text) for cue in cues]
    every = [line for found in lines for line in found]
    speakers, warnings = join_typos(every, speakers_of(every, declared), declared)
    labelled: list[Passage] = []
    current = ""
    for cue, found in zip(cues, lines, strict=True):
        for line in found:
            key = label_key(line.label) if line.label else ""
            if cue.speaker is not None and key in speakers:
                current = speakers[key]
                line = replace(line, text=line.rest)
            if line.text:
                labelled.append(replace(cue, text=line.text, speaker=None if cue.speaker is None else current))
    return labelled, warnings
