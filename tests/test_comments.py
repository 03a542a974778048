"""Comments and colours of Word documents as codings, and codings as comments."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import Said, here
from conftest import Make
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor
from held import held
from random_studies import random_study

from qualcode.exchange.comments.read import codes_and_memo, colour_name
from qualcode.line.corpus import Corpus
from qualcode.people.segments import CodeNames
from qualcode.study import open_study

BOOK = """
format: 1
name: small
codes:
  - id: support
    label: {fi: Tuki, en: Support}
    abbreviation: PW
    codes:
      - {id: phone, label: {fi: Puhelin, en: Phone}, abbreviation: PE-OA}
  - {id: price, label: {fi: "Hinta, raha", en: Price}}
"""
TALK = (
    "Interviewer: How do you keep in touch?",
    "Anna: We talk on the phone. It costs little.",
    "Interviewer: Often?",
    "Anna: Yes, on the phone.",
)


@pytest.fixture
def study(make_study: Make) -> Path:
    text = "\n\n".join(TALK) + "\n"
    return make_study({"transcripts/H1.txt": text, "qualcode.toml": '[study]\nlanguage = "en"\n'}, BOOK)


def commented(path: Path, *comments: tuple[int, str, str, str]) -> Path:
    """The talk as a document with comments: paragraph, words, author, text."""
    document = Document()
    document.add_heading("Interview 1, 4 March")
    for number, line in enumerate(TALK):
        own = sorted((line.index(words), words, who, text) for at, words, who, text in comments if at == number)
        paragraph, done = document.add_paragraph(), 0
        for start, words, who, text in own:
            paragraph.add_run(line[done:start])
            document.add_comment(paragraph.add_run(words), text, who, who[:1])
            done = start + len(words)
        paragraph.add_run(line[done:])
    document.save(str(path))
    return path


def put_in(study: Path, *arguments: str) -> tuple[Said, set[tuple[str, str, str]]]:
    said = here(study, "codings", "import", *arguments)
    return said, {(coder, code, quote) for coder, _, code, quote, _ in held(study)}


def test_comments_are_codings_of_their_authors(study: Path) -> None:
    path = commented(
        study / "H1.docx",
        (1, "We talk on the phone.", "Anna V.", "PE-OA, PW"),
        (1, "little", "Bert", "price: not much\nreally"),
        (3, "on the phone", "Bert", "Puhelin"),
    )
    said, found = put_in(study, str(path))
    assert (said.returncode, said.stderr) == (
        0,
        "warning: codebooks/small.yaml: has no rules, so nothing is coded until someone does.\n    Add rules to its codes, or code by hand: qualcode review --coder NAME\n",
    )
    assert found == {
        ("Anna V", "phone", "We talk on the phone."),
        ("Anna V", "support", "We talk on the phone."),
        ("Bert", "price", "little"),
        ("Bert", "phone", "on the phone"),
    }
    where = {quote: int(at) for _, _, _, quote, at in held(study)}
    text = "".join(Corpus(open_study(study)).text("H1").split())
    assert where["on the phone"] == text.rindex("onthephone")  # the second time it is said
    assert "not much\nreally" in held(study).values()


def test_what_is_no_code_is_a_memo_and_what_no_codebook_knows_is_told_or_added(study: Path) -> None:
    path = commented(
        study / "H1.docx",
        (1, "talk", "Anna", "This is a fine quote for the third chapter."),
        (1, "phone", "Anna", "Reachability"),
        (3, "Yes", "Anna", "PW; Reachability"),
    )
    said, found = put_in(study, str(path))
    assert said.returncode == 1
    assert "no code is called 'Reachability'" in said.stderr
    assert "--new-codes" in said.stderr
    assert "that is no code, kept as a memo: This is a fine quote" in said.stdout
    assert found == {("Anna", "", "talk"), ("Anna", "support", "Yes")}
    said, found = put_in(study, str(path), "--new-codes")
    assert said.returncode == 0
    assert "new code reachability" in said.stdout
    assert {("Anna", "reachability", "phone"), ("Anna", "reachability", "Yes")} <= found
    assert open_study(study).codebook.codes[-1].id == "imported"


def test_what_comments_say_without_codes_is_told(study: Path) -> None:
    path = commented(
        study / "H1.docx", (1, "talk", "Anna", "This is a fine quote for the third chapter."), (3, "Yes", "Bert", "")
    )
    said = here(study, "import", str(path), str(study / "new"))
    assert "an empty comment of Bert" in said.stdout
    assert (
        "not taken: memos: 1, for there are no codes; import them when the study has a codebook: --into" in said.stderr
    )


def test_two_spellings_of_an_author_are_told_and_joined_when_asked(study: Path) -> None:
    path = commented(
        study / "H1.docx", (1, "talk", "Anna Virta", "PW"), (3, "Yes", "AV", "PW"), (1, "little", "anna virta", "PW")
    )
    said, found = put_in(study, str(path))
    assert '--same "AV=Anna Virta"' in said.stdout
    shutil.rmtree(study / "codings")
    said, found = put_in(
        study, str(path), "--same", "AV=Anna", "--same", "Anna Virta=Anna", "--same", "anna virta=Anna"
    )
    assert {coder for coder, _, _ in found} == {"Anna"}


def test_highlights_and_coloured_text_are_codings_by_a_legend(study: Path) -> None:
    document = Document()
    for line in TALK[:2]:
        paragraph = document.add_paragraph()
        for word in line.split(" "):
            run = paragraph.add_run(word + " ")
            if word in ("talk", "on"):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            if word == "costs":
                run.font.color.rgb = RGBColor(0, 128, 0)
            if word == "touch?":
                run.font.highlight_color = WD_COLOR_INDEX.PINK
    document.save(str(study / "H1.docx"))
    said, _ = put_in(study, "H1.docx")
    assert "has no comments" in said.stderr
    assert "yellow (1)" in said.stderr
    said, found = put_in(
        study, "H1.docx", "--highlights", "keltainen=support", "--highlights", "darkgreen=price", "--coder", "Anna"
    )
    assert found == {("Anna", "support", "talk on"), ("Anna", "price", "costs")}
    assert "colours that are no codes: magenta (1)" in said.stdout


def test_documents_of_other_interviews_and_other_files_are_told(study: Path) -> None:
    other = Document()
    document = other.add_paragraph(
        "Something else altogether was said here, and nothing of it in any interview of this study."
    )
    other.add_comment(document.runs[0], "PW", "Anna", "A")
    other.save(str(study / "other.docx"))
    said, found = put_in(study, "other.docx")
    assert (said.returncode, found) == (1, set())
    assert "no transcript of this study says what it says" in said.stderr
    (study / "broken.docx").write_bytes(b"PK broken")
    assert put_in(study, "broken.docx")[0].returncode == 1
    assert "readable" in put_in(study, "broken.docx")[0].stderr


@pytest.mark.parametrize(
    ("paragraphs", "reply", "expected"),
    [
        (["PE-OA"], False, (["PE-OA"], "")),
        (["pe-oa / Tuki"], False, (["pe-oa / Tuki"], "")),
        (["Hinta, raha"], False, (["Hinta, raha"], "")),
        (["PW", "Price"], False, (["PW", "Price"], "")),
        (["PW", "", "why so"], False, (["PW"], "why so")),
        (["PW: why so"], False, (["PW"], "why so")),
        (["Memo: PW"], False, ([], "PW")),
        (["I agree"], True, ([], "I agree")),
        (["PW"], True, (["PW"], "")),
        (["Is this support?"], False, ([], "Is this support?")),
    ],
)  # fmt: skip
def test_what_a_comment_says(paragraphs: list[str], reply: bool, expected: tuple[list[str], str], study: Path) -> None:
    assert codes_and_memo(paragraphs, CodeNames(open_study(study).codebook), reply) == expected


def test_colours_by_their_names() -> None:
    assert [colour_name(name) for name in ("Keltainen", "#FFFF00", "yellow", "a1b2c3")] == [
        "yellow",
        "yellow",
        "yellow",
        "a1b2c3",
    ]


# -- out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))  # the soak test takes a hundred
def test_comments_that_were_written_come_back_as_the_same_decisions(seed: int, tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", seed)
    before = held(root)
    said = here(root, "export", "comments", "-o", "out", "--codes", ("label", "abbreviation", "id")[seed % 3])
    assert said.returncode == 0
    shutil.rmtree(root / "codings", ignore_errors=True)
    said = here(root, "codings", "import", *sorted(map(str, (root / "out").iterdir())))
    assert said.returncode == 0
    assert held(root) == before


def test_commented_documents_are_the_same_bytes_and_write_over_nothing_else(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 6)
    here(root, "export", "comments", "-o", "out")
    first = {path.name: path.read_bytes() for path in (root / "out").iterdir()}
    assert here(root, "export", "comments", "-o", "out").returncode == 0
    assert {path.name: path.read_bytes() for path in (root / "out").iterdir()} == first
    Document().save(str(root / "out/H1.docx"))
    said = here(root, "export", "comments", "-o", "out")
    assert (said.returncode, "H1.docx" in said.stderr) == (1, True)


def test_a_commented_document_makes_a_study_of_its_own(tmp_path: Path) -> None:
    path = commented(tmp_path / "H1.docx", (1, "talk", "Anna", "Contact > Phone"), (3, "Yes", "Bert", "Contact"))
    said = here(tmp_path, "import", str(path), "new")
    assert said.returncode == 0
    assert {(coder, code, quote) for coder, _, code, quote, _ in held(tmp_path / "new")} == {
        ("Anna", "phone", "talk"),
        ("Bert", "contact", "Yes"),
    }


def test_memos_that_look_like_codes_stay_memos_of_what_was_written_here(study: Path) -> None:
    (study / "t.csv").write_text(
        'document,code,text,memo\nH1,support,Yes,"Price: so it is"\nH1,phone,phone,"Price"\n', encoding="utf-8"
    )
    here(study, "codings", "import", "t.csv", "--coder", "Anna")
    before = held(study)
    here(study, "export", "comments", "-o", "out")
    shutil.rmtree(study / "codings")
    here(study, "codings", "import", "out/H1.docx")
    assert held(study) == before != {}
