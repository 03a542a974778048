"""Runs a study: codes what is new, counts, writes results/, and says what changed since the last run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qualcode import language as lang
from qualcode.coding.human import FOLDER, SAMPLE, coder_paths
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import read_bytes, read_utf8, real, sha256, sweep, write_atomic
from qualcode.study import cache
from qualcode.study.code_changes import LOG
from qualcode.study.folder import Study, problems_of, relative
from qualcode.study.history import Snapshot, git, keep_run, sealed, snapshot_of, unsealed
from qualcode.study.line import Line, Progress, silent
from qualcode.study.reductions import FILE as REDUCTIONS
from qualcode.transcripts.questions.answers import FILE as ANSWERS
from qualcode.transcripts.questions.matching import unrecognised

RECORD = "run.json"
FINDINGS = "findings.docx"
RECORDED = {"inputs", "outputs", "problems", "warnings", "lost"}
INPUTS = {"program", "settings", "files", "transcripts", "unreadable"}


@dataclass(frozen=True)
class RunResult:
    """What a run did: the changes since the last one, the files written (none when nothing changed), problems and warnings.

    `lost` is how many of people's decisions count nowhere, for their place is not found any more; `unasked` names the guide's questions
    that were not recognised in interviews that are new or changed.
    """

    changes: tuple[str, ...]
    written: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    transcripts: int = 0
    lost: int = 0
    unasked: tuple[str, ...] = ()


def run_study(study: Study, progress: Progress = silent, fresh: bool = False, processes: int | None = 1) -> RunResult:
    """Bring results/ up to date with the study; nothing is written when nothing has changed, unless `fresh`, which codes all anew.

    `processes` is how many may look words up at once (None: as many as the machine has and the work is worth; a script that asks for
    more than one must be guarded by `if __name__ == "__main__"`). The results are the same for any number.
    A transcript that cannot be read is left out and named in the problems and in the findings. Each file is replaced whole, the record
    of the run last, so an interrupted run leaves the last good results. Raises QualcodeError when the study cannot be run at all.
    """
    study.check_own_folders()
    sweep((study.root, *study.own_folders()))
    last = _last_record(study)
    inputs = _inputs(study)
    changes = tuple(_changes(last.get("inputs"), inputs))
    if not fresh and not changes and _complete(study, last):
        return RunResult((), (), tuple(last["problems"]), tuple(last["warnings"]), len(inputs["transcripts"]), last["lost"])
    if fresh:
        cache.prune(study.cache, ())
    line = Line(study, progress, processes)
    outputs, counted, found = _outputs(line)
    lost = line.lost_decisions()
    problems, warnings = (list(dict.fromkeys(_shown(p, study) for p in found)) for found in (line.problems, line.warnings))
    record = {
        "inputs": inputs,
        "counts": counted,
        "outputs": {name: sha256(content) for name, content in outputs.items()},
        "problems": problems,
        "warnings": warnings,
        "lost": lost,
    }
    written = _write(study, outputs, record, last)
    keep_run(study.results / "history", found)
    _prune(study, line)
    unasked = tuple(_unasked(line, last.get("inputs"), inputs))
    return RunResult(changes, written, tuple(problems), tuple(warnings), len(inputs["transcripts"]), lost, unasked)


def _unasked(line: Line, before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Iterator[str]:
    """The questions of the guide that were not recognised in each interview that is new or changed."""
    study = line.study
    old = before["transcripts"] if before else {}
    for source in study.sources if study.guide.questions else ():
        name = relative(source.path, study.root)
        transcript = line.read(source).transcript if old.get(name) != now["transcripts"].get(name) else None
        missed = unrecognised(transcript, study.guide) if transcript is not None else ()
        if missed:
            yield f"{source.id}: not recognised: {', '.join(missed)}"


def _inputs(study: Study) -> dict[str, Any]:
    """Everything that makes the results, as hashes by name."""
    reductions, sample, log = study.root / REDUCTIONS, study.root / SAMPLE, study.root / LOG
    files = {
        "codebook": study.codebook_path,
        "guide": study.guide_path,
        "words of the study's own": study.own_words_path,
        "questions settled by hand": study.root / ANSWERS if (study.root / ANSWERS).exists() else None,
        "participants": study.participants_path,
        "reference document": study.report_file("reference"),
        "findings template": study.report_file("template"),
        "sample": sample if sample.exists() else None,
        "log of changed codes": log if log.exists() else None,
        "reduced expressions": reductions if reductions.exists() else None,
    }
    return {
        "program": lang.versions(),
        "settings": sha256(study.settings.model_dump_json(), study.title),
        "files": {name: sha256(read_bytes(path)) for name, path in files.items() if path is not None},
        "codings": {name: _hash(path) for name, path in coder_paths(study.root / FOLDER).items()},
        "transcripts": {relative(source.path, study.root): _hash(source.path) for source in study.sources},
        "unreadable": [_shown(problem, study) for problem in study.unreadable],
    }


def _hash(path: Path) -> str:
    try:
        return sha256(read_bytes(path))
    except InputError as error:
        return str(error)


def _changes(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Iterator[str]:
    """What differs from the last run, in words."""
    if before is None:
        yield f"first run: {len(now['transcripts'])} transcripts"
        return
    old, new = before["transcripts"], now["transcripts"]
    for word, names in (
        ("new", [name for name in new if name not in old]),
        ("changed", [name for name in new if name in old and new[name] != old[name]]),
        ("gone", [name for name in old if name not in new]),
    ):
        if names:
            yield f"{word}: {', '.join(names)}"
    for name in sorted({*before["files"], *now["files"]}):
        if before["files"].get(name) != now["files"].get(name):
            yield f"changed: the {name}"
    coders = {*before.get("codings", {}), *now["codings"]}
    changed = [name for name in sorted(coders) if before.get("codings", {}).get(name) != now["codings"].get(name)]
    if changed:
        yield f"changed: codings of {', '.join(changed)}"
    for name, said in (("settings", "the settings"), ("program", "the program's version"), ("unreadable", "files that cannot be read")):
        if before[name] != now[name]:
            yield f"changed: {said}"


def _last_record(study: Study) -> dict[str, Any]:
    try:
        record: Any = unsealed(read_utf8(study.results / RECORD))
        whole = set(record) >= RECORDED and set(record["inputs"]) >= INPUTS and isinstance(record["outputs"], dict)
        return record if whole else {}
    except (InputError, ValueError, TypeError):
        return {}


def _complete(study: Study, last: Mapping[str, Any]) -> bool:
    """Whether every file of the last run is there as it was written."""
    try:
        return all(sha256((study.results / name).read_bytes()) == made for name, made in last["outputs"].items())
    except OSError:
        return False


def _outputs(line: Line) -> tuple[dict[str, bytes], dict[str, int], Snapshot]:
    """The files of results/ by name, the units of each code, and what the history keeps."""
    from qualcode.study.findings import PAGE, check_report_settings, figure_files, findings_of, interviews_page, table_files

    check_report_settings(line.study)
    tidy = line.tidy()
    content = findings_of(line, tidy, page=PAGE)
    line.warn_of_reading()
    line.warn_of_rules()
    outputs = {FINDINGS: content.render("docx"), PAGE: interviews_page(content)}
    outputs |= {**table_files(content), **figure_files(content)}
    frame = content.tables["counts"].frame
    counted = {str(code): int(units) for code, units in zip(frame["code"], frame["units"], strict=True)}
    return outputs, counted, snapshot_of(line, tidy)


def check_study(study: Study) -> list[str]:
    """What keeps a study's results from being right as they stand, a line each; nothing is written.

    Results that are out of date or were changed by hand, transcripts that cannot be read, decisions that lost their place, anchor
    examples that fail. Where git is told to leave the results out and there are none, as in a fresh clone, the rest is checked.
    """
    from qualcode.study.checking import failed_examples

    last, inputs = _last_record(study), _inputs(study)
    changes = list(_changes(last.get("inputs"), inputs))
    if not last:
        found = [] if _out_of_git(study) else ["there are no results yet"]
    else:
        found = [f"out of date: {change}" for change in changes]
        if not found and not _complete(study, last):
            found = ["files in results/ are missing or were changed by hand"]
    problems, lost = _checked_anew(study) if changes else (last["problems"], last["lost"])
    found += [f"not read: {problem}" for problem in dict.fromkeys((*problems, *inputs["unreadable"]))]
    if lost:
        found.append(lost_places(lost))
    return [*found, *failed_examples(study)]


def lost_places(number: int) -> str:
    """How many decisions count nowhere, in words."""
    many = "decisions have lost their places" if number != 1 else "decision has lost its place"
    return f"{number} {many} and {'count' if number != 1 else 'counts'} nowhere: `qualcode codings lost` lists them"


def _checked_anew(study: Study) -> tuple[list[str], int]:
    """The problems of a study as it stands, and how many decisions lost their place; what is read is kept nowhere."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        line = Line(replace(study, scratch=Path(folder)))
        try:
            line.tidy()
            lost = line.lost_decisions()
        except QualcodeError as error:
            return [_shown(problem, study) for problem in problems_of(error, study.root)], 0
        return [_shown(problem, study) for problem in line.problems], lost


def _out_of_git(study: Study) -> bool:
    """Whether git is told to leave the results out."""
    try:
        return git(study, "check-ignore", "--quiet", "results/run.json").returncode == 0
    except QualcodeError:  # no git
        return False


def _write(study: Study, outputs: Mapping[str, bytes], record: Mapping[str, Any], last: Mapping[str, Any]) -> tuple[Path, ...]:
    """Write the results, the record last; of what is no longer made, files that are still as the last run wrote them go."""
    for name, content in outputs.items():
        write_atomic(study.results / name, content)
    for name, made in last.get("outputs", {}).items():
        path = study.results / str(name)
        own = str(name) not in outputs and real(path).is_relative_to(real(study.results))
        if own and path.is_file() and not path.is_symlink() and sha256(path.read_bytes()) == made:
            path.unlink(missing_ok=True)
    write_atomic(study.results / RECORD, sealed(record))
    return tuple(study.results / name for name in outputs)


def _prune(study: Study, line: Line) -> None:
    keys = [line.study_key(), line.counted_key()]
    for source in study.sources:
        try:
            keys += [line.reading_key(source), line.coding_key(source)]
        except QualcodeError:
            continue
    cache.prune(study.cache, keys)


def _shown(problem: Problem, study: Study) -> str:
    return str(problem if problem.file is None else replace(problem, file=Path(relative(problem.file, study.root))))
