"""Every word of a file is accounted for: where it went, why it was left out, and a warning when it went nowhere."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode import transcripts
from qualcode.line.corpus import Corpus
from qualcode.model import Account, SpeakerLabels, Transcript
from qualcode.results.documents import ReportFiles, write_findings
from qualcode.results.overview import described, left_out_table, overview
from qualcode.study import open_study
from qualcode.transcripts import read_transcript
from qualcode.transcripts.account import account_of, doubts
from qualcode.transcripts.passages import Passage, lay_out
from qualcode.transcripts.readers.walk import word

WORDS = st.lists(
    st.sampled_from("joo ei niin mitä sanoin asiakas on-site R&D 25 00:10 [naurahtaa] K: – \u00ad ÄÄ".split(" ")),
    min_size=1,
    max_size=12,
)


def account(path: Path) -> Account:
    found = read_transcript(path).account
    assert found is not None
    return found


@settings(max_examples=30, deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.sampled_from(["Haastattelija: ", "H1: ", "", "  ", "00:12 ", "- ", "1. "]), WORDS),
        min_size=1,
        max_size=15,
    )
)
def test_it_adds_up_for_any_text(tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, list[str]]]) -> None:
    path = tmp_path_factory.mktemp("any") / "a.txt"
    path.write_text(
        "\n\n".join(label + " ".join(words) for label, words in lines) + "\n\nKaikki sanottu.\n", encoding="utf-8"
    )
    assert account(path).adds_up()


def test_it_is_made_of_speech_labels_notes_titles_and_what_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Interview seven")
    document.add_paragraph("Interviewer: How was it?")
    answer = document.add_paragraph("P1: Fine [laughs] thanks.")
    document.add_comment(answer.runs, text="see memo", author="B", initials="B")
    document.sections[0].header.paragraphs[0].text = "Secret study"
    document.save(str(tmp_path / "a.docx"))
    found = account(tmp_path / "a.docx")
    assert found.adds_up()
    assert (found.speech, found.outside, found.labels, found.notes) == ({"interviewer": 3, "participant": 2}, 2, 2, 1)
    assert {(part.reason, part.text, part.furniture) for part in found.left_out} == {
        ("a comment", "see memo", False), ("page header or footer", "Secret study", True),
    }  # fmt: skip


def test_a_word_that_went_nowhere_and_one_that_stands_twice_are_told_with_a_quote() -> None:
    passages = [Passage("How was it", "A"), Passage("fine fine", "B")]
    text, turns = lay_out(passages)
    found = account_of(passages, text, turns, [("line 1", "How was it"), ("line 2", "fine thanks a lot")])
    assert (found.lost, found.doubled, found.adds_up()) == (3, 1, False)
    assert found.lost_quotes == ("'thanks a lot' (line 2)",)
    lost, doubled = doubts(found)
    assert "3 words of the file went nowhere, as in 'thanks a lot' (line 2)" in lost
    assert "1 word stands more often in the transcript than in the file, as in 'fine" in doubled


def test_people_repeat_themselves_and_every_place_counts() -> None:
    passages = [Passage("yes yes yes", "A")]
    text, turns = lay_out(passages)
    assert account_of(passages, text, turns, [("", "yes yes yes")]).adds_up()
    assert account_of(passages, text, turns, [("", "yes yes yes yes")]).lost == 1


def test_words_that_are_only_joined_otherwise_are_no_loss() -> None:
    passages = [Passage("on site", "A", head="A:")]
    text, turns = lay_out(passages)
    assert account_of(passages, text, turns, [("", "A:onsite")]).adds_up()


def test_the_walk_sees_what_no_reader_takes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A: yes")
    document.sections[0].footer.paragraphs[0].text = "page foot"
    document.save(str(tmp_path / "a.docx"))
    assert " ".join(piece.strip() for _, piece in word(tmp_path / "a.docx")) == "A: yes page foot"


def test_commands_show_it(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    table = "Speaker;Text;Notes\nInterviewer;How was it?;\nP1;Fine.;a code of mine here\n"
    (tmp_path / "transcripts/a.csv").write_text(table, encoding="utf-8")
    (found,) = Corpus(open_study(tmp_path)).transcripts()
    row = overview(described([found], tmp_path)).frame.iloc[0]
    assert (row["left_out"], row["unaccounted"], row["left_out_as"]) == (5, 0, "a column of a table that is no speech")
    shown = left_out_table(found).frame
    assert ("a column of a table that is no speech", 5, "column 'Notes'", "a code of mine here") in list(
        shown.itertuples(index=False, name=None)
    )
    assert any("column 'Notes' was read as no speech" in warning for warning in found.warnings)


@pytest.mark.slow
def test_findings_say_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks/a.yaml").write_text(
        "format: 1\nname: a\ncodes: [{id: x, label: X, rules: [hyvä]}]\n", encoding="utf-8"
    )
    table = "Puhuja;Teksti;Huom\nHaastattelija;Mitä kuuluu?;\nH1;Hyvää vain.;oma muistiinpano tästä\n"
    (tmp_path / "transcripts/H1.csv").write_text(table, encoding="utf-8")
    texts = {}
    for language in ("fi", "en"):
        written = write_findings(open_study(tmp_path), path=tmp_path / f"{language}.md", files=ReportFiles(language))
        texts[language] = written.path.read_text(encoding="utf-8")
    assert "ei luettu puheeksi: H1 (3 sanaa: taulukon muita sarakkeita)" in texts["fi"]
    assert "not read as speech: H1 (3 words: other columns of a table)" in texts["en"]


def test_nearly_only_an_interviewers_speech_is_told(tmp_path: Path) -> None:
    said = "Interviewer: " + "we talk and talk about it and I go on asking " * 9 + "?\n\nP1: Yes.\n"
    (tmp_path / "a.txt").write_text(said * 2, encoding="utf-8")
    assert any("nearly all speech" in warning for warning in read_transcript(tmp_path / "a.txt").warnings)


@pytest.mark.parametrize(
    "head", [rb"\mac\ansicpg10000", rb"\mac", rb"\ansi\ansicpg1252", rb"\ansi\ansicpg65001", rb"\ansi\ansicpg99999"]
)
def test_rich_text_is_counted_in_the_code_page_that_it_is_read_in(tmp_path: Path, head: bytes) -> None:
    codec = "mac_roman" if b"mac" in head else "utf-8" if b"65001" in head else "cp1252"
    talk = "Haastattelija: Mitä te teette työssä?|Haastateltava: Minä teen työtä päivällä."
    letters = b"".join(b"\\'%02x" % byte if byte > 127 else bytes([byte]) for byte in talk.encode(codec))
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1" + head + b"\\deff0 " + letters.replace(b"|", b"\\par ") + b"\\par }")
    found = read_transcript(path)
    assert "Minä teen työtä päivällä." in found.text
    assert not found.warnings
    assert found.account is not None
    assert found.account.adds_up()


def test_a_walk_that_stumbles_is_told_and_costs_no_interview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stumbling:
        def load(self) -> object:
            raise LookupError("cp10000")

    entries = transcripts._entries
    monkeypatch.setattr(
        transcripts, "_entries", lambda group: {"txt": Stumbling()} if group == transcripts.WALKS else entries(group)
    )
    path = tmp_path / "a.txt"
    path.write_text("Interviewer: How was it?\n\nParticipant: Fine, thanks.\n", encoding="utf-8")
    (warning,) = read_transcript(path).warnings
    assert "could not be counted a second time (LookupError)" in warning


def test_a_format_without_a_walk_is_believed() -> None:
    passages = [Passage("yes", "A")]
    text, turns = lay_out(passages)
    assert account_of(passages, text, turns, None).adds_up()


def test_a_transcript_may_come_without_an_account() -> None:
    assert Transcript("a", Path("a"), "txt", "fi", "", ()).account is None
    assert SpeakerLabels().layout == ""
