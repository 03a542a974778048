"""Transcript files → Transcripts: one module a format, found by name through the entry point `qualcode.transcripts`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Literal

from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.model import SpeakerLabels, Transcript
from qualcode.transcripts.voices.detect import detect_language
from qualcode.transcripts.questions.matching import QuestionMatcher, assign_questions
from qualcode.transcripts.passages import Passage, lay_out
from qualcode.transcripts.voices.roles import speakers_with_roles, with_roles

Reader = Callable[[Path, SpeakerLabels], tuple[list[Passage], list[str]]]
GROUP = "qualcode.transcripts"

__all__ = ["QuestionMatcher", "Reader", "assign_questions", "damaged", "formats", "read_transcript"]


def formats() -> tuple[str, ...]:
    """The file formats that can be read, as suffixes without the dot, in alphabetical order."""
    return tuple(sorted(_entries()))


@cache
def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def read_transcript(
    path: Path | str,
    *,
    speakers: SpeakerLabels = SpeakerLabels(),
    language: Literal["fi", "en", "auto"] = "auto",
) -> Transcript:
    """The interview in a file: its fixed text, turns with speakers, roles and times, and warnings; questions are still open.

    `speakers` declares labels' roles; "auto" tells the language from the text.
    Raises InputError when the file cannot be read or holds no speech, UnknownName for a format no reader is registered for.
    """
    path = Path(path)
    name = path.suffix.lower().removeprefix(".")
    reader = _reader(name, path)
    try:
        passages, warnings = reader(path, speakers)
        text, turns = lay_out(passages)
    except QualcodeError:
        raise
    except Exception as error:  # whatever a library or a reader stumbles over is this file's problem, and no one else's
        raise InputError([damaged(path, error)]) from error
    if not turns:
        hint = "A transcript needs lines such as `Interviewer: …` and `Participant: …`, or plain paragraphs of speech."
        raise InputError([Problem("holds no speech.", path, hint=hint)])
    people = speakers_with_roles(text, turns, speakers)
    turns = with_roles(turns, people)
    if not any(turn.role == "participant" for turn in turns):
        warnings.append("nobody answers: every speaker was read as an interviewer or ignored. Declare participants under [speakers].")
    if len(people) > 1 and not any(speaker.role == "interviewer" for speaker in people):
        warnings.append("nobody was recognised as the interviewer, so everyone's speech is coded. Declare who asks under [speakers].")
    spoken = detect_language(text) if language == "auto" else language
    return Transcript(unicodedata.normalize("NFC", path.stem), path, name, spoken, text, turns, people, {}, tuple(warnings))


def damaged(path: Path, error: Exception) -> Problem:
    """What to say of a file that a reader stumbled over."""
    hint = "Open it in the program it comes from and save it again, or save it as .txt."
    return Problem(f"cannot be read: something in it is not as it should be ({type(error).__name__}).", path, hint=hint)


def _reader(name: str, path: Path) -> Reader:
    if name in _entries():
        reader: Reader = _entries()[name].load()
        return reader
    raise UnknownName("transcript format", path.suffix or path.name, [f".{suffix}" for suffix in formats()])
