"""Labels in styles in which much that is no label is written (`H.`, `Anna –`, a name alone on its line): they need more
evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from qualcode.transcripts.voices.label_styles import Line, is_known
from qualcode.transcripts.voices.label_words import PARTNERS, label_key, label_word

_LOOSE = ("alone", "lead", "sign", "parens", "timed")


def loose_labels(lines: Sequence[Line]) -> set[tuple[str, str]]:
    """The (style, label) pairs of loose styles that are labels in this file."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.label and line.style.startswith(_LOOSE) and not line.outside:
            found[line.style].append((number, label_key(line.label)))
    accepted: set[tuple[str, str]] = set()
    paragraphs = sum(line.blank_before for line in lines)
    for style, places in found.items():
        keys = (
            _signed(places, paragraphs)
            if style.startswith("sign")
            else _alone(places, lines)
            if style == "alone"
            else _led(places, paragraphs)
        )
        accepted |= {(style, key) for key in keys}
    return accepted


def is_listed(lines: Sequence[Line], number: int) -> bool:
    """Whether a line begins with a letter of a list (`A. stay`, `B. go`) rather than with a speaker's."""
    line = lines[number]
    if not line.label or len(line.label) != 1 or line.style not in ("sign .", "sign )"):
        return False
    beside = (
        lines[n].label or "" for n in (number - 1, number + 1) if 0 <= n < len(lines) and lines[n].style == line.style
    )
    return not line.blank_before and any(
        len(other) == 1 and abs(ord(other.upper()) - ord(line.label.upper())) == 1 for other in beside
    )


def is_label(line: Line, accepted: set[tuple[str, str]]) -> bool:
    """Whether a line keeps its label: its style needs no more evidence, or has it."""
    return not line.label or not line.style.startswith(_LOOSE) or (line.style, label_key(line.label)) in accepted


def _signed(places: Sequence[tuple[int, str]], paragraphs: int) -> set[str]:
    """Labels before another sign than a colon (`H.`, `K/`, `Anna –`): known words or partnered letters, or a few that
    recur by turns.
    """
    counts = Counter(key for _, key in places)
    words = {label_word(key) for key in counts}
    known = {
        key
        for key in counts
        if (len(label_word(key)) > 1 and is_known(key)) or PARTNERS.get(label_word(key), frozenset()) & words
    }
    recurring = {key for key, count in counts.items() if count > 1}
    turns = sum(a != b for (_, a), (_, b) in pairwise(places))
    told = sum(counts[key] for key in recurring)
    by_turns = len(recurring) > 1 and told > 0.8 * len(places) and told > 0.5 * paragraphs and turns > 0.6 * len(places)
    enough = sum(counts[key] for key in known) > 1
    return (known if enough else set()) | (recurring if by_turns else set())


def _above_speech(places: Sequence[tuple[int, str]], lines: Sequence[Line]) -> list[tuple[int, str]]:
    """The places whose next line can be what the name says: neither another place, a surely labelled line nor outside
    of the talk.
    """
    others = {number for number, _ in places} | {
        number for number, line in enumerate(lines) if line.outside or _is_sure(line)
    }
    return [(number, key) for number, key in places if number + 1 < len(lines) and number + 1 not in others]


def _alone(places: Sequence[tuple[int, str]], lines: Sequence[Line]) -> set[str]:
    """Names alone on their lines, each with speech below it: known words, or at least two that recur."""
    first = {
        key for key, count in Counter(key for number, key in places if lines[number].blank_before).items() if count > 1
    }
    if len(first) > 1:  # names begin paragraphs; a short answer below one does not
        places = [(number, key) for number, key in places if lines[number].blank_before]
    above = _above_speech(places, lines)
    counts = Counter(key for _, key in above)
    every = Counter(key for _, key in places)
    recurring = {key for key, count in counts.items() if count > 1 and count >= 0.7 * every[key]}
    known = {
        key for key in counts if is_known(key) and (every[key] > 1 or len({key for key in counts if is_known(key)}) > 1)
    }
    if len(recurring | known) < 2:
        return known
    once = {
        key
        for number, key in above
        if counts[key] == 1
        and len(key.split()) > 1
        and lines[number].blank_before
        and not lines[number + 1].blank_before
    }
    return recurring | known | once


def _is_sure(line: Line) -> bool:
    return line.label is not None and not line.style.startswith(_LOOSE)


def _led(places: Sequence[tuple[int, str]], paragraphs: int) -> set[str]:
    """Names in another look than the speech after them: known words, or two and more that recur and begin most
    paragraphs.
    """
    counts = Counter(key for _, key in places)
    recurring = {key for key, count in counts.items() if count > 1}
    most = sum(counts[key] for key in recurring) > 0.4 * paragraphs
    return {key for key in counts if is_known(key) and len(label_word(key)) > 1} | (
        recurring if len(recurring) > 1 and most else set()
    )
