"""Codings from other programs' exports, each from a file made by its documented layout; and tables with named
columns.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from commands import Said, here
from conftest import Make
from docx import Document
from held import held

from qualcode.exchange.formats import format_of, formats
from qualcode.exchange.programs.taguette import Page
from qualcode.line.corpus import Corpus
from qualcode.people.decisions import append, coder_paths, decided, read_decisions
from qualcode.study import open_study

DOCS = Path(__file__).parent.parent / "docs"
BOOK = """
format: 1
name: small
codes:
  - id: support
    label: Support
    codes:
      - {id: phone, label: Phone, abbreviation: PH}
      - {id: mail, label: "Mail, letters"}
  - {id: price, label: Price}
"""
TALK = (
    "Interviewer: How do you keep in touch?\n\nAnna: We talk on the phone. Ääni is what counts, or mail.\n\n"
    "Interviewer: And what does it cost?\n\nAnna: Yes. It is cheap. Yes.\n"
)
PHONE, COST = "We talk on the phone.", "It is cheap."


@pytest.fixture
def study(make_study: Make) -> Path:
    return make_study({"transcripts/Interview 1.txt": TALK, "qualcode.toml": '[study]\nlanguage = "en"\n'}, BOOK)


def put_in(study: Path, path: Path, *arguments: str) -> tuple[Said, set[tuple[str, str, str]]]:
    said = here(study, "codings", "import", str(path), *arguments)
    return said, {(coder, code, quote) for coder, _, code, quote, _ in held(study)}


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def maxqda(path: Path) -> Path:
    return workbook(
        path / "segments.xlsx",
        ("Color", "Comment", "Document group", "Document name", "Code", "Beginning", "End", "Weight score", "Segment", "Created by", "Created", "Area", "Coverage %"),
        ("●", "", "All", "Interview 1", "Support > Phone", 2, 2, 0, PHONE, "Anna", "11/3/2025 10:12", 21, 8.5),
        ("●", "so cheap", "All", "Interview 1", "Price", 4, 4, 0, COST, "Bert", "11/3/2025 10:15", 12, 4.5),
    )  # fmt: skip


def atlasti(path: Path) -> Path:
    return workbook(
        path / "report.xlsx",
        (
            "ID",
            "Document",
            "Quotation Name",
            "Quotation Content",
            "Comment",
            "Codes",
            "Reference",
            "Density",
            "Created by",
            "Created",
        ),
        ("1:1", "D 1: Interview 1", "", PHONE, "", "Support: Phone", "¶ 2", 0, "Anna", "3.11.2025"),
        ("1:2", "1: Interview 1", "", COST, "so cheap", "Price", "¶ 4", 0, "Bert", "3.11.2025"),
        ("1:3", "Interview 1", "", "Yes", "", "", "¶ 4", 0, "Bert", "3.11.2025"),
    )


def taguette(path: Path) -> Path:
    (path / "all.csv").write_text(
        f"id,document,tag,content\n1,Interview 1.docx,support.phone,{PHONE}\n2,Interview 1.docx,price,{COST}\n3,Interview 1.docx,,Yes.\n",
        encoding="utf-8",
    )
    return path / "all.csv"


def dovetail(path: Path) -> Path:
    (path / "highlights.csv").write_text(
        f"Highlight,Tags,Note title,Created by,Created at\n{PHONE},Phone,Interview 1,Anna,2025-11-03\n{COST},Price,Interview 1,Bert,2025-11-03\n",
        encoding="utf-8",
    )
    return path / "highlights.csv"


def nvivo(path: Path) -> Path:
    (path / "Price.txt").write_text(
        f"<Files\\\\Interviews\\\\Interview 1> - § 1 reference coded  [4.20% Coverage]\n\nReference 1 - 4.20% Coverage\n\n{COST}\n",
        encoding="utf-8",
    )
    document = Document()
    for line in (
        "Name: Codes\\Support\\Phone",
        "<Files\\Interview 1> - § 1 reference coded [4.20% Coverage]",
        "Reference 1 - 4.20% Coverage",
        PHONE,
    ):
        document.add_paragraph(line)
    document.save(str(path / "node.docx"))
    return path / "node.docx"


def qualcoder(path: Path) -> Path:
    (path / "study.qda").mkdir(exist_ok=True)
    file = path / "study.qda/data.qda"
    with sqlite3.connect(file) as base:
        base.executescript(
            """
            create table source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text);
            create table code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
            create table code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text);
            create table code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text,
              memo text, avid integer, important integer);
            create table code_image (imid integer primary key, id integer, cid integer);
            create table annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text, date text);
            create table attribute (attrid integer primary key, name text, attr_type text, value text, id integer, date text, owner text);
            create table cases (caseid integer primary key, name text); create table case_text (id integer, caseid integer, fid integer);
            create table journal (jid integer primary key, name text, jentry text);
            insert into code_cat values (1, 'Support', '', '', '', null);
            insert into code_name values (1, 'Phone', 'by phone', 1, '', '', '#fff'), (2, 'Price', null, null, '', '', '#fff');
            insert into cases values (7, 'Anna'); insert into case_text values (1, 7, 3);
            insert into attribute values (1, 'size', 'file', 'small', 3, '', ''), (2, 'age', 'case', '34', 7, '', '');
            insert into journal values (1, 'diary', 'my thoughts'); insert into code_image values (1, 4, 1);
            """
        )
        base.execute("insert into source values (3, 'Interview 1.txt', ?, null, '', '', '')", (TALK,))
        base.execute("insert into source values (4, 'photo.png', null, 'images:photo.png', '', '', '')")
        for code, quote, who, memo, off in ((1, PHONE, "Anna", "", 0), (2, COST, "Bert", "so cheap", 3)):
            at = TALK.index(quote) + off  # the second is not where the file says
            base.execute(
                "insert into code_text values (null, ?, 3, ?, ?, ?, ?, '2025-11-03 10:00:00', ?, null, null)",
                (code, quote, at, at + len(quote), who, memo),
            )
        base.execute(
            "insert into annotation values (1, 3, ?, ?, 'look here', 'Anna', '')",
            (TALK.index("mail"), TALK.index("mail") + 4),
        )
    return file


def taguette_project(path: Path) -> Path:
    file = path / "2025_study.sqlite3"
    html = "".join(f"<p>{line}</p>\n" for line in TALK.split("\n") if line).replace("phone", "<b>phone</b>")
    plain = re.sub(r"<[^>]+>", "", html)
    with sqlite3.connect(file) as base:
        base.executescript(
            """
            create table projects (id integer, name text); insert into projects values (1, 'Study');
            create table documents (id integer, name text, contents text);
            create table tags (id integer, path text, description text);
            create table highlights (id integer, document_id integer, start_offset integer, end_offset integer, snippet text);
            create table highlight_tags (highlight_id integer, tag_id integer);
            create table commands (id integer, user_login text, payload text);
            insert into tags values (1, 'support.phone', 'by phone'), (2, 'price', '');
            insert into highlight_tags values (1, 1), (2, 2);
            """
        )
        base.execute("insert into documents values (1, 'Interview 1', ?)", (html,))
        for number, quote, who in ((1, PHONE, "Anna"), (2, COST, "Bert"), (3, "Yes.", "Bert")):
            start = len(plain[: plain.index(quote)].encode())
            base.execute(
                "insert into highlights values (?, 1, ?, ?, ?)", (number, start, start + len(quote.encode()), quote)
            )
            base.execute(
                "insert into commands values (?, ?, ?)",
                (number, who, json.dumps({"type": "highlight_add", "highlight_id": number})),
            )
    return file


MADE: dict[str, Callable[[Path], Path]] = {
    "maxqda": maxqda, "atlasti": atlasti, "taguette": taguette, "dovetail": dovetail, "nvivo": nvivo, "qualcoder": qualcoder, "taguette-project": taguette_project,
}  # fmt: skip
NO_CODER = ("taguette", "nvivo")


@pytest.mark.parametrize("name", MADE)
def test_an_export_is_recognised_and_its_codings_stand_where_they_were_made(
    name: str, study: Path, tmp_path: Path
) -> None:
    path = MADE[name](tmp_path)
    assert format_of(path).name == name
    said, found = put_in(study, path, *(["--coder", "Anna"] if name in NO_CODER else []))
    assert said.returncode == 0, said.stderr
    assert ("Anna", "phone", PHONE) in found
    second = "Anna" if name in NO_CODER else "Bert"
    assert ((second, "price", COST) in found) == (name != "nvivo")
    if name in ("maxqda", "atlasti", "qualcoder"):
        assert "so cheap" in held(study).values()
    if name in ("atlasti", "taguette"):
        assert "without a " in said.stdout
    again, same = put_in(study, path, *(["--coder", "Anna"] if name in NO_CODER else []))
    assert (again.returncode, same) == (0, found)


@pytest.mark.parametrize("name", ["qualcoder", "taguette-project", "maxqda", "taguette"])
def test_an_export_makes_a_study_of_its_own(name: str, tmp_path: Path) -> None:
    path = MADE[name](tmp_path)
    said = here(tmp_path, "import", str(path), "new", "--coder", "Anna")
    assert said.returncode == 0, said.stderr
    found = {(code, quote) for _, _, code, quote, _ in held(tmp_path / "new")}
    assert {("phone", PHONE), ("price", COST)} <= found
    assert [(place.level, place.code.id) for place in open_study(tmp_path / "new").codebook.walk()] == [
        (1, "support"),
        (2, "phone"),
        (1, "price"),
    ]
    if name == "qualcoder":
        assert open_study(tmp_path / "new").participants.of("Interview 1") == {"size": "small", "age": "34"}
        assert "codings of pictures: 1" in said.stderr
        assert "1 codings were found by their words" in said.stdout
        assert (tmp_path / "new/memos/diary.txt").read_text(encoding="utf-8") == "my thoughts\n"
        assert ("", "mail") in found
    if name.endswith("project"):
        assert open_study(tmp_path / "new").codebook.codes[0].codes[0].definition("") == "by phone"
        assert "highlights without a tag: 1" in said.stderr


def test_a_text_file_of_nvivo_is_of_the_code_that_its_name_says(study: Path, tmp_path: Path) -> None:
    nvivo(tmp_path)
    said, found = put_in(study, tmp_path / "Price.txt", "--coder", "Anna")
    assert (said.returncode, found) == (0, {("Anna", "price", COST)})
    assert "--coder Anna" in put_in(study, tmp_path / "Price.txt")[0].stderr
    text = (tmp_path / "Price.txt").read_text(encoding="utf-8")
    (tmp_path / "Price.txt").write_text(text.replace("§ 1 reference", "§ 2 references"), encoding="utf-8")
    said, _ = put_in(study, tmp_path / "Price.txt", "--coder", "Anna")
    assert "says that there are 2 references" in said.stderr


def test_bytes_of_a_page_are_places_of_its_text() -> None:
    page = Page("<p>Ää&amp;ni <b>on</b></p>\n<p>toinen</p>")
    plain = "Ää&ni on\ntoinen"
    assert page.text.split() == plain.split()
    for word in ("Ää&ni", "on", "toinen"):
        start = len(plain[: plain.index(word)].encode())
        span = page.span(start, start + len(word.encode()))
        assert span is not None
        assert page.text[slice(*span)] == word
    assert page.span(900, 910) is None


@pytest.mark.parametrize("name", ["a.qda", "a.sqlite3"])
def test_files_that_are_no_project_are_told(name: str, study: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"SQLite format 3\0" + b"broken" * 100)
    said, found = put_in(study, tmp_path / name)
    assert (said.returncode, found) == (1, set())
    assert "is no file of another program" in said.stderr
    said = here(study, "codings", "import", str(tmp_path / name), "--from", "qualcoder")
    assert (said.returncode, "cannot be read as an SQLite file" in said.stderr) == (1, True)


# -- the table with named columns ----------------------------------------------------------------


def table(study: Path, text: str, *arguments: str) -> tuple[Said, set[tuple[str, str, str]]]:
    path = study / "t.csv"
    path.write_text(text, encoding="utf-8")
    return put_in(study, path, *(arguments or ("--coder", "Anna")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("document,code,turn\nInterview 1.docx,price,4\n", {("price", "Yes. It is cheap. Yes.")}),
        ("document,code,turn,text\ninterview 1.wav.txt,price,4,cheap\n", {("price", "cheap")}),
        ("document,code,line\nInterview 1,phone,3\n", {("phone", "Anna: We talk on the phone. Ääni is what counts, or mail.")}),
        ("document,code,unit\nInterview 1,phone,1-2\n", {("phone", "We talk on the phone. Ääni is what counts, or mail.")}),
        ('document,code,text\nInterview 1,"Phone; Price",It is cheap.\n', {("phone", COST), ("price", COST)}),
        ('document,code,text\nInterview 1,"Mail, letters",It is cheap.\n', {("mail", COST)}),
        ('document,code,text\nInterview 1,"PH, Price",It is cheap.\n', {("phone", COST), ("price", COST)}),
        ("document,text,phone,Price,mail\nInterview 1,It is cheap.,1,0,x\nInterview 1,We talk on the phone.,,1,\n", {("phone", COST), ("mail", COST), ("price", PHONE)}),
        ("Haastattelu;Koodi;Ote\nInterview 1;PRICE;It is cheap.\n", {("price", COST)}),
        ("document,code,text\nInterview 1,price,Yes.\nInterview 1,price,Yes.\n", {("price", "Yes.")}),
    ],
)  # fmt: skip
def test_places_and_codes_of_a_table(text: str, expected: set[tuple[str, str]], study: Path) -> None:
    said, found = table(study, text)
    assert said.returncode == 0, said.stderr
    assert {(code, quote) for _, code, quote in found} == expected
    if "PRICE" in text:
        assert "other capitals" in said.stderr
    if text.count("Yes.\n") == 2:
        assert len(held(study)) == 2  # one each


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("document,code,turn\nInterview 1,price,9\n", "there is no such turn"),
        ("document,code,turn\nInterview 1,price,four\n", "is no number of a turn"),
        ("document,code,line\nInterview 1,price,99\n", "which has 8 lines"),
        ("document,code,unit\nInterview 1,price,77\n", "there is no unit 77"),
        ("document,code,start_time\nInterview 1,price,0:01:00\n", "has no times"),
        ("document,code,start_time\nInterview 1,price,soon\n", "is no time"),
        ("document,text,phone\nInterview 1,It is cheap.,perhaps\n", "A column of a code holds 1 or 0"),
        ("document,code,text\nInterview 1,price,Yes.\n", "stands in 2 places"),
        ("document,code\nInterview 1,price\n", "has no column for the place"),
    ],
)
def test_what_a_table_says_that_cannot_be_is_told(text: str, said: str, study: Path) -> None:
    told, found = table(study, text)
    assert (told.returncode, found) == (1, set())
    assert said in told.stderr


def test_times_are_the_turns_that_were_spoken_then(make_study: Make) -> None:
    cues = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Anna>First I talk.\n\n00:00:10.000 --> 00:00:14.000\n<v Bert>Then you talk.\n"
    root = make_study(
        {"transcripts/T.vtt": cues, "qualcode.toml": '[study]\nlanguage = "en"\n[coding]\ncode_interviewer = true\n'},
        BOOK,
    )
    said, found = table(root, 'document,code,start_time,end_time\nT,price,0:11,0:12\nT,phone,"1,5",\n')
    assert said.returncode == 0, said.stderr
    assert {(code, quote) for _, code, quote in found} == {("price", "Then you talk."), ("phone", "First I talk.")}


def test_what_was_coded_comes_back_from_its_table_of_codings(study: Path) -> None:
    at = Corpus(open_study(study)).text("Interview 1").index(COST)
    table(
        study,
        f"document,code,start,end,memo\nInterview 1,price,{at},{at + len(COST)},m\nInterview 1,phone,{at + 3},{at + 9},\n",
    )
    before = held(study)
    here(study, "codings", "--coders", "Anna", "-o", "codings.csv")
    (study / "codings/Anna.jsonl").unlink()
    said, _ = put_in(study, study / "codings.csv")
    assert said.returncode == 0
    assert set(held(study)) == set(before)


def test_a_time_of_another_program_is_kept(study: Path) -> None:
    table(study, "document,code,text,created\nInterview 1,price,It is cheap.,2024-03-01T10:00:00+02:00\n")
    assert read_decisions(study / "codings/Anna.jsonl").decisions[0].time == "2024-03-01T08:00:00.000000Z"


def test_a_time_that_is_none_is_told(study: Path) -> None:
    said, _ = table(
        study,
        "document,code,text,created\nInterview 1,price,It is cheap.,2024-03-01 10:00\nInterview 1,phone,by mail,\n",
    )
    assert "times that say no time zone, or are none, for which the time of this import stands: 1." in said.stderr


def test_a_memo_of_a_coding_that_is_there_is_added_and_what_was_rejected_stays_so(study: Path) -> None:
    first = "document,code,text,memo\nInterview 1,price,It is cheap.,first\n"
    again = f"{first}Interview 1,price,It is cheap.,second\nInterview 1,phone,{PHONE},\n"
    path = study / "codings/Anna.jsonl"
    table(study, first)
    start = TALK.index(PHONE)
    decision = decided("Interview 1", TALK, start, start + len(PHONE), "phone", "reject")
    append(path, [decision])
    said, _ = table(study, again)
    assert "1 memo added" in said.stdout
    assert "codings that their coder has rejected here stay rejected: 1." in said.stderr
    assert set(held(study).values()) == {"first\nsecond"}
    lines = path.read_bytes()
    said, found = table(study, again)
    assert (path.read_bytes(), found) == (lines, {("Anna", "price", COST)})


def test_a_table_goes_into_a_study_by_either_command(study: Path) -> None:
    text = f"document,code,text\nInterview 1,price,{COST}\nInterview 1,phone,{PHONE}\nInterview 1,ring,mail\n"
    (study / "t.csv").write_text(text, encoding="utf-8")
    said = here(study, "import", str(study / "t.csv"), "--into", "--coder", "Anna")
    assert said.returncode == 1  # for what has no place
    assert "documents that are transcripts of this study: 1; 2 codings (Anna 2); without a place: 1" in said.stdout
    one = set(held(study))
    (study / "codings/Anna.jsonl").unlink()
    _, found = table(study, text)
    assert set(held(study)) == one
    assert found == {("Anna", "price", COST), ("Anna", "phone", PHONE)}
    here(study, "import", str(study / "t.csv"), "--into", "--coder", "Anna", "--new-codes")
    assert ("Anna", "ring", "mail") in {(coder, code, quote) for coder, _, code, quote, _ in held(study)}


def read_whole(root: Path) -> set[str]:
    """The coders who count as having read a document to the end."""
    return {
        coder
        for coder, path in coder_paths(root / "codings").items()
        if any(decision.decision == "seen" for decision in read_decisions(path).decisions)
    }


def no_cell(path: Path) -> Path:
    rows = f"document,text,phone,Price\nInterview 1,{PHONE},1,0\nInterview 1,{COST},0,perhaps\n"
    (path / "cells.csv").write_text(rows, encoding="utf-8")
    return path / "cells.csv"


def no_coder(path: Path) -> Path:
    rows = f"document,text,code,coder\nInterview 1,{PHONE},phone,Anna\nInterview 1,{COST},Price,\n"
    (path / "coders.csv").write_text(rows, encoding="utf-8")
    return path / "coders.csv"


def no_reference(path: Path) -> Path:
    nvivo(path)
    text = (path / "Price.txt").read_text(encoding="utf-8")
    (path / "Price.txt").write_text(text.replace("§ 1 reference", "§ 2 references"), encoding="utf-8")
    return path / "Price.txt"


def changed(file: Path, *lines: str) -> Path:
    with sqlite3.connect(file) as base:
        base.executescript(";".join(lines))
    return file


LOST: dict[str, Callable[[Path], Path]] = {
    "a cell that says neither yes nor no": no_cell,
    "a row of no coder": no_coder,
    "a reference that is not there": no_reference,
    "a code that is not there": lambda path: changed(qualcoder(path), "update code_text set cid = 9 where cid = 2"),
    "a place that is none": lambda path: changed(qualcoder(path), "update code_text set pos1 = pos0 where cid = 2"),
    "other words than the file's": lambda path: changed(qualcoder(path), "update code_text set seltext = 'other words', pos0 = 90000, pos1 = 90011 where cid = 2"),
    "a tag that is not there": lambda path: changed(taguette_project(path), "insert into highlight_tags values (1, 77)"),
    "a place that is not on the page": lambda path: changed(taguette_project(path), "update highlights set start_offset = 9000, end_offset = 9010 where id = 2"),
}  # fmt: skip


@pytest.mark.parametrize("what", LOST)
def test_a_document_of_which_a_coding_was_not_taken_is_not_read_to_the_end(
    what: str, study: Path, tmp_path: Path
) -> None:
    path = LOST[what](tmp_path)
    said, found = put_in(study, path, *(["--coder", "Anna"] if path.suffix == ".txt" or path.stem == "cells" else []))
    assert found
    assert read_whole(study) == set()
    assert "marked as read" not in said.stdout
    assert "not marked as read to the end, for something of them was not taken: Interview 1 (" in said.stderr


def no_text(path: Path) -> Path:
    (path / "turns.csv").write_text(f"document,code,text,turn\nH1,phone,{PHONE},2\nH1,Price,,4\n", encoding="utf-8")
    return path / "turns.csv"


@pytest.mark.parametrize("make", [no_text, LOST["a code that is not there"], LOST["a tag that is not there"]])
def test_nor_is_it_in_a_study_that_is_made_of_the_file(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path)
    coder = ["--coder", "Anna"] if path.suffix == ".csv" else []
    assert here(tmp_path, "import", str(path), "new", *coder).returncode == 0
    assert held(tmp_path / "new")
    assert read_whole(tmp_path / "new") == set()


def test_a_document_of_which_everything_was_taken_is_read_to_the_end(study: Path, tmp_path: Path) -> None:
    for number, make in enumerate((maxqda, qualcoder, taguette_project)):
        (tmp_path / str(number)).mkdir()
        put_in(study, make(tmp_path / str(number)))
        assert read_whole(study) == {"Anna", "Bert"}
        for path in (study / "codings").iterdir():
            path.unlink()


def test_rows_of_a_database_that_hang_in_the_air_are_told(tmp_path: Path) -> None:
    with sqlite3.connect(qualcoder(tmp_path)) as base:
        base.executescript(
            """
            insert into code_text values (null, 1, 3, '', 9, 9, 'Anna', '', '', null, null);
            insert into annotation values (2, 3, null, 4, 'where', 'Anna', '');
            insert into cases values (8, 'Bert'), (9, 'Cecilia'); insert into case_text values (2, 8, 3);
            insert into attribute values (3, 'age', 'case', '35', 8, '', ''), (4, 'age', 'case', '36', 9, '', '');
            """
        )
    said = here(tmp_path, "import", str(tmp_path / "study.qda/data.qda"), "one")
    for what in (
        "documents without text: 1", "codings without a place: 1", "annotations without a place: 1",
        "attributes of a second case of a document, which says otherwise: 1", "attributes of cases that no document belongs to: 1",
    ):  # fmt: skip
        assert f"not taken: {what}" in said.stderr
    with sqlite3.connect(taguette_project(tmp_path)) as base:
        base.execute("insert into highlight_tags values (1, 77)")
    said = here(tmp_path, "import", str(tmp_path / "2025_study.sqlite3"), "two")
    assert "not taken: tags of highlights that are not there: 1" in said.stderr


# -- the docs ------------------------------------------------------------------------------------


def test_the_table_of_formats_in_the_docs_is_the_registry() -> None:
    text = (DOCS / "exchange.md").read_text(encoding="utf-8")
    rows = {match[1]: match[2] for match in re.finditer(r"^\| `([\w-]+)` \|.*\| (yes|no) \|$", text, re.MULTILINE)}
    assert rows == {name: "yes" if one.seen else "no" for name, one in formats().items()}
    assert {*MADE, "qdpx", "comments", "table"} == set(formats())
    for one in formats().values():
        assert one.title
        assert one.layout


# -- what readers of a table stumbled over --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("document;code;text\nInterview 1;price;”It is cheap.”\n", COST),
        (
            "document;code;text\nInterview 1;phone;We talk [...] what counts\n",
            "We talk on the phone. Ääni is what counts",
        ),
        (
            "document;code;text\nInterview 1;phone;“We talk … or mail.”\n",
            "We talk on the phone. Ääni is what counts, or mail.",
        ),
    ],
)
def test_quotes_are_found_as_people_write_them(text: str, quote: str, study: Path) -> None:
    said, found = table(study, text)
    assert (said.returncode, {words for _, _, words in found}) == (0, {quote}), said.stderr


def test_a_quote_of_another_turn_is_told_with_its_place(study: Path) -> None:
    said, found = table(study, "document,code,turn,text\nInterview 1,price,2,It is cheap.\n")
    assert found == set()
    assert "is in the transcript, but not there" in said.stderr
    assert "(turn 4)" in said.stderr


def test_times_within_turns_and_between_them(make_study: Make) -> None:
    cues = "WEBVTT\n\n" + "".join(
        f"00:0{n}:00.000 --> 00:0{n + 1}:00.000\n<v {who}>{text}\n\n"
        for n, (who, text) in enumerate((("Anna", "First."), ("Bert", "Then."), ("Anna", "Last.")))
    )
    root = make_study(
        {"transcripts/T.vtt": cues, "qualcode.toml": '[study]\nlanguage = "en"\n[coding]\ncode_interviewer = true\n'},
        BOOK,
    )
    for times, quote in (
        ("0:10,0:20", "First."),
        ("1:00,2:00", "Then."),
        ("1:30,", "Then."),
        ("0:30,1:30", "First.\n\nBert: Then."),
    ):
        said, found = table(
            root, f"document,code,start_time,end_time\nT,price,{times}\n", "--coder", f"C{times[:1]}{times[2:4]}"
        )
        assert said.returncode == 0, said.stderr
        assert quote in {words for _, _, words in found}, times
    assert (
        "ends (1:00) before it begins (2:00)"
        in table(root, "document,code,start_time,end_time\nT,price,2:00,1:00\n")[0].stderr
    )


def test_new_codes_are_no_slips_of_known_ones(study: Path) -> None:
    said, found = table(
        study,
        "document,code,text\nInterview 1,prise,It is cheap.\nInterview 1,Warmth,It is cheap.\n",
        "--coder",
        "Anna",
        "--new-codes",
    )
    assert "may be a slip of 'price': prise" in said.stdout
    assert {code for _, code, _ in found} == {"warmth"}


def test_a_column_that_is_nearly_a_code_and_a_table_without_rows_are_told(study: Path) -> None:
    said, _ = table(study, "document,text,phone,Pricee\nInterview 1,It is cheap.,1,0\n")
    assert "Pricee (is it Price?)" in said.stdout
    assert "no rows below its headings" in table(study, "document,code,text\n")[0].stdout


def test_a_workbook_is_as_wide_as_what_it_holds(tmp_path: Path) -> None:
    rows = [(str(unit), code, unit % 2, (unit + (code == "b")) % 2) for unit in range(8) for code in ("a", "b")]
    path = workbook(tmp_path / "wide.xlsx", ("unit", "code", "Anna", "Bert"), *rows)
    said = here(tmp_path, "agreement", "--table", str(path), "--format", "csv")
    assert [line.split(",")[2] for line in said.stdout.splitlines()[1:]] == ["2", "2", "2"]


def test_excels_line_about_the_mark_between_cells_is_no_heading(study: Path) -> None:
    said, found = table(
        study, "sep=;\ndocument;code;text\nInterview 1;price;It is cheap.\nInterview 1;price;never said\n"
    )
    assert found == {("Anna", "price", COST)}
    assert "t.csv:4:" in said.stderr


def test_segments_of_what_cannot_be_a_coder_are_told_once_and_counted(study: Path) -> None:
    rows = "".join(f"Interview 1,price,{COST},rules\n" for _ in range(5))
    said, found = table(study, f"document,code,text,coder\n{rows}Interview 1,phone,{PHONE},Anna\n")
    assert said.returncode == 1
    assert found == {("Anna", "phone", PHONE)}
    assert said.stderr.count("no person is called") == 1
    assert "further segments whose coder cannot be one: 4." in said.stderr
    assert read_whole(study) == {"Anna"}  # what is nobody's is not what Anna left out


def test_new_codes_of_a_second_file_come_under_the_same_theme(study: Path) -> None:
    rows = "document,code,text\nInterview 1,{},It is cheap.\n"
    for name in ("Warmth", "Zeal"):
        table(study, rows.format(name), "--coder", "Anna", "--new-codes")
    themes = open_study(study).codebook.codes
    assert [code.id for code in themes] == ["support", "price", "imported"]
    assert [code.id for code in themes[-1].codes] == ["warmth", "zeal"]
    table(study, rows.format("Awe"), "--coder", "Anna", "--new-codes")
    assert [code.id for code in open_study(study).codebook.codes] == ["support", "price", "imported"]
