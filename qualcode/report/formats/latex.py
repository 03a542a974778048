"""A report → LaTeX: booktabs tables, captions, labels; figures are taken from figures/ beside it."""

from __future__ import annotations

import re
from pathlib import Path

from qualcode.report import blocks as content
from qualcode.report.wording import quoted, words_in

HEADINGS = ("title", "section", "subsection", "subsubsection", "paragraph")
WIDEST = 11  # columns that fit on a page as they are
LONG = 30  # letters of a cell from which its column is set in lines
NEEDS = "% needs: \\usepackage{booktabs,graphicx,array} and lualatex or xelatex, or \\usepackage[T1]{fontenc}\n"
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}
_TEX |= {
    "\u00a0": "~",
    "\u2212": "$-$",
    "–": "\\textendash{}",
    "[": "{[}",
    '"': "\\textquotedbl{}",
    "χ": r"$\chi$",
    "²": "$^2$",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}


# the same call for every format
def render(report: content.Report, reference: Path | None = None) -> bytes:  # noqa: ARG001
    """The report as UTF-8 LaTeX, to be \\input into a document."""
    return (NEEDS + "\n\n".join(filter(None, (_block(block, report) for block in report.blocks))) + "\n").encode(
        "utf-8"
    )


def _block(block: content.Block, report: content.Report) -> str:
    match block:
        case content.Heading():
            text = escape(report.heading(block)) if block.number else _running(block, report)
            return f"\\{HEADINGS[min(block.level, len(HEADINGS) - 1)]}{{{text}}}"
        case content.Paragraph():
            return _running(block, report)
        case content.Item():
            return f"\\begin{{itemize}}\n\\item {_running(block, report)}\n\\end{{itemize}}"
        case content.TableBlock():
            return _table(block, report)
        case content.FigureBlock():
            width = min(block.width / 15.5, 1.0)
            picture = f"\\includegraphics[width={width:.2f}\\linewidth]{{figures/{content.file_name(block.name)}.png}}"
            head = f"\\begin{{figure}}[htbp]\n\\centering\n{picture}\n\\caption{{{escape(block.caption)}}}"
            return f"{head}\n\\label{{{_label(block)}}}\n\\end{{figure}}"
        case content.QuoteBlock():
            return (
                f"\\begin{{quote}}\n{escape(quoted(block.text, report.language))} "
                f"({escape(block.source)})\n\\end{{quote}}"
            )
        case content.Contents():
            return r"\tableofcontents"
        case content.PageBreak():
            return r"\clearpage"


def _running(block: content.Heading | content.Paragraph | content.Item, report: content.Report) -> str:
    """The text with its references to tables and figures."""
    captions = (block for block in report.blocks if isinstance(block, content.TableBlock | content.FigureBlock))
    return content.with_references(
        block, {f"{content.CAPTION}{one.place}": f"\\ref{{{_label(one)}}}" for one in captions}, escape
    )


def _label(block: content.TableBlock | content.FigureBlock) -> str:
    kind = "tab" if isinstance(block, content.TableBlock) else "fig"
    name = re.sub(r"[^\w-]+", "-", block.name)
    return f"{kind}:{name}"


def _table(block: content.TableBlock, report: content.Report) -> str:
    note = f"\n\n\\smallskip\\raggedright\\footnotesize {_note(block.note, report)}" if block.note else ""
    head = f"\\begin{{table}}[htbp]\n\\centering\n\\caption{{{escape(block.caption)}}}\n\\label{{{_label(block)}}}\n"
    columns = tabular(block.table)
    shown = f"\\resizebox{{\\linewidth}}{{!}}{{{columns}}}" if len(block.table.headers) > WIDEST else columns
    return f"{head}{shown}{note}\n\\end{{table}}"


def _note(note: str, report: content.Report) -> str:
    word = words_in(report.language)["note_word"]
    return f"\\textit{{{word}}} {escape(note)}" if word else escape(note)


def tabular(table: content.ShownTable) -> str:
    """The table with rules above and below; long texts are set in lines, numbers to the right."""
    widest = [max((len(row[i]) for row in table.rows), default=0) for i in range(len(table.headers))]
    long = sum(width > LONG for width in widest)
    width = max(0.9 - 0.09 * (len(widest) - long), 0.2 * long) / max(long, 1)  # of the line: what the others leave
    kinds = [
        "r" if i in table.numeric else f"p{{{width:.2f}\\linewidth}}" if widest[i] > LONG else "l"
        for i in range(len(widest))
    ]
    indents = table.indent or (0,) * len(table.rows)
    rows = [
        " & ".join(("\\quad " * indent if i == 0 else "") + escape(cell) for i, cell in enumerate(row)) + r" \\"
        for indent, row in zip(indents, table.rows, strict=True)
    ]
    head = " & ".join(escape(header) for header in table.headers) + r" \\"
    return "\n".join(
        [
            f"\\begin{{tabular}}{{{''.join(kinds)}}}",
            r"\toprule",
            head,
            r"\midrule",
            *rows,
            r"\bottomrule",
            r"\end{tabular}",
        ]
    )


def escape(text: str) -> str:
    """The text with LaTeX's own characters made plain."""
    return "".join(_TEX.get(c, c) for c in text).replace("\n", " ").replace("--", "-{}-")
