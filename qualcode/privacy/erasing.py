"""A participant withdraws: everything that is theirs goes from the study, and from the key; what others did stays at its place."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem, UnknownName
from qualcode.files import read_bytes, real, replace_together
from qualcode.line.corpus import Corpus
from qualcode.people.decisions import FOLDER, REDUCTIONS, SAMPLE, coder_paths, written_time
from qualcode.people.locks import all_alone, open_elsewhere
from qualcode.privacy.keeping import Keeper
from qualcode.privacy.key import EditedText, Key, Step, save_step, write_key
from qualcode.privacy.log import LOG, Entry, with_entries
from qualcode.privacy.moving import Moves
from qualcode.privacy.plan import ChangedFile, made_by_run
from qualcode.privacy.speaker import without_speaker
from qualcode.privacy.table import APPLIED, FILE, read_names, table_files
from qualcode.sealed_json import sealed, unsealed
from qualcode.study.folder import JOURNAL, Study
from qualcode.transcripts.questions.answers import FILE as ANSWERS

HISTORY = ("texts", "units", "hits")  # of a run that was kept, what is told by transcript


@dataclass(frozen=True)
class Erasure:
    """What is to go: lines that say so, the files as they will be, the transcripts that go whole, what is left to do by hand."""

    study: Study
    shown: tuple[str, ...]
    files: tuple[ChangedFile, ...]
    whole: frozenset[str]
    speaker: str = ""
    parts: Mapping[str, EditedText] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def plan_erasure(corpus: Corpus, names: Sequence[str], speaker: str = "") -> Erasure:
    """What goes when transcripts are erased, or with a speaker what this one said in them (in all that they speak in, if none is named).

    Raises UnknownName for a transcript or a speaker that is not there, InputError for what cannot be read or written.
    """
    study = corpus.study
    chosen = [source.id for source in corpus.chosen(names)] if names or speaker else []
    parts = {part.text.old_id: part for name in chosen if speaker and (part := without_speaker(corpus, name, speaker)) is not None}
    if speaker and not parts:
        labels = dict.fromkeys(turn.speaker for name in chosen for turn in getattr(corpus.transcript(name), "turns", ()))
        raise UnknownName("speaker", speaker, list(labels))
    whole = frozenset(() if speaker else chosen)
    texts = {name: part.text for name, part in parts.items()}
    gone = {name: part.spans for name, part in parts.items()}
    keep = Keeper(whole, Moves(texts, lambda text: text), gone)
    transcripts = [ChangedFile(path, None, read_bytes(path), b"") for name in whole for path in [corpus.source(name).path]]
    transcripts += [ChangedFile(part.old, part.new, read_bytes(part.old), part.content) for part in parts.values()]
    left = "\n".join(texts[found.id].after if found.id in texts else found.text for found in corpus.transcripts() if found.id not in whole)
    beside = [*_beside(study, keep, speaker), *_names(study, left)]
    results = list(_results(study, whole))
    said = [f"{_shown(study, file)}: {'goes' if file.new is None else 'what this speaker said goes'}" for file in transcripts]
    number = sum(file.new is None for file in results)
    shown = (*said, *keep.told, *([f"results/: {number} files that runs made (the next run makes them anew)"] if number else []))
    warnings = [warning for part in parts.values() for warning in part.warnings]
    return Erasure(study, shown, (*transcripts, *beside, *results), whole, speaker, texts, tuple(warnings))


def erase(plan: Erasure, who: str = "", key: Key | None = None) -> None:
    """Do it: all of it or nothing in the study, then in the key; a line a transcript is added to the log, without what was said."""
    study = plan.study
    time = written_time(datetime.now(UTC))
    log = study.root / LOG
    before = read_bytes(log) if log.exists() else b""
    what = "a speaker was erased" if plan.speaker else "erased"
    entries = [Entry(time, who, what, name) for name in sorted(plan.whole or plan.parts)]
    logged = ChangedFile(log, log, before, with_entries(before, entries))
    with all_alone(study.results, {*coder_paths(study.root / FOLDER), *open_elsewhere(study.results)}):
        files = [*plan.files, logged]
        contents = {file.new: file.after for file in files if file.new is not None}
        replace_together(study.root, contents, study.root / JOURNAL, [file.old for file in files if file.new != file.old])
    shutil.rmtree(study.cache, ignore_errors=True)
    if key is not None:
        _clean_key(key, plan)


def _shown(study: Study, file: ChangedFile) -> str:
    return file.old.relative_to(study.root).as_posix() if file.old.is_relative_to(study.root) else str(file.old)


# -- what names a transcript ---------------------------------------------------------------------------


def _beside(study: Study, keep: Keeper, speaker: str) -> Iterator[ChangedFile]:
    """The files beside the transcripts that name what goes."""
    makers: dict[Path, Callable[[str, bytes], bytes]] = dict.fromkeys(coder_paths(study.root / FOLDER).values(), keep.decisions)
    makers[study.root / SAMPLE] = keep.sample
    makers[study.root / REDUCTIONS] = lambda name, data: keep.rows(name, data, keep.of_reduction)
    makers[study.root / ANSWERS] = lambda name, data: keep.rows(name, data, keep.of_transcript)
    if study.participants_path is not None:
        makers[study.participants_path] = lambda name, data: _participants(keep, name, data, speaker)
    for path, make in makers.items():
        if path.exists() and real(path).is_relative_to(real(study.root)):
            before = read_bytes(path)
            after = make(path.relative_to(study.root).as_posix(), before)
            if after != before:
                yield ChangedFile(path, path, before, after)


def _participants(keep: Keeper, name: str, data: bytes, speaker: str) -> bytes:
    def theirs(header: list[str], row: list[str]) -> bool:
        return keep.of_transcript(header, row) or (bool(speaker) and speaker.casefold() in (cell.casefold() for cell in row[:2]))

    if not name.endswith(".xlsx"):
        return keep.rows(name, data, theirs)
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    rows = [[str(cell.value or "").strip() for cell in row] for row in sheet.iter_rows()]
    gone = [number for number, row in enumerate(rows, 1) if theirs([], row)]
    for number in reversed(gone):
        sheet.delete_rows(number)
    keep.count(name, len(rows), len(rows) - len(gone), "row")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue() if gone else data


def _names(study: Study, said: str) -> Iterator[ChangedFile]:
    """The list of names without those that are said nowhere any more, and without contexts, which the next search makes anew."""
    if not (study.root / FILE).exists():
        return
    rows = [row for row in read_names(study.root) if row.decision == APPLIED or any(form in said for form in (row.name, *row.forms))]
    for name, made in table_files([replace(row, contexts=()) for row in rows]).items():
        path = study.root / name
        if path.exists():
            yield ChangedFile(path, path, read_bytes(path), made)


def _results(study: Study, whole: frozenset[str]) -> Iterator[ChangedFile]:
    """What runs made, and the history, in which transcripts are named."""
    results = study.results
    for path in [*made_by_run(results), results / "run.json"]:
        if path.is_file() and not path.is_symlink():
            yield ChangedFile(path, None, path.read_bytes(), b"")
    for path in sorted((results / "history").glob("*.json")) if whole else ():
        before = read_bytes(path)
        with suppress(ValueError, InputError):
            made = sealed(_without(unsealed(before.decode("utf-8")), whole)).encode("utf-8")
            if made != before:
                yield ChangedFile(path, path, before, made)


def _without(data: Any, whole: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {key: _without(value, whole) for key, value in data.items() if key not in whole}
    return [_without(value, whole) for value in data if value not in whole] if isinstance(data, list) else data


# -- the key ---------------------------------------------------------------------------------------


def _clean_key(key: Key, plan: Erasure) -> None:
    """Take what was erased out of the key: its originals, its texts, names that are said nowhere else, and all contexts."""
    names = plan.whole or frozenset(plan.parts)
    every = [text for step in key.steps for text in step.texts]
    hers, left = ("\n".join(text.before for text in every if (text.new_id in names) is theirs) for theirs in (True, False))
    for step in key.steps:
        own = {name for text in step.texts if text.new_id in names for name in (text.old_id, text.new_id)}
        _clean_step(step, frozenset(own | names), left)
    kept = [name for name in key.names if any(form in left for form in name.forms) or not any(form in hers for form in name.forms)]
    write_key(key.folder, [replace(name, contexts="") for name in kept])


def _clean_step(step: Step, names: frozenset[str], said: str) -> None:
    keep = Keeper(names, Moves({}, lambda text: text), {})
    files = dict(step.files)
    for name in list(files):
        stem = Path(name).stem
        for folder in ("originals", "written", "changed since"):
            path = step.folder / folder / name
            if not path.exists():
                continue
            if stem in names or name.startswith("results/") or name.startswith("privacy/names"):
                path.unlink()
                files.pop(name, None)
            elif path.suffix == ".jsonl":
                path.write_bytes(keep.decisions(name, path.read_bytes()))
            elif path.name in ("reductions.csv", "participants.csv", ANSWERS):
                path.write_bytes(keep.rows(name, path.read_bytes(), keep.of_transcript))
            elif path.name == "sample.json":
                path.write_bytes(keep.sample(name, path.read_bytes()))
    forms = {form: made for form, made in step.forms.items() if form in said}
    save_step(replace(step, files=files, texts=tuple(text for text in step.texts if text.new_id not in names), forms=forms))
