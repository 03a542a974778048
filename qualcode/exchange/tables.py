"""The plain table of segments as a format."""

from __future__ import annotations

from qualcode.exchange.formats import Format
from qualcode.exchange.segment_table import read_segment_table

FORMAT = Format(
    "table",
    "any program: a table with named columns",
    (".csv", ".xlsx"),
    "the columns named in docs/exchange.md",
    True,
    lambda _: True,
    lambda path, asked: read_segment_table(path, asked.coder, asked.codes),
)
