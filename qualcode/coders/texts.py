"""Units that are texts in a table, not stretches of a study's transcripts, as a coder sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from qualcode.coders.words import Spoken
from qualcode.language import open_readings
from qualcode.language.store import ReadingStore
from qualcode.language.tokeniser import tokenise
from qualcode.model import Transcript, Turn


def spoken_texts(texts: Iterable[str], groups: Sequence[str], languages: Sequence[str]) -> Iterator[Spoken]:
    """The tokens of texts, those of a group and language together; a text is a unit."""
    stores: dict[str, ReadingStore] = {}
    rows = groupby(enumerate(zip(texts, groups, languages, strict=True)), key=lambda row: row[1][1:])
    for (group, language), own in rows:
        numbers, found = zip(*((number, text) for number, (text, *_) in own), strict=True)
        tokens = tokenise(_transcript(group, language, found))
        if language not in stores:
            stores[language] = open_readings(language, None)
        yield Spoken(tokens, tokens.turn - 1 + numbers[0], language, stores[language])


def _transcript(name: str, language: str, texts: Sequence[str]) -> Transcript:
    """The texts as the turns of a transcript."""
    turns, at = list[Turn](), 0
    for number, text in enumerate(texts, 1):
        turns.append(Turn(number, "", "participant", None, at, at + len(text)))
        at += len(text) + 1
    return Transcript(name, Path(name), "table", language, "\n".join(texts), tuple(turns))
