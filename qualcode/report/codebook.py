"""A codebook as a document of its own: the appendix of a thesis."""

from __future__ import annotations

from qualcode.model import Codebook
from qualcode.report.blocks import Heading, Paragraph, Report, TableBlock
from qualcode.report.shown_tables import codebook_table, rules_table
from qualcode.report.wording import words_in


def codebook_report(book: Codebook, language: str, rules: bool = False) -> Report:
    """The codes in one table with definitions and an anchor example; with `rules` another one with their limits and
    rules.
    """
    words = words_in(language)
    source = [Paragraph(book.source(language))] if book.source(language) else []
    tables = [TableBlock("codebook", 1, words["caption_whole_codebook"], codebook_table(book.codes, language))]
    tables += [TableBlock("rules", 2, words["caption_rules"], rules_table(book.codes, language))] if rules else []
    return Report(
        book.title(language),
        language,
        (Heading(book.title(language), 0), *source, *tables),
        words["table"],
        words["figure"],
    )
