"""What helps to develop a codebook on a study: why a unit was coded, what the codebook does not see, how each rule
does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from qualcode.analysis.keyness import Passage, suggestions
from qualcode.analysis.table import Table
from qualcode.coding.coder import code_transcript
from qualcode.coding.units import Range, Units, coded_roles, units_of
from qualcode.coding.usage import RuleUsage
from qualcode.coding.why import Reason, reasons
from qualcode.errors import QualcodeError, UnknownName
from qualcode.language import is_content
from qualcode.language.reading import shown_source, source_of
from qualcode.language.tokens import Tokens, word_of
from qualcode.line.corpus import Corpus
from qualcode.model import Transcript, UnitKind
from qualcode.people.decision_places import People
from qualcode.people.machines import suggested

WHY_COLUMNS = ("code", "rule", "outcome", "form", "lemma", "known_from", "note")


def why(corpus: Corpus, place: str) -> tuple[str, Table]:
    """The text of the unit TRANSCRIPT:UNIT, and a row for each rule that hit there or was a word short of it.

    Columns: code, rule, outcome (hit, near miss), form, lemma, known_from (own, dictionary, lexicon, spoken, guessed;
    empty where the form itself was asked for), note. Raises QualcodeError for a place that is not there.
    """
    import pandas as pd

    transcript, tokens, ranges = _unit(corpus, place)
    found = reasons(transcript, tokens, ranges, corpus.matcher(transcript.language))
    return _text(transcript, tokens, ranges), Table(
        "why", pd.DataFrame([_row(reason) for reason in found], columns=list(WHY_COLUMNS))
    )


def why_a_machine(people: People, place: str, coder: str) -> Table:
    """What a machine says of the unit TRANSCRIPT:UNIT, a row for each code: code, why, probability (missing from one
    that gives none).

    Raises UnknownName for a coder that is no machine, QualcodeError for a place that is not there or a machine that
    cannot work.
    """
    import pandas as pd

    if not people.is_machine(coder):
        raise UnknownName("machine", coder, [name for name in people.machine_names if people.is_machine(name)])
    _unit(people.corpus, place)
    transcript, _, number = place.rpartition(":")
    codings = suggested(people, coder).codings
    own = codings[(codings["transcript"] == transcript) & (codings["unit"] == int(number))]
    columns = {"code": "code", "rule": "why", "probability": "probability"}
    return Table("why", pd.DataFrame(own[list(columns)].rename(columns=columns)).reset_index(drop=True), missing="–")


def words_of_unit(corpus: Corpus, place: str) -> tuple[str, Table]:
    """The text of the unit TRANSCRIPT:UNIT, and how each of its words was read: what rules are compared with.

    Columns: form (as it is said), lemmas (best first, joined by a space), known_from (own, dictionary, lexicon, spoken,
    guessed).
    """
    import pandas as pd

    transcript, tokens, ranges = _unit(corpus, place)
    store = corpus.words(transcript.language)
    forms = [tokens.forms[form] for first, last in ranges for form in tokens.form[first:last].tolist()]
    rows = [
        (word_of(form), " ".join(store[form]), source_of(store[form][0]))
        for form in forms
        if any(map(str.isalnum, word_of(form)))
    ]
    return _text(transcript, tokens, ranges), Table(
        "words", pd.DataFrame(rows, columns=["form", "lemmas", "known_from"])
    )


def _unit(corpus: Corpus, place: str) -> tuple[Transcript, Tokens, Sequence[Range]]:
    name, colon, number = place.rpartition(":")
    if not colon or not number.isdecimal():
        raise QualcodeError(
            f"{place!r} is not TRANSCRIPT:UNIT, such as H1:22. `qualcode codings` shows each coding's unit."
        )
    for transcript in corpus.transcripts([name]):
        tokens = corpus.tokens(transcript)
        units = _units(corpus, transcript, tokens)
        ranges = dict(units.ranges({int(number)})).get(int(number))
        if ranges is None:
            raise QualcodeError(
                f"{name} has no unit {number}; its units are 1 to {int(units.unit.max()) if len(units) else 0}."
            )
        return transcript, tokens, ranges
    raise QualcodeError("\n".join(map(str, corpus.unread([name]))))


def _text(transcript: Transcript, tokens: Tokens, ranges: Sequence[Range]) -> str:
    return " … ".join(transcript.text[int(tokens.start[first]) : int(tokens.end[last - 1])] for first, last in ranges)


def _row(reason: Reason) -> tuple[str, ...]:
    return (
        reason.code,
        reason.rule,
        reason.outcome,
        reason.form,
        str(reason.lemma),
        shown_source(reason.lemma),
        reason.note,
    )


def _units(corpus: Corpus, transcript: Transcript, tokens: Tokens) -> Units:
    settings = corpus.study.settings.coding
    return units_of(transcript, tokens, settings.unit, coded_roles(settings.code_interviewer))


def suggest(corpus: Corpus, kind: UnitKind | None = None, most: int = 30) -> Table:
    """What the codebook does not yet see: the terms over-represented in participants' uncoded passages; columns of
    `suggestions`.

    A passage is a coding unit of the study, or of the given `kind`.
    """
    kind = kind or corpus.study.settings.coding.unit
    return suggestions(
        (passage for transcript in corpus.transcripts() for passage in _passages(corpus, transcript, kind)), most
    )


def _passages(corpus: Corpus, transcript: Transcript, kind: UnitKind) -> Iterator[Passage]:
    tokens, store = corpus.tokens(transcript), corpus.words(transcript.language)
    matcher = corpus.matcher(transcript.language)
    settings = corpus.study.settings.coding
    coded = code_transcript(transcript, tokens, matcher, settings.unit, settings.code_interviewer)
    units = units_of(transcript, tokens, kind)
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for coding in coded.codings:
        for row in units.rows_at([coding.start]).tolist():
            codes[int(units.unit[row])].add(coding.code)
    for unit, ranges in units.ranges():
        lemmas = [
            _lemma(tokens, row, store, transcript.language) for first, last in ranges for row in range(first, last)
        ]
        text = " ".join(transcript.text[int(tokens.start[first]) : int(tokens.end[last - 1])] for first, last in ranges)
        yield Passage(lemmas, frozenset(codes[unit]), text)


def _lemma(tokens: Tokens, row: int, store: dict[str, tuple[str, ...]], language: str) -> str | None:
    form = tokens.forms[int(tokens.form[row])]
    lemma = store[form][0] if any(map(str.isalpha, form)) else ""
    return lemma if len(lemma) > 2 and is_content(lemma, language) else None


def rule_usage(corpus: Corpus) -> list[RuleUsage]:
    """How the rules of each language do on the study's transcripts."""
    usage: dict[str, RuleUsage] = {}
    for transcript in corpus.transcripts():
        matcher = corpus.matcher(transcript.language)
        tokens = corpus.tokens(transcript)
        corpus.words(transcript.language).learn(tokens.forms)
        found = usage.setdefault(transcript.language, RuleUsage(matcher))
        found.add(matcher.hits(transcript.text, tokens, _units(corpus, transcript, tokens)))
    corpus.save_words()
    return list(usage.values())
