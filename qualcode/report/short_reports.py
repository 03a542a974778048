"""Findings → shorter documents: slides for a client, a page for each interview."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.report.blocks import Block, Heading, PageBreak, Paragraph, QuoteBlock, Report
from qualcode.report.findings import Findings
from qualcode.report.numbering import in_order, numbered
from qualcode.report.numbers import integer, percent
from qualcode.report.template import PLACE
from qualcode.report.wording import sentence_case, words_in


def slides(findings: Findings) -> Report:
    """All themes in one chart, each theme with its numbers, its interviews and quotes, then the groups side by side."""
    material, parts, words = findings.material, findings.parts, words_in(findings.material.language)
    parts.begin()
    blocks: list[Block] = [Heading(material.title, 0), Heading(words["caption_bars"]), *parts.figure("bars")]
    for theme in findings.themes:
        if theme["units"]:
            said = {
                "units": integer(theme["units"], material.language),
                "interviews": theme["transcripts"],
                "of": len(material.overview.frame),
                "share": percent(theme["share"], material.language),
            }
            quotes = [block for block in parts.quotes(theme["id"]) if isinstance(block, QuoteBlock)]
            text = Paragraph(words["slide_theme"].format(**said))
            blocks += [Heading(theme["label"]), text, *parts.figure(f"theme {theme['id']}"), *quotes]
    for attribute in material.crossed:
        name = material.labels.get(attribute, attribute.replace("_", " "))
        blocks += [Heading(sentence_case(name)), *parts.figure(f"groups {attribute}")]
    return _document(findings, blocks)


def profiles(findings: Findings, transcripts: Sequence[str]) -> Report:
    """The profile of each of the interviews, on pages of their own."""
    parts = [findings.parts.profile(name) for name in transcripts]
    return _document(
        findings, [block for i, part in enumerate(parts) for block in ([PageBreak()] if i else []) + list(part)]
    )


def _document(findings: Findings, blocks: Sequence[Block]) -> Report:
    return findings.document(numbered([blocks], [PLACE], in_order())[0])
