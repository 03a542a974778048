"""What was written of interviews and themes → the framework matrix of the page of interviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Summaries = Mapping[tuple[str, str], str]  # by interview and theme


def matrix_html(
    summaries: Summaries, interviews: Mapping[str, str], themes: Sequence[tuple[str, str]], words: Mapping[str, str]
) -> str:
    """A table to open, a row an interview and a column a theme of which anything was written; "" when nothing was.

    `interviews` are the addresses of interviews by name, `themes` are ids with labels.
    """
    shown = [(theme, label) for theme, label in themes if any((name, theme) in summaries for name in interviews)]
    if not shown:
        return ""
    head = "".join(f'<th scope="col">{escape(label)}</th>' for _, label in shown)
    cells = {
        name: "".join(f"<td>{escape(summaries.get((name, theme), ''))}</td>" for theme, _ in shown)
        for name in interviews
    }
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(address)}">{escape(name)}</a></th>{cells[name]}</tr>'
        for name, address in interviews.items()
    )
    table = (
        f"<table><thead><tr><th "
        f'scope="col">{escape(words["interview"])}</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return (
        f'<details class="framework"><summary>{escape(words["caption_framework"])}</summary><div '
        f'class="wide">{table}</div></details>'
    )
