"""Reads .eaf transcripts (ELAN): the annotations of speech tiers in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, local, parse_xml
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, clean, merge_speakers

KINDS = ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")
DEPENDENT = "a tier that depends on another one"
Times = Mapping[str, tuple[float | None, float | None]]


# the same call for every format
def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001
    """The passages of an ELAN file and warnings; tiers that depend on another tier (glosses, translations) are left
    out.

    Where the tiers that depend on no other hold only numbers of utterances, the speech is in those that hang on them.
    """
    root = parse_xml(read_bytes(path), path, "ELAN file")
    times = _times(root)
    tiers = [tier for tier in root if local(tier) == "TIER"]
    spoken = _spoken(tiers)
    passages = [passage for tier in spoken for passage in _annotations(tier, times)]
    passages.sort(key=lambda passage: passage.start_time if passage.start_time is not None else 0.0)
    others = [tier for tier in tiers if tier not in spoken]
    left_out = [
        Passage(p.text, left_out=DEPENDENT, place=f"tier {attribute(tier, 'TIER_ID')!r}")
        for tier in others
        for p in _annotations(tier, times)
    ]
    names = [attribute(tier, "TIER_ID") for tier in others if any(True for _ in _annotations(tier, times))]
    warnings = [f"tiers that depend on others were left out: {', '.join(names)}."] if names else []
    return [*merge_speakers(passages), *left_out, *_beside(root)], warnings


def _beside(root: Any) -> Iterator[Passage]:
    """Text that stands in no annotation."""
    for element in root.iter():
        own = element.text if local(element) != "ANNOTATION_VALUE" or local(element.getparent()) not in KINDS else ""
        for text in (own, *(child.tail for child in element)):
            if text and text.strip():
                yield Passage(text, left_out="text beside the annotations")


def _spoken(tiers: Sequence[Any]) -> list[Any]:
    """The tiers that hold speech: those without a parent, or where such a one holds only ids, the first that hangs on
    it.
    """
    spoken = []
    for tier in (tier for tier in tiers if not attribute(tier, "PARENT_REF")):
        below = [other for other in tiers if attribute(other, "PARENT_REF") == attribute(tier, "TIER_ID")]
        texts = [text for other in below[:1] for text in _values(other)]
        spoken.append(below[0] if texts and _are_ids(list(_values(tier))) and not _are_ids(texts) else tier)
    return spoken


def _are_ids(texts: Sequence[str]) -> bool:
    """Whether texts are numbers of utterances: no spaces, a digit in each, all different."""
    filled = [text for text in texts if text]
    return all(" " not in text and any(map(str.isdigit, text)) for text in filled) and len(set(filled)) == len(filled)


def _values(tier: Any) -> Iterator[str]:
    for element in tier.iter():
        if local(element) == "ANNOTATION_VALUE":
            yield (element.text or "").strip()


def _times(root: Any) -> Times:
    """Each annotation's start and end in seconds, its own or those of the one that it hangs on."""
    slots = _slots(root)
    found: dict[str, tuple[float | None, float | None]] = {}
    above: dict[str, str] = {}
    for element in root.iter():
        name = local(element)
        if name == "ALIGNABLE_ANNOTATION":
            start, end = (
                _seconds(slots.get(attribute(element, slot), "")) for slot in ("TIME_SLOT_REF1", "TIME_SLOT_REF2")
            )
            found[attribute(element, "ANNOTATION_ID")] = (start, end)
        elif name == "REF_ANNOTATION":
            above[attribute(element, "ANNOTATION_ID")] = attribute(element, "ANNOTATION_REF")
    for own in above:
        at, steps = own, 0
        while at in above and at not in found and steps < 50:
            at, steps = above[at], steps + 1
        found.setdefault(own, found.get(at, (None, None)))
    return found


def _slots(root: Any) -> dict[str, str]:
    """Each time slot's milliseconds; a slot without a time has that of the slot before it, for slots are in order."""
    slots: dict[str, str] = {}
    last = ""
    for slot in root.iter():
        if local(slot) == "TIME_SLOT":
            last = slots[attribute(slot, "TIME_SLOT_ID")] = attribute(slot, "TIME_VALUE") or last
    return slots


def _annotations(tier: Any, times: Times) -> Iterator[Passage]:
    speaker = (attribute(tier, "PARTICIPANT") or attribute(tier, "TIER_ID")).strip()
    for annotation in tier.iter():
        if local(annotation) in KINDS:
            value = next((child.text or "" for child in annotation if local(child) == "ANNOTATION_VALUE"), "")
            if text := clean(value)[0].strip():
                yield Passage(text, speaker, *times.get(attribute(annotation, "ANNOTATION_ID"), (None, None)))


def _seconds(milliseconds: str) -> float | None:
    return int(milliseconds) / 1000 if milliseconds.isdecimal() and len(milliseconds) < 12 else None
