"""Gives a transcript or a coder another name, with everything that names it, or nothing."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from qualcode.coding.human import FOLDER, SAMPLE, as_line, coder_paths, path_of, person_name, read_decisions
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import load_json, read_bytes, read_utf8, replace_together
from qualcode.spreadsheet import delimiter
from qualcode.study.alone import all_alone, open_elsewhere
from qualcode.study.folder import JOURNAL, Study
from qualcode.study.reductions import FILE as REDUCTIONS


def rename_transcript(study: Study, old: str, new: str) -> list[str]:
    """Give a transcript's file another name, and take its decisions, sample, reduced expressions and attributes along.

    Returns what was changed, a line each. Raises QualcodeError, and nothing is changed then.
    """
    old, new = (unicodedata.normalize("NFC", name.strip()) for name in (old, new))
    source = next((source for source in study.sources if source.id == old), None)
    if source is None:
        raise UnknownName("transcript", old, [source.id for source in study.sources])
    _check_name(old, new)
    target = source.path.with_name(new + source.path.suffix)
    _check_free(study, old, new, target)
    files = coder_paths(study.root / FOLDER)
    with all_alone(study.results, {*files, *open_elsewhere(study.results)}):
        changed = dict(_named_anew(study, files, old, new))
        replace_together(study.root, {target: read_bytes(source.path), **changed}, study.root / JOURNAL, [source.path])
    return [f"{source.path.name} → {target.name}", *(path.relative_to(study.root).as_posix() for path in changed)]


def _check_name(old: str, new: str) -> None:
    if not re.fullmatch(r"[^<>:\"/\\|?*\x00-\x1f]{1,100}", new) or new.startswith(".") or new.endswith((".", " ")) or new == old:
        raise QualcodeError(f"{new!r} cannot be a transcript's name. Use letters, digits, spaces and hyphens: H7")


def _check_free(study: Study, old: str, new: str, target: Path) -> None:
    taken = next((source.path for source in study.sources if source.id.casefold() == new.casefold() and source.id != old), None)
    if taken is not None or (target.exists() and old.casefold() != new.casefold()):
        raise QualcodeError(f"there is a transcript {new!r} already ({(taken or target).name}).")
    if not target.resolve().is_relative_to(study.root.resolve()):
        raise QualcodeError("the transcripts are not in the study's folder, so they cannot be renamed together with what belongs to them.")
    if any(name == new for name, _ in study.participants.rows or ()):
        hint = "Take the row of one of them out first."
        raise InputError([Problem(f"has a row for {new!r} already, and one for {old!r}.", study.participants_path, hint=hint)])


def _named_anew(study: Study, coders: dict[str, Path], old: str, new: str) -> Iterator[tuple[Path, bytes]]:
    """The files that name the transcript, with its new name."""
    for path in coders.values():
        read = read_decisions(path)
        if read.problems:
            raise InputError(read.problems)
        made = [replace(decision, transcript=new) if decision.transcript == old else decision for decision in read.decisions]
        if made != list(read.decisions):
            yield path, b"".join(map(as_line, made))
    sample = study.root / SAMPLE
    if sample.exists():
        data: Any = load_json(read_utf8(sample))
        rows = [row for row in data["units"] if row["transcript"] == old]
        for row in rows:
            row["transcript"] = new
        if rows:
            yield sample, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    for table in (study.root / REDUCTIONS, study.participants_path):
        if table is not None and table.exists():
            data = read_bytes(table)
            made_anew = _first_cells(data, old, new)
            if made_anew != data:
                yield table, made_anew


def _first_cells(data: bytes, old: str, new: str) -> bytes:
    """A CSV file in which the first cell of a row is another; everything else stays byte for byte."""
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("cp1252", "surrogateescape"), "cp1252"
    lines, begins = text.splitlines(keepends=True), 0
    rows = csv.reader(lines, delimiter=delimiter(text))
    for row in rows:
        first = lines[begins]
        if row and unicodedata.normalize("NFC", row[0].strip().removeprefix("\ufeff")) == old:
            shown = f'"{new}"' if re.search(r'[,;"\s]', new) else new
            cell = re.match(r'(\ufeff?\s*)("(?:[^"]|"")*"|[^,;\t\r\n]*)', first)
            lines[begins] = cell[1] + shown + first[cell.end() :] if cell else first
        begins = rows.line_num
    return "".join(lines).encode(encoding, "surrogateescape")


def rename_coder(study: Study, old: str, new: str) -> str:
    """Give a coder another name; when both have files they become one, in which the later of two decisions about a place holds.

    Returns what was done. Raises QualcodeError, and nothing is changed then.
    """
    files = coder_paths(study.root / FOLDER)
    if old not in files:
        raise UnknownName("coder", old, tuple(files))
    new = person_name(new)
    target = path_of(study.root / FOLDER, new) if new.casefold() != old.casefold() else files[old].with_name(f"{new}.jsonl")
    if new == old:
        raise QualcodeError(f"the coder is called {old!r} already.")
    with all_alone(study.results, {old, new} if old.casefold() != new.casefold() else {old}):
        both = [read_decisions(path) for path in (files[old], files.get(new)) if path is not None]
        problems = [problem for read in both for problem in read.problems]
        if problems:
            raise InputError(problems)
        decisions = sorted(dict.fromkeys(d for read in reversed(both) for d in read.decisions), key=lambda decision: decision.time)
        gone = [files[old]] if files[old] != target else []
        replace_together(study.root, {target: b"".join(map(as_line, decisions))}, study.root / JOURNAL, gone)
    added, there = len(both[0].decisions), sum(d in set(both[-1].decisions) for d in both[0].decisions) if len(both) > 1 else 0
    more = f"; {there} were there already" if there else ""
    return f"{old} → {new}: {added} decision{'s' * (added != 1)}{more}"
