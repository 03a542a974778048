"""Someone who was erased goes from the key too."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qualcode.people.decisions import SAMPLE
from qualcode.people.written_tables import TABLES
from qualcode.privacy.keeping import Keeper
from qualcode.privacy.key import CHANGED, KEY, ORIGINALS, WRITTEN, EditedText, Key, Step, save_step, write_key
from qualcode.privacy.moving import Moves
from qualcode.privacy.replacing import EditMap, Replacer, inverted
from qualcode.transcripts.questions.answers import FILE as ANSWERS

FROZEN = "someone was erased from within an interview since, and the files as they were held what they said."


def clean_key(key: Key, whole: frozenset[str], spans: Mapping[str, Sequence[tuple[int, int]]]) -> None:
    """Take transcripts, or stretches of them, out of a key: originals, texts, names that are said nowhere else, and all
    contexts.

    A step whose originals held such a stretch cannot be taken back any more.
    """
    texts = [text for step in key.steps for text in step.texts]
    theirs = [text for text in texts if text.new_id in whole or text.new_id in spans]
    hers = "\n".join(_said(text, spans[text.new_id], True) if text.new_id in spans else text.before for text in theirs)
    left = "\n".join(_said(text, spans.get(text.new_id, ()), False) for text in texts if text.new_id not in whole)
    for step in key.steps:
        _clean_step(step, whole, spans, left)
    kept = [name for name in key.names if _is_said(name.forms, left) or not _is_said(name.forms, hers)]
    for folder in (key.folder, *(step.folder for step in key.steps if (step.folder / KEY).exists())):
        write_key(folder, [replace(name, contexts="") for name in kept])


def _is_said(forms: Mapping[str, str], text: str) -> bool:
    return bool(Replacer(dict(forms)).edits(text))


def _said(text: EditedText, spans: Sequence[tuple[int, int]], within: bool) -> str:
    """What of a text before names were taken out is within stretches of the text after, their labels included, or what
    is not.
    """
    back = EditMap(inverted(text.edits, text.before))
    pieces, others, at = list[str](), list[str](), 0
    for start, end in (back.span(*span) for span in spans):
        begin = max(text.before.rfind("\n\n", 0, start) + 2, at) if start else at
        others.append(text.before[at:begin])
        pieces.append(text.before[begin:end])
        at = end
    return "\n".join(pieces if within else (*others, text.before[at:]))


def _clean_step(step: Step, whole: frozenset[str], spans: Mapping[str, object], left: str) -> None:
    forms = {form: made for form, made in step.forms.items() if _is_said({form: made}, left)}
    if any(text.new_id in spans for text in step.texts):
        for folder in (ORIGINALS, WRITTEN, CHANGED):
            shutil.rmtree(step.folder / folder, ignore_errors=True)
        save_step(replace(step, files={}, texts=(), forms=forms, frozen=FROZEN))
        return
    names = (
        frozenset(name for text in step.texts if text.new_id in whole for name in (text.old_id, text.new_id)) | whole
    )
    keep, files = Keeper(names, Moves({}, lambda text: text), {}), dict(step.files)
    for name in step.files:
        for path in (step.folder / folder / name for folder in (ORIGINALS, WRITTEN, CHANGED)):
            if path.exists() and not _clean_file(keep, path, name, names):
                files.pop(name, None)
    texts = tuple(text for text in step.texts if text.new_id not in whole)
    save_step(replace(step, files=files, texts=texts, forms=forms))


def _clean_file(keep: Keeper, path: Path, name: str, names: frozenset[str]) -> bool:
    """Take what goes out of a file that is kept; False when the file itself goes."""
    if Path(name).stem in names or name.startswith(("results/", "privacy/names")):
        path.unlink()
        return False
    data = path.read_bytes()
    if path.suffix == ".jsonl":
        made = keep.decisions(name, data)
    elif path.name.startswith("participants."):
        made = keep.participants(name, data)
    elif name == SAMPLE:
        made = keep.sample(name, data)
    elif name in (*TABLES, ANSWERS):
        made = keep.rows(name, data, keep.of_transcript)
    else:
        return True
    path.write_bytes(made)
    return True
