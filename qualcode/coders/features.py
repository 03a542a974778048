"""Units → numbers: what a coder that learns tells units apart by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from qualcode.coders.words import NOWHERE, Ints, UnitWords, WordType

Matrix = sparse.csr_matrix
Counts = tuple[Matrix, list[str]]  # how much of each named thing the rows have
FEWEST = 2  # units that a feature stands in; what stands in one alone tells nothing of another
OTHER_READING = 0.5  # how much a reading after the best counts
WEIGHTS = {"words": 1.0, "pairs": 0.4, "letters": 0.7, "around": 0.5, "place": 0.35, "rules": 1.0}


@dataclass(frozen=True)
class Features:
    """A row a unit, a column a feature, and what the columns are called: `words asiakas`, `pairs hyvä palvelu`, `place
    q3`.
    """

    values: Matrix
    names: tuple[str, ...]


def features_of(
    words: UnitWords, around: Sequence[Ints], places: Sequence[Sequence[str]], rules: Sequence[Collection[str]] = ()
) -> Features:
    """The features of units: readings of their words and parts of compounds, pairs of words, runs of letters, the words
    of the units `around` (rows before and after), what else is known of each (`places`: role, question), and the codes
    that `rules` gave it.

    Rare features weigh more (tf-idf); a unit's features of one kind are as long together as another's, times the kind's
    weight.
    """
    words_, names = words_of(words)
    letters, letter_names = _of_types(words, lambda word: dict.fromkeys(word.letters, 1.0))
    pairs, pair_names = pairs_of(words)
    place, place_names = _counted(
        [(row, text, 1.0) for row, own in enumerate(zip(*places, strict=True)) for text in own if text], words.size
    )
    given, given_names = _counted([(row, code, 1.0) for row, codes in enumerate(rules) for code in codes], words.size)
    kinds = {
        "words": (words_, names),
        "pairs": (pairs, pair_names),
        "letters": (letters, letter_names),
        "place": (place, place_names),
        "rules": (given, given_names),
    }
    blocks, columns = [], []
    for kind, (counts, called) in kinds.items():
        block, kept = _weighed(counts, called)
        if kind == "words":
            near = sum((_shifted(block, rows) for rows in around), sparse.csr_matrix(block.shape))
            blocks.append(_normed(near) * WEIGHTS["around"])
            columns += [f"around {name}" for name in kept]
        blocks.append(block * WEIGHTS[kind])
        columns += [f"{kind} {name}" for name in kept]
    values = sparse.csr_matrix(sparse.hstack(blocks, format="csr"))
    values.sort_indices()
    return Features(values, tuple(columns))


def words_of(words: UnitWords, parts: bool = True) -> Counts:
    """A row a unit: how often the readings of its words stand in it, and the parts of compounds."""

    def told(word: WordType) -> Mapping[str, float]:
        best, *others = word.lemmas
        return {**dict.fromkeys(others, OTHER_READING), **dict.fromkeys(word.parts if parts else (), 1.0), best: 1.0}

    return _of_types(words, told)


def _of_types(words: UnitWords, told: Callable[[WordType], Mapping[str, float]]) -> Counts:
    """A row a unit: how often each thing that is told of its words stands in it."""
    cells = [(number, name, weight) for number, word in enumerate(words.types) for name, weight in told(word).items()]
    of_type, names = _counted(cells, len(words.types))
    there = sparse.csr_matrix((np.ones(len(words.row)), (words.row, words.type)), (words.size, len(words.types)))
    return there @ of_type, names


def pairs_of(words: UnitWords) -> Counts:
    """A row a unit: which words stand in it one after the other, by their best readings."""
    lemmas = {lemma: number for number, lemma in enumerate(dict.fromkeys(word.lemmas[0] for word in words.types))}
    best = np.array([lemmas[word.lemmas[0]] for word in words.types], np.int64)[words.type]
    together = np.flatnonzero(np.diff(words.row) == 0)
    found, column = np.unique(best[together] * len(lemmas) + best[together + 1], return_inverse=True)
    called = list(lemmas)
    names = [f"{called[pair // len(lemmas)]} {called[pair % len(lemmas)]}" for pair in found.tolist()]
    return sparse.csr_matrix((np.ones(len(together)), (words.row[together], column)), (words.size, len(found))), names


def _counted(cells: Sequence[tuple[int, str, float]], size: int) -> Counts:
    """A row for each of `size` things: how much of each named thing it has, from cells (row, name, how much)."""
    columns = {name: column for column, name in enumerate(dict.fromkeys(name for _, name, _ in cells))}
    places = [row for row, *_ in cells], [columns[name] for _, name, _ in cells]
    return sparse.csr_matrix(([weight for *_, weight in cells], places), (size, len(columns))), list(columns)


def _weighed(counts: Matrix, names: Sequence[str]) -> Counts:
    """Tf-idf of the columns that stand in several units, each row of length one."""
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero(spread >= FEWEST)
    found = counts[:, kept].tocsr()
    found.data = 1 + np.log(np.maximum(found.data, 0.5))
    found = found @ sparse.diags(np.log((1 + counts.shape[0]) / (1 + spread[kept])) + 1)
    return _normed(found), [names[column] for column in kept.tolist()]


def _normed(values: Matrix) -> Matrix:
    length = np.sqrt(np.asarray(values.multiply(values).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(length > 0, length, 1)) @ values)


def _shifted(values: Matrix, rows: Ints) -> Matrix:
    """The rows at these places; none where there is none."""
    there = np.flatnonzero(rows != NOWHERE)
    pick = sparse.csr_matrix((np.ones(len(there)), (there, rows[there])), (len(rows), values.shape[0]))
    return sparse.csr_matrix(pick @ values)
