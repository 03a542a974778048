"""Word documents as authors have them, at random: numbered headings, captions of every kind, sections, notes, tracked
changes, text boxes.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx

from qualcode.report.word.placeholders import Scanner

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
VML = "urn:schemas-microsoft-com:vml"
NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{
    "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{level + 1}"/>'
        f'<w:lvlText w:val="{".".join(f"%{n + 1}" for n in range(level + 1))}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level in range(3)
    )
}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a Word document by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: dict[str, bytes]) -> bytes:
    """The parts as a document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def template(path: Path, body: str = "", *, numbered: bool = False) -> Path:
    """A document whose body is the given XML; with `numbered` its headings are numbered by their styles, as theses have
    them.
    """
    made = io.BytesIO()
    docx.Document().save(made)
    members = parts(made.getvalue())
    head, tail = re.fullmatch(rb"(.*<w:body>).*(<w:sectPr.*)", members["word/document.xml"], re.DOTALL).groups()  # type: ignore[union-attr]
    members["word/document.xml"] = head + body.encode() + tail
    if numbered:
        members["word/numbering.xml"] = NUMBERING.encode()
        for level in range(3):
            property_ = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'.encode()
            styles = members["word/styles.xml"]
            at = re.search(
                rf'w:styleId="Heading{level + 1}".*?<w:pPr>(?:<w:keepNext/>)?(?:<w:keepLines/>)?'.encode(),
                styles,
                re.DOTALL,
            )
            assert at is not None
            members["word/styles.xml"] = styles[: at.end()] + property_ + styles[at.end() :]
    path.write_bytes(zipped(members))
    return path


def run(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, style: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    shown = inside if inside.startswith("<") else run(inside)
    return f"<w:p>{f'<w:pPr><w:pStyle w:val=`{style}`/></w:pPr>'.replace('`', chr(34)) if style else ''}{shown}</w:p>"


def heading(text: str, level: int = 1) -> str:
    """A heading."""
    return paragraph(text, f"Heading{level}")


def simple_field(code: str, shown: str) -> str:
    """A field in one element, as LibreOffice and older Words write it."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>'


def complex_field(code: str, shown: str) -> str:
    """A field in parts, its code split over runs as Word splits it."""
    cut = len(code) // 2
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>'
        for part in (f" {code[:cut]}", f"{code[cut:]} ")
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"{mark.format('begin')}{codes}{mark.format('separate')}{run(shown)}{mark.format('end')}"


def caption(
    word: str, number: int, text: str, field: Callable[[str, str], str] = complex_field, switches: str = ""
) -> str:
    """A caption that a field counts."""
    return paragraph(
        run(f"{word} ") + field(f"SEQ {word} \\* ARABIC{switches}", str(number)) + run(f". {text}"), "Caption"
    )


def typed_caption(word: str, number: int, text: str) -> str:
    """A caption whose number is typed by hand."""
    return paragraph(f"{word} {number}. {text}", "Caption")


def table(cell: str = "solu") -> str:
    """A small table of the author's."""
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>{paragraph(cell)}</w:tc></w:tr></w:tbl>'


def text_box(inside: str) -> str:
    """A text box as Word writes it: once for itself, and once more for programs that do not know the first."""
    box = f"<w:txbxContent>{inside}</w:txbxContent>"
    new = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="2000000"'
        ' cy="600000"/><wp:docPr id="91" name="box"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:graphicData uri="{WPS}"><wps:wsp xmlns:wps="{WPS}"><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="600000"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>'
        f"{box}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    old = f'<w:pict><v:shape xmlns:v="{VML}" style="width:150pt;height:40pt"><v:textbox>{box}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


SECTION = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="{0}" w:bottom="1417" w:left="{0}"/></w:sectPr></w:pPr></w:p>'
TRACKED = (
    '<w:p><w:ins w:id="901" w:author="ohjaaja" w:date="2026-01-01T00:00:00Z"><w:r><w:t>lisätty </w:t></w:r></w:ins>'
    '<w:del w:id="902" w:author="ohjaaja" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>Taulukko 99. poistettu</w:delText></w:r></w:del></w:p>'
)


def body(chance: random.Random, asked: Sequence[str]) -> str:
    """A random body with each of the placeholders in it, in order, among what authors write."""
    number = iter(range(1, 1000))

    def captioned(word: str) -> str:
        kind = chance.choice(["complex", "simple", "typed", "boxed", "reset"])
        if kind == "typed":
            return typed_caption(word, next(number), "Oma taulukko") + table()
        if kind == "boxed":
            return text_box(caption(word, next(number), "Ruudussa"))
        switches = f" \\r {chance.randint(1, 9)}" if kind == "reset" else ""
        field = simple_field if kind == "simple" else complex_field
        return caption(word, next(number), "Kentällä", field, switches) + table()

    makers: list[Callable[[], str]] = [
        lambda: heading("Luku", chance.randint(1, 3)),
        lambda: paragraph("Tässä luvussa kerrotaan taulukosta 1 &amp; muusta."),
        lambda: captioned("Taulukko"),
        lambda: captioned("Kuvio"),
        lambda: TRACKED,
        lambda: table("[solu]"),
        lambda: SECTION.format(chance.choice([1134, 1417, 2268])),
        lambda: (
            paragraph("<w:r><w:t>Viite</w:t></w:r><w:bookmarkStart w:id='55' w:name='oma'/><w:bookmarkEnd w:id='55'/>")
            if chance.random() < 0.3
            else paragraph("Muuta.")
        ),
    ]
    made = []
    for name in asked:
        made += [chance.choice(makers)() for _ in range(chance.randint(0, 4))]
        made.append(paragraph(f"[[{name}]]"))
    return "".join([*made, *(chance.choice(makers)() for _ in range(chance.randint(0, 3))), paragraph("Loppu.")])


def outside(xml: bytes, at: str = "") -> list[bytes]:
    """What is the author's in a document: what stands between the placeholders or the filled parts."""
    pieces, last = [], 0
    for spot in Scanner(xml, {}, at).spots:
        pieces.append(xml[last : spot.start])
        last = spot.end
    return [*pieces, xml[last:]]


def captions_shown(lines: Sequence[str]) -> list[str]:
    """The captions among lines of text, each as its word and number."""
    return [found[0] for line in lines if (found := re.match(r"(?:Taulukko|Kuvio) \d+(?=\. )", line.strip()))]
