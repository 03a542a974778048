"""Reads .txt and .md transcripts: lines with labels, or with looks that tell who asks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.readers.subtitles import is_subtitles, passages_of_cues
from qualcode.transcripts.voices.talk import talk_of

MARK = "\n^^^page^^^\n"  # stands for the sign that begins a page in text that a program made of pages
EDGE = 2  # lines at the top and at the bottom of a page among which headers and footers are looked for


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a text file and warnings; the encoding is detected, and subtitles saved as text are read
    as such.
    """
    data = read_bytes(path)
    text, warnings = decode(data.replace(b"\f", MARK.encode()), path)
    if is_subtitles(text):
        passages, doubts = passages_of_cues(text, declared)
        return passages, warnings + doubts
    left_out: list[Passage] = []
    if MARK in text:
        text, left_out = _without_margins(text.split(MARK))
    passages, doubts = talk_of(text, declared)
    return [*passages, *left_out], warnings + doubts


def _without_margins(pages: list[str]) -> tuple[str, list[Passage]]:
    """The text of the pages without page numbers and what stands at the top or bottom of most, and these."""
    split = [page.split("\n") for page in pages]
    edges = [set(_edge_numbers(lines)) for lines in split]
    shapes = Counter(
        shape for lines, own in zip(split, edges, strict=True) for shape in {_shape(lines[n]) for n in own}
    )
    kept: list[str] = []
    left_out: list[Passage] = []
    for lines, own in zip(split, edges, strict=True):
        for number, line in enumerate(lines):
            repeated = number in own and shapes[_shape(line)] > max(1, len(pages) // 2)
            if repeated:
                reason = "page number" if re.fullmatch(r"\W*\d{1,4}\W*", line) else "page header or footer"
                left_out.append(Passage(line, left_out=reason))
            else:
                kept.append(line)
    return "\n".join(kept), left_out


def _edge_numbers(lines: list[str]) -> list[int]:
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return [*filled[:EDGE], *filled[-EDGE:]]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))
