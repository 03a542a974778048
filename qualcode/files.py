"""Bytes in and out of files: bounded reads, hashes, checksums, and writes that happen wholly or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import socket
import stat
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from qualcode.errors import InputError, Problem

MAX_BYTES = 64 * 1024 * 1024
SEAL = 64 + 1  # the letters of a checksum and the line end after it
STALE = 24 * 3600  # seconds after which a temporary file is nobody's, whoever made it
_TEMPORARY = re.compile(r"\..+\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{8}\.tmp")
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def check_file(path: Path) -> os.stat_result:
    """What the system says of a file; raises InputError when there is none, or it is a folder, a pipe or a device."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        raise InputError([Problem(f"cannot be read: {_reason(error)}.", path)]) from error
    kind = next((name for is_kind, name in KINDS if is_kind(found.st_mode)), "")
    if kind:
        raise InputError([Problem(f"is {kind}, not a file.", path, hint="Name a file, or move it out of the way.")])
    return found


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The file's bytes; raises InputError when it is missing, unreadable, no file, or larger than `limit` bytes."""
    size = check_file(path).st_size
    try:
        if size <= limit:
            with path.open("rb") as stream:
                data = stream.read(limit + 1)  # what a system makes up as it is read has no size
            if len(data) <= limit:
                return data
            size = len(data)
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {_reason(error)}.", path)]) from error
    message = f"the file is {size / 1e6:.0f} MB; the limit is {limit / 1e6:.0f} MB."
    raise InputError([Problem(message, path, hint="Split it into interviews.")])


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


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
    """The text of a file from any system: UTF-8, UTF-16 with its mark, else Windows' Western European; raises
    InputError.
    """
    data = read_bytes(path)
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding)).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise InputError([Problem("is not a text file.", path, hint="Save it as UTF-8.")])


def load_json(text: str | bytes) -> object:
    """The value of a JSON text; raises ValueError, also for one that is nested too deeply or holds a number of
    thousands of digits.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def real(path: Path) -> Path:
    """Where a path leads, whatever links are in it; one that leads nowhere is itself."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path.absolute()


def is_text(name: str) -> bool:
    """Whether a file's name can be written: some systems let names be any bytes."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def shown_path(path: Path) -> Path:
    """The path as it can be written, whatever bytes its name is made of."""
    return (
        path
        if is_text(str(path))
        else Path(str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
    )


def sha256(*parts: bytes | str) -> str:
    """The SHA-256 of the parts in order, as hex; parts are kept apart, so ("a", "bc") and ("ab", "c") differ."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


# -- what is kept to be fast ---------------------------------------------------------------------


def keep(path: Path, data: bytes) -> None:
    """Write what can be made anew, sealed with its checksum; raises InputError as `write_atomic`."""
    write_atomic(path, sha256(data).encode("ascii") + b"\n" + data)


def kept(path: Path) -> bytes | None:
    """What was kept; None when there is nothing, or not as it was written."""
    try:
        raw = path.read_bytes() if path.is_file() else b""
    except OSError:
        return None
    data = raw[SEAL:]
    return data if len(raw) >= SEAL and raw[:SEAL] == sha256(data).encode("ascii") + b"\n" else None


# -- writes --------------------------------------------------------------------------------------


def write_atomic(path: Path, content: bytes | str) -> None:
    """Put `content` (text as UTF-8) at `path`: the old file stays until the new one is safely on disk."""
    temporary = _staged(path, content)
    try:
        os.replace(temporary, path)
    except OSError as error:
        hint = _way_out(error) or "Is it open in another program? Close it there and run again."
        raise InputError([Problem(f"cannot be written: {_reason(error)}.", path, hint=hint)]) from error
    finally:
        temporary.unlink(missing_ok=True)


def _staged(path: Path, content: bytes | str) -> Path:
    """The content in a file beside `path`, safely on disk; raises InputError."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name[:100]}.{_host()}-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        make_folder(path.parent)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            os.chmod(temporary, path.stat().st_mode & 0o777)
        return temporary
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise InputError([Problem(f"cannot be written: {_reason(error)}.", path, hint=_way_out(error))]) from error


def make_folder(path: Path) -> None:
    """Make a folder and those above it; raises InputError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot be written: the folder cannot be made ({_reason(error)})."
        raise InputError([Problem(message, path, hint=_way_out(error))]) from error


def _way_out(error: OSError) -> str:
    import errno

    ways = {
        errno.ENOSPC: "The disk is full: make room, and run it again. What stood in this file is still there.",
        errno.EROFS: "The folder may only be read. Copy the study to a folder of your own.",
        errno.EACCES: "You may not write here. Ask for the right to, or copy the study to a folder of your own.",
        errno.EPERM: "You may not write here. Ask for the right to, or copy the study to a folder of your own.",
        errno.EISDIR: "A folder stands where the file should be: move it away.",
        errno.EEXIST: "A file stands where a folder should be: move it away.",
        errno.ENOTDIR: "A file stands where a folder should be: move it away.",
    }
    return ways.get(error.errno or 0, "")


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:8]


def sweep(folders: Iterable[Path]) -> None:
    """Remove the temporary files that a program left that was ended while it wrote."""
    for folder in folders:
        for path in folder.glob(".*.tmp") if folder.is_dir() else ():
            made = _TEMPORARY.fullmatch(path.name)
            with suppress(OSError):
                if made and (
                    time.time() - path.stat().st_mtime > STALE
                    or (made["host"] == _host() and not _runs(int(made["process"])))
                ):
                    path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process of this machine may still be at work; where that cannot be told it may."""
    if os.name != "posix":  # asking would end it there
        return False if process == os.getpid() else _runs_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()


def _runs_on_windows(process: int) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # there on Windows alone
    handle = kernel.OpenProcess(0x1000, False, process)  # no more than asking about it
    if handle:
        kernel.CloseHandle(handle)
    return bool(handle)


def replace_together(root: Path, contents: Mapping[Path, bytes], journal: Path, gone: Sequence[Path] = ()) -> None:
    """Put new content at several paths below `root` and remove those of `gone`, all of it or nothing, whatever happens
    in between.

    The new files stand beside the old ones, then the journal says that they are whole; from then on `finish_replacing`
    brings a change that was cut off to its end. Raises InputError when anything cannot be written; then nothing has
    changed.
    """
    beside = dict[Path, Path]()
    try:
        for path, data in contents.items():
            beside[path] = _staged(path, data)
        shown = {
            path.relative_to(root).as_posix(): staged.relative_to(root).as_posix() for path, staged in beside.items()
        }
        write_atomic(journal, json.dumps({"new": shown, "gone": [path.relative_to(root).as_posix() for path in gone]}))
    except BaseException:
        for staged in beside.values():
            with suppress(OSError):
                staged.unlink(missing_ok=True)
        raise
    finish_replacing(root, journal)


def finish_replacing(root: Path, journal: Path) -> None:
    """Bring a change of several files that was cut off to its end; does nothing without a journal."""
    if not journal.exists():
        return
    try:
        named = json.loads(read_utf8(journal))
        new = {root / str(name): root / str(staged) for name, staged in named["new"].items()}
        gone = [root / str(name) for name in named["gone"]]
        if not all(_inside(root, path) for path in (*new, *new.values(), *gone)):
            raise ValueError("it names files outside the study")
        for path, staged in new.items():
            if staged.exists():
                os.replace(staged, path)
        for path in gone:
            if not any(_same_file(path, other) for other in new):  # a name that differs in capitals alone
                path.unlink(missing_ok=True)
        journal.unlink()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        hint = "Is one of the study's files open in another program? Close it there and run this again."
        raise InputError(
            [Problem(f"a change of several files could not be finished: {error}.", journal, hint=hint)]
        ) from error


def _inside(root: Path, path: Path) -> bool:
    return real(path.parent).is_relative_to(real(root))


def _same_file(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)
