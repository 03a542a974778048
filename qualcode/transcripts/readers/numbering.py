"""The numbers that Word counts before paragraphs: `1.`, `2.1`, `H3:`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"


@dataclass(frozen=True)
class _Level:
    """How a level of a list is counted: the text around its number, the kind of number, the first one."""

    text: str = ""
    kind: str = "decimal"
    start: int = 1


@dataclass
class Numbering:
    """The lists of a document and how far each has been counted."""

    levels: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next(self, list_id: str, level: int) -> str:
        """What is shown before the next paragraph of a list; "" for bullets and lists that are not there."""
        levels = self.levels.get(list_id, {})
        own = levels.get(level)
        if own is None:
            return ""
        counts = self.counts[list_id]
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [name for name in counts if name > level]:
            del counts[deeper]
        if own.kind in ("bullet", "none") and "%" not in own.text:
            return own.text if any(map(str.isalnum, own.text)) and own.kind == "none" else ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return _shown(counts.get(at, 1), levels.get(at, _Level()).kind)

        return re.sub(r"%(\d)", number, own.text)


def _shown(number: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    return str(number)


def numbering_of(root: Any) -> Numbering:
    """The lists of a document's numbering part."""
    abstract = {element.get(f"{_W}abstractNumId"): _levels(element) for element in root.iter(f"{_W}abstractNum")}
    lists = {}
    for element in root.iter(f"{_W}num"):
        link = element.find(f"{_W}abstractNumId")
        levels = dict(abstract.get(link.get(_VAL) if link is not None else "", {}))
        lists[str(element.get(f"{_W}numId"))] = levels
    return Numbering(lists)


def _levels(element: Any) -> dict[int, _Level]:
    found = {}
    for level in element.iter(f"{_W}lvl"):
        values = {
            name: child.get(_VAL, "")
            for name in ("lvlText", "numFmt", "start")
            if (child := level.find(f"{_W}{name}")) is not None
        }
        start = values.get("start", "1")
        number = level.get(f"{_W}ilvl", "0")
        if number.isdigit():
            found[int(number)] = _Level(
                values.get("lvlText", ""), values.get("numFmt", "decimal"), int(start) if start.isdigit() else 1
            )
    return found
