"""How well codes are learned from a coded set: `python benchmarks/learning.py FOLDER`.

FOLDER holds units.csv (unit, group, position, speaker, role, question, language, text) and codes.csv (unit, code; a row
a positive), and read.csv (unit, code) when not every unit was looked at for every code. Whole groups are held out in
five folds, drawn three times; what is learned of the others, threshold and all, is asked about them. A row a code that
has enough positives, then means over the codes: of the regression, of marking every unit, of the best rules of words
and pairs learned from the same units.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from qualcode.coders.features import Features, features_of
from qualcode.coders.figures import Figures, figures_of
from qualcode.coders.learning import Read, learn, learned_from
from qualcode.coders.lemma_rules import Terms, found_by, lemma_rules, terms_of
from qualcode.coders.texts import spoken_texts
from qualcode.coders.words import rows_between, unit_words

FOLDS, SEEDS = 5, (1, 2, 3)


class Coded(NamedTuple):
    """A coded set: the group of each unit, what units are told apart by, what rules can ask for, and what was read of
    each code.
    """

    groups: list[str]
    features: Features
    terms: Terms
    read: dict[str, Read]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def coded_set(folder: Path) -> Coded:
    """The coded set in a folder, units in the order of their groups and places."""
    units = rows_of(folder / "units.csv")
    order = {name: number for number, name in enumerate(dict.fromkeys(unit["group"] for unit in units))}
    units.sort(key=lambda unit: (order[unit["group"]], float(unit["position"] or 0)))
    groups = [unit["group"] for unit in units]
    words = unit_words(
        spoken_texts([unit["text"] for unit in units], groups, [unit["language"] for unit in units]), len(units)
    )
    features = features_of(
        words, rows_between(groups), [[unit[name] or "" for unit in units] for name in ("role", "question")]
    )
    number = {unit["unit"]: row for row, unit in enumerate(units)}
    marks: dict[str, np.ndarray] = {}
    for row in rows_of(folder / "codes.csv"):
        marks.setdefault(row["code"], np.zeros(len(units), bool))[number[row["unit"]]] = True
    looked = dict.fromkeys(marks, np.ones(len(units), bool))
    if (folder / "read.csv").exists():
        looked = {code: positive.copy() for code, positive in marks.items()}
        for row in rows_of(folder / "read.csv"):
            if row["code"] in looked:
                looked[row["code"]][number[row["unit"]]] = True
    return Coded(
        groups, features, terms_of(words), {code: Read(groups, looked[code], marks[code]) for code in sorted(marks)}
    )


def drawn_folds(groups: list[str], seed: int) -> np.ndarray:
    """The fold of each unit: whole groups, drawn at random."""
    names = sorted(set(groups))
    np.random.default_rng(seed).shuffle(names)
    fold = {name: place % FOLDS for place, name in enumerate(names)}
    return np.array([fold[group] for group in groups])


def held_out(coded: Coded, read: Read, seed: int) -> tuple[Figures, Figures]:
    """The figures of the regression and of the learned rules over all units read, each asked about by what was learned
    elsewhere.
    """
    part = drawn_folds(coded.groups, seed)
    given, probability, ruled = (np.zeros(len(part), kind) for kind in (bool, float, bool))
    for fold in range(FOLDS):
        there = part == fold
        known = Read(read.groups, read.read & ~there, read.positive)
        if known.interviews > 1:
            learned = learned_from(coded.features, known)
            given[there], probability[there] = learned.applies[there], learned.probability[there]
        ruled[there] = found_by(coded.terms, lemma_rules(coded.terms, known))[there]
    positive = read.positive[read.read]
    return figures_of(positive, given[read.read], probability[read.read]), figures_of(positive, ruled[read.read])


def main() -> None:
    """Print the figures of the set that is named."""
    folder = Path(sys.argv[1])
    coded = coded_set(folder)
    print(f"{len(coded.groups)} units in {len(set(coded.groups))} groups, {coded.features.values.shape[1]} features")
    print(f"{'code':28}  units   yes  prec   rec    F1  kappa  calib all F1  rules  kappa")
    means, spent = list[np.ndarray](), 0.0
    for code, read in coded.read.items():
        if why := read.missing():
            print(f"{code[:28]:28} left out: {why}")
            continue
        begun = time.process_time()
        learn(coded.features, read)
        spent += time.process_time() - begun
        found = [held_out(coded, read, seed) for seed in SEEDS]
        figures = np.nanmean(
            [(m.precision, m.recall, m.f1, m.kappa, m.calibration_error, m.all_f1, r.f1, r.kappa) for m, r in found],
            axis=0,
        )
        means.append(figures)
        cells = "{:5.2f} {:5.2f} {:5.2f} {:6.2f} {:6.3f} {:6.2f} {:6.2f} {:6.2f}".format(*figures)
        print(f"{code[:28]:28} {int(read.read.sum()):6} {read.positives:5} {cells}", flush=True)
    if not means:
        sys.exit("no code has enough positives.")
    print(f"all {len(means)} codes are learned in {spent:.1f} s of this machine's time")
    mean = np.mean(means, axis=0)
    print(f"calibration error {mean[4]:.3f}")
    print("macro F1 {2:.2f} kappa {3:.2f} all-positive F1 {5:.2f} rules F1 {6:.2f} kappa {7:.2f}".format(*mean))


if __name__ == "__main__":
    main()
