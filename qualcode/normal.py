"""One way to write what typing programs write in several: apostrophes, hyphens, quotation marks, ligatures, signs that
show nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

APOSTROPHES = "’‘ʼʻ‛′`´＇ʹ"
HYPHENS = "‐‑‒–−﹣－⁃᠆"  # between letters; with blanks around it, – is a dash and stays, and so does —
QUOTES = "“”„‟«»″＂"
# soft hyphens, joiners, direction marks, variation selectors
INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067"
    "\u2068\u2069\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_SIGNS = {**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(QUOTES, '"')}
_HYPHEN = re.compile(f"[{re.escape(HYPHENS)}]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij"}


def normal(text: str) -> str:
    """The text as rules and transcripts are compared; what is plain already comes back as it is."""
    kinds = set(text)
    if all(map(_plain, kinds)):
        return text
    if all(map(_one_for_one, kinds)):
        for letter in kinds & _SIGNS.keys():
            text = text.replace(letter, _SIGNS[letter])
        return (
            text
            if kinds.isdisjoint(HYPHENS)
            else _HYPHEN.sub(lambda sign: "-" if _joins(text, sign.start()) else sign[0], text)
        )
    return "".join(letter for letter, _ in normal_letters(text))


def is_normal(text: str) -> bool:
    """Whether nothing in the text would be written otherwise."""
    return (text.isascii() and "`" not in text) or all(map(_plain, set(text)))


def normal_letters(text: str) -> list[tuple[str, int]]:
    """The letters of the normal form, each with the place in the text where it stands."""
    shown: list[tuple[str, int]] = []
    for at, letter in enumerate(text):
        if letter in INVISIBLE:
            continue
        if (
            unicodedata.combining(letter)
            and shown
            and len(joined := unicodedata.normalize("NFC", shown[-1][0] + letter)) == 1
        ):
            shown[-1] = joined, shown[-1][1]
            continue
        shown += [(written, at) for written in _SIGNS.get(letter) or _LIGATURES.get(letter) or letter]
    letters = "".join(letter for letter, _ in shown)
    return [("-" if letter in HYPHENS and _joins(letters, i) else letter, at) for i, (letter, at) in enumerate(shown)]


def _joins(text: str, at: int) -> bool:
    """Whether a dash stands where a hyphen does: between letters or digits, or, a true hyphen, at a word's end."""
    sides = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    return all(side.isalnum() for side in sides) or (text[at] in "‐‑" and any(side.isalnum() for side in sides))


@cache
def _plain(letter: str) -> bool:
    changed = letter in INVISIBLE or letter in _SIGNS or letter in _LIGATURES or letter in HYPHENS
    return not changed and not unicodedata.combining(letter)


@cache
def _one_for_one(letter: str) -> bool:
    """Whether the letter stands for one letter, whatever stands beside it."""
    return _plain(letter) or letter in _SIGNS or letter in HYPHENS
