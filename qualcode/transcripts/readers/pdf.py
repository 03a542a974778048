"""Reads .pdf transcripts: lines with labels, without page numbers, running headers and footers and line numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from qualcode.archive import not_readable
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.labels import lines_of, passages_of
from qualcode.transcripts.passages import Passage, clean

MOST_PAGES = 500
MOST_CHARACTERS = 5_000_000
_PAGE_MARK = re.compile(r"(?:page|sivu|sida|s\.|p\.)?\s*[-–]?\s*\d{1,4}\s*(?:[/]|of|av)?\s*(?:\(?\d{1,4}\)?)?\s*[-–]?", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(\d{1,5})(?:\s{2,}|\s)(?=\S)(.*)")


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a PDF and warnings; raises InputError for one that is encrypted, damaged or only pictures."""
    pages = [_lines(page) for page in _pages(path)]
    if not any(pages):
        hint = "It may be a scan; recognise its text first (OCR), or use the original document."
        raise InputError([Problem("holds no text.", path, hint=hint)])
    kept = _without_line_numbers(_without_margins(pages))
    passages, warnings = passages_of(lines_of(_hyphens_undone(clean("\n".join(kept))[0])), declared)
    return passages, warnings


def _pages(path: Path) -> Iterator[str]:
    import logging

    from pypdf import PdfReader

    read_bytes(path)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    size = 0
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError([Problem("is protected by a password.", path, hint="Save a copy without the password.")])
        for page in reader.pages[:MOST_PAGES]:
            text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
            size += len(text)
            if size > MOST_CHARACTERS:
                return
            yield text
    except InputError:
        raise
    except Exception as error:  # pypdf lets key, value, recursion and dependency errors through as they come
        raise InputError([not_readable(path, "PDF")]) from error


def _lines(page: str) -> list[str]:
    return [re.sub(r"\t+", " ", line).rstrip() for line in page.split("\n")]


def _without_margins(pages: Sequence[list[str]]) -> list[str]:
    """The lines of all pages without page numbers and without what stands at the top or bottom of most pages."""
    edges = Counter(_shape(line) for page in pages for line in _edges(page))
    inside = {_label(line) for page in pages for line in page if line not in _edges(page)} - {""}
    repeated = {shape for shape, count in edges.items() if count > max(1, len(pages) // 2) and _label(shape) not in inside}
    kept: list[str] = []
    for page in pages:
        margin = {line for line in _edges(page) if _PAGE_MARK.fullmatch(line.strip()) or _shape(line) in repeated}
        lines = [line for line in page if line not in margin]
        while kept and lines and not lines[0].strip():
            lines.pop(0)
        kept += lines
    return kept


def _edges(page: Sequence[str]) -> list[str]:
    filled = [line for line in page if line.strip()]
    return [*filled[:2], *filled[-2:]]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _label(line: str) -> str:
    """The label a line seems to begin with, without a line number before it; '' when there is none."""
    found = re.match(r"\s*(?:\d+\s+)?([^\W\d][^:]{0,30}):", line)
    return found[1] if found else ""


def _without_line_numbers(lines: Sequence[str]) -> list[str]:
    """The lines without the numbers before them, when these count up through the text."""
    matches = [_NUMBERED.fullmatch(line) for line in lines]
    numbers = [int(match[1]) for match in matches if match]
    rising = sum(0 < b - a <= 5 for a, b in pairwise(numbers))
    if len(numbers) < 5 or rising < 0.8 * (len(numbers) - 1):
        return [line.strip() for line in lines]
    return [match[2].strip() if match else line.strip() for match, line in zip(matches, lines, strict=True)]


def _hyphens_undone(text: str) -> str:
    """Words that were cut at a line's end whole again."""
    text = re.sub(r"(?<=[^\W\d_])-\n(?=(?:ja|tai|eli|sekä|och|eller|and|or)\b)", "- ", text)
    return re.sub(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zåäö])", "", text).replace("\u00ad", "")
