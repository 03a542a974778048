"""What a study's files become without names: verified by reading them before anything is written."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import load_json, read_bytes, read_utf8, real
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine, Progress
from qualcode.model import Transcript
from qualcode.people.decisions import FOLDER, LOG, coder_paths
from qualcode.people.renaming import with_first_cell
from qualcode.privacy.key import EditedText
from qualcode.privacy.moving import Moves, moved_files
from qualcode.privacy.replacing import EditMap, Replacer, edited
from qualcode.privacy.rewriting import (
    can_rewrite,
    rewritten,
    text_rewritten,
    toml_rewritten,
    workbook_rewritten,
    yaml_rewritten,
)
from qualcode.sealed_json import sealed, unsealed
from qualcode.study.folder import Study, open_study
from qualcode.study.settings import FILE as SETTINGS
from qualcode.transcripts import walked
from qualcode.transcripts.questions.answers import FILE as ANSWERS


@dataclass(frozen=True)
class ChangedFile:
    """A file of the study as it was, and as it will be: "" as its name takes it away."""

    old: Path
    new: Path | None
    before: bytes
    after: bytes


def files_beside(study: Study) -> list[Path]:
    """The files of a study beside its transcripts, in which names may stand."""
    codebooks = sorted((study.root / "codebooks").glob("*.y*ml"))
    named = (
        study.guide_path,
        study.participants_path,
        study.own_words_path,
        study.settings_file,
        study.root / ANSWERS,
        study.root / LOG,
    )
    decided = coder_paths(study.root / FOLDER).values()
    inside = (path for path in dict.fromkeys((*codebooks, *named, *decided)) if path is not None and path.exists())
    return [path for path in inside if real(path).is_relative_to(real(study.root))]


class Plan:
    """The transcripts with their names replaced, verified by reading them, and what goes with them."""

    def __init__(self, corpus: Corpus, replacer: Replacer, progress: Progress) -> None:
        self.study, self.replacer, self.progress = corpus.study, replacer, progress
        self.corpus = corpus
        self.names = _new_ids([source.id for source in corpus.study.sources], replacer)
        self.texts = {found.id: self._edited(found) for found in corpus.transcripts()}
        self.as_text: list[str] = []
        self.read_otherwise: list[Problem] = []

    def _edited(self, found: Transcript) -> EditedText:
        edits = self.replacer.edits(found.text)
        return EditedText(found.id, self.names[found.id], found.text, edited(found.text, edits), edits)

    def files(self) -> list[ChangedFile]:
        """Every file that changes, apart from the tables of names; raises InputError for what cannot be written."""
        beside, problems = self._beside()
        transcripts = self._transcripts([*beside], problems)
        if problems:
            raise InputError(problems)
        # these may be gone on with, whatever is in them now
        decided = set(coder_paths(self.study.root / FOLDER).values())
        changed = [
            file
            for file in (*transcripts, *beside)
            if file.old in decided or file.new != file.old or file.after != file.before
        ]
        return [*changed, *self._results()]

    def _transcripts(self, beside: Sequence[ChangedFile], problems: list[Problem]) -> list[ChangedFile]:
        found = [self._file(source.id, source.path) for source in self.study.sources]
        wrong = self._unlike([*found, *beside])
        for n, source in enumerate(self.study.sources):
            if source.id in wrong and source.id not in self.as_text:
                found[n] = self._plain(source.id, source.path)
        again = self._unlike([*found, *beside]) if wrong else {}
        for name, why in again.items():
            hint = "Save it as a text file with a line `Name: …` where each speaker begins, and try again."
            problems.append(
                Problem(
                    f"cannot be written so that it reads the same without its names ({why}).",
                    self.corpus.source(name).path,
                    hint=hint,
                )
            )
        return found

    def _file(self, name: str, path: Path) -> ChangedFile:
        data, text = read_bytes(path), self.texts[name]
        made = rewritten(path, data, self.replacer) if text.edits or can_rewrite(path) else data
        if made is None:
            return self._plain(name, path)
        return ChangedFile(path, path.with_name(self.names[name] + path.suffix), data, made)

    def _plain(self, name: str, path: Path) -> ChangedFile:
        self.as_text.append(name)
        return ChangedFile(
            path, path.with_name(f"{self.names[name]}.txt"), read_bytes(path), f"{self.texts[name].after}\n".encode()
        )

    def _unlike(self, files: Sequence[ChangedFile]) -> dict[str, str]:
        """The transcripts that read otherwise than they should when the files stand as planned, and why."""
        self.progress("reading the transcripts without their names", 0, 0)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
            root = Path(place) / "study"
            for file in files:
                if file.new is not None:
                    _put(root / file.new.relative_to(self.study.root), file.after)
            if self.study.settings_file and not (root / self.study.settings_file.name).exists():
                _put(root / self.study.settings_file.name, read_bytes(self.study.settings_file))
            trial = Corpus(open_study(root, trusted=self.study.trusted), Engine(1))
            return {name: why for name, text in self.texts.items() if (why := self._unlikeness(name, text, trial))}

    def _unlikeness(self, name: str, text: EditedText, trial: Corpus) -> str:
        found = trial.transcript(text.new_id) if trial.has(text.new_id) else None
        before = self.corpus.transcript(name)
        if found is None or before is None:
            return "it cannot be read any more"
        if found.text != text.after:
            return "its text differs"
        if [(turn.start, turn.end) for turn in found.turns] != self._spans(before, text):
            return "its turns differ"
        roles = [(turn.role, turn.question) for turn in before.turns]
        if [(turn.role, turn.question) for turn in found.turns] != roles:
            return "who asks and who answers, or what is asked, is told otherwise"
        left = self.replacer.edits(" \n ".join(piece for _, piece in walked(trial.source(text.new_id).path)))
        return "a name is left in it" if left else ""

    @staticmethod
    def _spans(before: Transcript, text: EditedText) -> list[tuple[int, int]]:
        edits = EditMap(text.edits)
        return [edits.span(turn.start, turn.end) for turn in before.turns]

    # -- the rest of the study --------------------------------------------------------------------

    def _beside(self) -> tuple[list[ChangedFile], list[Problem]]:
        found, problems = list[ChangedFile](), list[Problem]()
        moves = Moves(self.texts, self.replacer)
        decided = dict(moved_files(self.study.root, moves))
        for path in dict.fromkeys((*files_beside(self.study), *decided)):
            data = read_bytes(path)
            made = decided[path] if path in decided else self._rewritten(path, data)
            if made is None:
                hint = "Put the texts that hold names in quotes, and try again."
                problems.append(Problem("cannot be written without its names.", path, hint=hint))
            else:
                found.append(ChangedFile(path, path, data, made))
        return found, problems

    def _rewritten(self, path: Path, data: bytes) -> bytes | None:
        if path.suffix.lower() in (".yaml", ".yml"):
            return yaml_rewritten(path, data, self.replacer)
        if path.suffix.lower() == ".toml":
            return toml_rewritten(data, self.replacer, "" if path.name == SETTINGS else "tool.qualcode")
        for old, new in self.names.items():
            if old != new and path.suffix.lower() in (".csv", ".xlsx"):
                data = with_first_cell(path, data, old, new)
        return (
            workbook_rewritten(data, self.replacer)
            if path.suffix.lower() == ".xlsx"
            else text_rewritten(data, self.replacer)
        )

    def _results(self) -> Iterator[ChangedFile]:
        """What runs made: the results go, the history stays without names."""
        return results_without(self.study.results, lambda data: _replaced_in(data, self.replacer, self.names))


def results_without(results: Path, change: Callable[[Any], Any]) -> Iterator[ChangedFile]:
    """The files that runs made, which go, and the runs that were kept, changed; one that cannot be read goes too."""
    for path in [*made_by_run(results), results / "run.json"]:
        if path.is_file() and not path.is_symlink():
            yield ChangedFile(path, None, path.read_bytes(), b"")
    for path in sorted((results / "history").glob("*.json")):
        before = read_bytes(path)
        try:
            made = sealed(change(unsealed(before.decode("utf-8")))).encode("utf-8")
        except ValueError:
            yield ChangedFile(path, None, before, b"")
            continue
        if made != before:
            yield ChangedFile(path, path, before, made)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def made_by_run(results: Path) -> list[Path]:
    """The files that the last run recorded as made."""
    try:
        record: Any = load_json(read_utf8(results / "run.json"))
        names = [str(name) for name in record["outputs"]]
    except (InputError, ValueError, KeyError, TypeError):
        return []
    return [results / name for name in names if real(results / name).is_relative_to(real(results))]


def _replaced_in(data: Any, replacer: Replacer, names: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        return names.get(data, replacer(data))
    if isinstance(data, dict):
        return {_replaced_in(key, replacer, names): _replaced_in(value, replacer, names) for key, value in data.items()}
    return [_replaced_in(value, replacer, names) for value in data] if isinstance(data, list) else data


def _new_ids(ids: Iterable[str], replacer: Replacer) -> dict[str, str]:
    """What transcripts are called without names: none as another."""
    found: dict[str, str] = {}
    for name in ids:
        made = (
            re.sub(r"[\[\]<>:\"/\\|?*]", "", unicodedata.normalize("NFC", replacer(name)))
            if replacer.edits(name)
            else name
        )
        number, whole = 2, made
        while made.casefold() in (other.casefold() for other in found.values()):
            made, number = f"{whole}-{number}", number + 1
        found[name] = made
    return found
