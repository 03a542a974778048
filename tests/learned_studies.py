"""A study whose codes can be learned: people read all but the last interview of it."""

from __future__ import annotations

import random
from pathlib import Path

from qualcode.line.corpus import Corpus
from qualcode.people.decisions import Decision, append, decided, path_of
from qualcode.study import open_study

CODEBOOK = """
format: 1
name: learned
codes:
  - {id: price, label: Price, rules: {en: [cost]}}
  - {id: trust, label: Trust}
  - {id: rare, label: Rare}
"""
COMMON = "we they often talk about the new plan with many people in that office every other week before lunch".split()
TELLING = {"price": ("cost", "expensive", "discount"), "trust": ("honest", "promise", "reliable")}
INTERVIEWS, SENTENCES = 6, 70


def learned_study(
    root: Path, read: int = INTERVIEWS - 1, coder: str = "Anna", blind: bool = False, seed: int = 1
) -> Path:
    """Write a study to a folder: in the first `read` interviews the coder marked everything as read and coded what
    tells a code.
    """
    chance = random.Random(seed)
    (root / "codebooks").mkdir(parents=True)
    (root / "codebooks/learned.yaml").write_text(CODEBOOK, encoding="utf-8")
    (root / "transcripts").mkdir()
    (root / "qualcode.toml").write_text('[study]\nlanguage = "en"\n', encoding="utf-8")
    for number in range(1, INTERVIEWS + 1):
        said = " ".join(_sentence(chance) for _ in range(SENTENCES))
        text = f"Interviewer: How is it?\n\nP{number}: {said}\n"
        (root / f"transcripts/i{number}.txt").write_text(text, encoding="utf-8")
    corpus = Corpus(open_study(root))
    made = list[Decision]()
    for transcript in list(corpus.transcripts())[:read]:
        made += decisions_on(transcript.id, transcript.text, blind)
    append(path_of(root / "codings", coder), made)
    return root


def decisions_on(name: str, text: str, blind: bool = False) -> list[Decision]:
    """What the coder decided in an interview: every sentence that holds a telling word has its code, and all
    was read.
    """
    made, at = list[Decision](), text.index(": ", text.index("\n\n")) + 2
    for sentence in text[at:].strip().split(". "):
        start, end = at, at + len(sentence.rstrip(".\n"))
        codes = [code for code, words in TELLING.items() if set(words) & set(text[start:end].lower().split())]
        made += [decided(name, text, start, end, code, "add", blind=blind) for code in codes]
        at += len(sentence) + 2
    return [*made, decided(name, text, 0, len(text), "", "seen", blind=blind, whole=True)]


def _sentence(chance: random.Random) -> str:
    words = chance.choices(COMMON, k=chance.randint(5, 9))
    for telling in TELLING.values():
        if chance.random() < 0.15:
            words.insert(chance.randrange(len(words)), chance.choice(telling))
    return " ".join(words).capitalize() + "."
