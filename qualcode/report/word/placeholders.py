"""Where an author's Word document asks for parts of the findings: `[[table themes]]` in a paragraph of its own, or a
part filled before.

The document's XML is not parsed into a tree and written again, which would change it, but read through once with the
position of each byte, so that everything else can be left as it is. A filled part lies between two bookmarks, which
Word and LibreOffice both keep: qualcode_HASH_HASH_NUMBER, named after what was asked for and after its text, in its
first paragraph, and qualcode_HASH_end_NUMBER in its last.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REFERENCE = "_Ref"  # how the bookmarks begin that Word makes for cross-references
BODY = 2  # the depth of the body's children
OTHER = {  # what a paragraph may hold besides text, and the sign that stands for it where a part's text is compared
    "drawing": "▣", "pict": "▣", "object": "▣", "footnoteReference": "¹", "endnoteReference": "¹",
    "commentReference": "💬", "sectPr": "§",
}  # fmt: skip
_ASKED = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")
_OURS = re.compile(rf"{REFERENCE}.*|quotes_\d+|qualcode_.*")
_OWN = re.compile(r"qualcode_([0-9a-f]{10})_([0-9a-f]{10})_(\d+)")
_START_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_COUNTED = re.compile(r"\s*(SEQ|REF|PAGEREF)\b")
_MARKERS = frozenset(
    f"{kind}{end}"
    for kind in ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange")
    for end in ("Start", "End")
)


def short_hash(text: str) -> str:
    """Ten letters that stand for a text, whatever its spaces."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]


def start_name(asked: str, made: str, number: int) -> str:
    """The name of the bookmark in a filled part's first paragraph."""
    return f"qualcode_{asked}_{made}_{number}"


def caption_name(asked: str, number: int) -> str:
    """How the names of the bookmarks at its captions' numbers begin."""
    return f"qualcode_{asked}_{number}"


def end_name(asked: str, number: int) -> str:
    """The name of the bookmark in its last."""
    return f"qualcode_{asked}_end_{number}"


@dataclass
class Spot:
    """A stretch of the document's XML, from `start` to `end`, that a part of the findings takes the place of.

    `text` is what was asked for; of a part filled before it is empty, `asked` is its hash, `made` the hash of its text
    when it was filled, `now` that of the text as it stands, `number` tells it from others that ask for the same, and
    `references` are the bookmarks of its captions, by a caption's text, to which the author's cross-references lead.
    `before` are marks of the author's (bookmarks, comments) that stand in the stretch and are kept. `section` is the
    number of the page set-up it stands in, `level` that of the heading above it.
    """

    text: str
    start: int
    end: int = 0
    before: bytes = b""
    section: int = 0
    level: int = 0
    asked: str = ""
    made: str = ""
    number: int = 0
    now: str = ""
    references: dict[str, Sequence[str]] = field(default_factory=dict)

    @property
    def edited(self) -> bool:
        """Whether the text was changed, or commented on, since it was filled."""
        return self.now != self.made


@dataclass(frozen=True)
class Elsewhere:
    """What is asked for where it cannot be put: the text in the brackets, where that is, and the whole paragraph."""

    text: str
    where: str
    paragraph: str


@dataclass
class _Paragraph:
    """A paragraph that is being read; `plain` is its text without what fields show, which Word may count anew."""

    start: int
    text: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    markers: list[tuple[int, int]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    style: str = ""
    ends_section: bool = False
    other: bool = False


class Scanner:
    """Reads a document's XML through once: `spots` in the body, and `elsewhere` what is asked for where it cannot be
    put.

    `levels` gives the level of each heading style by its id, `at` is a text that stands for the whole findings besides
    `[[findings]]`. `unended` is the bookmark of a part filled before whose end is not there; those named in `ignored`
    are no parts. Raises expat.ExpatError for broken XML.
    """

    def __init__(self, xml: bytes, levels: Mapping[str, int], at: str = "", ignored: Container[str] = ()) -> None:
        self.spots: list[Spot] = []
        self.elsewhere: list[Elsewhere] = []
        self.unended = ""
        self._ignored = ignored
        self._own_ids: set[str] = set()  # of the bookmarks in that part that are ours
        self._xml, self._levels, self._at = xml, levels, " ".join(at.split())
        self._path: list[str] = []
        self._paragraphs: list[_Paragraph] = []  # those that are open: a text box holds paragraphs inside one
        self._own: Spot | None = (
            None  # the part filled before that is being read, its text, and whether its last paragraph has begun
        )
        self._own_text, self._own_ends = "", False
        self._empty: list[
            int
        ] = []  # for each paragraph and marker that is open: its end when it is an empty element, else 0
        self._instructions: list[str] = []  # of the fields that are open
        self._shown: list[bool] = []  # for each field whose result is being read: whether Word counts it anew
        self._section = self._level = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True
        self._parser.Parse(xml, True)

    # -- what the parser meets ----------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        uri, _, tag = name.rpartition(" ")
        if uri == WORD:
            values = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self._fields(tag, values)
            self._opened(tag, values)
        self._path.append(tag)

    def _opened(self, tag: str, values: Mapping[str, str]) -> None:
        position = self._parser.CurrentByteIndex
        if tag == "p" or tag in _MARKERS:
            whole = _START_TAG.match(self._xml, position)
            self._empty.append(whole.end() if whole and whole[0].endswith(b"/>") else 0)
        if tag == "p":
            self._paragraphs.append(_Paragraph(position))
        elif self._paragraphs:
            paragraph = self._paragraphs[-1]
            if tag == "pStyle":
                paragraph.style = values.get("val", "")
            elif tag in OTHER:
                paragraph.plain.append(OTHER[tag])
                paragraph.ends_section |= tag == "sectPr"
                paragraph.other |= tag != "sectPr"
            elif tag == "fldChar" or (tag == "br" and values.get("type") in ("page", "column")):
                paragraph.other = True
            elif tag in _MARKERS:
                self._marker(paragraph, tag, values, position)

    def _marker(self, paragraph: _Paragraph, tag: str, values: Mapping[str, str], position: int) -> None:
        name = values.get("name", "")
        own = _OWN.fullmatch(name)
        outer = self._own is None and len(self._paragraphs) == 1 and len(self._path) == BODY + 1
        if tag == "bookmarkStart" and own and outer and name not in self._ignored:
            self._own_ids, self.unended = {values.get("id", "")}, name
            self._own = Spot("", paragraph.start, 0, b"", self._section, self._level, own[1], own[2], int(own[3]))
            self._own_text, self._own_ends = "", False
        elif self._own is not None and name == end_name(self._own.asked, self._own.number):
            self._own_ends = True
            self._own_ids.add(values.get("id", ""))
        elif self._own is not None and tag == "bookmarkStart" and _OURS.fullmatch(name):
            self._own_ids.add(values.get("id", ""))
            paragraph.references += [name] if name.startswith(REFERENCE) else []
        elif self._own is None or tag != "bookmarkEnd" or values.get("id") not in self._own_ids:
            paragraph.markers.append((position, position))

    def _fields(self, tag: str, values: Mapping[str, str]) -> None:
        kind = values.get("fldCharType", "")
        if kind == "begin":
            self._instructions.append("")
        elif kind == "separate" or tag == "fldSimple":
            instruction = values.get("instr") or (self._instructions[-1] if self._instructions else "")
            self._shown.append(_COUNTED.match(instruction) is not None)
        elif kind == "end":
            self._instructions, self._shown = self._instructions[:-1], self._shown[:-1]

    def _characters(self, text: str) -> None:
        inside = self._path[-1] if self._path else ""
        if inside == "instrText":
            self._instructions[-1:] = ["".join([*self._instructions[-1:], text])]
        elif inside == "t" and self._paragraphs:
            self._paragraphs[-1].text.append(text)
            self._paragraphs[-1].plain += [] if any(self._shown) else [text]

    def _end(self, name: str) -> None:
        self._path.pop()
        uri, _, tag = name.rpartition(" ")
        if uri != WORD or tag not in ("p", "fldSimple", *_MARKERS):
            return
        if tag == "fldSimple":
            self._shown = self._shown[:-1]
            return
        end = self._empty.pop() or self._xml.index(b">", self._parser.CurrentByteIndex) + 1
        if tag == "p":
            self._closed(self._paragraphs.pop(), end)
        elif self._paragraphs and self._paragraphs[-1].markers:
            self._paragraphs[-1].markers[-1] = (self._paragraphs[-1].markers[-1][0], end)

    # -- what a paragraph is ------------------------------------------------------------------

    def _closed(self, paragraph: _Paragraph, end: int) -> None:
        if self._own is not None:
            self._filled(self._own, paragraph, end)
        else:
            self._author(paragraph, end, len(self._path) == BODY)
        if len(self._path) == BODY:
            self._section += paragraph.ends_section

    def _filled(self, own: Spot, paragraph: _Paragraph, end: int) -> None:
        """A paragraph of a part filled before, the last one if the bookmark ends in it."""
        plain = "".join(paragraph.plain)
        self._own_text += f" {plain}"
        own.before += self._marks(paragraph)
        if paragraph.references:
            own.references[plain] = paragraph.references
        if self._own_ends and len(self._path) == BODY:
            own.end, own.now = end, short_hash(self._own_text)
            self.spots.append(own)
            self._own, self.unended = None, ""

    def _author(self, paragraph: _Paragraph, end: int, in_body: bool) -> None:
        """A paragraph of the author's: text, a heading, or a placeholder."""
        whole = " ".join("".join(paragraph.text).split())
        asked = _ASKED.findall(whole)
        if whole and whole == self._at:
            asked, alone = ["findings"], True
        else:
            alone = len(asked) == 1 and _ASKED.fullmatch(whole) is not None
        if in_body and alone and not paragraph.ends_section and not paragraph.other:
            self.spots.append(Spot(asked[0], paragraph.start, end, self._marks(paragraph), self._section, self._level))
        else:
            self.elsewhere += [Elsewhere(text, self._where(paragraph, alone), whole) for text in asked]
            self._level = self._levels.get(paragraph.style, self._level) if in_body else self._level

    def _where(self, paragraph: _Paragraph, alone: bool) -> str:
        """Where a paragraph stands that cannot be filled."""
        if "txbxContent" in self._path:
            return "in a text box"
        if "tc" in self._path:
            return "in a cell of a table"
        if self._path[:1] in (["hdr"], ["ftr"], ["footnotes"], ["endnotes"]):
            return {
                "hdr": "in a header",
                "ftr": "in a footer",
                "footnotes": "in a footnote",
                "endnotes": "in an endnote",
            }[self._path[0]]
        more = alone and (paragraph.other or paragraph.ends_section)
        return (
            "beside a picture, a note, a field, or a break of the page or the section" if more else "among other text"
        )

    def _marks(self, paragraph: _Paragraph) -> bytes:
        return b"".join(self._xml[start:stop] for start, stop in paragraph.markers)


def spliced(xml: bytes, pieces: Sequence[tuple[int, int, bytes]]) -> bytes:
    """The XML with stretches (start, end) replaced; everything else is byte for byte as it was."""
    made, last = [], 0
    for start, end, new in sorted(pieces):
        made += [xml[last:start], new]
        last = end
    return b"".join([*made, xml[last:]])
