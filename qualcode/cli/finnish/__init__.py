"""What the program says, in Finnish: every room speaks English, and what is shown is led over here, text by text.

A catalogue is a table from an English text to a Finnish one, in which `{}` stands for what differs each time (`{2}` in
the Finnish one for the third of them). What no catalogue knows is shown as it is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import NamedTuple

CATALOGUES = (
    "words", "commands", "helps", "reading", "codebooks", "studies", "people", "tables", "results", "documents",
    "review", "privacy", "exchange", "machines", "files",
)  # fmt: skip
KINDS = ("Unknown {}", "There is no {} to")  # how texts begin that name a kind of thing
HEADS = {"warning", "error", "next", "Next", "new", "changed", "gone", "coding", "reading"}  # words before a message
VARIABLE = "QUALCODE_LANG"
FINNISH_OF_WINDOWS = 0x0B
MOST_HEADS = 12  # parts before colons that are tried as what a message is about
_COUNTED = re.compile(r"\{\} [a-z]+")  # a number with what it counts
_WORD = re.compile(r"[a-z]{3,}", re.IGNORECASE)
_CUT = re.compile(r"(?<=\})[a-z]{3,}|[a-z]{3,}(?=\{)", re.IGNORECASE)  # words that may be parts of longer ones
_BETWEEN = re.compile(r"(?<=[.!?;,:)])\s+")


class Phrase(NamedTuple):
    """A text with holes, and how it is said in Finnish."""

    english: re.Pattern[str]
    finnish: str
    letters: int  # of the English text itself: the more, the surer that this is meant
    named: tuple[bool, ...]  # of each hole: whether it stands in quotes, so that what fills it is a name
    kinds: bool  # whether a single word in a hole is a kind of thing, and no name, id or path


def speaks_finnish() -> bool:
    """Whether the terminal speaks Finnish: by QUALCODE_LANG, else by the language of the system."""
    names = (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")
    said = next((value for name in names if (value := os.environ.get(name))), "")
    if not said and sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == FINNISH_OF_WINDOWS)
    return said.lower().startswith("fi")


def shown(text: str) -> str:
    """A text as the terminal speaks."""
    return in_finnish(text) if speaks_finnish() else text


def in_finnish(text: str) -> str:
    """A text in Finnish, line by line; what no catalogue knows stays as it is."""
    return "\n".join(_line(line) for line in text.split("\n"))


class Said(NamedTuple):
    """A text in Finnish, and how many letters of the English one were known."""

    text: str
    letters: int


def _line(line: str) -> str:
    said = line.strip()
    found = _best(said)
    return line.replace(said, found.text, 1) if found.letters else line


@cache
def _best(said: str) -> Said:
    """The way to say it by which the most of it is known."""
    if said.count(": ") > MOST_HEADS:
        return _by_parts(said)
    return max((*_after_heads(said), _whole(said), _by_parts(said)), key=lambda one: one.letters)


@cache
def _whole(said: str) -> Said:
    """A text of a catalogue; nothing is known of one that is not there, nor of a quoted name."""
    if not said or _is_quoted(said):
        return Said(said, 0)
    if (whole := texts().get(said)) is not None:
        return Said(whole, len(said))
    words = {word.lower() for word in _WORD.findall(said)}
    found = (phrase for word in words for phrase in phrases().get(word, ()))
    for phrase in sorted(found, key=lambda phrase: -phrase.letters):
        if (match := phrase.english.fullmatch(said)) is not None:
            holes = [
                Said(hole.strip(), 0) if named or not (phrase.kinds or " " in hole.strip()) else _whole(hole.strip())
                for hole, named in zip(match.groups(), phrase.named, strict=True)
            ]
            filling = [hole.replace(hole.strip(), one.text, 1) for hole, one in zip(match.groups(), holes, strict=True)]
            return Said(filled(phrase.finnish, filling), phrase.letters + sum(one.letters for one in holes))
    return Said(said, 0)


def _is_quoted(said: str) -> bool:
    return said[0] in "'\"" and said.find(said[0], 1) == len(said) - 1


def _after_heads(said: str) -> Iterator[Said]:
    """A message after what it is about, such as a file and a line, which stay, or a word such as `warning`."""
    for colon in re.finditer(r": ", said):
        before, rest = said[: colon.start()], said[colon.end() :]
        head = _whole(before) if before in HEADS or " " in before else Said(before, 0)
        known = _best(rest)
        if known.letters:
            yield Said(f"{head.text}: {known.text}", head.letters + known.letters)


def _by_parts(said: str) -> Said:
    """A line of several sentences, or of parts of one, each by itself, the longest beginning first."""
    for cut in reversed(list(_BETWEEN.finditer(said))):
        head = _whole(said[: cut.start()])
        if head.letters:
            rest = _best(said[cut.end() :])
            return Said(f"{head.text}{cut[0]}{rest.text}", head.letters + rest.letters)
    for cut in _BETWEEN.finditer(said):
        tail = _whole(said[cut.end() :])
        if tail.letters:
            return Said(f"{said[: cut.start()]}{cut[0]}{tail.text}", tail.letters)
    return Said(said, 0)


def filled(finnish: str, holes: list[str]) -> str:
    """The Finnish text with its holes filled, in order or by number."""
    order = iter(range(len(holes)))
    return re.sub(r"\{(\d?)\}", lambda hole: holes[int(hole[1]) if hole[1] else next(order)], finnish)


@cache
def texts() -> dict[str, str]:
    """Every text of the catalogues: English → Finnish."""
    return {
        english: finnish
        for name in CATALOGUES
        for english, finnish in import_module(f"qualcode.cli.finnish.{name}").TEXTS.items()
    }


@cache
def phrases() -> dict[str, list[Phrase]]:
    """The texts with holes, by the longest word that each of them has; by one that a hole may lengthen (`row{}`) only
    where there is no other.
    """
    found: dict[str, list[Phrase]] = {}
    for english, finnish in texts().items():
        if "{}" in english:
            parts = english.split("{}")
            cut = _CUT.findall(english)
            words = sorted(_WORD.findall(english), key=lambda word: (word not in cut, len(word)))
            hole = r"(\d[\d  ]*)" if _COUNTED.fullmatch(english) else "(.*?)"
            pattern = re.compile(hole.join(map(re.escape, parts)), re.DOTALL)
            named = tuple(one[-1:] == other[:1] != "" and one[-1] in "'\"" for one, other in pairwise(parts))
            phrase = Phrase(pattern, finnish, sum(map(len, parts)), named, english.startswith(KINDS))
            longest = words[-1].lower() if words else ""
            for word in (longest, f"{longest}s") if longest in cut else (longest,):
                found.setdefault(word, []).append(phrase)
    return found
