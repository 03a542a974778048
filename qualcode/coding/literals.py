"""The letters a regular expression cannot match without, so that it is tried only where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

SHORTEST = 2  # letters worth looking for
MOST_WAYS = 20  # in which what is looked for may be written
_CHOICE = re.compile(r"\[([^\W_]+)\]")
_PIECE = re.compile(
    r"(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<look>\(\?<?[=!])|(?P<open>\((?:\?(?:[:>|]|"
    r"P?<\w+>))?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<may>[?*]|\{0?,\d*\}|\{0\})|(?P<times>\+|\{[\d,]+\})|(?P<escaped>\\[^\W\d_]|\\\d+)|"
    r"\\(?P<mark>\W)|(?P<any>[.^$])|(?P<letter>.)",
    re.DOTALL,
)
Pieces = Sequence[re.Match[str]]


def needed(pattern: str) -> frozenset[str]:
    """Small-letter texts of which at least one stands in whatever the pattern matches; empty when nothing can be said.

    Only what is sure is used: plain letters, a choice of few (`[abc]`) and groups that must be there; other classes,
    look-around and inline flags say nothing.
    """
    if re.search(r"\(\?[a-zA-Z^&#(\-]|\(\?P[=>&]|\\[NpPXLxuUgG_0]|\{(?![\d,]+\})|\[\[|--|&&", pattern):
        return frozenset()
    found = [_of_branch(branch) for branch in _branches(list(_PIECE.finditer(pattern)))]
    return frozenset().union(*found) if all(found) else frozenset()


def _branches(pieces: Pieces) -> Iterator[Pieces]:
    """The pieces between the bars of the outermost level."""
    depth, start = 0, 0
    for i, piece in enumerate(pieces):
        depth += bool(piece["open"] or piece["look"]) - bool(piece["close"])
        if piece["or"] and depth == 0:
            yield pieces[start:i]
            start = i + 1
    yield pieces[start:]


def _of_branch(pieces: Pieces) -> frozenset[str]:
    """The best that one branch needs: the texts whose shortest is the longest."""
    candidates = [found for found in _candidates(pieces) if found and min(map(len, found)) >= SHORTEST]
    return max(candidates, key=lambda found: (min(map(len, found)), -len(found)), default=frozenset())


def _candidates(pieces: Pieces) -> Iterator[frozenset[str]]:
    runs, i = {""}, 0  # what stands beside each other there, in each way it may be written
    while i < len(pieces):
        piece, end = pieces[i], i
        if piece["open"] or piece["look"]:
            end = _closing(pieces, i)
        may_miss = end + 1 < len(pieces) and bool(pieces[end + 1]["may"])
        letters = "" if may_miss else _letters(piece)
        if letters and len(runs) * len(letters) <= MOST_WAYS:
            runs = {run + letter for run in runs for letter in letters}
        else:
            letters = ""
        if not letters or (end + 1 < len(pieces) and pieces[end + 1]["times"]):
            yield frozenset(run.lower() for run in runs)
            runs = {""}
        if piece["open"] and not may_miss:
            inner = [_of_branch(branch) for branch in _branches(pieces[i + 1 : end])]
            yield frozenset().union(*inner) if all(inner) else frozenset()
        i = end + 1
    yield frozenset(run.lower() for run in runs)


def _letters(piece: re.Match[str]) -> str:
    """The letters of which a piece is one."""
    chosen = _CHOICE.fullmatch(piece["class"] or "")
    return chosen[1] if chosen else piece["letter"] or piece["mark"] or ""


def _closing(pieces: Pieces, start: int) -> int:
    depth = 0
    for i in range(start, len(pieces)):
        depth += bool(pieces[i]["open"] or pieces[i]["look"]) - bool(pieces[i]["close"])
        if depth == 0:
            return i
    return len(pieces) - 1


def places_of(words: Iterable[str], text: str) -> dict[str, list[int]]:
    """Each of the words that stands in the text, with the places where it begins."""
    return {word: list(_places(word, text)) for word in words if word in text}


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
