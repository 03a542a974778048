"""Where a study stands: each interview at each step, and the next command for each gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.errors import QualcodeError, first_of, several
from qualcode.language.tokeniser import count_words
from qualcode.model import Transcript
from qualcode.people.applied import lost_decisions
from qualcode.people.decision_places import People
from qualcode.people.decisions import SAMPLE
from qualcode.people.judgement import judge
from qualcode.people.rule_history import FRESH, freshness
from qualcode.privacy.table import FILE as NAMES
from qualcode.privacy.table import Row, read_names
from qualcode.results.freshness import READ_THROUGH, read_for_codes, read_through
from qualcode.results.record import changes_since, inputs_of, last_record
from qualcode.study.folder import relative
from qualcode.transcripts.questions.matching import unrecognised

COLUMNS = ("transcript", "words", "unaccounted", "questions", "names", "read", "rules", "lost", "results")
READ = "qualcode review --coder NAME [--next likely --code CODE]"
UP_TO_DATE, NEW, CHANGED, UNREAD = "up to date", "new", "changed", "cannot be read"


@dataclass(frozen=True)
class Status:
    """The table of interviews, and what to do next: a line for each gap, what is missing and the command."""

    table: Table
    next: tuple[str, ...]


def status_of(people: People) -> Status:
    """Where a study stands, a row an interview, those that cannot be read too.

    Columns: transcript; words (of all who speak, as `overview` counts them); unaccounted (words of the file that went
    nowhere); questions (of the guide that were recognised, out of all; empty without a guide); names (found in it that
    nobody decided about; missing without a list of names); read (the share of its units that each person read, for all
    codes and for single ones); rules (fresh: no rule was written on it; seen; empty before the first run); lost
    (decisions about it that count nowhere); results (up to date, new, changed, cannot be read).
    """
    corpus, study = people.corpus, people.corpus.study
    last, inputs = last_record(study).get("inputs"), inputs_of(study)
    changes = tuple(changes_since(last, inputs))
    for_codes = read_for_codes(people)
    known, read, lost = (
        freshness(study),
        read_through(people),
        Counter(one.decision.transcript for one in lost_decisions(people)),
    )
    names = read_names(study.root) if (study.root / NAMES).exists() else None
    rows = []
    for source in study.sources:
        transcript, name = corpus.transcript(source.id), relative(source.path, study.root)
        shown = ", ".join(
            f"{who} {share:.0%}" for who, share in {**read.get(source.id, {}), **for_codes.get(source.id, {})}.items()
        )
        state = _state(transcript, name, last, inputs)
        told = ("" if transcript is None else known.get(source.id, ""), lost[source.id], state)
        rows.append((source.id, *_read(people, transcript), _undecided(names, source.id), shown, *told))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"words": "Int64", "unaccounted": "Int64", "names": "Int64"}
    )
    return Status(Table("status", frame, missing="–"), tuple(_gaps(people, frame, names, read, changes)))


def _read(people: People, transcript: Transcript | None) -> tuple[object, ...]:
    """Words, words unaccounted for, and the questions recognised."""
    if transcript is None:
        return None, None, ""
    account, guide = transcript.account, people.corpus.study.guide
    words = sum(count_words(transcript.turn_text(turn)) for turn in transcript.turns)
    every = len(guide.questions)
    asked = f"{every - len(unrecognised(transcript, guide))}/{every}" if every else ""
    return words, account.lost + account.doubled if account is not None else None, asked


def _undecided(names: Sequence[Row] | None, transcript: str) -> int | None:
    if names is None:
        return None
    return sum(not row.is_decided and transcript in row.interviews.split(", ") for row in names)


def _state(transcript: Transcript | None, name: str, last: Mapping[str, Any] | None, inputs: Mapping[str, Any]) -> str:
    if transcript is None:
        return UNREAD
    before = (last or {}).get("transcripts", {}).get(name)
    return NEW if before is None else UP_TO_DATE if before == inputs["transcripts"].get(name) else CHANGED


def _gaps(
    people: People,
    frame: pd.DataFrame,
    names: Sequence[Row] | None,
    read: Mapping[str, Mapping[str, float]],
    changes: Sequence[str],
) -> Iterator[str]:
    """What is missing at each step, in the order of the work, with the command that mends it."""
    study = people.corpus.study

    def ids(rows: pd.Series[bool]) -> list[str]:
        return frame.loc[rows.fillna(False).astype(bool), "transcript"].tolist()

    if found := ids(frame["results"] == UNREAD):
        yield f"cannot be read: {first_of(found)}. Why: qualcode transcripts"
    if found := ids(frame["unaccounted"] > 0):
        yield f"words went nowhere on reading {first_of(found)}: qualcode transcripts show {found[0]} --left-out"
    if names is None:
        yield "nobody looked for names of people and places yet: qualcode names find"
    elif undecided := sum(not row.is_decided for row in names):
        yield f"{several(undecided, 'name')} to decide about: qualcode review --names"
    if found := [
        name
        for name, asked in zip(frame["transcript"], frame["questions"], strict=True)
        if asked and len(set(asked.split("/"))) > 1
    ]:
        yield f"questions of the guide were not recognised in {first_of(found)}: qualcode transcripts --questions"
    there = frame.loc[frame["results"] != UNREAD, "transcript"]
    unread = [name for name in there if not any(share >= READ_THROUGH for share in read.get(name, {}).values())]
    fresh = [name for name in unread if name in ids(frame["rules"] == FRESH)]
    if fresh:
        yield f"no rule was written on {first_of(fresh)} and nobody has read it through: {READ}"
    elif unread:
        yield f"nobody has read {first_of(unread)} through: qualcode review --coder NAME"
    if number := int(frame["lost"].sum()):
        yield f"{several(number, 'decision')} lost their place: qualcode codings lost"
    yield from _unchecked(people)
    if changes:
        yield f"results/ is not up to date ({'; '.join(changes[:2])}{'; …' if len(changes) > 2 else ''}): qualcode run"
    elif not (study.results / "findings.docx").exists():
        yield "results/ has no findings: qualcode run"


def _unchecked(people: People) -> Iterator[str]:
    """How far the check of the rules is."""
    if not people.coded.codebook.languages():
        return
    if not (people.corpus.study.root / SAMPLE).exists():
        yield "how right the rules are is not known: qualcode sample -n 120"
        return
    try:
        found = judge(people)
    except QualcodeError:
        yield "nobody has coded the sample: qualcode review --coder NAME --sample"
        return
    if found.read < found.of:
        yield f"{found.read} of the sample's {found.of} units are coded: qualcode review --coder {found.coder} --sample"
