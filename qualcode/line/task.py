"""The whole work of one transcript, as what is handed to a process and what comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import read_bytes, sha256
from qualcode.language.tokens import Tokens
from qualcode.line.packing import (
    packed_frames,
    packed_tokens,
    packed_transcript,
    unpacked_tokens,
    unpacked_transcript,
)
from qualcode.line.setup import Setup
from qualcode.line.stages import code, read, tokenise
from qualcode.model import Transcript
from qualcode.study.folder import problems_of
from qualcode.study.sources import Source
from qualcode.transcripts import damaged
from qualcode.transcripts.questions.answers import Answer

CHANGED = "changed while it was read."


@dataclass(frozen=True)
class Task:
    """A transcript to be read, and with rules in the setup coded: its file and the hash of what is in it, and what
    settles questions.

    `packed` is the transcript and its tokens where they were read before, `content` the file for a machine that does
    not see it.
    """

    source: Source
    hash: str
    answers: Sequence[Answer] = ()
    packed: tuple[bytes, bytes] | None = None
    content: bytes | None = None


@dataclass(frozen=True)
class Made:
    """What became of a task: the packed transcript, tokens and codings, as far as they were made, and the problems of
    the file.

    `words` is what was looked up for it, by the table it is kept in; `unseen` says that the file is not there, or
    another one is.
    """

    source: Source
    transcript: bytes = b""
    tokens: bytes = b""
    codings: bytes = b""
    slow: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    words: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    unseen: bool = False


Stage = Callable[[Setup, Task], Made]


def make(setup: Setup, task: Task) -> Made:
    """Read the transcript, and code it where the setup has rules. Whatever is wrong with the file is in the result's
    problems.
    """
    path = task.source.path
    try:
        if task.packed is not None:
            return _with_codings(
                setup,
                Made(task.source, *task.packed),
                unpacked_transcript(task.packed[0]),
                unpacked_tokens(task.packed[1]),
            )
        if task.content is not None:
            return _from_content(setup, task, task.content)
        if not path.exists() or sha256(read_bytes(path)) != task.hash:
            return Made(task.source, unseen=True, problems=(Problem(CHANGED, path, hint="Run this again."),))
        return _read(setup, task, path)
    except Exception as error:  # of one file: it is named and left out
        found = problems_of(error, path) if isinstance(error, QualcodeError) else [damaged(path, error)]
        return Made(task.source, problems=tuple(found), words=setup.new_words())


def _from_content(setup: Setup, task: Task, content: bytes) -> Made:
    """What `make` gives of a file that is written down here first; problems name the place it comes from."""
    with tempfile.TemporaryDirectory(prefix="qualcode-") as folder:
        path = Path(folder) / task.source.path.name
        path.write_bytes(content)
        try:
            return _read(setup, task, path)
        except InputError as error:
            raise InputError(replace(problem, file=task.source.path) for problem in error.problems) from error


def _read(setup: Setup, task: Task, path: Path) -> Made:
    transcript = read(path, setup, task.answers)
    tokens = tokenise(transcript, setup.reading)
    return _with_codings(
        setup, Made(task.source, packed_transcript(transcript), packed_tokens(tokens)), transcript, tokens
    )


def _with_codings(setup: Setup, made: Made, transcript: Transcript, tokens: Tokens) -> Made:
    if setup.rules is None:
        return replace(made, words=setup.new_words())
    coded = code(transcript, tokens, setup)
    return replace(made, codings=packed_frames(coded.units, coded.codings), slow=coded.slow, words=setup.new_words())
