"""Units and codings of each transcript → the study's tidy tables, with attributes and the order of every dimension's levels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from qualcode.analysis.bins import number_of
from qualcode.analysis.tidy import CODING_COLUMNS, MISSING, NO, NO_QUESTION, UNIT_COLUMNS, YES, Tidy
from qualcode.coding.human import Decision, Place
from qualcode.errors import Problem
from qualcode.model import ROLES, RULES_CODER, Codebook, Coding, Transcript
from qualcode.study.folder import Study

if TYPE_CHECKING:
    from qualcode.coding.units import Units

PLACE = ["transcript", "start", "end", "code"]
Negated = Callable[[str, int, int], bool]  # whether the stretch of the transcript stands under a negation


def unit_frame(transcript: Transcript, units: Units) -> pd.DataFrame:
    """The transcript's stretches with UNIT_COLUMNS."""
    turns = {turn.number: turn for turn in transcript.turns}
    spoken = [turns[number] for number in units.turn.tolist()]
    columns = {
        "transcript": transcript.id,
        "unit": units.unit,
        "turn": units.turn,
        "speaker": [turn.speaker for turn in spoken],
        "role": [turn.role for turn in spoken],
        "question": [turn.question or NO_QUESTION for turn in spoken],
        "start": units.start,
        "end": units.end,
        "words": units.words,
    }
    return pd.DataFrame(columns, columns=list(UNIT_COLUMNS))


def coding_frame(transcript: Transcript, codings: Iterable[Coding], codebook: Codebook) -> pd.DataFrame:
    """The transcript's codings with CODING_COLUMNS."""
    turns = {turn.number: turn for turn in transcript.turns}
    themes = {place.code.id: place.theme for place in codebook.walk()}
    rows = []
    for c in codings:
        turn = turns[c.turn]
        who = (turn.speaker, turn.role, turn.question or NO_QUESTION)
        what = (c.code, themes[c.code], c.coder, c.start, c.end, c.quote, c.rule, c.lemma, YES if c.negated else NO)
        rows.append((c.transcript, c.turn, c.unit, *who, *what))
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


Decided = Mapping[Place, tuple[str, Decision]]  # what holds at a place, and whose it is


def with_people(units: pd.DataFrame, codings: pd.DataFrame, decided: Decided, codebook: Codebook, negated: Negated) -> pd.DataFrame:
    """The rules' codings with people's decisions applied: CODING_COLUMNS, a row for each unit that a person's coding touches.

    A rejected stretch takes away the rules' codings of its code that overlap it; an accepted or added one is the person's coding.
    """
    taken = _touched(codings, [place for place, (_, decision) in decided.items() if decision.decision == "reject"])
    added = {place: pair for place, pair in decided.items() if pair[1].decision in ("add", "accept")}
    taken |= {at for at, place in enumerate(zip(*(codings[name] for name in PLACE), strict=True)) if place in added}
    return pd.concat(
        [codings.drop(index=codings.index[sorted(taken)]), people_frame(units, codings, added, codebook, negated)], ignore_index=True
    )


def people_frame(units: pd.DataFrame, codings: pd.DataFrame, added: Decided, codebook: Codebook, negated: Negated) -> pd.DataFrame:
    """People's own codings with CODING_COLUMNS, in the order of the text; what stands in no unit is left out.

    One that agrees with a coding of the rules to the letter keeps its rule.
    """
    themes = {place.code.id: place.theme for place in codebook.walk()}
    rules = {tuple(row[:4]): row[4:] for row in codings[[*PLACE, "rule", "lemma"]].itertuples(index=False, name=None)}
    stretches = {str(name): _Stretches(frame) for name, frame in units.groupby("transcript", sort=False)}
    rows = []
    for place, (coder, decision) in sorted(added.items(), key=lambda pair: pair[0][:3]):
        transcript, start, end, code = place
        touched = stretches[transcript].between(start, end) if transcript in stretches else []
        what = (code, themes[code], coder, start, end, decision.quote, *rules.get(place, ("", "")))
        rows += [(transcript, *unit, *what, YES if negated(transcript, start, end) else NO) for unit in touched]
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


class _Stretches:
    """The stretches of one transcript's units, in the order of the text."""

    def __init__(self, units: pd.DataFrame) -> None:
        self._starts, self._ends = units["start"].tolist(), units["end"].tolist()
        self._rows = list(units[["turn", "unit", "speaker", "role", "question"]].itertuples(index=False, name=None))

    def between(self, start: int, end: int) -> list[tuple[object, ...]]:
        """Turn, unit, speaker, role and question of the stretches that overlap a span."""
        return self._rows[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


def _touched(codings: pd.DataFrame, places: Iterable[Place]) -> set[int]:
    """The rows of codings that overlap a place and have its code."""
    by_code: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for transcript, start, end, code in places:
        by_code.setdefault((transcript, code), []).append((start, end))
    rows = zip(codings["transcript"], codings["code"], codings["start"], codings["end"], strict=True)
    return {at for at, (name, code, start, end) in enumerate(rows) if any(a < end and start < b for a, b in by_code.get((name, code), ()))}


def tidy_of(study: Study, transcripts: tuple[str, ...], units: pd.DataFrame, codings: pd.DataFrame, coders: tuple[str, ...] = ()) -> Tidy:
    """The frames of all transcripts that could be read as one study; `coders` are those whose decisions count."""
    attributes = study.participants.names
    units, codings = _with_attributes(study, units), _with_attributes(study, codings)
    codings = codings[[*(name for name in codings.columns if name != "negated"), "negated"]]
    levels = _levels(study, units, transcripts)
    levels["coder"] = tuple(dict.fromkeys((*([RULES_CODER] if (codings["coder"] == RULES_CODER).any() or not coders else []), *coders)))
    return Tidy(study.codebook, units, codings, levels, attributes, study.settings.coding.unit, coders=coders)


def doubtful_attributes(study: Study, units: pd.DataFrame) -> Iterator[Problem]:
    """What of participants.csv may be a slip: speakers of one table who are not in the other, and numbers of which one is none."""
    people, rows = study.participants, study.participants.rows or {}
    if any(speaker for _, speaker in rows):
        spoken = units.loc[units["role"] == "participant", ["transcript", "speaker"]].drop_duplicates()
        there = {(name, label.casefold()): label for name, label in spoken.itertuples(index=False, name=None)}
        read = {name for name, _ in there}
        gone = [f"{name}, {speaker}" for name, speaker in rows if speaker and name in read and (name, speaker) not in there]
        alone = [f"{name}, {label}" for (name, key), label in there.items() if (name, key) not in rows and (name, "") not in rows]
        if gone:
            labels = ", ".join(dict.fromkeys(there.values()))
            hint = f"Speakers: {labels}. A label that was changed in a transcript is to be changed here too."
            yield Problem(f"has rows for speakers who are not there: {'; '.join(gone)}.", study.participants_path, hint=hint)
        if alone:
            yield Problem(f"has no row for {'; '.join(alone)}; the attributes are missing there.", study.participants_path)
    for name in people.names:
        values = {key: row[name] for key, row in rows.items() if row.get(name)}
        odd = [f"{value!r} ({', '.join(filter(None, key))})" for key, value in values.items() if number_of(value) is None]
        if odd and len(odd) <= len(values) // 2:
            hint = "A number alone makes it one: 34, not `noin 34`. If it is a name, nothing is to be done."
            yield Problem(
                f"the values of {name!r} are numbers but for {', '.join(odd)}, so they count as names.", study.participants_path, hint=hint
            )


def _with_attributes(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    pairs = frame[["transcript", "speaker"]].drop_duplicates()
    rows = [study.participants.of(transcript, speaker) for transcript, speaker in pairs.itertuples(index=False, name=None)]
    values = pd.DataFrame(rows, index=pairs.index, columns=list(study.participants.names)).replace("", MISSING)
    return frame.merge(pd.concat([pairs, values], axis=1), on=["transcript", "speaker"], how="left") if study.participants.names else frame


def _levels(study: Study, units: pd.DataFrame, transcripts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Every dimension's levels: files' order, the guide's order, first seen; missing values last."""
    asked = tuple(question.id for question in study.guide.questions)
    unasked = (NO_QUESTION,) if (units["question"] == NO_QUESTION).any() or not asked else ()
    levels = {
        "transcript": transcripts,
        "speaker": tuple(units["speaker"].drop_duplicates()),
        "role": tuple(role for role in ROLES if (units["role"] == role).any()),
        "question": asked + unasked,
        "coder": (),  # told by `tidy_of`
        "negated": (YES, NO),
    }
    for name in study.participants.names:
        seen = list(units[name].drop_duplicates())
        levels[name] = tuple(sorted(seen, key=lambda value: value == MISSING))
    return levels
