"""Reads TEI speech (.tei, .xml): `<u who="#A">` utterances, speakers' names from the header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, local, parse_xml
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, clean, merge_speakers

NOT_SPOKEN = frozenset(("note", "desc", "incident", "kinesic", "vocal", "writing", "del", "orig", "sic", "abbr"))


# the same call for every format
def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:  # noqa: ARG001
    """The passages of a TEI file and warnings; raises InputError when it has no utterances."""
    root = parse_xml(read_bytes(path), path, "TEI file")
    names = _names(root)
    utterances = [element for element in root.iter() if local(element) in ("u", "sp")]
    if not utterances:
        hint = 'An utterance is written as <u who="#A">…</u>.'
        raise InputError([Problem("holds no TEI utterances.", path, hint=hint)])
    passages = [_passage(element, names) for element in utterances]
    return [*merge_speakers(passages), *_rest(root, utterances)], []


def _rest(root: Any, utterances: list[Any]) -> Iterator[Passage]:
    """What is no utterance: the header, and what utterances hold besides speech."""
    from lxml.etree import iterwalk

    spoken = set(utterances)
    inside = 0
    for event, element in iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "end":
            inside -= element in spoken
            if inside == 0 and element.tail and element.tail.strip():
                yield Passage(element.tail)
            continue
        if inside and name in NOT_SPOKEN and not any(local(above) in NOT_SPOKEN for above in element.iterancestors()):
            yield Passage(" ".join(element.itertext()), left_out=f"<{name}> within an utterance")
        inside += element in spoken
        if not inside and element.text and element.text.strip():
            yield Passage(element.text)


def _names(root: Any) -> dict[str, str]:
    """Identifier → name, as the header's persons have them."""
    people = [element for element in root.iter() if local(element) == "person"]
    return {attribute(person, "id"): name for person in people if (name := _name_in(person, "persName"))}


def _name_in(element: Any, tag: str) -> str:
    found = next((child for child in element.iter() if local(child) == tag), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _passage(element: Any, names: dict[str, str]) -> Passage:
    who = attribute(element, "who").split()[:1]
    key = who[0].lstrip("#") if who else ""
    speaker = _name_in(element, "speaker")
    said = re.sub(r"\s+([.,?!;:])", r"\1", " ".join("".join(_spoken(element)).split()))
    return Passage(clean(said)[0], speaker.rstrip(":. ") or names.get(key, key), head=speaker)


def _spoken(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name not in NOT_SPOKEN and name != "speaker":
            yield from _spoken(child)
        yield " " if name in ("pause", "seg", "p", "lb", "w") else ""
        yield child.tail or ""
