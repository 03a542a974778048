"""How well codings find their place again when transcripts are corrected: `python benchmarks/anchoring.py [ROUNDS]`.

Takes the worked example's codings and random stretches of one word to three sentences, edits the texts at random
(typos, names replaced, every name replaced, every speaker's label renamed, the sentences around every third one
changed, sentences inserted, sentences of the same interview said again, sentences deleted; many of these at once) and
compares each found place with where its letters really went.

exact: the letters that are left, to the word. near: overlaps them, but begins or ends elsewhere. listed: not found, so
told to the user. gone: nothing of them is left, and they were not found. wrong: somewhere else, or found though nothing
of it is left. found: the share of those of which something is left that are not listed.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from qualcode.model import Transcript
from qualcode.people.anchoring import Mark, place_again
from qualcode.people.counted import count_study
from qualcode.people.decisions import CONTEXT
from qualcode.study import open_study

ROOT = Path(__file__).parent.parent
Text = list[tuple[str, int | None]]  # letters, each with its offset in the text as it was
SENTENCE = re.compile(r"[^.!?\n]+[.!?]+")
# Sentences that stand in no interview, from a text that stays as it is: another text is another trial.
SAID = SENTENCE.findall((ROOT / "benchmarks/unrelated.txt").read_text(encoding="utf-8"))
NAMES = ["Virtanen", "H7", "[nimi poistettu]", "Yritys A", "Mäki", "X"]


def typos(text: Text, chance: random.Random) -> Text:
    """One word in twelve is spelt otherwise."""
    made: Text = []
    for i, (letter, at) in enumerate(text):
        if letter.isalpha() and chance.random() < 0.015:
            kind = chance.randrange(3)
            made += [[], [(letter, at), (letter, None)], [(chance.choice("aeiounst"), None)]][kind]
        else:
            made.append(text[i])
    return made


def names(text: Text, chance: random.Random) -> Text:
    """A third of the words with a capital within a sentence become others, the same one always the same."""
    whole = "".join(letter for letter, _ in text)
    called: dict[str, str] = {}
    made, last = list[tuple[str, int | None]](), 0
    for match in re.finditer(r"(?<=[a-zäö,] )[A-ZÄÖ][\w:-]+", whole):
        new = called.setdefault(match[0], chance.choice(NAMES) if chance.random() < 0.33 else "")
        if new:
            made += [*text[last : match.start()], *((letter, None) for letter in new)]
            last = match.end()
    return made + text[last:]


def every_name(text: Text, chance: random.Random) -> Text:
    """Every word with a capital within a sentence becomes another, the same one always the same, and so does every
    label.
    """
    whole = "".join(letter for letter, _ in text)
    called: dict[str, str] = {}
    return _replaced(
        text,
        re.finditer(r"(?<=[a-zäö,] )[A-ZÄÖ][\w:-]+", whole),
        lambda name: called.setdefault(name, chance.choice(NAMES)),
    )


def label_renamed(text: Text, chance: random.Random) -> Text:
    """Each speaker is called otherwise."""
    whole, called = "".join(letter for letter, _ in text), dict[str, str]()
    labels = re.finditer(r"(?<=\n\n)[^\n:]{1,30}(?=: )", whole)
    return _replaced(text, labels, lambda name: called.setdefault(name, f"{chance.choice('PHVSX')}{len(called) + 1}"))


def neighbours_changed(text: Text, chance: random.Random) -> Text:
    """Of every three sentences one stays, and those before and after it become others."""
    whole, kept = "".join(letter for letter, _ in text), chance.randrange(3)
    sentences = [match for n, match in enumerate(SENTENCE.finditer(whole)) if n % 3 != kept]
    return _replaced(
        text, iter(sentences), lambda was: was[: len(was) - len(was.lstrip())] + " ".join(chance.choice(SAID).split())
    )


def _replaced(text: Text, matches: Iterator[re.Match[str]], new: Callable[[str], str]) -> Text:
    made, last = list[tuple[str, int | None]](), 0
    for match in matches:
        made += [*text[last : match.start()], *((letter, None) for letter in new(match[0]))]
        last = match.end()
    return made + text[last:]


def inserted(text: Text, chance: random.Random) -> Text:
    """Before one sentence in ten another one is put that was not there."""
    return _with_sentences(text, SAID, chance)


def repeated(text: Text, chance: random.Random) -> Text:
    """Before one sentence in ten another one of the same interview is said again."""
    return _with_sentences(text, SENTENCE.findall("".join(letter for letter, _ in text)), chance)


def _with_sentences(text: Text, sentences: list[str], chance: random.Random) -> Text:
    made, last = list[tuple[str, int | None]](), 0
    for match in SENTENCE.finditer("".join(letter for letter, _ in text)):
        if chance.random() < 0.1:
            made += [*text[last : match.start()], *((letter, None) for letter in chance.choice(sentences))]
            last = match.start()
    return made + text[last:]


def deleted(text: Text, chance: random.Random) -> Text:
    """One sentence in ten goes."""
    whole = "".join(letter for letter, _ in text)
    made, last = list[tuple[str, int | None]](), 0
    for match in SENTENCE.finditer(whole):
        if chance.random() < 0.1:
            made += text[last : match.start()]
            last = match.end()
    return made + text[last:]


def everything(text: Text, chance: random.Random) -> Text:
    """All that a correction does at once."""
    for edit in (typos, names, inserted, deleted):
        text = edit(text, chance)
    return text


EDITS: tuple[Callable[[Text, random.Random], Text], ...] = (
    typos, names, every_name, label_renamed, neighbours_changed, inserted, repeated, deleted, everything,
)  # fmt: skip


def stretches(transcript: Transcript, codings: list[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """The codings and as many stretches of words and of sentences."""
    words = [match.span() for match in re.finditer(r"\w\S*", transcript.text)]
    sentences = [match.span() for match in SENTENCE.finditer(transcript.text)]
    found = list(codings)
    for _ in range(len(codings) // 2):
        i, n = chance.randrange(len(words) - 8), chance.randrange(1, 8)
        found.append((words[i][0], words[i + n][1]))
        i, n = chance.randrange(len(sentences) - 3), chance.randrange(3)
        found.append((sentences[i][0], sentences[i + n][1]))
    return found


def judged(span: tuple[int, int] | None, truth: list[int], text: str) -> str:
    """How the found place compares with where the letters went."""
    if span is None:
        return "gone" if not truth else "listed"
    if not truth or span[1] <= truth[0] or span[0] > truth[-1]:
        return "wrong"
    start, end = truth[0], truth[-1] + 1
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return "exact" if text[slice(*span)].strip(" .,!?") == text[start:end].strip(" .,!?") else "near"


def measure(rounds: int) -> dict[str, Counter[str]]:
    """The judgements by kind of edit."""
    counted = count_study(open_study(ROOT))
    codings, found = counted.tidy.codings, {edit.__name__: Counter[str]() for edit in EDITS}
    for transcript in counted.corpus.transcripts():
        own = codings[codings["transcript"] == transcript.id]
        places = list(zip(own["start"].tolist(), own["end"].tolist(), strict=True))
        text = transcript.text
        for edit in EDITS:
            for seed in range(rounds):
                chance = random.Random(f"{edit.__name__} {seed} {transcript.id}")
                spans = stretches(transcript, places, chance)
                made = edit(list(zip(text, range(len(text)), strict=True)), chance)
                new, where = (
                    "".join(letter for letter, _ in made),
                    {at: i for i, (_, at) in enumerate(made) if at is not None},
                )
                if edit is neighbours_changed:  # what it cuts in two is another edit's matter
                    left = [sum(i in where for i in range(a, b) if text[i].isalnum()) for a, b in spans]
                    spans = [
                        (a, b)
                        for (a, b), n in zip(spans, left, strict=True)
                        if n in (0, sum(map(str.isalnum, text[a:b])))
                    ]
                marks = [Mark(a, text[a:b], text[max(a - CONTEXT, 0) : a], text[b : b + CONTEXT]) for a, b in spans]
                for span, (a, b) in zip(place_again(new, marks), spans, strict=True):
                    truth = [where[i] for i in range(a, b) if i in where and text[i].isalnum()]
                    found[edit.__name__][judged(span, truth, new)] += 1
    return found


def main() -> None:
    """Print the table."""
    kinds = ("exact", "near", "listed", "gone", "wrong")
    print(f"{'edits':20}{'codings':>9}" + "".join(f"{kind:>9}" for kind in kinds))
    for name, counted in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5).items():
        total = counted.total()
        print(
            f"{name:20}{total:9}"
            + "".join(f"{counted[kind]:9}" for kind in kinds)
            + f"   found {1 - counted['listed'] / (total - counted['gone']):.1%}"
        )


if __name__ == "__main__":
    main()
