"""Which words of a codebook's rules a word form is: found once for each form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from qualcode.language.store import ReadingStore
from qualcode.language.tokens import split_words, word_of
from qualcode.model import Phrase, Word

STEM = 2  # letters of a part that no inflection changes (tuki, tuen-): a lemma without them is not taken apart


class WordTypes:
    """The words of the rules, and which of them each form is, with the lemma that matched.

    A rule's word without capitals finds no names (`toivo` is not Toivo); one with a capital finds the name and any other word.
    """

    def __init__(self, store: ReadingStore, words: Iterable[Word]) -> None:
        self._store = store
        self._known: dict[str, dict[Word, str]] = {}
        self._by_kind: dict[str, dict[str, set[Word]]] = defaultdict(lambda: defaultdict(set))
        for word in words:
            self._by_kind[word.kind][word.text if word.kind == "form" else word.text.lower()].add(word)

    def found_in(self, form: str) -> dict[Word, str]:
        """The words of the rules that the form is, each with the lemma that matched."""
        found = self._known.get(form)
        if found is None:
            found = self._known[form] = dict(self._find(form))
        return found

    def _find(self, form: str) -> Iterator[tuple[Word, str]]:
        text = word_of(form)
        yield from ((word, text) for word in self._by_kind["form"].get(text, ()))
        if not any(map(str.isalnum, text)):
            return
        lemmas = self._store[form]
        yield from self._same("first", lemmas[0], lemmas[0])
        for lemma in reversed(lemmas):
            yield from self._same("lemma", lemma, lemma)
            yield from self._affixes(lemma)

    def _same(self, kind: str, text: str, lemma: str) -> Iterator[tuple[Word, str]]:
        """The rules' words of a kind that the text is."""
        named = lemma != lemma.lower()
        for word in self._by_kind[kind].get(text.lower(), ()):
            if not named or not word.text.islower():
                yield word, lemma

    def _affixes(self, lemma: str) -> Iterator[tuple[Word, str]]:
        for kind, pieces in (
            ("prefix", (lemma[:cut] for cut in range(1, len(lemma) + 1))),
            ("suffix", (lemma[cut:] for cut in range(len(lemma)))),
        ):
            if self._by_kind[kind]:
                for piece in pieces:
                    yield from self._same(kind, piece, lemma)
        wanted = self._by_kind["part"]
        if wanted and any(part[:STEM] in lemma for part in wanted):
            for part in self._store.parts[lemma]:
                yield from self._same("part", part, lemma)


def split_phrase(phrase: Phrase, language: str) -> Phrase:
    """The phrase with words split as the text's are, so that `follow-up` meets follow, -, up in English."""
    if all(word.text.isalnum() for word in phrase.words):
        return phrase
    words: list[Word] = []
    gaps: list[int] = []
    for number, word in enumerate(phrase.words):
        whole = word.text.isalnum() or word.kind not in ("lemma", "first", "form")
        pieces = [word.text] if whole else split_words(word.text, language)
        for place, piece in enumerate(pieces):
            if words:
                gaps.append(0 if place else phrase.gaps[number - 1])
            words.append(Word(word.kind if piece.isalnum() else "form", piece))
    return Phrase(tuple(words), tuple(gaps))
