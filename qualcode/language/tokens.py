"""Text → tokens and sentences, by spaCy's tokeniser for the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from qualcode.model import Token, Transcript

if TYPE_CHECKING:
    from spacy.language import Language as Language
    from spacy.tokens import Doc as Doc

# A transcriber's note, no word of the speaker's: [naurahtaa], [0:04:23 pp], <laughs>, (inaudible). In parentheses only known ones.
NOTE = re.compile(
    r"\[[^\[\]\n]{1,80}\]|<[^\W\d][^<>\n]{0,40}>|\([^()\n]{0,30}?\b(?:naur|huok|huoah|yski|yskä|epäselv|tauko|hiljais|laugh|sigh|cough|chuckl|"
    r"pause|inaudible|unintelligible|crosstalk|silence|skratt|ohörbar|paus|suck)[^()\n]{0,30}\)",
    re.IGNORECASE,
)
_ENDS = frozenset((".", "!", "?", "。"))
_PAUSES = frozenset(("…", "...", "..", "....", "–", "—"))
_CLOSERS = frozenset("\"”’»)]'")
CHUNK = 50_000  # characters a document, at most: memory does not grow with one long turn


@cache
def pipeline(language: str) -> Language:
    """SpaCy's blank pipeline for the language, with sentences. Raises ValueError for a language spaCy does not know."""
    import spacy

    nlp = spacy.blank(language)
    nlp.max_length = 10_000_000
    return nlp


def count_words(text: str) -> int:
    """The number of words: what stands between spaces and holds a letter or a digit; transcriber's notes are no words."""
    return sum(any(map(str.isalnum, chunk)) for chunk in NOTE.sub(" ", text).split())


def sentence_starts(words: list[str]) -> list[bool]:
    """For each word or mark, whether a sentence begins there: after . ! ? and line breaks; after a pause (…) only before a capital."""
    starts: list[bool] = []
    ended, paused = True, False
    for word in words:
        closes = word in _CLOSERS or word in _ENDS or word in _PAUSES or not word.strip()
        starts.append(not closes and (ended or (paused and word[:1].isupper())) if starts else True)
        if "\n" in word or word in _ENDS:
            ended, paused = True, False
        elif word in _PAUSES:
            paused = True
        elif not closes:
            ended = paused = False
    return starts


def tokenise(transcript: Transcript) -> Iterator[Token]:
    """The transcript's words and marks, turn by turn; sentences are numbered through the transcript from 1.

    White space and transcriber's notes are left out.
    """
    sentence = 0
    nlp = pipeline(transcript.language)
    for turn in transcript.turns:
        notes = {
            at for note in NOTE.finditer(transcript.turn_text(turn)) for at in range(turn.start + note.start(), turn.start + note.end())
        }
        for offset, piece in _pieces(transcript.turn_text(turn), turn.start):
            doc = nlp.make_doc(piece)
            for token, starts in zip(doc, sentence_starts([token.text for token in doc]), strict=True):
                sentence += starts
                start = offset + token.idx
                if not token.is_space and start not in notes:
                    yield Token(start, start + len(token), turn.number, sentence)


def split_words(text: str, language: str) -> list[str]:
    """The words and marks of a rule, split as a transcript's text is."""
    return [token.text for token in pipeline(language).make_doc(text) if not token.is_space]


def _pieces(text: str, offset: int) -> Iterable[tuple[int, str]]:
    """The text in pieces of bounded length, cut at line ends or spaces."""
    while len(text) > CHUNK:
        cut = max(text.rfind("\n", 0, CHUNK), text.rfind(" ", 0, CHUNK)) + 1 or CHUNK
        yield offset, text[:cut]
        text, offset = text[cut:], offset + cut
    if text:
        yield offset, text


Span = tuple[int, int]


def pattern_matcher(patterns: Sequence[Any], language: str) -> Callable[[Sequence[str], Sequence[str]], Mapping[int, list[Span]]]:
    """A function from words and their lemmas to the token spans each spaCy Matcher pattern hits, by the pattern's number.

    Raises ValueError for a pattern that spaCy does not take.
    """
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    nlp = pipeline(language)
    matcher = Matcher(nlp.vocab, validate=True)
    for number, pattern in enumerate(patterns):
        matcher.add(str(number), [pattern], greedy="LONGEST")

    def match(words: Sequence[str], lemmas: Sequence[str]) -> Mapping[int, list[Span]]:
        found: dict[int, list[Span]] = {}
        for key, start, end in matcher(Doc(nlp.vocab, words=list(words), lemmas=list(lemmas))):
            found.setdefault(int(nlp.vocab.strings[key]), []).append((start, end))
        return found

    return match


def component(name: str, defaults: Mapping[str, object]) -> Callable[[Callable[..., object]], object]:
    """A decorator that registers a factory as a component any spaCy pipeline can add by `name`."""
    from spacy.language import Language as Language
    from spacy.tokens import Doc as Doc

    return Language.factory(name, default_config=dict(defaults))
