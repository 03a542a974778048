"""The styles that a template numbers: which they are, and what number a heading gets (1, 1.1, A)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document

FURTHEST = 20  # styles that a style is based on, one on the other


def ancestry(style: Any) -> Iterator[Any]:
    """A style and those it is based on, one on the other; some templates have them in a circle."""
    for _ in range(FURTHEST):
        if style is None:
            return
        yield style
        style = style.base_style


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a numbered list: the list, the level from 0, and how its number is written (`%1.%2`, each a decimal or
    a letter).
    """

    number: str
    depth: int
    text: str
    kinds: tuple[str, ...]
    starts: tuple[int, ...] = ()


class NumberedStyles:
    """Tells the numbers of headings as they are written one after another."""

    def __init__(self, document: Document) -> None:
        self._lists = _lists(document)
        self._counts: dict[str, list[int]] = {}

    def level(self, style: Any) -> Level | None:
        """How a paragraph style is numbered; None when it is not."""
        number, depth, names = "", "", list[str]()
        for one in ancestry(style):
            names.append(one.style_id)
            found = one.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                number, depth = _value(found, "numId"), depth or _value(found, "ilvl")
            if number:
                break
        levels = self._lists.get(number, {}) if number != "0" else {}
        linked = next((level for level, one in levels.items() if _value(one, "pStyle") in names), None)
        at = int(depth) if depth and depth.isdecimal() else linked if linked is not None else 0
        if at not in levels:
            return None
        kinds = tuple(_value(levels[i], "numFmt") if i in levels else "decimal" for i in range(at + 1))
        starts = tuple(
            int(start) if (start := _value(levels[i], "start") if i in levels else "").isdecimal() else 1
            for i in range(9)
        )
        return Level(number, at, _value(levels[at], "lvlText"), kinds, starts)

    def next(self, style: Any) -> str:
        """The number of the next paragraph in a style, without a full stop at its end; "" for one that is not
        numbered.
        """
        level = self.level(style)
        if level is None:
            return ""
        starts = [level.starts[i] - 1 if i < len(level.starts) else 0 for i in range(9)]
        counts = self._counts.setdefault(level.number, list(starts))
        counts[level.depth] += 1
        counts[level.depth + 1 :] = starts[level.depth + 1 :]

        def shown(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            return _written(max(counts[depth], 1), level.kinds[depth] if depth < len(level.kinds) else "decimal")

        return re.sub(r"%(\d)", shown, level.text).rstrip(". ")


def unnumbered(paragraph: Any) -> None:
    """Take the number that its style gives from a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    number = properties.get_or_add_numPr()
    number.get_or_add_ilvl().val, number.get_or_add_numId().val = 0, 0
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = 0


def _value(found: Any, name: str) -> str:
    inside = found.find(qn(f"w:{name}"))
    return (inside.get(qn("w:val")) or "") if inside is not None else ""


def _lists(document: Document) -> dict[str, dict[int, Any]]:
    """The levels of each numbered list by the list's number."""
    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None)
    root = getattr(part, "element", None)
    if root is None:
        return {}
    abstract = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
    found = {}
    for num in root.findall(qn("w:num")):
        base = abstract.get(_value(num, "abstractNumId"))
        link = _value(base, "numStyleLink") if base is not None else ""
        base = next((one for one in abstract.values() if link and _value(one, "styleLink") == link), base)
        if base is not None:
            over = [one.find(qn("w:lvl")) for one in num.findall(qn("w:lvlOverride"))]
            levels = [*base.findall(qn("w:lvl")), *(one for one in over if one is not None)]
            found[num.get(qn("w:numId"))] = {
                int(at): level for level in levels if (at := level.get(qn("w:ilvl")) or "").isdecimal()
            }
    return found


def _written(number: int, kind: str) -> str:
    """A number as a decimal, letters or Roman."""
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        text, left = "", number
        for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            text, left = text + sign * (left // value), left % value
        return text if kind == "upperRoman" else text.lower()
    return str(number)
