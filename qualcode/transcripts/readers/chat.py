"""Reads .cha transcripts (CHAT, TalkBank): main tiers `*PAR:`, with the roles of `@Participants`; dependent tiers are
left out.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, merge_speakers
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.voices.lines import WORD

BULLET = " ^^^ "
_TIMES = re.compile(r"\^\^\^\s*(\d{1,12})_(\d{1,12})\s*\^\^\^")
_BULLETS = re.compile(r"\^\^\^[^^]*\^\^\^")
_MARKS = re.compile(r"&[-~+*=]?\S+|\[[^\[\]]*\]|[<>\u2039\u203a]|\+[/<,.\"^]+\S*|\(\.+\)")


# the same call for every format
def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001
    """The passages of a CHAT file and warnings; a speaker is called by the role the header gives."""
    raw = read_bytes(path).replace(b"\x15", BULLET.encode())  # time bullets, which cleaning would drop
    text, warnings = decode(raw, path)
    lines = re.sub(r"\n[\t ]+", " ", text).split("\n")
    names = _participants(lines)
    spoken = [re.match(r"\*[^:\s]+:", line) is not None for line in lines]
    passages = [_passage(line, names) for line, is_spoken in zip(lines, spoken, strict=True) if is_spoken]
    others = [_other(line) for line, is_spoken in zip(lines, spoken, strict=True) if not is_spoken and line.strip()]
    return [*merge_speakers(passages), *others], warnings


def _other(line: str) -> Passage:
    """A line that no one says: the header and comments are outside the talk, tiers that depend on speech are
    left out.
    """
    if line.startswith("%"):
        tier, _, text = line.partition(":")
        return Passage(line, left_out="a tier that depends on another one", place=tier) if text else Passage(line)
    return Passage(line.replace("_", " "))


def _participants(lines: list[str]) -> dict[str, str]:
    """Code → role as `@Participants: INV Anna Investigator, PAR Participant` says it; roles used twice keep the
    code.
    """
    header = next((line.split(":", 1)[1] for line in lines if line.startswith("@Participants:")), "")
    roles = {words[0]: words[-1] for part in header.split(",") if (words := part.split())}
    common = list(roles.values())
    return {code: role if common.count(role) == 1 else code for code, role in roles.items()}


def _passage(line: str, names: dict[str, str]) -> Passage:
    code, said = line[1:].split(":", 1)
    times = _TIMES.search(said)
    plain = _MARKS.sub(" ", _BULLETS.sub(" ", said).replace("_", " ").replace(BULLET, " "))
    plain = re.sub(r"\((\w+)\)", r"\1", plain)
    plain = re.sub(r"\s+([.,?!])", r"\1", " ".join(plain.split()))
    start, end = (int(times[1]) / 1000, int(times[2]) / 1000) if times else (None, None)
    raw = re.sub(r"\((\w+)\)", r"\1", line.replace("_", " "))
    head = " ".join((Counter(WORD.findall(raw)) - Counter(WORD.findall(plain))).elements())
    return Passage(plain, names.get(code, code), start, end, head=head)
