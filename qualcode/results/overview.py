"""How each transcript was read, as tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.language.tokeniser import count_words
from qualcode.model import Account, Guide, Transcript
from qualcode.study.folder import relative
from qualcode.transcripts.questions.answers import COLUMNS as ANSWER_FILE_COLUMNS
from qualcode.transcripts.questions.answers import Answers, settled
from qualcode.transcripts.questions.matching import unrecognised

COLUMNS = (
    "transcript", "file", "format", "language", "speakers", "turns", "participant_turns", "words", "participant_words",
    "minutes", "questions_asked", "voices", "file_words", "outside", "labels", "notes", "left_out", "unaccounted",
    "left_out_as", "warnings",
)  # fmt: skip
LEFT_OUT_COLUMNS = ("kind", "words", "place", "text")
SPEAKER_COLUMNS = ("transcript", "speaker", "role", "turns", "words", "share", "words_a_turn")
ANSWER_COLUMNS = ("question", "text", "transcripts", "not_asked", "words", "mean_words", "shortest", "longest")
TURN_COLUMNS = ("turn", "speaker", "role", "question", "start_time", "end_time", "start", "end", "text")


@dataclass(frozen=True, slots=True)
class Described:
    """How a transcript was read: what the tables say of it, without its text.

    `row` is its row of `overview`, `speakers` are its rows of `speaker_table`; `answered` has the words that
    participants answered to each question that was asked; `letters` is the text's length.
    """

    id: str
    language: str
    letters: int
    row: tuple[object, ...]
    speakers: tuple[tuple[object, ...], ...]
    answered: Mapping[str, int]


def described(transcripts: Iterable[Transcript], root: Path) -> list[Described]:
    """What the tables say of each transcript; `root` is the study's folder."""
    return [_described(transcript, root) for transcript in transcripts]


def _described(t: Transcript, root: Path) -> Described:
    words = [count_words(t.turn_text(turn)) for turn in t.turns]
    answered = dict[str, int]()
    for turn, size in zip(t.turns, words, strict=True):
        if turn.question:
            answered[turn.question] = answered.get(turn.question, 0) + size * (turn.role == "participant")
    return Described(
        t.id, t.language, len(t.text), _row(t, words, len(answered), root), tuple(_speaker_rows(t, words)), answered
    )


def overview(transcripts: Iterable[Described]) -> Table:
    """A row for each transcript.

    Columns: transcript, file, format, language, speakers, turns, participant_turns, words, participant_words, minutes
    (from the first time to the last, missing without times), questions_asked (guide
    questions that were found; numbers), voices (how they were told apart: labels, a layout, one voice), then the
    account of the file: file_words (in it, by a plain walk over all its text), outside (titles and other matter outside
    the talk), labels (speakers, times), notes (a transcriber's), left_out (but for running headers, page numbers and
    the like), unaccounted (words that went nowhere, or stand twice), left_out_as (the reasons, joined by "; "),
    warnings (joined by "; "). A word of the account is a run of letters and digits: `on-site` is two there.
    """
    frame = pd.DataFrame([t.row for t in transcripts], columns=list(COLUMNS))
    return Table("transcripts", frame.astype({"minutes": "Float64"}))


def _row(t: Transcript, words: Sequence[int], asked: int, root: Path) -> tuple[object, ...]:
    answers = [size for turn, size in zip(t.turns, words, strict=True) if turn.role == "participant"]
    size = (len(t.speakers), len(t.turns), len(answers), sum(words), sum(answers), minutes_of(t), asked)
    return (
        t.id,
        relative(t.source, root),
        t.format,
        t.language,
        *size,
        _voices(t),
        *_account(t.account),
        "; ".join(t.warnings),
    )


def minutes_of(t: Transcript) -> float | None:
    """How long the talk lasts by the times of its turns; None when fewer than two are known."""
    times = [time for turn in t.turns for time in (turn.start_time, turn.end_time) if time is not None]
    return round((max(times) - min(times)) / 60, 1) if len(times) > 1 else None


def _voices(t: Transcript) -> str:
    """How the voices were told apart: by labels, by a layout, or not at all."""
    layout = next((s.reason for s in t.speakers if s.reason.startswith("the layout: ")), "")
    return layout.removeprefix("the layout: ") or ("labels" if any(s.label for s in t.speakers) else "one voice")


def _account(account: Account | None) -> tuple[object, ...]:
    if account is None:
        return (None,) * 7
    missed = [part for part in account.left_out if not part.furniture]
    left_out, reasons = sum(part.words for part in missed), "; ".join(dict.fromkeys(part.reason for part in missed))
    return (
        account.file,
        account.outside,
        account.labels,
        account.notes,
        left_out,
        account.lost + account.doubled,
        reasons,
    )


def left_out_table(t: Transcript) -> Table:
    """A row for everything of the file that is nobody's speech: kind (why, or "outside the talk", "unaccounted"),
    words, place, text.
    """
    account = t.account or Account(0)
    rows: list[tuple[str, int | None, str, str]] = [
        (part.reason, part.words, part.place, part.text) for part in account.left_out
    ]
    rows += [
        ("outside the talk", len(re.findall(r"[^\W_]+", text)), f"before turn {number}", text)
        for number, text in _between(t)
    ]
    rows += [("unaccounted", None, "", quote) for quote in account.lost_quotes]
    rows += [("twice in the transcript", None, "", quote) for quote in account.doubled_quotes]
    return Table("left_out", pd.DataFrame(rows, columns=list(LEFT_OUT_COLUMNS)).astype({"words": "Int64"}))


def _between(t: Transcript) -> Iterator[tuple[int, str]]:
    """What stands between the turns, with the number of the next turn."""
    at = 0
    for turn in (*t.turns, None):
        end = turn.start - len(f"{turn.speaker}: " if turn.speaker else "") if turn else len(t.text)
        for text in filter(None, map(str.strip, t.text[at:end].split("\n\n"))):
            yield (turn.number if turn else len(t.turns) + 1), text
        at = turn.end if turn else end


def question_table(transcripts: Iterable[Described], guide: Guide) -> Table:
    """A row for each transcript, a column for each question of the guide: words answered, missing (no number) where it
    was not asked.
    """
    ids = [question.id for question in guide.questions]
    rows = [(t.id, *map(t.answered.get, ids)) for t in transcripts]
    frame = pd.DataFrame(rows, columns=["transcript", *ids])
    return Table("questions", frame.astype(dict.fromkeys(ids, "Int64")))


def speaker_table(transcripts: Iterable[Described]) -> Table:
    """A row for each speaker of each transcript.

    Columns: transcript, speaker, role, turns, words, share (of the transcript's words), words_a_turn.
    """
    rows = [row for t in transcripts for row in t.speakers]
    return Table("speakers", pd.DataFrame(rows, columns=list(SPEAKER_COLUMNS)), shares=frozenset({"share"}))


def _speaker_rows(t: Transcript, words: Sequence[int]) -> Iterator[tuple[object, ...]]:
    sizes: dict[tuple[str, str], list[int]] = {}
    for turn, size in zip(t.turns, words, strict=True):
        sizes.setdefault((turn.speaker, turn.role), []).append(size)
    whole = max(sum(words), 1)
    for (speaker, role), own in sizes.items():
        yield t.id, speaker, role, len(own), sum(own), round(sum(own) / whole, 6), round(sum(own) / len(own), 2)


def answer_table(transcripts: Iterable[Described], guide: Guide, language: str = "en") -> Table:
    """A row for each question of the guide: how long its answers are, and who was never asked.

    Columns: question, text, transcripts (in which it was recognised), not_asked (the others' ids, joined by commas),
    then the words of the participants' answers: words (all), mean_words, shortest, longest; missing where no one was
    asked.
    """
    found = list(transcripts)
    rows = []
    for question in guide.questions:
        words = {t.id: t.answered[question.id] for t in found if question.id in t.answered}
        sizes = list(words.values())
        spread = (sum(sizes), round(sum(sizes) / len(sizes), 2), min(sizes), max(sizes)) if sizes else (None,) * 4
        silent = ", ".join(t.id for t in found if t.id not in words)
        rows.append((question.id, question.text(language), len(words), silent, *spread))
    frame = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))
    return Table(
        "answers", frame.astype({"words": "Int64", "mean_words": "Float64", "shortest": "Int64", "longest": "Int64"})
    )


def answers_table(transcripts: Iterable[Transcript], answers: Answers) -> Table:
    """A row for each interviewer's turn, to settle by hand which question of the guide it asks.

    Columns: transcript, turn, words (what is said in it), recognised (the question that it was read to open, else ""),
    question (what was settled already; empty where nothing was).
    """
    rows = []
    for t in transcripts:
        decided, _ = settled(t, answers.of(t.id))
        current = None
        for turn in t.turns:
            if turn.role == "interviewer":
                opened = turn.question if turn.question != current else None
                rows.append(
                    (t.id, turn.number, " ".join(t.turn_text(turn).split()), opened or "", decided.get(turn.number, ""))
                )
            current = turn.question
    return Table("guide_answers", pd.DataFrame(rows, columns=list(ANSWER_FILE_COLUMNS)))


def turn_table(t: Transcript) -> Table:
    """A row for each turn: turn, speaker, role, question, start_time, end_time (seconds), start, end (offsets),
    text.
    """
    rows = [
        (u.number, u.speaker, u.role, u.question, u.start_time, u.end_time, u.start, u.end, t.turn_text(u))
        for u in t.turns
    ]
    return Table("turns", pd.DataFrame(rows, columns=list(TURN_COLUMNS)))


UNRECOGNISED = (
    "if one was asked, its answer stands under the question recognised before it, or under none; "
    "settle it in guide-answers.csv (--questions -o)"
)


def told_unrecognised(t: Transcript, guide: Guide) -> Iterator[str]:
    """For a transcript in which some guide questions were not recognised: which."""
    if missed := unrecognised(t, guide):
        yield f"{t.id}: not recognised: {', '.join(missed)}"


WRONG_ROLE = 'if a role is wrong, say who asks in the settings: [speakers] interviewer = ["NAME"]'


def guesses(t: Transcript) -> Iterator[str]:
    """For a transcript whose roles were guessed: each guess with its reason; `WRONG_ROLE` says how to mend one."""
    told = ("the layout", "the other voice", "the columns")  # with a warning that says how to settle it
    guessed = [
        speaker for speaker in t.speakers if speaker.guessed and speaker.label and not speaker.reason.startswith(told)
    ]
    for speaker in guessed:
        yield f"{t.id}: {speaker.label} = {speaker.role} ({speaker.reason})"
