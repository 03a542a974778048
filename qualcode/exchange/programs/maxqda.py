"""Coded segments that MAXQDA exports: a table with document name, code (a path), segment, comment and who made them."""

from __future__ import annotations

from pathlib import Path

from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.segment_table import Segments, header_of, read_segment_table
from qualcode.spreadsheet import by_alias

COLUMNS = {
    "document": "document_name document dokumentname dokument nombre_del_documento",
    "code": "code codename código",
    "text": "segment coded_segment segmento",
    "memo": "comment kommentar comentario",
    "coder": "created_by author erstellt_von autor creado_por",
}
SILENT = frozenset(  # paragraphs (Beginning, End) and what describes the document or the segment's size
    "color colour farbe document_group dokumentgruppe beginning end anfang ende weight_score "
    "weight gewicht area fläche "
    "coverage_% abdeckungsgrad_% modified created bearbeitet_am erstellt_am bearbeitet_von "
    "modified_by page seite preview vorschau".split()
)
OWN = (
    {"document_name", "code", "segment"},
    {"dokumentname", "code", "segment"},
    {"document_group", "code", "coded_segment"},
)


# what no other program calls so
SURE = frozenset("color colour farbe document_group dokumentgruppe weight_score gewicht".split())


def _recognises(path: Path) -> bool:
    header = set(header_of(path))
    return any(names <= header for names in OWN) and bool(header & SURE)


def _read(path: Path, asked: Asked) -> Segments:
    return read_segment_table(path, asked.coder, asked.codes, by_alias(COLUMNS), SILENT)


FORMAT = Format(
    "maxqda",
    "MAXQDA: Reports > Export > Coded segments (.xlsx)",
    (".xlsx", ".csv"),
    "MAXQDA manual, Exporting retrieved segments",
    False,
    _recognises,
    _read,
)
