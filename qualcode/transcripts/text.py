"""Reads .txt and .md transcripts: lines with labels."""

from __future__ import annotations

from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a text file and warnings; the encoding is detected."""
    text, warnings = decode(read_bytes(path))
    passages, doubts = passages_of(lines_of(text), declared)
    return passages, warnings + doubts


def decode(data: bytes) -> tuple[str, list[str]]:
    """The bytes as cleaned text, and what had to be guessed or removed."""
    try:
        text, warnings = data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text, encoding = _guess(data)
        warnings = [f"is not UTF-8; read as {encoding}."]
    text, removed = clean(text)
    return text, warnings + ([f"{removed} control characters were removed."] if removed else [])


def _guess(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("iso8859-15"), "ISO-8859-15"
