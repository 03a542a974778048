"""Lines without labels → paragraphs with their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qualcode.transcripts.voices.asking import asks
from qualcode.transcripts.voices.label_styles import Line
from qualcode.transcripts.voices.lines import HEADING, head_of

WHOLE = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(?P<text>(?:(?!\1).)+?)(?<=\S)\1")
_FIRST = re.compile(r"(\*{2}|_{2}|\*|_)(?=\S)(?P<text>(?:(?!\1).)+?)(?<=\S)\1\s+(?P<rest>\S.*)")
NUMBER = re.compile(r"\(?\d{1,2}(?:\.\d{1,2}|\.?[a-z])*(?P<sign>[.):]*)\s+(?=\S)")
DASH = re.compile(r"[-–—•]\s*(?=[^\s\d\-–—])")
ENDED = re.compile(r"[.?!…:][\"”’'»)\]*_]*$")
EMPHASIS = {1: "italic", 2: "bold", 3: "bold"}


@dataclass(frozen=True)
class Block:
    """A paragraph: its text, its looks, and what before it is number or mark."""

    text: str
    looks: frozenset[str]
    head: str = ""
    outside: bool = False
    time: float | None = None


def counts_up(lines: Sequence[Line]) -> bool:
    """Whether the bare numbers that paragraphs begin with count up through the text, so that they number it."""
    numbers = [
        int(match[1])
        for line in lines
        if line.label is None and (match := re.match(r"\(?(\d{1,2})(?=[\s.a-z)])", line.text))
    ]
    return (
        len(numbers) > 1
        and numbers == sorted(numbers)
        and numbers[0] <= 1
        and all(b - a <= 1 for a, b in pairwise(numbers))
    )


def blocks_of(lines: Sequence[Line], numbered: bool | None = None) -> list[Block]:
    """The paragraphs of the lines without Markdown's marks, numbers and dashes at their start, which are looks.

    `numbered` says whether bare numbers count the paragraphs, where the lines are only a part of the text.
    """
    gaps = sum(line.blank_before for line in lines)
    ended = sum(ENDED.search(line.text) is not None for line in lines)
    dashed = sum(DASH.match(line.text) is not None for line in lines)
    # no empty lines: a line is a paragraph
    each = gaps <= 1 + len(lines) // 10 and ended > 0.7 * len(lines) and dashed < 0.4 * len(lines)
    blocks: list[Block] = []
    for line in (half for whole in lines for half in _halves(whole)):
        block = _undressed(line)
        last = blocks[-1] if blocks else None
        joins = (
            last is not None
            and not (line.blank_before or each)
            and (dashed > 1 or last.looks - {"indented"} == block.looks - {"indented"})
        )
        if last is not None and joins and last.outside == block.outside and "dashed" not in block.looks:
            text = f"{last.text} {block.text}".strip()
            blocks[-1] = replace(last, text=text, head=f"{last.head} {block.head}".strip())
        else:
            blocks.append(block)
    return _only_counted(blocks, counts_up(lines) if numbered is None else numbered)


def _halves(line: Line) -> Iterator[Line]:
    """A line whose first part asks and looks another way than the answer after it, as two."""
    first, rest, looks = line.text[: line.lead].strip(), line.text[line.lead :].strip(), line.lead_looks
    if not line.lead and (match := _FIRST.fullmatch(line.text)):
        first, rest, looks = match["text"], match["rest"], frozenset({EMPHASIS[len(match[1])]})
    if first and rest and asks(first):
        yield replace(line, text=first, looks=line.looks | looks, lead=0)
        yield replace(line, text=rest, looks=line.looks, lead=0, head="", blank_before=True)
    else:
        yield line


def _undressed(line: Line) -> Block:
    text, looks = line.text, set(line.looks)
    if heading := HEADING.match(text):
        text = text[heading.end() :]
    if match := WHOLE.fullmatch(text):
        looks.add(EMPHASIS[len(match[1])])
        text = match["text"]
    if match := DASH.match(text):
        looks.add("dashed")
        text = text[match.end() :]
    elif match := NUMBER.match(text):
        looks.add("numbered" if match["sign"] or "." in match[0] else "counted")
        text = text[match.end() :]
    if len(text) > 3 and text.upper() == text and text.lower() != text:
        looks.add("capitals")
    return Block(text, frozenset(looks), f"{line.aside} {head_of(line.text, text)}".strip(), line.outside, line.time)


def _only_counted(blocks: list[Block], rising: bool) -> list[Block]:
    """The paragraphs that begin with a bare number as numbered where the numbers count up, else with the number in
    their text.
    """
    return [
        b
        if "counted" not in b.looks
        else replace(b, looks=b.looks - {"counted"} | {"numbered"})
        if rising
        else replace(b, looks=b.looks - {"counted"}, text=f"{b.head} {b.text}", head="")
        for b in blocks
    ]
