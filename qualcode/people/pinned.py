"""The quotes that people chose to stand in the findings: codings/quotes.csv, a row a quote and code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import Problem
from qualcode.files import write_atomic
from qualcode.line.corpus import Corpus
from qualcode.people.decisions import PINNED
from qualcode.people.written_tables import as_csv, rows_of

COLUMNS = ("transcript", "start", "end", "code", "quote")


@dataclass(frozen=True, slots=True)
class Pin:
    """A chosen quote: a stretch of a transcript (-1: only its text is known), the code it stands for, its text, its
    line in the file.
    """

    transcript: str
    start: int
    end: int
    code: str
    quote: str
    line: int = field(default=0, compare=False)

    @property
    def place(self) -> tuple[str, int, int, str]:
        """What it is a quote of: transcript, start, end, code."""
        return self.transcript, self.start, self.end, self.code


def read_pins(path: Path) -> list[Pin]:
    """The rows of the file, none without one; a row needs a transcript, a code, and a place or a quote. Raises
    InputError.
    """
    if not path.exists():
        return []
    return [_pin(line, cells) for line, cells in rows_of(path, ("transcript", "code", "quote", "start", "end"), 3)]


def _pin(line: int, cells: Mapping[str, str]) -> Pin:
    placed = cells["start"].isdecimal() and cells["end"].isdecimal()
    start, end = (int(cells["start"]), int(cells["end"])) if placed else (-1, -1)
    return Pin(cells["transcript"], start, end, cells["code"], " ".join(cells["quote"].split()), line)


@dataclass(frozen=True)
class Pins:
    """The chosen quotes with their places as the transcripts are now, and those that are not found."""

    placed: tuple[Pin, ...] = ()
    problems: tuple[Problem, ...] = ()


def pins_of(corpus: Corpus) -> Pins:
    """The chosen quotes of a study. One whose text has moved in its transcript is found again by its text, where that
    stands once.
    """
    path = corpus.study.root / PINNED
    known, placed, problems = {source.id for source in corpus.study.sources}, list[Pin](), list[Problem]()
    for pin in read_pins(path):
        if pin.transcript not in known:
            problems.append(
                Problem(f"the transcript {pin.transcript!r} of a chosen quote is not in the study.", path, pin.line)
            )
            continue
        found = _place(corpus.text(pin.transcript), pin)
        if found is None:
            message = f"the chosen quote {pin.quote[:60]!r} is not in {pin.transcript}, or more than once."
            problems.append(
                Problem(
                    message, path, pin.line, "Copy its words from the transcript, as many as make it the only place."
                )
            )
        else:
            placed.append(Pin(pin.transcript, *found, pin.code, pin.quote, pin.line))
    return Pins(tuple(placed), tuple(problems))


def _place(text: str, pin: Pin) -> tuple[int, int] | None:
    if 0 <= pin.start < pin.end <= len(text) and pin.quote in ("", " ".join(text[pin.start : pin.end].split())):
        return pin.start, pin.end
    words = [re.escape(word) for word in pin.quote.split()]
    found = list(re.finditer(r"\s+".join(words), text)) if words else []
    return (found[0].start(), found[0].end()) if len(found) == 1 else None


def set_pin(root: Path, pin: Pin, chosen: bool) -> None:
    """Put a quote among the chosen ones, or take it from them."""
    others = [
        one
        for one in read_pins(root / PINNED)
        if (one.transcript, one.start, one.end, one.code) != (pin.transcript, pin.start, pin.end, pin.code)
    ]
    rows = [*others, *([pin] if chosen else [])]
    write_atomic(root / PINNED, as_csv(COLUMNS, _rows(rows)))


def _rows(pins: list[Pin]) -> Iterator[tuple[object, ...]]:
    for pin in pins:
        yield pin.transcript, pin.start if pin.start >= 0 else "", pin.end if pin.end >= 0 else "", pin.code, pin.quote
