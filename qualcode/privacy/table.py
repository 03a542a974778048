"""privacy/names.csv (and names.xlsx beside it): a row a name, in which people decide what becomes of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from qualcode.errors import InputError, Problem, nearest
from qualcode.files import read_text, write_atomic
from qualcode.privacy.finding import FoundName
from qualcode.privacy.guesses import Pseudonyms, category_of
from qualcode.spreadsheet import as_meant, delimiter, harmless, listed, pair_of, parts_of, workbook_rows

FOLDER = "privacy"
EPOCH = datetime(2000, 1, 1)  # the same bytes for the same names
FILE, WORKBOOK = f"{FOLDER}/names.csv", f"{FOLDER}/names.xlsx"
PSEUDONYM, CATEGORY, KEEP, SAME = "pseudonym", "category", "keep", "same"
DECISIONS = (PSEUDONYM, CATEGORY, KEEP, SAME)
APPLIED = "applied"  # the decision of a row whose name was taken out: it says what stands there now
WORDS = {
    **{name[0]: name for name in DECISIONS},
    "peitenimi": PSEUDONYM, "luokka": CATEGORY, "säilytä": KEEP, "pidä": KEEP, "sama": SAME,
}  # fmt: skip
COLUMNS = (
    "name", "decision", "replacement", "pseudonym", "category", "kind", "number", "interviews", "forms", "why",
    "context 1", "context 2", "context 3", "written", "language", "unsure",
)  # fmt: skip
WIDTHS = (22, 12, 20, 20, 16, 13, 8, 16, 34, 30, 60, 60, 60, 30, 9, 20)


@dataclass(frozen=True)
class Row:
    """A name: what was decided and what shall stand in its place; else what is proposed, what it may be, and where it
    stands.

    `written` says how single forms are to be replaced, in the place of what is inflected. `unsure` are forms of which
    it is not sure that they are the name's.
    """

    name: str
    decision: str = ""
    replacement: str = ""
    pseudonym: str = ""
    category: str = ""
    kind: str = "other"
    number: int = 0
    interviews: str = ""
    forms: tuple[str, ...] = ()
    why: str = ""
    contexts: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    language: str = "fi"
    unsure: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_decided(self) -> bool:
        """Whether someone said what becomes of it."""
        return bool(self.decision)

    @property
    def chosen(self) -> str:
        """What shall stand in its place, without brackets and in its basic form; for "same" the other name."""
        proposed = {PSEUDONYM: self.pseudonym, CATEGORY: self.category}.get(self.decision, "")
        return self.replacement or proposed


def merged(found: Sequence[FoundName], old: Sequence[Row], taken: Iterable[str], language: str) -> list[Row]:
    """The rows of what was found, with what was decided about them before; rows that were decided and are not found any
    more stay.

    Pseudonyms are proposed from a pool, none that is one of `taken` (words of the study, in small letters) or given
    already.
    """
    before = {row.name.casefold(): row for row in old}
    words = {*taken, *(word.casefold() for row in old for word in (row.pseudonym, row.chosen, *row.written.values()))}
    pool = Pseudonyms(lambda name: name.casefold() in words)
    rows = [_row(name, before.get(name.name.casefold()), pool, language) for name in found]
    here = {row.name.casefold() for row in rows}
    gone = [row for row in old if row.is_decided and row.name.casefold() not in here]
    return [*rows, *gone]


def given_names(rows: Iterable[Row]) -> frozenset[str]:
    """What stands in the study in the place of names that were taken out, and the words of it, in small letters."""
    given = (row.replacement.casefold() for row in rows if row.decision == APPLIED)
    return frozenset(word for name in given for word in (name, *name.split()))


def _row(found: FoundName, old: Row | None, pool: Pseudonyms, language: str) -> Row:
    """The row of a name: what was decided and proposed before, else a proposal."""
    spoken = found.language if found.language in ("fi", "en") else language
    row = old or Row(found.name, kind=found.kind, language=spoken)
    ordered = sorted(found.forms.items(), key=lambda pair: -pair[1])
    return replace(
        row,
        pseudonym=row.pseudonym or pool.of(found.name, found.kind, found.why, spoken, found.part),
        category=row.category or category_of(found.kind, found.why, spoken),
        kind=found.kind if row.kind == "other" else row.kind,
        number=found.number,
        interviews=", ".join(found.where),
        forms=tuple(form for form, _ in ordered),
        counts=found.forms,
        why=found.why,
        contexts=found.contexts,
        unsure=tuple(form for form in found.open_forms if form not in row.written),
    )


# -- files ---------------------------------------------------------------------------------------


def write_names(root: Path, rows: Sequence[Row]) -> None:
    """Write both files; raises InputError where one cannot be written."""
    for name, data in table_files(rows).items():
        write_atomic(root / name, data)


def table_files(rows: Sequence[Row]) -> dict[str, bytes]:
    """Both files, by their names in the study."""
    cells = [list(_cells(row)) for row in rows]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in cells)
    return {FILE: out.getvalue().encode("utf-8-sig"), WORKBOOK: _workbook(cells)}


def _cells(row: Row) -> Iterator[str]:
    yield from (
        row.name,
        row.decision,
        row.replacement,
        row.pseudonym,
        row.category,
        row.kind,
        str(row.number or ""),
        row.interviews,
    )
    yield listed(f"{form} ({row.counts[form]})" if form in row.counts else form for form in row.forms)
    yield row.why
    yield from (*row.contexts, "", "", "")[:3]
    yield listed(f"{form}={text}" for form, text in row.written.items())
    yield row.language
    yield listed(row.unsure)


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as a workbook, with a list to choose decisions from."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("names")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width, wrapped)
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    sheet.data_validation(
        1, 1, max(len(rows), 1), 1, {"validate": "list", "source": list(DECISIONS), "ignore_blank": True}
    )
    sheet.freeze_panes(1, 1)
    book.set_properties({"created": EPOCH})
    book.close()
    return buffer.getvalue()


def read_names(root: Path) -> list[Row]:
    """The rows of names.csv with what was decided in names.xlsx; none without them.

    Raises InputError with every row that cannot be read, and with what is decided in two ways.
    """
    path, workbook = root / FILE, root / WORKBOOK
    rows = list(_rows_of_csv(path)) if path.exists() else []
    others = list(_rows_of_workbook(workbook)) if workbook.exists() else []
    problems: list[Problem] = []
    first, second = _parsed(rows, path, problems), _parsed(others, workbook, problems)
    joined = _joined(first, second, workbook, problems) if first else second
    problems += _unknown_others(joined, path)
    if problems:
        raise InputError(problems)
    return [row for _, row in joined]


def _rows_of_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = read_text(path)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        for row in reader:
            yield (
                reader.line_num,
                {
                    str(name).strip().lower(): as_meant((value or "").strip())
                    for name, value in row.items()
                    if isinstance(value, str | None)
                },
            )
    except csv.Error as error:
        raise InputError([Problem(f"cannot be read as a table: {error}.", path, reader.line_num)]) from error


def _rows_of_workbook(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    header, *rows = workbook_rows(path, 1, 100_000, 40)[0] or [()]
    names = [str(cell or "").strip().lower() for cell in header]
    for number, row in enumerate(rows, 2):
        yield (
            number,
            {name: str(cell if cell is not None else "").strip() for name, cell in zip(names, row, strict=False)},
        )


def _parsed(rows: Sequence[tuple[int, dict[str, str]]], path: Path, problems: list[Problem]) -> list[tuple[int, Row]]:
    if rows and not {"name", "decision"} <= set(rows[0][1]):
        hint = "`qualcode names find` writes it anew; decisions are kept by the column name."
        problems.append(Problem(f"has no column name or decision; it has {', '.join(rows[0][1])}.", path, 1, hint))
        return []
    found = []
    for line, cells in rows:
        said = cells.get("decision", "").casefold()
        decision = said if said in (*DECISIONS, APPLIED, "") else WORDS.get(said, "?")
        if decision == "?":
            guess = nearest(said, [*DECISIONS, *WORDS])
            hint = (
                f"Did you mean {WORDS.get(guess, guess)!r}?"
                if guess
                else f"Decisions are: {', '.join(DECISIONS)}, or nothing yet."
            )
            problems.append(Problem(f"no such decision: {said!r}.", path, line, hint))
        elif cells.get("name") or decision == APPLIED:
            found.append((line, _of_cells(cells, decision)))
    return found


def _of_cells(cells: Mapping[str, str], decision: str) -> Row:
    counted = [(part, re.fullmatch(r"(.+) \((\d{1,9})\)", part)) for part in parts_of(cells.get("forms", ""))]
    names = tuple(match[1] if match else part for part, match in counted)
    counts = {match[1]: int(match[2]) for _, match in counted if match}
    written = dict(pair_of(part) for part in parts_of(cells.get("written", "")) if "=" in part)
    number = cells.get("number", "")
    return Row(
        cells.get("name", ""), decision, cells.get("replacement", ""), cells.get("pseudonym", ""),
            cells.get("category", ""),
        cells.get("kind", "") or "other", int(number) if number.isdecimal() else 0, cells.get("interviews", ""), names,
        cells.get("why", ""),
        tuple(cells[name] for name in ("context 1", "context 2", "context 3") if cells.get(name)),
        written, cells.get("language", "") or "fi",
        tuple(parts_of(cells.get("unsure", ""))), counts,
    )  # fmt: skip


def _joined(
    first: Sequence[tuple[int, Row]], second: Sequence[tuple[int, Row]], path: Path, problems: list[Problem]
) -> list[tuple[int, Row]]:
    """The rows of the .csv, with what is decided in the workbook alone."""
    others = {row.name.casefold(): (line, row) for line, row in second if row.name}
    made = []
    for line, row in first:
        number, other = others.pop(row.name.casefold(), (0, row))
        if row.decision and other.decision and (row.decision, row.chosen) != (other.decision, other.chosen):
            hint = (
                f"Make them one, or take the decision out of one of the files. In {Path(FILE).name}: "
                f"{row.decision} {row.chosen}."
            )
            problems.append(
                Problem(f"{row.name} is decided otherwise here: {other.decision} {other.chosen}.", path, number, hint)
            )
        elif other.decision and not row.decision:
            row = replace(
                row, decision=other.decision, replacement=other.replacement, written={**row.written, **other.written}
            )
        made.append((line, row))
    return [*made, *others.values()]


def _unknown_others(rows: Sequence[tuple[int, Row]], path: Path) -> Iterator[Problem]:
    """Rows that are the same as a name that is not there, or is itself the same as another."""
    known = {row.name.casefold(): row for _, row in rows}
    for line, row in rows:
        if row.decision != SAME:
            continue
        other = known.get(row.replacement.casefold())
        if other is None:
            guess = nearest(row.replacement, [other.name for other in known.values()])
            hint = f"Did you mean {guess!r}?" if guess else "Write in `replacement` the name that it is the same as."
            yield Problem(f"{row.name}: there is no name {row.replacement!r}.", path, line, hint)
        elif other.decision not in (PSEUDONYM, CATEGORY):
            hint = "Decide about that name first: pseudonym or category."
            yield Problem(f"{row.name} is the same as {other.name}, which is not replaced.", path, line, hint)
