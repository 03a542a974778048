"""Reads .txt and .md transcripts: lines with labels."""

from __future__ import annotations

import re
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean

UTF16 = (b"\xff\xfe", b"\xfe\xff")
BINARY = {
    b"PK\x03\x04": "a Word, Excel or OpenDocument file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or protected Office file",
    b"{\\rtf": "rich text",
}


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a text file and warnings; the encoding is detected."""
    text, warnings = decode(read_bytes(path), path)
    passages, doubts = passages_of(lines_of(text), declared)
    return passages, warnings + doubts


def decode(data: bytes, path: Path) -> tuple[str, list[str]]:
    """The bytes as cleaned text, and what had to be guessed or removed; raises InputError for what is no text at all."""
    if kind := next((kind for start, kind in BINARY.items() if data.startswith(start)), ""):
        raise InputError([Problem(f"is not text but looks like {kind}.", path, hint="Give it the suffix that it should have.")])
    if data[:2] not in UTF16 and not _wide(data) and data[:4096].count(0) > len(data[:4096]) // 50:
        raise InputError([Problem("is not text (it holds binary data).", path, hint="Save the transcript as .txt, .docx or .vtt.")])
    try:
        text, warnings = data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text, encoding = _guess(data)
        warnings = [f"is not UTF-8; read as {encoding}."]
    text, removed = clean(text)
    return text, warnings + ([f"{removed} control characters were removed."] if removed else [])


def _wide(data: bytes) -> bool:
    """Whether it looks like UTF-16 without a mark: nearly every second byte is 0, the others are not."""
    return data[1:200:2].count(0) > 0.6 * len(data[1:200:2]) and data[:200:2].count(0) == 0


def _guess(data: bytes) -> tuple[str, str]:
    if data[:2] not in UTF16 and _wide(data):
        return data.decode("utf-16-le", errors="replace"), "UTF-16"
    if data[:2] in UTF16:
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if not re.search(rb"[\x80-\x9f]", data) and re.search(
        rb"\xa4|[a-zA-Z\xe4\xf6][\xa6\xa8\xb4\xb8]|[\xa6\xa8\xb4\xb8][a-z\xe4\xf6]", data
    ):
        return data.decode("iso8859-15"), "ISO-8859-15"
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("iso8859-15"), "ISO-8859-15"
