"""Reads .rtf transcripts: paragraphs with labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qualcode.archive import not_readable
from qualcode.errors import InputError
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a rich text file and warnings."""
    from striprtf import striprtf

    rtf_to_text: Callable[..., str] = striprtf.rtf_to_text
    data = read_bytes(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise InputError([not_readable(path, "rich text file")])
    try:
        plain = rtf_to_text(data.decode("latin-1"), errors="replace")
    except Exception as error:  # striprtf lets look-up and value errors through as they come
        raise InputError([not_readable(path, "rich text file")]) from error
    text = clean(plain.replace("|", " ").replace("\n", "\n\n"))[0]
    return passages_of(lines_of(text), declared)
