"""How well sentence ends are told: boundary precision, recall and F1 on treebanks, beside spaCy's sentencizer.

usage: sentences.py LANGUAGE FILE.conllu...

The treebank's sentences are joined by blanks, ten at a time, and cut again. Their last boundary is not counted, for
every way finds it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from qualcode.language.tokeniser import tokenise
from qualcode.model import Transcript, Turn

TOGETHER = 10


def sentences(path: str) -> Iterator[str]:
    """The texts of a treebank's sentences."""
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            yield line.removeprefix("# text = ").strip()


def ours(language: str) -> Callable[[str], set[int]]:
    """Where sentences begin as a study cuts them."""

    def begins(text: str) -> set[int]:
        turns = (Turn(1, "", "participant", None, 0, len(text)),)
        tokens = tokenise(Transcript("t", Path("t"), "txt", language, text, turns))
        return {
            int(start)
            for start, was, now in zip(tokens.start, [-1, *tokens.sentence[:-1]], tokens.sentence, strict=True)
            if was != now
        }

    return begins


def sentencizer(language: str) -> Callable[[str], set[int]]:
    """Where spaCy's sentencizer begins them."""
    import spacy

    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    return lambda text: {sent.start_char for sent in nlp(text).sents}


def score(begins: Callable[[str], set[int]], texts: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the sentences' beginnings but the first of each batch."""
    right = said = gold = 0
    remaining = iter(texts)
    while batch := list(islice(remaining, TOGETHER)):
        wanted, at = set[int](), 0
        for text in batch:
            wanted.add(at)
            at += len(text) + 1
        found = begins(" ".join(batch)) - {0}
        wanted -= {0}
        right, said, gold = right + len(found & wanted), said + len(found), gold + len(wanted)
    return right / said, right / gold, 2 * right / (said + gold)


def main(language: str, *paths: str) -> None:
    """Print the figures of each treebank."""
    for path in paths:
        texts = list(sentences(path))
        for name, begins in (("qualcode", ours(language)), ("sentencizer", sentencizer(language))):
            precision, recall, f1 = score(begins, texts)
            print(f"{Path(path).name} {name:11} precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
