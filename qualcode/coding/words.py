"""Which words of a codebook's rules a word form is: found once for each form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from qualcode.language.store import ReadingStore
from qualcode.language.tokens import split_words, word_of
from qualcode.model import Phrase, Word

_CONTRACTED = re.compile(r"['’]")  # can't is ca + n't, which have no lemmas
STEM = 2  # letters of a part that no inflection changes (tuki, tuen-): a lemma without them is not taken apart


class WordTypes:
    """The words of the rules, and which of them each form is, with the lemma that matched.

    `stems` are the first letters of the compound parts that rules look for. A rule's word without capitals finds no names (`toivo` is
    not Toivo); one with a capital finds the name and any other word.
    """

    def __init__(self, store: ReadingStore, words: Iterable[Word]) -> None:
        self._store = store
        self._known: dict[str, dict[Word, str]] = {}
        self._by_kind: dict[str, dict[str, set[Word]]] = defaultdict(lambda: defaultdict(set))
        for word in words:
            self._by_kind[word.kind][word.text if word.kind == "form" else word.text.lower()].add(word)
        self._sizes = {kind: sorted({len(text) for text in self._by_kind[kind]}) for kind in ("prefix", "suffix")}
        self.stems = tuple(sorted({part[:STEM] for part in self._by_kind["part"]}))

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
        yield from self._same("first", lemmas[0].lower(), lemmas[0])
        for lemma in reversed(lemmas):
            small = lemma.lower()
            for kind, piece in (("lemma", small), *self._pieces(small)):
                if piece in self._by_kind[kind]:
                    yield from self._same(kind, piece, lemma)

    def _pieces(self, lemma: str) -> Iterator[tuple[str, str]]:
        """The beginnings, ends and parts of a lemma that are as long as those the rules look for."""
        for size in self._sizes["prefix"]:
            yield "prefix", lemma[:size]
        for size in self._sizes["suffix"]:
            yield "suffix", lemma[-size:]
        if any(stem in lemma for stem in self.stems):
            yield from (("part", part) for part in self._store.parts[lemma])

    def _same(self, kind: str, text: str, lemma: str) -> Iterator[tuple[Word, str]]:
        """The rules' words of a kind that a piece of the lemma is."""
        for word in self._by_kind[kind].get(text, ()):
            if lemma == lemma.lower() or word.text != text:
                yield word, lemma


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
            own = len(pieces) == 1 or (piece.isalnum() and not _CONTRACTED.search(word.text))
            words.append(Word(word.kind if own else "form", piece))
    return Phrase(tuple(words), tuple(gaps))
