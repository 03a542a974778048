"""How far coders of one study agree: each code in each unit that they looked at, coded or not, applied or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.agreement import CODER_COLUMNS, REPEATS, Floats, Ratings, coefficients, drawn
from qualcode.analysis.table import Base, Drawings, Table
from qualcode.analysis.tidy import plain
from qualcode.errors import QualcodeError
from qualcode.model import Codebook

OVERALL = "(overall)"
PLACE = ["transcript", "unit"]
SHOWN = {"percent": "percent_agreement", "kappa": "", "ac1": "gwet_ac1", "alpha": "krippendorff_alpha"}
Marks = NDArray[np.int64]  # by unit and coder: 1 coded, 0 not, −1 not looked at
Spans = list[tuple[int, int]]
# transcript → place (start, end, code) → coder → yes or no
Differing = dict[str, dict[tuple[int, int, str], dict[str, str]]]
Unit = tuple[str, int]  # transcript and number

FEWEST = 3  # interviews of which intervals are drawn


@dataclass(frozen=True)
class Readings:
    """What coders read and how they coded it.

    `units` has UNIT_COLUMNS. `seen` is a mask of its rows by coder: what each looked at. `codings` are each coder's
    codings with at least transcript, unit, code, start, end, quote.
    """

    codebook: Codebook
    units: pd.DataFrame
    seen: Mapping[str, pd.Series[bool]]
    codings: Mapping[str, pd.DataFrame]
    unit: str = "sentence"
    only: frozenset[str] = frozenset()  # the codes that are compared, all of them where it is empty

    @property
    def coders(self) -> tuple[str, ...]:
        """The coders, in the order they were asked for."""
        return tuple(self.seen)

    @cached_property
    def places(self) -> pd.DataFrame:
        """A row for each unit that two coders or more looked at: transcript, unit, and whether each coder did."""
        looked = self.units[PLACE].assign(**{name: mask.to_numpy() for name, mask in self.seen.items()})
        found = looked.groupby(PLACE, sort=False).all().reset_index()
        return found[found[list(self.coders)].sum(axis=1) > 1].reset_index(drop=True)

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The codes that anyone gave to one of these units, in codebook order."""
        given = {code for name in self.coders for code in self._compared(name)["code"].unique()}
        return tuple(code for code in self.codes if code in given)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that are compared, in codebook order."""
        return tuple(place.code.id for place in self.codebook.walk() if not self.only or place.code.id in self.only)

    def _compared(self, coder: str) -> pd.DataFrame:
        """The coder's codings in units that are compared and that the coder looked at."""
        places = self.places.loc[self.places[coder], PLACE]
        return self.codings[coder].merge(places, on=PLACE)

    def left_out(self, coder: str) -> int:
        """How many of the coder's codings stand where not both looked."""
        found, compared = (
            {tuple(row) for row in frame[["transcript", "code", "start", "end"]].to_numpy()}
            for frame in (self.codings[coder], self._compared(coder))
        )
        return len(found - compared)

    def given(self, codes: frozenset[str]) -> Marks:
        """Whether each coder gave one of the codes to each unit of `places`: 1, 0, or −1 where the coder did
        not look.
        """
        index = pd.MultiIndex.from_frame(self.places[PLACE])
        columns = []
        for name in self.coders:
            rows = self.codings[name]
            coded = index.isin(pd.MultiIndex.from_frame(rows.loc[rows["code"].isin(codes), PLACE]))
            columns.append(np.where(self.places[name], coded.astype(np.int64), -1))
        return np.stack(columns, axis=1)

    def base(self) -> Base:
        """The base: units, interviews and words that are compared."""
        rows = self.units.merge(self.places[PLACE], on=PLACE)
        people = rows[rows["role"] == "participant"]
        sizes = (
            len(self.places),
            rows["transcript"].nunique(),
            len(people[["transcript", "speaker"]].drop_duplicates()),
            int(people["words"].sum()),
        )
        return Base(None, self.unit, *sizes, coders=self.coders)


def between_coders(readings: Readings, repeats: int = REPEATS, seed: int = 1) -> Table:
    """A row for each code, a theme with its subcodes, and one for all codes that anyone used.

    Columns: code, units (that two coders or more looked at), for two coders both, `only NAME` twice, neither (the 2×2
    table), for more all, some, none; percent, kappa (Cohen's of two, Fleiss' of more), ac1, alpha (Krippendorff's),
    alpha_low and alpha_high (its interval, interviews drawn again), overlap (letters that both of two coders gave the
    code to, out of those that either did). What is undefined is missing. The overall row is of units × codes that
    anyone used, each code alone. Raises QualcodeError when no unit was looked at by two.
    """
    return _table(readings, repeats, seed, wide=True)


def coefficients_between(readings: Readings, repeats: int = REPEATS, seed: int = 1) -> Table:
    """A row for each code and coefficient: code, coefficient, level, value, low, high, units, coders."""
    return _table(readings, repeats, seed, wide=False)


def _table(readings: Readings, repeats: int, seed: int, wide: bool) -> Table:
    if readings.places.empty:
        raise QualcodeError(
            f"no unit was looked at by two of {', '.join(readings.coders)}.\n"
            "    On the review page, `d` marks an interview as read; or take interviews with any "
            "coding as wholly read: --whole.\n"
            "    What was read for one code alone is compared with --code."
        )
    draws = _Draws(readings.places["transcript"], repeats, seed)
    rows, undefined = list[tuple[object, ...]](), 0
    for code, given in _by_code(readings):
        ratings, weights = draws.compressed(given)
        measured = coefficients(ratings, weights)
        found, undefined = [row for row, _ in measured], max(undefined, *(times for _, times in measured))
        if wide:
            rows.append((code, *_two_by_two(given), *_main(found, len(readings.coders)), _overlap(readings, code)))
        else:
            rows += [(code, *row) for row in found]
    drawings = Drawings(repeats, draws.number, draws.of, undefined)
    if not wide:
        frame = pd.DataFrame(rows, columns=["code", *CODER_COLUMNS])
        frame = frame.astype(dict.fromkeys(("value", "low", "high"), float))
        return Table("agreement", frame, readings.base(), missing="undefined", drawings=drawings)
    numbers = [*SHOWN, "alpha_low", "alpha_high", "overlap"]
    frame = pd.DataFrame(rows, columns=["code", "units", *_cells(readings.coders), *numbers]).astype(
        dict.fromkeys(numbers, float)
    )
    shares = frozenset({"percent", "overlap"})
    return Table(
        "agreement",
        frame.round(dict.fromkeys(numbers, 4)),
        readings.base(),
        shares,
        missing="undefined",
        drawings=drawings,
    )


def _by_code(readings: Readings) -> Iterator[tuple[str, Marks]]:
    """The ratings of each code with its subcodes, then of all used codes one below the other."""
    for place in (place for place in readings.codebook.walk() if place.code.id in readings.codes):
        yield place.code.id, readings.given(frozenset(below.code.id for below in place.code.walk()))
    alone = [readings.given(frozenset({code})) for code in readings.used]
    if alone:
        yield OVERALL, np.vstack(alone)


class _Draws:
    """Interviews drawn again and again; of fewer than three their units, for two drawn from two are mostly alike."""

    def __init__(self, transcripts: pd.Series[str], repeats: int, seed: int) -> None:
        several = transcripts.nunique() >= FEWEST
        self._group = transcripts.factorize()[0] if several else np.arange(len(transcripts))
        self.number = int(self._group.max()) + 1
        self.of: Literal["units", "transcripts"] = "transcripts" if several else "units"
        self._drawn = drawn(self.number, repeats, seed)

    def compressed(self, given: Marks) -> tuple[Ratings, Floats]:
        """The ratings with each pattern of a group once, and how often it is there by drawing, the units as they are
        first.
        """
        group = np.tile(self._group, len(given) // len(self._group))
        rows, times = np.unique(np.column_stack([group, given]), axis=0, return_counts=True)
        weights = np.vstack([np.ones((1, len(rows))), self._drawn[:, rows[:, 0]]]) * times.astype(float)
        return Ratings(rows[:, 1:], (0.0, 1.0)), weights


def _cells(coders: Sequence[str]) -> list[str]:
    return ["both", *(f"only {name}" for name in coders), "neither"] if len(coders) == 2 else ["all", "some", "none"]


def _two_by_two(given: Marks) -> list[int]:
    """The units, and how many of them got the code from both, from one alone, from neither; of more coders from all,
    some, none.
    """
    yes, looked = (given == 1).sum(axis=1), (given >= 0).sum(axis=1)
    every, none = int((yes == looked).sum()), int((yes == 0).sum())
    if given.shape[1] > 2:
        return [len(given), every, len(given) - every - none, none]
    alone = [int(((given[:, i] == 1) & (given[:, 1 - i] == 0)).sum()) for i in (0, 1)]
    return [len(given), every, *alone, none]


def _main(found: Sequence[tuple[object, ...]], coders: int) -> list[object]:
    by_name = {row[0]: row for row in found}
    names = [name or ("cohen_kappa" if coders == 2 else "fleiss_kappa") for name in SHOWN.values()]
    return [*(by_name[name][2] for name in names), *by_name["krippendorff_alpha"][3:5]]


def _overlap(readings: Readings, code: str) -> float | None:
    """The letters that both of two coders gave the code to, out of those that either did, in units both looked at; over
    all pairs.
    """
    if code == OVERALL:
        wanted = [frozenset({name}) for name in readings.used]
    else:
        places = {place.code.id: place.code for place in readings.codebook.walk()}
        wanted = [frozenset(below.code.id for below in places[code].walk())]
    shared = given = 0
    for first, second in combinations(readings.coders, 2):
        both = readings.places.loc[readings.places[first] & readings.places[second], PLACE]
        own = [readings.codings[name].merge(both, on=PLACE) for name in (first, second)]
        for codes in wanted:
            spans = [_spans(rows, codes) for rows in own]
            for transcript in dict.fromkeys(name for by_transcript in spans for name in by_transcript):
                a, b = _shared([by_transcript.get(transcript, []) for by_transcript in spans])
                shared, given = shared + a, given + b
    return round(shared / given, 6) if given else None


def _spans(rows: pd.DataFrame, codes: frozenset[str]) -> dict[str, Spans]:
    found: dict[str, Spans] = {}
    for transcript, start, end in rows.loc[rows["code"].isin(codes), ["transcript", "start", "end"]].itertuples(
        index=False, name=None
    ):
        found.setdefault(transcript, []).append((start, end))
    return found


def _shared(spans: Sequence[Spans]) -> tuple[int, int]:
    """How many letters stand in spans of every coder, and in spans of any."""
    edges = sorted(
        (place, change, coder) for coder, own in enumerate(spans) for a, b in own for place, change in ((a, 1), (b, -1))
    )
    depth, last, every, some = [0] * len(spans), 0, 0, 0
    for place, change, coder in edges:
        every += (place - last) * all(depth)
        some += (place - last) * any(depth)
        depth[coder] += change
        last = place
    return every, some


def disagreements(readings: Readings, text_of: Mapping[tuple[str, int], str] | None = None) -> Table:
    """A row for each unit and code that some coders who looked gave and others did not.

    Columns: transcript, unit, turn, question, code, then for each coder what was coded (its words joined by " · ", "–"
    where it was not, empty where the coder did not look), and with `text_of` text (the unit's).
    """
    first: dict[Unit, tuple[int, str]] = {}
    for transcript, unit, turn, question in readings.units[[*PLACE, "turn", "question"]].itertuples(
        index=False, name=None
    ):
        first.setdefault((transcript, unit), (turn, question))
    places: list[Unit] = list(readings.places[PLACE].itertuples(index=False, name=None))
    rows = []
    for code in readings.used:
        given = readings.given(frozenset({code}))
        differ = ((given == 1).any(axis=1)) & ((given == 0).any(axis=1))
        quoted = [_quoted(readings.codings[name], code) for name in readings.coders]
        for at in np.flatnonzero(differ).tolist():
            place = places[at]
            cells = [
                quotes[place] if mark == 1 else "–" if mark == 0 else ""
                for quotes, mark in zip(quoted, given[at], strict=True)
            ]
            rows.append((*place, *first[place], code, *cells, *([text_of[place]] if text_of else [])))
    columns = ["transcript", "unit", "turn", "question", "code", *readings.coders, *(["text"] if text_of else [])]
    order = {name: i for i, name in enumerate(dict.fromkeys(readings.units["transcript"]))}
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.sort_values(
        ["transcript", "unit"], key=lambda s: plain(s).map(order) if s.name == "transcript" else s, kind="stable"
    )
    return Table("disagreements", frame.reset_index(drop=True), readings.base())


def differing(readings: Readings) -> Differing:
    """Each coding in a unit where coders differ about its code: by transcript and place (start, end, code) who said yes
    or no.
    """
    found: Differing = {}
    for coder, transcript, start, end, code in _codings_in(
        readings, lambda given: (given == 1).any(axis=1) & (given == 0).any(axis=1)
    ):
        said = found.setdefault(transcript, {}).setdefault((start, end, code), dict.fromkeys(readings.coders, "no"))
        said[coder] = "yes"
    return found


def agreed(readings: Readings) -> Iterator[tuple[str, str, int, int, str]]:
    """Each coding (coder, transcript, start, end, code) that stands in a unit to which all gave its code."""
    return _codings_in(readings, lambda given: (given == 1).all(axis=1))


def _codings_in(
    readings: Readings, wanted: Callable[[Marks], NDArray[np.bool_]]
) -> Iterator[tuple[str, str, int, int, str]]:
    """The coders' codings in the units whose ratings are as wanted."""
    for code in readings.used:
        units = readings.places.loc[np.flatnonzero(wanted(readings.given(frozenset({code})))), PLACE]
        for coder in readings.coders:
            own = readings.codings[coder]
            rows = own[own["code"] == code].merge(units, on=PLACE)[["transcript", "start", "end"]].drop_duplicates()
            yield from ((coder, *row, code) for row in rows.itertuples(index=False, name=None))


def _quoted(codings: pd.DataFrame, code: str) -> dict[Unit, str]:
    rows = codings.loc[codings["code"] == code, [*PLACE, "quote"]]
    found: dict[Unit, list[str]] = {}
    for transcript, unit, quote in rows.itertuples(index=False, name=None):
        found.setdefault((transcript, unit), []).append(" ".join(quote.split()))
    return {place: " · ".join(dict.fromkeys(quotes)) for place, quotes in found.items()}
