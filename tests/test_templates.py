"""Templates of universities and companies: numbered headings, styles of other languages, .dotx and .docm, appendices
with letters.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from authored import parts, template, zipped
from docx.oxml.ns import qn
from docx.shared import Cm

from qualcode.people.counted import Counted
from qualcode.report.blocks import Contents, Heading, Paragraph, Report, ShownTable, TableBlock
from qualcode.report.word.document import render
from qualcode.results.findings import StudyFindings, findings_of

REPORT = Report(
    "Työ",
    "fi",
    (
        Heading("Työ", 0),
        Contents("Sisällys"),
        Heading("Teemat"),
        Heading("Viestintä", 2),
        Paragraph("Ks. liite 1.", ((10, 11, "caption:p1"),)),
        Heading("Tulokset"),
        TableBlock("t", 1, "Otsikko", ShownTable(("Teema", "n"), (("a", "1"),), frozenset({1})), "", "p0"),
        Heading("Koodausrunko", 1, (), "codebook", 1, "p1"),
    ),
    "Taulukko",
    "Kuvio",
    appendix_word="Liite",
)
APPENDIX = """<w:style w:type="paragraph" w:customStyle="1" w:styleId="Liite"><w:name w:val="Liiteotsikko"/><w:basedOn w:val="Normal"/>
<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="8"/></w:numPr></w:pPr></w:style></w:styles>"""
LETTERS = """<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="Liite %1"/>
</w:lvl></w:abstractNum>"""


def written(reference: Path) -> docx.document.Document:
    return docx.Document(io.BytesIO(render(REPORT, reference)))


def changed(path: Path, part: str, change: dict[str, str]) -> Path:
    members = parts(path.read_bytes())
    for old, new in change.items():
        assert old.encode() in members[part]
        members[part] = members[part].replace(old.encode(), new.encode())
    path.write_bytes(zipped(members))
    return path


def number_of(paragraph: docx.text.paragraph.Paragraph) -> str | None:
    found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return found.get(qn("w:val")) if found is not None else None


def test_contents_and_appendices_take_no_number_and_the_contents_show_those_of_headings(tmp_path: Path) -> None:
    found = {p.text: p for p in written(template(tmp_path / "n.docx", numbered=True)).paragraphs}
    assert number_of(found["Sisällys"]) == "0"
    assert number_of(found["Liite 1. Koodausrunko"]) == "0"
    assert number_of(found["Teemat"]) is None  # as its style has it
    assert {"1 Teemat", "1.1 Viestintä", "2 Tulokset"} <= set(found)
    plain = {p.text: p for p in written(template(tmp_path / "p.docx")).paragraphs}
    assert number_of(plain["Sisällys"]) is None
    assert "1 Teemat" not in plain


def test_appendices_have_the_letters_that_a_template_gives_them(tmp_path: Path) -> None:
    path = changed(template(tmp_path / "n.docx", numbered=True), "word/styles.xml", {"</w:styles>": APPENDIX})
    lists = {
        "</w:abstractNum>": f"</w:abstractNum>{LETTERS}",
        "</w:numbering>": '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    }
    made = written(changed(path, "word/numbering.xml", lists))
    appendix = next(p for p in made.paragraphs if p.text == "Koodausrunko")
    assert appendix.style is not None
    assert appendix.style.name == "Liiteotsikko"
    assert any(p.text == "Ks. liite A." for p in made.paragraphs)
    assert any(p.text == "Liite A Koodausrunko" for p in made.paragraphs)  # in the contents


def test_styles_of_other_languages_are_found_by_what_they_are_called(tmp_path: Path) -> None:
    names = {
        'w:val="heading 1"': 'w:val="Otsikko 1"',
        'w:val="Body Text"': 'w:val="Leipäteksti"',
        'w:val="caption"': 'w:val="Kuvateksti"',
    }
    made = written(changed(template(tmp_path / "n.docx"), "word/styles.xml", names))
    styles = {p.text: p.style.name for p in made.paragraphs if p.style is not None}
    assert styles["Teemat"] == "Otsikko 1"
    assert styles["Ks. liite 1."] == "Leipäteksti"
    assert styles["Taulukko 1. Otsikko"] == "Kuvateksti"


KINDS = {
    ".dotx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ".docm": b"application/vnd.ms-word.document.macroEnabled.main+xml",
    ".dotm": b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
}


@pytest.mark.parametrize("suffix", KINDS)
def test_templates_and_documents_with_macros_lend_their_styles(tmp_path: Path, suffix: str) -> None:
    members = parts(template(tmp_path / "n.docx").read_bytes())
    types = members["[Content_Types].xml"]
    members["[Content_Types].xml"] = re.sub(
        rb"application/vnd\.openxml[\w.-]*\.document\.main\+xml", KINDS[suffix], types
    )
    if suffix != ".dotx":
        members["word/vbaProject.bin"] = b"macro"
        relation = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
        rels = members["word/_rels/document.xml.rels"]
        members["word/_rels/document.xml.rels"] = rels.replace(b"</Relationships>", relation + b"</Relationships>")
    path = tmp_path / f"t{suffix}"
    path.write_bytes(zipped(members))
    made = parts(render(REPORT, path))
    assert "word/vbaProject.bin" not in made
    assert b"vbaProject" not in made["word/_rels/document.xml.rels"]
    assert b"document.main+xml" in made["[Content_Types].xml"]


@pytest.mark.slow
def test_the_codebook_is_one_table_and_the_method_has_no_hash(example_counted: Counted) -> None:
    findings: StudyFindings = findings_of(example_counted)
    report = findings.findings.report()
    assert [
        block.name for block in report.blocks if isinstance(block, TableBlock) and block.name.startswith("codebook")
    ] == ["codebook"]
    data = " ".join(block.text for block in findings.findings.report(["data"]).blocks if isinstance(block, Paragraph))
    assert "SHA" not in data
    assert "interviews.html" not in data
    appendices = [(block.name, block.number) for block in report.blocks if isinstance(block, Heading) and block.number]
    assert appendices == [("codebook", 1), ("guide", 2), ("reproduction", 3)]


def test_the_text_around_does_not_change_how_cells_are_set(tmp_path: Path) -> None:
    made = docx.Document()
    made.styles["Normal"].paragraph_format.first_line_indent = Cm(1)
    made.sections[0].gutter = Cm(3)
    made.save(str(tmp_path / "n.docx"))
    found = written(tmp_path / "n.docx")
    (table,) = found.tables
    style = table.cell(0, 0).paragraphs[0].style
    assert style is not None
    assert style.paragraph_format.first_line_indent == 0
    section = found.sections[0]
    room = section.page_width - section.left_margin - section.right_margin - section.gutter  # type: ignore[operator]
    assert sum(cell.width or 0 for cell in table.rows[0].cells) <= room


def test_headers_that_a_section_takes_over_stay(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Yliopisto"
    made.add_section()
    made.save(str(tmp_path / "n.docx"))
    assert written(tmp_path / "n.docx").sections[0].header.paragraphs[0].text == "Yliopisto"


def test_measures_with_decimals_are_read(tmp_path: Path) -> None:
    path = template(tmp_path / "n.docx")
    members = parts(path.read_bytes())
    members["word/document.xml"] = re.sub(rb'w:left="(\d+)"', rb'w:left="\1.0000002"', members["word/document.xml"])
    path.write_bytes(zipped(members))
    assert len(written(path).tables) == 1
