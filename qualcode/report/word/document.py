"""A report → a Word document: heading styles, caption fields, repeated header rows, a table of contents, language, alt
text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from docx.shared import Cm, Pt

from qualcode.report import blocks as content
from qualcode.report.word.columns import SOFT_HYPHEN, size_of
from qualcode.report.word.headings import Headings
from qualcode.report.word.package import bytes_of
from qualcode.report.word.pages import Pages
from qualcode.report.word.tables import Fitted, fitted, kept_with_next
from qualcode.report.wording import quoted, words_in

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run as WordRun

Strong = Literal["all", "first", "none"]  # the cells of a row that are set in bold
LOCALES = {"fi": "fi-FI", "en": "en-GB", "sv": "sv-SE"}


def render(report: content.Report, reference: Path | None = None) -> bytes:
    """The document's bytes; `reference` is a .docx whose styles, margins, headers and footers it takes. Raises
    InputError for a bad one.
    """
    from qualcode.report.word.style import empty_document, prepare

    document = empty_document(reference)
    prepare(document, LOCALES.get(report.language, "en-GB"), own_looks=reference is None)
    writer = Writer(document, report)
    writer.turns_pages = True
    for number, block in enumerate(report.blocks):
        writer.add(number, block)
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = report.title, "", "", ""
    about.language = LOCALES.get(report.language, "en-GB")
    return bytes_of(document)


class Writer:
    """Adds blocks to a document, in order."""

    def __init__(self, document: Document, report: content.Report, first_bookmark: int = 0) -> None:
        from qualcode.report.word.style import styles_of
        from qualcode.report.word.xml import Addresses

        self._addresses = Addresses(document)
        self._document, self.report = document, report
        self._links, self._styles = content.Links(report), styles_of(document)
        self._headings = Headings(report, document, self._styles)
        self._bookmarks = first_bookmark
        self.section = -1  # the page set-up whose width tables and figures keep to
        self.turns_pages, self._pages = False, Pages(document)  # whether a page may be turned round for a wide table
        self.sequences: Mapping[
            str, str
        ] = {}  # how a document counts the captions of a word, when not by the word itself

    def add(self, number: int, block: content.Block) -> None:
        """Add the block with a number in the report."""
        adders: dict[type, Any] = {
            content.Heading: lambda b: self._heading(b, number),
            content.Paragraph: self._paragraph,
            content.Item: lambda b: self._running(self._add("List Bullet"), b),
            content.TableBlock: self._table,
            content.FigureBlock: self._figure,
            content.QuoteBlock: lambda b: self._quote(b, self._links.name(number)),
            content.Contents: self._contents,
            content.PageBreak: self._page_break,
        }
        if not isinstance(block, content.TableBlock):
            self._pages.orient(wide=isinstance(block, content.Heading) and self._is_wide(number + 1))
        adders[type(block)](block)

    def _add(self, style: str, text: str = "") -> WordParagraph:
        return self._document.add_paragraph(text, style=self._styles[style.lower()])

    def _page_break(self, _: content.PageBreak) -> None:
        from docx.enum.text import WD_BREAK

        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _heading(self, block: content.Heading, number: int) -> None:
        from qualcode.report.word.numbered_styles import unnumbered
        from qualcode.report.word.xml import bookmark

        shown = self._headings[number]
        paragraph = self._add(shown.style)
        if block.number:
            paragraph.add_run(shown.text)
            bookmark(paragraph, self.next_bookmark(), block.place)
        else:
            self._running(paragraph, block)
        if shown.takes_number:
            unnumbered(paragraph)
        if shown.listed:
            bookmark(paragraph, self.next_bookmark(), shown.listed)

    def next_bookmark(self) -> int:
        """The number of a new bookmark."""
        self._bookmarks += 1
        return self._bookmarks

    def _paragraph(self, block: content.Paragraph) -> None:
        self._running(self._add("Body Text"), block)

    def _running(
        self, paragraph: WordParagraph, block: content.Heading | content.Paragraph | content.Item
    ) -> WordParagraph:
        """Write the block's text with its links and references."""
        last = 0
        for start, end, key in block.links:
            if block.text[last:start]:
                self._add_text(paragraph, block.text[last:start])
            self._linked(paragraph, block.text[start:end], key)
            last = end
        if block.text[last:]:
            self._add_text(paragraph, block.text[last:])
        return paragraph

    def _add_text(self, paragraph: WordParagraph, text: str, bold: bool | None = None) -> WordRun:
        """Add a run of text, in which soft hyphens are Word's own."""
        from qualcode.report.word.xml import element

        first, *pieces = text.split(SOFT_HYPHEN)
        run = paragraph.add_run(first)
        run.bold = bold
        for piece in pieces:
            run._r.append(element("softHyphen"))
            run.add_text(piece)
        return run

    def _linked(self, paragraph: WordParagraph, text: str, key: str) -> None:
        """Add text that leads to the quotes behind it, where they are anywhere, or that is the number of a caption."""
        from qualcode.report.word.xml import field, link

        target = self._links.to(key)
        if target is not None and target.anchor in self._headings.appendices:
            text = self._headings.appendices[target.anchor]
        elif target is not None and target.caption:
            field(paragraph, f"REF {target.anchor} \\h", text)
            return
        run = self._add_text(paragraph, text)
        if target is not None:
            link(run, target.anchor, self._addresses.name(target.url) if target.url else "")

    def _contents(self, block: content.Contents) -> None:
        from qualcode.report.word.numbered_styles import unnumbered
        from qualcode.report.word.xml import contents_entry, field_end, field_start

        title = self._add("TOC Heading", block.title)
        if self._headings.numbers("TOC Heading"):
            unnumbered(title)
        listed = self._headings.listed
        for number, heading in enumerate(listed):
            paragraph = self._add(f"TOC {heading.level}")
            if number == 0:
                field_start(paragraph, 'TOC \\o "1-2" \\h \\z', stale=True)
            contents_entry(paragraph, f"{heading.label} {heading.text}".strip(), heading.listed)
            if number == len(listed) - 1:
                field_end(paragraph)

    def _caption(self, word: str, block: content.TableBlock | content.FigureBlock, above: bool) -> None:
        paragraph, text = self._add("Caption"), block.caption
        paragraph.paragraph_format.keep_with_next = above
        if not above:
            paragraph.paragraph_format.space_after = Pt(12)
        paragraph.add_run(f"{word} ")
        self._number(paragraph, word, block)
        if self.report.apa and above:
            paragraph.add_run().add_break()
            title = paragraph.add_run(text)
            title.bold, title.italic = False, True
        else:
            paragraph.add_run(f". {text}")

    def _number(self, paragraph: WordParagraph, word: str, block: content.TableBlock | content.FigureBlock) -> None:
        """The number of a caption, which a field counts; of a table that goes on, that of its first part."""
        from qualcode.report.word.xml import bookmark_field, field

        if isinstance(block, content.TableBlock) and block.continued:
            field(paragraph, f"REF {block.place} \\h" if block.place else f"SEQ {word} \\c", str(block.number))
            return
        restart = f" \\r {block.number}" if block.restart else ""
        field(paragraph, f"SEQ {self.sequences.get(word, word)} \\* ARABIC{restart}", str(block.number))
        if block.place:
            bookmark_field(paragraph._p, self.next_bookmark(), block.place)

    def keep_references(self, caption: Any, names: Sequence[str]) -> None:
        """Give a caption the bookmarks that it had before, so that the author's cross-references still lead to it."""
        from qualcode.report.word.xml import bookmark_number

        for name in names:
            bookmark_number(caption, self.next_bookmark(), name)

    def _table(self, block: content.TableBlock) -> None:
        for part in self._fitted(block):
            self._pages.orient(part.wide)
            self._caption(self.report.table_word, part.block, above=True)
            self._grid(part.block.table, part.widths, bool(part.block.note))
            self._note(part.block.note)

    def _fitted(self, block: content.TableBlock) -> Sequence[Fitted]:
        across, along = self._pages.widths(self.section)
        turned = along / Cm(1) if self.turns_pages else 0.0
        return fitted(block, self.report.language, size_of(self._styles["table text"]), across / Cm(1), turned)

    def _is_wide(self, number: int) -> bool:
        """Whether a block is a table that needs a page turned round."""
        block = self.report.blocks[number] if number < len(self.report.blocks) else None
        return isinstance(block, content.TableBlock) and any(part.wide for part in self._fitted(block))

    def _note(self, text: str) -> None:
        if not text:
            self._add("Table Gap")
            return
        note, word = self._add("Table Note"), words_in(self.report.language)["note_word"]
        if word:
            note.add_run(f"{word} ").italic = True
        note.add_run(text)

    def _grid(self, table: content.ShownTable, widths: Sequence[float], noted: bool) -> None:
        from qualcode.report.word.xml import repeat_header, set_widths

        # which needs no page set-up
        grid = self._document._body.add_table(1 + len(table.rows), len(table.headers), Cm(sum(widths)))
        grid.style = self._styles["qualcode table"]
        set_widths(grid, [Cm(width) for width in widths])
        repeat_header(grid)
        kept = kept_with_next(table, noted)
        rows = list(grid.rows)  # to ask for a row by its number is to look through all
        for number, row in enumerate((table.headers, *table.rows)):
            indent = table.indent[number - 1] if number and table.indent else 0
            keys = table.links[number - 1] if number and table.links else ("",) * len(row)
            texts = list(zip(row, keys, strict=True))
            strong: Strong = "all" if number == 0 else "first" if number - 1 in table.strong else "none"
            self._row(rows[number].cells, texts, table.numeric, indent, strong=strong, kept=number in kept)

    def _row(
        self,
        cells: Sequence[Any],
        texts: Sequence[tuple[str, str]],
        numeric: frozenset[int],
        indent: int,
        *,
        strong: Strong,
        kept: bool,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        text_style = self._styles["table text"].style_id
        for column, (cell, (text, key)) in enumerate(zip(cells, texts, strict=True)):
            paragraph: WordParagraph = cell.paragraphs[0]
            paragraph._p.style = text_style  # python-docx would search all styles for the default one, cell by cell
            if strong == "all" or (strong == "first" and column == 0):
                self._add_text(paragraph, text, bold=True)
            else:
                self._linked(paragraph, text, key)
            paragraph.paragraph_format.keep_with_next = kept or None
            if column in numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if column == 0 and indent:
                paragraph.paragraph_format.left_indent = Cm(0.4 * indent)

    def _figure(self, block: content.FigureBlock) -> None:
        from qualcode.report.word.xml import describe

        paragraph = self._add("Figure")
        width = min(Cm(block.width), self._pages.widths(self.section)[0])
        describe(paragraph.add_run().add_picture(io.BytesIO(block.picture.png), width=width), block.name, block.alt)
        self._caption(self.report.figure_word, block, above=False)

    def _quote(self, block: content.QuoteBlock, name: str) -> None:
        from qualcode.report.word.xml import bookmark, link

        paragraph = self._add("Quote")
        paragraph.add_run(quoted(block.text, self.report.language))
        around, source = paragraph.add_run(" ("), paragraph.add_run(block.source)
        paragraph.add_run(")").italic = around.italic = source.italic = False
        target = self._links.on_page(block.place)
        if target is not None:
            link(source, "", self._addresses.name(target.url))
        if name:
            bookmark(paragraph, self.next_bookmark(), name)
