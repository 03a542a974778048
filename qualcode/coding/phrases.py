"""Phrases of rules in a unit's words: a phrase is looked at only where its first two words stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from qualcode.coding.rule_words import WordTypes
from qualcode.language.reading import joined
from qualcode.language.tokens import Tokens
from qualcode.model import Phrase, Word

Types = Sequence[Mapping[Word, str]]  # for each token the rules' words that it is
Place = tuple[int, int, str]  # offsets and the lemmas that matched
Spelt = tuple[int, Phrase]  # a phrase's number, and one of the ways in which it is spelt
Seconds = dict[Word, list[Spelt]]


class Begun(NamedTuple):
    """What a form can begin: phrases of one word, and by their second word those in which it stands right after it, or
    anywhere after.
    """

    alone: tuple[tuple[int, Word], ...] = ()
    beside: tuple[Seconds, ...] = ()
    after: tuple[Seconds, ...] = ()


class PhraseIndex:
    """Numbered phrases, in each way they may be spelt, by their first words."""

    def __init__(self, phrases: Mapping[int, Sequence[Phrase]], types: WordTypes) -> None:
        self._types = types
        self._alone: dict[Word, list[tuple[int, Word]]] = defaultdict(list)
        self._beside: dict[Word, Seconds] = defaultdict(dict)
        self._after: dict[Word, Seconds] = defaultdict(dict)
        for number, phrase in ((number, phrase) for number, spelt in phrases.items() for phrase in spelt):
            first, *others = phrase.words
            if not others:
                self._alone[first].append((number, first))
            else:
                near = self._after if phrase.gaps[0] else self._beside
                near[first].setdefault(others[0], []).append((number, phrase))
        self._begun: dict[str, Begun | None] = {}

    def places(self, tokens: Tokens, first: int, last: int) -> Iterator[tuple[int, Place]]:
        """The number of each phrase with each place where it stands among the tokens of a stretch."""
        forms = [tokens.forms[form] for form in tokens.form[first:last].tolist()]
        begun = [(at, found) for at, form in enumerate(forms) if (found := self._begun_by(form)) is not None]
        if not begun:
            return
        find = self._types.found_in
        every: frozenset[Word] | None = None
        for at, (alone, beside, after) in begun:
            for number, word in alone:
                yield number, (int(tokens.start[first + at]), int(tokens.end[first + at]), find(forms[at])[word])
            following = find(forms[at + 1]).keys() if beside and at + 1 < len(forms) else ()
            spelt = (
                [one for seconds in beside for word in seconds.keys() & following for one in seconds[word]]
                if following
                else []
            )
            if after:
                every = frozenset().union(*map(find, forms)) if every is None else every
                spelt += [one for seconds in after for word in seconds.keys() & every for one in seconds[word]]
            if spelt:
                words = list(accumulate(tokens.words[first:last].tolist()))
                for number, reached, lemma in _standing(spelt, list(map(find, forms)), words, at):
                    yield number, (int(tokens.start[first + at]), int(tokens.end[first + reached]), lemma)

    def _begun_by(self, form: str) -> Begun | None:
        """What a form can begin; None when it begins nothing."""
        if form not in self._begun:
            found = self._types.found_in(form)
            alone = tuple(one for word in found for one in self._alone.get(word, ()))
            beside, after = (
                tuple(near[word] for word in found if word in near) for near in (self._beside, self._after)
            )
            self._begun[form] = Begun(alone, beside, after) if alone or beside or after else None
        return self._begun[form]


def _standing(spelt: Sequence[Spelt], types: Types, words: Sequence[int], at: int) -> Iterator[tuple[int, int, str]]:
    """The numbers of the phrases that stand at a place, each with its last token and the lemmas that matched."""
    for number, phrase in spelt:
        if where := positions(phrase, types, words, at):
            yield number, where[-1], joined([types[i][word] for i, word in zip(where, phrase.words, strict=True)])


def positions(phrase: Phrase, types: Types, words: Sequence[int], first: int) -> tuple[int, ...]:
    """The token numbers of the phrase's words when it begins at `first`, each at its nearest place; () when it does not
    stand there.

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
