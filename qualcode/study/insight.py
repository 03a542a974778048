"""What helps to develop a codebook on a study: why a unit was coded, what the codebook does not see, how each rule does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from qualcode.analysis.keyness import Passage, suggestions
from qualcode.analysis.table import Table
from qualcode.coding.coder import code_transcript
from qualcode.coding.units import Units, coded_roles, units_of
from qualcode.coding.usage import RuleUsage
from qualcode.coding.why import Reason, reasons
from qualcode.errors import QualcodeError
from qualcode.language import is_content
from qualcode.language.reading import shown_source
from qualcode.language.tokens import Tokens
from qualcode.model import Transcript, UnitKind
from qualcode.study.line import Line

WHY_COLUMNS = ("code", "rule", "outcome", "form", "lemma", "known_from", "note")


def why(line: Line, place: str) -> tuple[str, Table]:
    """The text of the unit TRANSCRIPT:UNIT, and a row for each rule that hit there or was a word short of it.

    Columns: code, rule, outcome (hit, near miss), form, lemma, known_from (own, dictionary, lexicon, spoken, guessed; empty for a regular
    expression), note. Raises QualcodeError for a place that is not there.
    """
    import pandas as pd

    name, colon, number = place.rpartition(":")
    if not colon or not number.isdecimal():
        raise QualcodeError(f"{place!r} is not TRANSCRIPT:UNIT, such as H1:22. `qualcode codings` shows each coding's unit.")
    for transcript in line.transcripts([name]):
        tokens = line.tokens(transcript)
        units = _units(line, transcript, tokens)
        ranges = dict(units.ranges({int(number)})).get(int(number))
        if ranges is None:
            raise QualcodeError(f"{name} has no unit {number}; its units are 1 to {int(units.unit.max()) if len(units) else 0}.")
        text = " … ".join(transcript.text[int(tokens.start[first]) : int(tokens.end[last - 1])] for first, last in ranges)
        found = reasons(transcript, tokens, ranges, line.matcher(transcript.language))
        return text, Table("why", pd.DataFrame([_row(reason) for reason in found], columns=list(WHY_COLUMNS)))
    raise QualcodeError("\n".join(map(str, line.problems)))


def _row(reason: Reason) -> tuple[str, ...]:
    return reason.code, reason.rule, reason.outcome, reason.form, str(reason.lemma), shown_source(reason.lemma), reason.note


def _units(line: Line, transcript: Transcript, tokens: Tokens) -> Units:
    settings = line.study.settings.coding
    return units_of(transcript, tokens, settings.unit, coded_roles(settings.code_interviewer))


def suggest(line: Line, kind: UnitKind | None = None, most: int = 30) -> Table:
    """What the codebook does not yet see: the terms over-represented in participants' uncoded passages; columns of `suggestions`.

    A passage is a coding unit of the study, or of the given `kind`.
    """
    kind = kind or line.study.settings.coding.unit
    return suggestions((passage for transcript in line.transcripts() for passage in _passages(line, transcript, kind)), most)


def _passages(line: Line, transcript: Transcript, kind: UnitKind) -> Iterator[Passage]:
    tokens, store = line.tokens(transcript), line.store(transcript.language)
    matcher = line.matcher(transcript.language)
    settings = line.study.settings.coding
    coded = code_transcript(transcript, tokens, matcher, settings.unit, settings.code_interviewer)
    units = units_of(transcript, tokens, kind)
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for coding in coded.codings:
        for row in units.rows_at([coding.start]).tolist():
            codes[int(units.unit[row])].add(coding.code)
    for unit, ranges in units.ranges():
        lemmas = [_lemma(tokens, row, store, transcript.language) for first, last in ranges for row in range(first, last)]
        text = " ".join(transcript.text[int(tokens.start[first]) : int(tokens.end[last - 1])] for first, last in ranges)
        yield Passage(lemmas, frozenset(codes[unit]), text)


def _lemma(tokens: Tokens, row: int, store: dict[str, tuple[str, ...]], language: str) -> str | None:
    form = tokens.forms[int(tokens.form[row])]
    lemma = store[form][0] if any(map(str.isalpha, form)) else ""
    return lemma if len(lemma) > 2 and is_content(lemma, language) else None


def rule_usage(line: Line) -> list[RuleUsage]:
    """How the rules of each language do on the study's transcripts."""
    usage: dict[str, RuleUsage] = {}
    for transcript in line.transcripts():
        matcher = line.matcher(transcript.language)
        tokens = line.tokens(transcript)
        found = usage.setdefault(transcript.language, RuleUsage(matcher))
        found.add(matcher.hits(transcript.text, tokens, _units(line, transcript, tokens)))
    return list(usage.values())
