"""Summaries: what an interview says about a theme in a researcher's words; codings/summaries.csv, a row an interview
and theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.files import write_atomic
from qualcode.people.counted import Counted
from qualcode.people.decisions import SUMMARIES
from qualcode.people.written_tables import Done, as_csv, rows_of

COLUMNS = ("transcript", "code", "label", "mentions", "summary")


@dataclass(frozen=True, slots=True)
class Summary:
    """What an interview says about a theme; `mentions` is how many units were coded with it when the row was made."""

    transcript: str
    code: str
    label: str
    mentions: int
    summary: str


def read_summaries(path: Path) -> list[Summary]:
    """The rows of the file (.csv or .xlsx), none without one; raises InputError when a column is missing."""
    if not path.exists():
        return []
    found = []
    for _, cells in rows_of(path, ("transcript", "code", "summary", "label", "mentions"), 3):
        mentions = int(cells["mentions"]) if cells["mentions"].isdecimal() else 0
        found.append(Summary(cells["transcript"], cells["code"], cells["label"], mentions, cells["summary"]))
    return found


def written_of(rows: Iterable[Summary]) -> dict[tuple[str, str], str]:
    """What was written, by interview and theme; several texts of one stand below each other."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        if row.summary:
            found.setdefault((row.transcript, row.code), {})[row.summary] = None
    return {place: "\n".join(texts) for place, texts in found.items()}


def summaries_table(counted: Counted) -> Table:
    """The rows of the file as a table, to be filled in a spreadsheet; columns as in the file."""
    rows = [
        (r.transcript, r.code, r.label, r.mentions, r.summary) for r in read_summaries(counted.study.root / SUMMARIES)
    ]
    return Table("summaries", pd.DataFrame(rows, columns=list(COLUMNS)))


def update_summaries(counted: Counted, more: Sequence[Summary] = ()) -> Done:
    """Bring the file up to date: a row for each interview and theme that has mentions, what was written kept.

    `more` takes the place of what was there of the same interview and theme. What was written of a theme that an
    interview does not mention any more stays at the end.
    """
    path, tidy = counted.study.root / SUMMARIES, counted.tidy
    anew = {(row.transcript, row.code) for row in more}
    old = [*more, *(row for row in read_summaries(path) if (row.transcript, row.code) not in anew)]
    written = written_of(old)
    there = {(row.transcript, row.code) for row in old}
    units = (
        tidy.codings[["transcript", "unit", "theme"]]
        .drop_duplicates()
        .groupby(["transcript", "theme"], observed=True)
        .size()
    )
    language = counted.study.settings.study.language
    rows = [
        Summary(
            transcript,
            theme.id,
            theme.label(language),
            int(units[transcript, theme.id]),
            written.pop((transcript, theme.id), ""),
        )
        for transcript in tidy.levels["transcript"]
        for theme in tidy.codebook.codes
        if (transcript, theme.id) in units.index
    ]
    left = [row for row in old if row.summary and (row.transcript, row.code) in written]
    write_atomic(
        path, as_csv(COLUMNS, [(r.transcript, r.code, r.label, r.mentions, r.summary) for r in (*rows, *left)])
    )
    new = sum((row.transcript, row.code) not in there for row in rows)
    return Done(path, len(rows), new, sum(not row.summary for row in rows), len(left))
