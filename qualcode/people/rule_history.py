"""Which interviews the rules were written on: codings/interviews.csv, a row for each interview and version of the rules
it stood under.

Rows are only ever added, by `qualcode run`. An interview is fresh when the rules were in force before it came and were
not changed since; otherwise it is seen: whoever changed rules could have had it before them. So are those that came
together with a change.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, read_text, sha256, write_atomic
from qualcode.model import Codebook
from qualcode.people.decisions import INTERVIEWS, written_time
from qualcode.spreadsheet import as_meant, harmless
from qualcode.study.folder import Study

COLUMNS = ("transcript", "rules", "time")
FRESH, SEEN = "fresh", "seen"
Row = tuple[str, str, str]  # transcript, rules, time


def mark_of(codebook: Codebook) -> str:
    """The hash of all that rules find by; labels and definitions may change."""
    rules = [
        (
            place.code.id,
            sorted((language, [rule.source for rule in own]) for language, own in place.code.rules.items()),
            repr(place.limits),
        )
        for place in codebook.walk()
    ]
    return sha256(repr(sorted(rules)))[:16]


def read_rows(study: Study) -> list[Row]:
    """The rows of the study's file, oldest first; none when there is no file. Raises InputError with every line that is
    none.
    """
    path = study.root / INTERVIEWS
    columns, rows, problems = list(COLUMNS), list[Row](), list[Problem]()
    for line, text in enumerate(read_text(path).splitlines() if path.exists() else (), 1):
        cells = _cells(text)
        if sorted(cells) == sorted(COLUMNS):
            columns = cells
        elif len(cells) == len(COLUMNS):
            row = dict(zip(columns, cells, strict=True))
            rows.append((as_meant(row["transcript"]), row["rules"], row["time"]))
        elif any(cells):
            problems.append(
                Problem(f"is no row of {', '.join(COLUMNS)}: {text[:60]!r}.", path, line, "Mend the line or delete it.")
            )
    if problems:
        raise InputError(problems)
    return sorted(rows, key=lambda row: row[2])


def _cells(line: str) -> list[str]:
    """The cells of a line, whatever stands between them: a spreadsheet may have saved the file, or git joined two."""
    found = ([cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])] for mark in ",;\t")
    return max(found, key=len)


def record(study: Study, transcripts: Collection[str]) -> None:
    """Add a row for each of some interviews that stands under the rules of today for the first time. Raises InputError.

    A file that was saved in another form is written anew in its own.
    """
    path, mark, rows = study.root / INTERVIEWS, mark_of(study.codebook), read_rows(study)
    known, time = {row[:2] for row in rows}, written_time(datetime.now(UTC))
    new = [(harmless(name), mark, time) for name in transcripts if (name, mark) not in known]
    if not new:
        return
    own = read_bytes(path) if path.exists() else b""
    whole = (
        own.endswith(b"\n")
        and own.count(b",") == 2 * own.count(b"\n")
        and own.startswith(b",".join(name.encode() for name in COLUMNS))
    )
    before = own if whole else _lines([COLUMNS, *((harmless(name), rules, at) for name, rules, at in rows)])
    write_atomic(path, before + _lines(new))


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8")


def freshness(study: Study) -> dict[str, str]:
    """Each interview of the study as FRESH or SEEN, in the order of the study; empty when nothing was recorded. Raises
    InputError.
    """
    rows, mark = read_rows(study), mark_of(study.codebook)
    if not rows:
        return {}
    return {source.id: FRESH if _is_fresh(source.id, rows, mark) else SEEN for source in study.sources}


def _is_fresh(name: str, rows: Sequence[Row], mark: str) -> bool:
    own = [(rules, time) for transcript, rules, time in rows if transcript == name]
    if any(rules != mark for rules, _ in own):
        return False
    came = min((time for _, time in own), default="~")  # after every time
    return any(rules == mark and time < came for transcript, rules, time in rows if transcript != name)
