"""What an author wrote is not lost when a command is run again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from commands import here
from conftest import Make
from docx import Document

STUDY: dict[str, str | bytes] = {
    "transcripts/p1.txt": "Q: How?\n\nP: We talk by phone. Money talks.\n",
    "transcripts/p2.txt": "Q: How?\n\nP: I mail and phone.\n",
    "qualcode.toml": '[study]\nlanguage = "en"\n',
}


def written_in(path: Path, text: str) -> None:
    document = Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))


def said_in(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


@pytest.fixture
def study(make_study: Make) -> Path:
    root = make_study(STUDY)
    document = Document()
    document.add_paragraph("[[table themes]]")
    document.save(str(root / "own.docx"))
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("report", "--into", "own.docx", "-o", "out.docx"),
        ("report", "-o", "out.docx"),
        ("profile", "-o", "out.docx"),
    ],
    ids=" ".join,
)
def test_a_document_that_someone_wrote_in_is_left_as_it_is(study: Path, words: tuple[str, ...]) -> None:
    assert here(study, *words).returncode == 0
    assert here(study, *words).returncode == 0  # nobody wrote in it
    written_in(study / "out.docx", "My conclusion.")
    refused = here(study, *words)
    assert refused.returncode == 1
    assert "was written or changed by someone; that would be lost." in refused.stderr
    assert "My conclusion." in said_in(study / "out.docx")


def test_brought_up_to_date_in_place_it_keeps_the_authors_words(study: Path) -> None:
    assert here(study, "report", "--into", "own.docx", "-o", "out.docx").returncode == 0
    written_in(study / "out.docx", "My conclusion.")
    done = here(study, "report", "--into", "out.docx")
    assert done.returncode == 0, done.stderr
    assert "My conclusion." in said_in(study / "out.docx")


def test_a_damaged_memory_makes_it_the_authors(study: Path) -> None:
    assert here(study, "report", "--into", "own.docx", "-o", "out.docx").returncode == 0
    (study / "results/cache/documents.json").write_text("{", encoding="utf-8")
    assert here(study, "report", "--into", "own.docx", "-o", "out.docx").returncode == 1


@pytest.mark.parametrize(("command", "column"), [("reductions", "reduced"), ("summaries", "summary")])
def test_a_workbook_that_is_written_anew_keeps_what_was_typed_in_it(study: Path, command: str, column: str) -> None:
    assert here(study, command, "-o", "mine.xlsx").returncode == 0
    book = openpyxl.load_workbook(study / "mine.xlsx")
    sheet = book.worksheets[0]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == column)
    sheet.cell(at.row + 1, at.column).value = "talk is cheap"
    book.save(study / "mine.xlsx")
    assert here(study, command, "-o", "mine.xlsx").returncode == 0
    again = openpyxl.load_workbook(study / "mine.xlsx").worksheets[0]
    assert again.cell(at.row + 1, at.column).value == "talk is cheap"
    assert "talk is cheap" in (study / f"codings/{command}.csv").read_text("utf-8-sig")


def test_a_guide_that_is_still_the_examples_is_told(tmp_path: Path) -> None:
    assert here(tmp_path, "init", "--language", "en", ".").returncode == 0
    assert "still the guide of the example" not in here(tmp_path, "counts").stderr
    for path in (tmp_path / "transcripts").glob("p*.txt"):
        path.rename(path.with_name(f"own{path.name}"))
    assert "guide.yaml: is still the guide of the example" in here(tmp_path, "counts").stderr
    (tmp_path / "transcripts/guide.yaml").unlink()
    assert "still the guide of the example" not in here(tmp_path, "counts").stderr
