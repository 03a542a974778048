"""Transcript files → Transcripts: one module a format, found by name through the entry point `qualcode.transcripts`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.model import Account, SpeakerLabels, Transcript
from qualcode.transcripts.account import Walk, account_of, doubts
from qualcode.transcripts.passages import Passage, lay_out
from qualcode.transcripts.questions.matching import QuestionMatcher, assign_questions
from qualcode.transcripts.voices.aliases import one_name_each
from qualcode.transcripts.voices.detect import detect_language, other_language
from qualcode.transcripts.voices.roles import Roles, reasons_in, speakers_with_roles, with_roles

Reader = Callable[[Path, SpeakerLabels], tuple[list[Passage], list[str]]]
GROUP, WALKS = "qualcode.transcripts", "qualcode.walks"
AUTO = "auto"
MOST_ASKED, ENOUGH_ASKED = 0.85, 60  # of the words, and words, from which on an interviewer talks too much to be one

__all__ = ["QuestionMatcher", "Reader", "assign_questions", "damaged", "formats", "read_transcript", "walked"]


def formats() -> tuple[str, ...]:
    """The file formats that can be read, as suffixes without the dot, in alphabetical order."""
    return tuple(sorted(_entries(GROUP)))


@cache
def _entries(group: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=group)}


def read_transcript(path: Path | str, *, speakers: SpeakerLabels = SpeakerLabels(), language: str = AUTO) -> Transcript:
    """The interview in a file: its fixed text, turns with speakers, roles and times, warnings, and the account of every
    word.

    Questions are still open. `speakers` declares labels' roles, and how voices are told apart without labels; "auto"
    tells the language from the text. Raises InputError when the file cannot be read or holds no speech, UnknownName for
    a format no reader is registered for.
    """
    path = Path(path)
    name = path.suffix.lower().removeprefix(".")
    reader = _reader(name, path)
    try:
        passages, warnings = reader(path, speakers)
        passages, joined = one_name_each(passages, speakers)
        passages = _all_said(passages) if speakers.unlabelled == "speech" else passages
        text, turns = lay_out(passages)
    except QualcodeError:
        raise
    except Exception as error:  # whatever a library or a reader stumbles over is this file's problem, and no one else's
        raise InputError([damaged(path, error)]) from error
    if not turns:
        hint = "A transcript needs lines such as `Interviewer: …` and `Participant: …`, or plain paragraphs of speech."
        raise InputError([Problem("holds no speech.", path, hint=hint)])
    details = [passage.text for passage in passages[:12] if passage.speaker is None and not passage.left_out]
    roles = speakers_with_roles(text, turns, speakers, details, reasons_in(passages))
    turns = with_roles(turns, roles.speakers)
    walked, unwalked = _walked(name, path)
    account = account_of(passages, text, turns, walked)
    said = "\n".join(text[turn.start : turn.end] for turn in turns)
    spoken = detect_language(said) if language == AUTO else language
    warnings = [
        *warnings,
        *joined,
        *_of_roles(roles, account),
        *doubts(account),
        *unwalked,
        *([] if spoken else [UNKNOWN_LANGUAGE]),
        *([] if language == AUTO else _of_another_language(said, language)),
    ]
    transcript_id = unicodedata.normalize("NFC", path.stem)
    return Transcript(
        transcript_id, path, name, spoken or "und", text, turns, roles.speakers, {}, tuple(warnings), account
    )


def _all_said(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with what stands outside the talk as a nameless participant's speech."""
    return [
        replace(one, speaker="") if one.speaker is None and not one.left_out and one.text.strip() else one
        for one in passages
    ]


UNKNOWN_LANGUAGE = (
    "its language was not recognised: it is none of Finnish, Swedish, English and seven more. "
    'Words are coded as they are written; if it is one of these, set [study] language = "fi" (or sv, en).'
)


def _of_another_language(said: str, language: str) -> Iterator[str]:
    """Speech in another language than the study's settings say, whose words no rule of theirs can match."""
    if other := other_language(said, language):
        yield (
            f'its words are those of another language ({other}) than [study] language = "{language}" says, so few of '
            f"them can be read. Take that line out of the settings: then each interview tells its own."
        )


def _of_roles(roles: Roles, account: Account) -> Sequence[str]:
    told = list(roles.warnings)
    shares = [speaker.role for speaker in roles.speakers]
    if "participant" not in shares:
        told.append(
            "nobody answers: every speaker was read as an interviewer or ignored. Declare "
            "participants under [speakers]."
        )
    if len(shares) > 1 and "interviewer" not in shares and not roles.warnings:
        told.append(
            "nobody was recognised as the interviewer, so everyone's speech is coded. Declare who "
            "asks under [speakers]."
        )
    asked, answered = account.speech.get("interviewer", 0), account.speech.get("participant", 0)
    if answered and asked > MOST_ASKED * (asked + answered) and asked > ENOUGH_ASKED:
        told.append(
            f"nearly all speech ({asked / (asked + answered):.0%}) is the interviewer's: look whether "
            f"answers were read as theirs."
        )
    return told


def damaged(path: Path, error: Exception) -> Problem:
    """What to say of a file that a reader stumbled over."""
    hint = "Open it in the program it comes from and save it again, or save it as .txt."
    return Problem(f"cannot be read: something in it is not as it should be ({type(error).__name__}).", path, hint=hint)


def _reader(name: str, path: Path) -> Reader:
    if name in _entries(GROUP):
        reader: Reader = _entries(GROUP)[name].load()
        return reader
    raise UnknownName("transcript format", path.suffix or path.name, [f".{suffix}" for suffix in formats()])


def walked(path: Path) -> list[tuple[str, str]]:
    """All that is text in a transcript's file, with where it stands, without knowing how it is read; nothing where no
    walk is registered.

    Raises whatever a damaged file makes it stumble over.
    """
    entry = _entries(WALKS).get(path.suffix.lower().removeprefix("."))
    return list(entry.load()(path)) if entry else []


def _walked(name: str, path: Path) -> tuple[list[tuple[str, str]] | None, list[str]]:
    """All that is text in the file, None where nothing walks over it, and a warning where the walk stumbles over what
    was read.
    """
    entry = _entries(WALKS).get(name)
    try:
        walk: Walk | None = entry.load() if entry else None
        return (list(walk(path)) if walk else None), []
    except Exception as error:  # the walk only checks: what it stumbles over must not cost the interview
        kind = type(error).__name__
        return None, [
            f"its words could not be counted a second time ({kind}): look whether all that was said "
            f"is in the transcript."
        ]
