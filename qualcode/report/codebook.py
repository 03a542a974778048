"""A codebook as a document of its own: the appendix of a thesis."""

from __future__ import annotations

from qualcode.model import Codebook
from qualcode.report.blocks import Heading, Paragraph, Report, TableBlock
from qualcode.report.shown_tables import codebook_table
from qualcode.report.wording import words_in


def codebook_report(book: Codebook, language: str) -> Report:
    """The codes of each theme with definitions, limits and an anchor example, one table a theme."""
    words = words_in(language)
    source = [Paragraph(book.source(language))] if book.source(language) else []
    tables = [
        TableBlock("codebook", number, words["caption_codebook"].format(theme=theme.label(language)), codebook_table(theme, language))
        for number, theme in enumerate(book.codes, 1)
    ]
    return Report(book.title(language), language, (Heading(book.title(language), 0), *source, *tables), words["table"], words["figure"])
