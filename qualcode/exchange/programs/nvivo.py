"""The coding references of a code that NVivo exports as .docx or .txt: under each document its references, one after
the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qualcode.archive import checked_zip
from qualcode.errors import InputError, Problem
from qualcode.exchange.comments.marked import marked_text
from qualcode.exchange.formats import Asked, Format
from qualcode.exchange.segment_table import Segments
from qualcode.files import read_text
from qualcode.people.segments import Segment

_DOCUMENT = re.compile(
    r"<?(?P<path>[^<>]+?)>?\s+-\s+§?\s*(?P<number>\d+)\s+(?:references?\s+coded|"
    r"viittau\w+\s+koodattu|koodattu\w*\s+viittau\w+)\s*\[.*\]\s*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?:Reference|Viittaus|Viite)\s+\d+\s*(?:-\s*[\d.,]+\s?%.*)?", re.IGNORECASE)
_NAME = re.compile(r"(?:Name|Nimi)\s*:\s*(?P<name>.+)", re.IGNORECASE)


def _lines(path: Path) -> list[str]:
    if path.suffix.lower() == ".docx":
        checked_zip(path, "Word document")
        return marked_text(path).text.split("\n")
    return read_text(path).split("\n")


def _recognises(path: Path) -> bool:
    try:
        return any(_DOCUMENT.fullmatch(line.strip()) for line in _lines(path)[:400])
    except InputError:
        return False


def _read(path: Path, asked: Asked) -> Segments:
    """The references; the code is the one that the file says it is of, else the file's name."""
    if not asked.coder:
        raise InputError([Problem("does not say who coded.", path, hint="Name the coder: --coder Anna.")])
    lines = _lines(path)
    code = next((match["name"].strip() for line in lines[:20] if (match := _NAME.fullmatch(line.strip()))), path.stem)
    code = re.split(r"\\\\|\\", code)[-1].strip()
    found, problems, partly = list[Segment](), list[Problem](), set[str]()
    for document, said, row, told in _documents(lines):
        found += [Segment(document, code, asked.coder, text, file=path, row=at) for text, at in said]
        if told != len(said):
            partly.add(document)
            problems.append(
                Problem(f"says that there are {told} references in {document}, and has {len(said)}.", path, row)
            )
    return Segments(tuple(found), (f"the code is {code!r}",), tuple(problems), frozenset(partly))


def _documents(lines: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, int]], int, int]]:
    """Each document with its references and their lines, its own line, and how many references it says it has."""
    heads = [(n, match) for n, line in enumerate(lines) if (match := _DOCUMENT.fullmatch(line.strip()))]
    for at, (n, match) in enumerate(heads):
        end = heads[at + 1][0] if at + 1 < len(heads) else len(lines)
        marks = [m for m in range(n + 1, end) if _REFERENCE.fullmatch(lines[m].strip())]
        said = []
        for k, mark in enumerate(marks):
            stop = marks[k + 1] if k + 1 < len(marks) else end
            text = "\n".join(lines[mark + 1 : stop]).strip()
            said += [(text, mark + 2)] if text else []
        yield re.split(r"\\\\|\\", match["path"])[-1].strip(), said, n + 1, int(match["number"])


FORMAT = Format(
    "nvivo",
    "NVivo: a code's references, exported as .docx or .txt",
    (".docx", ".txt"),
    "NVivo help, Export a code's content (reference view)",
    False,
    _recognises,
    _read,
)
