"""A counted study → everything a run writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qualcode.errors import Problem
from qualcode.line.coded import code_corpus, reading_warnings, rule_warnings, store_warnings, study_key
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.line.store import CODINGS, TOKENS, TRANSCRIPTS
from qualcode.people.applied import lost_decisions
from qualcode.people.counted import counted, counted_key
from qualcode.people.decision_places import People
from qualcode.report.page.files import PAGE
from qualcode.results.findings import StudyFindings, figure_files, findings_of, interview_pages, table_files
from qualcode.results.history import Snapshot, snapshot_of
from qualcode.results.report_settings import check_report_settings
from qualcode.study.folder import Study, shown_problem

FINDINGS = "findings.docx"


@dataclass(frozen=True)
class Results:
    """What a run makes: the files of results/ by name, the pages of interviews, what record and history keep, and the
    coders behind it.

    `passing` are warnings of this machine at this moment, which the record does not keep.
    """

    files: Mapping[str, bytes]
    pages: Iterator[tuple[str, bytes]]
    record: Mapping[str, Any]
    snapshot: Snapshot
    people: People
    passing: tuple[str, ...]


def make_results(study: Study, engine: Engine, fresh: bool) -> Results:
    """Everything that a run writes for the study; `fresh` codes everything anew. Raises QualcodeError when the study
    cannot be run.
    """
    corpus = Corpus(study, engine)
    if fresh:
        corpus.store.prune({}, (), ())
    check_report_settings(study)
    found = counted(People(code_corpus(corpus)))
    content = findings_of(found, page=PAGE)
    engine.progress("writing the findings", 0, 0)
    document = content.render("docx")
    files = {FINDINGS: document.data, **table_files(content), **figure_files(content)}
    read = corpus.transcripts(found.tidy.levels["transcript"])
    languages = dict.fromkeys(transcript.language for transcript in content.transcripts)
    doubtful = (*reading_warnings(corpus, read), *rule_warnings(corpus, languages))
    passing = tuple(store_warnings(corpus))
    warnings = [
        one for one in (*found.warnings, *content.warnings, *doubtful, *document.warnings) if one not in passing
    ]
    told = tuple(shown_problem(one, study) for one in passing)
    return Results(files, interview_pages(content), _record(content, warnings), snapshot_of(found), found.people, told)


def _record(content: StudyFindings, warnings: Iterable[Problem]) -> dict[str, Any]:
    """What is recorded of results: the units of each code, problems and warnings, how many decisions are lost."""
    frame, study = content.tables["counts"].frame, content.counted.study
    problems, doubtful = (
        list(dict.fromkeys(shown_problem(one, study) for one in found))
        for found in (content.counted.problems, warnings)
    )
    return {
        "counts": {str(code): int(units) for code, units in zip(frame["code"], frame["units"], strict=True)},
        "problems": problems,
        "warnings": doubtful,
        "lost": len(lost_decisions(content.counted.people)),
    }


def prune(people: People) -> None:
    """Remove from the store what made earlier results."""
    corpus, sources = people.corpus, people.corpus.study.sources
    read, coded = (list(filter(None, map(key, sources))) for key in (corpus.reading_key, corpus.coding_key))
    keys = {TRANSCRIPTS: set(read), TOKENS: set(read), CODINGS: set(coded)}
    corpus.store.prune(keys, (study_key(corpus), counted_key(people)), corpus.reading.tables())
