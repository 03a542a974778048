"""Accounts for every word of a file: in whose speech it is, what it is else, or why it was left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from qualcode.model import Account, LeftOut, Turn
from qualcode.notes import NOTE
from qualcode.transcripts.passages import Passage, clean
from qualcode.transcripts.voices.lines import WORD

Walk = Callable[[Path], Iterable[tuple[str, str]]]  # a file → (place, text) of everything that is text in it
FURNITURE = frozenset(
    (
        "page header or footer",
        "page number",
        "line number",
        "number of a slide or cue",
        "a second copy",
        "a name of a field",
        "drawn outside the page",
        "a caption shown again",
    )
)
_ODD = re.compile("[\u00ad\u2028\u2029\ufeff\ud800-\udfff]")  # what cleaning takes out or changes within words
SHOWN = 12  # words of a quote


def account_of(
    passages: Sequence[Passage], text: str, turns: Sequence[Turn], walked: Sequence[tuple[str, str]] | None
) -> Account:
    """The account of a file: `walked` is all that is text in it, `text` and `turns` are what was made of the passages.

    Without a walk, for formats that others read, the passages are believed.
    """
    speech, notes = _spoken(text, turns)
    outside = _words(p.text for p in passages if p.speaker is None and not p.left_out)
    labels = _words(p.head for p in passages if p.head)
    left_out, left = _left_out([p for p in passages if p.left_out])
    told = [*(word for words in speech.values() for word in words), *notes, *outside, *labels, *left]
    sizes = {role: len(words) for role, words in speech.items()}
    account = Account(len(told), sizes, len(outside), len(labels), len(notes), left_out)
    if walked is None:
        return account
    words = WORD.findall(_normal("\n".join(piece for _, piece in walked)))
    in_file, found = Counter(words), Counter(told)
    if in_file == found:
        return account
    lost, doubled = in_file - found, found - in_file
    # the same letters, only joined in other words (a word of which a part is deleted)
    if _letters(lost) == _letters(doubled):
        return account
    pieces = [p.text for p in passages] + [p.head for p in passages if p.head]
    return Account(
        len(words), sizes, len(outside), len(labels), len(notes), left_out, lost.total(), doubled.total(),
        _quotes(lost, walked), _quotes(doubled, [("", piece) for piece in pieces]),
    )  # fmt: skip


def doubts(account: Account) -> list[str]:
    """What an account that does not add up is told as: one warning a kind."""
    found = []
    if account.lost:
        found.append(
            f"{_many(account.lost)} of the file went nowhere, as in {account.lost_quotes[0]}. Look "
            f"whether they are speech: "
            "`qualcode transcripts show ID --left-out`."
        )
    if account.doubled:
        stand = "stands" if account.doubled == 1 else "stand"
        found.append(
            f"{_many(account.doubled)} {stand} more often in the transcript than in the file, as in "
            f"{account.doubled_quotes[0]}."
        )
    return found


def _many(count: int) -> str:
    return f"{count} word{'s' * (count != 1)}"


def _normal(text: str) -> str:
    is_clean = text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ODD.search(text))
    return text if is_clean and "\r" not in text else clean(text)[0]


def _words(texts: Iterable[str]) -> list[str]:
    return WORD.findall(_normal("\n".join(texts)))


def _spoken(text: str, turns: Sequence[Turn]) -> tuple[dict[str, list[str]], list[str]]:
    """The words of speech by role, and those of notes in brackets within it."""
    said: dict[str, list[str]] = {}
    for turn in turns:
        said.setdefault(turn.role, []).append(text[turn.start : turn.end])
    found: dict[str, list[str]] = {}
    notes: list[str] = []
    for role, pieces in said.items():
        whole = "\n".join(pieces)
        if any(mark in whole for mark in "[<("):
            notes += NOTE.findall(whole)
            whole = NOTE.sub(" ", whole)
        found[role] = WORD.findall(whole)
    return found, WORD.findall("\n".join(notes))


def _left_out(passages: Sequence[Passage]) -> tuple[tuple[LeftOut, ...], list[str]]:
    """What was left out, a reason and place at a time, and all its words."""
    found: list[LeftOut] = []
    words: list[str] = []
    for (reason, place), group in groupby(passages, key=lambda p: (p.left_out, p.place)):
        texts = [p.text for p in group]
        own = _words(texts)
        words += own
        if own:
            shown = clean(" / ".join(" ".join(text.split()) for text in texts))[0]
            found.append(LeftOut(shown, reason, place, len(own), reason in FURNITURE))
    return tuple(found), words


def _letters(words: Counter[str]) -> Counter[str]:
    return Counter("".join(words.elements()))


def _runs(missing: Counter[str], pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """The stretches of the pieces that are made of missing words, with their places."""
    for place, piece in pieces:
        for there, run in groupby(WORD.findall(_normal(piece)), missing.__contains__):
            if there:
                yield place, list(run)


def _quotes(missing: Counter[str], pieces: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The longest stretches of the pieces that are made of missing words, with their places, until all missing words
    are shown.
    """
    quotes: list[str] = []
    left = Counter(missing)
    for place, run in sorted(_runs(missing, pieces), key=lambda found: -len(found[1])):
        taken = [word for word in run if left[word] > 0]
        if len(taken) == len(run) or (not quotes and taken):
            left.subtract(run)
            shown = " ".join(run[:SHOWN]) + (" …" if len(run) > SHOWN else "")
            quotes.append(f"'{shown}'" + (f" ({place})" if place else ""))
        if left.total() <= 0 or len(quotes) == 5:
            break
    return tuple(quotes) or (f"'{' '.join(list(missing)[:SHOWN])}'",)
