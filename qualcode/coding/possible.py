"""In which units a rule of more than one word can hold at all: where all its words are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from qualcode.coding.rule_words import WordTypes
from qualcode.language.chunks import Ints
from qualcode.language.tokens import Tokens
from qualcode.model import Phrase, Word

Units = frozenset[int]
NOWHERE: Units = frozenset()


class PossibleUnits:
    """Rules by the numbers of the phrases they ask for, each with the ways in which it may be spelt."""

    def __init__(
        self, rules: Collection[Collection[int]], spelt: Mapping[int, Sequence[Phrase]], types: WordTypes
    ) -> None:
        self._types = types
        self._rules: dict[int, list[Collection[int]]] = defaultdict(list)  # by the first phrase they ask for
        for rule in filter(None, rules):
            self._rules[min(rule)].append(rule)
        self._phrases: dict[Word, list[tuple[int, Phrase]]] = defaultdict(list)  # by their first word
        for number, phrase in ((number, phrase) for number, ways in spelt.items() for phrase in ways):
            self._phrases[phrase.words[0]].append((number, phrase))
        self._wanted = frozenset(word for ways in spelt.values() for phrase in ways for word in phrase.words)
        self._words: dict[str, tuple[Word, ...]] = {}

    def of(self, tokens: Tokens, unit: Ints) -> Units:
        """The units in which all words of a rule are said; `unit` has each token's, 0 for one that stands in none."""
        forms = self._forms(tokens)
        said, found = _Said(tokens, unit, forms), dict[int, Units]()
        for number, phrase in (pair for word in forms for pair in self._phrases.get(word, ())):
            if all(word in forms for word in phrase.words):
                found[number] = found.get(number, NOWHERE) | _common([said[word] for word in phrase.words])
        rules = (rule for number in found for rule in self._rules.get(number, ()))
        return NOWHERE.union(
            *(_common([found[number] for number in rule]) for rule in rules if all(number in found for number in rule))
        )

    def _forms(self, tokens: Tokens) -> dict[Word, list[int]]:
        """The wanted words, with the numbers of their forms."""
        found: dict[Word, list[int]] = defaultdict(list)
        for number, form in enumerate(tokens.forms):
            if form not in self._words:
                self._words[form] = tuple(self._wanted & self._types.found_in(form).keys())
            for word in self._words[form]:
                found[word].append(number)
        return found


class _Said(dict[Word, Units]):
    """A word of the rules → the units in which it is said."""

    def __init__(self, tokens: Tokens, unit: Ints, forms: Mapping[Word, Sequence[int]]) -> None:
        super().__init__()
        order = np.argsort(tokens.form, kind="stable")
        self._unit, self._forms = unit[order], forms
        self._edges = np.searchsorted(tokens.form[order], np.arange(len(tokens.forms) + 1))

    def __missing__(self, word: Word) -> Units:
        found: set[int] = set()
        for form in self._forms[word]:
            found.update(self._unit[self._edges[form] : self._edges[form + 1]].tolist())
        self[word] = frozenset(found - {0})
        return self[word]


def _common(sets: Sequence[Units]) -> Units:
    first, *others = sorted(sets, key=len)
    return first.intersection(*others)
