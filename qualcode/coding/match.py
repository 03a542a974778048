"""Rules compiled for one language → hits in a transcript's units: work once per word type, then one look-up per
token.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import regex

from qualcode.coding.literals import needed, places_of
from qualcode.coding.phrases import PhraseIndex, Place
from qualcode.coding.possible import PossibleUnits
from qualcode.coding.rule_words import WordTypes, spellings
from qualcode.coding.units import Range, Units
from qualcode.errors import QualcodeError
from qualcode.language.chunks import Ints
from qualcode.language.negation import Negations
from qualcode.language.spacy_patterns import PatternMatcher
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import PerForm, Tokens, word_of
from qualcode.model import Limit, Match, Phrase, Regex, Rule, TokenPattern, Word
from qualcode.normal import is_normal, normal, normal_letters

REGEX_SECONDS = 1.0  # what one regular expression may take on one unit
GIVEN_UP = 3  # units on which one may run out of time; then it is not tried again
_ODD = frozenset("ſµ")  # small letters that match others when case does not matter
Said = tuple[int, str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class CodedRule:
    """A rule of a code, and where the code may be applied."""

    code: str
    rule: Rule
    limits: tuple[Limit, ...] = ()


class Hit(NamedTuple):
    """Where a rule matched: the unit, the rule's number, offsets into the transcript's text, and the lemma that
    matched.
    """

    unit: int
    rule: int
    start: int
    end: int
    lemma: str


class RuleMatcher:
    """All rules of one language, ready to be matched. `slow` names the regular expressions that ran out of time.

    What the rules look for is numbered: a phrase, expression or pattern that stands in several rules is looked for
    once.
    """

    def __init__(self, rules: Sequence[CodedRule], language: str, store: ReadingStore) -> None:
        self.rules, self._store = rules, store
        self.negations = Negations(language)
        self.numbers = {
            match: number for number, match in enumerate(dict.fromkeys(o.match for c in rules for o in c.rule.operands))
        }
        self._matches = matches = list(self.numbers)
        self.asked = [[(self.numbers[o.match], o.negated) for o in coded.rule.operands] for coded in rules]
        self.split = phrases = {  # each phrase as the text's tokens are, in each way it may be spelt
            match: spellings(match, language) for match in matches if isinstance(match, Phrase)
        }
        self.types = WordTypes(store, (word for spelt in phrases.values() for phrase in spelt for word in phrase.words))
        self._alone: dict[Word, list[int]] = defaultdict(list)  # rules that are one word
        self._by_first: dict[int, list[int]] = defaultdict(list)  # the others by what they code
        for number, asked in enumerate(self.asked):
            spelt = self._spelt(asked[0][0]) if len(asked) == 1 else ()
            if spelt and all(len(phrase.words) == 1 for phrase in spelt):
                for phrase in spelt:
                    self._alone[phrase.words[0]].append(number)
            else:
                self._by_first[asked[0][0]].append(number)
        operands = {
            operand for numbers in self._by_first.values() for rule in numbers for operand, _ in self.asked[rule]
        }
        self._phrases = PhraseIndex({number: self._spelt(number) for number in sorted(operands)}, self.types)
        asked_together = {
            self._phrases_of(rule)
            for number in self._by_first
            if self._spelt(number)
            for rule in self._by_first[number]
        }
        spelt_together = {number: self._spelt(number) for rule in asked_together for number in rule}
        self._possible = PossibleUnits(asked_together, spelt_together, self.types)
        self._regexes = {
            n: regex.compile(m.pattern, regex.IGNORECASE) for n, m in enumerate(matches) if isinstance(m, Regex)
        }
        self._patterns = {n: m for n, m in enumerate(matches) if isinstance(m, TokenPattern)}
        self._match_patterns = _token_matcher(list(self._patterns.values()), language) if self._patterns else None
        self._begin_anywhere = {
            n: needed(m.pattern) if isinstance(m := matches[n], Regex) else frozenset[str]()
            for n in self._by_first
            if not isinstance(matches[n], Phrase)
        }
        self._letters = frozenset(word for letters in self._begin_anywhere.values() for word in letters)
        self._begins = PerForm(lambda form: not self._alone.keys().isdisjoint(self.types.found_in(form)))
        self.slow: set[str] = set()
        self._timeouts = Counter[int]()

    def _spelt(self, operand: int) -> Sequence[Phrase]:
        """The ways in which a phrase may be spelt; none of what is no phrase."""
        match = self._matches[operand]
        return self.split[match] if isinstance(match, Phrase) else ()

    def _phrases_of(self, rule: int) -> frozenset[int]:
        """The phrases that must stand where a rule holds."""
        return frozenset(number for number, negated in self.asked[rule] if not negated and self._spelt(number))

    def hits(self, text: str, tokens: Tokens, units: Units) -> list[Hit]:
        """Every hit of every rule that holds in a unit, by unit, then in the order of the rules, then of the text."""
        unit = units.of_tokens(len(tokens))
        alone = np.flatnonzero((self._begins.of(tokens) > 0) & (unit > 0))
        together = self._hits_together(text, tokens, units, self._possible.of(tokens, unit))
        return sorted([*self._hits_alone(tokens, alone, unit[alone]), *together], key=itemgetter(0, 1, 2))

    def _hits_alone(self, tokens: Tokens, hot: Ints, units: Ints) -> Iterator[Hit]:
        columns = (units, tokens.form[hot], tokens.start[hot], tokens.end[hot])
        for unit, form, start, end in zip(*(column.tolist() for column in columns), strict=True):
            for word, lemma in self.types.found_in(tokens.forms[form]).items():
                for rule in self._alone.get(word, ()):
                    yield Hit(unit, rule, start, end, lemma)

    def _hits_together(self, text: str, tokens: Tokens, units: Units, possible: Collection[int]) -> Iterator[Hit]:
        """The hits of the rules that are more than one word, in the units where one of them can hold."""
        may_begin = self._may_begin(text, units)
        for number in possible:
            may_begin.setdefault(number, [])
        for unit, ranges in units.ranges(may_begin):
            found = Found(self, text, tokens, ranges)
            if unit in possible:
                found.look_for_phrases()
            there = [operand for operand in (*found, *may_begin[unit]) if found[operand]]
            held = [rule for operand in there for rule in self._by_first.get(operand, ()) if found.holds(rule)]
            for rule in held:
                for start, end, lemma in found[self.asked[rule][0][0]]:
                    if start < end:
                        yield Hit(unit, rule, start, end, lemma)

    def _may_begin(self, text: str, units: Units) -> dict[int, list[int]]:
        """Unit → the regular expressions and patterns worth trying there: those whose letters stand in it, or that name
        none.
        """
        found: dict[int, list[int]] = defaultdict(list)
        if not self._begin_anywhere:
            return found
        small = normal(text).lower()
        odd = len(small) != len(text) or not _ODD.isdisjoint(small)
        places = {} if odd else places_of(self._letters, small)
        for operand, letters in self._begin_anywhere.items():
            every = not letters or odd
            rows = (
                np.arange(len(units))
                if every
                else units.rows_at([at for word in letters for at in places.get(word, ())])
            )
            for unit in dict.fromkeys(units.unit[rows].tolist()):
                found[unit].append(operand)
        return found

    @cached_property
    def _every_phrase(self) -> PhraseIndex:
        return PhraseIndex({self.numbers[phrase]: spelt for phrase, spelt in self.split.items()}, self.types)

    def phrase_places(self, tokens: Tokens, ranges: Sequence[Range], every: bool) -> dict[int, list[Place]]:
        """The places of phrases in a unit: of every one, or of those in rules of more than one word."""
        index = self._every_phrase if every else self._phrases
        found: dict[int, list[Place]] = {}
        for first, last in ranges:
            for phrase, place in index.places(tokens, first, last):
                found.setdefault(phrase, []).append(place)
        return found

    def places(self, operand: int, found: Found) -> dict[int, list[Place]]:
        """The places of a regular expression in a unit, or of every pattern when it is one; of a phrase nothing."""
        if operand in self._patterns:
            return self._pattern_places(found.tokens, found.ranges)
        return {operand: self._regex_places(operand, found.said)} if operand in self._regexes else {}

    def _regex_places(self, operand: int, said: Sequence[Said]) -> list[Place]:
        """The places of a regular expression in a unit; an empty match codes nothing but may hold beside `&`."""
        expression, found = self._regexes[operand], list[Place]()
        for start, text, places in said:
            if self._timeouts[operand] >= GIVEN_UP:
                self.slow.add(expression.pattern)
                return found
            try:
                if expression.search(text, timeout=REGEX_SECONDS) is not None:
                    for match in expression.finditer(text, timeout=REGEX_SECONDS):
                        if match[0].strip() or not match[0]:
                            found.append((start + places[match.start()], start + places[match.end()], match[0].lower()))
            except TimeoutError:
                self._timeouts[operand] += 1
                self.slow.add(expression.pattern)
        return found

    def _pattern_places(self, tokens: Tokens, ranges: Sequence[Range]) -> dict[int, list[Place]]:
        """The places of every spaCy pattern in a unit."""
        assert self._match_patterns is not None
        numbers = list(self._patterns)
        found: dict[int, list[Place]] = {number: [] for number in numbers}
        for first, last in ranges:
            forms = [tokens.forms[form] for form in tokens.form[first:last].tolist()]
            words, lemmas = list(map(word_of, forms)), [str(self._store[form][0]) for form in forms]
            for number, spans in self._match_patterns(words, lemmas).items():
                found[numbers[number]] += [
                    (int(tokens.start[first + at]), int(tokens.end[first + end - 1]), " ".join(lemmas[at:end]))
                    for at, end in spans
                ]
        self.slow |= self._match_patterns.slow
        return found


class Found(dict[int, list[Place]]):
    """What the rules look for in one unit, by its number → its places; each is looked for when it is asked about."""

    def __init__(
        self, matcher: RuleMatcher, text: str, tokens: Tokens, ranges: Sequence[Range], every_phrase: bool = False
    ) -> None:
        """`every_phrase` looks for the rules of one word too, which are otherwise found without."""
        super().__init__()
        self._matcher, self._text, self.tokens, self.ranges = matcher, text, tokens, ranges
        self._every_phrase, self._phrases_found = every_phrase, False
        self._said: list[Said] | None = None

    def look_for_phrases(self) -> None:
        """Find the places of all phrases."""
        self._phrases_found = True
        self.update(self._matcher.phrase_places(self.tokens, self.ranges, self._every_phrase))

    @property
    def said(self) -> Sequence[Said]:
        """Where each stretch of the unit begins, its normal form, and where each letter of that stands in it."""
        if self._said is None:
            starts = [(int(self.tokens.start[first]), int(self.tokens.end[last - 1])) for first, last in self.ranges]
            self._said = [(start, *_normal_places(self._text[start:end])) for start, end in starts]
        return self._said

    def __missing__(self, operand: int) -> list[Place]:
        self.update(self._matcher.places(operand, self))
        if operand not in self and not self._phrases_found:
            self.look_for_phrases()
        return self.setdefault(operand, [])

    def of(self, match: Match) -> list[Place]:
        """The places of a phrase, expression or pattern of the rules."""
        return self[self._matcher.numbers[match]]

    def holds(self, rule: int) -> bool:
        """Whether everything the rule asks for is in the unit, and nothing it forbids."""
        return all(bool(self[operand]) != negated for operand, negated in self._matcher.asked[rule])


def _normal_places(said: str) -> tuple[str, Sequence[int]]:
    """The normal form of what is said, and where each of its letters, and its end, stands."""
    if is_normal(said):
        return said, range(len(said) + 1)
    letters = normal_letters(said)
    return "".join(letter for letter, _ in letters), [*(at for _, at in letters), len(said)]


def _token_matcher(patterns: Sequence[TokenPattern], language: str) -> PatternMatcher:
    """SpaCy's matcher for the patterns; raises QualcodeError naming one that it does not take."""
    for pattern in patterns:
        try:
            PatternMatcher([json.loads(pattern.json)], language)(["x"], ["x"])
        except Exception as error:  # spaCy lets its own, regex and value errors through
            raise QualcodeError(
                f"the rule {{pattern: {pattern.json}}} is not a pattern spaCy takes: {str(error).splitlines()[0]}"
            ) from error
    return PatternMatcher([json.loads(pattern.json) for pattern in patterns], language)
