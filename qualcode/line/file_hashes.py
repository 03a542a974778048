"""Files → the hashes of what is in them; a file that is as it was when it was hashed is not read again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from qualcode.database import Database
from qualcode.errors import InputError
from qualcode.files import check_file, read_bytes, sha256

FILE = "store.sqlite"  # in which the hashes are kept, with what was read and coded
HASHES = "files-1"  # path → what the system said of the file, when that was, and the hash
# nanoseconds: a file that changed no longer than this before it was hashed may change again and look the same
TICK = 2_000_000_000
Hashes = Mapping[Path, str | InputError]


def file_hashes(paths: Iterable[Path], root: Path, kept: Database) -> Hashes:
    """The hash of each file's content, or why it cannot be read. Files below `root` are known by their path
    from there.
    """
    names = {path: _name(path, root) for path in paths}
    known = kept.get(HASHES, names.values())
    found, new = dict[Path, str | InputError](), dict[str, bytes]()
    for path, name in names.items():
        try:
            now, looked = _look(path), time.time_ns()
            said, then, content = json.loads(known[name]) if name in known else (None, 0, "")
            if said != now or now[1] > then - TICK:
                content = sha256(read_bytes(path))
                new[name] = json.dumps([now, looked, content]).encode("ascii")
            found[path] = content
        except InputError as error:
            found[path] = error
    if new:
        kept.put(HASHES, new)
    return found


def _name(path: Path, root: Path) -> str:
    name = path.relative_to(root) if path.is_relative_to(root) else path.absolute()
    return name.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def _look(path: Path) -> list[int]:
    """What tells a file that changed: size, times of change (content; name and rights), number; raises InputError."""
    found = check_file(path)
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
