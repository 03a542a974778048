"""Parts of the findings in an author's own Word document: everything that is the author's stays byte for byte as it
was.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from authored import outside, paragraph, parts, text_box
from authored import template as with_body
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Cm

from qualcode.errors import InputError
from qualcode.people.counted import Counted
from qualcode.report.word.filling import Source, fill
from qualcode.results.findings import findings_of

DOCUMENTS = Path(__file__).parent / "documents"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def source(example_counted: Counted) -> Source:
    return findings_of(example_counted, page="results/interviews.html").findings.source


def main_part(data: bytes) -> bytes:
    return parts(data)["word/document.xml"]


def text_of(data: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)


SPLIT = """<w:p w:rsidR="00A1" w14:paraId="1" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:pPr><w:rPr><w:lang w:val="fi-FI"/></w:rPr></w:pPr><w:r><w:t>Ennen &amp; jälkeen </w:t></w:r></w:p
><w:p w:rsidR="00B2"><w:bookmarkStart w:id="3" w:name="_GoBack"/><w:r w:rsidRPr="7"><w:t>[</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>[ta</w:t></w:r
><w:r><w:t xml:space="preserve">ble  </w:t></w:r><w:proofErr w:type="spellEnd"/><w:ins w:id="9" w:author="x"><w:r><w:t>themes</w:t></w:r></w:ins><w:del w:id="8" w:author="x"><w:r><w:delText>zzz</w:delText></w:r></w:del><w:r><w:t> ]]</w:t></w:r><w:bookmarkEnd w:id="3"/></w:p
><w:p/><w:p><w:r><w:t>Jälkeen [[ei tämä]] ja <![CDATA[<x>]]></w:t></w:r></w:p>"""


def test_a_placeholder_split_over_runs_is_filled_and_nothing_else_changes(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", SPLIT)
    before = path.read_bytes()
    done = fill(path, source)
    assert done.filled == ("table themes",)
    old, new = main_part(before), main_part(done.data)
    start, end = old.index(b'<w:p w:rsidR="00B2">'), old.index(b"<w:p><w:r><w:t>J")
    assert new.startswith(old[:start])
    assert new.endswith(old[end:])
    marks = b'<w:bookmarkStart w:id="3" w:name="_GoBack"/><w:bookmarkEnd w:id="3"/>'
    assert new[start:].startswith(marks)  # the author's marks stay
    assert "Viestintä" in docx.Document(io.BytesIO(done.data)).tables[0].cell(1, 0).text


@pytest.mark.parametrize("name", ["libreoffice.docx", "libreoffice-filled.docx"])
def test_documents_of_libreoffice_are_filled_and_filled_again(tmp_path: Path, source: Source, name: str) -> None:
    path = Path(shutil.copy(DOCUMENTS / name, tmp_path))
    before = path.read_bytes()
    done = fill(path, source, overwrite=["all"])
    assert done.filled == ("table themes", "figure bars", "quotes support")
    assert outside(main_part(done.data)) == outside(main_part(before))
    path.write_bytes(done.data)
    again = fill(path, source)
    assert again.data == done.data
    assert again.kept == ()


def test_what_is_not_changed_in_other_parts_stays_as_it_was(tmp_path: Path, source: Source) -> None:
    path = Path(shutil.copy(DOCUMENTS / "libreoffice.docx", tmp_path))
    old, new = parts(path.read_bytes()), parts(fill(path, source).data)
    added = {name for name in new if name not in old}
    assert all(name.startswith("word/media/qualcode-") for name in added)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {"word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"}
    for name, tag in (("word/styles.xml", b"</w:styles>"), ("word/_rels/document.xml.rels", b"</Relationships>")):
        kept = old[name].rstrip().removesuffix(tag)
        assert new[name].startswith(kept)
        assert new[name].rstrip().endswith(tag)
    docx.Document(io.BytesIO(fill(path, source).data))


def test_new_results_take_the_place_of_old_ones(tmp_path: Path, source: Source, example_counted: Counted) -> None:
    from qualcode.analysis import Filters

    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]") + paragraph("loppu"))
    path.write_bytes(fill(path, source).data)
    fewer = findings_of(
        replace(example_counted, tidy=example_counted.tidy.filtered(Filters(transcript=("H1",))))
    ).findings
    done = fill(path, fewer.source)
    counts = fewer.tables["counts"].frame.query("level == 1")
    shown = docx.Document(io.BytesIO(done.data)).tables
    assert len(shown) == 1
    assert [row.cells[1].text for row in shown[0].rows[1:]] == [str(n) for n in counts["units"]]
    assert outside(main_part(done.data)) == outside(main_part(path.read_bytes()))


def edited(path: Path, change: Callable[[bytes], bytes]) -> None:
    members = parts(path.read_bytes())
    new = change(members["word/document.xml"])
    assert new != members["word/document.xml"]
    members["word/document.xml"] = new
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_what_was_edited_by_hand_is_left_and_told(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]") + paragraph("[[quotes support]]"))
    path.write_bytes(fill(path, source).data)
    edited(path, lambda xml: xml.replace(b"Osuus puheesta<", b"Osuus<"))
    done = fill(path, source)
    assert done.filled == ("quotes support",)
    assert "[[table themes]] was changed" in done.kept[0]
    assert b">Osuus<" in main_part(done.data)
    assert fill(path, source, overwrite=["all"]).filled == ("table themes", "quotes support")


def test_a_comment_on_a_table_is_not_lost(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]"))
    path.write_bytes(fill(path, source).data)
    edited(
        path,
        lambda xml: xml.replace(
            b"<w:t>Teema</w:t></w:r>", b"<w:t>Teema</w:t></w:r><w:r><w:commentReference w:id='0'/></w:r>"
        ),
    )
    assert fill(path, source).filled == ()


def test_numbers_that_word_counts_anew_are_no_edit_and_cross_references_stay(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]"))
    path.write_bytes(fill(path, source).data)
    mark = b'<w:bookmarkStart w:id="77" w:name="_Ref12345"/>'
    edited(
        path,
        lambda xml: re.sub(
            rb'(w:fldCharType="separate"/></w:r><w:r>(?:<w:rPr/>)?<w:t>)1<', rb"\g<1>4<", xml, count=1
        ).replace(
            b'<w:t xml:space="preserve">Taulukko </w:t></w:r>',
            b'<w:t xml:space="preserve">Taulukko </w:t></w:r>' + mark + b'<w:bookmarkEnd w:id="77"/>',
            1,
        ),
    )
    done = fill(path, source)
    assert done.filled == ("table themes",)
    assert main_part(done.data).count(b'w:name="_Ref12345"') == 1
    path.write_bytes(done.data)
    assert fill(path, source).data == done.data


def test_captions_go_on_from_the_authors_own(tmp_path: Path, source: Source) -> None:
    own = '<w:p><w:r><w:t>Taulukko </w:t></w:r><w:fldSimple w:instr=" SEQ Taulukko \\* ARABIC "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    path = with_body(
        tmp_path / "w.docx",
        own + paragraph("[[table themes]]") + paragraph("[[figure bars]]") + paragraph("[[table interviews]]"),
    )
    captions = [
        line for line in text_of(fill(path, source).data).splitlines() if re.match(r"(Taulukko|Kuvio) \d\.", line)
    ]
    assert [caption.split(".")[0] for caption in captions] == ["Taulukko 2", "Kuvio 1", "Taulukko 3"]


@pytest.mark.slow
def test_headings_stand_under_the_authors_own(tmp_path: Path, source: Source) -> None:
    chapter = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Tulokset</w:t></w:r></w:p>'
    path = with_body(tmp_path / "w.docx", chapter + paragraph("Tähän tulokset.") + paragraph("loppu"))
    done = fill(path, source, at="Tähän  tulokset.")
    made = docx.Document(io.BytesIO(done.data))
    styles = {p.text: p.style.name for p in made.paragraphs if p.style is not None}
    assert styles["Teemat"] == "Heading 2"
    assert styles["Viestintä"] == "Heading 3"
    assert "Title" not in styles.values()
    assert outside(main_part(done.data)) == outside(main_part(path.read_bytes()), "Tähän tulokset.")
    path.write_bytes(done.data)
    assert fill(path, source).filled == ("findings",)  # found again without its text


def test_tables_keep_to_the_page_they_stand_on(tmp_path: Path, source: Source) -> None:
    document: Document = docx.Document()
    document.sections[0].page_width = Cm(15)
    document.add_paragraph("[[table themes]]")
    wide = document.add_section(WD_SECTION.NEW_PAGE)
    wide.page_width = Cm(40)
    document.add_paragraph("[[table themes]]")
    document.save(str(tmp_path / "w.docx"))
    tables = docx.Document(io.BytesIO(fill(tmp_path / "w.docx", source).data)).tables
    narrow, broad = (sum(cell.width or 0 for cell in table.rows[0].cells) for table in tables)
    assert narrow <= Cm(15) - 2 * Cm(3.17) + 1000 < broad


def test_every_mistake_is_told_at_once(tmp_path: Path, source: Source) -> None:
    body = (
        paragraph("[[tabel themes]]")
        + paragraph("[[table nope]]")
        + paragraph("Luku [[table themes]] tässä")
        + f"<w:tbl><w:tr><w:tc>{paragraph('[[figure bars]]')}</w:tc></w:tr></w:tbl>"
    )
    with pytest.raises(InputError) as caught:
        fill(with_body(tmp_path / "w.docx", body), source)
    said = str(caught.value)
    for text in (
        "[[tabel themes]] is not there",
        "[[table nope]] is not there",
        "[[table themes]] stands among",
        "[[figure bars]] stands in a cell of a table",
        "Table: transcripts",
    ):
        assert text in said
    with pytest.raises(InputError, match="has no paragraph with a placeholder"):
        fill(with_body(tmp_path / "w.docx", paragraph("x")), source)
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(InputError, match="not a readable Word document"):
        fill(tmp_path / "bad.docx", source)


@pytest.mark.slow
def test_everything_that_is_listed_can_be_asked_for(tmp_path: Path, source: Source) -> None:
    kinds: dict[tuple[str, ...], str] = {}
    for name in source.names:  # of figures and profiles of one code or interview each kind once: they take long to draw
        kind, _, what = name.partition(" ")
        first = (kind, what.split(" ")[0]) if kind == "figure" else (kind,) if kind == "profile" else (name,)
        kinds.setdefault(first, name)
    asked = [name for name in kinds.values() if name != "findings"]
    path = with_body(tmp_path / "w.docx", "".join(paragraph(f"[[{name}]]") for name in asked))
    done = fill(path, source)
    assert set(done.filled) == set(asked)
    path.write_bytes(done.data)
    assert fill(path, source).data == done.data


def refilled(path: Path, source: Source, change: Callable[[bytes], bytes]) -> tuple[bytes, bytes, tuple[str, ...]]:
    """The main part after a change by the author and after filling again, and what was left as it was."""
    path.write_bytes(fill(path, source).data)
    edited(path, change)
    before = main_part(path.read_bytes())
    done = fill(path, source)
    docx.Document(io.BytesIO(done.data))
    return before, main_part(done.data), done.kept


def last_paragraph(xml: bytes, added: bytes) -> bytes:
    """The XML with something added at the end of the filled part's last paragraph."""
    end = xml.index(b"</w:p>", xml.index(b"_end_"))
    return xml[:end] + added + xml[end:]


@pytest.mark.parametrize(
    "added",
    [
        b'<w:r><w:footnoteReference w:id="7"/></w:r>',
        b"<w:r><w:drawing/></w:r>",
        b"<w:r><w:t>own words</w:t></w:r>",
    ],
)
def test_what_the_author_added_to_a_part_is_not_lost(tmp_path: Path, source: Source, added: bytes) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]") + paragraph("loppu"))
    before, after, kept = refilled(path, source, lambda xml: last_paragraph(xml, added))
    assert after == before
    assert "was changed or commented on" in kept[0]


def test_the_authors_bookmarks_in_a_part_stay(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]") + paragraph("loppu"))
    mark = b'<w:bookmarkStart w:id="5" w:name="mine"/><w:bookmarkEnd w:id="5"/>'
    _, after, kept = refilled(path, source, lambda xml: last_paragraph(xml, mark))
    assert kept == ()
    assert mark in after


def test_a_part_that_is_left_keeps_its_picture_and_links(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[figure bars]]") + paragraph("[[table themes]]"))
    path.write_bytes(fill(path, source).data)
    edited(path, lambda xml: xml.replace(b"Teemojen maininnat<", b"Oma otsikko<", 1))
    done = fill(path, source)
    assert done.filled == ("table themes",)
    made = parts(done.data)
    used = set(re.findall(rb'r:(?:embed|id)="(qualcode\w+)"', made["word/document.xml"]))
    named = set(re.findall(rb'Id="(qualcode\w+)"', made["word/_rels/document.xml.rels"]))
    assert used == named
    assert any(name.startswith("word/media/qualcode-") for name in made)
    ids = re.findall(rb'bookmarkStart [^>]*w:id="(\d+)"', made["word/document.xml"])
    assert len(ids) == len(set(ids))


def test_a_part_whose_end_was_deleted_swallows_nothing(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]") + paragraph("loppu"))
    path.write_bytes(fill(path, source).data)
    edited(path, lambda xml: re.sub(rb"qualcode_\w+_end_0", b"gone", xml).replace(b">loppu<", b">[[figure bars]]<"))
    done = fill(path, source)
    assert done.filled == ("figure bars",)
    assert "last paragraph has been deleted" in done.kept[0]


@pytest.mark.parametrize(
    "inside",
    [
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "<w:r><w:drawing/></w:r>",
        "<w:pPr><w:sectPr/></w:pPr>",
        '<w:r><w:br w:type="page"/></w:r>',
    ],
)
def test_a_placeholder_beside_something_else_is_told(tmp_path: Path, source: Source, inside: str) -> None:
    path = with_body(tmp_path / "w.docx", f"<w:p>{inside}<w:r><w:t>[[table themes]]</w:t></w:r></w:p>")
    with pytest.raises(InputError, match="beside a picture, a note"):
        fill(path, source)


def test_capitals_do_not_matter_and_a_slip_is_guessed(tmp_path: Path, source: Source) -> None:
    assert fill(with_body(tmp_path / "a.docx", paragraph("[[Table Themes]]")), source).filled == ("table themes",)
    with pytest.raises(InputError, match=r"Did you mean \[\[table themes\]\]\?"):
        fill(with_body(tmp_path / "b.docx", paragraph("[[table theme]]")), source)


@pytest.mark.slow
def test_a_section_stands_under_the_authors_heading_without_its_own(tmp_path: Path, source: Source) -> None:
    head = '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>4.2 Teemat</w:t></w:r></w:p>'
    text = fill(with_body(tmp_path / "w.docx", head + paragraph("[[section each_theme]]")), source).data
    styles = {p.text: p.style.name for p in docx.Document(io.BytesIO(text)).paragraphs if p.style is not None}
    assert "Teemat yksitellen" not in styles
    assert styles["Viestintä"] == "Heading 3"
    assert not any("Kaikki maininnat" in name for name in styles)  # the way to a page that a thesis has not beside it


def test_a_document_without_a_page_or_with_other_styles_of_the_same_name(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[quotes support]]") + paragraph("[[figure bars]]"))
    edited(path, lambda xml: re.sub(rb"<w:sectPr.*?</w:sectPr>", b"", xml, flags=re.DOTALL))
    members = parts(path.read_bytes())
    members["word/styles.xml"] = re.sub(
        rb'w:type="paragraph"([^>]*w:styleId="Quote")', rb'w:type="character"\1', members["word/styles.xml"]
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    done = fill(path, source)
    made = docx.Document(io.BytesIO(done.data))
    assert {"qualcode Quote"} == {p.style.name for p in made.paragraphs if p.style is not None and "”" in p.text}


def test_utf_16_is_refused_with_advice(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]"))
    edited(path, lambda xml: xml.decode("utf-8").replace("UTF-8", "UTF-16").encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        fill(path, source)


def test_a_placeholder_in_a_header_is_told(tmp_path: Path, source: Source) -> None:
    document: Document = docx.Document()
    document.add_paragraph("[[table themes]]")
    document.sections[0].header.paragraphs[0].text = "[[figure bars]]"
    document.save(str(tmp_path / "w.docx"))
    with pytest.raises(InputError, match=r"\[\[figure bars\]\] stands in a header"):
        fill(tmp_path / "w.docx", source)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("taulukko teemat", "table themes"),
        ("Taulukko alakoodit Viestintä", "table subcodes communication"),
        ("taulukko taustatieto yrityksen koko", "table attribute company_size"),
        ("lainaukset Asiakastuki", "quotes support"),
        ("quotes Customer support", ""),
        ("kuvio pylväät", "figure bars"),
        ("osio menetelmä", "section data"),
        ("tulokset", "findings"),
    ],
)
def test_placeholders_can_be_asked_for_in_finnish_and_codes_by_their_labels(
    source: Source, asked: str, name: str
) -> None:
    assert source.name(asked) == name


def test_a_finnish_placeholder_is_filled_anew_by_its_finnish_name(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[taulukko teemat]]"))
    done = fill(path, source)
    assert done.filled == ("table themes",)
    path.write_bytes(done.data)
    assert fill(path, source).data == done.data


def test_what_stands_in_a_text_box_is_told(tmp_path: Path, source: Source) -> None:
    path = with_body(tmp_path / "w.docx", paragraph("[[table themes]]") + text_box(paragraph("[[taulukko teemat]]")))
    with pytest.raises(InputError, match=r"\[\[taulukko teemat\]\] stands in a text box"):
        fill(path, source)
