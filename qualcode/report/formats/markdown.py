"""A report → Markdown, plain or Quarto's; figures lie in figures/ beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from qualcode.report import blocks as content
from qualcode.report.wording import quoted, words_in


# the same call for every format
def render(report: content.Report, reference: Path | None = None) -> bytes:  # noqa: ARG001
    """The report as UTF-8 Markdown; figures are taken from figures/ beside it."""
    return _joined(_block(block, report) for block in report.blocks)


# the same call for every format
def render_quarto(report: content.Report, reference: Path | None = None) -> bytes:  # noqa: ARG001
    """The report as a Quarto document, whose captions and references Quarto numbers; figures are taken from figures/
    beside it.
    """
    head = f"---\ntitle: {json.dumps(report.title, ensure_ascii=False)}\nlang: {report.language}\n---"
    return _joined([head, *(_quarto(block, report) for block in report.blocks)])


def _joined(parts: Iterable[str]) -> bytes:
    return ("\n\n".join(filter(None, parts)) + "\n").encode("utf-8")


def _quarto(block: content.Block, report: content.Report) -> str:
    match block:
        case content.Heading():
            return "" if block.level == 0 else f"{'#' * block.level} {escape(report.heading(block))}"
        case content.Paragraph() | content.Item():
            return f"{'- ' if isinstance(block, content.Item) else ''}{_referring(block, report)}"
        case content.TableBlock():
            return (
                f"{pipe_table(block.table)}\n\n: {escape(block.caption)} "
                f"{{#{_label(block)}}}{_note(block.note, report)}"
            )
        case content.FigureBlock():
            alt = block.alt.replace('"', "”")
            return (
                f"![{escape(block.caption)}](figures/{content.file_name(block.name)}.png){{#{_label(block)} "
                f'fig-alt="{alt}"}}'
            )
        case _:
            return _block(block, report)


def _label(block: content.TableBlock | content.FigureBlock) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", f"{block.name}-{block.number}".lower()).strip("-")
    return f"{'tbl' if isinstance(block, content.TableBlock) else 'fig'}-{name}"


def _referring(block: content.Paragraph | content.Item, report: content.Report) -> str:
    """The text with Quarto's references in the place of the numbers of tables and figures."""
    captions = (block for block in report.blocks if isinstance(block, content.TableBlock | content.FigureBlock))
    return content.with_references(
        block, {f"{content.CAPTION}{one.place}": f"[-@{_label(one)}]" for one in captions}, escape
    )


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
            picture = f"![{escape(block.alt)}](figures/{content.file_name(block.name)}.png)"
            return f"{picture}\n\n**{report.figure_word} {block.number}.** {escape(block.caption)}"
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
    rows = [
        (f"{'&emsp;' * indent}{_cell(row[0])}", *map(_cell, row[1:]))
        for indent, row in zip(indents, table.rows, strict=True)
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (tuple(map(_cell, table.headers)), tuple(marks), *rows))


def escape(text: str) -> str:
    """The text with the characters that Markdown would read as marks made plain."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def _cell(text: str) -> str:
    return escape(text).replace("\n", "<br>")
