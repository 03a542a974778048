"""A Word document → its text with the stretches that comments stand at, and those that are highlighted or coloured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, checked_zip, local, member, names_in, parse_xml

WHAT = "Word document"
# what is no text of the document
GONE = frozenset(("del", "moveFrom", "Fallback", "delText", "instrText", "pPr", "rPr", "sectPr"))
PLAIN = frozenset(("", "none", "auto", "000000", "FFFFFF", "windowText"))


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote it and when, its paragraphs, the stretch that it stands at, and whether it answers
    another.
    """

    author: str
    time: str
    paragraphs: tuple[str, ...]
    start: int
    end: int
    reply: bool = False


@dataclass
class Marked:
    """The text of a document, a line a paragraph, with what is marked in it; `colours` are stretches by colour.

    `deleted` and `placeless` are how many comments stand at words that were deleted, and nowhere in the text (in a
    footnote).
    """

    text: str = ""
    comments: list[Comment] = field(default_factory=list)
    colours: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    deleted: int = 0
    placeless: int = 0


def creator(path: Path) -> str:
    """The program or person that a document's properties name as its author; "" without one."""
    names = {name.lower(): name for name in names_in(path, WHAT)}
    part = names.get("docprops/core.xml")
    elements = parse_xml(member(path, part, WHAT), path, WHAT) if part else ()
    return next((str(one.text or "") for one in elements if local(one) == "creator"), "")


def marked_text(path: Path) -> Marked:
    """The document as it reads with every tracked change accepted; raises InputError for a file that is none."""
    checked_zip(path, WHAT)
    names = {name.lower(): name for name in names_in(path, WHAT)}
    reading = _Reading()
    reading.blocks(parse_xml(member(path, names.get("word/document.xml", "word/document.xml"), WHAT), path, WHAT))
    found = Marked("".join(reading.pieces), colours=reading.colours)
    answers = _answers(path, names)
    if "word/comments.xml" in names:
        for element in parse_xml(member(path, names["word/comments.xml"], WHAT), path, WHAT):
            number = attribute(element, "id")
            if local(element) != "comment":
                continue
            if number not in reading.ends:
                found.placeless += 1
            elif number in reading.deleted:
                found.deleted += 1
            else:
                start, end = reading.starts.get(number, reading.ends[number]), reading.ends[number]
                if not found.text[start:end].strip():  # a comment at a point is one on its paragraph
                    start, end = reading.paragraph_at(end)
                paragraphs = [one for one in element if local(one) == "p"]
                said = tuple("".join(_said(one)).strip() for one in paragraphs)
                reply = any(attribute(one, "paraId") in answers for one in paragraphs)
                found.comments.append(
                    Comment(attribute(element, "author").strip(), attribute(element, "date"), said, start, end, reply)
                )
    return found


def _answers(path: Path, names: Mapping[str, str]) -> frozenset[str]:
    """The paragraphs of comments that answer others."""
    name = names.get("word/commentsextended.xml")
    entries = parse_xml(member(path, name, WHAT), path, WHAT) if name else ()
    return frozenset(attribute(entry, "paraId") for entry in entries if attribute(entry, "paraIdParent"))


def _said(paragraph: Any) -> list[str]:
    return [
        str(node.text or "") if local(node) == "t" else " "
        for node in paragraph.iter()
        if local(node) in ("t", "tab", "br")
    ]


@dataclass
class _Reading:
    """The text so far, and where comments begin and end in it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    colours: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    gone: int = 0  # how many deletions were met
    deleted: set[str] = field(default_factory=set)
    _before: dict[str, int] = field(default_factory=dict)

    def paragraph_at(self, place: int) -> tuple[int, int]:
        """The paragraph that a place is in."""
        return next((span for span in self.paragraphs if span[0] <= place <= span[1]), (place, place))

    def blocks(self, element: Any) -> None:
        """Read paragraphs, tables and what holds them, in order."""
        for child in element:
            name = local(child)
            if name == "p":
                start = self.length
                self.inline(child, {})
                self.paragraphs.append((start, self.length))
                self.add("\n")
            elif name in ("commentRangeStart", "commentRangeEnd"):
                self.mark(child)
            elif name not in GONE:
                self.blocks(child)

    def inline(self, element: Any, looks: Mapping[str, str]) -> None:
        """Read the runs of a paragraph."""
        for child in element:
            name = local(child)
            if name in GONE:
                self.gone += name in ("del", "moveFrom")
                continue
            if name == "r":
                self.inline(child, dict(_looks(child)))
            elif name == "t":
                self.say(str(child.text or ""), looks)
            elif name in ("tab", "br", "cr"):
                self.say(" ", looks)
            elif name == "noBreakHyphen":
                self.say("-", looks)
            elif name.startswith("comment"):
                self.mark(child)
            elif name == "txbxContent":
                self.add("\n")
                self.blocks(child)
            else:
                self.inline(child, looks)

    def mark(self, element: Any) -> None:
        """A comment begins or ends here."""
        number = attribute(element, "id")
        if local(element) == "commentRangeStart":
            self.starts[number], self._before[number] = self.length, self.gone
        elif local(element) == "commentRangeEnd" or number not in self.ends:
            self.ends[number] = self.length
            if self.starts.get(number) == self.length and self.gone > self._before.get(number, self.gone):
                self.deleted.add(number)

    def say(self, text: str, looks: Mapping[str, str]) -> None:
        """Add text, and make stretches of one colour longer."""
        start = self.length
        self.add(text)
        for colour in looks.values():
            spans = self.colours.setdefault(colour, [])
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], self.length)
            else:
                spans.append((start, self.length))

    def add(self, text: str) -> None:
        """Add text that has no looks."""
        self.pieces.append(text)
        self.length += len(text)


def _looks(run: Any) -> list[tuple[str, str]]:
    """The highlight, the shade and the colour of a run's letters, by kind."""
    properties = next((child for child in run if local(child) == "rPr"), ())
    found = []
    for one in properties:
        value = attribute(one, "fill" if local(one) == "shd" else "val")
        if local(one) in ("highlight", "shd", "color") and value not in PLAIN:
            found.append((local(one), value.lower()))
    return found
