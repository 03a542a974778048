"""Words and two-word terms that a set of units holds more often than the rest: log-likelihood, lemma by lemma."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from qualcode.analysis.table import Table

COLUMNS = ("term", "uncoded", "coded", "loglikelihood", "nearest", "example", "another")
FEWEST = 3  # units a term stands in
CRITICAL = 3.84  # log-likelihood that chance alone reaches once in twenty comparisons


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit as keyness sees it: its lemmas in order (None where a mark or a small word stands), its codes and its
    text.
    """

    lemmas: Sequence[str | None]
    codes: frozenset[str]
    text: str


def suggestions(passages: Iterable[Passage], most: int = 30) -> Table:
    """The terms over-represented in uncoded passages, the most telling first, at most `most`.

    Columns: term, uncoded and coded (the number of such passages it stands in), loglikelihood (Dunning 1993, as Rayson
    & Garside 2000 compare two corpora; 3.84 is p < .05 for one comparison), nearest (the code whose passages share most
    of the words that stand around the term: cosine of their counts, rarer words weighing more; empty when none are
    shared), example and another (the text of two uncoded passages).
    """
    passages = list(passages)
    uncoded, coded = Counter[str](), Counter[str]()
    examples: defaultdict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        terms = set(_terms(passage.lemmas))
        (coded if passage.codes else uncoded).update(terms)
        for term in () if passage.codes else terms:
            examples[term].append(number)
    totals = sum(uncoded.values()), sum(coded.values())
    scored = [(log_likelihood(n, coded[term], *totals), term) for term, n in uncoded.items() if n >= FEWEST]
    telling = [
        (score, term)
        for score, term in scored
        if score >= CRITICAL and uncoded[term] * totals[1] > coded[term] * totals[0]
    ]
    chosen = _without_shadows(sorted(telling, key=lambda found: (-found[0], found[1])), uncoded)[:most]
    nearest = _Nearest(passages)
    rows = []
    for score, term in chosen:
        first, *others = sorted(examples[term], key=lambda number: (abs(len(passages[number].text) - 90), number))
        texts = (passages[first].text, passages[others[0]].text if others else "")
        rows.append((term, uncoded[term], coded[term], round(score, 2), nearest(term, examples[term]), *texts))
    return Table("suggest", pd.DataFrame(rows, columns=list(COLUMNS)))


def log_likelihood(here: int, there: int, all_here: int, all_there: int) -> float:
    """G² of a term found so often in two corpora of these sizes."""
    expected = [size * (here + there) / (all_here + all_there) for size in (all_here, all_there)]
    return 2 * sum(n * math.log(n / e) for n, e in zip((here, there), expected, strict=True) if n)


def _terms(lemmas: Sequence[str | None]) -> Iterable[str]:
    for first, second in zip(lemmas, [*lemmas[1:], None], strict=True):
        if first is not None:
            yield first
            if second is not None and first != second:
                yield f"{first} {second}"


def _without_shadows(terms: Sequence[tuple[float, str]], counts: Mapping[str, int]) -> list[tuple[float, str]]:
    """The terms without words that stand only inside a two-word term, and without pairs that add little to one of their
    words.
    """
    there = {term for _, term in terms}
    pairs = [term for term in there if " " in term]
    inside = {word for pair in pairs for word in pair.split() if counts[word] == counts[pair]}
    weak = {pair for pair in pairs if all(word in there and counts[pair] * 2 < counts[word] for word in pair.split())}
    return [(score, term) for score, term in terms if term not in inside | weak]


class _Nearest:
    """The code whose passages are most like those of a term."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        spread = Counter(lemma for passage in passages for lemma in set(filter(None, passage.lemmas)))
        self._weight = {lemma: math.log(len(passages) / n) for lemma, n in spread.items()}
        self._codes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for passage in passages:
            for code in passage.codes:
                self._codes[code].update(filter(None, passage.lemmas))

    def __call__(self, term: str, where: Sequence[int]) -> str:
        """The code, or "" when no code's passages share a word with the term's."""
        own = set(term.split())
        around = Counter(
            lemma for number in where for lemma in self._passages[number].lemmas if lemma and lemma not in own
        )
        scores = {code: self._likeness(around, words) for code, words in self._codes.items()}
        best = max(scores, key=lambda code: scores[code], default="")
        return best if best and scores[best] > 0 else ""

    def _likeness(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        shared = sum(n * other[lemma] * self._weight[lemma] ** 2 for lemma, n in one.items() if lemma in other)
        sizes = (
            math.sqrt(sum((n * self._weight[lemma]) ** 2 for lemma, n in counts.items())) for counts in (one, other)
        )
        size = math.prod(sizes)
        return shared / size if size else 0.0
