"""Coded sets of which it is known how well anyone can do: `python benchmarks/generated_codes.py FOLDER [UNITS]`.

A unit holds common words and, for each code, at most one of a few telling words, and has the code with the chance that
word gives. No one can know more than the chances; the best attainable F1 is that of the threshold on them that is best
for the set drawn.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path
from typing import NamedTuple

GROUPS = 12
COMMON = [
    f"{first}{last}"
    for first in "ka te mi so lu pa ri ny".split()
    for last in "kola mari tuse nipo ravi helu sami vone".split()
]
TELLING = {"price": "blorf crane dusk ember fjord".split(), "trust": "gavel hollow ivory jumble kestrel".split()}
CHANCES = (0.95, 0.85, 0.7, 0.4, 0.2)  # of the code, by the telling word
OTHERWISE = 0.01
SHARE = 0.06  # of units that hold each of a code's telling words
COLUMNS = ("unit", "group", "position", "speaker", "role", "question", "language", "text")


class Best(NamedTuple):
    """The F1 that no one can exceed but by luck."""

    code: str
    f1: float


def generated(folder: Path, units: int = 4000, seed: int = 1) -> list[Best]:
    """Write units.csv and codes.csv to a folder, and return the best attainable figure of each code."""
    chance = random.Random(seed)
    texts, chances = list[str](), {code: list[float]() for code in TELLING}
    for _ in range(units):
        words = chance.choices(COMMON, k=chance.randint(5, 12))
        for code, telling in TELLING.items():
            drawn = int(chance.random() / SHARE)
            chances[code].append(CHANCES[drawn] if drawn < len(telling) else OTHERWISE)
            words[chance.randrange(len(words)) : 0] = telling[drawn : drawn + 1]
        texts.append(" ".join(words))
    has = {code: [chance.random() < p for p in found] for code, found in chances.items()}
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        (f"u{n}", f"g{n * GROUPS // units:02}", n, "P", "participant", f"q{n % 5}", "en", text)
        for n, text in enumerate(texts)
    ]
    write(folder / "units.csv", COLUMNS, rows)
    write(
        folder / "codes.csv",
        ("unit", "code"),
        [(f"u{n}", code) for code, own in has.items() for n, yes in enumerate(own) if yes],
    )
    return [
        Best(code, max(f1(has[code], [p >= least for p in chances[code]]) for least in (*CHANCES, OTHERWISE)))
        for code in TELLING
    ]


def f1(has: list[bool], given: list[bool]) -> float:
    """F1 of units that were given a code."""
    both = sum(a and b for a, b in zip(has, given, strict=True))
    return 2 * both / (sum(has) + sum(given))


def write(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(columns)
        table.writerows(rows)


if __name__ == "__main__":
    for best in generated(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4000):
        print(f"{best.code:10} best attainable F1 {best.f1:.2f}")
