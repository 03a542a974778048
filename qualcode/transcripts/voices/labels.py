"""Finds who speaks in lines of text: labels at the start of a line that recur, are declared or are known words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import NO_SPEAKERS, Growing, Passage
from qualcode.transcripts.voices.words import INTERVIEWER, NOT_LABELS, PARTICIPANT, SPEAKER, label_key, label_parts, label_word

LONGEST = 1e7  # seconds; what is longer is no time of an interview
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,\-]\d{1,3})?"
_RANGE = rf"{_CLOCK}(?:\s*(?:-->|[–—-])\s*{_CLOCK})?"
_MARKED = rf"[\[({{#]\s*{_RANGE}\s*[\])}}#]"  # a time in brackets or between # marks
_TIME = rf"(?:{_MARKED}|{_RANGE})"
_NAME = r"[^\W_][\w.,'’\-()\[\]/ ]{0,38}?"
_STAMP_FIRST = re.compile(rf"(?P<time>{_TIME})\s*(?:[–-]\s+)?(?P<rest>.*)")
_EMPHASIS = re.compile(r"([*_]{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(.*)")
_COLON = re.compile(rf"(?P<label>{_NAME})\s*(?P<time>{_TIME})?\s?:(?:\s+(?P<after>{_TIME})(?=\s|$))?(?:\s+(?P<rest>.*)|$)")
_BRACKETS = re.compile(rf"\[(?P<label>[^\W_][^\[\]:]{{0,38}})\](?P<colon>:?)\s+(?:(?P<time>{_TIME})\s*)?(?P<rest>\S.*)?")
_HEADER = re.compile(rf"(?P<label>{_NAME})\s{{1,8}}(?:(?P<time>{_RANGE})|(?P<marked>{_MARKED})\s*(?P<rest>.*))")
_TIGHT = re.compile(r"(?P<label>[^\W\d_]{1,14}\d{0,2}):(?P<rest>\S.*)")
_TABBED = re.compile(r"(?P<label>[^\W_][\w.'’\- ]{0,24})\t+\s*(?P<rest>\S.*)")
_NUMBERED = re.compile(r"[^\W\d_]+[ _]?\d{1,2}")
_FULL_NAME = re.compile(r"(?:[A-ZÅÄÖ][\w'’\-]+ ){1,2}[A-ZÅÄÖ][\w'’\-]+")
_HEADING = re.compile(r"^#{1,6}\s+")
_TRAILING = re.compile(rf"(?<=\S)\s*#{_CLOCK}#\s*$")
_OUTSIDE = re.compile(
    r".{1,60} (?:started|stopped) transcription|.{1,60} (?:aloitti|lopetti) (?:litteroinnin|transkription)"
    r"|(?:Transcribed (?:by|with)|Transcription (?:is )?provided by|Litteroi(?:nut|nti)\b|Litteroitu\b).{0,120}",
    re.IGNORECASE,
)  # what programs and transcribers add to the talk
_KNOWN = INTERVIEWER | PARTICIPANT | SPEAKER | {"h"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; `blank_before` marks the start of a paragraph, `label` what may be the speaker, `rest` what follows it.

    `outside` is matter that a program or a transcriber adds to the talk; `colon` says that the label stands plainly as `Label:`.
    """

    text: str
    blank_before: bool = False
    label: str | None = None
    rest: str = ""
    time: float | None = None
    outside: bool = False
    colon: bool = False

    @property
    def heading(self) -> bool:
        """Whether it is a Markdown heading."""
        return _HEADING.match(self.text) is not None


def lines_of(text: str) -> list[Line]:
    """The non-empty lines of a text with their possible labels. A line that is only a time gives it to the next label."""
    found: list[Line] = []
    blank, waiting = True, None
    for raw in text.replace("\u200b", "").split("\n"):
        stripped = raw.strip()
        if re.fullmatch(_TIME, stripped):
            waiting = seconds(stripped)
        elif stripped:
            line = _read_line(stripped, blank)
            found.append(replace(line, time=waiting) if waiting is not None and line.label and line.time is None else line)
            waiting = None
        blank = not stripped
    return found


def _read_line(raw: str, blank: bool) -> Line:
    text = _TRAILING.sub("", raw.replace("\t", " ")).strip()
    if _OUTSIDE.fullmatch(text):
        return Line(text, blank, outside=True)
    heading = _HEADING.match(text)
    bare, marked = _unmarked(_HEADING.sub("", text))
    stamp = _STAMP_FIRST.fullmatch(bare)
    time = seconds(stamp["time"]) if stamp else None
    if stamp:
        bare, marked = _unmarked(stamp["rest"])
    found = _label_in(bare, raw, alone=bool(heading) or marked, timed=stamp is not None)
    if found is None or not _plausible(found.label or ""):
        return Line(text, blank)
    return replace(found, text=text, blank_before=blank, time=time if time is not None else found.time)


def _unmarked(text: str) -> tuple[str, bool]:
    """The text without Markdown emphasis at its start, and whether there was any."""
    match = _EMPHASIS.fullmatch(text)
    return (match[2] + match[3], True) if match else (text, False)


def _label_in(text: str, raw: str, alone: bool, timed: bool) -> Line | None:
    """The line's label in the first style that fits; `alone`: a heading or bold line may be nothing but a label."""
    if match := _BRACKETS.fullmatch(text):
        label = match["label"].strip()
        named = match["colon"] or label[:1].isupper() or label[:1].isdigit() or _is_known(label)
        return Line(text, label=label, rest=match["rest"] or "", time=_seconds(match["time"])) if named else None
    if match := _COLON.fullmatch(text):
        time = _seconds(match["time"] or match["after"])
        return Line(text, label=match["label"].strip(), rest=(match["rest"] or "").strip(), time=time, colon=not alone)
    if match := _HEADER.fullmatch(text):
        label = match["label"].strip()
        named = label[:1].isupper() or label[:1].isdigit() or _is_known(label)
        return Line(text, label=label, rest=match["rest"] or "", time=_seconds(match["time"] or match["marked"])) if named else None
    if (match := _TIGHT.fullmatch(text)) and _is_known(match["label"]):
        return Line(text, label=match["label"], rest=match["rest"])
    if match := _TABBED.fullmatch(raw):
        return Line(text, label=match["label"].strip(), rest=match["rest"].strip())
    numbered = _NUMBERED.fullmatch(text) is not None and _is_known(text)
    whole = (alone or timed) and re.fullmatch(_NAME, text) is not None
    return Line(text, label=text) if numbered or whole else None


def _is_known(label: str) -> bool:
    return any(part in _KNOWN for part in label_parts(label))


def _plausible(label: str) -> bool:
    return label_word(label) not in NOT_LABELS and len(label.split()) <= 4 and not re.search(r"[.,]\s*$", label.rstrip(")"))


def _seconds(clock: str | None) -> float | None:
    return seconds(clock) if clock else None


def seconds(clock: str) -> float:
    """The first time in `m:ss`, `h:mm:ss` or `h:mm:ss.fff`, with or without brackets, as seconds."""
    found = re.search(r"-?[\d:]+(?:[.,\-]\d+)?", clock)
    total = 0.0
    for part in (found[0] if found else clock).replace(",", ".").replace("-", ".").split(":"):
        total = total * 60 + float(part)
    return total if total < LONGEST else 0.0


def speakers_of(lines: Iterable[Line], declared: SpeakerLabels) -> dict[str, str]:
    """The labels taken for speakers: compared form → the form first seen.

    A label that stands once is a speaker when it is declared, a known word, a full name, or numbered like another speaker (T3 beside
    T1); else it is speech. `Anna (haastattelija)` is the Anna who speaks below.
    """
    lines = [line for line in lines if line.label]
    seen = [line.label for line in lines if line.label]
    named = {label_key(line.label) for line in lines if line.label and line.colon and _FULL_NAME.fullmatch(line.label)}
    counts = Counter(label_key(label) for label in seen)
    sure = {label_key(label) for labels in (declared.interviewer, declared.participant, declared.ignore) for label in labels}
    first = {label_key(label): label.rstrip(":") for label in reversed(seen)}
    series = {label_word(key) for key, count in counts.items() if count > 1 and key[-1:].isdigit()}

    def is_speaker(key: str) -> bool:
        like_others = key[-1:].isdigit() and label_word(key) in series
        return counts[key] > 1 or key in sure or key in named or like_others or _is_known(key)

    speakers = {key: first[key] for key in dict.fromkeys(map(label_key, seen)) if is_speaker(key)}
    for key, label in tuple(speakers.items()):
        bare = re.sub(r"\s*[(\[].*$", "", key)
        if bare in counts:
            speakers[bare] = label
    return speakers


def join_typos(lines: Sequence[Line], speakers: dict[str, str], declared: SpeakerLabels) -> tuple[dict[str, str], list[str]]:
    """The speakers with rare misspelt labels (`interviewr`, `Particpant`) joined to the frequent label they resemble, and warnings."""
    counts = Counter(label_key(line.label) for line in lines if line.label)
    own = {label_key(label) for labels in (declared.interviewer, declared.participant, declared.ignore) for label in labels}
    frequent = [key for key, count in counts.most_common(50) if count > 2 and key in speakers]
    joined, warnings = dict(speakers), []
    for key, label in {label_key(line.label): line.label for line in lines if line.label and line.colon}.items():
        target = None if key in own else next((other for other in frequent if _misspelt(key, other, counts)), None)
        if target is not None:
            joined[key] = speakers[target]
            times = "once" if counts[key] == 1 else "twice"
            warnings.append(
                f"'{label}:' ({times}) was read as '{speakers[target]}:'; if it is another speaker, declare it under [speakers]."
            )
    return joined, warnings


def _misspelt(key: str, other: str, counts: Counter[str]) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    if counts[key] > 2:
        return False
    comparable = len(key) >= 5 and key[0] == other[0] and re.sub(r"\D", "", key) == re.sub(r"\D", "", other)
    return comparable and counts[other] >= 3 * counts[key] and DamerauLevenshtein.distance(key, other) == 1


def passages_of(lines: Iterable[Line], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The lines as passages (what stands before the first label is matter outside the talk) and warnings about doubtful labels.

    Without any label every paragraph is a passage of one nameless speaker.
    """
    lines = _without_details(list(lines))
    speakers, typos = join_typos(lines, speakers_of((line for line in lines if not line.outside), declared), declared)
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


def _without_details(lines: list[Line]) -> list[Line]:
    """The lines with a block of details at the top (`Haastattelija: Anna Virta`, `Kesto: 45:12`) marked as outside the talk."""
    end = next((number for number, line in enumerate(lines) if number and line.blank_before), len(lines))
    block, talk = lines[:end], lines[end:]
    labels = Counter(label_key(line.label) for line in talk if line.label)
    details = [line for line in block if line.label or label_word(line.text.split(":")[0]) in NOT_LABELS]
    if len(details) < 2 or any(line.label and label_key(line.label) in labels for line in block) or max(labels.values(), default=0) < 2:
        return lines
    return [replace(line, outside=True) for line in block] + talk


def _labelled(lines: Iterable[Line], speakers: dict[str, str]) -> Iterator[Passage]:
    current: Growing | None = None
    for line in lines:
        key = label_key(line.label) if line.label else ""
        new = None
        if line.outside:
            new = Passage(line.text)
        elif key in speakers:
            new = Passage(line.rest, speakers[key], line.time)
        elif current is None or (current.first.speaker is None and line.blank_before) or line.heading:
            new = Passage(line.text)
        if new is not None or current is None:
            if current is not None:
                yield current.whole()
            current = Growing.of(new or Passage(line.text))
        else:
            current.add("" if not current.letters else "\n" if line.blank_before else " ", line.text)
    if current is not None:
        yield current.whole()


def _paragraphs(lines: Iterable[Line]) -> list[Passage]:
    paragraphs: list[Growing] = []
    for line in lines:
        if line.blank_before or not paragraphs:
            paragraphs.append(Growing.of(Passage(line.text)))
        else:
            paragraphs[-1].add(" ", line.text)
    return [paragraph.whole() for paragraph in paragraphs]
