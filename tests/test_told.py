"""What findings leave out or cannot take is told; what the settings ask for is done."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from commands import here
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm

from qualcode.people.counted import count_study
from qualcode.report.blocks import Heading, Paragraph, Report, ShownTable, TableBlock
from qualcode.report.formats import latex, markdown
from qualcode.report.word.document import render
from qualcode.results.documents import page_from
from qualcode.results.findings import findings_of
from qualcode.results.run import run_study
from qualcode.study import open_study

Make = Callable[..., Path]
TALK = "I: So?\n\nP: We talk by phone every day and that is it.\n\nI: And?\n\nP: Money helps us all a lot in the end.\n"
SETTINGS = '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\n'


@pytest.fixture
def study(make_study: Make) -> Path:
    rows = "transcript,age,day\na,30,2025-01-15\nb,45,20.8.2025\nc,50,30.2.2025\nd,51,1.9.2025\n"
    files = {f"transcripts/{name}.txt": TALK for name in "abcd"}
    return make_study({**files, "transcripts/participants.csv": rows, "qualcode.toml": SETTINGS})


def test_a_day_that_is_none_is_told(study: Path) -> None:
    said = here(study, "counts").stderr
    assert "the values of 'day' are days but for '30.2.2025' (c), so they count as names" in said
    assert "Write a day as 14.3.2025" in said
    assert "'age'" not in said


def test_interviews_without_a_day_are_told_under_the_chart(study: Path) -> None:
    people = study / "transcripts/participants.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("30.2.2025", ""), encoding="utf-8")
    (figure,) = findings_of(count_study(open_study(study))).findings.parts.figure("time day")
    assert "interviews without a date, 1 in all, are left out" in figure.caption  # type: ignore[union-attr]


@pytest.mark.slow
def test_links_lead_only_where_they_can(study: Path) -> None:
    run_study(open_study(study))
    found = open_study(study)
    assert page_from(study / "results", found) == "interviews.html"
    assert page_from(study / "out", found) == "../results/interviews.html"
    assert page_from(study.parent, found) == ""  # where no link would lead on
    settings = study / "qualcode.toml"
    settings.write_text(SETTINGS + "[report]\nlinks = false\n", encoding="utf-8")
    assert page_from(study / "results", open_study(study)) == ""


def test_the_order_of_values_that_nobody_has_is_told(study: Path) -> None:
    (study / "qualcode.toml").write_text(SETTINGS + '[report.order]\nage = ["45", "46"]\n', encoding="utf-8")
    assert "[report] order: Unknown value of age '46'" in here(study, "run").stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [["quotes", "talk"], ["framework"], ["run"]])
def test_a_chosen_quote_that_cannot_be_used_is_told_by_every_command_that_quotes(
    study: Path, command: list[str]
) -> None:
    path = study / "codings/quotes.csv"
    path.parent.mkdir()
    path.write_text("haastattelu;koodi;lainaus\na;tallk;Money helps us all a lot in the end.\n", encoding="utf-8")
    assert "names a code 'tallk' that is not in the codebook" in here(study, *command).stderr


def test_what_was_written_of_what_is_gone_is_told_and_two_texts_of_one_place_stay(study: Path) -> None:
    path = study / "codings/summaries.csv"
    path.parent.mkdir()
    rows = "transcript,code,summary\na,money,One.\na,money,Two.\na,silence,Nothing was said.\n"
    path.write_text(rows, encoding="utf-8")
    assert "1 more rows fit none of these" in here(study, "summaries").stderr
    told = path.read_text(encoding="utf-8-sig")
    assert "One.\nTwo." in told.replace("\r\n", "\n")
    assert "Nothing was said." in told
    assert "One.\\nTwo." in here(study, "framework", "--format", "json").stdout


def test_where_codes_stand_together_is_asked_only_of_codes_that_are_named(study: Path) -> None:
    said = here(study, "quotes", "talk", "--within", "turn")
    assert said.returncode == 2
    assert "--within says where --with or --without look" in said.stderr


def test_numbers_of_participants_are_numbers_in_json(study: Path) -> None:
    (first, *_) = json.loads(here(study, "codings", "--format", "json").stdout)
    assert first["age"] == 30
    assert first["day"] == "2025-01-15"


def test_the_rules_of_a_codebook_stand_in_its_appendix_on_request(study: Path) -> None:
    book = str(study / "codebooks/small.yaml")
    for name, more in (("plain.md", []), ("rules.md", ["--rules"])):
        assert here(study, "codebook", "convert", book, str(study / name), "--language", "en", *more).returncode == 0
    plain, rules = ((study / name).read_text(encoding="utf-8") for name in ("plain.md", "rules.md"))
    assert "How the codes are applied" not in plain
    assert "How the codes are applied" in rules


def test_a_study_in_which_only_the_interviewer_speaks_has_no_table_of_participants(make_study: Make) -> None:
    people = {"transcripts/participants.csv": "transcript,age\na,30\n"}
    root = make_study({"transcripts/a.txt": "I: So?\n\nI: And?\n", **people, "qualcode.toml": SETTINGS})
    blocks = findings_of(count_study(open_study(root))).findings.report(["data"]).blocks
    assert not any(isinstance(block, TableBlock) and block.name == "participants" for block in blocks)


# -- pages and templates -------------------------------------------------------------------------------


def wide(columns: int) -> TableBlock:
    headers = ("Theme", *(f"Group number {i}" for i in range(columns)))
    rows = (("x", *("1,234,567" for _ in range(columns))),)
    return TableBlock("t", 1, "Caption", ShownTable(headers, rows, frozenset(range(1, columns + 1))), "Note.", "p0")


def pages_of(*blocks: Heading | Paragraph | TableBlock) -> docx.document.Document:
    return docx.Document(io.BytesIO(render(Report("T", "en", blocks, "Table", "Figure"))))


def test_a_table_that_is_too_wide_turns_its_page_and_the_text_goes_on_upright() -> None:
    made = pages_of(Paragraph("Before."), Heading("Groups"), wide(9), Paragraph("After."))
    assert [section.orientation for section in made.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert made.sections[1].page_width == made.sections[0].page_height
    (table,) = made.tables
    assert [cell.text for cell in table.rows[0].cells][:3] == ["Theme", "1", "2"]  # what they stand for is in the note
    assert any(p.text.startswith("Note. Columns: 1 Group number 0, 2 Group number 1") for p in made.paragraphs)
    first = next(i for i, p in enumerate(made.paragraphs) if p.text == "Groups")
    assert (
        made.paragraphs[first - 1]._p.pPr.sectPr is not None
    )  # the heading stands on the turned page, above its table


def test_a_table_wider_than_any_page_goes_on_under_one_number() -> None:
    made = pages_of(wide(30))
    assert len(made.tables) > 1
    assert [p.text for p in made.paragraphs if p.text.startswith("Table")][1] == "Table 1\nCaption (continued)"
    assert len(made.sections) == 1  # the first page itself is turned: no empty one before it
    shown = [cell.text for table in made.tables for cell in table.rows[0].cells[1:]]
    assert shown == [str(i) for i in range(1, 31)]


def test_styles_of_another_kind_under_our_names_do_no_harm(tmp_path: Path) -> None:
    made = docx.Document()
    made.styles.add_style("Liite", WD_STYLE_TYPE.TABLE)
    made.styles.add_style("Qualcode Table", WD_STYLE_TYPE.PARAGRAPH)
    made.save(str(tmp_path / "n.docx"))
    appendix = Heading("Codebook", 1, (), "codebook", 1, "p1")
    report = Report("T", "en", (wide(2), appendix), "Table", "Figure", appendix_word="Appendix")
    found = docx.Document(io.BytesIO(render(report, tmp_path / "n.docx")))
    assert any(p.text == "Appendix 1. Codebook" for p in found.paragraphs)
    assert len(found.tables) == 1


def test_a_word_longer_than_the_text_leaves_the_others_their_hyphens(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].page_width = made.sections[0].page_height = Cm(10)
    made.save(str(tmp_path / "n.docx"))
    table = ShownTable(("Theme", "Definition"), (("x", f"{'w' * 90} understanding relationships of communication"),))
    report = Report("T", "en", (TableBlock("t", 1, "C", table, "", "p0"),), "Table", "Figure")
    xml = docx.Document(io.BytesIO(render(report, tmp_path / "n.docx"))).element.xml
    assert xml.count("softHyphen") > 3
    assert min(
        cell.width or 0
        for cell in docx.Document(io.BytesIO(render(report, tmp_path / "n.docx"))).tables[0].rows[0].cells
    ) > Cm(0.8)


def test_text_formats_refer_by_their_own_means() -> None:
    text = Paragraph("See table 1 & 50%.", ((10, 11, "caption:p0"),))
    report = Report("T", "en", (text, wide(2)), "Table", "Figure")
    assert "See table \\ref{tab:t} \\& 50\\%." in latex.render(report).decode()
    assert "See table [-@tbl-t-1] & 50%." in markdown.render_quarto(report).decode()
    assert "See table 1 & 50%." in markdown.render(report).decode()
