"""Codebooks as tables, one row a code, as researchers keep them: .csv and .xlsx."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from qualcode.codebook.plain import Plain, nested, plain_rule, slug
from qualcode.codebook.sheet_columns import LISTS, TEXTS, is_categories, is_code, names_codes, read_columns, words_of
from qualcode.codebook.sheet_places import Places
from qualcode.codebook.table_rows import text_rows
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import load_json
from qualcode.model import Code, Codebook
from qualcode.schema import LANGUAGES, Lines, Loc
from qualcode.spreadsheet import as_meant, harmless, other_sheets

_RULE = re.compile(r'(?:["“”„][^"“”„]*["“”„]|(?:(?<=[\s,;&!])|^)/(?:\\.|[^/\\])+/|(?<=\d),(?=\d)|[^;,])+')
TITLES = 6  # rows, at most, of which one has the headings
DEEPEST = 15  # levels of codes
LONGEST = 32_767  # characters of a cell in Excel
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def rows_of(book: Codebook) -> list[list[str]]:
    """The header and a row a code; several examples or rules of a cell stand on lines of their own."""
    places = list(book.walk())
    parents = {sub.id: place.code.id for place in places for sub in place.code.codes}
    columns = [
        (field, language)
        for field in (*TEXTS, *LISTS)
        for language in LANGUAGES
        if any(_cell(p.code, field, language) for p in places)
    ]
    header = [
        "id",
        "parent",
        "abbreviation",
        "scale",
        "only_question",
        "only_role",
        *(f"{field}_{language}".rstrip("_") for field, language in columns),
    ]
    rows = [header]
    for place in places:
        code = place.code
        only = ["\n".join(code.only.question), "\n".join(code.only.role)] if code.only else ["", ""]
        fixed = [
            code.id,
            parents.get(code.id, ""),
            code.abbreviation,
            "" if code.scale == "nominal" else code.scale,
            *only,
        ]
        rows.append([*fixed, *(_cell(code, field, language) for field, language in columns)])
    return rows


def _cell(code: Code, field: str, language: str) -> str:
    if field in TEXTS:
        return str(getattr(code, field).by_language.get(language, ""))
    items = getattr(code, field).get(language, ())
    lines = [plain_rule(item) if field == "rules" else item for item in items]
    return "\n".join(
        " ".join(line.split("\n")) if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )


def csv_bytes(book: Codebook) -> bytes:
    """The table as .csv with a byte order mark, as Excel and Taguette read it; dangerous cells begin with an
    apostrophe.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows_of(book))
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(book: Codebook) -> bytes:
    """The table as a workbook with one sheet; every cell is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title, sheet.freeze_panes = "codebook", "B2"
    for y, row in enumerate(rows_of(book), 1):
        if any(len(text) > LONGEST for text in row):
            raise QualcodeError(f"{row[0]}: a cell would be longer than Excel's {LONGEST} characters. Use .csv.")
        for x, text in enumerate(row, 1):
            cell = sheet.cell(y, x, _CONTROL.sub("", text) or None)
            cell.data_type = "s" if text else "n"  # a rule such as =tuki is no formula
            cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=y == 1)
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = 18 if column[0].column <= 6 else 42
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read_sheet(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The codebook in a .csv or .xlsx file as plain data, the row of each code, and what was left out.

    Columns are known by their names in English or Finnish, with a language at the end (`definition_fi`, `rules (en)`);
    without one a text is in `language`. A code without an id gets one from its label; a parent is named by id or label.
    Raises InputError.
    """
    rows = [(n, row) for n, row in text_rows(path) if any(cell.strip() for cell in row)]
    at = next((n for n, (_, row) in enumerate(rows[:TITLES]) if names_codes(row, language)), 0)
    (number, header), filled = rows[at] if rows else (1, []), rows[at + 1 :]
    columns, left_out = read_columns(header, language)
    left_out = [f"row {n} stands above the headings" for n, _ in rows[:at]] + left_out
    left_out += [f"the sheet {name!r} is not read" for name in other_sheets(path)]
    if not any(field in ("id", "label") for field, _ in filter(None, columns)):
        here = ", ".join(filter(None, header)) or "nothing"
        hint = f"The first row names the columns, one of them id or label (koodi, name, tag …). Found: {here}."
        raise InputError([Problem("has no column for the codes.", path, number, hint)])
    entries = [(n, _entry(columns, row)) for n, row in filled if is_code(columns, row)]
    names = {words_of(name) for name in header}
    categories = (
        any(map(is_categories, names))
        and not _names_rows(entries)
        and any("parent" not in entry or not {"label", "id"} & set(entry) for _, entry in entries)
    )
    if categories:
        _fill_down(entries)
    joined = list(_joined(entries))
    codes, lines, mended = _codes(entries, "tag" in names, categories)
    mended = [*joined, *mended]
    surplus = [
        f"row {n} has more cells than there are columns"
        for n, row in filled
        if any(cell.strip() for cell in row[len(columns) :])
    ]
    return {"format": 1, "name": slug(path.stem), "codes": codes}, lines, [*left_out, *mended, *surplus]


def _joined(entries: list[tuple[int, Plain]]) -> Iterator[str]:
    """Make one code of rows that name the same one again with further examples or rules, and say so."""
    first: dict[tuple[object, ...], tuple[int, Plain]] = {}
    for row, entry in list(entries):
        labels = tuple(sorted(label.casefold() for label in entry.get("label", {}).values()))
        above = tuple(
            str(entry[name]).casefold() for name in sorted(entry) if name == "parent" or name.startswith("middle")
        )
        number, known = first.setdefault((above, labels), (row, entry))
        further = {name for name in entry if name in LISTS}
        if (
            known is entry
            or "id" in entry
            or "id" in known
            or any(entry[n] != known.get(n) for n in entry if n not in LISTS)
            or not further
        ):
            continue
        for name in further:
            for language, items in entry[name].items():
                own = known.setdefault(name, {}).setdefault(language, [])
                own += [item for item in items if item not in own]
        entries.remove((row, entry))
        yield f"row {row} is the code of row {number} again: its {' and '.join(sorted(further))} were added to it"


def _names_rows(entries: Sequence[tuple[int, Plain]]) -> bool:
    """Whether the categories are names of rows that have none themselves: then an empty cell means a theme, and not the
    one above.
    """
    named = {entry["parent"].casefold() for _, entry in entries if "parent" in entry}
    alone = (entry for _, entry in entries if "parent" not in entry)
    return any(
        name.casefold() in named for entry in alone for name in (entry.get("id", ""), *entry.get("label", {}).values())
    )


def _fill_down(entries: Sequence[tuple[int, Plain]]) -> None:
    """Give each code the categories that stand above empty cells, as merged cells mean; a row with categories alone is
    the last of them.
    """
    names = sorted({name for _, entry in entries for name in entry if name.startswith("middle")})
    above: dict[str, str] = {}
    last: Plain = {}
    for _, entry in entries:
        changed = False
        for name in ("parent", *names):
            above[name] = entry.get(name) or ("" if changed else above.get(name, ""))
            changed = changed or name in entry
        own = {name: text for name, text in above.items() if text}
        if not changed and "label" not in entry and "id" not in entry and last and set(entry) & set(LISTS):
            entry["label"] = dict(last)  # more of the code above
        last = entry.get("label", {})
        if "label" not in entry and "id" not in entry and own:
            entry["label"] = {"": own.popitem()[1]}
        for name in ("parent", *names):
            entry.pop(name, None)
        entry.update(own)


def _entry(columns: Sequence[tuple[str, str] | None], row: Sequence[str]) -> Plain:
    entry: Plain = {}
    for column, cell in zip(columns, row, strict=False):
        text = as_meant(_CONTROL.sub("", cell).strip())
        if column is None or not text:
            continue
        field, language = column
        items = [
            item for line in text.split("\n") for item in (_apart(line) if field == "rules" else [line.strip()]) if item
        ]
        if field == "label" or field == "parent" or field.startswith("middle"):
            text = " ".join(text.split())
        if field in TEXTS:
            entry.setdefault(field, {})[language] = text
        elif field in LISTS:
            entry.setdefault(field, {})[language] = [_rule(item) if field == "rules" else item for item in items]
        elif field.startswith("only_"):
            entry.setdefault("only", {})[field.removeprefix("only_")] = items
        else:
            entry[field] = text
    return entry


def _apart(line: str) -> list[str]:
    """The rules of a line: several stand between semicolons or commas, but not within a regular expression, a quotation
    or a number.
    """
    return [line.strip()] if "{" in line else [part.strip() for part in _RULE.findall(line)]


def _rule(text: str) -> str | Plain:
    if not text.startswith('{"pattern"'):
        return text
    try:
        found = load_json(text)
    except ValueError:
        return text
    return found if isinstance(found, dict) else text


def _codes(entries: Sequence[tuple[int, Plain]], tags: bool, categories: bool) -> tuple[list[Plain], Lines, list[str]]:
    """The entries as nested codes, their rows, and what was mended; see `Places`."""
    placed = list(Places(entries, tags, categories).placed())
    mended = list(_without_circles(placed))
    codes = nested((parent, entry) for parent, entry, _ in placed)
    rows = {id(entry): row for _, entry, row in placed}
    return codes, dict(_lines(codes, rows, ())), mended


def _without_circles(placed: list[tuple[str, Plain, int]]) -> Iterator[str]:
    """Make a theme of each code that is above itself, or too deep below others, and say so."""
    parents = {entry["id"]: parent for parent, entry, _ in placed}
    for i, (_, entry, row) in enumerate(placed):
        above, steps = parents[entry["id"]], 0
        while above and above != entry["id"] and steps < DEEPEST:
            above, steps = parents.get(above, ""), steps + 1
        if above:
            parents[entry["id"]] = ""
            placed[i] = ("", entry, row)
            yield f"row {row}: {entry['id']!r} stands above itself (or too deep) and was made a theme"


def _lines(codes: Sequence[Plain], rows: dict[int, int], loc: Loc) -> Iterator[tuple[Loc, int]]:
    for i, code in enumerate(codes):
        here = (*loc, "codes", i)
        yield here, rows[id(code)]
        yield from _lines(code.get("codes", ()), rows, here)
