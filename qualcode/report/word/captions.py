"""The captions that an author's document has already: counted by fields or typed by hand, and what new ones among them
are numbered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from qualcode.report.numbering import Number
from qualcode.report.word.placeholders import WORD

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
LONGEST = 300  # letters of a paragraph that is a caption
_SEQUENCE = re.compile(r'\s*SEQ\s+(?:"([^"]+)"|(\S+))(.*)', re.DOTALL | re.IGNORECASE)
_RESET = re.compile(r'\\r\s*"?(\d+)', re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_LISTS = re.compile(r"\s*TO[CA]\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption of the author's: where it starts in the XML, the word before its number, and how it is counted.

    `sequence` is the name of the field that counts it, "" when the number is typed by hand. `typed` is that number,
    `reset` one that the field begins anew from, `repeats` says that it shows the last number again, `by_chapter` that
    each chapter begins anew.
    """

    start: int
    word: str
    text: str
    sequence: str = ""
    typed: int = 0
    reset: int | None = None
    repeats: bool = False
    by_chapter: bool = False
    shown: str = ""


@dataclass
class _Counted:
    """A field of a paragraph that counts: the text before it, its code, what it shows."""

    before: str
    code: str
    shown: str = ""


@dataclass
class _Open:
    """A paragraph that is being read."""

    start: int
    text: list[str] = field(default_factory=list)
    counted: list[_Counted] = field(default_factory=list)
    style: str = ""
    listed: bool = False  # in a table of contents or of figures


@dataclass
class _Field:
    """A field that is being read: its code, and what it counts."""

    code: str = ""
    counted: _Counted | None = None


class _Reader:
    """Reads a document's XML through once and keeps its captions, those of text boxes too."""

    def __init__(self, xml: bytes, words: Iterable[str], styles: Container[str]) -> None:
        self.found: list[Caption] = []
        self._styles = styles
        begin = rf"({'|'.join(map(re.escape, words))})\s+(\d+)"
        # By its style a caption is one however it is written; else by what stands after its number.
        self._styled = re.compile(rf"{begin}\b.*", re.IGNORECASE | re.DOTALL)
        self._typed = re.compile(
            rf"{begin}(?:[.:]?\s*|[.:]\s*(?=[^\W\d_a-zåäö]).*|\s*[–—-]\s.*|[.:]?[\t\n].*)", re.DOTALL
        )
        self._path: list[str] = []
        self._open: list[_Open] = []
        self._fields: list[_Field] = []
        self._skipped = 0  # depth in what is there for old programs and repeats what came before
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True
        self._parser.Parse(xml, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        self._skipped += name == f"{COMPATIBILITY} Fallback"
        if self._skipped:
            return
        kind = attributes.get(f"{WORD} fldCharType")
        if name == f"{WORD} p":
            self._open.append(
                _Open(self._parser.CurrentByteIndex, listed=any(_LISTS.match(one.code) for one in self._fields))
            )
        elif name == f"{WORD} pStyle" and self._open:
            self._open[-1].style = attributes.get(f"{WORD} val", "")
        elif name in (f"{WORD} tab", f"{WORD} br") and self._open and self._path[-2:-1] == [f"{WORD} r"]:
            self._open[-1].text.append("\t" if name.endswith("tab") else "\n")
        elif name == f"{WORD} fldSimple":
            self._fields.append(_Field(attributes.get(f"{WORD} instr", "")))
            self._shows()
        elif kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._shows()
        elif kind == "end" and self._fields:
            self._shows()  # a field without a result is counted too
            self._fields.pop()

    def _shows(self) -> None:
        """The innermost field's code is complete."""
        found = self._fields[-1]
        if self._open and _LISTS.match(found.code):
            self._open[-1].listed = True
        elif self._open and _SEQUENCE.match(found.code) and not found.counted:
            found.counted = _Counted("".join(self._open[-1].text), found.code)
            self._open[-1].counted.append(found.counted)

    def _characters(self, text: str) -> None:
        inside = self._path[-1] if self._path else ""
        if self._skipped or not inside.startswith(WORD):
            return
        if inside.endswith(" instrText") and self._fields:
            self._fields[-1].code += text
        elif inside.endswith(" t") and self._open:
            self._open[-1].text.append(text)
            if self._fields and self._fields[-1].counted:
                self._fields[-1].counted.shown += text

    def _end(self, name: str) -> None:
        self._path.pop()
        if name == f"{COMPATIBILITY} Fallback":
            self._skipped -= 1
        elif self._skipped:
            return
        elif name == f"{WORD} fldSimple":
            self._fields.pop()
        elif name == f"{WORD} p":
            self._closed(self._open.pop())

    def _closed(self, paragraph: _Open) -> None:
        said = "".join(paragraph.text).strip()
        text = " ".join(said.split())
        for one in paragraph.counted:
            code = _SEQUENCE.match(one.code)
            if code is not None:
                reset, switches = _RESET.search(code[3]), code[3].lower()
                word, last = (_WORDS.findall(one.before) or [""])[-1], int(reset[1]) if reset else None
                name = code[1] or code[2]
                self.found.append(
                    Caption(paragraph.start, word, text, name, 0, last, r"\c" in switches, r"\s" in switches, one.shown)
                )
        if paragraph.counted or paragraph.listed:
            return
        typed = (self._styled if paragraph.style in self._styles else self._typed).fullmatch(said)
        if typed and (len(text) <= LONGEST or paragraph.style in self._styles):
            self.found.append(Caption(paragraph.start, typed[1], text, typed=int(typed[2])))


class Captions:
    """The author's captions outside the stretches that are filled, and the numbers of those put among them.

    `words` says how tables and figures are called (`{"table": "Taulukko"}`), `styles` are the ids of captions' styles.
    Raises expat.ExpatError for broken XML.
    """

    def __init__(
        self, xml: bytes, stretches: Sequence[tuple[int, int]], words: Mapping[str, str], styles: Container[str] = ()
    ) -> None:
        self._words, self._stretches = words, list(stretches)
        read = _Reader(xml, words.values(), styles).found
        self._found = sorted(
            (c for c in read if not any(a <= c.start < b for a, b in stretches)), key=lambda caption: caption.start
        )
        self.sequences = {word: self._sequence(word) for word in words.values()}
        self._next, self._field, self._last = 0, dict[str, int](), dict[str, int]()
        self._renumbered: list[Caption] = []
        self._appendices = 0

    def _sequence(self, word: str) -> str:
        """The name of the field that counts the captions of a word: most of the author's, else the word."""
        named = Counter(c.sequence for c in self._found if c.sequence and c.word.casefold() == word.casefold())
        return named.most_common(1)[0][0] if named else word

    def number(self, part: int, kind: str) -> Number:
        """The number of a new caption in a stretch: it goes on from the author's before it."""
        if kind == "appendix":
            self._appendices += 1
            return Number(self._appendices)
        self._read_to(self._stretches[part][0])
        sequence = self.sequences[self._words[kind]].casefold()
        follows = self._field.get(sequence, 0) + 1
        number = max(self._last.get(sequence, 0) + 1, follows)
        self._field[sequence] = self._last[sequence] = number
        return Number(number, restart=number != follows)

    def _read_to(self, position: float) -> None:
        while self._next < len(self._found) and self._found[self._next].start < position:
            self._pass(self._found[self._next])
            self._next += 1

    def _pass(self, caption: Caption) -> None:
        if not caption.sequence:
            sequence = next(
                self.sequences[word].casefold()
                for word in self._words.values()
                if word.casefold() == caption.word.casefold()
            )
            self._last[sequence] = max(self._last.get(sequence, 0), caption.typed)
            return
        sequence = caption.sequence.casefold()
        before = self._field.get(sequence, 0)
        now = before if caption.repeats else before + 1 if caption.reset is None else caption.reset
        self._field[sequence] = self._last[sequence] = now
        if caption.shown.isdecimal() and int(caption.shown) != now:
            self._renumbered.append(caption)

    def told(self) -> list[str]:
        """What the author should know of the captions, once all new ones have their numbers."""
        self._read_to(float("inf"))
        ours = {name.casefold() for name in self.sequences.values()}
        typed = [f'"{c.text[:50]}"' for c in self._found if not c.sequence]
        chapters = [f'"{c.text[:50]}"' for c in self._found if c.by_chapter and c.sequence.casefold() in ours]
        renumbered = [
            f'"{c.text[:50]}"' for c in self._renumbered if c.sequence.casefold() in ours and not c.by_chapter
        ]
        return [
            text.format(_few(captions))
            for text, captions in ((TYPED, typed), (BY_CHAPTER, chapters), (RENUMBERED, renumbered))
            if captions
        ]


TYPED = (
    "{}: the number is typed by hand, so no field counts it. What was put in goes on from "
    "the numbers before it, but typed ones do not "
    "follow: in Word, delete the number and choose References > Insert Caption."
)
BY_CHAPTER = (
    "{}: numbered by chapter, but what was put in is numbered through the document: choose "
    "one way in References > Insert Caption."
)
RENUMBERED = "{}: gets another number when fields are brought up to date: in Word, press Ctrl+A and F9."


def _few(texts: Sequence[str], most: int = 3) -> str:
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")
