"""The ways in which transcribers write a speaker's label, and the line that begins with one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qualcode.transcripts.voices.label_words import INTERVIEWER, PARTICIPANT, SPEAKER, label_parts
from qualcode.transcripts.voices.times import MARKED, RANGE, SPOKEN, TIME, seconds

NAME = r"[^\W_][\w.,'’\-()\[\]/&+ ]{0,38}?"
_AFTER = rf"\s*(?P<time>{TIME})?\s?:(?:\s+(?P<after>{TIME})(?=\s|$))?(?:\s+(?P<rest>.*)|$)"
_COLON = re.compile(rf"(?P<label>{NAME}){_AFTER}")
_SHORTENED = re.compile(  # Haast.: Haast. 1: H.: A.K.: Anna K.:
    rf"(?P<label>(?:[^\W\d_][\w'’\-]{{0,20}} )?(?:[^\W\d_]\.)?[^\W\d_]{{1,12}}\.(?:\s?\d{{1,2}}(?![.:]\d))?){_AFTER}"
)
_FULL_STOP = re.compile(r"\.(?=\s?\d*$)")  # of a shortened label
_BRACKETS = re.compile(
    rf"[\[<](?P<label>[^\W_][^\[\]<>:]{{0,38}}?)(?:[ ,]+(?P<inner>{RANGE}))?[\]>](?P<colon>:?)(?:\s+|$)"
    rf"(?:(?P<time>{TIME})\s*)?(?P<rest>\S.*)?"
)
_HEADER = re.compile(
    rf"(?P<label>{NAME})\s{{1,8}}(?:[|–-]\s*)?(?:(?P<time>{RANGE}|{SPOKEN})|(?P<marked>{MARKED})\s*(?P<rest>.*))",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"(?P<label>[^\W\d_]{1,14}\d{0,2}):(?P<rest>\S.*)")
_TABBED = re.compile(r"(?P<label>[^\W_][\w.'’\- ]{0,24})\t+\s*(?P<rest>\S.*)")
_SIGNED = re.compile(r"(?P<label>[^\W\d_][\w'’\- ]{0,22}?)(?P<sign>[./)>|;=]|\s[–—-]|\s[>|=])(?:\s+(?P<rest>\S.*)|$)")
_NOTES = re.compile(
    r"(?:naur|huok|huoah|yski|epäselv|tauko|hiljais|itke|laugh|sigh|cough|chuckl|pause|"
    r"inaudible|unintelligible|crosstalk|silence|cries|"
    r"skratt|paus|ohörbar)",
    re.IGNORECASE,
)
_PARENS = re.compile(r"\((?P<label>[^\W\d_][^()\[\]:]{0,30})\):?\s+(?P<rest>\S.*)")
_TIMED = re.compile(rf"(?P<label>{NAME})\s+(?P<time>{RANGE})\s+(?P<rest>\S.*)")
NUMBERED = re.compile(r"[^\W\d_]+[ _]?\d{1,2}")
NAME_ALONE = re.compile(
    r"(?:[^\W\d_a-zåäöéü][\w'’.\-]*|(?:von|van|de|af) )(?: ?(?:\([^()]{1,20}\)|"
    r"[^\W\d_a-zåäöéü][\w'’.\-]*|von|van|de|af|\d{1,2})){0,3}"
)
DECLINED = re.compile(r"[.,;!?]\s*$")
KNOWN = INTERVIEWER | PARTICIPANT | SPEAKER | {"h"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; `blank_before` marks the start of a paragraph, `label` what may be the speaker, `rest` what
    follows it.

    `outside` is matter that a program or a transcriber adds to the talk; `style` names the way the label is written;
    `head` is what of the line is label, time or number, `times` what stood beside it on lines of their own, `said_time`
    a
    time after the label, which may be said; `looks`, `lead` and `lead_looks` are the paragraph's.
    """

    text: str
    blank_before: bool = False
    label: str | None = None
    rest: str = ""
    time: float | None = None
    outside: bool = False
    style: str = ""
    head: str = ""
    looks: frozenset[str] = frozenset()
    lead: int = 0
    lead_looks: frozenset[str] = frozenset()
    times: str = ""
    said_time: str = ""

    @property
    def aside(self) -> str:
        """What of the line is not said: its label and times."""
        return f"{self.times} {self.head}".strip() if self.times else self.head

    @property
    def colon(self) -> bool:
        """Whether the label stands plainly as `Label:`."""
        return self.style == "colon"

    @property
    def heading(self) -> bool:
        """Whether it is a heading."""
        return "heading" in self.looks


def label_in(text: str, raw: str, alone: bool, timed: bool) -> Line | None:
    """The line's label in the first style that fits; `alone`: a heading or bold line may be nothing but a label."""
    start = text[:60]
    if start[:1] in "[<" and (match := _BRACKETS.fullmatch(text)) and not _NOTES.match(match["label"]):
        return _bracketed(text, match)
    if "\t" in raw[:40] and (match := _TABBED.fullmatch(raw)) and ":" not in match["label"]:
        return Line(text, label=match["label"].strip(), rest=match["rest"].strip(), style="tab")
    if ":" in start and "." in start and (match := _SHORTENED.fullmatch(text)):
        line = _with_colon(text, match, alone)
        return replace(line, label=_FULL_STOP.sub("", line.label or ""))
    if ":" in start and (match := _SIGNED.fullmatch(text)) and match["rest"] and _is_sign(match):
        return _with_sign(text, match)
    if ":" in start and (match := _COLON.fullmatch(text)):
        return _with_colon(text, match, alone)
    if any(map(str.isdigit, text[2:90])) and (match := _HEADER.fullmatch(text)):
        return _stamped(text, match)
    if ":" in start and (match := _TIGHT.fullmatch(text)) and (is_known(match["label"]) or match["label"].isupper()):
        return Line(text, label=match["label"], rest=match["rest"], style="colon")
    if start[:1] == "(" and (match := _PARENS.fullmatch(text)) and not _NOTES.match(match["label"]):
        return Line(text, label=match["label"].strip(), rest=match["rest"], style="parens")
    if any(map(str.isdigit, start[1:])) and (match := _TIMED.fullmatch(text)) and match["label"][:1].isupper():
        return Line(
            text, label=match["label"].strip(), rest=match["rest"], time=clock_seconds(match["time"]), style="timed"
        )
    if match := _SIGNED.fullmatch(text):
        return _with_sign(text, match)
    return _name_only(text, alone or timed)


def _bracketed(text: str, match: re.Match[str]) -> Line | None:
    """A label in brackets; None for what is no name."""
    label = match["label"].strip()
    if not (match["colon"] or _may_name(label)):
        return None
    clock = clock_seconds(match["time"] or match["inner"])
    bare = match["time"] if match["time"] and match["time"][:1].isdigit() else ""
    return Line(text, label=label, rest=match["rest"] or "", time=clock, style="bracket", said_time=bare)


def _is_sign(match: re.Match[str]) -> bool:
    """Whether what stands before a sign is a label though a colon follows somewhere."""
    label = match["label"]
    return len(label) < 3 or is_known(label) or bool(match["sign"].strip() in "/>|=" and NAME_ALONE.fullmatch(label))


def _with_sign(text: str, match: re.Match[str]) -> Line:
    return Line(text, label=match["label"].strip(), rest=match["rest"] or "", style=f"sign {match['sign'].strip()}")


def _with_colon(text: str, match: re.Match[str], alone: bool) -> Line:
    clock = clock_seconds(match["time"] or match["after"])
    bare = match["after"] if match["after"] and match["after"][:1].isdigit() else ""
    rest, style = (match["rest"] or "").strip(), "marked" if alone else "colon"
    return Line(text, label=match["label"].strip(), rest=rest, time=clock, style=style, said_time=bare)


def _stamped(text: str, match: re.Match[str]) -> Line | None:
    """A label with a time; None for what is no name."""
    label, style = match["label"].strip(), "stamped" if match["rest"] else "header"
    clock = clock_seconds(match["time"] or match["marked"])
    return Line(text, label=label, rest=match["rest"] or "", time=clock, style=style) if _may_name(label) else None


def _name_only(text: str, alone: bool) -> Line | None:
    """A line that is nothing but a label; `alone`: it looks like one."""
    known = is_known(text) if len(text) <= 40 else False
    if (known and NUMBERED.fullmatch(text)) or (alone and re.fullmatch(NAME, text) and not DECLINED.search(text)):
        return Line(text, label=text, style="own line")
    if len(text) <= 40 and (known or NAME_ALONE.fullmatch(text)) and not DECLINED.search(text):
        return Line(text, label=text, style="alone")
    return None


def _may_name(label: str) -> bool:
    return label[:1].isupper() or label[:1].isdigit() or is_known(label)


def is_known(label: str) -> bool:
    """Whether any part of a label is a word for one who asks or answers."""
    return any(part in KNOWN for part in label_parts(label))


def clock_seconds(clock: str | None) -> float | None:
    """The seconds of a clock, if there is one."""
    return seconds(clock) if clock else None
