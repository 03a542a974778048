"""Reads .vtt and .srt transcripts (Teams, Zoom, Whisper): cues, whose neighbours of one speaker become a turn.

Cues are parsed here because Teams writes clock times no subtitle library accepts (unpadded, even negative), and a library drops
those cues.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.labels import lines_of, seconds, speakers_of
from qualcode.transcripts.passages import Passage, merge_segments
from qualcode.transcripts.text import decode
from qualcode.transcripts.words import label_key

_TIMES = re.compile(r"\s*(?P<start>[-\d:.,]+)\s+-->\s+(?P<end>[-\d:.,]+)")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>")
_NOTE = re.compile(r"NOTE\b[ \t]*")


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a subtitle file and warnings; NOTE blocks are matter outside the talk."""
    text, warnings = decode(read_bytes(path), path)
    cues = list(_cues(text))
    if not any(cue.speaker for cue in cues):
        cues = _labelled(cues, declared)
    return merge_segments(cues, warnings)


def _cues(text: str) -> Iterator[Passage]:
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((i for i, line in enumerate(lines) if _TIMES.match(line)), None)
        if at is not None:
            yield from _spoken(lines[at], " ".join(line.strip() for line in lines[at + 1 :]))
        elif _NOTE.match(lines[0]):
            yield Passage(" ".join([_NOTE.sub("", lines[0]), *lines[1:]]).strip())


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


def _labelled(cues: list[Passage], declared: SpeakerLabels) -> list[Passage]:
    """Cues that name the speaker in their text (`Name: said`); a cue without a name goes on with the last speaker."""
    lines = [lines_of(cue.text) for cue in cues]
    speakers = speakers_of([line for found in lines for line in found[:1]], declared)
    labelled: list[Passage] = []
    current = ""
    for cue, found in zip(cues, lines, strict=True):
        key = label_key(found[0].label) if found and found[0].label else ""
        if cue.speaker is not None and key in speakers:
            current = speakers[key]
            cue = replace(cue, text=found[0].rest)
        labelled.append(cue if cue.speaker is None else replace(cue, speaker=current))
    return labelled
