"""The looks of a findings document: the user's own from a reference document, else plain ones; missing styles
are made.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document as open_document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.report.word.xml import element, field

if TYPE_CHECKING:
    from docx.document import Document

TYPES = "[Content_Types].xml"
_KIND = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template|"
    rb"ms-word\.(?:document\.macroEnabled|"
    rb"template\.macroEnabledTemplate))\.main\+xml"
)
DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = re.compile(rb"(?:vba(?:Project|Data|ProjectSignature\w*)\.(?:bin|xml)|customizations\.xml)")
FONT = "Calibri"
BLACK = RGBColor(0, 0, 0)
TEXT_WIDTH = Cm(21.0 - 2 * 2.5)


def empty_document(reference: Path | None) -> Document:
    """A document without content that has the reference's styles, page set-up, headers and footers; raises InputError
    for a bad one.
    """
    if reference is None:
        return open_document()
    document = opened(reference)
    body = document.element.body
    _with_margins(document)
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return document


def _with_margins(document: Document) -> None:
    """Give the last section the headers and footers that it takes over from those before it, which go."""
    tags = (qn("w:headerReference"), qn("w:footerReference"))
    last, known = document.element.body.sectPr, dict[tuple[str, str], Any]()
    for section in document.element.body.iter(qn("w:sectPr")):
        known |= {(one.tag, one.get(qn("w:type"))): one for one in section if one.tag in tags}
    own = {(one.tag, one.get(qn("w:type"))) for one in last}
    for key, one in known.items():
        if key not in own:
            last.insert(0, copy.deepcopy(one))


def opened(path: Path) -> Document:
    """The Word document in a file; raises InputError when it is none."""
    read_bytes(path)
    try:
        return with_page(open_document(io.BytesIO(_as_document(path.read_bytes()))))
    except Exception as error:  # python-docx lets zip, XML and key errors through as they come
        hint = "Open it in Word and save it again as .docx."
        raise InputError([Problem("is not a readable Word document.", path, hint=hint)]) from error


def _as_document(data: bytes) -> bytes:
    """A template (.dotx) or a document with macros (.docm) as a plain document, the macros left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            item.filename: archive.read(item)
            for item in archive.infolist()
            if not _MACROS.search(item.filename.encode())
        }
        whole = len(parts) == len(archive.infolist())
    types = _KIND.sub(DOCUMENT, parts[TYPES])
    if whole and types == parts[TYPES]:
        return data
    parts[TYPES] = re.sub(rb"<Override\b[^>]*" + _MACROS.pattern + rb"[^>]*/>", b"", types)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            related = rb"<Relationship\b[^>]*" + _MACROS.pattern + rb"[^>]*/>"
            target.writestr(name, re.sub(related, b"", part) if name.endswith(".rels") else part)
    return out.getvalue()


def with_page(document: Document) -> Document:
    """The document with a page set-up, which python-docx counts on and a document need not have."""
    if document.element.body.sectPr is None:
        document.element.body.append(element("sectPr"))
    return document


def prepare(document: Document, locale: str, own_looks: bool) -> None:
    """Set the language, make the styles that are missing, and with `own_looks` the page and the fonts."""
    _language(document, locale)
    if own_looks:
        _page(document)
        _fonts(document)
    missing_styles(document)


def _language(document: Document, locale: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(f".//{qn('w:rPr')}") if defaults is not None else None
    normal = styles_of(document).get("normal")
    places = [properties, normal.element.get_or_add_rPr() if normal is not None else None]
    for place in (place for place in places if place is not None):
        for old in place.findall(qn("w:lang")):
            place.remove(old)
        place.append(element("lang", val=locale, eastAsia=locale, bidi="ar-SA"))


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(footer, "PAGE", "1")


# a style's size in points, whether bold, and the points before and after
TEXT_STYLES = {
    "Normal": (11, False, 0, 0),
    "Title": (20, True, 0, 18),
    "Heading 1": (15, True, 18, 8),
    "Heading 2": (12.5, True, 14, 6),
    "Heading 3": (11, True, 12, 4),
    "Caption": (10, True, 8, 4),
    "Quote": (11, False, 0, 8),
}


def _fonts(document: Document) -> None:
    for name, (size, bold, before, after) in TEXT_STYLES.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, BLACK
        style.font.italic = name == "Quote"
        _one_font(style)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    _title_without_rule(document)
    quote: Any = document.styles["Quote"]
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(1)
    body: Any = document.styles["Body Text"]
    body.paragraph_format.space_after, body.paragraph_format.line_spacing = Pt(8), 1.25


def _one_font(style: Any) -> None:
    """Drop the theme's fonts, which would win over the named one."""
    fonts = style.element.rPr.rFonts
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{attribute}"), FONT)


def _title_without_rule(document: Document) -> None:
    properties = document.styles["Title"].element.pPr
    border = properties.find(qn("w:pBdr")) if properties is not None else None
    if border is not None:
        properties.remove(border)


@dataclass(frozen=True, slots=True)
class Looks:
    """How a style looks that a document lacks; sizes and spaces in points, the indent in centimetres."""

    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    before: float = 0
    after: float = 0
    indent: float | None = None
    line: float | None = None
    with_next: bool | None = None
    flush: bool = False  # set left without indents, whatever the text around is like


GRID = "qualcode table"  # the style of our tables
OWN = "qualcode "  # how a style is called whose name a document gives to another kind
LOOKS = {
    "Body Text": Looks(after=8),
    "Title": Looks(20, True, after=18),
    "Caption": Looks(10, True, before=8, after=4, flush=True),
    "Quote": Looks(italic=True, after=8, indent=1),
    "List Bullet": Looks(after=4),
    **{
        f"Heading {level}": Looks(max(15 - 2 * level, 11), True, before=14, after=6, with_next=True)
        for level in range(1, 7)
    },
    "TOC Heading": Looks(13, True, after=6),
    "Table Text": Looks(9.5, before=2, after=2, line=1.0, flush=True),
    "Table Note": Looks(9, before=3, after=12, flush=True),
    "Table Gap": Looks(5, flush=True),
    "Figure": Looks(before=8, with_next=True, flush=True),
}


# What templates call a style of their own that stands for one of Word's, in Finnish, Swedish and English: a pattern →
# Word's name.
CALLED = {
    r"(leipäteksti|perusteksti|brödtext|body|text body)": "body text",
    r"(pääotsikko|työn nimi|huvudrubrik|document title)": "title",
    r"(kuvateksti|kuvaotsikko|taulukko-?otsikko|taulukon otsikko|beskrivning|bildtext|captions?)": "caption",
    r"(lainaus|sitaatti|suora lainaus|citat|block ?quote|quotation|quotations|block text)": "quote",
    r"(merkitty luettelo|luetteloviiva|luettelo|punktlista|bulleted list|bullet list|list)": "list bullet",
    r"(sisällysluettelon otsikko|sisällysotsikko|innehållsförteckningsrubrik|contents heading)": "toc heading",
    (
        r"(liite ?1?|liiteotsikko|liitteen otsikko|otsikko liite|bilaga|bilagsrubrik|appendix( "
        r"heading| title| ?1))"
    ): "appendix",
}


def styles_of(document: Document) -> dict[str, Any]:
    """The document's styles of paragraphs, and that of our tables (None when it lacks it), by name in small letters.

    Word and LibreOffice do not write the names alike.
    """
    found = {str(style.name).lower(): style for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    tables = {str(style.name).lower(): style for style in document.styles if style.type == WD_STYLE_TYPE.TABLE}
    grid = tables.get(f"{OWN}{GRID}", tables.get(GRID))
    own = {name.removeprefix(OWN): style for name, style in found.items() if name.startswith(OWN)}
    called = {
        name: style
        for pattern, name in CALLED.items()
        for other, style in found.items()
        if re.fullmatch(pattern, other)
    }
    numbered = (re.fullmatch(r"(?:otsikko|rubrik|überschrift) ([1-6])", other) for other in found)
    headings = {f"heading {match[1]}": found[match[0]] for match in numbered if match}
    return {**called, **headings, **own, **found, GRID: grid}


def missing_styles(document: Document) -> None:
    """Make the styles the writer names and the document lacks; those it has stay as they are."""
    had = styles_of(document)
    for name, looks in LOOKS.items():
        if name.lower() not in had:
            _make(document, name, looks)
    _contents_styles(document, had)
    if had[GRID] is None:
        _table_style(document)


def _make(document: Document, name: str, looks: Looks) -> Any:
    # by a style of another kind, of letters
    taken = name.lower() in {str(style.name).lower() for style in document.styles}
    style: Any = document.styles.add_style(f"{OWN}{name}" if taken else name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles_of(document).get("normal")
    style.font.size, style.font.bold, style.font.italic = (
        Pt(looks.size) if looks.size else None,
        looks.bold,
        looks.italic,
    )
    place = style.paragraph_format
    place.space_before, place.space_after, place.line_spacing = Pt(looks.before), Pt(looks.after), looks.line
    place.left_indent = place.right_indent = None if looks.indent is None else Cm(looks.indent)
    place.keep_with_next = looks.with_next
    if looks.flush:
        place.left_indent = place.right_indent = place.first_line_indent = 0
        place.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return style


def _contents_styles(document: Document, had: Mapping[str, Any]) -> None:
    for level in (1, 2):
        if f"toc {level}" not in had:
            style = _make(document, f"TOC {level}", Looks(after=2, indent=0.5 * (level - 1)))
            style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _table_style(document: Document) -> None:
    """Rules above and below the header and at the end, none between columns: how tables are set in theses and
    journals.
    """
    taken = GRID in {str(style.name).lower() for style in document.styles}
    style: Any = document.styles.add_style(f"{OWN}{GRID}" if taken else "Qualcode Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"] if "Normal Table" in [s.name for s in document.styles] else None
    lines = (("top", "8", "000000"), ("bottom", "8", "000000"), ("insideH", "2", "BFBFBF"))
    borders = _holding(
        "tblBorders", *(element(side, val="single", sz=size, space="0", color=colour) for side, size, colour in lines)
    )
    margins = _holding("tblCellMar", *(element(side, w="60", type="dxa") for side in ("left", "right")))
    style.element.append(_holding("tblPr", borders, margins))
    rule = _holding("tcBorders", element("bottom", val="single", sz="6", space="0", color="000000"))
    first = element("tblStylePr", type="firstRow")
    first.append(_holding("tcPr", rule))
    style.element.append(first)


def _holding(name: str, *children: Any) -> Any:
    """An element with these in it."""
    whole = element(name)
    whole.extend(children)
    return whole
