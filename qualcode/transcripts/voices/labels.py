"""Which of the labels that lines begin with name speakers: those that recur, are declared, are known words or full
names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.details import outside, unlabelled, without_details, without_titles
from qualcode.transcripts.voices.label_styles import Line, is_known
from qualcode.transcripts.voices.label_words import PARTNERS, QUESTION_WORDS, declared_keys, label_key, label_word
from qualcode.transcripts.voices.lines import IN_TABLE
from qualcode.transcripts.voices.loose import is_label, is_listed, loose_labels

_FULL_NAME = re.compile(r"(?:[A-ZÅÄÖ][\w'’\-]+ ){1,2}[A-ZÅÄÖ][\w'’\-]+")


@dataclass(frozen=True)
class Labelled:
    """The lines with only the labels that name speakers, the speakers (compared form → the form first seen), and
    warnings.
    """

    lines: list[Line]
    speakers: Mapping[str, str]
    warnings: list[str] = field(default_factory=list)


def labelled(lines: Sequence[Line], declared: SpeakerLabels, document: bool = True) -> Labelled:
    """The lines with their speakers told.

    In a `document` details at the top (`Kesto: 45:12`) and headings between turns are outside the talk, and a heading
    and a label that run together are two lines.
    """
    accepted = loose_labels(lines)
    lines = [
        line if is_label(line, accepted) and not is_listed(lines, n) else unlabelled(line)
        for n, line in enumerate(lines)
    ]
    lines = without_details(lines, declared) if document else lines
    lines = _said_times(_numbers_off(lines))
    speakers, typos = join_typos(lines, speakers_of((line for line in lines if not line.outside), declared), declared)
    lines = [line for one in lines for line in _unfused(one, speakers)] if document else lines
    begins = next(
        (number for number, line in enumerate(lines) if line.label and label_key(line.label) in speakers), len(lines)
    )
    doubtful = (line.label for line in lines[begins:] if line.label and line.colon)
    once = dict.fromkeys(label for label in doubtful if label_key(label) not in speakers)
    warnings = [
        (
            f"'{label}:' stands once at the start of a line and was read as speech; if it is a "
            f"speaker, name it under [speakers]."
        )
        for label in once
    ]
    lines = [line if line.label and label_key(line.label) in speakers else unlabelled(line) for line in lines]
    if document:
        lines, tables = _small_tables_off(lines)
        warnings += tables
    lines = without_titles(lines, speakers) if document else lines
    return Labelled(lines, speakers, typos + warnings)


def _small_tables_off(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """The lines with tables among labelled talk (of participants, of days) outside it, and a warning.

    Such a table is no talk: the talk is outside of tables, and no speaker of it is in the table.
    """
    if not any(line.style == "cell" or IN_TABLE in line.looks for line in lines):
        return lines, []
    plain = Counter(
        label_key(line.label) for line in lines if line.label and line.style != "cell" and IN_TABLE not in line.looks
    )
    if plain.total() < max(4, sum(line.style == "cell" and line.label is not None for line in lines)):
        return lines, []
    found, shown = [], ""
    for line in lines:
        if line.style == "cell" and label_key(line.label or "") not in plain:
            line = replace(line, label=None, outside=True)
            shown = shown or line.text
        elif IN_TABLE in line.looks and line.style != "cell":
            line = outside(line)
            shown = shown or line.text
        found.append(line)
    return found, [f"a table among the talk ('{shown[:40]}') was read as nobody's speech."] if shown else []


def _with_said(line: Line) -> Line:
    """The line with the time after its label as part of its speech."""
    rest = f"{line.said_time} {line.rest}".strip()
    return replace(line, rest=rest, time=None, head=line.head.replace(line.said_time, "", 1).strip())


def _times_as_speech(lines: list[Line]) -> list[Line]:
    """The lines with a time after the label as speech, where most labels have none."""
    own = [line for line in lines if line.label and line.style in ("colon", "marked", "bracket")]
    after = sum(bool(line.said_time) for line in own)
    if not after or after >= 0.5 * len(own):
        return lines
    return [_with_said(line) if line.said_time else line for line in lines]


def _said_times(lines: list[Line]) -> list[Line]:
    """The lines with a time after the label as speech where most labels have none, and times out of order as no
    header's.
    """
    lines = _times_as_speech(lines)
    counts = Counter(label_key(line.label) for line in lines if line.label and line.style == "header")
    every = Counter(label_key(line.label) for line in lines if line.label)
    times = [line.time for line in lines if line.label and line.style == "header" and counts[label_key(line.label)] > 1]
    found, last, seen = [], 0.0, 0
    for line in lines:
        key = label_key(line.label) if line.label else ""
        if line.label and line.style == "header":
            following = times[seen] if seen < len(times) else None
            in_order = line.time is None or (line.time >= last and (following is None or line.time <= following))
            if counts[key] == 1 and (not in_order or every[key] > 2):
                line = unlabelled(line)
            elif counts[key] > 1:
                last, seen = line.time or last, seen + 1
        found.append(line)
    return found


def speakers_of(lines: Iterable[Line], declared: SpeakerLabels) -> dict[str, str]:
    """The labels taken for speakers: compared form → the form first seen.

    A label that stands once is a speaker when it is declared, a known word, a full name, numbered like another speaker
    (T3 beside T1), or stands above its speech with a time as others do, or where a short text has nothing but labelled
    lines; else it is speech. `Anna (haastattelija)` is the Anna who speaks below.
    """
    every = list(lines)
    own = [line for line in every if line.label]
    seen = [line.label for line in own if line.label]
    counts = Counter(map(label_key, seen))
    sure = _sure(every, own, counts) | declared_keys(declared)
    inner = _inner_labels(every) - declared_keys(declared)
    series = {label_word(key) for key, count in counts.items() if count > 1 and key[-1:].isdigit()}

    def is_speaker(key: str) -> bool:
        like_others = key[-1:].isdigit() and label_word(key) in series
        return key not in inner and (counts[key] > 1 or key in sure or like_others or is_known(key))

    shown = {label_key(label): label.rstrip(":") for label in reversed(seen)}
    speakers = {key: shown[key] for key in dict.fromkeys(map(label_key, seen)) if is_speaker(key)}
    for key, label in tuple(speakers.items()):
        bare = re.sub(r"\s*[(\[].*$", "", key)
        if bare in counts:
            speakers[bare] = label
    return speakers


def _sure(every: Sequence[Line], own: Sequence[Line], counts: Counter[str]) -> set[str]:
    """Labels that are speakers though they may stand once: full names, headers with a time among others, cells, all of
    a short text.
    """
    found = {label_key(line.label or "") for line in own if line.style == "cell"}
    found |= {
        label_key(line.label or "")
        for line in own
        if line.colon and line.blank_before and _FULL_NAME.fullmatch(line.label or "") and not line.rest[:1].islower()
    }
    headers = {label_key(line.label or "") for line in own if line.style == "header"}
    if sum(line.style == "header" for line in own) > 2 and any(counts[key] > 1 for key in headers):
        found |= headers
    begins = [line for line in every if line.blank_before]
    all_labelled = all(line.colon for line in (begins if len(begins) > 1 else every))
    names = [line.label or "" for line in own]
    if (
        1 < len(own) < 5
        and max(counts.values()) == 1
        and all_labelled
        and all(len(n.split()) < 4 and n[:1].isupper() for n in names)
    ):
        found |= set(counts)
    return found


def _inner_labels(lines: Sequence[Line]) -> set[str]:
    """Labels that stand only within paragraphs, where all others begin one: speech within speech."""
    first = Counter(label_key(line.label) for line in lines if line.label and line.blank_before)
    within = Counter(label_key(line.label) for line in lines if line.label and not line.blank_before)
    if first.total() < 4 or first.total() < 2 * within.total():
        return set()
    return {key for key in within if key not in first and not is_known(key)}


def _numbers_off(lines: list[Line]) -> list[Line]:
    """The lines with `Question 1`, `Question 2` (`K1`, `V1`, `K2`, `V2`) as one voice: numbers that count questions are
    no persons.
    """
    families: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.label and (match := re.fullmatch(r"(\D+?)(\d{1,2})(?:[.\d]{0,3}|[a-z])", label_key(line.label))):
            families[match[1].strip()].append(int(match[2]))
    counted = {word for word, numbers in families.items() if len(set(numbers)) > 1 and numbers == sorted(numbers)}
    pairs = {
        word
        for word in counted
        if PARTNERS.get(word, frozenset()) & counted and max(Counter(families[word]).values()) == 1
    }
    counted = {word for word in counted if word in QUESTION_WORDS} | pairs
    if not counted:
        return lines
    return [
        replace(line, label=re.sub(r"\W*\d.*$", "", line.label))
        if line.label and re.sub(r"\d.*$", "", label_key(line.label)).strip() in counted
        else line
        for line in lines
    ]


def _unfused(line: Line, speakers: Mapping[str, str]) -> Iterator[Line]:
    """A line in which a heading and a speaker's label run together, as two."""
    if line.label is None and not line.outside and line.text.count(":") == 1 and speakers:
        before, _, rest = line.text.partition(":")
        label = next(
            (name for name in speakers.values() if before.endswith(name) and len(before) > len(name) and len(name) > 3),
            None,
        )
        head = before[: -len(label)].strip() if label else ""
        fused = label is not None and not before[: -len(label)].endswith(" ")
        label = label if fused or (len(head.split()) > 1 and is_known(label or "")) else None
        if (
            label
            and head
            and len(head.split()) <= 8
            and not re.search(r"[.!?,;]", head)
            and rest.strip()
            and line.blank_before
        ):
            yield replace(line, text=head, outside=True)
            yield replace(
                line, text=rest.strip(), label=label, rest=rest.strip(), style="colon", head=label, blank_before=True
            )
            return
    yield line


# -- slips and details ----------------------------------------------------------------------------


def join_typos(
    lines: Sequence[Line], speakers: Mapping[str, str], declared: SpeakerLabels
) -> tuple[dict[str, str], list[str]]:
    """The speakers with rare misspelt labels (`interviewr`, `Particpant`) joined to the frequent label they resemble,
    and warnings.
    """
    counts = Counter(label_key(line.label) for line in lines if line.label)
    own = declared_keys(declared)
    frequent = [key for key, count in counts.most_common(50) if count > 2 and key in speakers]
    joined, warnings = dict(speakers), []
    for key, label in {label_key(line.label): line.label for line in lines if line.label and line.colon}.items():
        target = None if key in own else next((other for other in frequent if _misspelt(key, other, counts)), None)
        if target is not None:
            joined[key] = speakers[target]
            times = "once" if counts[key] == 1 else "twice"
            warnings.append(
                f"'{label}:' ({times}) was read as '{speakers[target]}:'; if it is another speaker, "
                f"declare it under [speakers]."
            )
    return joined, warnings


def _misspelt(key: str, other: str, counts: Counter[str]) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    if counts[key] > 2:
        return False
    comparable = len(key) >= 5 and key[0] == other[0] and re.sub(r"\D", "", key) == re.sub(r"\D", "", other)
    return comparable and counts[other] >= 3 * counts[key] and DamerauLevenshtein.distance(key, other) == 1
