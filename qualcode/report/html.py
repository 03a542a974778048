"""A report → one self-contained HTML page: no script, no request to anywhere."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from qualcode.report.blocks import (
    Block,
    Contents,
    FigureBlock,
    Heading,
    Item,
    PageBreak,
    Paragraph,
    QuoteBlock,
    Report,
    ShownTable,
    TableBlock,
)
from qualcode.report.wording import quoted

STYLE = """
body{font:16px/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3,h4{line-height:1.25}table{border-collapse:collapse;width:100%;font-size:.9rem}caption,figcaption{text-align:left;font-weight:600;
padding:.5rem 0}th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid #bbb}
thead th{border-bottom:2px solid #1a1a1a}
.n{text-align:right;font-variant-numeric:tabular-nums}.note{font-size:.85rem;color:#444}.wide{overflow-x:auto}img{max-width:100%}
blockquote{margin:1rem 1.5rem;font-style:italic}blockquote cite{font-style:normal}figure{margin:1.5rem 0}
"""


def render(report: Report, reference: Path | None = None) -> bytes:  # noqa: ARG001  # the same call for every format
    """The page as UTF-8."""
    body = "\n".join(_block(block, number, report) for number, block in enumerate(report.blocks))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(report.title)}</title>'
    top = f'<!doctype html>\n<html lang="{report.language}"><head>{head}<style>{STYLE}</style></head>'
    return f"{top}\n<body><main>\n{body}\n</main></body></html>\n".encode()


def _block(block: Block, number: int, report: Report) -> str:
    match block:
        case Heading():
            level = block.level + 1
            return f'<h{level} id="b{number}">{escape(block.text)}</h{level}>'
        case Paragraph():
            return f"<p>{escape(block.text)}</p>"
        case Item():
            return f"<ul><li>{escape(block.text)}</li></ul>"
        case TableBlock():
            caption = f"{report.table_word} {block.number}. {block.caption}" if block.number else block.caption
            note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
            return f'<div class="wide">{table_html(block.table, caption)}</div>{note}'
        case FigureBlock():
            data = base64.b64encode(block.png).decode("ascii")
            caption = escape(f"{report.figure_word} {block.number}. {block.caption}")
            return f'<figure><img src="data:image/png;base64,{data}" alt="{escape(block.alt)}"><figcaption>{caption}</figcaption></figure>'
        case QuoteBlock():
            return f"<blockquote>{escape(quoted(block.text, report.language))} <cite>({escape(block.source)})</cite></blockquote>"
        case Contents():
            return _contents(block, report)
        case PageBreak():
            return "<hr>"


def _contents(block: Contents, report: Report) -> str:
    links = [
        f'<li><a href="#b{number}">{escape(heading.text)}</a></li>'
        for number, heading in enumerate(report.blocks)
        if isinstance(heading, Heading) and heading.level == 1
    ]
    return f'<nav aria-label="{escape(block.title)}"><h2>{escape(block.title)}</h2><ul>{"".join(links)}</ul></nav>'


def table_html(table: ShownTable, caption: str = "") -> str:
    """The table with header cells marked for screen readers."""
    head = "".join(f'<th scope="col"{_number(i, table)}>{escape(text)}</th>' for i, text in enumerate(table.headers))
    indents = table.indent or (0,) * len(table.rows)
    rows = "".join(_row(row, indent, table) for row, indent in zip(table.rows, indents, strict=True))
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(row: tuple[str, ...], indent: int, table: ShownTable) -> str:
    pad = f' style="padding-left:{0.5 + indent}rem"' if indent else ""
    cells = "".join(f"<td{_number(i, table)}>{_lines(text)}</td>" for i, text in enumerate(row[1:], 1))
    return f'<tr><th scope="row"{pad}>{_lines(row[0])}</th>{cells}</tr>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _number(column: int, table: ShownTable) -> str:
    return ' class="n"' if column in table.numeric else ""
