"""All that is text in files of whatever kind, also within archives and what qualcode keeps to be fast."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from qualcode.files import read_bytes, real
from qualcode.line.kept_texts import texts_of_frame, texts_of_store
from qualcode.transcripts import formats, walked

Texts = Iterator[tuple[str, str]]  # where in the file, and what stands there
MOST, DEEPEST = 1 << 30, 3  # bytes of a file that is looked into; archives within archives
SKIPPED = frozenset((".git", ".venv", "node_modules", "__pycache__"))
MEDIA = frozenset(".png .jpg .jpeg .gif .mp3 .mp4 .m4a .wav .ogg .flac .webm .mov".split())  # whose letters are no text
_ENDS = re.compile(r"</(?:\w+:)?(?:p|tc|h\d|li|td|div|row|c|si|t:p)>|<(?:\w+:)?(?:br|tab|cr)\b[^>]*>")
_TAG = re.compile(r"<[^<>]*>")


def files_below(root: Path) -> Iterator[Path]:
    """Every file of a folder, apart from what git and package managers keep."""
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in SKIPPED)
        yield from (Path(folder) / name for name in sorted(names))


def texts_of_file(path: Path) -> Texts:
    """What is text in a file; raises InputError or OSError for one that cannot be read."""
    if path.suffix.lower() in MEDIA:
        return
    if path.suffix == ".sqlite":
        yield from texts_of_store(path)
        return
    yield from texts_of_bytes(path.name, read_bytes(path, MOST))


def texts_of_bytes(name: str, data: bytes, depth: int = 0) -> Texts:
    """What is text in a file's bytes."""
    suffix = Path(name).suffix.lower()
    if data.startswith(b"PK\x03\x04") and depth < DEEPEST:
        yield from _archive(data, depth)
    elif suffix == ".pdf":
        yield from _read_as(name, data)
    elif suffix == ".parquet" or data.startswith(b"PAR1"):
        yield from texts_of_frame(data)
    else:
        yield from _plain(data)
        if suffix.removeprefix(".") in formats() and suffix not in (".txt", ".md", ".csv", ".vtt", ".srt"):
            yield from _read_as(name, data)


def _archive(data: bytes, depth: int) -> Texts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            yield entry.filename, entry.filename
            if entry.file_size <= MOST and Path(entry.filename).suffix.lower() not in MEDIA:
                for place, text in texts_of_bytes(entry.filename, archive.read(entry), depth + 1):
                    yield f"{entry.filename} {place}".strip(), text


def _plain(data: bytes) -> Texts:
    """Bytes as text: marked-up text also without its marks, which may part a word."""
    text = _decoded(data)
    yield "", text
    if "<" in text and _TAG.search(text):
        yield "", html.unescape(_TAG.sub("", _ENDS.sub("\n", text)))
    elif "&" in text or "\\u" in text:
        yield "", re.sub(r"\\u([0-9a-fA-F]{4})", lambda sign: chr(int(sign[1], 16)), html.unescape(text))


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[1:200:2].count(0) > 60:
        return data.decode("utf-16-be" if data[:2] == b"\xfe\xff" else "utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace") if b"\0" not in data else data.decode("utf-8", "ignore")


def _read_as(name: str, data: bytes) -> Texts:
    """What the format's own walk finds."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"file{Path(name).suffix}"
        path.write_bytes(data)
        yield from walked(path)


def git_index(root: Path) -> Texts:
    """What git's index holds of the files of a folder: their paths, and the bytes that would be committed. Nothing
    without git.
    """
    listed = _git(root, "ls-files", "-s", "-z")
    for line in filter(None, listed.decode("utf-8", "replace").split("\0")):
        about, _, path = line.partition("\t")
        yield path, path
        content = _git(root, "cat-file", "blob", about.split()[1])
        yield from ((f"{path} {place}".strip(), text) for place, text in texts_of_bytes(path, content))


def _git(root: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(real(root)), *words], capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout if done.returncode == 0 else b""
