"""What the readers of documents share: runs of letters with their looks → paragraphs, and tables → paragraphs with
speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage, clean
from qualcode.transcripts.readers.records import named
from qualcode.transcripts.voices.label_styles import NAME_ALONE, is_known
from qualcode.transcripts.voices.label_words import label_key
from qualcode.transcripts.voices.lines import IN_TABLE, Paragraph
from qualcode.transcripts.voices.roles import told_role
from qualcode.transcripts.voices.talk import talk_of
from qualcode.transcripts.voices.times import ALONE, RANGE, seconds

Run = tuple[str, frozenset[str]]
Found = Paragraph | Passage  # a paragraph of the document, or a passage that is left out
HEADER_OR_FOOTER, COPY, BOX, DELETED = (
    "page header or footer",
    "a second copy",
    "a text box or shape",
    "deleted text (a tracked change)",
)
FOOTNOTE, COMMENT, COLUMN = "a footnote or endnote", "a comment", "a column of a table that is no speech"
_NUMBER = re.compile(r"[\[(#]?\d{1,5}[\])#.:]*")
_NAME_TIME = re.compile(rf"(.*?)[\s,(\[]*({RANGE})[)\]]?:?")
_LABELLED = re.compile(r"(?:[^\W_][\w.'’\- ]{0,30}?\s?[:/]|[^\W\d_]\.)\s+\S")
MOST_LABEL = 4, 40  # words and letters of a label in a table


def read_written(found: Iterable[Found], declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a document, what is left out of it at their end, and warnings."""
    paragraphs: list[Paragraph] = []
    left_out: list[Passage] = []
    removed = 0
    for piece in found:
        text, here = clean(piece.text)
        removed += here
        if isinstance(piece, Passage):
            left_out.append(piece)
        elif text.strip():
            paragraphs.append(replace(piece, text=text, lead=min(piece.lead, len(text))))
    passages, warnings = talk_of(paragraphs, declared)
    columns = dict.fromkeys(p.place for p in left_out if p.left_out == COLUMN)
    told = [f"{place} was read as no speech; its words are in `transcripts show ID --left-out`." for place in columns]
    told += [f"{removed} control characters were removed."] if removed else []
    return [*passages, *left_out], [*warnings, *told]


def written(runs: Iterable[Run], looks: frozenset[str] = frozenset(), number: str = "") -> Iterator[Paragraph]:
    """A paragraph's runs as one Paragraph a line, with the looks that all of a line has."""
    lines: list[list[Run]] = [[]]
    for text, own in runs:
        first, *others = text.split("\n")
        lines[-1].append((first, own))
        lines += [[(part, own)] for part in others]
    gap = True
    for line in lines:
        text = "".join(part for part, _ in line)
        if text.strip():
            common, lead, lead_looks = _common(line)
            indent = len(text) - len(text.lstrip())
            yield Paragraph(text.strip(), looks | common, max(lead - indent, 0), lead_looks, gap, number)
            gap, number = False, ""


def _common(line: Sequence[Run]) -> tuple[frozenset[str], int, frozenset[str]]:
    """The looks that all letters of a line have, how many letters at its start have more, and these looks."""
    solid = [(text, looks) for text, looks in line if any(map(str.isalnum, text))]
    common = frozenset.intersection(*(looks for _, looks in solid)) if solid else frozenset()
    lead, first = 0, solid[0][1] - common if solid else frozenset()
    for text, looks in line:
        if any(map(str.isalnum, text)) and not first <= looks:
            break
        lead += len(text)
    return common, lead if first else 0, first


# -- tables --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its paragraphs, the column that it begins at, how many it spans, and whether it goes on with
    the one above.
    """

    paragraphs: tuple[Paragraph, ...]
    column: int
    span: int = 1
    goes_on: bool = False

    @property
    def text(self) -> str:
        """All that stands in the cell, on one line."""
        return " ".join(p.text for p in self.paragraphs).strip()


@dataclass(frozen=True)
class _Columns:
    """Which columns hold what: `voices` are those whose heading is a speaker, `rest` the headings of the others by
    column.
    """

    speech: int = -1
    speaker: int = -1
    time: int = -1
    voices: dict[int, str] = field(default_factory=dict)
    rest: dict[int, str] = field(default_factory=dict)
    heading: bool = False


def table(rows: Sequence[Sequence[Cell]]) -> Iterator[Found]:
    """A table's rows as paragraphs: a recognised heading row decides which columns are speech and who speaks; else the
    cells' kinds do.

    A cell across all columns is a heading between rows; columns that are no speech are left out.
    """
    filled = [row for row in rows if any(cell.text for cell in row)]
    width = max((cell.column + cell.span for row in filled for cell in row), default=0)
    columns = _columns(filled, width)
    if columns is None:
        for row in filled:
            for cell in row:
                looks = (
                    frozenset({IN_TABLE, f"column {cell.column + 1}"})
                    if width > 1 and len(filled) > 1
                    else frozenset[str]()
                )
                yield from (replace(p, looks=p.looks | looks) for p in cell.paragraphs)
        return
    speaker = ""
    for number, row in enumerate(filled):
        if number == 0 and columns.heading:
            yield from (replace(p, outside=True) for cell in row for p in cell.paragraphs)
        elif (
            sum(bool(cell.text) for cell in row) == 1
            and (whole := next(cell for cell in row if cell.text)).span == width > 1
        ):
            yield from (replace(p, outside=not is_speech(p), gap=True) for p in whole.paragraphs)
        elif number and columns.heading and [c.text for c in row] == [c.text for c in filled[0]]:
            yield from (replace(p, outside=True) for cell in row for p in cell.paragraphs)
        elif columns.voices:
            yield from _voices(row, columns)
        else:
            speaker = next((c.text for c in row if c.column == columns.speaker and c.text), speaker)
            yield from _row(row, columns, speaker)


def is_speech(paragraph: Paragraph) -> bool:
    """Whether a paragraph that spans a table says who speaks, so that it is no heading."""
    label, colon, rest = paragraph.text.partition(":")
    return bool(colon and rest.strip()) and len(label.split()) <= MOST_LABEL[0] and is_known(label)


def _voices(row: Sequence[Cell], columns: _Columns) -> Iterator[Found]:
    for cell in row:
        voice = columns.voices.get(cell.column)
        if voice is None:
            yield from _no_speech(cell, columns)
        else:
            yield from (
                replace(p, label=voice if n == 0 else "", head=" ", gap=n == 0) for n, p in enumerate(cell.paragraphs)
            )


def _row(row: Sequence[Cell], columns: _Columns, speaker: str) -> Iterator[Found]:
    """A row with a speaker and speech; what stands in other columns is left out, numbers and times are the label's."""
    own = {cell.column: cell for cell in row}
    said, clock = own.get(columns.speech), own.get(columns.time)
    own_label = own[columns.speaker].text if columns.speaker in own else ""
    head = " ".join(filter(None, (clock.text if clock else "", own_label)))
    name, at = _name_and_time(speaker)
    time = seconds(clock.text) if clock and ALONE.fullmatch(clock.text) else at
    if said and said.text:
        first, *others = said.paragraphs
        label = name.strip().rstrip(":").strip()
        yield replace(first, label=label, head=head or " ", time=time, gap=True) if label else replace(first, gap=True)
        if head and not label:
            yield Passage(head, left_out="number of a slide or cue")
        yield from (replace(p, gap=False) for p in others)
    elif head:
        yield Paragraph(head, outside=True)
    taken = (columns.speech, columns.speaker, columns.time)
    for cell in row:
        if cell.column not in taken:
            yield from _no_speech(cell, columns)


def _name_and_time(text: str) -> tuple[str, float | None]:
    """A speaker's cell as the name and the time that stands in it: `Tom 00:12`."""
    match = _NAME_TIME.fullmatch(text.strip())
    return (match[1], seconds(match[2])) if match and match[1] else (text, None)


def _no_speech(cell: Cell, columns: _Columns) -> Iterator[Passage]:
    if cell.text and _NUMBER.fullmatch(cell.text):
        yield Passage(cell.text, left_out="line number")
    elif cell.text:
        name = columns.rest.get(cell.column, "")
        yield Passage(
            cell.text, left_out=COLUMN, place=f"the table's column {f'{name!r}' if name else cell.column + 1}"
        )


def _columns(rows: Sequence[Sequence[Cell]], width: int) -> _Columns | None:
    """Which columns hold what; None for a table that holds no speakers."""
    head = {cell.column: cell.text for cell in rows[0]} if rows else {}
    by_heading = _by_heading(head, rows)
    if by_heading is not None or width < 2:
        return by_heading
    return _by_kind(rows, width)


def _by_names(names: dict[int, str], rows: Sequence[Sequence[Cell]]) -> _Columns | None:
    """Columns that are headed by two and more names, with speech below: each is a voice."""
    below = [cell.text for row in rows[1:] for cell in row if cell.text]
    long = sum(len(text.split()) > MOST_LABEL[0] for text in below)
    named_all = len(names) > 1 and all(NAME_ALONE.fullmatch(text) and text[-1:] not in ".?!" for text in names.values())
    each = all(sum(bool(cell.text) for cell in row) == 1 for row in rows[1:])
    return (
        _Columns(voices=names, heading=True)
        if named_all and len(below) > 3 and (each or long > 0.5 * len(below))
        else None
    )


def _by_heading(head: dict[int, str], rows: Sequence[Sequence[Cell]]) -> _Columns | None:
    names = {column: text for column, text in head.items() if text}
    if not names:
        return None
    roles = {column: told_role(text, tuple(names.values()), SpeakerLabels()) for column, text in names.items()}
    if {"interviewer", "participant"} <= set(roles.values()) and max(map(len, names.values())) <= MOST_LABEL[1]:
        voices = {column: text for column, text in names.items() if roles[column]}
        return _Columns(voices=voices, rest={c: t for c, t in names.items() if c not in voices}, heading=True)
    places = {name: column for column, name in reversed(names.items())}
    found = named(names.values())
    if "text" not in found or (len(found) < 2 and len(names) < 2) or max(map(len, names.values())) > MOST_LABEL[1]:
        return _by_names(names, rows)
    at = {what: places[name] for what, name in found.items()}
    rest = {column: text for column, text in names.items() if column not in at.values()}
    return _Columns(at["text"], at.get("speaker", -1), at.get("start", -1), rest=rest, heading=True)


def _by_kind(rows: Sequence[Sequence[Cell]], width: int) -> _Columns | None:
    """By what the cells hold: the speech has the most letters, speakers recur by turns, times and numbers look like
    them.

    None for a table that holds no talk. Where the speech has its labels within its cells, no column has the speakers.
    """
    cells = {
        column: [c.text for row in rows for c in row if c.column == column and c.span < width and c.text]
        for column in range(width)
    }
    letters = {column: sum(map(len, texts)) for column, texts in cells.items()}
    speech = max(letters, key=lambda column: letters[column])
    kinds = {column: _kind(texts) for column, texts in cells.items() if column != speech and texts}
    time = next((column for column, kind in kinds.items() if kind == "time"), -1)
    labels = {column: _worth(cells[column], len(rows)) for column, kind in kinds.items() if kind == "label"}
    speaker = max(labels, key=lambda column: (labels[column], -column), default=-1)
    if speaker >= 0 and labels[speaker] > 1:
        return _Columns(speech, speaker, time)
    if kinds and set(kinds.values()) <= {"number", "time"}:
        return _Columns(speech, -1, time)
    within = sum(_LABELLED.match(text) is not None for text in cells[speech])
    return _Columns(speech, -1, time) if within > 1 and within >= 0.5 * len(cells[speech]) else None


def _worth(texts: Sequence[str], rows: int) -> float:
    """How much a column's short texts look like speakers: known words, filled rows, few names, by turns."""
    keys = [label_key(_name_and_time(text)[0]) for text in texts]
    known = sum(map(is_known, keys)) / len(keys)
    turns = sum(a != b for a, b in pairwise(keys)) / max(len(keys) - 1, 1)
    few = 1 - len(set(keys)) / len(keys)
    return (
        1.5 * known * (len(set(keys)) < len(keys) or len(set(keys)) == 2)
        + len(texts) / rows
        + few
        + 0.5 * turns * (few > 0)
    )


def _kind(texts: Sequence[str]) -> str:
    if all(ALONE.fullmatch(text) for text in texts):
        return "time"
    if all(_NUMBER.fullmatch(text) for text in texts):
        return "number"
    texts = [_name_and_time(text)[0] for text in texts]
    short = sum(len(text.split()) <= MOST_LABEL[0] and len(text) <= MOST_LABEL[1] for text in texts)
    keys = {label_key(text) for text in texts}
    recurs = (
        len(keys) < len(texts)
        or all(text.rstrip().endswith(":") for text in texts)
        or {told_role(text, tuple(texts), SpeakerLabels()) for text in texts} >= {"interviewer", "participant"}
    )
    return "label" if short == len(texts) and recurs else "text"
