"""Highlights that Dovetail exports: a table with the note, the highlight and its tags."""

from __future__ import annotations

from pathlib import Path

from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.segment_table import Segments, coded_or_noted, header_of, read_segment_table
from qualcode.spreadsheet import by_alias

COLUMNS = {
    "document": "note_title note data_title data source document title",
    "code": "tags tag highlight_tags",
    "text": "highlight highlight_text highlighted_text text content",
    "memo": "comment comments",
    "coder": "created_by highlighted_by author",
}
SILENT = frozenset(
    "id highlight_id note_id url link project project_title created created_at created_date "
    "updated_at participant participants tag_group "
    "tag_groups sentiment".split()
)


def _recognises(path: Path) -> bool:
    header = set(header_of(path))
    return bool({"highlight", "highlight_text", "highlighted_text"} & header) and bool(
        {"tags", "tag", "highlight_tags"} & header
    )


def _read(path: Path, asked: Asked) -> Segments:
    return coded_or_noted(read_segment_table(path, asked.coder, asked.codes, by_alias(COLUMNS), SILENT), "highlights")


FORMAT = Format(
    "dovetail", "Dovetail: highlights as .csv", (".csv",), "Dovetail help, Export data", False, _recognises, _read
)
