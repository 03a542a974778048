"""Reads .eaf transcripts (ELAN): the annotations of speech tiers in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, local, parse_xml
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, clean, merge_speakers


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001  # the same call for every format
    """The passages of an ELAN file and warnings; tiers that depend on another tier (glosses, translations) are left out."""
    root = parse_xml(read_bytes(path), path, "ELAN file")
    slots = _slots(root)
    tiers = [tier for tier in root if local(tier) == "TIER"]
    spoken = [tier for tier in tiers if not attribute(tier, "PARENT_REF")]
    passages = [passage for tier in spoken for passage in _annotations(tier, slots)]
    passages.sort(key=lambda passage: passage.start_time if passage.start_time is not None else 0.0)
    left_out = [attribute(tier, "TIER_ID") for tier in tiers if attribute(tier, "PARENT_REF")]
    return merge_speakers(passages), [f"tiers that depend on others were left out: {', '.join(left_out)}."] if left_out else []


def _slots(root: Any) -> dict[str, str]:
    """Each time slot's milliseconds; a slot without a time has that of the slot before it, for slots are in order."""
    slots: dict[str, str] = {}
    last = ""
    for slot in root.iter():
        if local(slot) == "TIME_SLOT":
            last = slots[attribute(slot, "TIME_SLOT_ID")] = attribute(slot, "TIME_VALUE") or last
    return slots


def _annotations(tier: Any, slots: dict[str, str]) -> Iterator[Passage]:
    speaker = (attribute(tier, "PARTICIPANT") or attribute(tier, "TIER_ID")).strip()
    for annotation in tier.iter():
        if local(annotation) == "ALIGNABLE_ANNOTATION":
            value = next((child.text or "" for child in annotation if local(child) == "ANNOTATION_VALUE"), "")
            start, end = (_seconds(slots.get(attribute(annotation, name), "")) for name in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"))
            if text := clean(value)[0].strip():
                yield Passage(text, speaker, start, end)


def _seconds(milliseconds: str) -> float | None:
    return int(milliseconds) / 1000 if milliseconds.isdecimal() and len(milliseconds) < 12 else None
