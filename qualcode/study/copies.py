"""Finds copies by the files alone: the same to the letter, and files that a synchronising program put beside the one it
could not merge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qualcode.errors import Problem
from qualcode.files import read_bytes

_COPY = re.compile(  # by Windows and macOS, Syncthing, Dropbox, OneDrive (the computer's name), Nextcloud
    r"(?P<name>.+?)(?: ?\(\d{1,3}\)|[ _-]+(?:copy|kopio|kopia)(?: ?\(?\d{1,3}\)?)?|\.sync-conflict-\d[\w-]*"
    r"|[ _-]*\([^()]*(?:conflict(?:ed)? copy|ristiriita)[^()]*\)|_conflict-\d{4,}[\w-]*"
    r"|-(?:(?:DESKTOP|LAPTOP|WIN|MACBOOK)-?[A-Z0-9]+(?:-[A-Z0-9]+)*|[A-Z0-9]+-(?:PC|LAPTOP|DESKTOP|MAC))(?:-\d{1,2})?)",
    re.IGNORECASE,
)


def original(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that a name seems to be a copy of: `H1 (1)`, `H1 - Copy`, `H1-DESKTOP-AB12` are copies of
    `H1`.
    """
    match = _COPY.fullmatch(name)
    if match is None:
        return None
    return next((other for other in names if other.casefold() == match["name"].casefold() and other != name), None)


def copied_files(paths: Mapping[str, Path]) -> Iterator[Problem]:
    """A problem for each file (by the id it gives its transcript) that is another one's copy to the letter or by its
    name.
    """
    told = set[str]()
    by_size: dict[int, list[str]] = {}
    for name, path in paths.items():
        by_size.setdefault(path.stat().st_size if path.is_file() else -1, []).append(name)
    for size, names in by_size.items():
        same: dict[bytes, str] = {}
        for name in sorted(names, key=lambda name: (len(name), name)) if size > 0 and len(names) > 1 else ():
            first = same.setdefault(read_bytes(paths[name]), name)
            if first != name:
                told.add(name)
                yield copy_problem(paths[name], f"is the same file as {paths[first].name}")
    for name, path in paths.items():
        source = original(name, paths)
        if source is not None and name not in told:
            yield copy_problem(path, f"is called as a copy of {paths[source].name}")


def copy_problem(path: Path, what: str) -> Problem:
    """What is told of a file that seems to be a copy, and what to do."""
    hint = "If it is a copy, move one of them out of the folder; if it is another interview, give it a name of its own."
    return Problem(f"{what}, and is counted as another interview.", path, hint=hint)
