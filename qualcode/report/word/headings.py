"""The headings of a report as a document's styles show them: with the numbers of a template, appendices with
their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from qualcode.report import blocks as content
from qualcode.report.word.numbered_styles import NumberedStyles, ancestry

if TYPE_CHECKING:
    from docx.document import Document

DEEPEST = 9  # levels of headings that Word has
LISTED = (1, 2)  # levels of headings in the table of contents


@dataclass(frozen=True, slots=True)
class Shown:
    """A heading: its style, its text, the number its style gives it, the name of its place in the contents ("": not
    there).

    `takes_number` says that the style would number it and it is not to be numbered.
    """

    style: str
    text: str
    level: int
    label: str = ""
    listed: str = ""
    takes_number: bool = False


def level_of(style: Any) -> int:
    """The level of heading a paragraph style is for, told by its name or by the outline level it has or takes over; 0
    for another.
    """
    for one in ancestry(style):
        named = re.fullmatch(r"(?:heading|otsikko|rubrik|überschrift) (\d)", str(one.name), re.IGNORECASE)
        outline = one.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        told = (outline.get(qn("w:val")) or "") if outline is not None else ""
        level = int(named[1]) if named else int(told) + 1 if told.isdecimal() else None
        if level is not None:
            return level if level <= DEEPEST else 0
    return 0


class Headings:
    """The headings of a report by the number of their block; `appendices` tells how an appendix is called in the text,
    by its place.
    """

    def __init__(self, report: content.Report, document: Document, styles: Mapping[str, Any]) -> None:
        self._numbered, self._styles, self._report = NumberedStyles(document), styles, report
        self._lists = any(isinstance(block, content.Contents) for block in report.blocks)
        self.appendices: dict[str, str] = {}
        self._shown = {
            number: self._as_shown(block, number)
            for number, block in enumerate(report.blocks)
            if isinstance(block, content.Heading)
        }

    def __getitem__(self, number: int) -> Shown:
        return self._shown[number]

    @property
    def listed(self) -> list[Shown]:
        """Those of the table of contents, in order."""
        return [shown for shown in self._shown.values() if shown.listed]

    def numbers(self, style: str) -> bool:
        """Whether a style numbers its paragraphs."""
        return self._numbered.level(self._styles[style.lower()]) is not None

    def _as_shown(self, block: content.Heading, number: int) -> Shown:
        listed = f"_Toc{number:05d}" if self._lists and block.level in LISTED else ""
        style = "Title" if block.level == 0 else f"Heading {block.level}"
        if not block.number:
            return Shown(style, block.text, block.level, self._numbered.next(self._styles[style.lower()]), listed)
        own = "appendix" if "appendix" in self._styles else ""
        label = self._numbered.next(self._styles["appendix"]) if own else ""
        self.appendices[block.place] = next(iter(re.findall(r"\w+", label)[::-1]), "") or str(block.number)
        text = block.text if label else self._report.heading(block)
        return Shown(own or style, text, block.level, label, listed, takes_number=not own and self.numbers(style))
