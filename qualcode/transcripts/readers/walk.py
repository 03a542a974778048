"""Walks plainly over everything that is text in a file, without knowing how it is read: a transcript's account is held
against it.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.files import read_bytes
from qualcode.transcripts.readers.encoding import decode
from qualcode.transcripts.readers.richtext import encoding_of, fonts_of
from qualcode.transcripts.readers.subtitles import is_subtitles

Places = Iterator[tuple[str, str]]
_TAGS = re.compile(r"<v(?:\.[\w.]{1,80})?[ \t]+([^<>\n]*)>|</?[a-zA-Z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]{1,40}\}")
_WORD_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_WORD_TEXT = frozenset(("t", "delText"))
_WORD_BREAKS = frozenset(("p", "tab", "br", "cr", "tc", "delText"))
_INLINE = frozenset(
    (
        "span",
        "a",
        "hi",
        "emph",
        "bookmark",
        "bookmark-start",
        "bookmark-end",
        "soft-page-break",
        "ref",
        "seg",
        "c",
        "sp",
    )
)


def plain(path: Path) -> Places:
    """Every line of a text file; subtitles saved as text are walked as such."""
    text = decode(read_bytes(path).replace(b"\f", b"\n^^^^^^^^^^\n"), path)[0]
    yield from _numbered(_without_tags(text) if is_subtitles(text) else text)


def cues(path: Path) -> Places:
    """Every line of a subtitle file without its tags; a voice's name is text."""
    yield from _numbered(_without_tags(decode(read_bytes(path), path)[0]))


def _without_tags(text: str) -> str:
    return html.unescape(_TAGS.sub(lambda tag: f"{tag[1]} " if tag[1] else "", text))


def _numbered(text: str) -> Places:
    return ((f"line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def values(path: Path) -> Places:
    """Every text in a JSON value; numbers and keys are none."""
    waiting: list[tuple[str, Any]] = [("", json.loads(decode(read_bytes(path), path)[0]))]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, dict):
            waiting += [(f"{place}.{key}".strip("."), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(f"{place}[{number}]", inner) for number, inner in reversed(list(enumerate(value, 1)))]


def word(path: Path) -> Places:
    """Every text node of a Word document: body, headers, footers, notes and comments, a paragraph at a time."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(filter(_WORD_PARTS.fullmatch, archive.namelist())):
            yield from _paragraphs(
                archive.read(name), name.removeprefix("word/").removesuffix(".xml"), _WORD_TEXT, {"noBreakHyphen": "-"}
            )


def opendocument(path: Path) -> Places:
    """Every text node of an OpenDocument text, and of the headers and footers of its pages."""
    with zipfile.ZipFile(path) as archive:
        yield from _paragraphs(archive.read("content.xml"), "text")
        if "styles.xml" in archive.namelist():
            root = _parsed(archive.read("styles.xml"))
            for part in root.iter():
                if _name(part) in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left"):
                    yield _name(part), _all_text(part)


def xml(path: Path) -> Places:
    """Every text node of an XML file, an element that holds text at a time."""
    yield from _paragraphs(read_bytes(path), "")


def _paragraphs(
    data: bytes, part: str, only: frozenset[str] = frozenset(), signs: dict[str, str] | None = None
) -> Places:
    """The text nodes of XML (those in elements called `only`), joined within a paragraph and parted where anything
    breaks a line.
    """

    def breaks(name: str) -> bool:
        return name in _WORD_BREAKS if only else name not in _INLINE

    pieces: list[str] = []
    number = 0
    for event, element in _events(data):
        name = _name(element)
        if event == "start":
            if breaks(name) and pieces and pieces[-1] != "\n":
                pieces.append("\n")
            if not only or name in only:
                pieces.append(element.text or "")
            elif signs and name in signs:
                pieces.append(signs[name])
        else:
            if not only:
                pieces.append(("\n" if breaks(name) else "") + (element.tail or ""))
            elif breaks(name):
                pieces.append("\n")
            if name in ("p", "h", "u", "ANNOTATION_VALUE") and "".join(pieces).strip():
                number += 1
                yield f"{part} paragraph {number}".strip(), "".join(pieces)
                pieces = []
    if "".join(pieces).strip():
        yield part, "".join(pieces)


def _events(data: bytes) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(_parsed(data), events=("start", "end"))


def _parsed(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _all_text(element: Any) -> str:
    return " ".join(piece for piece in element.itertext() if piece.strip())


def page(path: Path) -> Places:
    """Every text node of a web page but scripts and styles."""
    yield from _page_text(decode(read_bytes(path), path)[0])


def otranscribe(path: Path) -> Places:
    """Every text node of the page within oTranscribe's file, and its other texts."""
    data = json.loads(decode(read_bytes(path), path)[0])
    yield from _page_text(data["text"])
    yield from ((name, value) for name, value in data.items() if isinstance(value, str) and name != "text")


INLINE = frozenset("a abbr b em font i ins mark small span strong sub sup u o:p".split())
SILENT = ("script", "style", "template", "svg", "object")


def _page_text(text: str) -> Places:
    from lxml import html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    pieces: list[str] = []
    for head in root.iter("head"):
        pieces += [title.text or "" for title in head.iter("title")]
        for element in list(head):
            head.remove(element)
    for event, element in _walked(root):
        name = element.tag if isinstance(element.tag, str) else ""
        silent = any(str(above.tag) in SILENT for above in (element, *element.iterancestors()))
        if event == "start":
            pieces.append(("" if name in INLINE else "\n") + ("" if silent else element.text or ""))
        else:
            parent = element.getparent()
            hidden = parent is not None and str(parent.tag) in (*SILENT, "head")
            pieces.append(("" if name in INLINE else "\n") + ("" if hidden else element.tail or ""))
    yield from _numbered("".join(pieces))


def _walked(root: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(root, events=("start", "end"))


def table(path: Path) -> Places:
    """Every line of a table of text."""
    yield from _numbered(decode(read_bytes(path), path)[0])


def workbook(path: Path) -> Places:
    """Every cell of a workbook's sheets."""
    from qualcode.spreadsheet import workbook_rows

    for number, rows in enumerate(workbook_rows(path, sheets=100, rows=200_000, columns=500), 1):
        for at, row in enumerate(rows, 1):
            yield (
                f"sheet {number}, row {at}",
                "\n".join(str(cell).removesuffix(" 00:00:00") for cell in row if cell is not None),
            )


def chat(path: Path) -> Places:
    """Every line of a CHAT file; a word's parts in parentheses belong to it."""
    text = decode(read_bytes(path).replace(b"\x15", b" "), path)[0]
    yield from _numbered(re.sub(r"\((\w+)\)", r"\1", text.replace("_", " ")))


_RTF = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_RTF_SILENT = re.compile(
    rb"(?:fonttbl|colortbl|stylesheet|info|pict|object|list(?:text|table|overridetable)|"
    rb"pn(?:text|txta|txtb)|fldinst|bkmk(?:start|end)|datafield|atn(?:id|icn|date|ref)"
    rb"|nonshppict|sp|sn|sv|xe|tc|revtbl|rsidtbl|generator|filetbl|objdata|themedata|colorschememapping|falt|panose)"
)
_RTF_HEARD = (b"shpinst", b"shptxt", b"annotation", b"footnote", b"atnauthor")
_RTF_BREAKS = frozenset(b"par line cell row tab page sect nestcell emdash endash bullet deleted v".split()) | {
    *_RTF_HEARD
}
_RTF_SIGNS = {b"~": " ", b"_": "-", b"-": "\u00ad"}


def richtext(path: Path) -> Places:
    """All text of an RTF file but the tables of its fonts, colours and styles, pictures, counted numbers, and fields'
    addresses.
    """
    data = read_bytes(path)
    encoding, fonts = encoding_of(data), fonts_of(data)
    depth, skip, counts, font, starred = 0, 0, [1], [encoding], False
    silent_from: int | None = None  # how deep in braces what is silent began
    pieces: list[tuple[bytes | str, str]] = []
    for token in _RTF.finditer(data):
        word, number, code, sign, brace, text = token.groups()
        skip = skip if code or text else 0
        if brace:
            depth += 1 if brace == b"{" else -1
            counts = [*counts, counts[-1]] if brace == b"{" else counts[:-1] or [1]
            font = [*font, font[-1]] if brace == b"{" else font[:-1] or [encoding]
            silent_from = None if depth < 0 or (silent_from is not None and depth < silent_from) else silent_from
            depth = max(depth, 0)
        elif word and silent_from is None and (_RTF_SILENT.fullmatch(word) or starred) and word not in _RTF_HEARD:
            silent_from = depth
        elif silent_from is not None:
            pass
        elif word == b"u" and number:
            pieces.append((chr(int(number) % 65536), ""))
            skip = counts[-1]
        elif word in (b"f", b"plain"):
            font[-1] = fonts.get(int(number or -1), encoding)
        elif word == b"uc":
            counts[-1] = int(number or 1)
        elif word in _RTF_BREAKS:
            pieces.append(("\n", ""))
        elif code or text:
            letters = bytes.fromhex(code.decode()) if code else text
            taken, skip = letters[skip:], max(skip - len(letters), 0)
            pieces.append((taken, font[-1]))
        elif sign in _RTF_SIGNS:
            pieces.append((_RTF_SIGNS[sign], ""))
        starred = sign == b"*"
    yield from _numbered("".join(_joined(pieces)))


def _joined(pieces: list[tuple[bytes | str, str]]) -> Iterator[str]:
    """The pieces as text; neighbouring bytes of one encoding are decoded together."""
    waiting, encoding = b"", "cp1252"
    for piece, own in [*pieces, ("", "")]:
        if waiting and (isinstance(piece, str) or own != encoding):
            yield waiting.decode(encoding, errors="replace")
            waiting = b""
        if isinstance(piece, bytes):
            waiting, encoding = waiting + piece, own
        else:
            yield piece


def pdf(path: Path) -> Places:
    """The text of each page as the PDF engine itself gives it; a word cut at a line's end is whole."""
    import pypdfium2

    document = pypdfium2.PdfDocument(read_bytes(path))
    for number in range(len(document)):
        text = document[number].get_textpage().get_text_range().replace("\r\n", "\n")
        yield f"page {number + 1}", re.sub(r"[\ufffe\x02]\s*|(?<=[^\W\d_])-\n(?=[a-zåäö])", "", text)
