"""Finds where an interviewer asks a question of the guide, in whatever words, and whose answer each turn is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, replace

from qualcode.model import Guide, Transcript, Turn

THRESHOLD = 0.34
RARE = 0.75  # the weight, of that of a word in one question only, that a single shared word needs to be a sign of the question
AGAIN = 0.9  # order is a hint only: a question that was asked already is a little less likely
_NUMBER = re.compile(r"\s*(?:q|k|kysymys|question|nro|no\.?)?\s*(\d{1,2}(?:\.\d{1,2})?)\s*[.):]\s", re.IGNORECASE)
WordsOf = Callable[[str], frozenset[str]]


def surface_words(text: str) -> frozenset[str]:
    """The text's words of four letters or more, lower case: what is compared when no lemmatiser is at hand."""
    return frozenset(re.findall(r"[^\W\d_]{4,}", text.lower()))


@dataclass(frozen=True, slots=True)
class _Wording:
    question: str
    text: str
    words: frozenset[str]


class QuestionMatcher:
    """Scores how much an interviewer's sentence is a question of the guide (0…1), by rare shared words and by fuzzy likeness."""

    def __init__(self, guide: Guide, words_of: WordsOf = surface_words) -> None:
        self._words_of = words_of
        self._by_number = {number: q.id for place, q in enumerate(guide.questions, 1) for number in (str(place), q.id.lower().lstrip("qk"))}
        self._wordings = [_Wording(q.id, text, words_of(text)) for q in guide.questions for text in q.wordings()]
        by_question = [frozenset().union(*(words_of(text) for text in q.wordings())) for q in guide.questions]
        spread = Counter(word for words in by_question for word in words)
        self._weight = {word: math.log((1 + len(by_question)) / count) for word, count in spread.items()}

        self._rare = RARE * math.log(1 + len(by_question))

    def best(self, text: str, asked: Container[str] = ()) -> tuple[str, float] | None:
        """The question the text asks most nearly and its score, or None when the guide is empty.

        A number before the text (`Q2.1`, `2.`) decides. Questions in `asked` need a little more likeness to be asked again.
        """
        if numbered := self._numbered(text):
            return numbered, 1.0
        again = {wording.question: AGAIN if wording.question in asked else 1.0 for wording in self._wordings}
        scores = [
            (self._score(s, wording) * again[wording.question], wording.question) for s in _sentences(text) for wording in self._wordings
        ]
        if not scores:
            return None
        score, question = max(scores, key=lambda pair: pair[0])
        return question, score

    def _numbered(self, text: str) -> str | None:
        match = _NUMBER.match(text)
        return self._by_number.get(match[1].strip(".")) if match else None

    def _score(self, sentence: str, wording: _Wording) -> float:
        from rapidfuzz import fuzz

        said = self._words_of(sentence)
        common = said & wording.words
        shared = sum(self._weight[word] for word in common)
        if len(common) < 2 <= len(wording.words) and shared < self._rare:
            return 0.0
        wanted = sum(self._weight[word] for word in wording.words)
        overlap = shared / wanted if wanted else 0.0
        return 0.7 * overlap + 0.3 * fuzz.token_sort_ratio(sentence.lower(), wording.text.lower()) / 100


def assign_questions(transcript: Transcript, matcher: QuestionMatcher) -> Transcript:
    """The transcript with the guide question of each turn: an interviewer's turn that asks one opens it until the next is opened.

    A transcript whose file names the questions (a table with a question column) keeps them.
    """
    if any(turn.question for turn in transcript.turns):
        return transcript
    assigned: list[Turn] = []
    asked: set[str] = set()
    current: str | None = None
    for turn in transcript.turns:
        if turn.role == "interviewer":
            found = matcher.best(transcript.turn_text(turn), asked)
            if found and found[1] >= THRESHOLD:
                current = found[0]
                asked.add(current)
        assigned.append(replace(turn, question=current))
    return replace(transcript, turns=tuple(assigned))


def _sentences(text: str) -> list[str]:
    parts = [part for part in re.split(r"(?<=[.!?])\s+", text) if part.strip()]
    return [*parts, text] if 1 < len(parts) <= 3 else parts
