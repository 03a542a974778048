"""Which words of a codebook's rules a word form is: found once for each form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from qualcode.language.store import ReadingStore
from qualcode.language.tokeniser import split_words
from qualcode.model import Phrase, Word, WordKind

_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-[^\W\d_]{2,}")
STEM = 2  # letters of a part that no inflection changes (tuki, tuen-): a lemma without them is not taken apart


class WordTypes:
    """The words of the rules, and which of them each form is, with the lemma that matched.

    A rule's word without capitals finds no names (`toivo` is
    not Toivo); one with a capital finds the name and any other word.
    """

    def __init__(self, store: ReadingStore, words: Iterable[Word]) -> None:
        self._store = store
        self._known: dict[str, dict[Word, str]] = {}
        self._by_kind: dict[str, dict[str, set[Word]]] = defaultdict(lambda: defaultdict(set))
        for word in words:
            self._by_kind[word.kind][word.text if word.kind == "form" else word.text.lower()].add(word)
        self._sizes = {kind: sorted({len(text) for text in self._by_kind[kind]}) for kind in ("prefix", "suffix")}
        stems = sorted({re.escape(part[:STEM]) for part in self._by_kind["part"]})
        self._stem = re.compile("|".join(stems) or "(?!)")

    def found_in(self, form: str) -> dict[Word, str]:
        """The words of the rules that the form is, each with the lemma that matched."""
        found = self._known.get(form)
        if found is None:
            found = self._known[form] = dict(self._find(form))
        return found

    def _find(self, form: str) -> Iterator[tuple[Word, str]]:
        text, _, mark = form.partition("\t")
        small = text.lower()
        begins_sentence = not mark and text.istitle()
        for same in (text, small) if begins_sentence else (text,):
            yield from ((word, text) for word in self._by_kind["form"].get(same, ()))
        if not any(map(str.isalnum, text)):
            return
        lemmas = self._store[form]
        # what is written in a rule as it is said is found, though no dictionary has it as a lemma
        if lemmas[0] == lemmas[0].lower():
            for kind, piece in (("lemma", small), *self._ends(small)):
                yield from ((word, small) for word in self._by_kind[kind].get(piece, ()))
        yield from self._same("first", lemmas[0].lower(), lemmas[0])
        for lemma in reversed(lemmas):
            small = lemma.lower()
            for kind, piece in (("lemma", small), *self._pieces(small)):
                if piece in self._by_kind[kind]:
                    yield from self._same(kind, piece, lemma)

    def _ends(self, word: str) -> Iterator[tuple[str, str]]:
        """The beginnings and ends of a word that the rules look for."""
        begins, ends = self._by_kind["prefix"], self._by_kind["suffix"]
        yield from [("prefix", word[:size]) for size in self._sizes["prefix"] if word[:size] in begins]
        yield from [("suffix", word[-size:]) for size in self._sizes["suffix"] if word[-size:] in ends]

    def _pieces(self, lemma: str) -> Iterator[tuple[str, str]]:
        """The beginnings, ends and parts of a lemma that the rules may look for."""
        yield from self._ends(lemma)
        if self._stem.search(lemma):
            yield from (("part", part) for part in self._store.parts[lemma])

    def _same(self, kind: str, text: str, lemma: str) -> Iterator[tuple[Word, str]]:
        """The rules' words of a kind that a piece of the lemma is."""
        for word in self._by_kind[kind].get(text, ()):
            if lemma == lemma.lower() or word.text != text:
                yield word, lemma


def spellings(phrase: Phrase, language: str) -> tuple[Phrase, ...]:
    """The phrase with its words split as the text's are, in each way it may be written.

    A word with a hyphen is found with it, as two words and as one (follow-up, follow up, followup); two words beside
    each other also with a hyphen between them (Teams palaveri, Teams-palaveri).
    """
    found = [_with_open_end(word, language) for word in phrase.words]
    ways = [Phrase(*_joined(found, phrase.gaps, language))]
    for number, word in enumerate(phrase.words):
        if _HYPHENATED.fullmatch(word.text) and word.kind in ("lemma", "first", "prefix"):
            for pieces in (word.text.split("-"), [word.text.replace("-", "")]):
                ways.append(
                    Phrase(
                        *_joined([*found[:number], _kinds(word, pieces), *found[number + 1 :]], phrase.gaps, language)
                    )
                )
    for number, gap in enumerate(phrase.gaps):
        first, second = phrase.words[number : number + 2]
        if gap == 0 and first.kind == second.kind == "lemma" and first.text.isalpha() and second.text.isalpha():
            joined = [*found[:number], (Word("lemma", f"{first.text}-{second.text}"),), *found[number + 2 :]]
            ways.append(Phrase(*_joined(joined, (*phrase.gaps[:number], *phrase.gaps[number + 1 :]), language)))
    return tuple(dict.fromkeys(ways))


def _with_open_end(word: Word, language: str) -> tuple[Word, ...]:
    """`follow-*` and `*-up` as the word and the hyphen beside it, where the language's tokeniser parts them."""
    if language != "fi" and word.kind == "prefix" and word.text[:-1].isalnum() and word.text.endswith("-"):
        return Word("lemma", word.text[:-1]), Word("form", "-")
    if language != "fi" and word.kind == "suffix" and word.text[1:].isalnum() and word.text.startswith("-"):
        return Word("form", "-"), Word("lemma", word.text[1:])
    return (word,)


def _kinds(word: Word, pieces: Sequence[str]) -> tuple[Word, ...]:
    """The pieces of a word as words: of one with a wildcard the last piece has it, or the first."""
    kinds: list[WordKind] = [("form" if word.kind == "form" else "lemma") for _ in pieces]
    if word.kind == "prefix" or len(pieces) == 1:
        kinds[-1] = word.kind
    elif word.kind in ("suffix", "part"):
        kinds[0 if word.kind == "suffix" else -1] = word.kind
    return tuple(
        Word(kind if any(map(str.isalnum, piece)) else "form", piece) for kind, piece in zip(kinds, pieces, strict=True)
    )


def _joined(
    groups: Sequence[tuple[Word, ...]], gaps: Sequence[int], language: str
) -> tuple[tuple[Word, ...], tuple[int, ...]]:
    """The words of a phrase and the gaps between them, each word split as the text's are."""
    words: list[Word] = []
    between: list[int] = []
    for number, group in enumerate(groups):
        pieces = [piece for word in group for piece in _kinds(word, split_words(word.text, language))]
        between += ([gaps[number - 1]] if words else []) + [0] * (len(pieces) - 1)
        words += pieces
    return tuple(words), tuple(between)
