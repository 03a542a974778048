"""How reading grows with a file that was made to be slow: `python benchmarks/hostile.py [LARGEST_KB] [FORMAT…]`.

For each format, one sign or beginning is said again and again, in a file of 10 KB, 100 KB and 1 MB (or the largest
named). A row shows the seconds of the slowest such file of each size, and which sign it was; what is linear takes ten
times as long for ten times as much.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_formats import WRITERS

from qualcode.errors import QualcodeError
from qualcode.transcripts import formats, read_transcript

SIGNS = (
    "<v ",
    "<v a>",
    "<a",
    "<a>",
    "</a>",
    "<",
    ">",
    "[",
    "]",
    "[a",
    "(",
    ")",
    "(a",
    "((",
    "{",
    "}",
    '"',
    "'",
    "|",
    ",",
    ";",
    ":",
    "a:",
    "a: ",
    "\na:",
    "\nA: b",
    "00:00:01.000 --> 00:00:02.000\n",
    "\n00:00:01.000 --> 00:00:02.000\na",
    "1\n",
    "\n\n",
    "\n",
    " ",
    "\t",
    "\na\t",
    "*",
    "**",
    "**a",
    "_",
    "__a",
    "#",
    "\n# ",
    "\u00ad",
    "\u200b",
    "&",
    "&amp;",
    "&#",
    "-",
    "- ",
    "\n- ",
    "=",
    "a",
    "a ",
    "A ",
    "Aa ",
    "1",
    "1:",
    "1.",
    "\n1. ",
    "0:00 ",
    "\nA 0:00\n",
    "...",
    "…",
    "?",
    "a? ",
    "•",
    "\x15",
    "&=",
    "+",
    "\n*A:",
    "\n*A:\t[",
    "\\",
    "\\u",
    "\\'e4",
    "{\\b ",
    "\\par ",
    "@",
    "NOTE ",
    "\nNOTE\n",
    "€",
    "😀",
)
Made = Iterator[tuple[str, bytes]]


def texts(size: int, before: str = "", after: str = "") -> Made:
    """Files that are a sign again and again, alone and within what makes the format."""
    for sign in SIGNS:
        body = (sign * (size // max(len(sign.encode()), 1) + 1))[:size]
        yield repr(sign), (before + body + after).encode("utf-8")


def nested(size: int, opening: str, closing: str, before: str, after: str) -> Made:
    """Elements within elements, and beside each other."""
    times = size // (len(opening) + len(closing))
    yield f"{opening} nested", f"{before}{opening * times}x{closing * times}{after}".encode()
    yield f"{opening} beside", f"{before}{(opening + 'x' + closing) * times}{after}".encode()


def escaped(size: int, before: str, after: str) -> Made:
    """Signs as the text of an XML file."""
    from xml.sax.saxutils import escape

    for sign, body in texts(size):
        kept = "".join(letter for letter in body.decode("utf-8", "ignore") if letter >= " " or letter in "\n\t")
        yield sign, (before + escape(kept) + after).encode("utf-8")


def zipped(path: Path, member: str, bodies: Made) -> Made:
    """A whole document of a format with another main part."""
    WRITERS[path.suffix[1:]](path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for sign, body in bodies:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, body if name == member else data)
        yield sign, out.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
XLSX = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def made(name: str, size: int, path: Path) -> Made:
    """The files of a format of a size."""
    word = (f"<w:document {WORD}><w:body>", "</w:body></w:document>")
    odt = (
        f"<office:document-content {ODT}><office:body><office:text>",
        "</office:text></office:body></office:document-content>",
    )
    kinds: dict[str, Callable[[], list[Made]]] = {
        "vtt": lambda: [texts(size, "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n")],
        "srt": lambda: [texts(size, "1\n00:00:01,000 --> 00:00:02,000\n")],
        "cha": lambda: [texts(size, "@Begin\n@Participants:\tINV Anna Investigator, PAR Participant\n*INV:\tHow ")],
        "json": lambda: [
            texts(size),
            texts(size, '{"segments": [{"speaker": "A", "text": "', '"}]}'),
            nested(size, "[", "]", "", ""),
            nested(size, '{"a":', "}", "", ""),
        ],
        "csv": lambda: [texts(size, "speaker,text\nA,")],
        "tsv": lambda: [texts(size, "speaker\ttext\nA\t")],
        "rtf": lambda: [texts(size, "{\\rtf1\\ansi ", "}"), nested(size, "{", "}", "{\\rtf1 ", "}")],
        "tei": lambda: [
            nested(size, "<u who='#a'>", "</u>", "<TEI><text>", "</text></TEI>"),
            nested(size, "<seg>", "</seg>", "<TEI><text><u>", "</u></text></TEI>"),
            escaped(size, "<TEI><text><u>", "</u></text></TEI>"),
        ],
        "eaf": lambda: [
            nested(size, "<TIER TIER_ID='a'>", "</TIER>", "<ANNOTATION_DOCUMENT>", "</ANNOTATION_DOCUMENT>"),
            nested(
                size,
                "<TIME_SLOT TIME_SLOT_ID='a'/>",
                "",
                "<ANNOTATION_DOCUMENT><TIME_ORDER>",
                "</TIME_ORDER></ANNOTATION_DOCUMENT>",
            ),
        ],
        "docx": lambda: [
            zipped(path, "word/document.xml", kind)
            for kind in (
                escaped(size, f"{word[0]}<w:p><w:r><w:t>", f"</w:t></w:r></w:p>{word[1]}"),
                nested(size, "<w:p><w:r><w:t>a: b</w:t></w:r>", "</w:p>", *word),
                nested(size, "<w:ins>", "</w:ins>", f"{word[0]}<w:p>", f"</w:p>{word[1]}"),
                nested(size, "<w:tbl><w:tr><w:tc><w:p/>", "</w:tc></w:tr></w:tbl>", *word),
                nested(size, "<w:tc><w:p/></w:tc>", "", f"{word[0]}<w:tbl><w:tr>", f"</w:tr></w:tbl>{word[1]}"),
            )
        ],
        "odt": lambda: [
            zipped(path, "content.xml", kind)
            for kind in (
                escaped(size, f"{odt[0]}<text:p>", f"</text:p>{odt[1]}"),
                nested(size, "<text:span>", "</text:span>", f"{odt[0]}<text:p>", f"</text:p>{odt[1]}"),
                nested(size, "<text:p>", "</text:p>", *odt),
            )
        ],
        "xlsx": lambda: [
            zipped(
                path,
                "xl/worksheets/sheet1.xml",
                nested(
                    size,
                    "<row><c t='inlineStr'><is><t>a</t></is></c></row>",
                    "",
                    f"<worksheet {XLSX}><sheetData>",
                    "</sheetData></worksheet>",
                ),
            )
        ],
        "pdf": lambda: [
            texts(size, "%PDF-1.4\n"),
            nested(size, "[", "]", "%PDF-1.4\n1 0 obj\n", "\nendobj\ntrailer<</Root 1 0 R>>\n"),
            nested(size, "<<", ">>", "%PDF-1.4\n1 0 obj\n", "\nendobj\ntrailer<</Root 1 0 R>>\n"),
        ],
    }
    kinds["xml"] = kinds["tei"]
    for group in kinds.get(name, lambda: [texts(size), texts(size, "A: b\n\nB: c\n\nA: ")])():
        yield from group


def slowest(name: str, size: int, folder: Path) -> tuple[float, str]:
    """The longest time of one read of a format at a size, and of what."""
    longest, what = 0.0, ""
    path = folder / f"a.{name}"
    for sign, data in made(name, size, path):
        path.write_bytes(data)
        began = time.perf_counter()
        with suppress(QualcodeError):
            read_transcript(path)
        took = time.perf_counter() - began
        longest, what = max((longest, what), (took, sign))
    return longest, what


def main() -> None:
    """Print a row for each format."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    sizes = [size for size in (10, 100, 1000) if size <= largest]
    print(f"{'format':8}" + "".join(f"{size:>8} KB" for size in sizes) + "   slowest")
    with tempfile.TemporaryDirectory() as name:
        for kind in sys.argv[2:] or formats():
            found = [slowest(kind, size * 1000, Path(name)) for size in sizes]
            print(f"{kind:8}" + "".join(f"{seconds:11.2f}" for seconds, _ in found) + f"   {found[-1][1]}", flush=True)


if __name__ == "__main__":
    main()
