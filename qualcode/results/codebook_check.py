"""Checks codebooks against their own anchor examples and counterexamples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from qualcode.codebook import read_codebook
from qualcode.coding.anchors import AnchorResult, check_anchors
from qualcode.coding.coder import compile_rules
from qualcode.coding.match import CodedRule
from qualcode.coding.unmatchable import unmatchable
from qualcode.coding.usage import RuleUsage
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.language.store import ReadingStore
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.model import Codebook, Phrase, Rule, Word
from qualcode.study.folder import Study, open_study, problems_of
from qualcode.study.own_words import read_own_words
from qualcode.transcripts.voices.detect import detect_language

_JOINED = re.compile(r"[^\W\d_A-ZÅÄÖ]{2,}&[^\W\d_A-ZÅÄÖ]{2,}")  # palaute&hinta; R&D and AT&T are words


@dataclass(frozen=True)
class Checked:
    """A codebook after its check: how many codes and sentences, what failed, and what would make it better."""

    path: Path
    codes: int = 0
    sentences: int = 0
    failures: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    rules: int = 0

    @property
    def passed(self) -> bool:
        """Whether every sentence is treated as it should be."""
        return not self.failures

    def summary(self) -> str:
        """The outcome in one line."""
        if not self.codes:
            return f"{self.path}: cannot be read; {len(self.failures)} to mend"
        if not self.sentences and self.passed:
            return (
                f"{self.path}: {self.codes} codes, no examples to check them by"
                if self.rules
                else f"{self.path}: {self.codes} codes, no rules to check"
            )
        outcome = "all as they should be" if self.passed else f"{len(self.failures)} to mend"
        return f"{self.path}: {self.codes} codes, {self.sentences} examples and counterexamples, {outcome}"


def check_codebooks(root: Path, files: Sequence[Path] = (), engine: Engine = Engine()) -> Iterator[Checked]:
    """The checks of the named codebooks, or of every one in the study's codebooks/; raises InputError when there are
    none.
    """
    study = open_study(root)
    paths = list(files) or sorted((root / "codebooks").glob("*.y*ml"))
    if not paths:
        raise InputError(
            [
                Problem(
                    "there is no codebook (a .yaml file) here.", root / "codebooks", hint="`qualcode init` makes one."
                )
            ]
        )
    if study.own_words_path is not None:
        read_own_words(study.own_words_path)  # a mistake in it is no mistake of a codebook
    corpus = Corpus(study, engine)
    store = corpus.words
    for path in paths:
        try:
            book = read_codebook(path)
            results = list(check_anchors(book, store, _language(study, book)))
        except QualcodeError as error:
            yield Checked(path, failures=tuple(map(str, problems_of(error, path))))
            continue
        failures = tuple(_failure(result, path) for result in results if not result.passed)
        advice = (
            *_advice(book),
            *_about_rules(book, store, _language(study, book)),
            *_shared_rules(book),
            *_torn_sentences(book),
            *_unasked(study, book),
        )
        corpus.save_words()  # for the transcripts, which have them too
        yield replace(
            Checked(path),
            codes=len(list(book.walk())),
            sentences=len(results),
            failures=failures,
            advice=advice,
            rules=sum(len(rules) for place in book.walk() for rules in place.code.rules.values()),
            unused=tuple(_usage_advice(root, path, engine)),
        )


def failed_examples(study: Study) -> Iterator[str]:
    """A line for each sentence of the study's codebook that its rules treat wrongly; nothing is written."""
    book, path = study.codebook, study.codebook_path
    results = check_anchors(book, Corpus(study).words, _language(study, book))
    yield from (_failure(result, path) for result in results if not result.passed)


def _language(study: Study, book: Codebook) -> str:
    """The language of a codebook whose texts name none: the study's, else told from the examples."""
    chosen = study.settings.study.language
    said = " ".join(text for place in book.walk() for texts in place.code.examples.values() for text in texts)
    return detect_language(said) if chosen == "auto" else chosen


def _failure(result: AnchorResult, path: Path) -> str:
    where = f"{path}:{result.code.line}: {result.code.id} ({result.language})"
    if result.wanted:
        return f"{where}: no rule finds the anchor example: {result.sentence}"
    hits = "; ".join(f"{coding.rule} found {coding.quote!r} for {coding.code}" for coding in result.codings)
    return f"{where}: the counterexample is coded: {result.sentence}\n      {hits}"


def _about_rules(book: Codebook, store: Callable[[str], ReadingStore], default: str) -> Iterator[str]:
    yield from _dead_rules(book, store, default)
    yield from _rule_advice(book, store, default)


def _dead_rules(book: Codebook, store: Callable[[str], ReadingStore], default: str) -> Iterator[str]:
    """A line for each rule that can never match."""
    for language in tuple(filter(None, book.languages())) or (default,):
        for coded, reason in unmatchable(compile_rules(book, language, store(language)), store(language), language):
            yield (
                f"{book.file}:{coded.rule.line}: {coded.code}: the rule {coded.rule.source!r} can never match: {reason}"
            )


def _rule_words(rules: Iterable[Rule]) -> Iterator[tuple[int | None, Word]]:
    """Each word of the rules' phrases with the rule's line."""
    for rule in rules:
        for operand in rule.operands:
            if isinstance(operand.match, Phrase):
                yield from ((rule.line, word) for word in operand.match.words)


def _rule_advice(book: Codebook, store: Callable[[str], ReadingStore], default: str) -> Iterator[str]:
    """A line for each rule word that is no dictionary form and so finds no other form than itself."""
    for place in book.walk():
        for language, rules in place.code.rules.items():
            readings = store(language or default)
            for line, word in _rule_words(rules):
                text = word.text.lower()
                if _JOINED.fullmatch(word.text):
                    both = word.text.replace("&", " & ")
                    yield (
                        f"{book.file}:{line}: {place.code.id}: {word.text!r} is one word, for & stands inside it; "
                        f"for both write {both!r}"
                    )
                if word.kind == "lemma" and text.isalpha() and text not in readings[text]:
                    lemmas = " or ".join(readings[text][:2])
                    where = f"{book.file}:{line}: {place.code.id}"
                    yield (
                        f"{where}: the rule word {word.text!r} is an inflected form and finds only itself; write "
                        f"{lemmas}"
                    )


def _shared_rules(book: Codebook) -> Iterator[str]:
    """A line for each rule that stands in two codes, so that what it finds gets both, or twice in one."""
    first: dict[tuple[str, str], tuple[str, Rule]] = {}
    for place in book.walk():
        for language, rules in place.code.rules.items():
            for rule in rules:
                other, known = first.setdefault((language, rule.source), (place.code.id, rule))
                where = f"{book.file}:{rule.line}: {place.code.id}"
                if other != place.code.id:
                    yield f"{where} has the rule {rule.source!r} that {other} has too; what it finds gets both codes"
                elif known is not rule:
                    yield f"{where} has the rule {rule.source!r} twice"


def _torn_sentences(book: Codebook) -> Iterator[str]:
    """A line for each example that may be the end of a sentence whose comma made two of it: `[We wait, and wait.]`."""
    for place in book.walk():
        for examples in (*place.code.examples.values(), *place.code.counterexamples.values()):
            for first, second in pairwise(examples):
                if first[:1].isupper() and first[-1:].isalnum() and second[:1].islower() and second[-1:] in ".!?":
                    where = f"{book.file}:{place.code.line}: {place.code.id}"
                    yield (
                        f"{where}: {first!r} and {second!r} are two examples; if they are one sentence with a comma, "
                        f"put it in quotation marks"
                    )


def _unasked(study: Study, book: Codebook) -> Iterator[str]:
    """A line for each question that a code is limited to and the guide does not have."""
    asked = (
        [question.id for question in study.guide.questions]
        if (study.root / study.settings.study.transcripts).is_dir()
        else []
    )
    for place in book.walk():
        for question in place.code.only.question if place.code.only else ():
            if question not in asked:
                choices = f"the guide has: {', '.join(asked)}" if asked else "there is no guide"
                where = f"{book.file}:{place.code.line}: {place.code.id}"
                yield f"{where} is limited to the question {question!r}, which nobody is asked; {choices}"


def _usage_advice(root: Path, path: Path, engine: Engine) -> Iterator[str]:
    """A line for each rule that the study's transcripts show to do nothing; none without transcripts."""
    from qualcode.results.explanations import rule_usage

    study = open_study(root, path)
    if not (root / study.settings.study.transcripts).is_dir():
        return
    usages = rule_usage(Corpus(study, engine))
    for coded in _in_every(usages, [usage.never() for usage in usages]):
        yield f"{path}:{coded.rule.line}: {coded.code}: {coded.rule.source!r} finds nothing in the transcripts"
    beside = [dict(usage.only_beside()) for usage in usages]
    others = {coded: other for pairs in beside for coded, other in pairs.items()}
    for coded in _in_every(usages, [list(pairs) for pairs in beside]):
        found = f"{coded.rule.source!r} finds only what {others[coded].rule.source!r} finds too; one of them is enough"
        yield f"{path}:{coded.rule.line}: {coded.code}: {found}"


def _in_every(usages: Sequence[RuleUsage], found: Sequence[Sequence[CodedRule]]) -> list[CodedRule]:
    """The rules found in the usage of every language that has them: a rule for all languages may do its work in one."""
    kept = dict.fromkeys(coded for rules in found for coded in rules)
    return [
        coded
        for coded in kept
        if all(coded in rules or coded not in usage.rules for usage, rules in zip(usages, found, strict=True))
    ]


def _advice(book: Codebook) -> Iterator[str]:
    languages = [language for language in book.languages() if language]
    for place in book.walk():
        code = place.code
        missing = [] if code.definition.by_language else ["definition"]
        missing += [
            f"anchor examples ({language})"
            for language in languages
            if not code.examples.get(language) and not code.examples.get("")
        ]
        if missing:
            yield f"{book.file}:{code.line}: {code.id} has no {' and no '.join(missing)}"
