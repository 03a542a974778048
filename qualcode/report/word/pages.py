"""The pages of a document: how wide their text is, and how one is turned round for a wide table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document

UNKNOWN = 5_760_000  # EMU: the width of a text that no page set-up tells


class Pages:
    """The page that is being written, which stands as the document has it, or lies."""

    def __init__(self, document: Document) -> None:
        self._document, self._lies = document, False

    def orient(self, wide: bool) -> None:
        """Begin a new page that lies, or stands, where the page now is the other way; what it has at its head and foot goes on."""
        if wide == self._lies:
            return
        self._lies = wide
        before = self._document.sections[-1]
        width, height = before.page_width, before.page_height
        empty = len(self._document.element.body) == 1  # nothing but the page set-up: this page itself is turned
        section = before if empty else self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = height, width
        section.different_first_page_header_footer = False
        for numbers in section._sectPr.findall(qn("w:pgNumType")):
            numbers.attrib.pop(qn("w:start"), "")

    def widths(self, number: int) -> tuple[int, int]:
        """The width of the text (EMU) on a page of a section as it stands, and on one turned round (0: not known)."""
        section = self._document.sections[number]
        if not (section.page_width and section.page_height and section.left_margin is not None and section.right_margin is not None):
            return UNKNOWN, 0
        margins = section.left_margin + section.right_margin
        widths = int(section.page_width - margins), int(section.page_height - margins)
        return widths[::-1] if self._lies else widths
