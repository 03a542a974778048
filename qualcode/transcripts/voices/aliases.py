"""Joins the names under which one speaker speaks: initials, a first name, or a turned name beside the full one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.voices.label_styles import is_known
from qualcode.transcripts.voices.label_words import declared_keys, label_key


def one_name_each(passages: Sequence[Passage], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages with each speaker under one name, and a warning for each name that was joined to another.

    Only labels that the settings do not declare are joined, only where one full name fits, and not where the two speak
    by turns.
    """
    labels = list(dict.fromkeys(p.speaker for p in passages if p.speaker))
    own = declared_keys(declared)
    free = [label for label in labels if label_key(label) not in own and not is_known(label)]
    joined = {label: full[0] for label in free if len(full := [name for name in free if _names(label, name)]) == 1}
    joined = {
        label: name for label, name in joined.items() if name not in joined and not _by_turns(passages, label, name)
    }
    if not joined:
        return list(passages), []
    warnings = [
        f"'{label}' was read as '{name}'; if it is another speaker, declare it under [speakers]."
        for label, name in joined.items()
    ]
    return [replace(p, speaker=joined[p.speaker]) if p.speaker in joined else p for p in passages], warnings


def _names(label: str, name: str) -> bool:
    """Whether a label is a short form of a full name."""
    words = name.replace(",", " ").split()
    if len(words) < 2 or label == name:
        return False
    initials = "".join(word[0] for word in words).casefold()
    short = label.replace(".", "").replace(" ", "")
    is_initials = 2 <= len(short) <= 4 and short.isupper() and short.casefold() == initials and "," not in name
    turned = (
        "," in label
        and "," not in name
        and sorted(label.replace(",", " ").casefold().split()) == sorted(name.casefold().split())
    )
    return is_initials or turned or ("," not in name and label.casefold() == words[0].casefold() and len(label) > 2)


def _by_turns(passages: Sequence[Passage], label: str, name: str) -> bool:
    speakers = [p.speaker for p in passages if p.speaker]
    beside = Counter(frozenset(pair) for pair in pairwise(speakers))[frozenset((label, name))]
    return beside > 2 and beside > 0.3 * speakers.count(label)
