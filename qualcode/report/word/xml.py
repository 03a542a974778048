"""The pieces of WordprocessingML that python-docx has no name for: fields, bookmarks, repeated rows, alt text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TWIP = 635  # EMU: Word's own unit of width, to which it rounds


def element(tag: str, /, **attributes: str) -> Any:
    """A `w:` element with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field with the text it shows until it is next updated."""
    field_start(paragraph, code)
    paragraph.add_run(shown)
    field_end(paragraph)


def field_start(paragraph: Paragraph, code: str, stale: bool = False) -> None:
    """The beginning of a field whose shown text follows; Word brings a `stale` one up to date when it opens the
    document.
    """
    paragraph.add_run()._r.append(element("fldChar", fldCharType="begin", **({"dirty": "true"} if stale else {})))
    instruction = element("instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))


def field_end(paragraph: Paragraph) -> None:
    """The end of a field."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def bookmark(paragraph: Paragraph, number: int, name: str) -> None:
    """Name the paragraph's text as a place that links and page references can lead to."""
    bookmark_paragraph(paragraph._p, number, name)


def caption_text(element: Any) -> str:
    """The text of a caption without its number; "" of what is no caption."""
    shown, inside = "", False
    numbered = any("SEQ" in (code.text or "") for code in element.iter(qn("w:instrText")))
    for node in element.iter(qn("w:fldChar"), qn("w:t")) if numbered else ():
        kind = node.get(qn("w:fldCharType"))
        inside = kind == "separate" or (inside and kind != "end")
        shown += "" if inside or kind else node.text or ""
    return shown


def bookmark_number(caption: Any, number: int, name: str) -> None:
    """Name a caption's word and number as a place: what a cross-reference shows."""
    runs = list(caption.iterchildren(qn("w:r")))
    last = max(i for i, run in enumerate(runs) if run.find(qn("w:fldChar")) is not None)
    runs[0].addprevious(element("bookmarkStart", id=str(number), name=name))
    runs[last].addnext(element("bookmarkEnd", id=str(number)))


def bookmark_field(paragraph: Any, number: int, name: str) -> None:
    """Name what the paragraph's only field shows as a place: the number of a caption, for references."""
    marks = [run for run in paragraph.iterchildren(qn("w:r")) if run.find(qn("w:fldChar")) is not None]
    marks[0].addprevious(element("bookmarkStart", id=str(number), name=name))
    marks[-1].addnext(element("bookmarkEnd", id=str(number)))


def bookmark_paragraph(paragraph: Any, number: int, name: str) -> Any:
    """Name all that a paragraph's element holds as a place; returns the bookmark."""
    start = element("bookmarkStart", id=str(number), name=name)
    paragraph.insert(1 if paragraph.find(qn("w:pPr")) is not None else 0, start)
    paragraph.append(element("bookmarkEnd", id=str(number)))
    return start


class Addresses:
    """The addresses a document's runs lead to; python-docx would search all of them for each new one."""

    def __init__(self, document: Document) -> None:
        self._part, self._ids = document.part, dict[str, str]()

    def name(self, url: str) -> str:
        """The id of the relationship that names an address."""
        if url not in self._ids:
            self._ids[url] = f"rIdLink{len(self._ids) + 1}"
            self._part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, url, self._ids[url], is_external=True)
        return self._ids[url]


def link(run: Run, anchor: str, name: str) -> None:
    """Make a run lead to a place in the document, or to the address that a relationship names; it looks like the text
    around it.
    """
    made = element("hyperlink", **({"anchor": anchor} if anchor else {}), history="1")
    if not anchor:
        made.set(qn("r:id"), name)
    run._r.addprevious(made)
    made.append(run._r)


def contents_entry(paragraph: Paragraph, text: str, target: str) -> None:
    """A line of the table of contents that leads to the heading; Word adds the page numbers, which only a
    layout knows.
    """
    link = element("hyperlink", anchor=target, history="1")
    link.append(paragraph.add_run(text)._r)
    paragraph._p.append(link)


def repeat_header(table: Table) -> None:
    """Repeat the first row on every page, and keep rows whole."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if number == 0:
            properties.append(element("tblHeader"))


def set_widths(table: Table, widths: Sequence[int]) -> None:
    """Fix the columns' widths, so that a table never runs off the page."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width // TWIP * TWIP)
        for cell in column.cells:
            cell.width = column.width


def describe(picture: Any, name: str, text: str) -> None:
    """Give a picture its alternative text."""
    properties = picture._inline.docPr
    properties.set("name", name)
    properties.set("descr", text)
