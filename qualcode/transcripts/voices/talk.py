"""Paragraphs of a document → passages: by labels; where one voice is labelled, or none, by the layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import NO_SPEAKERS, Growing, Passage
from qualcode.transcripts.voices.asking import asks, share_asking
from qualcode.transcripts.voices.details import unlabelled
from qualcode.transcripts.voices.label_styles import Line
from qualcode.transcripts.voices.label_words import NOT_LABELS, label_key, label_word
from qualcode.transcripts.voices.labels import labelled
from qualcode.transcripts.voices.layout_blocks import Block, blocks_of, counts_up
from qualcode.transcripts.voices.layouts import LABELS, UNLABELLED, names_of, passages_by_layout
from qualcode.transcripts.voices.lines import Paragraph, lines_of
from qualcode.transcripts.voices.roles import told_role


def passages_of(lines: Iterable[Line], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The lines as passages (what stands before the first label is matter outside the talk) and warnings about what is
    doubtful.

    Where only one of two voices is labelled, paragraphs without a label are the other's. Where none is, the layout
    tells them, or every paragraph is a passage of one nameless speaker.
    """
    found = labelled(list(lines), declared)
    if not found.speakers:
        return passages_by_layout(found.lines, declared) or (_nameless(found.lines), [NO_SPEAKERS])
    if _is_no_speaker(found.lines, found.speakers, declared):
        bare = [unlabelled(line) for line in found.lines]
        by_layout = passages_by_layout(bare, declared)
        if by_layout is not None:
            return by_layout
    spoken = list(_labelled(found.lines, found.speakers))
    other = _other_voice(found.lines, found.speakers, declared)
    if other is None:
        return spoken, found.warnings
    passages = list(_both(found.lines, found.speakers, other))
    return passages, [*found.warnings, *([] if set(UNLABELLED) & set(declared.layouts()) else [_told(passages, other)])]


def _is_no_speaker(lines: Sequence[Line], speakers: Mapping[str, str], declared: SpeakerLabels) -> bool:
    """Whether the only label is no known one and stands before few of the paragraphs: a word that recurs, such as
    `Teema:`.
    """
    used = {speakers[label_key(line.label)] for line in lines if line.label}
    paragraphs = sum(line.blank_before and not line.outside for line in lines)
    if len(used) != 1 or LABELS in declared.layouts() or any(told_role(label, tuple(used), declared) for label in used):
        return False
    return sum(line.label is not None for line in lines) < 0.4 * paragraphs


def talk_of(paragraphs: str | Iterable[Paragraph], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The paragraphs of a document, or the text of a file, as passages, and warnings about what is doubtful."""
    return passages_of(lines_of(paragraphs), declared)


def _labelled(lines: Iterable[Line], speakers: Mapping[str, str]) -> Iterator[Passage]:
    current: Growing | None = None
    speaker: str | None = None  # who spoke last
    for line in lines:
        new = None
        if line.outside:
            new = Passage(line.text, head=line.aside)
        elif line.label:
            speaker = speakers[label_key(line.label)]
            new = Passage(line.rest, speaker, line.time, head=line.aside)
        elif line.text and line.heading:
            new = Passage(line.text, head=line.aside)
        elif line.text and (current is None or (current.first.speaker is None and (line.blank_before or speaker))):
            new = Passage(line.text, speaker, head=line.aside)
        if new is not None or current is None:
            if current is not None:
                yield current.whole()
            current = Growing.of(new or Passage(line.text, head=line.aside))
        else:
            current.add(
                "" if not current.letters or not line.text else "\n" if line.blank_before else " ",
                line.text,
                line.aside,
            )
    if current is not None:
        yield current.whole()


def _nameless(lines: Iterable[Line]) -> list[Passage]:
    """Every paragraph as a nameless turn."""
    paragraphs: list[Growing] = []
    for line in lines:
        if not line.text and paragraphs:
            paragraphs[-1].add("", "", line.aside)
        elif line.blank_before or not paragraphs or line.outside:
            paragraphs.append(Growing.of(Passage(line.text, None if line.outside else "", line.time, head=line.aside)))
        else:
            paragraphs[-1].add(" ", line.text, line.aside)
    return [paragraph.whole() for paragraph in paragraphs]


# -- one voice labelled ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Other:
    """The voice without a label: what it is called and whether it asks."""

    name: str
    asks: bool
    labelled: str


def _other_voice(lines: Sequence[Line], speakers: Mapping[str, str], declared: SpeakerLabels) -> _Other | None:
    """The voice that speaks in paragraphs without a label, when all labels are of one side and enough paragraphs have
    none.
    """
    if LABELS in declared.layouts():
        return None
    used = {speakers[label_key(line.label)]: None for line in lines if line.label}
    roles = {told_role(label, tuple(used), declared) for label in used}
    said = [b for b in _blocks_between(lines) if b.text and not b.outside]
    labelled_turns = [line.rest for line in lines if line.label]
    if len(said) < 2 or len(roles) != 1 or (None in roles and len(used) > 1):
        return None
    asker, answerer = names_of([line.text for line in lines])
    shown = ", ".join(used)
    if named := set(UNLABELLED) & set(declared.layouts()):
        asking = UNLABELLED[1] in named
        return _Other(asker if asking else answerer, asking, shown)
    ours, theirs = share_asking(labelled_turns), share_asking([b.text for b in said])
    if roles == {"interviewer"} or (roles == {None} and ours >= 0.5 and theirs < 0.3):
        return _Other(answerer, False, shown) if 3 * len(said) >= len(labelled_turns) else None
    if theirs >= 0.6 and ours < 0.3 and 2 * len(said) >= len(labelled_turns):
        return _Other(asker, True, shown)
    return None


def _blocks_between(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs without a label, but for those that a label alone on its line stands above."""
    numbered = counts_up(lines)
    return [block for group in _grouped(lines) if isinstance(group, list) for block in blocks_of(group, numbered)]


def _grouped(lines: Sequence[Line]) -> Iterator[Line | list[Line]]:
    """Labelled lines with what goes on in their paragraph joined, and lists of the lines between."""
    group: list[Line] = []
    current: Line | None = None
    paragraphs = any(line.blank_before for line in lines[1:])
    for line in lines:
        if line.label:
            yield from ([current] if current else []) + ([group] if group else [])
            current, group = line, []
        elif current is not None and current.style in ("own line", "alone") and current.rest.endswith("?"):
            group.append(line)  # a question under its number, and the answer below it
        elif (
            current is not None
            and not group
            and not line.outside
            and (not current.rest or (paragraphs and not line.blank_before))
        ):
            joint = " " if current.rest and line.text else ""
            current = Line(current.text, current.blank_before, current.label, f"{current.rest}{joint}{line.text}",
                current.time,
                           style=current.style, head=f"{current.aside} {line.aside}".strip())  # fmt: skip
        else:
            group.append(line)
    yield from ([current] if current else []) + ([group] if group else [])


def _both(lines: Sequence[Line], speakers: Mapping[str, str], other: _Other) -> Iterator[Passage]:
    why, numbered = "the other voice has no label", counts_up(lines)
    last: Growing | None = None
    for group in _grouped(lines):
        if isinstance(group, Line):
            if last is not None:
                yield last.whole()
            last = Growing.of(Passage(group.rest, speakers[label_key(group.label or "")], group.time, head=group.aside))
            continue
        for block in blocks_of(group, numbered):
            speaker: str | None = other.name
            heading = bool(block.looks & {"heading", "numbered"})
            detail = last is None and ":" in block.text and label_word(block.text.split(":")[0]) in NOT_LABELS
            if block.outside or heading or detail:
                speaker = None
                if (
                    heading
                    and "numbered" not in block.looks
                    and asks(block.text)
                    and not other.asks
                    and last is not None
                ):
                    speaker = next(iter(speakers.values()))
            if last is not None and last.first.speaker == speaker and speaker == other.name:
                last.add("\n", block.text, block.head)
                continue
            if last is not None:
                yield last.whole()
            last = Growing.of(
                Passage(block.text, speaker, block.time, head=block.head, why=why if speaker == other.name else "")
            )
    if last is not None:
        yield last.whole()


def _told(passages: Sequence[Passage], other: _Other) -> str:
    shown = next((" ".join(p.text.split())[:60] for p in passages if p.speaker == other.name), "")
    layout = UNLABELLED[other.asks]
    return (
        f"only one voice is labelled ({other.labelled}); paragraphs without a label were read as {other.name}'s, "
        f'as in \'{shown}\'. To settle it: [speakers] layout = "{layout}", or "{LABELS}" when '
        f"they go on with the speaker before."
    )
