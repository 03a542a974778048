"""Readable rules learned from what people decided: words and pairs of words, chosen one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from qualcode.analysis.keyness import log_likelihood
from qualcode.coders.features import Counts, pairs_of, words_of
from qualcode.coders.learning import Mask, Read, folds
from qualcode.coders.words import Ints, UnitWords

TELLING = 6.63  # log-likelihood that chance alone reaches once in a hundred comparisons
FEWEST = 3  # units with the code that a rule finds
FEWEST_INTERVIEWS = 2  # in which it finds them
CANDIDATES = 400  # the most telling, of which the greedy choice is made
MOST = 40  # rules of a code
LEAST_GAIN = 0.002  # of F1 by one more rule


@dataclass(frozen=True, slots=True)
class LemmaRule:
    """A rule as it stands in a codebook.

    `units` read hold what it asks for, `right` of them have the code, `adds` of these no rule before it finds.
    """

    rule: str
    units: int
    right: int
    adds: int

    @property
    def precision(self) -> float:
        """The share of its units that have the code."""
        return self.right / self.units


@dataclass(frozen=True)
class Terms:
    """What rules can ask for: a row a unit, a column a word or a pair of words, 1 where it stands."""

    there: sparse.csc_matrix
    names: tuple[str, ...]

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {name: column for column, name in enumerate(self.names)}

    def units_with(self, name: str) -> Ints:
        """The rows of the units in which a word or pair stands."""
        column = self._columns[name]
        return np.sort(self.there.indices[self.there.indptr[column] : self.there.indptr[column + 1]]).astype(np.int64)


def terms_of(words: UnitWords) -> Terms:
    """The words, by any of their readings, and the pairs of words of units."""
    found: list[Counts] = [words_of(words, parts=False), pairs_of(words)]
    names = tuple(name for _, called in found for name in called)
    there = sparse.hstack([counts for counts, _ in found], format="csc")
    there.data = np.ones(len(there.data))
    return Terms(there, names)


def lemma_rules(terms: Terms, read: Read) -> list[LemmaRule]:
    """The rules for a code, in the order in which each adds most to F1 over the units read; none where nothing is
    telling.

    A candidate stands in FEWEST units with the code or more, in two interviews or more, and more often there than
    elsewhere (log-likelihood, Dunning 1993).
    """
    rows = np.flatnonzero(read.read)
    positive = read.positive[rows]
    there = terms.there[rows].tocsc()
    columns = _candidates(there, positive, [read.groups[row] for row in rows.tolist()])
    hits = {
        column: there.indices[there.indptr[column] : there.indptr[column + 1]].astype(np.int64) for column in columns
    }
    covered, f1, chosen = np.zeros(len(rows), bool), 0.0, list[LemmaRule]()
    while hits and len(chosen) < MOST:
        gains = {column: _f1(covered, at, positive) for column, at in hits.items()}
        best = max(gains, key=lambda column: (gains[column], -columns.index(column)))
        if gains[best] < f1 + LEAST_GAIN:
            break
        at, f1 = hits.pop(best), gains[best]
        adds = int((positive[at] & ~covered[at]).sum())
        chosen.append(LemmaRule(terms.names[best], len(at), int(positive[at].sum()), adds))
        covered[at] = True
    return chosen


def found_by(terms: Terms, rules: Sequence[LemmaRule]) -> Mask:
    """A mask of the units in which any of the rules hits."""
    found = np.zeros(terms.there.shape[0], bool)
    for rule in rules:
        found[terms.units_with(rule.rule)] = True
    return found


def held_out_rules(terms: Terms, read: Read) -> Mask:
    """A mask of the units, of those read, in which rules hit that were learned in other interviews."""
    rows, found = np.flatnonzero(read.read), np.zeros(len(read.read), bool)
    part = folds([read.groups[row] for row in rows.tolist()], read.positive[rows])
    for fold in np.unique(part).tolist():
        there = rows[part == fold]
        known = np.array(read.read)
        known[there] = False
        found[there] = found_by(terms, lemma_rules(terms, replace(read, read=known)))[there]
    return found


def _candidates(there: sparse.csc_matrix, positive: Mask, groups: Sequence[str]) -> list[int]:
    """The columns that tell the code, the most telling first."""
    with_code, all_units = there[positive].getnnz(axis=0), there.getnnz(axis=0)
    here, elsewhere = int(positive.sum()), int((~positive).sum())
    scored = []
    for column in np.flatnonzero(with_code >= FEWEST).tolist():
        yes, no = int(with_code[column]), int(all_units[column] - with_code[column])
        if yes * elsewhere <= no * here:
            continue
        score = log_likelihood(yes, no, here, elsewhere)
        if score >= TELLING:
            at = there.indices[there.indptr[column] : there.indptr[column + 1]]
            if len({groups[row] for row in at.tolist() if positive[row]}) >= FEWEST_INTERVIEWS:
                scored.append((-score, column))
    return [column for _, column in sorted(scored)[:CANDIDATES]]


def _f1(covered: Mask, at: Ints, positive: Mask) -> float:
    new = at[~covered[at]]
    hits, said = int((covered & positive).sum() + positive[new].sum()), int(covered.sum() + len(new))
    return 2 * hits / (said + int(positive.sum()))
