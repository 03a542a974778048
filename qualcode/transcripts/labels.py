"""Finds who speaks in lines of text: labels at the start of a line that recur, are declared or are known words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import NO_SPEAKERS, Passage
from qualcode.transcripts.words import INTERVIEWER, NOT_LABELS, PARTICIPANT, SPEAKER, label_key, label_word

CLOCK = r"[\[(]?(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?[\])]?"
NAME = r"[^\W_][\w.,'’\-()/ ]{0,38}?"
_STYLES = (
    re.compile(rf"\[(?P<label>{NAME})\]:?\s+(?P<rest>\S.*)?"),  # [Guest]: text
    re.compile(rf"#{{1,6}}\s+(?P<label>{NAME})\s*:?\s*(?P<rest>)"),  # ### Interviewer
    re.compile(rf"\*\*(?P<label>{NAME}):?\*\*:?\s*(?:{CLOCK})?\s*(?P<rest>.*)"),  # **Name** 0:34, **Name:** text
    re.compile(rf"(?P<label>{NAME})\s{{1,8}}{CLOCK}\s*(?P<rest>)"),  # Name  0:34
    re.compile(rf"(?:{CLOCK}\s+)?(?P<label>{NAME})(?:\s+\(?\d{{1,2}}:\d{{2}}(?::\d{{2}})?\)?)?\s?:(?:\s+(?P<rest>.*)|$)"),  # Name: text
)
_OUTSIDE = re.compile(
    r".{1,60} (?:started|stopped) transcription|.{1,60} (?:aloitti|lopetti) (?:litteroinnin|transkription)"
    r"|(?:Transcribed (?:by|with)|Transcription (?:is )?provided by|Litteroi(?:nut|nti)\b|Litteroitu\b).{0,120}",
    re.IGNORECASE,
)  # what programs and transcribers add to the talk
_NUMBERED = re.compile(r"(?P<label>[^\W\d_]+ \d{1,2})(?P<rest>)")  # Puhuja 1
_FULL_NAME = re.compile(r"(?:[A-ZÅÄÖ][\w'’\-]+ ){1,2}[A-ZÅÄÖ][\w'’\-]+")
_HEADING = re.compile(r"#{1,6}\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; `blank_before` marks the start of a paragraph, `label` what may be the speaker, `rest` what follows it.

    `outside` is matter that a program or a transcriber adds to the talk.
    """

    text: str
    blank_before: bool = False
    label: str | None = None
    rest: str = ""
    time: float | None = None
    outside: bool = False

    @property
    def colon(self) -> bool:
        """Whether the label stands plainly as `Label:`, not as a heading or in brackets."""
        return f"{self.label}:" in self.text and not self.text.startswith(("[", "#"))


def lines_of(text: str) -> list[Line]:
    """The non-empty lines of a text with their possible labels."""
    found: list[Line] = []
    blank = True
    for raw in text.replace("\t", " ").split("\n"):
        if raw.strip():
            found.append(_with_label(raw.strip(), blank))
        blank = not raw.strip()
    return found


def _with_label(text: str, blank: bool) -> Line:
    if _OUTSIDE.fullmatch(text):
        return Line(text, blank, outside=True)
    for style in (*_STYLES, _NUMBERED):
        match = style.fullmatch(text)
        if match and _plausible(match["label"], numbered=style is _NUMBERED):
            clock = match.groupdict().get("time")
            return Line(text, blank, match["label"].strip(), (match["rest"] or "").strip(), seconds(clock) if clock else None)
    return Line(text, blank)


def _plausible(label: str, numbered: bool) -> bool:
    word = label_word(label)
    if numbered:
        return word in SPEAKER | INTERVIEWER | PARTICIPANT
    return word not in NOT_LABELS and len(label.split()) <= 4 and not re.search(r"[.,]\s*$", label.rstrip(")"))


def seconds(clock: str) -> float:
    """`m:ss`, `h:mm:ss` or `h:mm:ss.fff` as seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def speakers_of(lines: Iterable[Line], declared: SpeakerLabels) -> dict[str, str]:
    """The labels taken for speakers: compared form → the form first seen.

    A label that stands once is a speaker when it is declared, a known word or a full name; else it is speech.
    """
    lines = [line for line in lines if line.label]
    seen = [line.label for line in lines if line.label]
    named = {label_key(line.label) for line in lines if line.label and line.colon and _FULL_NAME.fullmatch(line.label)}
    counts = Counter(label_key(label) for label in seen)
    sure = {label_key(label) for labels in (declared.interviewer, declared.participant, declared.ignore) for label in labels}
    first = {label_key(label): label.rstrip(":") for label in reversed(seen)}
    known = INTERVIEWER | PARTICIPANT | SPEAKER

    def is_speaker(key: str) -> bool:
        return counts[key] > 1 or key in sure or key in named or label_word(key) in known

    return {key: first[key] for key in dict.fromkeys(map(label_key, seen)) if is_speaker(key)}


def join_typos(lines: Sequence[Line], speakers: dict[str, str], declared: SpeakerLabels) -> tuple[dict[str, str], list[str]]:
    """The speakers with rare misspelt labels (`interviewr`, `Particpant`) joined to the frequent label they resemble, and warnings."""
    counts = Counter(label_key(line.label) for line in lines if line.label)
    own = {label_key(label) for labels in (declared.interviewer, declared.participant, declared.ignore) for label in labels}
    joined, warnings = dict(speakers), []
    for key, label in {label_key(line.label): line.label for line in lines if line.label and line.colon}.items():
        target = None if key in own else next((other for other in speakers if _misspelt(key, other, counts)), None)
        if target is not None:
            joined[key] = speakers[target]
            times = "once" if counts[key] == 1 else "twice"
            warnings.append(
                f"'{label}:' ({times}) was read as '{speakers[target]}:'; if it is another speaker, declare it under [speakers]."
            )
    return joined, warnings


def _misspelt(key: str, other: str, counts: Counter[str]) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    comparable = len(key) >= 5 and key[0] == other[0] and re.sub(r"\D", "", key) == re.sub(r"\D", "", other)
    rare = counts[key] <= 2 and counts[other] >= 3 * counts[key]
    return comparable and rare and DamerauLevenshtein.distance(key, other) == 1


def passages_of(lines: Iterable[Line], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The lines as passages (what stands before the first label is matter outside the talk) and warnings about doubtful labels.

    Without any label every paragraph is a passage of one nameless speaker.
    """
    lines = list(lines)
    speakers, typos = join_typos(lines, speakers_of(lines, declared), declared)
    if not speakers:
        return [replace(p, speaker="") for p in _paragraphs(lines)], [NO_SPEAKERS]
    begins = next(number for number, line in enumerate(lines) if line.label and label_key(line.label) in speakers)
    doubtful = (line.label for line in lines[begins:] if line.label and line.colon)
    once = dict.fromkeys(label for label in doubtful if label_key(label) not in speakers)
    warnings = [
        f"'{label}:' stands once at the start of a line and was read as speech; if it is a speaker, name it under [speakers]."
        for label in once
    ]
    return list(_labelled(lines, speakers)), typos + warnings


def _labelled(lines: Iterable[Line], speakers: dict[str, str]) -> Iterator[Passage]:
    current: Passage | None = None
    for line in lines:
        key = label_key(line.label) if line.label else ""
        if line.outside:
            yield from [current] if current is not None else []
            yield Passage(line.text)
            current = None
        elif key in speakers:
            if current is not None:
                yield current
            current = Passage(line.rest, speakers[key], line.time)
        elif current is None or (current.speaker is None and line.blank_before) or _HEADING.match(line.text):
            if current is not None:
                yield current
            current = Passage(line.text)
        else:
            joint = "" if not current.text else "\n" if line.blank_before else " "
            current = replace(current, text=current.text + joint + line.text)
    if current is not None:
        yield current


def _paragraphs(lines: Iterable[Line]) -> list[Passage]:
    paragraphs: list[Passage] = []
    for line in lines:
        if line.blank_before or not paragraphs:
            paragraphs.append(Passage(line.text))
        else:
            paragraphs[-1] = Passage(f"{paragraphs[-1].text} {line.text}")
    return paragraphs
