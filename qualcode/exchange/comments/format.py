"""Word comments as a format."""

from __future__ import annotations

from pathlib import Path

from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.project import Project


def _read(path: Path, asked: Asked) -> Project:
    from qualcode.exchange.comments.read import read_comments

    return read_comments(path, asked)


FORMAT = Format(
    "comments",
    "Word: comments, highlights and coloured text as codes",
    (".docx", ".docm"),
    "ECMA-376, part 1, 17.13.4 (comments)",
    False,
    lambda _: True,
    project=_read,
)
