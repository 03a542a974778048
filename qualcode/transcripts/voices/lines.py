"""Paragraphs of a file → lines, each with the speaker's label that it may begin with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qualcode.transcripts.voices.label_styles import DECLINED, NAME_ALONE, Line, is_known, label_in
from qualcode.transcripts.voices.label_words import NOT_LABELS, REPORTED, label_word
from qualcode.transcripts.voices.times import ALONE, PLAIN, TIME, TRAILING, seconds

WORD = re.compile(r"[^\W_]+")  # what is counted as a word of a file
_STAMP_FIRST = re.compile(rf"(?P<time>{TIME})\s*(?:[–-]\s+)?(?P<rest>.*)")
_EMPHASIS = re.compile(r"([*_]{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(.*)")
# of a message
_STAMP = re.compile(
    r"\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s(?:klo\s)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?\s*(?:[-–]\s+)?(?=\S)"
)
_COUNTED = re.compile(r"(\d{1,5})[.:)]?\s+(?=\S)")
IN_TABLE = "in a table"  # the look of what stands in a table that holds no speakers
HEADING = re.compile(r"^#{1,6}\s+")
# what programs and transcribers add to the talk
_OUTSIDE = re.compile(
    r".{1,60} (?:started|stopped) transcription|.{1,60} (?:aloitti|lopetti) (?:litteroinnin|transkription|tekstityksen)"
    r"|(?:Transcription|Recording) (?:started|stopped|ended|began)(?: (?:after|at) [\d:. ]{4,12}(?:[ap]\.?m\.?)?)?\.?"
    r"|(?:Transkriptio|Litterointi|Tallennus|Nauhoitus) (?:alkoi|päättyi)(?: .{0,30})?"
    r"|This (?:editable )?transcript was (?:computer|automatically|machine)[ -]?generated.{0,200}"
    r"|This transcript may (?:not be|contain).{0,200}"
    r"|Tämä (?:muokattava )?(?:transkriptio|litterointi|litteraatti) on .{0,40}(?:luotu|tuotettu|tehty).{0,200}"
    r"|(?:Transcribed (?:by|with)|Transcription (?:is )?provided by) (?:https?:.{1,100}|"
    r"\S{1,40}(?: \S{1,30}){0,3})(?<![.,])"
    r"|Litteroi(?:nut|nti|ja|tu)\b:? ?(?:\S{1,30} ?){0,4}(?<![.,])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a document before anything is made of it.

    `looks` are those that all of it has ("bold", "italic", "heading", "style Kysymys" …), `lead` how many letters at
    its start look another way than the rest (in `lead_looks`), `gap` whether a paragraph begins here, `number` what the
    program counts before it ("1.", "H1:"), `outside` that it is surely no speech. A cell of a table has its speaker in
    `label` and its time in `time`; `before` is a number or stamp that stood before the line.
    """

    text: str
    looks: frozenset[str] = frozenset()
    lead: int = 0
    lead_looks: frozenset[str] = frozenset()
    gap: bool = True
    number: str = ""
    outside: bool = False
    label: str = ""
    time: float | None = None
    head: str = ""
    before: str = ""


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """The lines of a plain text."""
    gap = True
    for raw in text.replace("\u200b", "").split("\n"):
        if raw.strip():
            yield Paragraph(raw, gap=gap)
        gap = not raw.strip()


def _trusted_times(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether lines that are only a plain time (`10:45`) are times of the recording: several, that go on as it does,
    and not answers.
    """
    plain = [seconds(text) for p in paragraphs if (text := p.text.strip())[:1].isdigit() and PLAIN.fullmatch(text)]
    return len(plain) > 1 and plain == sorted(plain)


def _prefixes_off(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs without numbers that count lines or turns, and without the stamps of messages, where nearly all
    have one.
    """
    texts = [p.text.strip() for p in paragraphs]
    filled = sum(map(bool, texts))
    if sum(text[:1].isdigit() or text[:1] == "[" for text in texts) < min(3, filled):
        return paragraphs
    stamps = [_STAMP.match(text) for text in texts]
    if sum(match is not None for match in stamps) > 0.5 * filled > 1:
        return [_cut_off(p, match) for p, match in zip(paragraphs, stamps, strict=True)]
    numbers = [_COUNTED.match(text) for text in texts]
    counted = [int(match[1]) for match in numbers if match]
    steps = [b - a for a, b in pairwise(counted)]
    each = len(counted) >= 6 and len(counted) > 0.7 * filled and steps.count(1) > 0.9 * len(steps)
    fifth = len(counted) > 2 and steps == [5] * len(steps) and counted[0] % 5 == 0
    return [_cut_off(p, match) for p, match in zip(paragraphs, numbers, strict=True)] if each or fifth else paragraphs


def _cut_off(paragraph: Paragraph, match: re.Match[str] | None) -> Paragraph:
    if match is None:
        return paragraph
    text = paragraph.text.strip()
    return replace(
        paragraph, text=text[match.end() :], before=match[0].strip(), lead=max(paragraph.lead - match.end(), 0)
    )


def lines_of(paragraphs: str | Iterable[Paragraph]) -> list[Line]:
    """The lines with their possible labels. A line that is only a time gives it to the label beside it."""
    paragraphs = list(paragraphs_of(paragraphs) if isinstance(paragraphs, str) else paragraphs)
    paragraphs = _prefixes_off(paragraphs)
    trusted = _trusted_times(paragraphs)
    found: list[Line] = []
    waiting: float | None = None
    head = ""
    for paragraph in paragraphs:
        stripped = paragraph.text.strip()
        is_time = stripped[:1] in _STAMPS and not paragraph.label and ALONE.fullmatch(stripped)
        if is_time and (trusted or not PLAIN.fullmatch(stripped)):
            waiting, head = seconds(stripped) if waiting is None else waiting, f"{head} {stripped}".strip()
            if (
                found
                and found[-1].style in ("header", "alone", "own line")
                and not found[-1].rest
                and not paragraph.gap
            ):
                found[-1], waiting, head = _timed(found[-1], waiting, head), None, ""
        elif stripped:
            line = _read_line(paragraph, stripped)
            if line.label and line.time is None and waiting is not None:
                line = replace(line, time=waiting)
            head = f"{head} {paragraph.before}".strip() if paragraph.before else head
            found.append(replace(line, times=head) if head else line)
            waiting, head = None, ""
    return [*found, Line("", times=head)] if head else found


def _timed(line: Line, time: float | None, head: str) -> Line:
    return replace(
        line, time=time if line.time is None else line.time, style="header", times=f"{line.times} {head}".strip()
    )


def _read_line(paragraph: Paragraph, raw: str) -> Line:
    if paragraph.label:
        known = {"looks": paragraph.looks, "head": paragraph.head or paragraph.label}
        return Line(raw, paragraph.gap, paragraph.label, raw, paragraph.time, style="cell", **known)  # type: ignore[arg-type]
    text = raw.replace("\t", " ") if "\t" in raw else raw
    text = TRAILING.sub("", text).strip() if text.endswith("#") else text
    tail = raw[len(text) :]
    if paragraph.outside or _OUTSIDE.fullmatch(text):
        return Line(text, paragraph.gap, outside=True, head=tail, looks=paragraph.looks)
    looks, bare, marked = _marks_off(text, paragraph)
    stamp = _STAMP_FIRST.fullmatch(bare) if bare[:1] in _STAMPS else None
    time = seconds(stamp["time"]) if stamp else None
    if stamp:
        bare, marked = _unmarked(stamp["rest"])
    found = _numbered(paragraph, text) or label_in(
        bare, raw, alone="heading" in looks or marked, timed=stamp is not None
    )
    led = _led(text, paragraph) if paragraph.lead or text[:1] in ("*", "_") else None
    if led and (
        found is None or found.style.startswith(("sign", "alone")) or len(found.label or "") > len(led.label or "")
    ):
        found = led
    if found is None or not _plausible(found.label or ""):
        return Line(text, paragraph.gap, looks=looks, lead=paragraph.lead, lead_looks=paragraph.lead_looks, head=tail)
    time = time if time is not None else found.time
    head = head_of(raw, found.rest)
    said = found.said_time
    return Line(
        text, paragraph.gap, found.label, found.rest, time, False, found.style, head, looks, paragraph.lead,
            paragraph.lead_looks,
        said_time=said,
    )  # fmt: skip


_STAMPS = frozenset("0123456789[({#<")


def _marks_off(text: str, paragraph: Paragraph) -> tuple[frozenset[str], str, bool]:
    """The line's looks, its text without Markdown's marks at its start, and whether emphasis was among them."""
    if text[0] not in "#*_":
        return paragraph.looks, text, False
    heading = HEADING.match(text)
    bare, marked = _unmarked(text[heading.end() :] if heading else text)
    return (paragraph.looks | {"heading"} if heading else paragraph.looks), bare, marked


def head_of(raw: str, rest: str) -> str:
    """What of a line is not its speech: all but `rest`, or all words but those of `rest` where marks stand between."""
    if not rest:
        return raw
    at = raw.rfind(rest)
    if at >= 0:
        return f"{raw[:at]} {raw[at + len(rest) :]}".strip()
    return " ".join((Counter(WORD.findall(raw)) - Counter(WORD.findall(rest))).elements())


def _unmarked(text: str) -> tuple[str, bool]:
    """The text without Markdown emphasis at its start, and whether there was any."""
    match = _EMPHASIS.fullmatch(text) if text[:1] in ("*", "_") else None
    return (match[2] + match[3], True) if match else (text, False)


def _numbered(paragraph: Paragraph, text: str) -> Line | None:
    """A line whose label is what the program counts before it (`H1:`)."""
    label = paragraph.number.strip(" :.)")
    return (
        Line(text, label=label, rest=text, style="colon")
        if label[:1].isalpha() and is_known(label) and label_word(label)
        else None
    )


def _led(text: str, paragraph: Paragraph) -> Line | None:
    """A line that begins with a name in another look than the rest: bold `Interviewer`, then plain speech."""
    lead = paragraph.lead
    if not lead and text.startswith(("**", "__")) and (match := _EMPHASIS.fullmatch(text)):
        label, rest = match[2], match[3].strip()
    else:
        label, rest = text[:lead].strip(), text[lead:].strip()
    name = label.rstrip(" :.").strip()
    if (
        not rest
        or not name
        or len(name) > 40
        or DECLINED.search(label.rstrip("."))
        or not (NAME_ALONE.fullmatch(name) or is_known(name))
    ):
        return None
    return Line(text, label=name, rest=rest, style="lead")


def _plausible(label: str) -> bool:
    words = label.lower().split()
    if label_word(label) in NOT_LABELS or len(words) > 4 or re.search(r"[.,]\s*$", label.rstrip(")")):
        return False
    if words and (words[0] in REPORTED or words[-1] in REPORTED) and not (len(label) < 4 and label.isupper()):
        return False
    if len(words) > 1 and label[:1].islower() and not is_known(label):
        return False
    first, _, second = label.partition(",")
    if second and second.strip()[:1].islower() and not is_known(label):
        return False
    return not second or first.strip().casefold() != second.strip().casefold()
