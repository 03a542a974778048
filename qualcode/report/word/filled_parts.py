"""Blocks → the XML of the parts that are put into an author's document, in its own styles, marked so that they are
found again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.report.blocks import Report
from qualcode.report.word.package import OFFICE, Package
from qualcode.report.word.placeholders import WORD, Scanner, Spot, end_name, short_hash, start_name

if TYPE_CHECKING:
    from docx.document import Document

    from qualcode.report.word.document import Writer


def writer_of(word: Document, package: Package, report: Report, bookmark: int, sequences: Mapping[str, str]) -> Writer:
    """What writes in the document's own styles; styles it lacks are added to the package."""
    from lxml import etree

    from qualcode.report.word.document import Writer
    from qualcode.report.word.style import missing_styles

    had = {style.style_id for style in word.styles}
    missing_styles(word)
    new = [etree.tostring(style.element) for style in word.styles if style.style_id not in had]
    package.add_styles(str(word.part._styles_part.partname).lstrip("/"), new)
    writer = Writer(word, report, bookmark)
    writer.sequences = sequences
    return writer


def written_parts(
    writer: Writer, word: Document, package: Package, sizes: Sequence[int], asked: Sequence[Spot]
) -> list[bytes]:
    """The XML of each spot's blocks."""
    bounds = _Bounds(word)
    numbers = iter(range(len(writer.report.blocks)))
    bodies = []
    for size, spot in zip(sizes, asked, strict=True):
        writer.section = min(spot.section, len(word.sections) - 1)
        for number in (next(numbers) for _ in range(size)):
            writer.add(number, writer.report.blocks[number])
        body = bounds.new()
        _keep_references(writer, body, spot)
        for element in body:
            _relate(element, word, package)
        bodies.append(_marked(body, spot, writer))
    return bodies


def _keep_references(writer: Writer, body: Sequence[Any], spot: Spot) -> None:
    """Give each caption the author's bookmarks that it had, told by its text, or by its place among those whose text is
    new.
    """
    from qualcode.report.word.xml import caption_text

    captions = [(element, caption_text(element)) for element in body if caption_text(element)]
    texts = {text for _, text in captions}
    left = iter([names for text, names in spot.references.items() if text not in texts])
    for element, text in captions:
        writer.keep_references(element, spot.references[text] if text in spot.references else next(left, ()))


class _Bounds:
    """Takes what was written at the end of a document out of it."""

    def __init__(self, word: Document) -> None:
        self._body = word.element.body
        for child in list(self._body):  # so that pictures get the same numbers however full the document is
            if child is not self._body.sectPr and not child.findall(f".//{{{WORD}}}sectPr"):
                self._body.remove(child)
        self._before = set(self._body)

    def new(self) -> list[Any]:
        """The elements that are new, without them in the document."""
        found = [child for child in self._body if child not in self._before]
        for child in found:
            self._body.remove(child)
        return found


def _relate(element: Any, word: Document, package: Package) -> None:
    """Give the element's pictures and links the package's own relationships."""
    for node in element.iter():
        for key in (f"{{{OFFICE}}}embed", f"{{{OFFICE}}}id"):
            name = node.get(key)
            if name:
                found = word.part.rels[name]
                node.set(
                    key,
                    package.add_link(found.target_ref)
                    if found.is_external
                    else package.add_picture(found.target_part.blob),
                )


def _marked(body: Sequence[Any], spot: Spot, writer: Writer) -> bytes:
    """The elements as XML between two bookmarks whose names say what they are and what their text was."""
    from docx.oxml.ns import qn
    from lxml import etree

    from qualcode.report.word.xml import bookmark_paragraph

    asked = short_hash(spot.text)
    bookmark_paragraph(body[-1], writer.next_bookmark(), end_name(asked, spot.number))
    begin = bookmark_paragraph(body[0], writer.next_bookmark(), start_name(asked, "0" * 10, spot.number))
    xml = (
        f'<w:document xmlns:w="{WORD}"><w:body>'.encode()
        + b"".join(map(etree.tostring, body))
        + b"</w:body></w:document>"
    )
    begin.set(qn("w:name"), start_name(asked, Scanner(xml, {}).spots[0].now, spot.number))
    return b"".join(map(etree.tostring, body))
