"""Reads .txt and .md transcripts: lines with labels, or with looks that tell who asks."""

from __future__ import annotations

from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.readers.subtitles import is_subtitles, passages_of_cues
from qualcode.transcripts.voices.talk import talk_of


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a text file and warnings; the encoding is detected, and subtitles saved as text are read as such."""
    text, warnings = decode(read_bytes(path), path)
    if is_subtitles(text):
        passages, doubts = passages_of_cues(text, declared)
    else:
        passages, doubts = talk_of(text, declared)
    return passages, warnings + doubts
