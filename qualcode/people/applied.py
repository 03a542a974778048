"""The codings of a coder: the rules' codings with people's decisions applied to them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from qualcode.analysis.tidy import CODING_COLUMNS, NO, YES
from qualcode.language.negation import NegatedClauses, Negations
from qualcode.line.corpus import Corpus
from qualcode.line.tidy_rows import NUMBERS, with_categories
from qualcode.model import RULES_CODER, Codebook
from qualcode.people.decision_places import Lost, People
from qualcode.people.decisions import CONSENSUS, REVIEWED, Decision, Place, standing
from qualcode.people.read_units import only_consensus

PLACE = ["transcript", "start", "end", "code"]
Decided = Mapping[Place, tuple[str, Decision]]  # what holds at a place, and whose it is


@dataclass(frozen=True)
class CoderCodings:
    """The codings of a coder with CODING_COLUMNS, and the decisions that count nowhere."""

    codings: pd.DataFrame
    lost: tuple[Lost, ...] = ()


def decided_codings(people: People, who: str) -> CoderCodings:
    """The codings of the rules, of one person, or `reviewed`."""
    coded = people.coded
    if who == RULES_CODER:
        return CoderCodings(coded.codings)
    decided = people.decisions(who)
    rules = coded.codings if who == REVIEWED else coded.codings[:0]
    found = with_people(coded.units, rules, decided, people.corpus)
    if who == REVIEWED and CONSENSUS in people.files:
        found = only_consensus(coded.units, found, people.placed(CONSENSUS).decisions)
        decided = {place: pair for place, pair in decided.items() if pair[0] == CONSENSUS}
    counted = set(zip(*(found[name] for name in PLACE), strict=True))
    lost = [one for name in people.makers(who) for one in people.placed(name).lost]
    return CoderCodings(found, tuple(dict.fromkeys((*lost, *_unspoken(decided, counted)))))


def with_memos(frame: pd.DataFrame, people: People) -> pd.DataFrame:
    """Codings with what their coders wrote about them as the last column, memo."""
    memos = {
        (coder, *place): decision.memo
        for coder in frame["coder"].drop_duplicates()
        if coder in people.files
        for place, decision in standing(people.placed(coder).decisions).items()
        if decision.memo
    }
    keys = zip(*(frame[name] for name in ("coder", *PLACE)), strict=True)
    return frame.assign(memo=pd.array([memos.get(key, "") for key in keys], dtype="string"))


def lost_decisions(people: People) -> tuple[Lost, ...]:
    """The decisions of any coder that count nowhere."""
    return tuple(dict.fromkeys(lost for name in people.files for lost in decided_codings(people, name).lost))


def _unspoken(decided: Decided, counted: set[Place]) -> Iterator[Lost]:
    """The codings that stand in no unit: speech that is not coded."""
    for place, (coder, decision) in decided.items():
        if decision.decision in ("add", "accept") and place not in counted:
            yield Lost(coder, decision, "speech that is not coded")


def with_people(units: pd.DataFrame, codings: pd.DataFrame, decided: Decided, corpus: Corpus) -> pd.DataFrame:
    """The rules' codings with people's decisions applied: CODING_COLUMNS, a row for each unit that a person's coding
    touches.

    A rejected stretch takes away the rules' codings of its code that overlap it; an accepted or added one is the
    person's coding.
    """
    taken = touched(codings, [place for place, (_, decision) in decided.items() if decision.decision == "reject"])
    added = {place: pair for place, pair in decided.items() if pair[1].decision in ("add", "accept")}
    taken |= {at for at, place in enumerate(zip(*(codings[name] for name in PLACE), strict=True)) if place in added}
    left = codings.drop(index=codings.index[sorted(taken)])
    own = people_frame(units, codings, added, corpus)
    return with_categories(pd.concat([left.astype(own.dtypes), own], ignore_index=True))


def people_frame(units: pd.DataFrame, codings: pd.DataFrame, added: Decided, corpus: Corpus) -> pd.DataFrame:
    """People's own codings with CODING_COLUMNS, in the order of the text; what stands in no unit is left out.

    One that agrees with a coding of the rules to the letter keeps its rule.
    """
    rules = {tuple(row[:4]): row[4:] for row in codings[[*PLACE, "rule", "lemma"]].itertuples(index=False, name=None)}
    themes = _themes(corpus.study.codebook)
    stretches = {str(name): _Stretches(frame) for name, frame in units.groupby("transcript", sort=False)}
    rows = []
    for transcript, places in groupby(sorted(added, key=lambda place: place[:3]), key=lambda place: place[0]):
        negated = _negated(corpus, transcript) if transcript in stretches else None
        for place in places if transcript in stretches else ():
            (coder, decision), (_, start, end, code) = added[place], place
            what = (code, themes[code], coder, start, end, decision.quote, *rules.get(place, ("", "")))
            under = YES if negated is not None and negated.hold(start, end) else NO
            rows += [(transcript, *unit, *what, under) for unit in stretches[transcript].between(start, end)]
    kinds = {name: "int64" if name in NUMBERS else object for name in CODING_COLUMNS}
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS)).astype(kinds)


def _themes(codebook: Codebook) -> dict[str, str]:
    return {place.code.id: place.theme for place in codebook.walk()}


def _negated(corpus: Corpus, name: str) -> NegatedClauses | None:
    """The negations of a transcript."""
    transcript = corpus.transcript(name)
    return Negations(transcript.language).of(corpus.tokens(transcript)) if transcript is not None else None


class _Stretches:
    """The stretches of one transcript's units, in the order of the text."""

    def __init__(self, units: pd.DataFrame) -> None:
        self._starts, self._ends = units["start"].tolist(), units["end"].tolist()
        self._rows = list(units[["turn", "unit", "speaker", "role", "question"]].itertuples(index=False, name=None))

    def between(self, start: int, end: int) -> list[tuple[object, ...]]:
        """Turn, unit, speaker, role and question of the stretches that overlap a span."""
        return self._rows[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


def touched(codings: pd.DataFrame, places: Iterable[Place]) -> set[int]:
    """The rows of codings that overlap a place and have its code."""
    by_code: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for transcript, start, end, code in places:
        by_code.setdefault((transcript, code), []).append((start, end))
    rows = zip(codings["transcript"], codings["code"], codings["start"], codings["end"], strict=True)
    return {
        at
        for at, (name, code, start, end) in enumerate(rows)
        if any(a < end and start < b for a, b in by_code.get((name, code), ()))
    }
