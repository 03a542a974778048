"""Reads .vtt and .srt transcripts (Teams, Zoom, Whisper): cues, whose neighbours of one speaker become a turn.

Cues are parsed here because Teams writes clock times no subtitle library accepts (unpadded, even negative), and a
library drops those cues.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, merge_segments
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.voices.label_words import label_key
from qualcode.transcripts.voices.labels import labelled
from qualcode.transcripts.voices.lines import lines_of
from qualcode.transcripts.voices.times import seconds

_TIMES = re.compile(r"\s*(?P<start>[-\d:.,;]+)\s+-->\s+(?P<end>[-\d:.,;]+)")
_VOICE = re.compile(r"<v(?:\.[\w.]{1,80})?[ \t]+([^<>\n]*)>|</v>")
TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]{1,40}\}")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT|X-TIMESTAMP-MAP)\b")
_BROKEN = re.compile(r"^.{0,3}\d{1,2}:\d\d.{0,20}\d{1,2}:\d\d[:.,\d]*\s*$")
ROLLING, NEAR = 0.3, 0.5  # share of cues that begin with what the one before ended with; seconds between such cues
AGAIN = "a caption shown again"


@dataclass(frozen=True)
class _Cue:
    """A cue: its lines of times and id, what it says with its tags, and its times; a NOTE has no times."""

    head: str
    said: str
    start: float | None = None
    end: float | None = None
    note: bool = False


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a subtitle file and warnings; NOTE blocks are matter outside the talk."""
    text, warnings = decode(read_bytes(path), path)
    passages, doubts = passages_of_cues(text, declared)
    return passages, warnings + doubts


def is_subtitles(text: str) -> bool:
    """Whether a text is made of cues."""
    return "-->" in text and (
        text.startswith("WEBVTT") or sum(_TIMES.match(line) is not None for line in text.split("\n")[:400]) > 2
    )


def passages_of_cues(text: str, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of the text of a subtitle file, and warnings."""
    cues = list(_cues(text))
    spoken = list(_once(cues)) if _is_rolling(cues) else [passage for cue in cues for passage in _spoken(cue)]
    warnings = _broken_times(text)
    if not any(passage.speaker for passage in spoken):
        spoken, doubts = _labelled(spoken, declared)
        warnings += doubts
    elif unnamed := sum(passage.speaker == "" and not passage.left_out for passage in spoken):
        spoken = list(_going_on(spoken))
        warnings += [f"{unnamed} cue{'s' * (unnamed > 1)} without a voice went on with the voice before."]
    spoken = [replace(p, text=" ".join(p.text.split("\n"))) if "\n" in p.text and not p.left_out else p for p in spoken]
    return merge_segments(spoken, warnings)


def _broken_times(text: str) -> list[str]:
    """A warning for lines that look like a cue's times and cannot be read as such."""
    broken = [line.strip() for line in text.split("\n") if _BROKEN.match(line) and not _TIMES.match(line)]
    if not broken:
        return []
    return [
        f"{len(broken)} lines look like times of cues and cannot be read, as in '{broken[0][:40]}'; "
        "what is said there stands with its neighbours."
    ]


def _going_on(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages with those without a voice given to the voice before; what stands before the first voice is
    its own.
    """
    current = next(passage.speaker for passage in passages if passage.speaker)
    for passage in passages:
        current = passage.speaker or current
        yield replace(passage, speaker=current) if passage.speaker == "" and not passage.left_out else passage


def _cues(text: str) -> Iterator[_Cue]:
    """The cues and NOTE blocks in order. A cue lasts until the next line of times, so blank lines in its text lose
    nothing.
    """
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if "-->" in line and _TIMES.match(line)]
    before = lines[: starts[0]] if starts else lines
    name = before.pop() if before and starts and _is_id(before) else ""
    yield from _notes(before)
    for start, end in pairwise([*starts, len(lines)]):
        payload = lines[start + 1 : end]
        head, name = f"{name} {_named(lines[start])}", ""
        if end < len(lines) and payload and _is_id(payload):
            name = _named(payload.pop())
        at = next(
            (i for i, line in enumerate(payload) if _BLOCK.match(line) and (not i or not payload[i - 1].strip())),
            len(payload),
        )
        said = "\n".join(re.sub(r"^>>+\s*", "", line.strip()) for line in payload[:at] if line.strip())
        match = _TIMES.match(lines[start])
        times = (_clock(match["start"]), _clock(match["end"])) if match else (None, None)
        yield _Cue(head, said, *times)
        yield from _notes(payload[at:])


def _is_id(payload: list[str]) -> bool:
    """Whether the last line before the next times is that cue's id: it stands alone after a blank line, or is a
    number.
    """
    last = payload[-1].strip()
    return (
        bool(last)
        and (last.isdigit() or len(payload) == 1 or not payload[-2].strip())
        and not last.startswith("WEBVTT")
    )


def _notes(lines: list[str]) -> Iterator[_Cue]:
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        if block.strip():
            shown = " ".join(_named(block).split())
            word, _, rest = shown.partition(" ")
            if word == "NOTE" or not _BLOCK.match(shown):
                yield _Cue(word if word == "NOTE" else "", rest if word == "NOTE" else shown, note=True)
            else:
                yield _Cue(shown, "", note=True)


def _clock(text: str) -> float | None:
    """Seconds; a time with a negative part is before the recording and counts as its beginning."""
    try:
        return 0.0 if "-" in text else round(seconds(text), 3)
    except ValueError:
        return None


def _spoken(cue: _Cue) -> Iterator[Passage]:
    """What a cue says, a passage a voice; its times and tags are the first one's head."""
    if cue.note:
        yield Passage(cue.said, head=cue.head)
        return
    parts = _VOICE.split(cue.said)
    head = cue.head
    for speaker, said in [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]:
        voice = _plain(speaker or "")
        head = f"{head} {voice}"
        if words := _plain(said):
            yield Passage(words, voice, cue.start, cue.end, head=head)
            head = ""
    if head.strip():
        yield Passage("", head=head)


def _named(text: str) -> str:
    """A text without tags, but with the names of voices."""
    return _plain(_VOICE.sub(lambda tag: f" {tag[1] or ''} ", text) if "<" in text else text)


def _plain(said: str) -> str:
    return html.unescape(TAG.sub("", said) if "<" in said else said).strip()


# -- captions that roll ---------------------------------------------------------------------------


def _is_rolling(cues: Sequence[_Cue]) -> bool:
    """Whether captions roll: each shows again what the one before it ended with."""
    talk = [cue for cue in cues if not cue.note and cue.said]
    shown = [_plain(cue.said).split("\n") for cue in talk]
    again = [
        (a, b) for (c, a), (d, b) in pairwise(zip(talk, shown, strict=True)) if _follows(c, d) and _shown_again(a, b)
    ]
    grown = sum(len(a) > 1 or len(b) > 1 or a != b for a, b in again)  # the same line in two cues may be said twice
    return len(again) > 2 and len(again) >= ROLLING * (len(talk) - 1) and grown >= ROLLING * len(again)


def _follows(before: _Cue, cue: _Cue) -> bool:
    return before.end is not None and cue.start is not None and cue.start - before.end < NEAR


def _shown_again(before: list[str], lines: list[str]) -> int:
    """How many lines at the start of a cue are the last lines of the one before, or what these have grown to."""
    before, lines = [line.strip() for line in before if line.strip()], [line.strip() for line in lines if line.strip()]
    most = min(len(before), len(lines))
    return next((n for n in range(most, 0, -1) if before[-n:] == lines[:n]), 0) or (
        1 if before and lines and len(lines[0]) > len(before[-1]) and lines[0].startswith(before[-1] + " ") else 0
    )


def _once(cues: Sequence[_Cue]) -> Iterator[Passage]:
    """What rolling captions say, each line once; the copies are left out."""
    before: list[str] = []
    last: _Cue | None = None
    for cue in cues:
        if cue.note:
            yield from _spoken(cue)
            continue
        lines = [line.strip() for line in cue.said.split("\n") if _plain(line)]
        plain = [_plain(line) for line in lines]
        again = _shown_again(before, plain) if last is not None and _follows(last, cue) else 0
        new = lines[again:]
        if again and plain[0] != before[-again]:  # the line has grown: only what is new of it is said now
            new = [plain[0][len(before[-1]) :].strip(), *new]
            yield Passage(before[-1], left_out=AGAIN)
        elif again:
            yield Passage("\n".join(plain[:again]), left_out=AGAIN)
        before, last = plain or before, cue
        yield from _spoken(replace(cue, said="\n".join(new)))


# -- names within the text ------------------------------------------------------------------------


def _labelled(cues: Sequence[Passage], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """Cues that name the speaker in their text (`Name: said`), a passage a line; a line without a name goes on with the
    last speaker.
    """
    spans = [(cue, lines_of(cue.text) if cue.speaker is not None and not cue.left_out else []) for cue in cues]
    found = labelled([line for _, lines in spans for line in lines], declared, document=False)
    if not found.speakers:
        return list(cues), []
    lines = iter(found.lines)
    passages: list[Passage] = []
    current = ""
    for cue, own in spans:
        head = cue.head
        for line in (next(lines) for _ in own):
            if line.label:
                current = found.speakers[label_key(line.label)]
            text = line.rest if line.label else line.text
            passages.append(
                replace(cue, text=text, speaker=None if line.outside else current, head=f"{head} {line.aside}".strip())
            )
            head = ""
        if not own:
            passages.append(cue)
    return passages, found.warnings
