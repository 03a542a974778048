"""What findings say about the coding itself: who decided, how right the rules are, how far coders agree."""

from __future__ import annotations

from itertools import combinations

from qualcode.analysis import Tidy
from qualcode.analysis.coders import PLACE as UNIT
from qualcode.analysis.coders import between_coders
from qualcode.analysis.validity import OVERALL, validity
from qualcode.coding.human import CONSENSUS, SAMPLE
from qualcode.errors import Problem, QualcodeError
from qualcode.model import RULES_CODER
from qualcode.report.material import Coding, Comparison, Judgement
from qualcode.report.reliability import validity_paragraph
from qualcode.study.comparing import looked_at, readings_of
from qualcode.study.line import Line
from qualcode.study.sample import NotCoded, judge
from qualcode.study.tables import PLACE


def coding_of(line: Line, tidy: Tidy) -> Coding:
    """Whose codings count in the tables, and what people decided about those of the rules."""
    who = line.people.chosen(line.study.settings.coding.coders)
    if not tidy.coders:
        return Coding(who)
    rules = line.codings_of(RULES_CODER)
    found = set(zip(*(rules[name] for name in PLACE), strict=True))
    decided = {place: decision.decision for place, (_, decision) in line.people.decisions(who).items()}
    left = {place for place in zip(*(tidy.codings[name] for name in (*PLACE, "coder")), strict=True) if place[4] == RULES_CODER}
    accepted = sum(place in found and decision in ("add", "accept") for place, decision in decided.items())
    added = sum(place not in found and decision in ("add", "accept") for place, decision in decided.items())
    coders = tuple(name for name in tidy.coders if name != CONSENSUS)
    return Coding(who, coders, accepted, len(found) - len(left) - accepted, added, len(left), CONSENSUS in tidy.coders)


def judgement_if_any(line: Line, language: str) -> Judgement | None:
    """How right the rules are, when someone coded the sample; nothing when no one or several did."""
    if not (line.study.root / SAMPLE).exists():
        return None
    try:
        return judgement_of(line, language)
    except NotCoded:
        return None
    except QualcodeError as error:  # several coded it, or another unit than it was drawn for
        line.warnings.append(Problem(f"how right the rules are is not in the findings: {error}", line.study.root / SAMPLE))
        return None


def judgement_of(line: Line, language: str, against: str = "") -> Judgement:
    """How right the rules are by the sample; raises QualcodeError as `judge`."""
    found = judge(line, against)
    table = validity(found.judged)
    overall = table.frame[table.frame["code"] == OVERALL].tail(1).to_dict("records")
    sample = found.sample
    facts = (sample.unit, sample.population, sample.seed, found.coder, found.blind, found.read, found.of)
    numbers = {str(name): float(value) for name, value in overall[0].items() if isinstance(value, float)} if overall else {}
    return Judgement(table, validity_paragraph(language, *facts, numbers))


def comparison_of(line: Line) -> Comparison | None:
    """How far those two agree who both read most units, of equal pairs the one that coded blind; nothing when no two read the same."""
    people, units = line.people, line.units()
    names = [name for name in people.files if name != CONSENSUS]
    read = {name: looked_at(line, name, units) for name in names}
    read = {name: mask for name, mask in read.items() if mask.any()}
    blind = {name: all(decision.blind for decision in people.placed(name)) for name in read}
    pairs = [(int((read[a] & read[b]).sum()), blind[a] and blind[b], (a, b)) for a, b in combinations(read, 2)]
    shared, unseen, pair = max(pairs, key=lambda found: found[:2], default=(0, False, ()))
    if not shared:
        return None
    warnings = list(line.warnings)
    try:
        table = between_coders(readings_of(line, pair))
    except QualcodeError:
        return None
    finally:
        line.warnings[:] = warnings
    others = tuple((name, len(units.loc[mask, UNIT].drop_duplicates())) for name, mask in read.items() if name not in pair)
    return Comparison(table, pair, unseen, others)
