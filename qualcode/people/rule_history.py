"""Which interviews the rules were written on: codings/interviews.csv, a row for each interview and version of the rules it stood under.

Rows are only ever added, by `qualcode run`. An interview is fresh when the rules were in force before it came and were not changed since;
otherwise it is seen: whoever changed rules could have had it before them. So are those that came together with a change.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from qualcode.files import read_bytes, sha256, write_atomic
from qualcode.model import Codebook
from qualcode.people.decisions import INTERVIEWS, written_time
from qualcode.people.written_tables import rows_of
from qualcode.study.folder import Study

COLUMNS = ("transcript", "rules", "time")
FRESH, SEEN = "fresh", "seen"
Row = tuple[str, str, str]  # transcript, rules, time


def mark_of(codebook: Codebook) -> str:
    """The hash of all that rules find by; labels and definitions may change."""
    rules = [
        (place.code.id, sorted((language, [rule.source for rule in own]) for language, own in place.code.rules.items()), repr(place.limits))
        for place in codebook.walk()
    ]
    return sha256(repr(sorted(rules)))[:16]


def read_rows(study: Study) -> list[Row]:
    """The rows of the study's file, oldest first; none when there is no file. Raises InputError."""
    path = study.root / INTERVIEWS
    found = (cells for _, cells in rows_of(path, COLUMNS, 3)) if path.exists() else ()
    return sorted(((cells["transcript"], cells["rules"], cells["time"]) for cells in found), key=lambda row: row[2])


def record(study: Study) -> None:
    """Add a row for each interview that stands under the rules of today for the first time. Raises InputError."""
    path, mark, known = study.root / INTERVIEWS, mark_of(study.codebook), {row[:2] for row in read_rows(study)}
    time = written_time(datetime.now(UTC))
    new = [(source.id, mark, time) for source in study.sources if (source.id, mark) not in known]
    if not new:
        return
    before = read_bytes(path) if path.exists() else _lines([COLUMNS])
    write_atomic(path, before + b"\r\n" * (not before.endswith(b"\n")) + _lines(new))


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8")


def freshness(study: Study) -> dict[str, str]:
    """Each interview of the study as FRESH or SEEN, in the order of the study; empty when nothing was recorded. Raises InputError."""
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
