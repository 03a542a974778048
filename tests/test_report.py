"""Findings: blocks from a template, and a Word document that is one."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from conftest import the_page
from docx.document import Document
from docx.oxml.ns import qn
from matplotlib import image

from qualcode.analysis import Table, Tidy, counts
from qualcode.errors import InputError, UnknownName
from qualcode.line.corpus import Corpus
from qualcode.people.counted import Counted, count_study
from qualcode.report.blocks import (
    FigureBlock,
    Heading,
    Item,
    Paragraph,
    QuoteBlock,
    Report,
    ShownTable,
    TableBlock,
    storable,
)
from qualcode.report.drawing import bars, heat_map, size
from qualcode.report.formats import html, latex, markdown
from qualcode.report.formats.data import workbook_bytes
from qualcode.report.numbers import bounded, decimal, integer, percent, probability
from qualcode.report.rendering import render_report
from qualcode.report.template import blocks_of, built_in, render_text, sections_of
from qualcode.report.word.columns import Font, in_numbers, in_parts, laid_out
from qualcode.report.word.document import render
from qualcode.report.wording import _WORDING, joined, quoted, spelled, theme_of
from qualcode.results.findings import StudyFindings, findings_of
from qualcode.study import Study, open_study

Make = Callable[..., Path]


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def findings(example_counted: Counted) -> StudyFindings:
    return findings_of(example_counted)


@pytest.fixture(scope="module")
def document(findings: StudyFindings) -> Document:
    return opened(findings.render("docx").data)


def xml(document: Document) -> str:
    return document.element.xml


def test_captions_are_fields_in_order(document: Document) -> None:
    assert re.findall(r"SEQ Taulukko \\\* ARABIC", xml(document))
    captions = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Caption"]
    numbers = [int(text.split()[1].rstrip(".")) for text in captions if text.startswith("Taulukko")]
    assert numbers == list(range(1, len(document.tables) + 1))
    assert [text for text in captions if text.startswith("Kuvio")] == [
        "Kuvio 1. Teemojen maininnat",
        "Kuvio 2. Teemojen maininnat haastatteluittain",
        "Kuvio 3. Samassa virkkeessä mainitut teemat",
        "Kuvio 4. Eri koodien määrä haastattelujen karttuessa",
    ]


def test_a_table_of_contents_field_with_every_heading(document: Document) -> None:
    assert 'TOC \\o "1-2"' in xml(document)
    entries = [p.text for p in document.paragraphs if p.style is not None and p.style.name in ("TOC 1", "TOC 2")]
    link_text = "".join(t.text or "" for t in document.element.iter(qn("w:t")))
    headings = [
        p.text for p in document.paragraphs if p.style is not None and p.style.name in ("Heading 1", "Heading 2")
    ]
    assert len(entries) == len(headings)
    assert all(link_text.count(heading) >= 2 for heading in headings)


def test_header_rows_repeat_and_rows_stay_whole(document: Document) -> None:
    for table in document.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_figures_have_alt_text_and_tables_fit_the_page(document: Document) -> None:
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(described) == 4
    for text, said in zip(
        described, ("Vaakapylväskuvio teemojen", "Lämpökartta", "Verkkokuvio", "Viivakuvio"), strict=True
    ):
        assert text is not None
        assert text.startswith(said)
    section = document.sections[0]
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    for table in document.tables:
        assert sum(cell.width or 0 for cell in table.rows[0].cells) <= width


def test_the_language_is_set_and_pages_are_numbered(document: Document) -> None:
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "fi-FI"
    assert " PAGE " in document.sections[0].footer._element.xml


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(findings: StudyFindings, example_counted: Counted) -> None:
    again = findings_of(example_counted)
    for name in ("docx", "html", "md"):
        assert again.render(name).data == findings.render(name).data
    with zipfile.ZipFile(io.BytesIO(findings.render("docx").data)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_in_the_document_are_those_of_the_tables(findings: StudyFindings, document: Document) -> None:
    counts = findings.tables["counts"].frame.query("level == 1")
    shown = next(
        t for t in document.tables if t.rows[0].cells[0].text == "Teema" and t.rows[0].cells[1].text == "Mainintoja"
    )
    rows = [[cell.text for cell in row.cells] for row in shown.rows[1:]]
    assert [row[0] for row in rows] == list(counts["label"])
    assert [int(row[1].replace("\u00a0", "")) for row in rows] == list(counts["units"])
    assert [row[2] for row in rows] == [f"{n}/5" for n in counts["transcripts"]]


def test_quotes_are_what_was_said(findings: StudyFindings, example: Study) -> None:
    texts = {t.id: " ".join(t.text.split()) for t in Corpus(example).transcripts()}
    quotes = [block for block in findings.findings.report().blocks if isinstance(block, QuoteBlock)]
    assert len(quotes) > 10
    assert all(block.text in texts[block.source.split(",")[0]] for block in quotes)


def test_english_findings(example_counted: Counted) -> None:
    data = findings_of(example_counted, "en").render("docx").data
    text = "\n".join(p.text for p in opened(data).paragraphs)
    assert "Data and method" in text
    assert "Table 1\nThe interviews and their length" in text  # as the APA style has it: the title below the number
    assert "Taulukko" not in text


@pytest.mark.slow
def test_a_reference_document_gives_its_styles(tmp_path: Path, findings: StudyFindings) -> None:
    from docx.shared import Cm, Pt

    reference = docx.Document()
    reference.styles["Heading 1"].font.size = Pt(31)  # type: ignore[union-attr]
    reference.sections[0].left_margin = Cm(4.5)
    reference.sections[0].header.paragraphs[0].text = "Tampereen ammattikorkeakoulu"
    reference.add_paragraph("pohjan oma teksti")
    reference.save(str(tmp_path / "thesis.docx"))
    made = opened(render_report(findings.findings.report(), "docx", tmp_path / "thesis.docx"))
    assert made.styles["Heading 1"].font.size == Pt(31)  # type: ignore[union-attr]
    assert made.sections[0].left_margin == opened((tmp_path / "thesis.docx").read_bytes()).sections[0].left_margin
    assert made.sections[0].header.paragraphs[0].text == "Tampereen ammattikorkeakoulu"
    assert "pohjan oma teksti" not in "\n".join(p.text for p in made.paragraphs)
    (tmp_path / "bad.docx").write_bytes(b"x")
    with pytest.raises(InputError, match="not a readable Word document"):
        render_report(findings.findings.report(), "docx", tmp_path / "bad.docx")


def test_an_unreadable_transcript_is_named_in_the_findings(make_study: Make) -> None:
    root = make_study(
        {"transcripts/a.txt": "I: How?\n\nP: Talk.\n\nI: So?\n\nP: Mail.\n", "transcripts/b.docx": b"broken"}
    )
    counted = count_study(open_study(root))
    text = findings_of(counted).render("md").data.decode()
    assert "could not be read, and their interviews are missing from every number: transcripts/b.docx." in text.replace(
        "\\", ""
    )


# -- sections and links ----------------------------------------------------------------------------


def headings(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 1]


@pytest.mark.slow
def test_only_the_sections_asked_for_are_written(findings: StudyFindings) -> None:
    everything = headings(findings.findings.report())
    assert "Aineiston kyllääntyminen (saturaatio)" in everything
    assert "Riippumattomuustestit" not in everything  # only on request
    assert headings(findings.findings.report(["association", "saturation"])) == [
        "Riippumattomuustestit",
        "Aineiston kyllääntyminen (saturaatio)",
    ]
    assert findings.render("md", ["speech"]).data.decode().count("\n## ") == 1
    with pytest.raises(UnknownName, match=r"Unknown section 'saturaton'\. Did you mean 'saturation'"):
        findings.findings.report(["saturaton"])


@pytest.mark.slow
def test_every_section_can_be_written_in_both_languages(example_counted: Counted) -> None:
    content = findings_of(example_counted, "fi").findings
    for name in content.sections:
        assert content.report([name]).blocks
    assert len(findings_of(example_counted, "en").findings.report().blocks) > len(content.sections)


@pytest.mark.slow
def test_a_users_template_can_begin_from_the_built_in_one(tmp_path: Path, example: Study) -> None:
    own = '{% extends "findings" %}{% block cooccurrence %}{% endblock %}{% block themes %}\n## Omat teemat\n\n{{ table("themes") }}\n{% endblock %}'
    (tmp_path / "own.txt").write_text(own, encoding="utf-8")
    report = example.settings.report.model_copy(update={"template": str(tmp_path / "own.txt")})
    study = replace(example, settings=example.settings.model_copy(update={"report": report}))
    content = findings_of(count_study(study)).findings
    found = headings(content.report())
    assert "Omat teemat" in found
    assert not {"Teemat", "Teemojen yhteisesiintyminen"} & set(found)
    assert headings(content.report(["themes"])) == ["Omat teemat"]


@pytest.mark.slow
def test_counts_lead_to_quotes_and_quotes_to_interviews(example_counted: Counted) -> None:
    content = findings_of(example_counted, page="interviews.html")
    made = opened(content.render("docx").data)
    text = xml(made)
    anchors = set(re.findall(r'w:anchor="(quotes_\d+)"', text))
    assert len(anchors) >= 12
    assert anchors <= set(re.findall(r'w:bookmarkStart [^>]*w:name="(quotes_\d+)"', text))
    urls = {rel.target_ref for rel in made.part.rels.values() if rel.is_external}
    assert "interviews.html#support@transcript=H1" in urls
    assert any(re.fullmatch(r"interviews\.html#H\d\.\d+", url) for url in urls)
    page = content.render("html").data.decode()
    assert '<a href="interviews.html#communication@company_size=' in page
    for anchor in re.findall(r'href="#(quotes_\d+)"', page):
        assert f'<blockquote id="{anchor}">' in page
    assert "interviews.html" not in findings_of(example_counted).render("html").data.decode()


def test_a_section_without_anything_to_show_is_left_out(make_study: Make) -> None:
    people = "transcript,nps\na,9\nb,3\n"
    talk = "I: How?\n\nP: We talk.\n\nI: So?\n\nP: Well.\n"
    root = make_study(
        {
            "transcripts/a.txt": talk,
            "transcripts/b.txt": talk,
            "transcripts/participants.csv": people,
            "qualcode.toml": '[study]\nlanguage = "en"\n',
        }
    )
    counted = count_study(open_study(root))
    content = findings_of(counted).findings
    assert "Numeric attributes" not in headings(content.report())
    asked = content.report(["joint"]).blocks
    assert not any(isinstance(block, TableBlock) for block in asked)
    assert any("nothing to show" in getattr(block, "text", "") for block in asked)


def test_a_section_can_be_added_to() -> None:
    own = '{% extends "findings" %}{% macro twice(v) %}{{ v }} {{ v }}{% endmacro %}{% block speech %}{{ super() }}\n\n{{ twice(title) }}\n{% endblock %}'
    values = {"title": "# T \ue000table x\ue001"}
    text = render_text(own, values, None, [name for name in sections_of(own, "en") if name != "speech"], "en")
    made = TableBlock("x", 0, "cap", ShownTable(("a",), ()))
    blocks = blocks_of(text, {"table": lambda _: [made]})
    assert [type(block).__name__ for block in blocks] == ["Heading", "Heading", "TableBlock", "Paragraph"]
    assert blocks[-1] == Paragraph("# T table x # T table x")


def test_a_slip_in_a_users_template_is_guessed() -> None:
    with pytest.raises(InputError, match=r"own.txt:2: .*Unknown section 'themse'\. Did you mean 'themes'"):
        sections_of('{% extends "findings" %}\n{% block themse %}{% endblock %}', "fi", Path("own.txt"))


def test_no_quote_stands_twice_while_there_is_another(findings: StudyFindings, example_tidy: Tidy) -> None:
    places = [block.place for block in findings.findings.report().blocks if isinstance(block, QuoteBlock)]
    again = {place for place in places if places.count(place) > 1}
    for place in again:  # only where a theme has no other
        transcript, unit = place.split(".")
        rows = example_tidy.codings
        themes = set(rows[(rows["transcript"] == transcript) & (rows["unit"] == int(unit))]["theme"])
        assert any(
            rows[rows["theme"] == theme].drop_duplicates(["transcript", "unit"]).shape[0] <= 3 for theme in themes
        )


def test_latex_takes_any_text() -> None:
    text = latex.render(storable(REPORT)).decode()
    assert "\\textless{}x\\textgreater{}" in text
    odd = Report(
        "t",
        "fi",
        (
            Item('[laughs] 50 % & \\x_1 #2 {a} ~ ^ -- "q"'),
            TableBlock("osuus 5%", 1, "c", ShownTable(("a",), (("[x]",),))),
        ),
        "T",
        "K",
    )
    text = latex.render(odd).decode()
    assert "\\item {[}laughs]" in text
    assert "\\label{tab:osuus-5-}" in text
    assert "\n{[}x]" in text
    body = text.split("\n", 1)[1]
    assert body.count("{") == body.count("}")
    assert re.search(r"(?<!\\)[%&#_]", body.replace(" & ", "")) is None


def test_characters_no_document_can_hold_are_left_out() -> None:
    data = render_report(Report("a\x01b", "fi", (Heading("h\uffff", 1), Paragraph("x\ud800y")), "T", "K"), "docx")
    assert [p.text for p in opened(data).paragraphs] == ["h", "xy"]


def counted_on_page(page: str, code: str, codes: list[str]) -> int:
    """Units of the page whose marks name a code: what a reader would count."""
    number = str(codes.index(code))
    found = re.findall(r'data-u="(\d+)".*?>(.*?)</span>(?=[^<]|<span|</p>)', page)
    return sum(
        any(number in marks.replace("n", "").split() for marks in re.findall(r'data-c="([^"]*)"', inner))
        for _, inner in found
    )


@pytest.mark.slow
def test_the_page_of_interviews_holds_every_word_and_every_coding(
    example: Study, example_tidy: Tidy, example_counted: Counted
) -> None:
    content = findings_of(example_counted)
    page = the_page(content).decode()
    codes = [place.code.id for place in example_tidy.codebook.walk()]
    own = counts(example_tidy, own=True).frame.set_index("code")["units"]
    assert {code: counted_on_page(page, code, codes) for code in codes} == {
        str(code): int(n) for code, n in own.items()
    }
    plain = unescape(re.sub(r"<[^>]+>", "", page))
    for transcript in Corpus(example).transcripts():
        for turn in transcript.turns:
            assert transcript.turn_text(turn) in plain
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "default-src 'none'" in page


def test_a_hostile_transcript_does_nothing_on_the_page(make_study: Make) -> None:
    said = '<script>alert(1)</script> "mail" </p><img src=x onerror=alert(1)> talk &amp;'
    root = make_study(
        {
            "transcripts/a<b>.txt"
            if os.name != "nt"
            else "transcripts/ab.txt": f"I: How?\n\nP: {said}\n\nI: So?\n\nP: Mail.\n"
        }
    )
    counted = count_study(open_study(root))
    page = the_page(findings_of(counted)).decode()
    assert page.count("<script") == 2
    assert "<img" not in page
    assert "&amp;amp;" in page


def test_the_workbook_has_a_sheet_a_table_and_numbers_as_numbers(findings: StudyFindings) -> None:
    data = workbook_bytes(findings.tables)
    assert data == workbook_bytes(findings.tables)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.sheetnames) == len(findings.tables)
    assert all(len(name) <= 31 for name in book.sheetnames)
    frame = findings.tables["counts"].frame
    assert [row[2] for row in book["counts"].iter_rows(min_row=2, max_row=len(frame) + 1, values_only=True)] != []
    assert book["counts"].cell(2, list(frame.columns).index("units") + 1).value == int(frame["units"].iloc[0])


def test_sheets_whose_names_excel_would_refuse() -> None:
    frame = pd.DataFrame({"a": [1]})
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes({f"{'x' * 40}{i}": Table("t", frame) for i in range(3)} | {"a/b": Table("t", frame)}))
    )
    assert len({name.lower() for name in book.sheetnames}) == 4


# -- templates -------------------------------------------------------------------------------------


def test_a_template_becomes_blocks() -> None:
    text = "# {{ title }}\n\nOne\ntwo.\n\n- item {{ n }}\n- second\n\n## Under\n{{ table('x') }}\nSee {{ number('table', 'x') }}."
    made = TableBlock("x", 0, "cap", ShownTable(("a",), ()))
    blocks = blocks_of(render_text(text, {"title": "T", "n": 3}), {"table": lambda _: [made]})
    kinds = [(type(block).__name__, getattr(block, "text", "")) for block in blocks]
    assert kinds == [
        ("Heading", "T"), ("Paragraph", "One two."), ("Item", "item 3"), ("Item", "second"), ("Heading", "Under"), ("TableBlock", ""),
        ("Paragraph", "See 1."),
    ]  # fmt: skip


def test_values_cannot_become_structure() -> None:
    value = "# not a heading\n\n- no item \ue000table x\ue001"
    blocks = blocks_of(render_text("{{ v }}", {"v": value}), {})
    assert blocks == (Paragraph("# not a heading - no item table x"),)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("a\n{% if %}", "mistake"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ table('nope') }}", "asks for table 'nope'"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("See {{ number('table', 'themse') }}.", "asks for the number of 'table themse'"),
    ],
)
def test_template_mistakes_are_told(template: str, said: str) -> None:
    def no_table(name: str) -> list[TableBlock]:
        raise KeyError(name)

    with pytest.raises(InputError) as caught:
        blocks_of(render_text(template, {"x": 1}, Path("t.txt")), {"table": no_table}, Path("t.txt"))
    assert said in str(caught.value)
    assert "t.txt" in str(caught.value)


def test_both_languages_have_the_same_words_and_template_parts() -> None:
    assert set(_WORDING["fi"]) == set(_WORDING["en"])
    parts = [
        re.findall(r"\{\{ (?:table|figure|quotes|contents|page_break)\([^)]*\)", built_in(language))
        for language in ("fi", "en")
    ]
    assert parts[0] == parts[1]


def test_numbers_as_each_language_writes_them() -> None:
    assert (integer(12345, "fi"), integer(12345, "en")) == ("12\u00a0345", "12,345")
    assert (percent(0.1254, "fi"), percent(0.1254, "en")) == ("12,5\u00a0%", "12.5%")
    assert (percent(0.0625, "fi"), percent(0.0635, "en")) == ("6,3\u00a0%", "6.4%")  # half goes up, as people round
    assert (decimal(-1.5, "fi"), decimal(12345.6, "en"), bounded(0.25, "en")) == ("−1,50", "12,346", ".25")
    assert (probability(0.0312, "fi"), probability(0.0002, "en"), probability(1.0, "en")) == (
        "0,031",
        "< .001",
        "1.000",
    )
    assert (spelled(5, "fi"), spelled(4, "fi", "in"), spelled(5, "fi", "of"), spelled(12, "fi")) == (
        "viisi",
        "neljässä",
        "viidestä",
        "12",
    )
    assert (spelled(9, "en"), spelled(10, "en")) == ("nine", "10")
    assert (theme_of("Viestintä", "fi"), theme_of("CRM:n käyttö", "fi")) == ("Viestintä-teeman", "CRM:n käyttö -teeman")
    assert quoted('Siinä lukee "nälkäinen".', "fi") == "”Siinä lukee ’nälkäinen’.”"
    assert quoted('It says "hungry".', "en") == "“It says ‘hungry’.”"
    assert (joined(["a", "b", "c"], "fi"), joined(["a"], "en"), joined([], "fi")) == ("a, b ja c", "a", "")


# -- tables, figures, other formats ----------------------------------------------------------------


SIZE = 10.0


def test_no_word_is_cut_but_between_syllables_and_no_number_wraps() -> None:
    headers = ("Teema", "Viestintäkanavat", "Asiakasuskollisuus", "Tarkkuus")
    table = ShownTable(
        headers, (("Kehittämisehdotukset", "1\u00a0234", "5", "0,83 [0,71; 0,91]"),), frozenset({1, 2, 3})
    )
    wide = laid_out(table, 16, SIZE, "fi")
    assert wide is not None
    assert wide[0].headers == headers
    assert sum(wide[1]) == pytest.approx(16)
    narrow = laid_out(table, 12, SIZE, "fi")
    assert narrow is not None
    assert narrow[0].headers[1].split("\u00ad") == [
        "Viestintä",
        "kanavat",
    ]  # between the parts of a compound where these fit
    assert narrow[0].headers[2].split("\u00ad") == ["Asia", "kas", "us", "kol", "li", "suus"]
    assert narrow[0].rows[0][1:] == ("1\u00a0234", "5", "0,83 [0,71;\u00a00,91]")
    assert narrow[1][3] > Font(SIZE).width("[0,71; 0,91]")
    assert laid_out(table, 5, SIZE, "fi") is None


def test_a_table_that_is_too_wide_has_numbers_for_headers() -> None:
    table = ShownTable(("Teema", "Pieni yritys", "", "Yhteensä"), (("x", "1", "2", "3"),), frozenset({1, 2, 3}))
    numbered, names = in_numbers(table, "Yhteensä")
    assert numbered.headers == ("Teema", "1", "", "Yhteensä")
    assert names == "1 Pieni yritys"


def test_a_wide_table_is_split_with_its_first_column_repeated() -> None:
    table = ShownTable(("code", *[f"H{i}" for i in range(1, 26)]), (("x", *map(str, range(1, 26))),))
    parts = in_parts(table, 8, SIZE, "en")
    assert len(parts) > 1
    assert {part.headers[0] for part in parts} == {"code"}
    assert [header for part in parts for header in part.headers[1:]] == list(table.headers[1:])
    assert [cell for part in parts for cell in part.rows[0][1:]] == list(table.rows[0][1:])


def test_figures_are_the_same_bytes_each_time_and_take_zeros() -> None:
    assert bars(["ä", "ö"], [0, 0], "n") == bars(["ä", "ö"], [0, 0], "n")
    assert heat_map(["ä"], ["H1", "H2"], [[0, 3]]).png[:8] == b"\x89PNG\r\n\x1a\n"


REPORT = Report(
    "T & <T>",
    "fi",
    (
        Heading("T & <T>", 0),
        Item("a | b"),
        TableBlock("t", 1, "Cap", ShownTable(("a|b", "n"), (("<x>\ny", "1"),), frozenset({1}), (1,)), "note"),
        FigureBlock("f", 1, "Fig", bars(["a"], [1], "n"), 'alt "quoted"', 10),
        QuoteBlock("<script>", "H1"),
    ),
    "Taulukko",
    "Kuvio",
)


def test_html_is_escaped_and_self_contained() -> None:
    page = html.render(REPORT).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "T &amp; &lt;T&gt;" in page
    assert 'alt="alt &quot;quoted&quot;"' in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert 'lang="fi"' in page


def test_markdown_keeps_its_table_whole() -> None:
    text = markdown.render(REPORT).decode()
    assert "| a\\|b | n |\n| :--- | ---: |\n| &emsp;\\<x\\><br>y | 1 |" in text


def test_word_takes_any_text() -> None:
    document = opened(render(REPORT))
    assert document.tables[0].rows[1].cells[0].text == "<x>\ny"


def test_an_unknown_report_format_lists_those_there_are() -> None:
    with pytest.raises(UnknownName, match="docx, html, md"):
        render_report(REPORT, "pdf")


def test_a_table_of_its_own_speaks_the_studys_language(example_tidy: Tidy) -> None:
    from qualcode.analysis import crosstab
    from qualcode.report.table_document import Dress, file_bytes

    table = crosstab(example_tidy, "theme", "company_size", percent="column")
    dress = Dress("fi", {"communication": "Viestintä", "company_size": "yrityksen koko"})
    document = opened(file_bytes(table, Path("t.docx"), dress))
    header, first = ([cell.text for cell in document.tables[0].rows[i].cells] for i in (0, 1))
    assert (header[0], header[-1], first[0]) == ("Teema", "Yhteensä", "Viestintä")
    assert first[1].endswith("\u00a0%")
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Taulukko 1. Ristiintaulukointi" in text
    assert "Osuudet on laskettu sarakkeen kokonaismäärästä" in text
    assert "Base:" not in text


LONG = [f"Haastattelu {n:02} Virtanen-Mäkelä" for n in range(1, 41)]
THEMES = ["Viestintä ja vuorovaikutus asiakkaan kanssa monessa kanavassa", "Tuki", "Hinta"]


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [LONG[:1], LONG[:6], LONG, ["H1", "H2"], [name * 4 for name in LONG[:3]]])
def test_nothing_of_a_heat_map_is_cut_and_nothing_warns(rows: int, columns: list[str]) -> None:
    made = heat_map(THEMES[:rows], columns, [[n % 7 for n in range(len(columns))]] * rows)
    assert white_border(made.png)
    assert white_border(bars(THEMES[:rows], list(range(rows)), "Mainintoja").png)
    width, height = size(made)
    assert 2 < height < 30
    assert 2 < width < 45


def test_signs_of_formulas_and_letters_without_a_picture_are_no_trouble() -> None:
    assert white_border(bars(["price $x^2$ \\frac", "名 😀"], [1, 2], "n").png)


def white_border(png: bytes) -> bool:
    """Whether a picture has nothing at its very edge, where what is cut would be."""
    pixels = image.imread(io.BytesIO(png), format="png")[..., :3]
    return all((edge > 0.99).all() for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))


@pytest.mark.parametrize("language", ["fi", "en"])
def test_saturation_says_which_codes_it_counts(example_tidy: Tidy, language: str, example_counted: Counted) -> None:
    """The worked example has 12 themes and their subcodes; saturation is of those that have no subcodes."""
    every = [place.code for place in example_tidy.codebook.walk()]
    leaves = [code for code in every if not code.codes]
    used = {code.id for code in leaves} & set(example_tidy.codings["code"])
    text = findings_of(example_counted, language).render("md", ["saturation"]).data.decode("utf-8")
    said = {
        "fi": f"koodeilla, joilla ei ole alakoodeja; niitä on {len(leaves)} kaikkiaan {len(every)} teemasta ja alakoodista. "
        + (
            "Kaikki esiintyvät aineistossa."
            if used == {code.id for code in leaves}
            else f"Niistä aineistossa esiintyy {spelled(len(used), 'fi')}."
        ),
        "en": f"codes that have no subcodes: of the {len(every)} themes and subcodes, {len(leaves)} have none. {spelled(len(used), 'en').capitalize()} of them are in the data.",
    }[language]
    assert said in text


def test_findings_of_a_large_study_tell_numbers_of_any_size() -> None:
    from functools import partial

    from qualcode.report.numbers import integer

    values = {"integer": partial(integer, language="en"), "words": 12_345_678}
    assert render_text("{{ integer(words) }} words", values, Path("t.txt")) == "12,345,678 words"
