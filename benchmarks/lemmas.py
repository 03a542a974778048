"""How well a lemma's forms are found in a treebank: `python benchmarks/lemmas.py fi|en FILE.conllu [spacy:NAME]`.

Every noun, verb and adjective lemma that occurs three times or more (five letters or more) is taken as a rule, each
token as a word of an interview, found when the lemma is among its readings. With a spaCy pipeline the readings are
chosen by the word's part of speech.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from qualcode.language import open_readings
from qualcode.language.tagged import marks

Gold = tuple[str, str, str]  # form, lemma, part of speech


def sentences(path: Path, language: str) -> Iterator[list[Gold]]:
    """The sentences of a CoNLL-U file; compound marks and hyphens of the lemmas are left out."""
    words: list[Gold] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 10 and cells[0].isdigit():
            lemma = cells[2].replace("#", "") if language == "fi" and len(cells[2]) > 1 else cells[2]
            words.append((cells[1], lemma.lower().replace("-", "") or lemma, cells[3]))
        elif words and not line:
            yield words
            words = []


def main() -> None:
    """Print precision, recall and F1 over all words."""
    language, path, reader = sys.argv[1], Path(sys.argv[2]), "".join(sys.argv[3:4])
    treebank = list(sentences(path, language))
    began = time.perf_counter()
    forms = [form for words in treebank for form, _, _ in words]
    if reader:
        found_marks = marks(reader.removeprefix("spacy:"), [[form for form, _, _ in words] for words in treebank])
        forms = [f"{form}\t{mark}" for form, mark in zip(forms, found_marks, strict=True)]
    store = open_readings(language, None, reader)
    gold = [word for words in treebank for word in words]
    seen = Counter(lemma for _, lemma, pos in gold if pos in ("NOUN", "VERB", "ADJ"))
    rules = {lemma for lemma, times in seen.items() if times >= 3 and len(lemma) >= 5 and lemma.isalpha()}
    right = wrong = missed = 0
    for form, (_, lemma, pos) in zip(forms, gold, strict=True):
        if pos not in ("PUNCT", "SYM"):
            found = {reading.lower().replace("-", "") for reading in store[form]}
            right, missed = (
                right + (lemma in rules and lemma in found),
                missed + (lemma in rules and lemma not in found),
            )
            wrong += len((found & rules) - {lemma})
    precision, recall = right / (right + wrong), right / (right + missed)
    score = 2 * precision * recall / (precision + recall)
    print(f"{language} {reader or 'own readings'}: precision {precision:.4f}, recall {recall:.4f}, F1 {score:.4f}")
    print(
        f"{len(gold) / (time.perf_counter() - began):.0f} words a second, everything opened and no reading known before"
    )


if __name__ == "__main__":
    main()
