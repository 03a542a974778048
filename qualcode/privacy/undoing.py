"""Puts the names back: every file as it was, with what people decided and wrote since moved along."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, replace_together, sha256
from qualcode.people.decisions import FOLDER, as_line, coder_paths, decision_of, read_decisions
from qualcode.people.locks import all_alone, open_elsewhere
from qualcode.privacy.key import EditedText, Key, Step, keep_beside, mark_undone, remove_key
from qualcode.privacy.key_state import check_key, state_of
from qualcode.privacy.log import LOG, with_entries
from qualcode.privacy.merging import Merge
from qualcode.privacy.moving import Moves
from qualcode.privacy.plan import made_by_run
from qualcode.privacy.replacing import Replacer, inverted
from qualcode.privacy.table import FILE, WORKBOOK
from qualcode.study.folder import JOURNAL, Study
from qualcode.study.key_places import remember_place
from qualcode.transcripts.readers.encoding import codec_of


@dataclass(frozen=True)
class Undone:
    """What was put back: how many files, whether names that were taken out before are left out, and what could not be
    moved along.
    """

    files: int
    left: bool
    warnings: tuple[Problem, ...]


def undo_names(study: Study, key: Key) -> Undone:
    """Take the last step of a key back. Files that nobody changed since become the same bytes as before.

    Lines that were written since are kept: decisions at the places of the text that stands again, others with the names
    put back. Raises InputError, and nothing is changed then.
    """
    step = _step_of(study, key)
    with all_alone(study.results, {*coder_paths(study.root / FOLDER), *open_elsewhere(study.results)}):
        back = _Back(study, step)
        contents, gone = back.contents(), back.gone()
        replace_together(study.root, contents, study.root / JOURNAL, [path for path in gone if path not in contents])
    shutil.rmtree(study.cache, ignore_errors=True)
    mark_undone(step)
    _tidy_up(study)
    return Undone(len(contents), state_of(study.root) is not None, tuple(back.warnings))


def _step_of(study: Study, key: Key) -> Step:
    """The step that a study stands at; raises InputError when there is none, or it cannot be taken back."""
    state = state_of(study.root)
    if state is None:
        raise InputError([Problem("no names are taken out of this study, so none can be put back.", study.root)])
    check_key(study.root, key)
    step = next((step for step in key.steps if step.folder.name == state.step), None)
    if step is None:
        raise InputError([Problem(f"the key has no {state.step}, at which the study stands.", key.path)])
    if step.frozen:
        raise InputError(
            [Problem(f"names cannot be put back: {step.frozen}", key.path, hint="The key still tells who is who.")]
        )
    return step


def _tidy_up(study: Study) -> None:
    """Remove the folder of names where nothing is in it any more."""
    folder = study.root / "privacy"
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def forget(study: Study, key: Key) -> None:
    """Delete the key and the files as they were: nothing can be taken back any more."""
    remove_key(key)
    remember_place(study.root, None)


class _Back:
    """The files of a step as they were, and as they are now where someone went on with them."""

    def __init__(self, study: Study, step: Step) -> None:
        self.study, self.step = study, step
        self.warnings: list[Problem] = []
        names = Replacer({made: form for form, made in step.forms.items()})
        self.moves = Moves({text.new_id: _turned(text) for text in step.texts}, names)

    def contents(self) -> dict[Path, bytes]:
        """What shall stand at each path."""
        found = {
            self.study.root / name: self._content(name)
            for name in self.step.files
            if name not in (*self.step.made, LOG)
        }
        log = self._log()
        found |= {self.study.root / LOG: log} if log else {}
        for path in coder_paths(self.study.root / FOLDER).values():  # of a coder who began since
            if path not in found:
                found[path] = b"".join(map(as_line, self.moves.decisions(read_decisions(path).decisions)))
        return found

    def gone(self) -> list[Path]:
        """What the step made, what runs made since, and the files under the names that they have now."""
        now = [
            self.study.root / current for name, (current, _) in self.step.files.items() if current and current != name
        ]
        made = [self.study.root / name for name in self.step.made]
        since = [*made_by_run(self.study.results), self.study.results / "run.json"]
        return [path for path in dict.fromkeys((*now, *made, *since)) if path.is_file() and not path.is_symlink()]

    def _log(self) -> bytes:
        """The log without the lines of this step: what was noted since stays."""
        path = self.study.root / LOG
        made, before = LOG in self.step.made, b"" if LOG in self.step.made else self.step.original(LOG)
        data, written = read_bytes(path) if path.exists() else b"", self.step.written(LOG)
        since = data[len(written) :] if data.startswith(written) else b""
        return (before or with_entries(b"", ())) + since if since or not made else b""

    def _content(self, name: str) -> bytes:
        current, written = self.step.files[name]
        original = self.step.original(name)
        path = self.study.root / current
        if not current or not path.exists():
            return original
        data = read_bytes(path)
        if sha256(data) == written or name in (FILE, WORKBOOK):  # the list of names: what was decided then holds again
            return original
        return self._gone_on_with(name, path, data, original)

    def _gone_on_with(self, name: str, path: Path, data: bytes, original: bytes) -> bytes:
        """A file that was changed since: its old lines as they were, the new ones with the names put back."""
        written = self.step.written(name)
        if path.suffix == ".jsonl":
            return self._decisions(original, written, data)
        codecs = {codec_of(content) for content in (original, written, data)}
        if (
            written.count(b"\n") == original.count(b"\n")
            and not _is_binary(original)
            and len(codecs) == 1
            and (codec := codecs.pop())
        ):
            texts = (content.decode(codec) for content in (original, written, data))
            merged = Merge(self.step.forms).merged(*texts)
            if merged.unclear:
                where = ", ".join(map(str, merged.unclear))
                message = "was changed where names had been taken out; look whether the right ones stand there again"
                self.warnings.append(Problem(f"{message} (line {where}).", self.study.root / name))
            return merged.text.encode(codec)
        kept = keep_beside(self.step, name, data)
        message = "was changed after names were taken out. It stands as it was before that"
        self.warnings.append(Problem(f"{message}; what it was until now is kept as {kept}.", self.study.root / name))
        return original

    def _decisions(self, original: bytes, written: bytes, data: bytes) -> bytes:
        """A coder's file: the lines of before as they were, those that were added since at their places in the text
        that stands again.
        """
        lines = [line for line in original.split(b"\n") if decision_of(line)]
        before = dict(zip(written.splitlines(), sorted(lines, key=_time), strict=False))
        now = data.splitlines()
        added = [self._moved(line) for line in now if line not in before]
        if set(before) <= set(now):
            joint = b"" if original.endswith(b"\n") or not original else b"\n"
            return original + joint + b"".join(added)
        return b"".join(before[line] + b"\n" if line in before else self._moved(line) for line in now)

    def _moved(self, line: bytes) -> bytes:
        decision = decision_of(line)
        return as_line(self.moves.decisions([decision])[0]) if decision else line + b"\n"


def _turned(text: EditedText) -> EditedText:
    """The edits that lead back."""
    return EditedText(text.new_id, text.old_id, text.after, text.before, inverted(text.edits, text.before))


def _time(line: bytes) -> str:
    decision = decision_of(line)
    return decision.time if decision else ""


def _is_binary(data: bytes) -> bool:
    return b"\0" in data[:4096] or data.startswith(b"PK")
