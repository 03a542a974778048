"""Decides who asks and who answers: declared labels first, then known words, then behaviour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualcode.model import Role, Speaker, SpeakerLabels, Turn
from qualcode.transcripts.voices.words import INTERVIEWER, PARTICIPANT, PARTNERS, SPEAKER, label_key, label_parts, label_word

ASKS = 0.3  # an interviewer's share of turns with a question, as a rule; answers rarely pass a tenth
ASKS_MORE = 0.12, 2.0  # a smaller share will do for the only one who is no known participant and asks twice as often as they


def speakers_with_roles(text: str, turns: Sequence[Turn], declared: SpeakerLabels) -> tuple[Speaker, ...]:
    """Each speaker in order of appearance with a role and the reason for it."""
    said: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        said[turn.speaker].append(text[turn.start : turn.end])
    keys = {label_key(label) for label in said}
    known = {label: _known(label, keys, declared) for label in said}
    asker = None
    if not any(speaker and speaker.role == "interviewer" for speaker in known.values()):
        asker = _asker(said, [label for label in said if known[label] is None])
    return tuple(known[label] or _by_behaviour(label, asker, len(said), any(known.values())) for label in said)


def with_roles(turns: Sequence[Turn], speakers: Sequence[Speaker]) -> tuple[Turn, ...]:
    """The turns with their speakers' roles."""
    role_of: dict[str, Role] = {speaker.label: speaker.role for speaker in speakers}
    return tuple(replace(turn, role=role_of[turn.speaker]) for turn in turns)


def _known(label: str, keys: set[str], declared: SpeakerLabels) -> Speaker | None:
    key, word = label_key(label), label_word(label)
    choices: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("interviewer", declared.interviewer),
        ("participant", declared.participant),
        ("other", declared.ignore),
    )
    for role, labels in choices:
        if key in {label_key(name) for name in labels}:
            return Speaker(label, role, "declared in the settings")
    if len(word) == 1:
        told = _of_letter(word, key, {label_word(other) for other in keys if other != key})
        return Speaker(label, told, "a known word") if told else None
    for part in label_parts(label):
        if part in INTERVIEWER:
            return Speaker(label, "interviewer", "a known word")
        if part in PARTICIPANT and part not in SPEAKER:
            return Speaker(label, "participant", "a known word")
    return None


def _of_letter(letter: str, key: str, others: set[str]) -> Role | None:
    """The role of a one-letter label, which only its partner tells (H: asks beside V:, answers beside K:); H1: and P2: are interviewees."""
    beside = PARTNERS.get(letter, frozenset()) & others
    if not beside:
        return "participant" if letter in "hpv" and key[-1:].isdigit() else None
    if letter == "h":
        return "interviewer" if "v" in beside and not key[-1:].isdigit() else "participant"
    if letter == "r":
        return "interviewer" if "p" in beside else "participant"
    return "interviewer" if letter in "qki" else "participant"


def _asker(said: Mapping[str, Sequence[str]], unknown: Sequence[str]) -> str | None:
    """The speaker without a known role who asks as an interviewer does, if anybody does."""
    shares = {label: sum("?" in text for text in texts) / len(texts) for label, texts in said.items()}
    if len(said) < 2 or not unknown:
        return None
    best = max(unknown, key=lambda label: shares[label])
    others = max(share for label, share in shares.items() if label != best)
    least, times = ASKS_MORE
    alone = len(unknown) == 1 and shares[best] >= least and shares[best] >= times * others
    return best if shares[best] >= ASKS or alone else None


def _by_behaviour(label: str, asker: str | None, speakers: int, told: bool) -> Speaker:
    if label == asker:
        return Speaker(label, "interviewer", "asks the most questions", guessed=True)
    if not label:
        return Speaker(label, "participant", "no speaker is named", guessed=True)
    reason = "the only speaker" if speakers == 1 else "the interviewer is another" if told else "does not ask the questions"
    return Speaker(label, "participant", reason, guessed=True)
