"""Reads .rtf transcripts: paragraphs and tables with their looks; deletions, addresses of fields, headers and notes are
left out.

RTF is parsed here because no kept library tells looks, deleted text and cells.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.archive import not_readable
from qualcode.errors import InputError
from qualcode.files import read_bytes
from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Passage
from qualcode.transcripts.readers.written import (
    BOX,
    COMMENT,
    DELETED,
    FOOTNOTE,
    HEADER_OR_FOOTER,
    Cell,
    Found,
    Run,
    read_written,
    table,
    written,
)
from qualcode.transcripts.voices.lines import Paragraph

WHAT = "rich text file"
TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
SILENT = frozenset(
    "fonttbl colortbl info pict object objdata themedata colorschememapping latentstyles datastore datafield "
    "fldinst listtable listoverridetable "
    "rsidtbl generator xmlnstbl nonshppict bkmkstart bkmkend pgptbl filetbl revtbl stylesheet atrfstart atrfend "
    "atnid atnicn atndate atnref "
    "listtext pntext pntxta pntxtb panose falt blipuid picprop shpinst mmathPr userprops "
    "wgrffmtfilter fchars lchars sp sn sv xe tc".split()
)
# of those after \*, the ones that hold text
HEARD = frozenset(("shpinst", "shptxt", "annotation", "footnote", "atnauthor"))
_LEFT_OUT = {
    "header": HEADER_OR_FOOTER, "headerl": HEADER_OR_FOOTER, "headerr": HEADER_OR_FOOTER, "headerf": HEADER_OR_FOOTER,
    "footer": HEADER_OR_FOOTER,
    "footerl": HEADER_OR_FOOTER, "footerr": HEADER_OR_FOOTER, "footerf": HEADER_OR_FOOTER, "footnote": FOOTNOTE,
    "annotation": COMMENT,
    "atnauthor": COMMENT, "shptxt": BOX, "ftnsep": FOOTNOTE, "ftnsepc": FOOTNOTE,
}  # fmt: skip
_SIGNS = {"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "tab": "\t",
          "line": "\n",
          "emspace": " ", "enspace": " ", "qmspace": " ", "page": "\n", "column": "\n", "softline": "\n"}  # fmt: skip
_SWITCHES = {"b": "bold", "i": "italic", "ul": "underlined", "caps": "capitals"}
_OTHER = {b"~": "\u00a0", b"_": "-", b"-": "\u00ad", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
CODEPAGES = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258",
             177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip


def read(path: Path, declared: SpeakerLabels) -> tuple[list[Passage], list[str]]:
    """The passages of a rich text file and warnings."""
    data = read_bytes(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise InputError([not_readable(path, WHAT)])
    return read_written(_Reading(data).found(), declared)


@dataclass(frozen=True)
class _Group:
    """The state within a pair of braces."""

    looks: frozenset[str] = frozenset()
    left_out: str = ""
    silent: bool = False
    encoding: str = ""
    skip: int = 1  # letters after a \\u that stand in for it
    style: int = -1
    in_table: bool = False
    indent: int = 0


@dataclass
class _Row:
    """A row that is being read: its finished cells and where columns end."""

    cells: list[tuple[Paragraph, ...]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


class _Reading:
    """One pass over a file."""

    def __init__(self, data: bytes) -> None:
        self.encoding = encoding_of(data)
        self.fonts = fonts_of(data)
        self.styles = _styles(data)
        self.data = data
        self.runs: list[Run] = []
        self.aside: list[tuple[str, str]] = []  # (reason, text) of what is left out in this paragraph
        self.cell: list[Paragraph] = []
        self.row = _Row()
        self.rows: list[_Row] = []
        self.bytes = b""
        self.to_skip = 0

    def found(self) -> Iterator[Found]:
        """Every paragraph and what is left out."""
        group = _Group(encoding=self.encoding)
        stack: list[_Group] = []
        starred = False
        for token in TOKEN.finditer(self.data):
            word, number, code, sign, brace, text = token.groups()
            if code is not None or text is not None:
                starred = False
                if not group.silent:
                    self._text(bytes.fromhex(code.decode()) if code is not None else text)
                continue
            self._flush(group)
            self.to_skip = 0
            if brace == b"{":
                stack.append(group)
            elif brace == b"}":
                if stack[-1:] and group.left_out != stack[-1].left_out and group.left_out:
                    self.aside.append((group.left_out, "\n"))
                group = stack.pop() if stack else _Group(encoding=self.encoding)
            elif sign == b"*":
                starred = True
                continue
            elif sign is not None:
                self._add(_OTHER.get(sign, ""), group)
            elif word is not None:
                name, value = word.decode(), int(number) if number is not None else None
                group = self._starred(name, group) if starred else self._word(name, value, group)
                yield from self._blocks(name, value, group)
            starred = False
        self._flush(group)
        yield from self._blocks("par", None, group)
        yield from self._end_of_table()

    # -- text -----------------------------------------------------------------------------------

    def _text(self, data: bytes) -> None:
        if self.to_skip:
            taken = min(self.to_skip, len(data))
            data, self.to_skip = data[taken:], self.to_skip - taken
        self.bytes += data

    def _flush(self, group: _Group) -> None:
        if self.bytes:
            data, self.bytes = self.bytes, b""
            self._add(data.decode(group.encoding or self.encoding, errors="replace"), group)

    def _add(self, text: str, group: _Group) -> None:
        if group.silent or not text:
            return
        if group.left_out:
            self.aside.append((group.left_out, text))
        else:
            self.runs.append((text, group.looks))

    # -- words ----------------------------------------------------------------------------------

    def _starred(self, name: str, group: _Group) -> _Group:
        return self._word(name, None, group) if name in HEARD else replace(group, silent=True)

    def _word(self, name: str, value: int | None, group: _Group) -> _Group:
        """What a control word makes of the state."""
        if name == "u" and value is not None:
            self._add(chr(value % 65536), group)
            self.to_skip = group.skip
        elif name in _SIGNS:
            self._add(_SIGNS[name], group)
        elif name in _LEFT_OUT:
            return replace(group, left_out=_LEFT_OUT[name])
        elif name in SILENT and name not in HEARD:
            return replace(group, silent=True)
        elif name == "uc":
            return replace(group, skip=value or 0)
        elif name == "f" and value is not None:
            return replace(group, encoding=self.fonts.get(value, self.encoding))
        elif name in ("deleted", "v"):
            reason = DELETED if name == "deleted" else "hidden text"
            return (
                replace(group, left_out="" if value == 0 else reason)
                if not group.left_out or group.left_out == reason
                else group
            )
        return _formatted(name, value, group)

    # -- paragraphs and tables ------------------------------------------------------------------

    def _blocks(self, name: str, value: int | None, group: _Group) -> Iterator[Found]:
        if name == "trowd":
            self.row.ends = []
        elif name == "cellx" and value is not None:
            self.row.ends.append(value)
        if group.silent or (group.left_out and group.left_out not in (DELETED, "hidden text")):
            if name in ("par", "cell", "row") and group.left_out:
                self.aside.append((group.left_out, "\n"))
            return
        if name in ("par", "sect", "cell", "nestcell", "nestrow"):
            paragraphs, aside = self._paragraph(group)
            yield from aside
            if name == "cell":
                self.row.cells.append((*self.cell, *paragraphs))
                self.cell = []
            elif group.in_table or name.startswith("nest"):
                self.cell += paragraphs
            else:
                yield from self._end_of_table()
                yield from paragraphs
        elif name == "row":
            self.rows.append(self.row)
            self.row = _Row(ends=list(self.row.ends))

    def _paragraph(self, group: _Group) -> tuple[list[Paragraph], list[Passage]]:
        style = self.styles.get(group.style, "")
        heading = style.lower().startswith(("heading", "otsikko", "title", "rubrik"))
        looks = (
            {"heading"}
            if heading
            else {f"style {style}"}
            if style and style.lower() not in _PLAIN_STYLES
            else set[str]()
        )
        looks |= {"indented"} if group.indent > 300 else set()
        runs, self.runs = self.runs, []
        aside, self.aside = self.aside, []
        reasons = dict.fromkeys(reason for reason, _ in aside)
        left_out = [
            Passage("".join(text for why, text in aside if why == reason), left_out=reason) for reason in reasons
        ]
        return list(written(runs, frozenset(looks))), [passage for passage in left_out if passage.text.strip()]

    def _end_of_table(self) -> Iterator[Found]:
        rows, self.rows = self.rows, []
        if self.row.cells or self.cell:  # a row that the file does not end
            rows.append(replace(self.row, cells=[*self.row.cells, *([tuple(self.cell)] if self.cell else [])]))
            self.row, self.cell = _Row(), []
        if rows:
            yield from table(_grid(rows))


_PLAIN_STYLES = frozenset(
    (
        "normal",
        "normaali",
        "body text",
        "no spacing",
        "list paragraph",
        "default",
        "table contents",
        "text body",
        "standard",
    )
)


def _formatted(name: str, value: int | None, group: _Group) -> _Group:
    if name in _SWITCHES:
        look = _SWITCHES[name]
        return replace(group, looks=group.looks - {look} if value == 0 else group.looks | {look})
    if name == "ulnone":
        return replace(group, looks=group.looks - {"underlined"})
    if name in ("cf", "highlight", "cb"):
        look = "coloured" if name == "cf" else "highlighted"
        return replace(
            group, looks=group.looks | {look} if value and value > 1 - (name != "cf") else group.looks - {look}
        )
    if name == "plain":
        return replace(
            group, looks=frozenset(), encoding="", left_out="" if group.left_out == "hidden text" else group.left_out
        )
    if name == "pard":
        return replace(group, style=-1, in_table=False, indent=0)
    if name == "intbl":
        return replace(group, in_table=True)
    if name == "s" and value is not None:
        return replace(group, style=value)
    if name == "li" and value is not None:
        return replace(group, indent=value)
    return group


def _grid(rows: Sequence[_Row]) -> list[list[Cell]]:
    """The rows as cells in columns: a column begins where any cell of the table does."""
    edges = sorted({end // 40 for row in rows for end in row.ends})
    grid = []
    for row in rows:
        cells, column = [], 0
        for number, paragraphs in enumerate(row.cells):
            end = bisect_left(edges, row.ends[number] // 40) + 1 if number < len(row.ends) and edges else column + 1
            cells.append(Cell(paragraphs, column, max(end - column, 1)))
            column = max(end, column + 1)
        grid.append(cells)
    return grid


def encoding_of(data: bytes) -> str:
    """The encoding that the file's head names; Windows-1252 where it names none that is known."""
    codepage = re.search(rb"\\ansicpg(\d{1,5})", data[:2000])
    if codepage is None:
        return "mac_roman" if b"\\mac" in data[:200] else "cp1252"
    name = f"cp{int(codepage[1])}"
    try:
        return codecs.lookup({"cp10000": "mac_roman", "cp65001": "utf-8"}.get(name, name)).name
    except LookupError:
        return "cp1252"


def fonts_of(data: bytes) -> dict[int, str]:
    """The encoding of each font of the font table."""
    start = data.find(b"{\\fonttbl")
    found = (
        re.finditer(rb"\\f(\d{1,5})\b[^{}]{0,80}?\\fcharset(\d{1,3})", data[start : start + 60_000])
        if start >= 0
        else ()
    )
    return {
        int(match[1]): CODEPAGES[charset] for match in found if (charset := int(match[2])) in CODEPAGES and charset != 0
    }


def _styles(data: bytes) -> dict[int, str]:
    start = data.find(b"{\\stylesheet")
    found = (
        re.finditer(rb"\{(?:\\\*)?\\s(\d{1,5})\b[^{};]{0,400}? ([^\\{};]{1,60});", data[start : start + 200_000])
        if start >= 0
        else ()
    )
    return {int(match[1]): match[2].decode("cp1252", errors="replace").strip() for match in found}
