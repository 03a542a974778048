"""A report → Markdown; figures become their alt text, for a Markdown file holds no picture."""

from __future__ import annotations

import re
from pathlib import Path

from qualcode.report import blocks as content
from qualcode.report.wording import quoted, words_in


def render(report: content.Report, reference: Path | None = None) -> bytes:  # noqa: ARG001  # the same call for every format
    """The report as UTF-8 Markdown."""
    return ("\n\n".join(filter(None, (_block(block, report) for block in report.blocks))) + "\n").encode("utf-8")


def _block(block: content.Block, report: content.Report) -> str:
    match block:
        case content.Heading():
            return f"{'#' * (block.level + 1)} {escape(report.heading(block))}"
        case content.Paragraph():
            return escape(block.text)
        case content.Item():
            return f"- {escape(block.text)}"
        case content.TableBlock():
            return f"{_caption(block, report)}\n\n{pipe_table(block.table)}{_note(block.note, report)}"
        case content.FigureBlock():
            return f"**{report.figure_word} {block.number}.** {escape(block.caption)}\n\n{escape(block.alt)}"
        case content.QuoteBlock():
            return f"> {escape(quoted(block.text, report.language))} ({escape(block.source)})"
        case content.Contents() | content.PageBreak():
            return ""


def _caption(block: content.TableBlock, report: content.Report) -> str:
    word, text = f"{report.table_word} {block.number}", escape(block.caption)
    return f"**{word}**\n\n*{text}*" if report.apa else f"**{word}.** {text}"


def _note(note: str, report: content.Report) -> str:
    word = words_in(report.language)["note_word"]
    shown = f"*{word}* {escape(note)}" if word else f"*{escape(note)}*"
    return f"\n\n{shown}" if note else ""


def pipe_table(table: content.ShownTable) -> str:
    """The table with pipes; numeric columns are set right."""
    marks = ["---:" if i in table.numeric else ":---" for i in range(len(table.headers))]
    indents = table.indent or (0,) * len(table.rows)
    rows = [(f"{'&emsp;' * indent}{_cell(row[0])}", *map(_cell, row[1:])) for indent, row in zip(indents, table.rows, strict=True)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (tuple(map(_cell, table.headers)), tuple(marks), *rows))


def escape(text: str) -> str:
    """The text with the characters that Markdown would read as marks made plain."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def _cell(text: str) -> str:
    return escape(text).replace("\n", "<br>")
