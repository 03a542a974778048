"""The key: which name became which, with everything that takes it back. It is kept outside the study, for its owner
alone.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import check_file, load_json, make_folder, read_bytes, read_text, read_utf8, write_atomic
from qualcode.privacy.replacing import Edit
from qualcode.privacy.table import Row
from qualcode.spreadsheet import as_meant, harmless, listed, pair_of, parts_of

KEY = "names.key.csv"
UNDONE = "undone"  # a file that says that a step was taken back
STEP = "applied.json"
ORIGINALS, WRITTEN, CHANGED = "originals", "written", "changed since"  # folders of a step
COLUMNS = ("original", "decision", "replacement", "kind", "language", "forms", "contexts")


@dataclass(frozen=True)
class KeyName:
    """A row of the key: the name, what became of it, and each form with what stands in its place."""

    original: str
    decision: str
    replacement: str
    kind: str
    language: str
    forms: Mapping[str, str]
    contexts: str = ""


@dataclass(frozen=True)
class EditedText:
    """A transcript's text before and after, what it was called and is called, and the edits between."""

    old_id: str
    new_id: str
    before: str
    after: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Step:
    """What one `apply` did: each file as it was, what it is called now and the hash of what was written; texts; files
    that were made; the forms that were replaced; why it cannot be taken back any more ("" when it can).
    """

    folder: Path
    time: str
    # as it was called → as it is called now ("" when it was taken away), and its hash now
    files: Mapping[str, tuple[str, str]]
    texts: tuple[EditedText, ...] = ()
    made: tuple[str, ...] = ()
    study: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)
    frozen: str = ""

    def original(self, name: str) -> bytes:
        """A file as it was."""
        return _read(self.folder / ORIGINALS / name)

    def written(self, name: str) -> bytes:
        """A file, by the name it had, as it was written without names."""
        return _read(self.folder / WRITTEN / name)


def _read(path: Path) -> bytes:
    """A file of whatever size; raises InputError when it is not there."""
    return read_bytes(path, check_file(path).st_size)


@dataclass(frozen=True)
class Key:
    """The key in a folder: its names, and the steps by which they were taken out, oldest first."""

    folder: Path
    names: tuple[KeyName, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    @property
    def path(self) -> Path:
        """The file of names."""
        return self.folder / KEY


def read_key(path: Path) -> Key:
    """The key in a file or its folder; raises InputError when there is none or it cannot be read."""
    folder = path if path.is_dir() else path.parent
    file = folder / KEY
    if not file.exists():
        hint = f"The key is the file {KEY} in the folder that `qualcode names apply --key` was given."
        raise InputError([Problem("there is no key here.", file, hint=hint)])
    names = names_in_key(file)
    steps = [_read_step(step) for step in sorted(folder.glob(f"step-*/{STEP}"))]
    return Key(folder, tuple(names), tuple(steps))


def names_in_key(file: Path) -> list[KeyName]:
    """The names in a file of a key; raises InputError when it cannot be read."""
    rows = csv.DictReader(io.StringIO(read_text(file), newline=""))
    try:
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise InputError([Problem(f"is no key: it has no column {', '.join(missing)}.", file, 1)])
        found = [
            _name({key: as_meant(value or "") for key, value in row.items() if isinstance(value, str | None)})
            for row in rows
        ]
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as a table: {error}.", file, rows.line_num)]) from error
    return [name for name in found if name.original]


def _name(row: Mapping[str, str]) -> KeyName:
    forms = {form: made for form, made in map(pair_of, parts_of(row["forms"])) if form}
    return KeyName(
        row["original"], row["decision"], row["replacement"], row["kind"], row["language"], forms, row["contexts"]
    )


def _read_step(path: Path) -> Step:
    try:
        data: Any = load_json(read_utf8(path))
        files = {str(name): (str(now), str(made)) for name, (now, made) in data["files"].items()}
        texts = tuple(
            EditedText(t["old_id"], t["new_id"], t["before"], t["after"], tuple(Edit(*edit) for edit in t["edits"]))
            for t in data["texts"]
        )
        return Step(
            path.parent,
            str(data["time"]),
            files,
            texts,
            tuple(data["made"]),
            str(data["study"]),
            dict(data["forms"]),
            str(data["frozen"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError([Problem("cannot be read: it is not as `qualcode names apply` wrote it.", path)]) from error


# -- writing -------------------------------------------------------------------------------------


def key_names(
    rows: Sequence[Row], targets: Mapping[str, Row], forms: Mapping[str, str], by_form: Mapping[str, str]
) -> list[KeyName]:
    """The rows that are replaced as rows of a key; `by_form` says of each form whose it is."""
    found = []
    for row in rows:
        target = targets.get(row.name)
        if target is not None:
            own = {form: made for form, made in forms.items() if by_form.get(form) == row.name}
            contexts = " | ".join(row.contexts)
            found.append(KeyName(row.name, row.decision, target.chosen, row.kind, row.language, own, contexts))
    return found


def write_key(folder: Path, names: Iterable[KeyName]) -> None:
    """Write the file of names into a folder, for its owner's eyes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for name in names:
        forms = listed(f"{form}={made}" for form, made in name.forms.items())
        cells = (name.original, name.decision, name.replacement, name.kind, name.language, forms, name.contexts)
        writer.writerow([harmless(cell) for cell in cells])
    _write(folder / KEY, out.getvalue().encode("utf-8-sig"))


def joined_names(old: Iterable[KeyName], new: Iterable[KeyName]) -> list[KeyName]:
    """The names of a key and those that are added; of one that is in both the forms of both."""
    found: dict[str, KeyName] = {}
    for name in (*old, *new):
        known = found.get(name.original.casefold())
        forms = {**known.forms, **name.forms} if known else name.forms
        found[name.original.casefold()] = KeyName(
            name.original,
            name.decision,
            name.replacement,
            name.kind,
            name.language,
            forms,
            name.contexts or (known.contexts if known else ""),
        )
    return list(found.values())


def new_step(folder: Path) -> Path:
    """The folder of the next step."""
    numbers = [
        int(path.name.removeprefix("step-"))
        for path in folder.glob("step-*")
        if path.name.removeprefix("step-").isdecimal()
    ]
    return folder / f"step-{max(numbers, default=0) + 1:03}"


def write_step(step: Step, originals: Mapping[str, bytes], written: Mapping[str, bytes]) -> None:
    """Keep the files as they were and as they were written, by the names they had, then what was done to them."""
    for folder, files in ((ORIGINALS, originals), (WRITTEN, written)):
        for name, data in files.items():
            _write(step.folder / folder / name, data)
    save_step(step)


def mark_undone(step: Step) -> None:
    """Note that a step was taken back."""
    _write(step.folder / UNDONE, b"")


def keep_beside(step: Step, name: str, data: bytes) -> Path:
    """Keep a file that was changed since the step, and return where."""
    path = step.folder / CHANGED / name
    _write(path, data)
    return path


def save_step(step: Step) -> None:
    """Keep what was done."""
    texts = [
        {
            "old_id": t.old_id,
            "new_id": t.new_id,
            "before": t.before,
            "after": t.after,
            "edits": [[e.start, e.end, e.text] for e in t.edits],
        }
        for t in step.texts
    ]
    data = {
        "time": step.time,
        "frozen": step.frozen,
        "files": {k: list(v) for k, v in step.files.items()},
        "made": list(step.made),
        "study": step.study,
        "forms": dict(step.forms),
        "texts": texts,
    }
    _write(step.folder / STEP, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, in folders made so too, where the system knows owners."""
    above = [folder for folder in path.parents if not folder.exists()]
    make_folder(path.parent)
    for folder in above:
        with suppress(OSError):
            os.chmod(folder, 0o700)
    write_atomic(path, data)
    with suppress(OSError):
        os.chmod(path, 0o600)


def remove_key(key: Key) -> None:
    """Delete the key with all that it keeps."""
    for step in key.steps:
        shutil.rmtree(step.folder, ignore_errors=True)
    key.path.unlink(missing_ok=True)
    with suppress(OSError):
        key.folder.rmdir()  # where nothing else is in it
