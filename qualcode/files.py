"""Bytes in and out of files: bounded reads, hashes, and writes that happen wholly or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from qualcode.errors import InputError, Problem

MAX_BYTES = 64 * 1024 * 1024


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The file's bytes; raises InputError when it is missing, unreadable or larger than `limit` bytes."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise InputError(
                [Problem(f"the file is {size / 1e6:.0f} MB; the limit is {limit / 1e6:.0f} MB.", path, hint="Split it into interviews.")]
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror or error}.", path)]) from error


def read_utf8(path: Path) -> str:
    """The file's text, which must be UTF-8 (a byte order mark is dropped); raises InputError."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "Save it as UTF-8 in your editor (Save As, Encoding: UTF-8)."
        raise InputError([Problem(f"is not UTF-8 text (byte {error.start}).", path, line, hint)]) from error


def read_text(path: Path) -> str:
    """The text of a file from any system: UTF-8, UTF-16 with its mark, else Windows' Western European; raises InputError."""
    data = read_bytes(path)
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding)).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise InputError([Problem("is not a text file.", path, hint="Save it as UTF-8.")])


def sha256(*parts: bytes | str) -> str:
    """The SHA-256 of the parts in order, as hex; parts are kept apart, so ("a", "bc") and ("ab", "c") differ."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def write_atomic(path: Path, content: bytes | str) -> None:
    """Put `content` (text as UTF-8) at `path`: the old file stays until the new one is safely on disk."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError([Problem(f"cannot be written: {error.strerror or error}.", path)]) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except OSError as error:
        hint = "Is it open in another program? Close it there and run again."
        raise InputError([Problem(f"cannot be written: {error.strerror or error}.", path, hint=hint)]) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def replace_together(root: Path, contents: Mapping[Path, bytes], journal: Path, gone: Sequence[Path] = ()) -> None:
    """Put new content at several paths below `root` and remove those of `gone`, all of it or nothing, whatever happens in between.

    The new files stand beside the old ones, then the journal says that they are whole; from then on `finish_replacing` brings a change
    that was cut off to its end. Raises InputError when anything cannot be written; then nothing has changed.
    """
    beside = {path: path.with_name(f".{path.name}.new") for path in contents}
    try:
        for path, data in contents.items():
            write_atomic(beside[path], data)
        named = {name: [path.relative_to(root).as_posix() for path in paths] for name, paths in (("new", contents), ("gone", gone))}
        write_atomic(journal, json.dumps(named))
    except InputError:
        for path in beside.values():
            path.unlink(missing_ok=True)
        raise
    finish_replacing(root, journal)


def finish_replacing(root: Path, journal: Path) -> None:
    """Bring a change of several files that was cut off to its end; does nothing without a journal."""
    if not journal.exists():
        return
    try:
        named = json.loads(read_utf8(journal))
        new, gone = ([root / str(name) for name in named[key] if _inside(root, root / str(name))] for key in ("new", "gone"))
        for path in new:
            beside = path.with_name(f".{path.name}.new")
            if beside.exists():
                os.replace(beside, path)
        for path in gone:
            if not any(_same_file(path, other) for other in new):  # a name that differs in capitals alone
                path.unlink(missing_ok=True)
        journal.unlink()
    except (OSError, ValueError, TypeError, KeyError) as error:
        hint = "Is one of the study's files open in another program? Close it there and run this again."
        raise InputError([Problem(f"a change of several files could not be finished: {error}.", journal, hint=hint)]) from error


def _inside(root: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _same_file(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
