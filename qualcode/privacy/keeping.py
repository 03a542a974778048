"""What of a study's files stays when transcripts, or what a speaker said in them, go."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualcode.files import load_json
from qualcode.people.decisions import Decision, as_line, decision_of
from qualcode.people.sample import check_sample
from qualcode.privacy.moving import Moves
from qualcode.spreadsheet import delimiter
from qualcode.transcripts.readers.encoding import codec_of


class Keeper:
    """Keeps of each file what is not of the transcripts, or of the stretches, that go; `told` says how much
    went where.
    """

    def __init__(self, whole: frozenset[str], moves: Moves, gone: Mapping[str, Sequence[tuple[int, int]]]) -> None:
        self._whole, self._moves, self._gone = whole, moves, gone
        self.told: list[str] = []

    def _stays(self, decision: Decision) -> bool:
        spans = self._gone.get(decision.transcript, ())
        inside = decision.quote and any(decision.start < end and start < decision.end for start, end in spans)
        return decision.transcript not in self._whole and not inside

    def count(self, name: str, before: int, after: int, what: str) -> None:
        """Note how many things went from a file."""
        if before > after:
            self.told.append(f"{name}: {before - after} {what}{'s' * (before - after > 1)}")

    def decisions(self, name: str, data: bytes) -> bytes:
        """A coder's file."""
        lines = data.split(b"\n")
        kept = list[bytes]()
        for line in lines:
            decision = decision_of(line)
            if decision is None:
                kept.append(line)
            elif self._stays(decision):
                moved = self._moves.decisions([decision])[0] if decision.transcript in self._moves.texts else decision
                kept.append(line if moved == decision else as_line(moved).rstrip(b"\n"))
        self.count(name, len(lines), len(kept), "decision")
        return b"\n".join(kept)

    def sample(self, name: str, data: bytes) -> bytes:
        """The sample: its weights stay those of the day on which it was drawn."""
        check_sample(data, Path(name))
        found: Any = load_json(data)
        units = [row for row in found["units"] if self._stays_row(row)]
        self.count(name, len(found["units"]), len(units), "unit")
        moved = [self._moved_row(row) for row in units]
        return (json.dumps({**found, "units": moved}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    def _stays_row(self, row: Mapping[str, Any]) -> bool:
        place = Decision(str(row["transcript"]), int(row["start"]), int(row["end"]), str(row["quote"]), "", "seen")
        return self._stays(place)

    def _moved_row(self, row: dict[str, Any]) -> dict[str, Any]:
        names = ("transcript", "start", "end", "quote", "text", "before", "after")
        place = Decision(code="", decision="seen", **{name: row[name] for name in names})
        moved = self._moves.decisions([place])[0] if place.transcript in self._moves.texts else place
        return {**row, **{name: getattr(moved, name) for name in names}}

    def rows(self, name: str, data: bytes, of: Callable[[list[str], list[str]], bool]) -> bytes:
        """A table, without the rows that `of` says are of what goes."""
        codec = codec_of(data) or "cp1252"
        text = data.decode(codec, "surrogateescape")
        lines = text.splitlines(keepends=True)
        reader = csv.reader(lines, delimiter=delimiter(text))
        header, begins, kept, before = list[str](), 0, list[str](), 0
        for number, row in enumerate(reader):
            piece = "".join(lines[begins : reader.line_num])
            begins = reader.line_num
            header = [cell.lstrip("\ufeff") for cell in row] if not number else header
            before += 1
            if not number or not of([cell.strip() for cell in header], [cell.strip() for cell in row]):
                kept.append(piece)
        self.count(name, before, len(kept), "row")
        return "".join(kept).encode(codec, "surrogateescape")

    def of_transcript(self, _: list[str], row: list[str]) -> bool:
        """Whether a row's first cell names a transcript that goes."""
        return bool(row) and (row[0] in self._whole or row[0].rpartition(".")[0] in self._whole)

    def of_reduction(self, header: list[str], row: list[str]) -> bool:
        """Whether a row of the reduced expressions is of what goes."""
        cells = dict(zip(header, row, strict=False))
        start, end = cells.get("start", ""), cells.get("end", "")
        spans = self._gone.get(cells.get("transcript", ""), ())
        inside = (
            start.isdecimal()
            and end.isdecimal()
            and any(int(start) < last and first < int(end) for first, last in spans)
        )
        return self.of_transcript(header, row) or inside

    def participants(self, name: str, data: bytes, speaker: str = "") -> bytes:
        """The participants' table, without the rows of transcripts that go, or of a speaker who does."""

        def theirs(header: list[str], row: list[str]) -> bool:
            return self.of_transcript(header, row) or (
                bool(speaker) and speaker.casefold() in (cell.casefold() for cell in row[:2])
            )

        if not name.endswith(".xlsx"):
            return self.rows(name, data, theirs)
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book.worksheets[0]
        rows = [[str(cell.value or "").strip() for cell in row] for row in sheet.iter_rows()]
        gone = [number for number, row in enumerate(rows, 1) if theirs([], row)]
        for number in reversed(gone):
            sheet.delete_rows(number)
        self.count(name, len(rows), len(rows) - len(gone), "row")
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue() if gone else data
