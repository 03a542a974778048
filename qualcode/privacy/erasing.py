"""A participant withdraws: everything that is theirs goes from the study, and from the key; what others did stays at
its place.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qualcode.errors import Problem, UnknownName
from qualcode.files import read_bytes, real, replace_together
from qualcode.line.corpus import Corpus
from qualcode.people.decisions import FOLDER, SAMPLE, coder_paths, written_time
from qualcode.people.locks import all_alone, open_elsewhere
from qualcode.people.written_tables import TABLES
from qualcode.privacy.contents import files_below, texts_of_file
from qualcode.privacy.keeping import Keeper
from qualcode.privacy.key import EditedText, Key
from qualcode.privacy.key_cleaning import clean_key
from qualcode.privacy.log import LOG, Entry, with_entries
from qualcode.privacy.moving import Moves
from qualcode.privacy.plan import ChangedFile, results_without
from qualcode.privacy.said import said_in_transcript
from qualcode.privacy.speaker import without_speaker
from qualcode.privacy.table import APPLIED, FILE, read_names, table_files
from qualcode.study.folder import JOURNAL, Study
from qualcode.transcripts.questions.answers import FILE as ANSWERS

TELLING = 20  # letters of a sentence that is no one else's


@dataclass(frozen=True)
class Erasure:
    """What is to go: lines that say so, the files as they will be, the transcripts that go whole, what is left to do by
    hand.
    """

    study: Study
    shown: tuple[str, ...]
    files: tuple[ChangedFile, ...]
    whole: frozenset[str]
    speaker: str = ""
    parts: Mapping[str, EditedText] = field(default_factory=dict)
    spans: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def plan_erasure(corpus: Corpus, names: Sequence[str], speaker: str = "") -> Erasure:
    """What goes when transcripts are erased, or with a speaker what this one said in them (in all that they speak in,
    if none is named).

    Raises UnknownName for a transcript or a speaker that is not there, InputError for what cannot be read or written.
    """
    study = corpus.study
    chosen = [source.id for source in corpus.chosen(names)] if names or speaker else []
    parts = {
        part.text.old_id: part
        for name in chosen
        if speaker and (part := without_speaker(corpus, name, speaker)) is not None
    }
    if speaker and not parts:
        labels = dict.fromkeys(
            turn.speaker for name in chosen for turn in getattr(corpus.transcript(name), "turns", ())
        )
        raise UnknownName("speaker", speaker, list(labels))
    whole = frozenset(() if speaker else chosen)
    texts = {name: part.text for name, part in parts.items()}
    gone = {name: part.spans for name, part in parts.items()}
    keep = Keeper(whole, Moves(texts, lambda text: text), gone)
    transcripts = [
        ChangedFile(path, None, read_bytes(path), b"") for name in whole for path in [corpus.source(name).path]
    ]
    transcripts += [ChangedFile(part.old, part.new, read_bytes(part.old), part.content) for part in parts.values()]
    left = "\n".join(
        texts[found.id].after if found.id in texts else found.text
        for found in corpus.transcripts()
        if found.id not in whole
    )
    beside = [*_beside(study, keep, speaker), *_names(study, left)]
    results = list(results_without(study.results, lambda data: _without(data, whole)))
    said = [
        f"{_shown(study, file)}: {'goes' if file.new is None else 'what this speaker said goes'}"
        for file in transcripts
    ]
    number = sum(file.new is None for file in results)
    shown = (
        *said,
        *keep.told,
        *([f"results/: {number} files that runs made (the next run makes them anew)"] if number else []),
    )
    files = (*transcripts, *beside, *results)
    warnings = [
        *(warning for part in parts.values() for warning in part.warnings),
        *_elsewhere(corpus, whole, gone, files),
    ]
    return Erasure(study, shown, files, whole, speaker, texts, gone, tuple(warnings))


def erase(plan: Erasure, who: str = "", key: Key | None = None) -> None:
    """Do it: in the key, then all of it or nothing in the study, so that it can be done again when it was cut off.

    A line a transcript is added to the log, without what was said.
    """
    study = plan.study
    if key is not None:
        clean_key(key, plan.whole, plan.spans)
    time = written_time(datetime.now(UTC))
    log = study.root / LOG
    before = read_bytes(log) if log.exists() else b""
    what = "a speaker was erased" if plan.speaker else "erased"
    entries = [Entry(time, who, what, name) for name in sorted(plan.whole or plan.parts)]
    logged = ChangedFile(log, log, before, with_entries(before, entries))
    with all_alone(study.results, {*coder_paths(study.root / FOLDER), *open_elsewhere(study.results)}):
        files = [*plan.files, logged]
        contents = {file.new: file.after for file in files if file.new is not None}
        replace_together(
            study.root, contents, study.root / JOURNAL, [file.old for file in files if file.new != file.old]
        )
    shutil.rmtree(study.cache, ignore_errors=True)


def _elsewhere(
    corpus: Corpus, whole: frozenset[str], gone: Mapping[str, Sequence[tuple[int, int]]], files: Sequence[ChangedFile]
) -> Iterator[Problem]:
    """Files that still hold sentences of what goes: a codebook's examples, exports, notes."""
    going = [found for found in corpus.transcripts() if found.id in whole]
    texts = [piece.text for found in going for piece in said_in_transcript(found)]
    texts += [corpus.text(name)[start:end] for name, spans in gone.items() for start, end in spans]
    sentences = {" ".join(found.split()) for text in texts for found in re.split(r"(?<=[.!?…])\s+|\n+", text)}
    guide = [text for one in corpus.study.guide.questions for text in (*one.text.by_language.values(), *one.variants)]
    others = [found.text for found in corpus.transcripts() if found.id not in {*whole, *gone}]
    kept = " ".join(" ".join([*guide, *others]).split())  # what stands there stays said
    long = [sentence for sentence in sentences if len(sentence) >= TELLING and sentence not in kept]
    known = {file.old for file in files} | {source.path for source in corpus.study.sources}
    for path in files_below(corpus.study.root) if long else ():
        if path in known or path.is_relative_to(corpus.study.cache):
            continue
        hint = "It is not erased by this: take it out by hand."
        try:
            said = " ".join(" ".join(text for _, text in texts_of_file(path)).split())
        except Exception as error:  # what a damaged file makes a library stumble over
            yield Problem(
                f"cannot be looked into ({type(error).__name__}): look yourself whether it holds what was said.", path
            )
            continue
        held = next((sentence for sentence in long if sentence in said), None)
        if held is not None:
            yield Problem(f"still holds what was said: {held[:60]!r}.", path, hint=hint)


def _shown(study: Study, file: ChangedFile) -> str:
    return file.old.relative_to(study.root).as_posix() if file.old.is_relative_to(study.root) else str(file.old)


# -- what names a transcript ---------------------------------------------------------------------------


def _beside(study: Study, keep: Keeper, speaker: str) -> Iterator[ChangedFile]:
    """The files beside the transcripts that name what goes."""
    makers: dict[Path, Callable[[str, bytes], bytes]] = dict.fromkeys(
        coder_paths(study.root / FOLDER).values(), keep.decisions
    )
    makers[study.root / SAMPLE] = keep.sample
    makers |= {study.root / table: lambda name, data: keep.rows(name, data, keep.of_reduction) for table in TABLES}
    makers[study.root / ANSWERS] = lambda name, data: keep.rows(name, data, keep.of_transcript)
    if study.participants_path is not None:
        makers[study.participants_path] = lambda name, data: keep.participants(name, data, speaker)
    for path, make in makers.items():
        if path.exists() and real(path).is_relative_to(real(study.root)):
            before = read_bytes(path)
            after = make(path.relative_to(study.root).as_posix(), before)
            if after != before:
                yield ChangedFile(path, path, before, after)


def _names(study: Study, said: str) -> Iterator[ChangedFile]:
    """The list of names without those that are said nowhere any more, and without contexts, which the next search makes
    anew.
    """
    if not (study.root / FILE).exists():
        return
    rows = [
        row
        for row in read_names(study.root)
        if row.decision == APPLIED or any(form in said for form in (row.name, *row.forms))
    ]
    for name, made in table_files([replace(row, contexts=()) for row in rows]).items():
        path = study.root / name
        if path.exists():
            yield ChangedFile(path, path, read_bytes(path), made)


def _without(data: Any, whole: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {key: _without(value, whole) for key, value in data.items() if key not in whole}
    return [_without(value, whole) for value in data if value not in whole] if isinstance(data, list) else data
