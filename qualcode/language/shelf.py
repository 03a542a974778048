"""The folder in which dictionaries are kept once they are built: the user's cache, else one that goes with the
program's end.

Beside each dictionary stands a checksum of its files; what does not fit is built anew.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHUNK = 1 << 20


@dataclass(frozen=True)
class Shelf:
    """The folder, and why it is not the user's cache folder; "" when it is."""

    folder: Path
    why: str = ""


@cache
def shelf() -> Shelf:
    """Where dictionaries are kept on this machine."""
    from platformdirs import user_cache_dir

    folder = Path(user_cache_dir("qualcode", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        return Shelf(folder)
    except OSError as error:
        if (folder / "pykko").is_dir() and (folder / "tries").is_dir():  # it may only be read, and holds what is needed
            return Shelf(folder)
        made = Path(tempfile.mkdtemp(prefix="qualcode-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        return Shelf(made, f"{folder} cannot be written to ({error.strerror or error})")


def seal_files(folder: Path, names: Iterable[str]) -> None:
    """Write the checksums of files that have none yet."""
    for name in names:
        seal = folder / f"{name}.crc"
        if (folder / name).is_file() and not seal.exists():
            with suppress(
                OSError
            ):  # of a folder that may only be read nothing is written, and nothing is damaged by us
                beside = folder / f".{name}.{os.getpid()}.tmp"
                beside.write_text(_checksum(folder / name), encoding="ascii")
                os.replace(beside, seal)


def drop_damaged(folder: Path, names: Iterable[str]) -> bool:
    """Remove files that are not as they were built, and say whether there were any."""
    damaged = [name for name in names if (folder / name).is_file() and not _is_whole(folder, name)]
    for name in damaged:
        for path in (folder / name, folder / f"{name}.crc"):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return bool(damaged)


def _is_whole(folder: Path, name: str) -> bool:
    seal = folder / f"{name}.crc"
    try:
        return seal.is_file() and seal.read_text(encoding="ascii") == _checksum(folder / name)
    except (OSError, ValueError):
        return False


def _checksum(path: Path) -> str:
    """CRC-32: fast enough for each opening, and it tells every flipped bit."""
    found = 0
    with path.open("rb") as stream:
        while part := stream.read(CHUNK):
            found = zlib.crc32(part, found)
    return f"{found:08x}"
