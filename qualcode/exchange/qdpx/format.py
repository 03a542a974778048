"""REFI-QDA projects as a format."""

from __future__ import annotations

from pathlib import Path

from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.project import Project


def _read(path: Path, asked: Asked) -> Project:
    from qualcode.exchange.qdpx.read import read_qdpx

    return read_qdpx(path, asked.language, "selection" if asked.coder_from == "selection" else "coding")


FORMAT = Format(
    "qdpx",
    "NVivo, ATLAS.ti, MAXQDA, QualCoder, Transana, Quirkos and others: REFI-QDA project",
    (".qdpx",),
    "REFI-QDA standard 1.5 (2019)",
    False,
    lambda _: True,
    project=_read,
)
