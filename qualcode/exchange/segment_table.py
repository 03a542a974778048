"""A table with a row a coded segment → segments: columns known by their names in English or Finnish, codes in one
column or one each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.codebook.table_rows import text_rows
from qualcode.errors import InputError, Problem, first_of, nearest
from qualcode.people.segments import CodeNames, Segment
from qualcode.spreadsheet import as_meant, by_alias, other_sheets

MOST = 1_048_576  # rows of an Excel sheet
ALIASES = {
    "document": (
        "document document_name transcript file file_name source interview haastattelu "
        "dokumentti tiedosto litteraatti aineisto"
    ),
    "code": "code codes code_name code_path code_names tag tags theme koodi koodit koodipolku teema",
    "text": (
        "segment text quote coded_segment quotation content quotation_content highlight teksti "
        "ote katkelma sitaatti segmentti lainaus"
    ),
    "start": "start start_position alku",
    "end": "end end_position loppu",
    "turn": "turn turn_number puheenvuoro vuoro",
    "unit": "unit unit_number sentence yksikkö virke",
    "line": "line lines line_number rivi rivit rivinumero",
    "start_time": "start_time timestamp begin_time alkuaika aikaleima",
    "end_time": "end_time loppuaika",
    "coder": "coder coders created_by author user koodaaja tekijä",
    "memo": "memo comment comments note notes kommentti muistio muistiinpano huomio huomautus",
    "created": "created creation_date luotu",
}
WAYS = ("text", "start", "turn", "unit", "line", "start_time")  # by which a place is known
PLACED = "text, start and end, turn, unit, line, or start_time"


_FIELD = by_alias(ALIASES)
YES = frozenset("1 1.0 x yes y true kyllä k".split())
NO = frozenset(("", "0", "0.0", "-", "–", "no", "n", "false", "ei"))
Get = Callable[[str], str]


@dataclass(frozen=True)
class Segments:
    """The segments of a file, and what of it was left out or taken otherwise than it is written.

    `partly` are the documents of which something that is coded could not be taken.
    """

    segments: tuple[Segment, ...]
    told: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    partly: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Columns:
    """What the columns hold: a field each, or a code of which a cell says yes or no."""

    fields: Sequence[str | None]
    codes: Mapping[int, str]


@dataclass
class _Reading:
    path: Path
    coder: str
    codes: CodeNames
    problems: list[Problem] = field(default_factory=list)
    partly: set[str] = field(default_factory=set)

    def fail(self, row: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(message, self.path, row, hint))


def column_words(name: str) -> str:
    """A column's name as it is compared."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower().strip("\ufeff"))


def header_of(path: Path) -> list[str]:
    """The names of a table's columns as they are compared; none for what is no table."""
    try:
        rows = (row for _, row in text_rows(path, 20) if any(map(str.strip, row)))
        return [column_words(name) for name in next(rows, [])]
    except InputError:
        return []


def read_segment_table(
    path: Path, coder: str, codes: CodeNames, known: Mapping[str, str] = _FIELD, silent: Collection[str] = ()
) -> Segments:
    """The coded segments of a .csv or .xlsx file; `coder` is whose they are where no column says it.

    The first row names the columns: document, code and one that says where, by the names in `known`. A column called as
    a code of the codebook is that code, 1 or 0. Others are told, but for `silent` ones. Raises InputError when columns
    are missing or no coder is named.
    """
    rows = [
        (number, [as_meant(cell) for cell in row])
        for number, row in text_rows(path, MOST)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        raise InputError([Problem("is empty.", path)])
    (first, header), *body = rows
    columns = _columns(path, first, header, codes, coder, known)
    reading = _Reading(path, coder, codes)
    segments = [segment for number, row in body for segment in _segments(reading, columns, number, row)]
    taken = {n for n, found in enumerate(columns.fields) if found is not None} | set(columns.codes)
    unknown = [
        name for n, name in enumerate(header) if name.strip() and n not in taken and column_words(name) not in silent
    ]
    told = [f"columns that are not taken: {first_of(unknown)}"] if unknown else []
    near = [
        f"{name} (is it {guess}?)"
        for name in unknown
        if (guess := nearest(name, codes.spelled)) and "code" not in columns.fields
    ]
    told += [f"columns that may be codes: {first_of(near)}"] if near else []
    told += [f"sheets that are not read: {first_of(others)}"] if (others := other_sheets(path)) else []
    told += ["the table has no rows below its headings"] if not body else []
    return Segments(tuple(segments), tuple(told), tuple(reading.problems), frozenset(reading.partly))


def coded_or_noted(found: Segments, what: str) -> Segments:
    """The segments that have a code or a memo; how many have no code is told as `what`."""
    uncoded = sum(not one.code for one in found.segments)
    told = (*found.told, *([f"{what} without a code, kept where they have a comment: {uncoded}"] if uncoded else []))
    return replace(found, segments=tuple(one for one in found.segments if one.code or one.memo), told=told)


def _columns(
    path: Path, first: int, header: Sequence[str], codes: CodeNames, coder: str, known: Mapping[str, str]
) -> _Columns:
    fields: list[str | None] = []
    for name in header:
        found = known.get(column_words(name))
        fields.append(found if found not in fields else None)
    own = (
        {n: name.strip() for n, name in enumerate(header) if fields[n] is None and codes.find(name)}
        if "code" not in fields
        else {}
    )
    missing: dict[str, tuple[str, ...]] = {} if "document" in fields else {"document": ("document",)}
    missing |= {} if "code" in fields or own else {"code (or columns called as codes, with 1 and 0)": ("code",)}
    if not set(WAYS) & set(fields) or ("start" in fields) != ("end" in fields):
        missing |= {} if set(WAYS) - {"start"} & set(fields) else {f"the place ({PLACED})": (*WAYS, "end")}
    if missing:
        names = "; ".join(
            f"{name}: {ALIASES[name].replace(' ', ', ')}" for wanted in missing.values() for name in wanted
        )
        message = f"has no column for {', '.join(missing)}. Found: {', '.join(header)}."
        raise InputError([Problem(message, path, first, f"Known names: {names}.")])
    if not coder and "coder" not in fields:
        raise InputError([Problem("does not say who coded.", path, hint="Name the coder: --coder Anna.")])
    return _Columns(fields, own)


def _segments(reading: _Reading, columns: _Columns, number: int, row: Sequence[str]) -> Iterator[Segment]:
    """The segments of a row, one a code."""
    raw = dict(zip(columns.fields, row, strict=False))
    cells = {name: cell.strip() for name, cell in raw.items() if name}
    names = (
        reading.codes.apart(cells.get("code", ""))
        if not columns.codes
        else list(_marked(reading, columns, number, row, cells.get("document", "")))
    )
    if columns.codes and not names and not cells.get("memo"):
        return  # a unit without any code
    span = tuple(cells.get(name, "").removesuffix(".0") for name in ("start", "end"))
    numbered = all(re.fullmatch(r"[0-9]{1,11}", part) for part in span)
    segment = Segment(
        cells.get("document", ""),
        "",
        cells.get("coder", "") or reading.coder,
        raw.get("text", "") or "",
        int(span[0]) if numbered else None,
        int(span[1]) if numbered else None,
        _numbers(reading, number, cells.get("turn", ""), "turn"),
        _numbers(reading, number, cells.get("unit", ""), "unit"),
        _numbers(reading, number, cells.get("line", ""), "line"),
        _times(reading, number, cells.get("start_time", ""), cells.get("end_time", "")),
        cells.get("memo", ""),
        cells.get("created", ""),
        reading.path,
        number,
    )
    yield from (_with_code(segment, name) for name in (names or [""]))


def _with_code(segment: Segment, code: str) -> Segment:
    return replace(segment, code=code)


def _marked(reading: _Reading, columns: _Columns, number: int, row: Sequence[str], document: str) -> Iterator[str]:
    """The codes whose cells say yes; a cell that says neither is told."""
    for at, name in columns.codes.items():
        cell = row[at].strip().casefold() if at < len(row) else ""
        if cell in YES:
            yield name
        elif cell not in NO:
            reading.fail(number, f"the column {name!r} holds {row[at]!r}.", "A column of a code holds 1 or 0.")
            reading.partly.add(document)


def _numbers(reading: _Reading, row: int, cell: str, what: str) -> tuple[int, int] | None:
    """A number or a range (12–14); None for an empty cell, and for what is none, which is told."""
    match = re.fullmatch(r"(\d{1,7})(?:\.0)?(?:\s*[-–]\s*(\d{1,7})(?:\.0)?)?", cell)
    if cell and not match:
        reading.fail(
            row, f"{cell!r} is no number of a {what}.", "Write a number, or the first and the last: 12 or 12-14."
        )
    return (int(match[1]), int(match[2] or match[1])) if match else None


def _times(reading: _Reading, row: int, start: str, end: str) -> tuple[float, float] | None:
    found = [seconds_of(cell) for cell in (start, end)]
    for cell, seconds in zip((start, end), found, strict=True):
        if cell and seconds is None:
            reading.fail(row, f"{cell!r} is no time.", "Write hours, minutes and seconds: 0:12:34, or seconds: 754.5.")
    if found[0] is None:
        return None
    if found[1] is not None and found[1] < found[0]:
        reading.fail(row, f"ends ({end}) before it begins ({start}).", "Exchange the times, or leave the end out.")
        return None
    return found[0], found[1] if found[1] is not None else found[0]


def seconds_of(cell: str) -> float | None:
    """A time such as 0:12:34, 12:34.5 or 754,5 in seconds; None for what is none."""
    match = re.fullmatch(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:[.,]\d+)?)", cell.strip())
    if not match:
        return None
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3].replace(",", "."))
