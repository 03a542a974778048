"""Reads .cha transcripts (CHAT, TalkBank): main tiers `*PAR:`, with the roles of `@Participants`; dependent tiers are left out."""

from __future__ import annotations

import re
from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, merge_speakers
from qualcode.transcripts.readers.text import decode

_MARKS = re.compile(r"&[-~+*=]?\S+|\[[^\[\]]*\]|[<>\u2039\u203a]|\+[/<,.\"^]+\S*|\(\.+\)")


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001  # the same call for every format
    """The passages of a CHAT file and warnings; a speaker is called by the role the header gives."""
    raw = read_bytes(path).replace(b"\x15", b" \xe2\x80\xa2 ")  # time bullets, which cleaning would drop
    text, warnings = decode(raw, path)
    lines = re.sub(r"\n[\t ]+", " ", text).split("\n")
    names = _participants(lines)
    passages = [_passage(line, names) for line in lines if re.match(r"\*[^:\s]+:", line)]
    return merge_speakers(passage for passage in passages if passage.text), warnings


def _participants(lines: list[str]) -> dict[str, str]:
    """Code → role as `@Participants: INV Anna Investigator, PAR Participant` says it; roles used twice keep the code."""
    header = next((line.split(":", 1)[1] for line in lines if line.startswith("@Participants:")), "")
    roles = {words[0]: words[-1] for part in header.split(",") if (words := part.split())}
    common = list(roles.values())
    return {code: role if common.count(role) == 1 else code for code, role in roles.items()}


def _passage(line: str, names: dict[str, str]) -> Passage:
    code, said = line[1:].split(":", 1)
    times = re.search(r"•\s*(\d{1,12})_(\d{1,12})\s*•", said)
    plain = _MARKS.sub(" ", re.sub(r"•[^•]*•", " ", said).replace("_", " "))
    plain = re.sub(r"\((\w+)\)", r"\1", plain)
    plain = re.sub(r"\s+([.,?!])", r"\1", " ".join(plain.split()))
    start, end = (int(times[1]) / 1000, int(times[2]) / 1000) if times else (None, None)
    return Passage(plain, names.get(code, code), start, end)
