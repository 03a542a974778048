"""What stands in a transcript and nobody says: details and titles at its top, headings between turns, matter after its
end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.label_styles import Line, is_known
from qualcode.transcripts.voices.label_words import NOT_LABELS, declared_keys, label_key, label_word

SENTENCE = re.compile(r"[.!?…][\"”’)*_]*$")
# words of a detail and of a title; lines at the top among which details are looked for
MOST_DETAIL, MOST_TITLE, TOP = 8, 6, 15
_PART = re.compile(
    r"(?:teema|osa|osio|luku|aihe|kysymysryhmä|theme|part|section|chapter|topic|tema|del|"
    r"avsnitt)\b.{0,60}|[=*_~#-]{2,}.{0,60}|\d{1,2}(?:\.\d{1,2})*[.:]\s+[A-ZÅÄÖ][^.!?]{1,50}"
    r"|tauko\.?|break\.?|paus\.?|\(?(?:tauko|break|paus)\)?",
    re.IGNORECASE,
)
_STAGE = re.compile(r"[(\[][^()\[\]]{1,160}[)\]]\.?")
_END = re.compile(
    r"(?:-{2,}\s*)?(?:haastattelu|nauhoitus|nauha|tallenne|äänite) (?:päättyy|päättyi|loppuu|"
    r"loppui)\b.{0,30}|haastattelun loppu\.?"
    r"|end of (?:the )?(?:interview|recording|transcript|tape)\b.{0,20}|(?:recording|"
    r"interview|transcript|tape) ends?\b.{0,20}"
    r"|notes (?:after|from) (?:the )?interview:?|muistiinpanot haastattelun jälkeen:?|"
    r"(?:intervjun|inspelningen) slutar?\b.{0,20}",
    re.IGNORECASE,
)


def unlabelled(line: Line) -> Line:
    """The line without the label that it was taken to have."""
    return replace(line, label=None, rest="", head="") if line.label else line


def outside(line: Line) -> Line:
    """The line as matter outside the talk."""
    return replace(unlabelled(line), outside=True)


def without_details(lines: list[Line], declared: SpeakerLabels) -> list[Line]:
    """The lines with details at the top (`Haastattelija: Anna Virta`, `Kesto: 45:12`, `P1: teacher, 34`) marked as
    outside the talk.
    """
    lines = [outside(line) if n < 4 and _names_several(line.text) else line for n, line in enumerate(lines)]
    number = _details_end(lines, declared)
    if number:
        return [*map(outside, lines[:number]), *lines[number:]]
    return _single_details(lines, declared)


def _names_several(text: str) -> bool:
    """Whether a line says of several who they are (`Interviewer: Tom Reed, interviewee: Maria Lopez`)."""
    words = re.findall(r"([^\W\d_]{4,16}):", text)
    return (
        len(words) > 1
        and all(map(is_known, words))
        and len(words) == len(set(words))
        and not SENTENCE.search(text)
        and len(text) < 120
    )


def _details_end(lines: Sequence[Line], declared: SpeakerLabels) -> int:
    """How many lines at the top are a title and at least two details, after which the talk begins; 0 for none."""
    counts = Counter(label_key(line.label) for line in lines if line.label)
    own = declared_keys(declared)
    seen: set[str] = set()
    details = end = 0
    for number, line in enumerate(lines[:TOP]):
        key = label_key(line.label) if line.label else ""
        named = line.label is not None and line.style in ("colon", "marked", "tab", "sign -", "sign –", "cell", "lead")
        if line.label is None and label_word(line.text.split(":")[0]) in NOT_LABELS and ":" in line.text:
            details, end = details + 1, number + 1
        elif named and key not in seen and _is_value(line.rest, counts[key] > 1 or key in own):
            details, end = details + 1, number + 1
            seen.add(key)
        elif line.label is not None or (details and not _is_title(line)) or (not _is_title(line) and number > 1):
            break
    talk = Counter(label_key(line.label) for line in lines[end:] if line.label)
    sure = not seen & set(talk) or _punctuated(lines[end:], seen)
    return end if details > 1 and sure and max(talk.values(), default=0) > 1 else 0


def _is_value(rest: str, recurs: bool) -> bool:
    """Whether what follows a label is a detail: short, no sentence, no question; nothing where the label is no
    speaker's.
    """
    if not rest:
        return not recurs
    return len(rest.split()) <= MOST_DETAIL and (
        not SENTENCE.search(rest) or re.search(r"\d ?[^\W\d_]{1,3}\.$", rest) is not None
    )


def _is_title(line: Line) -> bool:
    return line.label is None and len(line.text.split()) <= MOST_DETAIL and not SENTENCE.search(line.text)


def _punctuated(lines: Sequence[Line], keys: set[str]) -> bool:
    """Whether the speakers' turns mostly end as sentences do, so that what does not is no speech."""
    said = [
        line.rest or (lines[n + 1].text if n + 1 < len(lines) else "")
        for n, line in enumerate(lines)
        if line.label and label_key(line.label) in keys
    ]
    ended = sum(SENTENCE.search(text) is not None for text in said)
    return len(said) > 1 and ended >= 0.7 * len(said)


def _single_details(lines: list[Line], declared: SpeakerLabels) -> list[Line]:
    """The lines with what says who is who (`Interviewee: Anna`) before anything is said marked as outside the talk."""
    counts = Counter(label_key(line.label) for line in lines if line.label)
    own = declared_keys(declared)
    found = list(lines)
    for number, line in enumerate(lines[:12]):
        key = label_key(line.label) if line.label else ""
        if line.label and (counts[key] > 1 or key in own):
            break
        alone = not line.rest and line.style in ("alone", "own line") and len(counts) == 1  # a title: `Haastateltava 4`
        detail = line.colon and line.rest[:1].isupper() and _is_value(line.rest, recurs=True)
        if line.label and is_known(key) and (alone or detail) and len(lines) > number + 2:
            found[number] = outside(line)
        elif (line.label and line.colon) or (line.label is None and line.blank_before and len(line.text.split()) > 12):
            break
    return found


def without_titles(lines: list[Line], speakers: Mapping[str, str]) -> list[Line]:
    """The labelled lines with headings and stage directions between turns, and what stands after the end, marked as
    outside the talk.
    """
    places = [n for n, line in enumerate(lines) if line.label]
    if not places:
        return lines
    ended = _punctuated(lines, set(speakers))
    found = list(lines)
    for number in range(places[0] + 1, len(lines)):
        line = lines[number]
        if line.label or line.outside or not line.blank_before:
            continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        alone = following is None or following.blank_before or following.label is not None
        if alone and (_STAGE.fullmatch(line.text) or _is_heading(lines, number, ended)):
            found[number] = outside(line)
    end = next(
        (n for n in range(places[-1] + 1, len(lines)) if lines[n].blank_before and _END.fullmatch(lines[n].text)),
        len(lines),
    )
    return [*found[:end], *map(outside, found[end:])]


def _is_heading(lines: Sequence[Line], number: int, ended: bool) -> bool:
    """Whether a paragraph without a label between turns is a heading: short, no sentence, above a label."""
    line = lines[number]
    short = (
        len(line.text.split()) <= MOST_TITLE
        and not SENTENCE.search(line.text)
        and not line.text.endswith((",", "–", "-", ":"))
    )
    above = number + 1 < len(lines) and lines[number + 1].label is not None
    if not (short or _PART.fullmatch(line.text)) or not above:
        return False
    looks = line.looks - lines[number - 1].looks
    return (
        bool(looks & {"bold", "underlined", "capitals", "heading", "centred"})
        or _PART.fullmatch(line.text) is not None
        or (ended and line.text[:1].isupper())
    )
