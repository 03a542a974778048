"""Runs a study: codes what is new, counts, writes results/, and says what changed since the last run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.files import sweep
from qualcode.line.engine import Engine, Progress, silent
from qualcode.people.rule_history import record as record_interviews
from qualcode.results.history import keep_run
from qualcode.results.record import changes_since, inputs_of, is_complete, last_record, write_results
from qualcode.study.folder import Study, relative

if TYPE_CHECKING:
    from qualcode.line.corpus import Corpus
    from qualcode.people.decision_places import People
    from qualcode.results.missed import Missed


@dataclass(frozen=True)
class RunResult:
    """What a run did: the changes since the last one, the files written (none when nothing changed), problems and
    warnings.

    `lost` is how many of people's decisions count nowhere, for their place is not found any more; `unasked` names the
    guide's questions that were not recognised in interviews that are new or changed, `missed` the units to read first
    in those that are newly fresh.
    """

    changes: tuple[str, ...]
    written: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    transcripts: int = 0
    lost: int = 0
    unasked: tuple[str, ...] = ()
    missed: tuple[Missed, ...] = ()


def run_study(
    study: Study, progress: Progress = silent, fresh: bool = False, processes: int | None = 1, cluster: str = ""
) -> RunResult:
    """Bring results/ up to date with the study; nothing is written when nothing has changed, unless `fresh`, which
    codes all anew.

    `processes` is how many may work at once (None: as many as the machine has and the work is worth; a script that asks
    for more than one must be guarded by `if __name__ == "__main__"`), `cluster` the address of a Dask scheduler; the
    results are the same for any. A transcript that cannot be read is left out and named in the problems and in the
    findings. Each file is replaced whole, the record of the run last, so an interrupted run leaves the last good
    results. Raises QualcodeError when the study cannot be run at all.
    """
    study.check_own_folders()
    sweep((study.root, *study.own_folders()))
    last, inputs = last_record(study), inputs_of(study)
    changes = tuple(changes_since(last.get("inputs"), inputs))
    if not fresh and not changes and is_complete(study, last):
        return RunResult(
            (), (), tuple(last["problems"]), tuple(last["warnings"]), len(inputs["transcripts"]), last["lost"]
        )
    from qualcode.results.run_files import make_results, prune

    made = make_results(study, Engine(processes, cluster, progress), fresh)
    record = {"inputs": inputs, **made.record}
    written = write_results(study, chain(made.files.items(), made.pages), record, last)
    record_interviews(study, made.people.coded.transcripts)
    keep_run(study.results / "history", made.snapshot)
    prune(made.people)
    problems, warnings = (tuple(record[name]) for name in ("problems", "warnings"))
    unasked = tuple(_unasked(made.people.corpus, last.get("inputs"), inputs))
    missed = _missed(made.people, last.get("inputs"), inputs)
    return RunResult(
        changes,
        written,
        problems,
        (*made.passing, *warnings),
        len(inputs["transcripts"]),
        record["lost"],
        unasked,
        missed,
    )


def _missed(people: People, before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> tuple[Missed, ...]:
    """The units to read first in interviews that are fresh since the last run."""
    from qualcode.results.missed import likely_missed

    names = [
        name
        for name in now["fresh"]
        if name in people.coded.transcripts and name not in (before or {}).get("fresh", ())
    ]
    return tuple(likely_missed(people, names)) if names else ()


def _unasked(corpus: Corpus, before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Iterator[str]:
    """The questions of the guide that were not recognised in each interview that is new or changed."""
    from qualcode.transcripts.questions.matching import unrecognised

    study = corpus.study
    old = before["transcripts"] if before else {}
    for source in study.sources if study.guide.questions else ():
        name = relative(source.path, study.root)
        transcript = corpus.transcript(source.id) if old.get(name) != now["transcripts"].get(name) else None
        missed = unrecognised(transcript, study.guide) if transcript is not None else ()
        if missed:
            yield f"{source.id}: not recognised: {', '.join(missed)}"


def lost_places(number: int) -> str:
    """How many decisions count nowhere, in words."""
    many = "decisions have lost their places" if number != 1 else "decision has lost its place"
    return f"{number} {many} and {'count' if number != 1 else 'counts'} nowhere: `qualcode codings lost` lists them"
