"""Which of the labels that lines begin with name speakers: those that recur, are declared, are known words or full names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.details import outside, unlabelled, without_details, without_titles
from qualcode.transcripts.voices.lines import IN_TABLE, Line, is_known
from qualcode.transcripts.voices.words import PARTNERS, QUESTION_WORDS, declared_keys, label_key, label_word

_FULL_NAME = re.compile(r"(?:[A-ZÅÄÖ][\w'’\-]+ ){1,2}[A-ZÅÄÖ][\w'’\-]+")
_LOOSE = ("alone", "lead", "sign", "parens", "timed")  # styles in which much that is no label is written: they need more evidence


@dataclass(frozen=True)
class Labelled:
    """The lines with only the labels that name speakers, the speakers (compared form → the form first seen), and warnings."""

    lines: list[Line]
    speakers: Mapping[str, str]
    warnings: list[str] = field(default_factory=list)


def labelled(lines: Sequence[Line], declared: SpeakerLabels, document: bool = True) -> Labelled:
    """The lines with their speakers told.

    In a `document` details at the top (`Kesto: 45:12`) and headings between turns are outside the talk, and a heading and a label that
    run together are two lines.
    """
    accepted = _loose(lines)
    lines = [line if _is_label(line, accepted) and not _is_listed(lines, n) else unlabelled(line) for n, line in enumerate(lines)]
    lines = without_details(lines, declared) if document else lines
    lines = _said_times(_numbers_off(lines))
    speakers, typos = join_typos(lines, speakers_of((line for line in lines if not line.outside), declared), declared)
    lines = [line for one in lines for line in _unfused(one, speakers)] if document else lines
    begins = next((number for number, line in enumerate(lines) if line.label and label_key(line.label) in speakers), len(lines))
    doubtful = (line.label for line in lines[begins:] if line.label and line.colon)
    once = dict.fromkeys(label for label in doubtful if label_key(label) not in speakers)
    warnings = [
        f"'{label}:' stands once at the start of a line and was read as speech; if it is a speaker, name it under [speakers]."
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
    plain = Counter(label_key(line.label) for line in lines if line.label and line.style != "cell" and IN_TABLE not in line.looks)
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


def _said_times(lines: list[Line]) -> list[Line]:
    """The lines with a time after the label as speech where most labels have none, and times out of order as no header's."""
    own = [line for line in lines if line.label and line.style in ("colon", "marked", "bracket")]
    after = sum(bool(line.said_time) for line in own)
    if after and after < 0.5 * len(own):
        lines = [_with_said(line) if line.said_time else line for line in lines]
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

    A label that stands once is a speaker when it is declared, a known word, a full name, numbered like another speaker (T3 beside T1), or
    stands above its speech with a time as others do; else it is speech. `Anna (haastattelija)` is the Anna who speaks below.
    """
    lines = list(lines)
    first = [line for line in lines if line.blank_before]
    all_labelled = all(line.label and line.colon for line in (first if len(first) > 1 else lines))
    inner = _inner_labels(lines)
    lines = [line for line in lines if line.label]
    seen = [line.label for line in lines if line.label]
    named = {
        label_key(line.label)
        for line in lines
        if line.label and line.colon and line.blank_before and _FULL_NAME.fullmatch(line.label) and not line.rest[:1].islower()
    }
    counts = Counter(label_key(label) for label in seen)
    sure = declared_keys(declared)
    shown = {label_key(label): label.rstrip(":") for label in reversed(seen)}
    series = {label_word(key) for key, count in counts.items() if count > 1 and key[-1:].isdigit()}
    headers = {label_key(line.label) for line in lines if line.label and line.style == "header"}
    everything = (
        1 < len(lines) < 5
        and max(counts.values()) == 1
        and all_labelled
        and all(len(label.split()) < 4 and label[:1].isupper() for label in seen)
    )
    cells = {label_key(line.label) for line in lines if line.label and line.style == "cell"}
    headers = headers if sum(line.style == "header" for line in lines) > 2 and any(counts[key] > 1 for key in headers) else set()

    def is_speaker(key: str) -> bool:
        like_others = key[-1:].isdigit() and label_word(key) in series
        if key in inner and key not in sure:
            return False
        return (
            counts[key] > 1 or everything or key in sure or key in named or key in headers or key in cells or like_others or is_known(key)
        )

    speakers = {key: shown[key] for key in dict.fromkeys(map(label_key, seen)) if is_speaker(key)}
    for key, label in tuple(speakers.items()):
        bare = re.sub(r"\s*[(\[].*$", "", key)
        if bare in counts:
            speakers[bare] = label
    return speakers


def _inner_labels(lines: Sequence[Line]) -> set[str]:
    """Labels that stand only within paragraphs, where all others begin one: speech within speech."""
    first = Counter(label_key(line.label) for line in lines if line.label and line.blank_before)
    within = Counter(label_key(line.label) for line in lines if line.label and not line.blank_before)
    if first.total() < 4 or first.total() < 2 * within.total():
        return set()
    return {key for key in within if key not in first and not is_known(key)}


# -- labels that need more evidence ---------------------------------------------------------------


def _loose(lines: Sequence[Line]) -> set[tuple[str, str]]:
    """The (style, label) pairs of loose styles that are labels in this file."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.label and line.style.startswith(_LOOSE) and not line.outside:
            found[line.style].append((number, label_key(line.label)))
    accepted: set[tuple[str, str]] = set()
    paragraphs = sum(line.blank_before for line in lines)
    for style, places in found.items():
        keys = (
            _signed(places, paragraphs)
            if style.startswith("sign")
            else _alone(places, lines)
            if style == "alone"
            else _led(places, paragraphs)
        )
        accepted |= {(style, key) for key in keys}
    return accepted


def _is_listed(lines: Sequence[Line], number: int) -> bool:
    """Whether a line begins with a letter of a list (`A. stay`, `B. go`) rather than with a speaker's."""
    line = lines[number]
    if not line.label or len(line.label) != 1 or line.style not in ("sign .", "sign )"):
        return False
    beside = (lines[n].label or "" for n in (number - 1, number + 1) if 0 <= n < len(lines) and lines[n].style == line.style)
    return not line.blank_before and any(len(other) == 1 and abs(ord(other.upper()) - ord(line.label.upper())) == 1 for other in beside)


def _is_label(line: Line, accepted: set[tuple[str, str]]) -> bool:
    return not line.label or not line.style.startswith(_LOOSE) or (line.style, label_key(line.label)) in accepted


def _signed(places: Sequence[tuple[int, str]], paragraphs: int) -> set[str]:
    """Labels before another sign than a colon (`H.`, `K/`, `Anna –`): known words or partnered letters, or a few that recur by turns."""
    counts = Counter(key for _, key in places)
    words = {label_word(key) for key in counts}
    known = {key for key in counts if (len(label_word(key)) > 1 and is_known(key)) or PARTNERS.get(label_word(key), frozenset()) & words}
    recurring = {key for key, count in counts.items() if count > 1}
    turns = sum(a != b for (_, a), (_, b) in pairwise(places))
    told = sum(counts[key] for key in recurring)
    by_turns = len(recurring) > 1 and told > 0.8 * len(places) and told > 0.5 * paragraphs and turns > 0.6 * len(places)
    enough = sum(counts[key] for key in known) > 1
    return (known if enough else set()) | (recurring if by_turns else set())


def _alone(places: Sequence[tuple[int, str]], lines: Sequence[Line]) -> set[str]:
    """Names alone on their lines, each with speech below it: known words, or at least two that recur."""
    first = {key for key, count in Counter(key for number, key in places if lines[number].blank_before).items() if count > 1}
    if len(first) > 1:  # names begin paragraphs; a short answer below one does not
        places = [(number, key) for number, key in places if lines[number].blank_before]
    numbers = {number for number, _ in places}
    above = [
        (number, key)
        for number, key in places
        if number + 1 < len(lines) and number + 1 not in numbers and not lines[number + 1].outside and not _is_sure(lines[number + 1])
    ]
    counts = Counter(key for _, key in above)
    every = Counter(key for _, key in places)
    recurring = {key for key, count in counts.items() if count > 1 and count >= 0.7 * every[key]}
    known = {key for key in counts if is_known(key) and (every[key] > 1 or len({key for key in counts if is_known(key)}) > 1)}
    if len(recurring | known) < 2:
        return known
    once = {
        key
        for number, key in above
        if counts[key] == 1 and len(key.split()) > 1 and lines[number].blank_before and not lines[number + 1].blank_before
    }
    return recurring | known | once


def _is_sure(line: Line) -> bool:
    return line.label is not None and not line.style.startswith(_LOOSE)


def _led(places: Sequence[tuple[int, str]], paragraphs: int) -> set[str]:
    """Names in another look than the speech after them: known words, or two and more that recur and begin most paragraphs."""
    counts = Counter(key for _, key in places)
    recurring = {key for key, count in counts.items() if count > 1}
    most = sum(counts[key] for key in recurring) > 0.4 * paragraphs
    return {key for key in counts if is_known(key) and len(label_word(key)) > 1} | (recurring if len(recurring) > 1 and most else set())


def _numbers_off(lines: list[Line]) -> list[Line]:
    """The lines with `Question 1`, `Question 2` (`K1`, `V1`, `K2`, `V2`) as one voice: numbers that count questions are no persons."""
    families: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.label and (match := re.fullmatch(r"(\D+?)(\d{1,2})(?:[.\d]{0,3}|[a-z])", label_key(line.label))):
            families[match[1].strip()].append(int(match[2]))
    counted = {word for word, numbers in families.items() if len(set(numbers)) > 1 and numbers == sorted(numbers)}
    pairs = {word for word in counted if PARTNERS.get(word, frozenset()) & counted and max(Counter(families[word]).values()) == 1}
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
        label = next((name for name in speakers.values() if before.endswith(name) and len(before) > len(name) and len(name) > 3), None)
        head = before[: -len(label)].strip() if label else ""
        fused = label is not None and not before[: -len(label)].endswith(" ")
        label = label if fused or (len(head.split()) > 1 and is_known(label or "")) else None
        if label and head and len(head.split()) <= 8 and not re.search(r"[.!?,;]", head) and rest.strip() and line.blank_before:
            yield replace(line, text=head, outside=True)
            yield replace(line, text=rest.strip(), label=label, rest=rest.strip(), style="colon", head=label, blank_before=True)
            return
    yield line


# -- slips and details ----------------------------------------------------------------------------


def join_typos(lines: Sequence[Line], speakers: Mapping[str, str], declared: SpeakerLabels) -> tuple[dict[str, str], list[str]]:
    """The speakers with rare misspelt labels (`interviewr`, `Particpant`) joined to the frequent label they resemble, and warnings."""
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
                f"'{label}:' ({times}) was read as '{speakers[target]}:'; if it is another speaker, declare it under [speakers]."
            )
    return joined, warnings


def _misspelt(key: str, other: str, counts: Counter[str]) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    if counts[key] > 2:
        return False
    comparable = len(key) >= 5 and key[0] == other[0] and re.sub(r"\D", "", key) == re.sub(r"\D", "", other)
    return comparable and counts[other] >= 3 * counts[key] and DamerauLevenshtein.distance(key, other) == 1
