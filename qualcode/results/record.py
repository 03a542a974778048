"""The record of a run: what made results/, what was written, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualcode import language as lang
from qualcode.database import Database
from qualcode.errors import InputError
from qualcode.files import read_bytes, read_utf8, real, sha256, write_atomic
from qualcode.line.file_hashes import FILE as STORE
from qualcode.line.file_hashes import file_hashes
from qualcode.people.decisions import FOLDER, LOG, PINNED, REDUCTIONS, SAMPLE, SUMMARIES, coder_paths
from qualcode.people.rule_history import FRESH, freshness
from qualcode.sealed_json import sealed, unsealed
from qualcode.study.folder import Study, relative, shown_problem
from qualcode.transcripts.questions.answers import FILE as ANSWERS

RECORD = "run.json"
RECORDED = {"inputs", "outputs", "problems", "warnings", "lost"}
INPUTS = {"program", "settings", "files", "transcripts", "unreadable"}


def inputs_of(study: Study) -> dict[str, Any]:
    """Everything that makes the results, as hashes by name."""
    hashes = file_hashes((source.path for source in study.sources), study.root, Database(study.cache / STORE))
    return {
        "program": lang.versions(),
        "settings": sha256(study.settings.model_dump_json(), study.title),
        "files": {name: sha256(read_bytes(path)) for name, path in _files(study).items() if path is not None},
        "codings": {name: _hash(path) for name, path in coder_paths(study.root / FOLDER).items()},
        "transcripts": {relative(path, study.root): str(content) for path, content in hashes.items()},
        "fresh": [name for name, how in freshness(study).items() if how == FRESH],
        "unreadable": [shown_problem(problem, study) for problem in study.unreadable],
    }


def _files(study: Study) -> dict[str, Path | None]:
    """The files beside the transcripts that make results, where they are there."""
    own = {
        "questions settled by hand": study.root / ANSWERS,
        "sample": study.root / SAMPLE,
        "log of changed codes": study.root / LOG,
        "reduced expressions": study.root / REDUCTIONS,
        "summaries": study.root / SUMMARIES,
        "chosen quotes": study.root / PINNED,
    }
    return {
        "codebook": study.codebook_path,
        "guide": study.guide_path,
        "words of the study's own": study.own_words_path,
        "participants": study.participants_path,
        "reference document": study.report_file("reference"),
        "findings template": study.report_file("template"),
        **{name: path if path.exists() else None for name, path in own.items()},
    }


def _hash(path: Path) -> str:
    try:
        return sha256(read_bytes(path))
    except InputError as error:
        return str(error)


def changes_since(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Iterator[str]:
    """What differs from the last run, in words."""
    if before is None:
        yield f"first run: {len(now['transcripts'])} transcripts"
        yield from _came_fresh((), now.get("fresh", []))
        return
    yield from _changed_transcripts(before["transcripts"], now["transcripts"])
    new, old = now.get("fresh", []), before.get("fresh", [])
    yield from _came_fresh(old, new)
    if gone := [name for name in old if name not in new]:
        yield f"no longer fresh, for rules were changed: {', '.join(gone)}"
    for name in sorted({*before["files"], *now["files"]}):
        if before["files"].get(name) != now["files"].get(name):
            yield f"changed: the {name}"
    coders = {*before.get("codings", {}), *now["codings"]}
    changed = [name for name in sorted(coders) if before.get("codings", {}).get(name) != now["codings"].get(name)]
    if changed:
        yield f"changed: codings of {', '.join(changed)}"
    for name, said in (
        ("settings", "the settings"),
        ("program", "the program's version"),
        ("unreadable", "files that cannot be read"),
    ):
        if before[name] != now[name]:
            yield f"changed: {said}"


def _came_fresh(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if came := [name for name in new if name not in old]:
        yield f"fresh, for no rule was written on them: {', '.join(came)}"


def _changed_transcripts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    changed = {
        "new": [name for name in new if name not in old],
        "changed": [name for name in new if name in old and new[name] != old[name]],
        "gone": [name for name in old if name not in new],
    }
    yield from (f"{word}: {', '.join(names)}" for word, names in changed.items() if names)


def last_record(study: Study) -> dict[str, Any]:
    """The record of the last run; empty when there is none that can be read."""
    try:
        record: Any = unsealed(read_utf8(study.results / RECORD))
        whole = set(record) >= RECORDED and set(record["inputs"]) >= INPUTS and isinstance(record["outputs"], dict)
        return record if whole else {}
    except (InputError, ValueError, TypeError):
        return {}


def is_complete(study: Study, last: Mapping[str, Any]) -> bool:
    """Whether every file of the last run is there as it was written."""
    try:
        return all(sha256((study.results / name).read_bytes()) == made for name, made in last["outputs"].items())
    except OSError:
        return False


def _is_there(path: Path, content: bytes) -> bool:
    """Whether a file of its own holds the content."""
    try:
        return (
            path.is_file()
            and not path.is_symlink()
            and path.stat().st_size == len(content)
            and path.read_bytes() == content
        )
    except OSError:
        return False


def write_results(
    study: Study, outputs: Iterable[tuple[str, bytes]], record: Mapping[str, Any], last: Mapping[str, Any]
) -> tuple[Path, ...]:
    """Write the results one after the other, the record last; a file that is as it should be is left alone, and of what
    is no longer made, files that are still as they were written go.
    """
    made: dict[str, str] = {}
    for name, content in outputs:
        if not _is_there(study.results / name, content):
            write_atomic(study.results / name, content)
        made[name] = sha256(content)
    for name, before in last.get("outputs", {}).items():
        path = study.results / str(name)
        own = str(name) not in made and real(path).is_relative_to(real(study.results))
        if own and path.is_file() and not path.is_symlink() and sha256(path.read_bytes()) == before:
            path.unlink(missing_ok=True)
    write_atomic(study.results / RECORD, sealed({**record, "outputs": made}))
    return tuple(study.results / name for name in made)
