"""A study → what counts in it: units and codings with attributes, the order of every dimension's levels, and what is
doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from qualcode.analysis.bins import number_of
from qualcode.analysis.participants import day_of
from qualcode.analysis.tidy import MISSING, NO, NO_QUESTION, YES, Tidy
from qualcode.errors import Problem, QualcodeError, first_of
from qualcode.files import sha256
from qualcode.line.coded import Coded, study_key
from qualcode.line.consent import Consent, consent_warnings
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine, Progress, silent
from qualcode.model import ROLES, RULES_CODER
from qualcode.people.coder_codings import codings_of
from qualcode.people.decision_doubts import copied_coders, doubts, unread
from qualcode.people.decision_places import TOGETHER, People, people_of
from qualcode.people.judgement import NotCoded, judge
from qualcode.people.machines import machine_doubts
from qualcode.study.folder import Study
from qualcode.study.scaffold import left_of_starter


@dataclass(frozen=True)
class Counted:
    """A study as it counts: its tidy tables, its coders, the rules' coding behind them.

    `problems` name the files that could not be read, `warnings` what is doubtful.
    """

    tidy: Tidy
    people: People
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"<Counted: {self.tidy!r}, {len(self.problems)} problems, {len(self.warnings)} warnings>"

    @property
    def coded(self) -> Coded:
        """The study as its rules code it."""
        return self.people.coded

    @property
    def corpus(self) -> Corpus:
        """The study's transcripts."""
        return self.people.corpus

    @cached_property
    def consent(self) -> Consent:
        """What of it may be quoted."""
        return Consent(self.corpus)

    @property
    def study(self) -> Study:
        """The study itself."""
        return self.corpus.study


def count_study(study: Study, engine: Engine = Engine()) -> Counted:
    """The whole line of a study. Raises QualcodeError when it cannot be read at all."""
    return counted(people_of(study, engine))


def code_study(study: Study, progress: Progress = silent, texts: bool = False) -> Tidy:
    """The study's units and codings as tidy tables; what is unchanged comes from the store.

    With `texts`, `units` has a last column `text`: what was said, what may not be quoted hidden letter by letter.
    Transcripts that cannot be read are left out; `count_study` says why. Raises QualcodeError when none can be read.
    """
    found = count_study(study, Engine(progress=progress))
    return _with_texts(found) if texts else found.tidy


def _with_texts(found: Counted) -> Tidy:
    units = found.tidy.units
    said = {str(name): found.consent.text(str(name)) for name in units["transcript"].unique()}
    places = zip(units["transcript"], units["start"], units["end"], strict=True)
    return replace(found.tidy, units=units.assign(text=[said[str(name)][start:end] for name, start, end in places]))


def counted(people: People) -> Counted:
    """The study of some coders with the codings that count, those its settings choose."""
    coded, study = people.coded, people.corpus.study
    who, unchecked = counting(people)
    problems = (*coded.problems, *people.problems)
    doubtful = [
        *coded.warnings,
        *study.copies,
        *study.below,
        *left_of_starter(study),
        *doubtful_attributes(study, coded.units),
        *consent_warnings(study),
    ]
    doubtful += [*copied_coders(people), *unread(people, who), *unchecked, *machine_doubts(people, who)]
    if who == RULES_CODER:
        return Counted(tidy_of(coded, coded.codings), people, problems, tuple(doubtful))
    codings, of_people = _with_decisions(people, who)
    return Counted(
        tidy_of(coded, codings, (*people.makers(who), *people.machines(who))),
        people,
        problems,
        tuple(dict.fromkeys((*doubtful, *of_people))),
    )


def counting(people: People) -> tuple[str, list[Problem]]:
    """Whose codings count by the settings, and which machines' do not though they were chosen: nobody checked how right
    they are.

    Raises QualcodeError when no one's are left.
    """
    settings, found = people.corpus.study.settings.coding, list[Problem]()
    who = people.chosen(settings.coders)
    kept = []
    for name in people.parts(who):
        try:
            checked = judge(people, of=name) if people.is_machine(name) else None
            if checked is not None and checked.read < checked.of * CHECKED:
                raise NotCoded(f"only {checked.read} of the sample's {checked.of} units are coded")
            kept.append(name)
        except QualcodeError as error:
            hint = f"qualcode sample, qualcode review --coder NAME --sample, qualcode validate --coder {name}"
            message = (
                f"the codings of {name} do not count: nobody has checked how right they are "
                f"({str(error).splitlines()[0]})"
            )
            found.append(Problem(message, hint=hint))
    if not kept:
        raise QualcodeError("\n".join(map(str, found)))
    return TOGETHER.join(kept), found


def counted_key(people: People) -> str:
    """The hash of everything that makes the codings that count; "" when a transcript cannot be read."""
    key = study_key(people.corpus)
    return key and sha256(key, people.key(counting(people)[0]))


def _with_decisions(people: People, who: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The codings of `who`, from the store when nothing that makes them changed and nothing was doubtful; and what is
    doubtful.
    """
    key, store = counted_key(people), people.corpus.store
    kept = store.counted(key) if key else None
    if kept is not None:
        return kept, []
    found = codings_of(people, who)
    doubtful = list(doubts(people, people.makers(who), found.lost))
    if key and not doubtful:
        store.keep_counted(key, found.codings)
    return found.codings, doubtful


def tidy_of(coded: Coded, codings: pd.DataFrame, coders: tuple[str, ...] = ()) -> Tidy:
    """The codings over a coded study's units as tidy tables with attributes; `coders` are those whose decisions
    count.
    """
    study = coded.corpus.study
    attributes = study.participants.names
    units, codings = _with_attributes(study, coded.units), _with_attributes(study, codings)
    codings = codings[[*(name for name in codings.columns if name != "negated"), "negated"]]
    levels = _levels(study, units, coded.transcripts)
    levels["coder"] = tuple(
        dict.fromkeys((*([RULES_CODER] if (codings["coder"] == RULES_CODER).any() or not coders else []), *coders))
    )
    tidy = Tidy(study.codebook, units, codings, levels, attributes, study.settings.coding.unit, coders=coders)
    return Consent(coded.corpus).counted(tidy)


def doubtful_attributes(study: Study, units: pd.DataFrame) -> Iterator[Problem]:
    """What of participants.csv may be a slip: speakers of one table who are not in the other, and numbers of which one
    is none.
    """
    yield from _misnamed_speakers(study, units)
    people, rows = study.participants, study.participants.rows or {}
    for name in people.names:
        values = {key: row[name] for key, row in rows.items() if row.get(name)}
        for what, read, hint in SHAPES:
            odd = [
                f"{value!r} ({', '.join(filter(None, key))})" for key, value in values.items() if read(value) is None
            ]
            if odd and len(odd) <= len(values) // 2:
                message = f"the values of {name!r} are {what} but for {', '.join(odd)}, so they count as names."
                yield Problem(message, study.participants_path, hint=hint)


CHECKED = 0.9  # of a sample, for it to say how right a machine is
SHAPES: Sequence[tuple[str, Callable[[str], object], str]] = (  # of attributes, how a cell is read, and how to write it
    ("numbers", number_of, "A number alone makes it one: 34, not `noin 34`. If it is a name, nothing is to be done."),
    ("days", day_of, "Write a day as 14.3.2025 or 2025-03-14. If it is a name, nothing is to be done."),
)


def _misnamed_speakers(study: Study, units: pd.DataFrame) -> Iterator[Problem]:
    rows = study.participants.rows or {}
    if any(speaker for _, speaker in rows):
        spoken = units.loc[units["role"] == "participant", ["transcript", "speaker"]].drop_duplicates()
        there = {(name, label.casefold()): label for name, label in spoken.itertuples(index=False, name=None)}
        read = {name for name, _ in there}
        gone = [
            f"{name}, {speaker}" for name, speaker in rows if speaker and name in read and (name, speaker) not in there
        ]
        alone = [
            f"{name}, {label}"
            for (name, key), label in there.items()
            if (name, key) not in rows and (name, "") not in rows
        ]
        if gone:
            labels = first_of([*dict.fromkeys(there.values())])
            hint = f"Speakers: {labels}. A label that was changed in a transcript is to be changed here too."
            yield Problem(
                f"has rows for speakers who are not there: {first_of(gone, '; ')}.", study.participants_path, hint=hint
            )
        if alone:
            yield Problem(
                f"has no row for {first_of(alone, '; ')}; the attributes are missing there.", study.participants_path
            )


def _with_attributes(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    pairs = frame[["transcript", "speaker"]].drop_duplicates()
    rows = [
        study.participants.of(transcript, speaker) for transcript, speaker in pairs.itertuples(index=False, name=None)
    ]
    values = (
        pd.DataFrame(rows, index=pairs.index, columns=list(study.participants.names))
        .replace("", MISSING)
        .astype("category")
    )
    return (
        frame.merge(pd.concat([pairs, values], axis=1), on=["transcript", "speaker"], how="left")
        if study.participants.names
        else frame
    )


def _levels(study: Study, units: pd.DataFrame, transcripts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Every dimension's levels: files' order, the guide's order; of an attribute as `_ordered` has them."""
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
        levels[name] = _ordered(study, name, list(units[name].drop_duplicates()))
    return levels


def _ordered(study: Study, attribute: str, seen: Sequence[str]) -> tuple[str, ...]:
    """The levels of an attribute: those that the settings put in order, then numbers by size or texts as the rows of
    participants.csv have them; missing values last.
    """
    rows = list(dict.fromkeys(row[attribute] for row in (study.participants.rows or {}).values()))
    numbers = {value: number_of(value) for value in seen if value != MISSING}
    wanted = {value: place for place, value in enumerate(study.settings.report.order.get(attribute, ()))}
    by_size = all(number is not None for number in numbers.values())

    def place(value: str) -> tuple[bool, float, float]:
        own = (numbers.get(value) or 0.0) if by_size else float(rows.index(value)) if value in rows else 0.0
        return value == MISSING, float(wanted.get(value, len(wanted))), own

    return tuple(sorted(seen, key=place))
