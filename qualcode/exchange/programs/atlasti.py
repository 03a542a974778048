"""The quotation report of ATLAS.ti: a table with document, quotation content, codes (a line each), comment and who made
them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.segment_table import Segments, coded_or_noted, header_of, read_segment_table
from qualcode.spreadsheet import by_alias

COLUMNS = {
    "document": "document document_name dokument",
    "code": "codes kodes",
    "text": "quotation_content quotation content zitatinhalt",
    "memo": "comment comments kommentar",
    "coder": "created_by author erstellt_von creator",
}
SILENT = frozenset(
    "id quotation_name name reference referenz density created modified modified_by "
    "code_groups document_groups range start end hyperlinks "
    "created_at modified_at".split()
)


def _recognises(path: Path) -> bool:
    header = set(header_of(path))
    return {"codes"} < header and bool({"quotation_content", "zitatinhalt"} & header)


def _read(path: Path, asked: Asked) -> Segments:
    found = coded_or_noted(read_segment_table(path, asked.coder, asked.codes, by_alias(COLUMNS), SILENT), "quotations")
    numberless = (replace(one, document=re.sub(r"^D?\s*\d+\s*:\s*", "", one.document)) for one in found.segments)
    return replace(found, segments=tuple(numberless))


FORMAT = Format(
    "atlasti",
    "ATLAS.ti: Quotation Manager > Export to Excel (.xlsx)",
    (".xlsx", ".csv"),
    "ATLAS.ti manual, Quotation Manager, reports",
    False,
    _recognises,
    _read,
)
