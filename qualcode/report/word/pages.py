"""The pages of a document: how wide their text is, and how one is turned round for a wide table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document

UNKNOWN = 5_760_000  # EMU: the width of a text that no page set-up tells
TWIP = 635  # EMU
SPACE = 720.0  # twips between columns when the set-up does not say


class Pages:
    """The page that is being written, which stands as the document has it, or is turned round."""

    def __init__(self, document: Document) -> None:
        self._document, self._turned = document, False

    def orient(self, wide: bool) -> None:
        """Begin a new page that is, or is not, turned round, when the page now is the other way; its head and foot go
        on.
        """
        if wide == self._turned:
            return
        self._turned = wide
        empty = len(self._document.element.body) == 1  # nothing but the page set-up: this page itself is turned
        section = self._document.sections[-1] if empty else self._document.add_section(WD_SECTION.NEW_PAGE)
        found: Any = section._sectPr
        size = found.find(qn("w:pgSz"))
        if size is not None:
            width, height = size.get(qn("w:w")), size.get(qn("w:h"))
            size.set(qn("w:w"), height)
            size.set(qn("w:h"), width)
            size.set(qn("w:orient"), "landscape" if float(height) > float(width) else "portrait")
        for name, attribute in (("titlePg", ""), ("pgNumType", "start")):
            for one in found.findall(qn(f"w:{name}")):
                one.attrib.pop(qn(f"w:{attribute}"), "") if attribute else found.remove(one)

    def widths(self, number: int) -> tuple[int, int]:
        """The width of the text (EMU) on a page of a section as it stands, and on one turned round (0: not known)."""
        found: Any = self._document.sections[number]._sectPr
        width, height = _twips(found, "pgSz", "w"), _twips(found, "pgSz", "h")
        margins = [_twips(found, "pgMar", side) for side in ("left", "right", "gutter")]
        if not width or not height or margins[0] is None or margins[1] is None:
            return UNKNOWN, 0
        beside = sum(margin or 0.0 for margin in margins)
        across, along = (int(_column(found, size - beside) * TWIP) for size in (width, height))
        return (along, across) if self._turned else (across, along)


def _column(section: Any, width: float) -> float:
    """The width of the narrowest column of text, in twips."""
    columns = section.find(qn("w:cols"))
    number = int(_twips(section, "cols", "num") or 1)
    if columns is None or number < 2:
        return width
    own = [float(one.get(qn("w:w")) or width) for one in columns.findall(qn("w:col"))]
    space = _twips(section, "cols", "space")
    return min(own) if own else (width - (number - 1) * (SPACE if space is None else space)) / number


def _twips(section: Any, tag: str, name: str) -> float | None:
    """A measure of a page set-up; some programs write it with decimals."""
    one = section.find(qn(f"w:{tag}"))
    text = one.get(qn(f"w:{name}")) if one is not None else None
    try:
        return float(text) if text else None
    except ValueError:
        return None
