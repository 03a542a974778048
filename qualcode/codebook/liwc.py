"""LIWC's dictionaries: .dic of 2001 to 2015 (numbered categories, words with their numbers), .dicx of 2022 (a table
with X).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qualcode.codebook.dictionaries import can_match, pattern_of, rule_of, rules_in
from qualcode.codebook.plain import Plain, nested, slug
from qualcode.codebook.table_rows import csv_rows
from qualcode.errors import InputError, Problem
from qualcode.files import read_text
from qualcode.model import Codebook
from qualcode.schema import Lines, Loc

MARK = "%"  # stands alone above and below the categories
_WORD = re.compile(r"(?P<word>.+?)(?P<numbers>(?:[\s,]+\d+)+)\s*")
Numbered = list[tuple[int, str]]


def liwc_bytes(book: Codebook, language: str) -> bytes:
    """The rules of a language as LIWC's .dic: numbered categories (subcodes one tab deeper), then words with their
    numbers.
    """
    places = list(book.walk())
    numbers = {place.code.id: str(number) for number, place in enumerate(places, 1)}
    words: dict[str, list[str]] = {}
    for place in places:
        for rule in rules_in(place.code, language):
            if pattern := pattern_of(rule, liwc=True):
                words.setdefault(pattern, []).append(numbers[place.code.id])
    head = ["\t" * (place.level - 1) + f"{numbers[place.code.id]}\t{place.code.id}" for place in places]
    body = ["\t".join((word, *dict.fromkeys(codes))) for word, codes in words.items()]
    return ("\n".join(["%", *head, "%", *body]) + "\n").encode("utf-8")


def read_liwc(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The categories and words of a .dic file as plain data, the line of each code, and what was left out; raises
    InputError.

    Numbers may begin with zeros; those of a word stand apart by tabs, spaces or commas. Conditions (`<of>`,
    parentheses) are not read.
    """
    heads, words = _parts(path)
    codes: dict[str, Plain] = {}
    rows: dict[str, int] = {}
    parents: list[tuple[str, Plain]] = []
    above: list[tuple[int, str]] = []
    left_out: list[str] = []
    for number, line in heads:
        match = re.fullmatch(r"(\s*)(\d+)\s+(.+?)\s*", line)
        if match is None and line.strip():
            left_out.append(f"line {number}: {' '.join(line.split())!r} is no category, which has a number and a name")
        if match:
            depth = len(match[1].expandtabs(4))
            above = [(other, identity) for other, identity in above if other < depth]
            code: Plain = {"id": slug(match[3], {c["id"] for c in codes.values()}), "label": match[3]}
            parents.append((above[-1][1] if above else "", code))
            above.append((depth, code["id"]))
            codes[str(int(match[2]))], rows[code["id"]] = code, number
    left_out += _words_into(codes, words, language)
    found = nested(parents)
    return {"format": 1, "name": slug(path.stem), "codes": found}, dict(lines_of(found, rows, ())), left_out


def _parts(path: Path) -> tuple[Numbered, Numbered]:
    """The numbered lines of the categories and those of the words."""
    lines = list(enumerate(read_text(path).split("\n"), 1))
    marks = [number for number, line in lines if line.strip() == MARK]
    if len(marks) < 2:
        raise InputError([Problem("is not a LIWC dictionary: the categories stand between two lines with %.", path, 1)])
    return lines[marks[0] : marks[1] - 1], lines[marks[1] :]


def _words_into(codes: Mapping[str, Plain], lines: Numbered, language: str) -> Iterator[str]:
    """Give each code its words; yields a line for each word that is not taken, or not in all of its categories."""
    for number, line in lines:
        if not line.strip():
            continue
        match = _WORD.fullmatch(line.strip())
        word = " ".join(match["word"].split()) if match else ""
        if match is None or re.search(r"[()<>]\s*(?:of|\d)", word):
            yield (
                f"line {number}: {' '.join(line.split())!r} has no numbers of categories, or conditions, "
                f"which are not read"
            )
            continue
        numbers = [str(int(one)) for one in re.findall(r"\d+", match["numbers"])]
        if any(one not in codes for one in numbers):
            yield f"line {number}: {' '.join(line.split())!r} names a category that is not there"
        if not can_match(word):
            yield f"line {number}: {word!r} can match nothing"
        for one in dict.fromkeys(numbers) if can_match(word) else ():
            if one in codes:
                codes[one].setdefault("rules", {}).setdefault(language, []).append(rule_of(word))


def read_dicx(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The categories and words of a .dicx file, a row a word and a column a category, as `read_liwc`; raises
    InputError.
    """
    rows = [(n, row) for n, row in csv_rows(path) if any(map(str.strip, row))]
    if not rows or len(rows[0][1]) < 2:
        raise InputError([Problem("is not a LIWC-22 dictionary: the first row names the categories.", path, 1)])
    (_, header), *body = rows
    taken: set[str] = set()
    codes: list[Plain] = []
    for name in header[1:]:
        codes.append({"id": slug(name.strip() or "category", taken), "label": name.strip() or "category"})
        taken.add(codes[-1]["id"])
    left_out = [text for number, row in body for text in _row_into(codes, number, row, language)]
    return (
        {"format": 1, "name": slug(path.stem), "codes": codes},
        {("codes", i): 1 for i in range(len(codes))},
        left_out,
    )


def _row_into(codes: Sequence[Plain], number: int, row: Sequence[str], language: str) -> Iterator[str]:
    word = row[0].strip()
    if not can_match(word):
        yield f"line {number}: {word!r} can match nothing"
        return
    marked = [code for code, cell in zip(codes, row[1:], strict=False) if cell.strip() not in ("", "0")]
    if any(map(str.strip, row[1 + len(codes) :])):
        yield f"line {number}: {word!r} has cells in columns without a category"
    if not marked:
        yield f"line {number}: {word!r} is in no category"
    for code in marked:
        code.setdefault("rules", {}).setdefault(language, []).append(rule_of(word))


def lines_of(codes: Sequence[Plain], rows: Mapping[str, int], loc: Loc) -> Iterator[tuple[Loc, int]]:
    """The line of each code, by its place in plain data."""
    for i, code in enumerate(codes):
        yield (*loc, "codes", i), rows[code["id"]]
        yield from lines_of(code.get("codes", []), rows, (*loc, "codes", i))
