"""Which words of a codebook's rules a word form is: found once for each form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from qualcode.language.compounds import parts
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import split_words
from qualcode.model import Phrase, Word


class WordTypes:
    """The words of the rules, and which of them each form is, with the lemma that matched."""

    def __init__(self, language: str, store: ReadingStore, words: Iterable[Word]) -> None:
        self._language, self._store = language, store
        self._known: dict[str, dict[Word, str]] = {}
        self._by_kind: dict[str, set[str]] = defaultdict(set)
        for word in words:
            self._by_kind[word.kind].add(word.text)

    def found_in(self, form: str) -> dict[Word, str]:
        """The words of the rules that the form is, each with the lemma that matched."""
        found = self._known.get(form)
        if found is None:
            found = self._known[form] = dict(self._find(form))
        return found

    def _find(self, form: str) -> Iterator[tuple[Word, str]]:
        kinds = self._by_kind
        if form in kinds["form"]:
            yield Word("form", form), form
        if not any(map(str.isalnum, form)):
            return
        lemmas = self._store[form]
        if lemmas[0] in kinds["first"]:
            yield Word("first", lemmas[0]), lemmas[0]
        for lemma in reversed(lemmas):
            if lemma in kinds["lemma"]:
                yield Word("lemma", lemma), lemma
            yield from self._affixes(lemma)

    def _affixes(self, lemma: str) -> Iterator[tuple[Word, str]]:
        prefixes, suffixes, wanted = self._by_kind["prefix"], self._by_kind["suffix"], self._by_kind["part"]
        for cut in range(1, len(lemma) + 1):
            if prefixes and lemma[:cut] in prefixes:
                yield Word("prefix", lemma[:cut]), lemma
            if suffixes and lemma[-cut:] in suffixes:
                yield Word("suffix", lemma[-cut:]), lemma
        if wanted:
            yield from ((Word("part", part), lemma) for part in parts(lemma, self._language) & wanted)


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
