"""privacy/log.csv: what was done to the study's names and people, without the names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from qualcode.privacy.table import FOLDER
from qualcode.spreadsheet import harmless

LOG = f"{FOLDER}/log.csv"


class Entry(NamedTuple):
    """A line of the log: when, who, what was done (replaced, erased), in which file and turn, of which kind, and what
    stands there now.
    """

    time: str
    who: str
    what: str
    file: str
    turn: str = ""
    kind: str = ""
    replacement: str = ""


def with_entries(log: bytes, entries: Iterable[Entry]) -> bytes:
    """The log with lines added at its end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if not log:
        writer.writerow(Entry._fields)
    writer.writerows([harmless(cell) for cell in entry] for entry in entries)
    return log + (out.getvalue().encode("utf-8") if log else out.getvalue().encode("utf-8-sig"))
