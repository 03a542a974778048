"""A report → one self-contained HTML page: no script, no request to anywhere."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from qualcode.report import blocks as content
from qualcode.report.wording import quoted, words_in

STYLE = """
body{font:16px/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3,h4{line-height:1.25}table{border-collapse:collapse;width:100%;font-size:.9rem}caption,figcaption{text-align:left;font-weight:600;
padding:.5rem 0}th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid #bbb}
thead th{border-bottom:2px solid #1a1a1a}
.n{text-align:right;font-variant-numeric:tabular-nums}.note{font-size:.85rem;color:#444}
caption i{font-weight:400}.wide{overflow-x:auto}img{max-width:100%}
blockquote{margin:1rem 1.5rem;font-style:italic}blockquote cite{font-style:normal}figure{margin:1.5rem 0}
td a,p a,cite a{color:inherit;text-decoration:underline dotted 1px;text-underline-offset:.2em}
a:hover,a:focus{color:#1a4f8b}
"""


# the same call for every format
def render(report: content.Report, reference: Path | None = None) -> bytes:  # noqa: ARG001
    """The page as UTF-8."""
    links = content.Links(report)
    body = "\n".join(_block(block, number, report, links) for number, block in enumerate(report.blocks))
    head = (
        f'<meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(report.title)}</title>'
    )
    top = f'<!doctype html>\n<html lang="{report.language}"><head>{head}<style>{STYLE}</style></head>'
    return f"{top}\n<body><main>\n{body}\n</main></body></html>\n".encode()


def _block(block: content.Block, number: int, report: content.Report, links: content.Links) -> str:
    match block:
        case content.Heading():
            level = block.level + 1
            text = escape(report.heading(block)) if block.number else _running(block, links)
            return f'<h{level} id="{block.place or f"b{number}"}">{text}</h{level}>'
        case content.Paragraph():
            return f"<p>{_running(block, links)}</p>"
        case content.Item():
            return f"<ul><li>{_running(block, links)}</li></ul>"
        case content.TableBlock():
            word = words_in(report.language)["note_word"]
            note = f'<p class="note">{f"<i>{word}</i> " if word else ""}{escape(block.note)}</p>' if block.note else ""
            return (
                f"<div "
                f'class="wide"{_place(block)}>{table_html(block.table, _caption(block, report), links)}</div>{note}'
            )
        case content.FigureBlock():
            data = base64.b64encode(block.picture.png).decode("ascii")
            caption = escape(f"{report.figure_word} {block.number}. {block.caption}")
            picture = f'<img src="data:image/png;base64,{data}" alt="{escape(block.alt)}">'
            return f"<figure{_place(block)}>{picture}<figcaption>{caption}</figcaption></figure>"
        case content.QuoteBlock():
            name = f' id="{links.name(number)}"' if links.name(number) else ""
            source = linked(block.source, links.on_page(block.place))
            return (
                f"<blockquote{name}>{escape(quoted(block.text, report.language))} <cite>({source})</cite></blockquote>"
            )
        case content.Contents():
            return _contents(block, report)
        case content.PageBreak():
            return "<hr>"


def _place(block: content.TableBlock | content.FigureBlock) -> str:
    return f' id="{block.place}"' if block.place else ""


def _contents(block: content.Contents, report: content.Report) -> str:
    links = [
        f'<li><a href="#{heading.place or f"b{number}"}">{escape(report.heading(heading))}</a></li>'
        for number, heading in enumerate(report.blocks)
        if isinstance(heading, content.Heading) and heading.level == 1
    ]
    return f'<nav aria-label="{escape(block.title)}"><h2>{escape(block.title)}</h2><ul>{"".join(links)}</ul></nav>'


def _caption(block: content.TableBlock, report: content.Report) -> str:
    word, text = f"{report.table_word} {block.number}", escape(block.caption)
    return f"<b>{word}</b><br><i>{text}</i>" if report.apa else f"{word}. {text}"


def _running(block: content.Heading | content.Paragraph | content.Item, links: content.Links) -> str:
    made, last = "", 0
    for start, end, key in block.links:
        made += escape(block.text[last:start]) + linked(block.text[start:end], links.to(key))
        last = end
    return made + escape(block.text[last:])


def linked(text: str, target: content.Target | None) -> str:
    """The text, which leads to the target if there is one."""
    if target is None:
        return _lines(text)
    return f'<a href="{escape(target.url or "#" + target.anchor)}">{_lines(text)}</a>'


def table_html(table: content.ShownTable, caption: str, links: content.Links) -> str:
    """The table with a caption in HTML, header cells marked for screen readers, and its numbers leading to their
    quotes.
    """
    head = "".join(f'<th scope="col"{_number(i, table)}>{escape(text)}</th>' for i, text in enumerate(table.headers))
    rows = "".join(_row(number, table, links) for number in range(len(table.rows)))
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(number: int, table: content.ShownTable, links: content.Links) -> str:
    row, indent = table.rows[number], table.indent[number] if table.indent else 0
    pad = f' style="padding-left:{0.5 + indent}rem"' if indent else ""
    cells = "".join(
        f"<td{_number(i, table)}>{linked(text, links.to(table.link(number, i)))}</td>"
        for i, text in enumerate(row)
        if i
    )
    return f'<tr><th scope="row"{pad}>{_lines(row[0])}</th>{cells}</tr>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _number(column: int, table: content.ShownTable) -> str:
    return ' class="n"' if column in table.numeric else ""
