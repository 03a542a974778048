"""Rules compiled for one language → hits in a unit's tokens: work once per word type, then one look-up per token."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

from qualcode.coding.units import Piece
from qualcode.errors import QualcodeError
from qualcode.language.compounds import parts
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import pattern_matcher, split_words
from qualcode.model import Phrase, Regex, Rule, TokenPattern, Word

REGEX_SECONDS = 1.0  # what one regular expression may take on one unit


@dataclass(frozen=True, slots=True)
class Hit:
    """Where an operand of a rule matched: offsets into the transcript's text, and the lemma that matched."""

    start: int
    end: int
    lemma: str


@dataclass(frozen=True, slots=True)
class CodedRule:
    """A rule of a code."""

    code: str
    rule: Rule


class RuleMatcher:
    """All rules of one language, ready to be matched unit by unit. `slow` names the regular expressions that ran out of time."""

    def __init__(self, rules: Sequence[CodedRule], language: str, store: ReadingStore) -> None:
        self._rules, self._store = rules, store
        self._types = WordTypes(language, store)
        operands = dict.fromkeys(operand.match for coded in rules for operand in coded.rule.operands)
        self._phrases = _PhraseIndex([(m, _split_phrase(m, language)) for m in operands if isinstance(m, Phrase)], self._types)
        self._regexes = [(m, regex.compile(m.pattern, regex.IGNORECASE)) for m in operands if isinstance(m, Regex)]
        self._patterns = [m for m in operands if isinstance(m, TokenPattern)]
        self._match_patterns = _token_matcher(self._patterns, language) if self._patterns else None
        self._by_first: dict[object, list[CodedRule]] = defaultdict(list)
        for coded in rules:
            self._by_first[coded.rule.operands[0].match].append(coded)
        self._order = {id(coded): number for number, coded in enumerate(rules)}
        self.slow: set[str] = set()

    def hits(self, text: str, unit: Sequence[Piece]) -> list[tuple[CodedRule, Hit]]:
        """The rules that hold in the unit with each hit of their first operand, in the order of the rules, then of the text."""
        found: dict[object, list[Hit]] = {}
        for piece in unit:
            for operand, hit in self._operand_hits(text, piece):
                found.setdefault(operand, []).append(hit)
        held = [coded for operand in found for coded in self._by_first.get(operand, ()) if _holds(coded.rule, found)]
        held.sort(key=lambda coded: self._order[id(coded)])
        return [(coded, hit) for coded in held for hit in found[coded.rule.operands[0].match] if hit.start < hit.end]

    def _operand_hits(self, text: str, piece: Piece) -> Iterator[tuple[object, Hit]]:
        yield from self._phrases.hits(text, piece)
        for operand, compiled in self._regexes:
            yield from ((operand, hit) for hit in self._regex_hits(text, piece, operand, compiled))
        if self._match_patterns is not None:
            words = [text[token.start : token.end] for token in piece.tokens]
            lemmas = [self._store[word][0] for word in words]
            for number, spans in self._match_patterns(words, lemmas).items():
                for start, end in spans:
                    lemma = " ".join(lemmas[start:end])
                    yield self._patterns[number], Hit(piece.tokens[start].start, piece.tokens[end - 1].end, lemma)

    def _regex_hits(self, text: str, piece: Piece, operand: Regex, compiled: regex.Pattern[str]) -> Iterator[Hit]:
        start = piece.stretch.start
        said = text[start : piece.stretch.end]
        try:
            for match in compiled.finditer(said, timeout=REGEX_SECONDS):
                if match[0].strip() or not match[0]:  # an empty match codes nothing but may hold beside `&`
                    yield Hit(start + match.start(), start + match.end(), match[0].lower())
        except TimeoutError:
            self.slow.add(operand.pattern)


def _token_matcher(patterns: Sequence[TokenPattern], language: str) -> Callable[..., Mapping[int, list[tuple[int, int]]]]:
    """SpaCy's matcher for the patterns; raises QualcodeError naming one that it does not take."""
    for pattern in patterns:
        try:
            pattern_matcher([json.loads(pattern.json)], language)(["x"], ["x"])
        except Exception as error:  # spaCy lets its own, regex and value errors through
            raise QualcodeError(
                f"the rule {{pattern: {pattern.json}}} is not a pattern spaCy takes: {str(error).splitlines()[0]}"
            ) from error
    return pattern_matcher([json.loads(pattern.json) for pattern in patterns], language)


def _holds(rule: Rule, found: Mapping[object, list[Hit]]) -> bool:
    return all((operand.match in found) != operand.negated for operand in rule.operands)


def _split_phrase(phrase: Phrase, language: str) -> Phrase:
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


class WordTypes:
    """Which words of the rules a word form is, found once per form. Each maps to the lemma that matched."""

    def __init__(self, language: str, store: ReadingStore) -> None:
        self._language, self._store = language, store
        self._known: dict[str, dict[Word, str]] = {}
        self._by_kind: dict[str, set[str]] = defaultdict(set)

    def add(self, words: Iterable[Word]) -> None:
        """Make the words of a rule known; to be done before any look-up."""
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


class _PhraseIndex:
    """Phrases by their first word; a phrase is looked at only where its first word stands."""

    def __init__(self, phrases: Sequence[tuple[Phrase, Phrase]], types: WordTypes) -> None:
        self._types = types
        self._by_word: dict[Word, list[tuple[Phrase, Phrase]]] = defaultdict(list)
        for original, phrase in phrases:
            types.add(phrase.words)
            self._by_word[phrase.words[0]].append((original, phrase))

    def hits(self, text: str, piece: Piece) -> Iterator[tuple[Phrase, Hit]]:
        """Each phrase with each place where it stands in the piece."""
        words = list(accumulate(any(map(str.isalnum, text[t.start : t.end])) for t in piece.tokens))
        types = [self._types.found_in(text[token.start : token.end]) for token in piece.tokens]
        for first, found in enumerate(types):
            for word in found:
                for original, phrase in self._by_word.get(word, ()):
                    if at := _positions(phrase, types, words, first):
                        lemma = " ".join(types[i][w] for i, w in zip(at, phrase.words, strict=True))
                        yield original, Hit(piece.tokens[first].start, piece.tokens[at[-1]].end, lemma)


def _positions(phrase: Phrase, types: Sequence[Mapping[Word, str]], words: Sequence[int], first: int) -> tuple[int, ...]:
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
