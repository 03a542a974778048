"""Finds transcripts that hold the same interview, though their files differ."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from qualcode.errors import Problem
from qualcode.model import Transcript
from qualcode.study.copies import copy_problem

NEAR = 0.6  # the share of an interview's sentences that another one has too
WORDS = 5  # of a sentence that is not said by chance in two interviews
FEW = 40  # words of such sentences that are needed to tell
COMMON = 5  # interviews in which a sentence is a phrase of many


class SaidTwice:
    """Finds interviews that say the same: each is added, and what two of them share is told at the end."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._words: list[int] = []  # of each interview's sentences
        # a row for each sentence of an interview
        self._sentences, self._interviews, self._sizes = (array("q"), array("l"), array("l"))

    def add(self, transcript: Transcript) -> None:
        """Keep what its participants say, as a number for each sentence of some length."""
        said = _sentences(transcript)
        self._interviews.extend([len(self._paths)] * len(said))
        self._sentences.extend(said)
        self._sizes.extend(said.values())
        self._paths.append(transcript.source)
        self._words.append(said.total())

    def copies(self) -> Iterator[Problem]:
        """A problem for each two interviews that say the same for the most part, though their files differ."""
        for (one, other), words in sorted(self._shared().items()):
            whole = min(self._words[one], self._words[other])
            if whole >= FEW and words >= NEAR * whole:
                share = f"{words / whole:.0%} of what is said here is said in {self._paths[one].name} too"
                yield copy_problem(self._paths[other], f"is nearly the same interview ({share})")

    def _shared(self) -> Counter[tuple[int, int]]:
        """For each two interviews the words of the sentences that both have."""
        sentences = np.array(self._sentences, dtype=np.int64)
        order, (_, times) = np.argsort(sentences, kind="stable"), np.unique(sentences, return_counts=True)
        starts, few = np.cumsum(times) - times, (times > 1) & (times <= COMMON)
        shared = Counter[tuple[int, int]]()
        for start, number in zip(starts[few], times[few], strict=True):
            for one, other in combinations(order[start : start + number].tolist(), 2):
                shared[self._interviews[one], self._interviews[other]] += min(self._sizes[one], self._sizes[other])
        return shared


def _sentences(transcript: Transcript) -> Counter[int]:
    """What participants say, by sentence of some length: its number of words."""
    found = Counter[int]()
    for turn in transcript.turns:
        for sentence in re.split(r"(?<=[.!?…])\s+", transcript.turn_text(turn)) if turn.role == "participant" else ():
            words = re.findall(r"\w+", sentence.casefold())
            if len(words) >= WORDS:
                found[hash(tuple(words))] += len(words)
    return found
