"""Gives a transcript or a coder another name, with everything that names it, or nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import load_json, read_bytes, read_utf8, real, replace_together
from qualcode.people.decisions import (
    FOLDER,
    SAMPLE,
    Decision,
    as_line,
    coder_paths,
    path_of,
    person_name,
    read_decisions,
)
from qualcode.people.locks import all_alone, open_elsewhere
from qualcode.people.sample import read_sample
from qualcode.people.written_tables import TABLES
from qualcode.spreadsheet import delimiter
from qualcode.study.folder import JOURNAL, Study
from qualcode.study.sources import BESIDE, is_candidate
from qualcode.transcripts.questions.answers import FILE as ANSWERS

# what is no interview, whatever its suffix
BESIDE_ALL = frozenset(name.partition(".")[0] for name in (*BESIDE, "guide", "participants"))


def rename_transcript(study: Study, old: str, new: str) -> list[str]:
    """Give a transcript's file another name, and take its decisions, sample, reduced expressions and attributes along.

    Returns what was changed, a line each. Raises QualcodeError, and nothing is changed then.
    """
    old, new = (unicodedata.normalize("NFC", name.strip()) for name in (old, new))
    source = next((source for source in study.sources if source.id == old), None)
    if source is None:
        raise UnknownName("transcript", old, [source.id for source in study.sources])
    if not re.fullmatch(r"[^/\\\0]+", new):
        raise QualcodeError(f"{new!r} cannot be a transcript's name. Use letters, digits, spaces and hyphens: H7")
    target = source.path.with_name(new + source.path.suffix)
    _check_name(old, new, target)
    _check_free(study, old, new, target)
    files = coder_paths(study.root / FOLDER)
    with all_alone(study.results, {*files, *open_elsewhere(study.results)}):
        changed = dict(_named_anew(study, files, old, new))
        replace_together(study.root, {target: read_bytes(source.path), **changed}, study.root / JOURNAL, [source.path])
    return [f"{source.path.name} → {target.name}", *(path.relative_to(study.root).as_posix() for path in changed)]


def _check_name(old: str, new: str, target: Path) -> None:
    """Raise QualcodeError for a name that cannot be a file's everywhere, or whose file would not be taken for an
    interview.
    """
    plain = re.fullmatch(r"[^<>:\"/\\|?*]{1,100}", new) and not any(
        unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in new
    )
    device = re.fullmatch(r"con|nul|aux|prn|(?:com|lpt)\d", new.casefold().split(".")[0].strip())
    if (
        not plain
        or device
        or new.endswith((".", " "))
        or new == old
        or not is_candidate(target)
        or target.stem.casefold() in BESIDE_ALL
    ):
        raise QualcodeError(f"{new!r} cannot be a transcript's name. Use letters, digits, spaces and hyphens: H7")


def _check_free(study: Study, old: str, new: str, target: Path) -> None:
    taken = next(
        (source.path for source in study.sources if source.id.casefold() == new.casefold() and source.id != old), None
    )
    if taken is not None or (target.exists() and old.casefold() != new.casefold()):
        raise QualcodeError(f"there is a transcript {new!r} already ({(taken or target).name}).")
    if not real(target).is_relative_to(real(study.root)):
        raise QualcodeError(
            "the transcripts are not in the study's folder, so they cannot be renamed together with "
            "what belongs to them."
        )
    if any(name == new for name, _ in study.participants.rows or ()):
        hint = (
            f"Take that row out first, or give it the name of the interview that it is of; {old!r} "
            f"becomes {new!r} then."
        )
        raise InputError([Problem(f"has a row for {new!r} already.", study.participants_path, hint=hint)])


def _named_anew(study: Study, coders: dict[str, Path], old: str, new: str) -> Iterator[tuple[Path, bytes]]:
    """The files that name the transcript, with its new name."""
    for path in coders.values():
        read = read_decisions(path)
        if read.problems:
            raise InputError(read.problems)
        made = [
            replace(decision, transcript=new) if decision.transcript == old else decision for decision in read.decisions
        ]
        if made != list(read.decisions):
            yield path, b"".join(map(as_line, made))
    sample = study.root / SAMPLE
    if sample.exists():
        read_sample(study.root)  # which tells what is wrong with it
        data: Any = load_json(read_utf8(sample))
        rows = [row for row in data["units"] if row["transcript"] == old]
        for row in rows:
            row["transcript"] = new
        if rows:
            yield sample, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    for table in (*(study.root / name for name in TABLES), study.root / ANSWERS, study.participants_path):
        if table is not None and table.exists():
            data = read_bytes(table)
            made_anew = with_first_cell(table, data, old, new)
            if made_anew != data:
                yield table, made_anew


def with_first_cell(path: Path, data: bytes, old: str, new: str) -> bytes:
    """A table (CSV or workbook) in which the first cell of rows, a transcript's id, is another; everything else
    stays.
    """
    return (_first_cells_of_workbook if path.suffix.lower() == ".xlsx" else _first_cells)(data, old, new)


def _first_cells(data: bytes, old: str, new: str) -> bytes:
    """A CSV file in which the first cell of a row is another, the header apart; everything else stays byte for byte."""
    text, encoding = _decoded(data)
    lines, begins = text.splitlines(keepends=True), 0
    rows = csv.reader(lines, delimiter=delimiter(text))
    for number, row in enumerate(rows):
        first = lines[begins]
        if number and row and unicodedata.normalize("NFC", row[0].strip()) == old:
            shown = f'"{new}"' if re.search(r'[,;"\s]', new) else new
            cell = re.match(r'(\s*)("(?:[^"]|"")*"|[^,;\t\r\n]*)', first)
            lines[begins] = cell[1] + shown + first[cell.end() :] if cell else first
        begins = rows.line_num
    made = "".join(lines)
    if made == text:
        return data
    try:
        return made.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:  # the new name has letters that the old encoding has not
        return made.encode("utf-8-sig")


def _first_cells_of_workbook(data: bytes, old: str, new: str) -> bytes:
    """A workbook in which the first cell of rows of its first sheet is another."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [
        row[0]
        for row in book.worksheets[0].iter_rows(max_col=1)
        if unicodedata.normalize("NFC", str(row[0].value).strip()) == old
    ]
    if not cells:
        return data
    for cell in cells:
        cell.value = new
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _decoded(data: bytes) -> tuple[str, str]:
    """A table's text and its encoding, with which it becomes the same bytes again."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
        return data.decode(encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "surrogateescape"), "cp1252"


def rename_coder(study: Study, old: str, new: str) -> str:
    """Give a coder another name; when both have files they become one, in which the later of two decisions about a
    place holds.

    Returns what was done. Raises QualcodeError, and nothing is changed then.
    """
    files = coder_paths(study.root / FOLDER)
    if old not in files:
        raise UnknownName("coder", old, tuple(files))
    new = person_name(new)
    target = (
        path_of(study.root / FOLDER, new) if new.casefold() != old.casefold() else files[old].with_name(f"{new}.jsonl")
    )
    if new == old:
        raise QualcodeError(f"the coder is called {old!r} already.")
    with all_alone(study.results, {old, new} if old.casefold() != new.casefold() else {old}):
        both = [read_decisions(path) for path in (files[old], files.get(new)) if path is not None]
        if problems := [problem for read in both for problem in read.problems]:
            raise InputError(problems)
        decisions = sorted(
            dict.fromkeys(d for read in reversed(both) for d in read.decisions), key=lambda decision: decision.time
        )
        gone = [files[old]] if files[old] != target else []
        replace_together(study.root, {target: b"".join(map(as_line, decisions))}, study.root / JOURNAL, gone)
    return f"{old} → {new}: {_moved(*(read.decisions for read in both))}"


def _moved(decisions: Sequence[Decision], others: Sequence[Decision] = ()) -> str:
    there = len(set(others).intersection(decisions))
    more = f"; {there} were there already" if there else ""
    return f"{len(decisions)} decision{'s' * (len(decisions) != 1)}{more}"
