"""Finds copies: transcripts that hold the same interview, and files that a synchronising program put beside the one it could not merge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from qualcode.errors import Problem
from qualcode.files import read_bytes
from qualcode.model import Transcript

NEAR = 0.6  # the share of an interview's sentences that another one has too
WORDS = 5  # of a sentence that is not said by chance in two interviews
FEW = 40  # words of such sentences that are needed to tell
COMMON = 5  # interviews in which a sentence is a phrase of many
_COPY = re.compile(  # by Windows and macOS, Syncthing, Dropbox, OneDrive (the computer's name), Nextcloud
    r"(?P<name>.+?)(?: ?\(\d{1,3}\)|[ _-]+(?:copy|kopio|kopia)(?: ?\(?\d{1,3}\)?)?|\.sync-conflict-\d[\w-]*"
    r"|[ _-]*\([^()]*(?:conflict(?:ed)? copy|ristiriita)[^()]*\)|_conflict-\d{4,}[\w-]*"
    r"|-(?:(?:DESKTOP|LAPTOP|WIN|MACBOOK)-?[A-Z0-9]+(?:-[A-Z0-9]+)*|[A-Z0-9]+-(?:PC|LAPTOP|DESKTOP|MAC))(?:-\d{1,2})?)",
    re.IGNORECASE,
)


def original(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that a name seems to be a copy of: `H1 (1)`, `H1 - Copy`, `H1-DESKTOP-AB12` are copies of `H1`."""
    match = _COPY.fullmatch(name)
    if match is None:
        return None
    return next((other for other in names if other.casefold() == match["name"].casefold() and other != name), None)


def copied_files(paths: Mapping[str, Path]) -> Iterator[Problem]:
    """A problem for each file (by the id it gives its transcript) that is another one's copy to the letter or by its name."""
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
                yield _copy(paths[name], f"is the same file as {paths[first].name}")
    for name, path in paths.items():
        source = original(name, paths)
        if source is not None and name not in told:
            yield _copy(path, f"is called as a copy of {paths[source].name}")


def _copy(path: Path, what: str) -> Problem:
    hint = "If it is a copy, move one of them out of the folder; if it is another interview, give it a name of its own."
    return Problem(f"{what}, and is counted as another interview.", path, hint=hint)


def copied_interviews(transcripts: Sequence[Transcript]) -> Iterator[Problem]:
    """A problem for each two transcripts that say the same for the most part, though their files differ."""
    where: dict[int, list[int]] = {}
    sizes = list[Counter[int]]()
    for number, transcript in enumerate(transcripts):
        sizes.append(_sentences(transcript))
        for sentence in sizes[-1]:
            where.setdefault(sentence, []).append(number)
    shared = Counter[tuple[int, int]]()
    for sentence, numbers in where.items():
        if 1 < len(numbers) <= COMMON:
            for one, other in combinations(numbers, 2):
                shared[one, other] += min(sizes[one][sentence], sizes[other][sentence])
    for (one, other), words in sorted(shared.items()):
        whole = min(sizes[one].total(), sizes[other].total())
        if whole >= FEW and words >= NEAR * whole:
            share = f"{words / whole:.0%} of what is said here is said in {transcripts[one].source.name} too"
            yield _copy(transcripts[other].source, f"is nearly the same interview ({share})")


def _sentences(transcript: Transcript) -> Counter[int]:
    """What participants say, by sentence of some length: its number of words."""
    found = Counter[int]()
    for turn in transcript.turns:
        for sentence in re.split(r"(?<=[.!?…])\s+", transcript.turn_text(turn)) if turn.role == "participant" else ():
            words = re.findall(r"\w+", sentence.casefold())
            if len(words) >= WORDS:
                found[hash(tuple(words))] += len(words)
    return found
