"""Decides who asks and who answers: what is declared or known first, then several signs of behaviour that are weighed
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.model import Role, Speaker, SpeakerLabels, Turn
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.voices.asking import asked_of, asks
from qualcode.transcripts.voices.label_words import (
    INTERVIEWER,
    PARTICIPANT,
    PARTNERS,
    SPEAKER,
    WEAK,
    label_key,
    label_parts,
    label_word,
)

# an interviewer's share of turns that ask, as a rule; the share that will do where other signs agree
ASKS, FEW = 0.3, 0.12
TWICE = 2.0  # how much more often than the one who answers most an interviewer asks
TALKS_MOST = 0.6  # the share of all words from which on somebody is interviewed, however much they ask
# a share of turns that ask which is clear; words from which on how much somebody talks is a sign
CLEAR, MANY = 0.6, 150
TALKS_LESS = 0.75  # one who asks also has shorter turns than the one who answers; else the signs disagree
_DETAIL = re.compile(r"\s*(?P<role>[^\W\d_]{4,16})(?: ?\d)?\s*[:=–-]\s*(?P<names>[^:\n]{2,80})")
NOBODY = "?"  # the label of speech among named speakers that names none


@dataclass(frozen=True)
class Roles:
    """Each speaker in order of appearance with a role and the reason for it, and what is doubtful."""

    speakers: tuple[Speaker, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Voice:
    """What is known of a label's speech."""

    label: str
    turns: int
    words: int
    asking: int
    share_of_words: float
    from_guide: int
    opens: bool

    @property
    def share(self) -> float:
        return self.asking / self.turns

    @property
    def length(self) -> float:
        return self.words / self.turns


def speakers_with_roles(
    text: str,
    turns: Sequence[Turn],
    declared: SpeakerLabels,
    details: Iterable[str] = (),
    reasons: Mapping[str, str] | None = None,
) -> Roles:
    """Each speaker with a role.

    `details` are texts outside the talk, which may say who is who (`Haastattelija: Anna Virta`); `reasons` are labels
    that a layout gave.
    """
    labels = tuple(dict.fromkeys(turn.speaker for turn in turns))
    told = {label: _told(label, labels, declared, reasons or {}) for label in labels}
    for label, role in _roles_in(details, labels).items():
        told[label] = told[label] or Speaker(label, role, "the details above the talk say so")
    sure = {label for label, speaker in told.items() if speaker and not _may_be_wrong(label, speaker)}
    if len(sure) == len(labels):
        known = [speaker for speaker in told.values() if speaker]
        return Roles(tuple(known), tuple(_nameless(known, labels)))
    voices = _voices(text, turns, declared.questions)
    told, doubts = _against_behaviour(told, voices)
    unknown = [voices[label] for label in labels if told[label] is None and label not in ("", NOBODY)]
    named = [voices[label] for label in labels if label not in ("", NOBODY)]
    if any(speaker and speaker.role == "interviewer" for speaker in told.values()):
        guessed, warnings = _more_askers(unknown, named, told), list[str]()
    else:
        guessed, warnings = _askers(unknown, named, told)
    found = [told[label] or guessed.get(label) or _answers(label, len(labels), told) for label in labels]
    return Roles(tuple(found), (*doubts, *warnings, *_nameless(found, labels)))


def with_roles(turns: Sequence[Turn], speakers: Sequence[Speaker]) -> tuple[Turn, ...]:
    """The turns with their speakers' roles."""
    role_of: dict[str, Role] = {speaker.label: speaker.role for speaker in speakers}
    return tuple(
        Turn(t.number, t.speaker, role_of[t.speaker], t.question, t.start, t.end, t.start_time, t.end_time)
        for t in turns
    )


def reasons_in(passages: Iterable[Passage]) -> dict[str, str]:
    """The labels that a layout gave, and how it told them."""
    return {passage.speaker: passage.why for passage in passages if passage.speaker and passage.why}


def _nameless(found: Sequence[Speaker], labels: Sequence[str]) -> list[str]:
    if NOBODY not in labels or any(s.label == NOBODY and s.reason.startswith("declared") for s in found):
        return []
    return [
        f"some speech names no speaker; it stands under '{NOBODY}' and is not coded. "
        f'Correct the file, or say whose it is: [speakers] participant = ["{NOBODY}"].'
    ]


# -- what is known --------------------------------------------------------------------------------


def told_role(label: str, labels: Sequence[str], declared: SpeakerLabels) -> Role | None:
    """The role that the settings or a known word give a label among others; None when neither does."""
    found = _told(label, labels, declared, {})
    return found.role if found else None


def _told(label: str, labels: Sequence[str], declared: SpeakerLabels, reasons: Mapping[str, str]) -> Speaker | None:
    key, word = label_key(label), label_word(label)
    choices: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("interviewer", declared.interviewer),
        ("participant", declared.participant),
        ("other", declared.ignore),
    )
    for role, names in choices:
        if key in {label_key(name) for name in names}:
            return Speaker(label, role, "declared in the settings")
    if label == NOBODY:
        return Speaker(label, "other", "the file names no speaker here", guessed=True)
    if len(word) == 1:
        others = {label_key(other) for other in labels} - {key}
        role_of_letter = _of_letter(word, key, {label_word(other) for other in others})
        return Speaker(label, role_of_letter, "a known word") if role_of_letter else None
    role_of_word = _of_words(label)
    if role_of_word is None:
        return None
    return Speaker(label, role_of_word, reasons.get(label, "a known word"), guessed=label in reasons)


def _of_words(label: str) -> Role | None:
    for part in label_parts(label):
        if part in INTERVIEWER:
            return "interviewer"
        if part in PARTICIPANT and part not in SPEAKER:
            return "participant"
    return None


def _of_letter(letter: str, key: str, others: set[str]) -> Role | None:
    """The role of a one-letter label, which only its partner tells (H: asks beside V:, answers beside K:); H1: and P2:
    are interviewees.
    """
    beside = PARTNERS.get(letter, frozenset()) & others
    if not beside:
        return "participant" if letter in "hpv" and key[-1:].isdigit() else None
    if letter == "h":
        return "interviewer" if "v" in beside and not key[-1:].isdigit() else "participant"
    if letter == "r":
        return "interviewer" if "p" in beside else "participant"
    return "interviewer" if letter in "qki" else "participant"


def _roles_in(details: Iterable[str], labels: Sequence[str]) -> dict[str, Role]:
    """The labels whose roles a text above the talk gives: `Interviewers: Anna Virta and Carl`."""
    found: dict[str, Role] = {}
    for line in (line for text in details for line in text.split("\n")):
        match = _DETAIL.match(line)
        role = (
            _of_words(
                re.sub(r"s$", "", match["role"].lower())
                if match and match["role"].lower().endswith("ers")
                else match["role"]
            )
            if match
            else None
        )
        if match is None or role is None:
            continue
        names = [name.strip(" .()") for name in re.split(r",|;|/|&|\bja\b|\band\b|\boch\b", match["names"])]
        for label in labels:
            if label and any(_same_person(label, name) for name in names):
                found[label] = role
    return found


def _same_person(label: str, name: str) -> bool:
    parts, other = name.casefold().split(), label_key(label).replace(",", " ").split()
    return (
        bool(parts)
        and bool(other)
        and (set(other) == set(parts) or other == parts[:1] or other == ["".join(part[0] for part in parts)])
    )


def _may_be_wrong(label: str, speaker: Speaker) -> bool:
    """Whether a known word may be no more than a profession, a title or an initial (`tutkija`, `I`)."""
    words = {part for part in label_parts(label) if part in INTERVIEWER | PARTICIPANT or len(part) == 1}
    return speaker.reason == "a known word" and all(len(word) == 1 or word in WEAK for word in words)


def _against_behaviour(
    told: dict[str, Speaker | None], voices: Mapping[str, _Voice]
) -> tuple[dict[str, Speaker | None], list[str]]:
    """What weak words tell without that against which behaviour speaks clearly: one asks in most turns, the interviewer
    in none.
    """
    asking = [v for v in voices.values() if v.turns > 1 and v.share >= CLEAR]
    silent = [v for v in voices.values() if v.turns > 1 and v.share <= 1 - 2 * ASKS - 0.25]
    wrong = [
        v.label
        for v, role in [*((v, "participant") for v in asking), *((v, "interviewer") for v in silent)]
        if (s := told.get(v.label)) is not None and s.role == role and _may_be_wrong(v.label, s)
    ]
    asks_rightly = any((s := told.get(v.label)) is None or s.role == "interviewer" or v.label in wrong for v in asking)
    if not wrong or not asks_rightly:
        return told, []
    warning = (
        f"the signs of who asks disagree: what {', '.join(wrong)} may mean, and who asks in fact, which was believed. "
        f'Say it in the settings: [speakers] interviewer = ["{asking[0].label}"].'
    )
    return {label: None if label in wrong else speaker for label, speaker in told.items()}, [warning]


# -- behaviour -----------------------------------------------------------------------------------


def _voices(text: str, turns: Sequence[Turn], guide: Sequence[str]) -> dict[str, _Voice]:
    said: dict[str, list[str]] = {}
    for turn in turns:
        said.setdefault(turn.speaker, []).append(text[turn.start : turn.end])
    words = {label: sum(piece.count(" ") + 1 for piece in texts) for label, texts in said.items()}
    whole = max(sum(words.values()), 1)
    several = len(said) > 1
    return {
        label: _Voice(
            label,
            len(texts),
            words[label],
            sum(map(asks, texts)) if several else 0,
            words[label] / whole,
            asked_of(texts, guide) if several and guide else 0,
            bool(turns) and turns[0].speaker == label,
        )
        for label, texts in said.items()
    }


def _askers(
    unknown: Sequence[_Voice], named: Sequence[_Voice], told: Mapping[str, Speaker | None]
) -> tuple[dict[str, Speaker], list[str]]:
    """Who asks among those whose role is not known, and a warning when the signs disagree."""
    if len(named) < 2 or not unknown:
        return {}, []
    if (best := max(unknown, key=lambda v: v.from_guide)).from_guide >= 2 and best.from_guide > sum(
        v.from_guide for v in named if v is not best
    ):
        guessed = {
            best.label: Speaker(
                best.label, "interviewer", f"asks {best.from_guide} of the guide's questions", guessed=True
            )
        }
        return guessed | _more_askers([v for v in unknown if v is not best], named, {**told, **guessed}), []
    best = max(unknown, key=_weight)
    others = [v for v in named if v is not best]
    if _talks_as_one_who_answers(best, others):
        shorter = [v for v in unknown if v is not best and v.asking]
        if not shorter and best.share >= CLEAR + ASKS:
            return {
                best.label: Speaker(best.label, "interviewer", "asks the most questions", guessed=True)
            }, _undecided(best, named)
        if not shorter:
            return {}, _undecided(best, named)
        told_by = max(shorter, key=_weight)
        return {told_by.label: Speaker(told_by.label, "interviewer", "asks, and talks less", guessed=True)}, _undecided(
            told_by, named
        )
    answerer = max(others, key=lambda v: v.words)
    known_answers = any(s is not None and s.role == "participant" for s in told.values())
    talks_most = best.share_of_words > TALKS_MOST and best.share < 2 * ASKS
    alone = len(unknown) == 1 and known_answers
    enough = (
        best.share >= ASKS
        or (best.share >= FEW and (alone or best.length < answerer.length))
        or (alone and best.turns > 1 and not talks_most)
    )
    apart = best.share >= TWICE * answerer.share or (alone and best.share > answerer.share)
    if not enough or not apart or (talks_most and not alone) or (best.turns < 2 and best.share < 1):
        return {}, _undecided(best, named) if enough and talks_most else []
    reason = "the only one beside known participants" if alone and best.share < ASKS else "asks the most questions"
    guessed = {best.label: Speaker(best.label, "interviewer", reason, guessed=True)}
    guessed |= _more_askers([v for v in unknown if v is not best], named, {**told, **guessed})
    longer = TALKS_LESS * best.length > answerer.length
    return guessed, _undecided(best, named) if longer and not alone and best.share < 2 * ASKS else []


def _talks_as_one_who_answers(best: _Voice, others: Sequence[_Voice]) -> bool:
    """Whether the one who asks most also says by far the most, in much longer turns: an interviewee who asks back."""
    longest = max((v.length for v in others), default=0.0)
    many = best.words > MANY * TALKS_MOST and best.share_of_words > TALKS_MOST
    return many and best.length > 2 * longest


def _weight(voice: _Voice) -> float:
    """How much a voice is an interviewer's: how many turns ask and how large a part of its turns; less the more of the
    talk is its own.
    """
    return (
        (voice.asking + 0.5 * voice.opens)
        * (0.2 + voice.share)
        * (0.4 if voice.share_of_words > TALKS_MOST and voice.share < 2 * ASKS else 1.0)
    )


def _more_askers(
    unknown: Sequence[_Voice], named: Sequence[_Voice], told: Mapping[str, Speaker | None]
) -> dict[str, Speaker]:
    """Those who ask beside an interviewer: nearly all they say asks, and somebody is left who answers."""
    answering = [
        v for v in named if v not in unknown and (s := told.get(v.label)) is not None and s.role == "participant"
    ]
    rest = sorted(unknown, key=lambda v: v.share)
    found: dict[str, Speaker] = {}
    for voice in reversed(rest):
        left = answering or [v for v in rest if v.label not in found and v is not voice]
        most = max((v.words for v in left), default=0)
        if (
            left
            and voice.turns > 1
            and voice.share >= 0.5
            and voice.share >= TWICE * min(v.share for v in left)
            and voice.words <= most
        ):
            found[voice.label] = Speaker(voice.label, "interviewer", "asks too", guessed=True)
    return found


def _undecided(best: _Voice, named: Sequence[_Voice]) -> list[str]:
    told = "; ".join(
        f"{v.label} asks in {v.asking} of {v.turns} turns and says {v.share_of_words:.0%} of the words"
        for v in named[:4]
    )
    return [
        f'the signs of who asks disagree ({told}). Say it in the settings: [speakers] interviewer = ["{best.label}"].'
    ]


def _answers(label: str, speakers: int, told: Mapping[str, Speaker | None]) -> Speaker:
    known = any(speaker is not None and speaker.role == "interviewer" for speaker in told.values())
    alone = (
        "the only speaker" if speakers == 1 else "the interviewer is another" if known else "does not ask the questions"
    )
    return Speaker(label, "participant", alone if label else "no speaker is named", guessed=True)
