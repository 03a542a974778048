"""What is told of names before a study leaves the machine's user."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.errors import InputError, Problem
from qualcode.line.corpus import Corpus
from qualcode.privacy.publishing import undecided
from qualcode.privacy.table import APPLIED, FILE, KEEP, given_names, read_names


def open_names(corpus: Corpus) -> Iterator[Problem]:
    """Names that nobody decided about, and names that were decided to go and are still there.

    Raises InputError with them where the study is one that is shown to others ([report] public).
    """
    listed = read_names(corpus.study.root) if (corpus.study.root / FILE).exists() else []
    rows = [row for row in listed if row.decision != APPLIED]
    problems = list(undecided(corpus, rows, given_names(listed)))
    waiting = [row.name for row in rows if row.is_decided and row.decision != KEEP]
    if waiting:
        message = f"{len(waiting)} names that are to go are still in the study: {', '.join(waiting[:10])}."
        problems.append(
            Problem(message, corpus.study.root / FILE, hint="Take them out first: qualcode names apply --key FOLDER")
        )
    if problems and corpus.study.settings.report.public:
        raise InputError(problems)
    yield from problems
