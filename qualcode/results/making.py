"""A counted study → everything a run writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qualcode.errors import Problem
from qualcode.files import sha256
from qualcode.line.coded import code_corpus, reading_warnings, rule_warnings, study_key
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.line.store import CODINGS, TOKENS, TRANSCRIPTS
from qualcode.people.applied import lost_decisions
from qualcode.people.counted import counted, counted_key
from qualcode.people.places import People
from qualcode.results.findings import PAGE, StudyFindings, check_report_settings, figure_files, findings_of, interviews_page, table_files
from qualcode.results.history import Snapshot, snapshot_of
from qualcode.study.folder import Study, shown_problem

FINDINGS = "findings.docx"


@dataclass(frozen=True)
class Results:
    """What a run makes: the files of results/ by name, what its record and the history keep, and the coders behind them."""

    files: Mapping[str, bytes]
    record: Mapping[str, Any]
    snapshot: Snapshot
    people: People


def make_results(study: Study, engine: Engine, fresh: bool) -> Results:
    """Everything that a run writes for the study; `fresh` codes everything anew. Raises QualcodeError when the study cannot be run."""
    corpus = Corpus(study, engine)
    if fresh:
        corpus.store.prune({}, (), ())
    check_report_settings(study)
    found = counted(People(code_corpus(corpus)))
    content = findings_of(found, page=PAGE)
    document = content.render("docx")
    files = {FINDINGS: document.data, PAGE: interviews_page(content), **table_files(content), **figure_files(content)}
    doubtful = (*reading_warnings(corpus, content.transcripts), *rule_warnings(corpus, content.transcripts))
    warnings = (*found.warnings, *content.warnings, *doubtful, *document.warnings)
    return Results(files, _record(content, files, warnings), snapshot_of(found), found.people)


def _record(content: StudyFindings, files: Mapping[str, bytes], warnings: Iterable[Problem]) -> dict[str, Any]:
    """What is recorded of results: the units of each code, the hash of each file, problems and warnings, how many decisions are lost."""
    frame, study = content.tables["counts"].frame, content.counted.study
    problems, doubtful = (list(dict.fromkeys(shown_problem(one, study) for one in found)) for found in (content.counted.problems, warnings))
    return {
        "counts": {str(code): int(units) for code, units in zip(frame["code"], frame["units"], strict=True)},
        "outputs": {name: sha256(data) for name, data in files.items()},
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
