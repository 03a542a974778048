"""QualCoder's project: the SQLite file data.qda in its folder. Places are code points in a source's full text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qualcode.codebook import codebook_of
from qualcode.codebook.plain import Plain, nested, slug
from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.programs.sqlite import Row, Tables, has_tables, number, tables_of, text
from qualcode.exchange.project import NOBODY, Mark, Project, ProjectSource
from qualcode.exchange.quoted_places import quoted_place
from qualcode.model import Codebook

FILE = "data.qda"
LEFT = {"code_image": "codings of pictures", "code_av": "codings of sound and video", "graph": "graphs"}


def _recognises(path: Path) -> bool:
    return has_tables(path, "code_name", "code_text", "source")


def _read(path: Path, asked: Asked) -> Project:
    with tables_of(path) as tables:
        return _project(path, tables, asked)


def _project(path: Path, tables: Tables, asked: Asked) -> Project:
    book, ids = _codebook(path, tables, asked.language)
    lost, moved = Counter[str](), Counter[str]()
    attributes = _attributes(tables, lost)
    found = []
    marks, partly = _marks(tables, ids, lost, asked.coder)
    for row in tables.rows("source"):
        key = number(row, "id") or 0
        source = _source(row, marks.get(key, []), lost, moved)
        found.append(replace(source, attributes=attributes.get(key, {}), partly=source.partly or key in partly))
    for table, what in LEFT.items():
        lost[what] += len(tables.rows(table))
    notes: dict[str, str] = {}
    for row in tables.rows("journal"):
        title = text(row, "name") or "journal"
        if text(row, "jentry"):
            notes[title if title not in notes else f"{title} {number(row, 'jid') or len(notes)}"] = text(row, "jentry")
    there = {number(row, "id") or 0 for row in tables.rows("source")}
    homeless = [mark for key, own in marks.items() if key not in there for mark, _ in own if mark.code]
    lost["codings of documents that are not there"] += len(homeless)
    lost["memos of documents, cases and the project"] += sum(
        bool(text(row, "memo")) for table in ("source", "cases", "project") for row in tables.rows(table)
    )
    coders = tuple(dict.fromkeys(mark.coder for source in found for mark in source.marks))
    told = [
        f"{name}: {n} codings were found by their words, for the file's places are others"
        for name, n in moved.items()
        if n
    ]
    names = tuple(dict.fromkeys(name for row in attributes.values() for name in row))
    dropped = tuple(f"{what}: {n}" for what, n in lost.items() if n)
    title = path.parent.name.removesuffix(".qda") if path.name == FILE else path.stem
    return Project(title, book, tuple(found), coders, names, notes, "QualCoder", tuple(told), dropped)


def _source(row: Row, marks: Sequence[tuple[Mark, str]], lost: Counter[str], moved: Counter[str]) -> ProjectSource:
    """A document with its marks, those whose words stand elsewhere than the file says moved there."""
    name, whole = text(row, "name") or "document", row.get("fulltext")
    if not isinstance(whole, str) or not whole.strip():
        lost["documents without text"] += 1
        lost[f"codings in {name}, which has no text"] += sum(bool(mark.code) for mark, _ in marks)
        return ProjectSource(name, None)
    plain = whole.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    placed = [quoted_place(whole, plain, mark, quote) for mark, quote in marks]
    moved[name] += sum(
        mark is not None and mark.start != old.start for mark, (old, _) in zip(placed, marks, strict=True)
    )
    lost[f"codings in {name} whose words are not there"] += sum(mark is None for mark in placed)
    return ProjectSource(name, plain, tuple(mark for mark in placed if mark), partly=None in placed)


def _codebook(path: Path, tables: Tables, language: str) -> tuple[Codebook | None, dict[int, str]]:
    """The codebook, categories as codes that hold others, and the id of each code by its number."""
    taken: set[str] = set()
    made: list[tuple[tuple[str, int], tuple[str, int] | None, Plain]] = []
    for kind, key, above in (("cat", "catid", "supercatid"), ("code", "cid", "catid")):
        for row in tables.rows("code_cat" if kind == "cat" else "code_name"):
            name = text(row, "name") or "code"
            code: Plain = {"id": slug(name, taken), "label": {language: name}}
            code |= {"definition": {language: text(row, "memo")}} if text(row, "memo") else {}
            taken.add(code["id"])
            parent = ("cat", row[above]) if row.get(above) is not None else None
            parent = ("code", row["supercid"]) if row.get("supercid") is not None else parent
            made.append(((kind, int(row[key])), parent, code))
    by_key = {key: code["id"] for key, _, code in made}
    codes = nested((by_key.get(parent, "") if parent else "", code) for _, parent, code in made)
    ids = {key[1]: identity for key, identity in by_key.items() if key[0] == "code"}
    return (codebook_of({"format": 1, "name": slug(path.stem), "codes": codes}, {}, path) if codes else None), ids


def _marks(
    tables: Tables, ids: Mapping[int, str], lost: Counter[str], coder: str
) -> tuple[dict[int, list[tuple[Mark, str]]], set[int]]:
    """The codings and annotations of each source, with their words, and the sources that lost a coding."""
    found: dict[int, list[tuple[Mark, str]]] = defaultdict(list)
    partly: set[int] = set()
    for row in tables.rows("code_text"):
        code, source = ids.get(number(row, "cid") or -1), number(row, "fid") or 0
        lost["codings with codes that are not there"] += code is None
        own = [] if code is None else [(mark, str(row.get("seltext") or "")) for mark in _mark(row, code, coder, lost)]
        found[source] += own
        partly |= set() if own else {source}
    for row in tables.rows("annotation"):
        if text(row, "memo"):
            found[number(row, "fid") or 0] += [(mark, "") for mark in _mark(row, "", coder, lost)]
    return found, partly


def _mark(row: Row, code: str, coder: str, lost: Counter[str]) -> Iterator[Mark]:
    start, end = number(row, "pos0"), number(row, "pos1")
    if start is not None and end is not None and 0 <= start < end:
        yield Mark(start, end, code, text(row, "owner") or coder or NOBODY, "", text(row, "memo"))
    else:
        lost["codings without a place" if code else "annotations without a place"] += 1


def _attributes(tables: Tables, lost: Counter[str]) -> dict[int, dict[str, str]]:
    """The attributes of each source: its own, and those of the cases that it belongs to."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    of_cases: dict[int, dict[str, str]] = defaultdict(dict)
    for row in tables.rows("attribute"):
        owner = found if text(row, "attr_type") == "file" else of_cases
        if text(row, "value"):
            owner[number(row, "id") or 0][text(row, "name")] = text(row, "value")
    homeless = dict(of_cases)
    for row in tables.rows("case_text"):
        own = found[number(row, "fid") or 0]
        for name, value in of_cases.get(number(row, "caseid") or 0, {}).items():
            lost["attributes of a second case of a document, which says otherwise"] += (
                own.setdefault(name, value) != value
            )
        homeless.pop(number(row, "caseid") or 0, None)
    lost["attributes of cases that no document belongs to"] += sum(map(len, homeless.values()))
    return found


FORMAT = Format(
    "qualcoder",
    "QualCoder: data.qda in the project's folder",
    (".qda", ".sqlite", ".sqlite3", ".db"),
    "QualCoder wiki, SQLite data structure (version 3)",
    False,
    _recognises,
    project=_read,
)
