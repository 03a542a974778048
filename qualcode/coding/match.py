"""Rules compiled for one language → hits in a transcript's units: work once per word type, then one look-up per token."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import regex

from qualcode.coding.literals import Finder, needed
from qualcode.coding.phrases import PhraseIndex, Place
from qualcode.coding.units import Range, Units
from qualcode.coding.words import WordTypes, spellings
from qualcode.errors import QualcodeError
from qualcode.language.chunks import Ints
from qualcode.language.negation import Negations
from qualcode.language.spacy_patterns import PatternMatcher
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import PerForm, Tokens, word_of
from qualcode.model import Limit, Phrase, Regex, Rule, TokenPattern, Word
from qualcode.normal import is_normal, normal, normal_letters

REGEX_SECONDS = 1.0  # what one regular expression may take on one unit
GIVEN_UP = 3  # units on which one may run out of time; then it is not tried again
_ODD = frozenset("ſµ")  # small letters that match others when case does not matter
NOTHING, ALONE, TOGETHER = range(3)  # what a form can begin: no hit, hits of one-word rules, hits of other rules too


@dataclass(frozen=True, slots=True)
class CodedRule:
    """A rule of a code, and where the code may be applied."""

    code: str
    rule: Rule
    limits: tuple[Limit, ...] = ()


class Hit(NamedTuple):
    """Where a rule matched: the unit, the rule's number, offsets into the transcript's text, and the lemma that matched."""

    unit: int
    rule: int
    start: int
    end: int
    lemma: str


class RuleMatcher:
    """All rules of one language, ready to be matched. `slow` names the regular expressions that ran out of time."""

    def __init__(self, rules: Sequence[CodedRule], language: str, store: ReadingStore) -> None:
        self.rules, self._store = rules, store
        self.negations = Negations(language)
        self.split = phrases = {  # each phrase as the text's tokens are, in each way it may be spelt
            operand.match: spellings(operand.match, language)
            for coded in rules
            for operand in coded.rule.operands
            if isinstance(operand.match, Phrase)
        }
        self.types = WordTypes(store, (word for spelt in phrases.values() for phrase in spelt for word in phrase.words))
        self._alone: dict[Word, list[int]] = defaultdict(list)  # rules that are one word
        self._by_first: dict[object, list[int]] = defaultdict(list)  # the others by what they code
        for number, coded in enumerate(rules):
            match = coded.rule.operands[0].match
            if len(coded.rule.operands) == 1 and isinstance(match, Phrase) and all(len(phrase.words) == 1 for phrase in phrases[match]):
                for phrase in phrases[match]:
                    self._alone[phrase.words[0]].append(number)
            else:
                self._by_first[match].append(number)
        others = [rules[number].rule for numbers in self._by_first.values() for number in numbers]
        operands = dict.fromkeys(operand.match for rule in others for operand in rule.operands)
        self._phrases = PhraseIndex({m: phrases[m] for m in operands if isinstance(m, Phrase)}, self.types)
        self._begins = {phrase.words[0] for m in self._by_first if isinstance(m, Phrase) for phrase in phrases[m]}
        self._regexes = {m: regex.compile(m.pattern, regex.IGNORECASE) for m in operands if isinstance(m, Regex)}
        self._patterns = [m for m in operands if isinstance(m, TokenPattern)]
        self._match_patterns = _token_matcher(self._patterns, language) if self._patterns else None
        self._begin_anywhere = {
            m: needed(m.pattern) if isinstance(m, Regex) else frozenset[str]() for m in self._by_first if not isinstance(m, Phrase)
        }
        self._finder = Finder(word for letters in self._begin_anywhere.values() for word in letters)
        self._kinds = PerForm(self._kind)
        self.slow: set[str] = set()
        self._timeouts = Counter[object]()

    def hits(self, text: str, tokens: Tokens, units: Units) -> list[Hit]:
        """Every hit of every rule that holds in a unit, by unit, then in the order of the rules, then of the text."""
        kinds = self._kinds.of(tokens)
        inside = np.zeros(len(tokens) + 1, np.int64)
        np.add.at(inside, units.first, 1)
        np.add.at(inside, units.last, -1)
        hot = np.flatnonzero((kinds != NOTHING) & (np.cumsum(inside[:-1]) > 0))
        row = np.searchsorted(units.first, hot, "right") - 1
        found = [
            *self._hits_alone(tokens, hot, units.unit[row]),
            *self._hits_together(text, tokens, units, units.unit[row[kinds[hot] == TOGETHER]]),
        ]
        return sorted(found, key=itemgetter(0, 1, 2))

    def _kind(self, form: str) -> int:
        found = self.types.found_in(form).keys()
        return TOGETHER if not found.isdisjoint(self._begins) else ALONE if not found.isdisjoint(self._alone.keys()) else NOTHING

    def _hits_alone(self, tokens: Tokens, hot: Ints, units: Ints) -> Iterator[Hit]:
        columns = (units, tokens.form[hot], tokens.start[hot], tokens.end[hot])
        for unit, form, start, end in zip(*(column.tolist() for column in columns), strict=True):
            for word, lemma in self.types.found_in(tokens.forms[form]).items():
                for rule in self._alone.get(word, ()):
                    yield Hit(unit, rule, start, end, lemma)

    def _hits_together(self, text: str, tokens: Tokens, units: Units, begun: Ints) -> Iterator[Hit]:
        """The hits of the rules that are more than one word, in the units where one of them can begin."""
        may_begin = self._may_begin(text, units)
        for number in begun.tolist():
            may_begin.setdefault(number, [])
        for unit, ranges in units.ranges(may_begin):
            found = Found(self, text, tokens, ranges)
            there = [match for match in (*found, *may_begin[unit]) if found[match]]
            held = [number for match in there for number in self._by_first.get(match, ()) if found.holds(self.rules[number].rule)]
            for number in held:
                for start, end, lemma in found[self.rules[number].rule.operands[0].match]:
                    if start < end:
                        yield Hit(unit, number, start, end, lemma)

    def _may_begin(self, text: str, units: Units) -> dict[int, list[object]]:
        """Unit → the regular expressions and patterns worth trying there: those whose letters stand in it, or that name none."""
        small = normal(text).lower()
        odd = len(small) != len(text) or not _ODD.isdisjoint(small)
        places = {} if odd else self._finder.places(small)
        found: dict[int, list[object]] = defaultdict(list)
        for match, letters in self._begin_anywhere.items():
            every = not letters or odd
            rows = np.arange(len(units)) if every else units.rows_at([at for word in letters for at in places.get(word, ())])
            for unit in dict.fromkeys(units.unit[rows].tolist()):
                found[unit].append(match)
        return found

    @cached_property
    def _every_phrase(self) -> PhraseIndex:
        return PhraseIndex(self.split, self.types)

    def phrase_places(self, tokens: Tokens, ranges: Sequence[Range], every: bool) -> dict[object, list[Place]]:
        """The places of phrases in a unit: of every one, or of those in rules of more than one word."""
        index = self._every_phrase if every else self._phrases
        found: dict[object, list[Place]] = {}
        for first, last in ranges:
            for phrase, place in index.places(tokens, first, last):
                found.setdefault(phrase, []).append(place)
        return found

    def regex_places(self, operand: Regex, text: str, tokens: Tokens, ranges: Sequence[Range]) -> Iterator[Place]:
        """The places of a regular expression in a unit; an empty match codes nothing but may hold beside `&`."""
        for first, last in ranges:
            start = int(tokens.start[first])
            said = text[start : int(tokens.end[last - 1])]
            said, places = _normal_places(said)
            if self._timeouts[operand] >= GIVEN_UP:
                self.slow.add(operand.pattern)
                return
            try:
                for match in self._regexes[operand].finditer(said, timeout=REGEX_SECONDS):
                    if match[0].strip() or not match[0]:
                        yield start + places[match.start()], start + places[match.end()], match[0].lower()
            except TimeoutError:
                self._timeouts[operand] += 1
                self.slow.add(operand.pattern)

    def pattern_places(self, tokens: Tokens, ranges: Sequence[Range]) -> dict[object, list[Place]]:
        """The places of every spaCy pattern in a unit."""
        found: dict[object, list[Place]] = {pattern: [] for pattern in self._patterns}
        for first, last in ranges if self._match_patterns is not None else ():
            forms = [tokens.forms[form] for form in tokens.form[first:last].tolist()]
            words, lemmas = list(map(word_of, forms)), [str(self._store[form][0]) for form in forms]
            assert self._match_patterns is not None
            for number, spans in self._match_patterns(words, lemmas).items():
                found[self._patterns[number]] += [
                    (int(tokens.start[first + at]), int(tokens.end[first + end - 1]), " ".join(lemmas[at:end])) for at, end in spans
                ]
        if self._match_patterns is not None:
            self.slow |= self._match_patterns.slow
        return found


class Found(dict[object, list[Place]]):
    """What the rules look for in one unit → its places; each is looked for when it is asked about."""

    def __init__(self, matcher: RuleMatcher, text: str, tokens: Tokens, ranges: Sequence[Range], every_phrase: bool = False) -> None:
        """`every_phrase` looks for the rules of one word too, which are otherwise found without."""
        super().__init__(matcher.phrase_places(tokens, ranges, every_phrase))
        self._matcher, self._text, self._tokens, self._ranges = matcher, text, tokens, ranges

    def __missing__(self, match: object) -> list[Place]:
        if isinstance(match, TokenPattern):
            self.update(self._matcher.pattern_places(self._tokens, self._ranges))
        else:
            regex_places = self._matcher.regex_places
            self[match] = list(regex_places(match, self._text, self._tokens, self._ranges)) if isinstance(match, Regex) else []
        return self[match]

    def holds(self, rule: Rule) -> bool:
        """Whether everything the rule asks for is in the unit, and nothing it forbids."""
        return all(bool(self[operand.match]) != operand.negated for operand in rule.operands)


@lru_cache(maxsize=256)  # the rules' expressions are tried on one unit after the other
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
