"""What findings say about the coding itself: who decided, how right the rules are, how far coders agree."""

from __future__ import annotations

from qualcode.analysis import Tidy
from qualcode.analysis.coders import between_coders
from qualcode.analysis.validity import OVERALL, validity
from qualcode.coding.human import CONSENSUS, SAID, SAMPLE
from qualcode.errors import Problem, QualcodeError
from qualcode.model import RULES_CODER
from qualcode.report.material import Coding, Comparison, Judgement
from qualcode.report.reliability import validity_paragraph
from qualcode.study.comparing import readings_of
from qualcode.study.line import Line
from qualcode.study.sample import NotCoded, judge


def coding_of(line: Line, tidy: Tidy) -> Coding:
    """Whose codings count in the tables, and what people decided about them."""
    who = line.people.chosen(line.study.settings.coding.coders)
    if not tidy.coders:
        return Coding(who)
    said = [decision.decision for _, decision in line.people.decisions(who).values()]
    left = int((tidy.codings["coder"] == RULES_CODER).sum())
    return Coding(who, tidy.coders, said.count("accept"), said.count("reject"), said.count("add"), left)


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
    placed = line.people.placed(found.coder)
    blind = all(decision.blind for decision in placed)
    sample = found.sample
    facts = (sample.unit, sample.population, sample.seed, found.coder, blind, found.read, found.of)
    numbers = {str(name): float(value) for name, value in overall[0].items() if isinstance(value, float)} if overall else {}
    return Judgement(table, validity_paragraph(language, *facts, numbers))


def comparison_of(line: Line) -> Comparison | None:
    """How far those agree who each read something to the end; nothing when fewer than two did, or not the same."""
    people = line.people
    names = [name for name in people.files if name != CONSENSUS and any(d.decision == "seen" for d in people.files[name].decisions)]
    if len(names) < 2:
        return None
    warnings = list(line.warnings)
    try:
        readings = readings_of(line, names)
        table = between_coders(readings)
    except QualcodeError:
        return None
    finally:
        line.warnings[:] = warnings
    blind = all(decision.blind for name in names for decision in people.files[name].decisions if decision.decision in SAID)
    return Comparison(table, tuple(names), blind)
