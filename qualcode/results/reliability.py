"""What findings say about the coding itself: who decided, how right the rules are, how far coders agree."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import combinations

import pandas as pd

from qualcode.analysis.coders import PLACE as UNIT
from qualcode.analysis.coders import between_coders
from qualcode.analysis.table import Table
from qualcode.analysis.validity import OVERALL, validity
from qualcode.errors import Problem, QualcodeError
from qualcode.model import RULES_CODER
from qualcode.people.applied import PLACE
from qualcode.people.comparison import readings_of
from qualcode.people.counted import Counted, counting
from qualcode.people.decision_places import People
from qualcode.people.decisions import CONSENSUS, SAMPLE
from qualcode.people.judgement import Judgement, NotCoded, judge
from qualcode.people.read_units import looked_at
from qualcode.people.rule_history import FRESH, SEEN, freshness
from qualcode.report.findings_data import Coding, Comparison
from qualcode.report.findings_data import Judgement as ShownJudgement
from qualcode.report.validity_text import machine_sentence, validity_paragraph


def coding_of(counted: Counted) -> Coding:
    """Whose codings count in the tables, and what people decided about those of the rules."""
    tidy, people = counted.tidy, counted.people
    who = people.parts(counting(people)[0])[0]  # of a machine beside it something is said of its own
    if not tidy.coders or who == RULES_CODER:
        return Coding(who, unread=who == RULES_CODER and not people.files)
    rules = counted.coded.codings
    found = set(zip(*(rules[name] for name in PLACE), strict=True))
    decided = {place: decision.decision for place, (_, decision) in people.decisions(who).items()}
    left = {
        place
        for place in zip(*(tidy.codings[name] for name in (*PLACE, "coder")), strict=True)
        if place[4] == RULES_CODER
    }
    accepted = sum(place in found and decision in ("add", "accept") for place, decision in decided.items())
    added = sum(place not in found and decision in ("add", "accept") for place, decision in decided.items())
    coders = tuple(name for name in tidy.coders if name in people.files and name != CONSENSUS)
    return Coding(who, coders, accepted, len(found) - len(left) - accepted, added, len(left), CONSENSUS in tidy.coders)


def judged_if_any(people: People) -> tuple[Judgement | None, Sequence[Problem]]:
    """How right the rules are, when someone coded the sample (nothing when no one or several did), and what is
    doubtful.
    """
    path = people.corpus.study.root / SAMPLE
    if not path.exists():
        return None, ()
    try:
        found = judge(people)
        return found, found.warnings
    except NotCoded:
        return None, ()
    except QualcodeError as error:  # several coded it, or another unit than it was drawn for
        return None, [Problem(f"how right the rules are is not in the findings: {error}", path)]


def shown_judgement(found: Judgement, language: str, counted: Counted | None = None) -> ShownJudgement:
    """A judgement as findings show it; of a study as it counts with a sentence on each machine whose codings count."""
    table, sample = validity(found.judged), found.sample
    facts = (sample.unit, sample.population, sample.seed, found.coder, found.blind, found.read, found.of)
    said = [validity_paragraph(language, *facts, _overall(table))]
    if counted is not None:
        codings, people = counted.tidy.codings, counted.people
        for name in people.machines(counting(people)[0]):
            judged = _overall(validity(judge(people, of=name).judged))
            said.append(machine_sentence(language, name, int((codings["coder"] == name).sum()), judged))
    return ShownJudgement(table, " ".join(said))


def judged_apart(people: People, person: str, of: str, seed: int) -> Table:
    """`validity` of all interviews, and of the fresh and the seen ones apart: its columns after interviews (all, fresh,
    seen).

    A part of which nobody has read a unit of the sample is not there. Raises what `judge` does, and QualcodeError where
    nothing was recorded of which interviews are fresh.
    """
    known = freshness(people.corpus.study)
    if not known:
        raise QualcodeError("which interviews are fresh is not known yet. `qualcode run` records it.")
    found = {"all": judge(people, person, of)}
    for part in (FRESH, SEEN):
        with suppress(NotCoded):
            found[part] = judge(people, person, of, [name for name, how in known.items() if how == part])
    frames = [validity(one.judged, seed=seed).frame.assign(interviews=part) for part, one in found.items()]
    frame = pd.concat(frames, ignore_index=True)
    return Table(
        "validity", frame[["interviews", *(name for name in frame.columns if name != "interviews")]], missing="–"
    )


def _overall(table: Table) -> dict[str, float]:
    """The numbers of the row of all codes."""
    rows = table.frame[table.frame["code"] == OVERALL].tail(1).to_dict("records")
    return {str(name): float(value) for name, value in rows[0].items() if isinstance(value, float)} if rows else {}


def comparison_of(people: People) -> Comparison | None:
    """How far those two agree who both read most units, of equal pairs the one that coded blind; nothing when no two
    read the same.
    """
    units, names = people.coded.units, [name for name in people.files if name != CONSENSUS]
    read = {name: mask for name in names if (mask := looked_at(people, name, units)).any()}
    blind = {name: all(decision.blind for decision in people.placed(name).decisions) for name in read}
    pairs = [(int((read[a] & read[b]).sum()), blind[a] and blind[b], (a, b)) for a, b in combinations(read, 2)]
    shared, unseen, pair = max(pairs, key=lambda found: found[:2], default=(0, False, ()))
    if not shared:
        return None
    try:
        table = between_coders(readings_of(people, pair).readings)
    except QualcodeError:
        return None
    return Comparison(table, pair, unseen, _others(units, read, pair))


def _others(units: pd.DataFrame, read: dict[str, pd.Series[bool]], pair: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """How many units those have read who are not of the pair."""
    return tuple(
        (name, len(units.loc[mask, UNIT].drop_duplicates())) for name, mask in read.items() if name not in pair
    )
