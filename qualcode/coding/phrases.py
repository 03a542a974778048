"""Phrases of rules in a unit's words: a phrase is looked at only where its first two words stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from qualcode.coding.words import WordTypes
from qualcode.language.reading import joined
from qualcode.language.tokens import Tokens
from qualcode.model import Phrase, Word

Types = Sequence[Mapping[Word, str]]  # for each token the rules' words that it is
Place = tuple[int, int, str]  # offsets and the lemmas that matched


class PhraseIndex:
    """Phrases, in each way they may be spelt, by their first word, then by their second."""

    def __init__(self, phrases: Mapping[Phrase, Sequence[Phrase]], types: WordTypes) -> None:
        self._types = types
        self._by_word: dict[Word, dict[Word | None, list[tuple[Phrase, Phrase]]]] = defaultdict(dict)
        for original, phrase in ((original, phrase) for original, spelt in phrases.items() for phrase in spelt):
            second = phrase.words[1] if len(phrase.words) > 1 else None
            self._by_word[phrase.words[0]].setdefault(second, []).append((original, phrase))

    def places(self, tokens: Tokens, first: int, last: int) -> Iterator[tuple[Phrase, Place]]:
        """Each phrase with each place where it stands among the tokens of a stretch."""
        types = [self._types.found_in(tokens.forms[form]) for form in tokens.form[first:last].tolist()]
        words = list(accumulate(tokens.words[first:last].tolist()))
        after: set[Word | None] = {None}.union(*types)
        for at, found in enumerate(types):
            for word in found:
                seconds = self._by_word.get(word)
                for second in seconds.keys() & after if seconds else ():
                    for original, phrase in self._by_word[word][second]:
                        if where := positions(phrase, types, words, at):
                            lemma = joined([types[i][w] for i, w in zip(where, phrase.words, strict=True)])
                            yield original, (int(tokens.start[first + at]), int(tokens.end[first + where[-1]]), lemma)


def positions(phrase: Phrase, types: Types, words: Sequence[int], first: int) -> tuple[int, ...]:
    """The token numbers of the phrase's words when it begins at `first`, each at its nearest place; () when it does not stand there.

    `words[i]` is the number of words up to token i: commas between two words of a phrase with `...` are none.
    """
    reached: list[tuple[int, ...]] = [(first,)]  # the nearest way to each place the words so far can end at
    for word, gap in zip(phrase.words[1:], phrase.gaps, strict=True):
        ends: dict[int, tuple[int, ...]] = {}
        for path in reversed(reached):
            for i in range(path[-1] + 1, len(types) if gap else min(path[-1] + 2, len(types))):
                if words[i] - words[path[-1]] > gap + 1:
                    break
                if word in types[i]:
                    ends[i] = path
        reached = [(*ends[i], i) for i in sorted(ends)]
    return reached[0] if reached else ()
