"""Copies of interviews and of coders' files are told; names are changed together with everything that names them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Make
from test_people import decide, found, text_of

from qualcode.errors import InputError, QualcodeError, UnknownName
from qualcode.line.corpus import Corpus
from qualcode.line.said_twice import SaidTwice
from qualcode.people.applied import lost_decisions
from qualcode.people.counted import count_study
from qualcode.people.decisions import append, path_of, read_decisions
from qualcode.people.reductions import read_reductions, update_reductions
from qualcode.people.renaming import rename_coder, rename_transcript
from qualcode.people.sample import draw_sample, read_sample
from qualcode.results.run import run_study
from qualcode.study import open_study
from qualcode.study.copies import original
from qualcode.study.folder import JOURNAL

INTERVIEW = """
    Interviewer: How do you keep in touch with your customers?

    H1: We talk on the phone every single week. Sometimes I send them a long mail. Nobody here likes the silence between calls.

    Interviewer: And money?

    H1: Money is never an easy thing. We talk about it in person and never on the phone. The phone is no place for it at all.
"""
SETTINGS = '[study]\nlanguage = "en"\n'


@pytest.fixture
def study(make_study: Make) -> Path:
    people = 'transcript,size,note\nH1,"small",x\nH10,big,"H1,\nH1,y"\n'
    return make_study(
        {
            "transcripts/H1.txt": INTERVIEW,
            "transcripts/H10.txt": "Interviewer: So?\n\nH1: I phone.\n",
            "transcripts/participants.csv": people,
            "qualcode.toml": SETTINGS,
        }
    )


def warned(root: Path) -> list[str]:
    counted = count_study(open_study(root))
    return [f"{warning.file.name if warning.file else ''}: {warning.message}" for warning in counted.warnings]


@pytest.mark.parametrize(
    "name",
    ["H1 (1)", "H1(2)", "H1 - Copy", "H1 - Copy (2)", "H1 - kopio", "H1 kopio", "H1-DESKTOP-AB12", "H1-LAPTOP7", "H1-PETRI-PC",
     "H1.sync-conflict-20261101-120000-ABCDEFG", "H1 (Anna's conflicted copy 2026-11-01)", "H1_conflict-20261101-120000"],
)  # fmt: skip
def test_names_that_synchronising_programs_give(name: str) -> None:
    assert original(name, ["H1", "H2", name]) == "H1"
    assert original(name, ["H2", name]) is None


@pytest.mark.parametrize(
    "name",
    [
        "H1",
        "H12",
        "H1b",
        "H1-second",
        "H1-osa2",
        "H1 jatko",
        "Anna-Liisa",
        "H1 2",
        "H1-PART2",
        "Anna-LIISA",
        "H1-NURSE-2",
        "H1_conflict_family",
        "H1 (conflict resolution)",
    ],
)
def test_names_that_are_no_copies(name: str) -> None:
    assert original(name, ["H1", "Anna", "H2", name]) is None


@pytest.mark.slow
def test_the_same_file_under_another_name_is_told_in_every_table(study: Path) -> None:
    text = (study / "transcripts/H1.txt").read_bytes()
    (study / "transcripts/Haastattelu A.txt").write_bytes(text)
    (told,) = [text for text in warned(study) if "same file" in text]
    assert told == "Haastattelu A.txt: is the same file as H1.txt, and is counted as another interview."
    result = run_study(open_study(study))
    assert sum("same file" in text for text in result.warnings) == 1
    assert result.problems == ()


@pytest.mark.slow
def test_a_copy_that_was_changed_is_told_by_its_name_or_by_what_is_said(study: Path) -> None:
    text = (
        (study / "transcripts/H1.txt")
        .read_text(encoding="utf-8")
        .replace("Nobody here likes the silence between calls. ", "")
    )
    (study / "transcripts/H1-DESKTOP-AB12.txt").write_text(text + "\nInterviewer: Bye.\n", encoding="utf-8")
    (told,) = [text for text in warned(study) if "copy" in text]
    assert told.startswith("H1-DESKTOP-AB12.txt: is called as a copy of H1.txt")
    (study / "transcripts/H1-DESKTOP-AB12.txt").rename(study / "transcripts/Other.txt")
    assert not any("copy" in text for text in warned(study))
    near = [text for text in run_study(open_study(study)).warnings if "nearly the same" in text]
    assert len(near) == 1
    assert near[0].startswith("transcripts/Other.txt: is nearly the same interview")


def test_interviews_that_only_share_questions_and_phrases_are_no_copies(study: Path) -> None:
    other = INTERVIEW.replace("H1: We talk", "H1: Yes. You talk").replace(
        "Money is never an easy thing", "It is hard to say how it goes"
    )
    other = other.replace("The phone is no place for it at all", "A letter will do").replace(
        "Sometimes I send them a long mail", "I do not mail"
    )
    (study / "transcripts/H2.txt").write_text(other.replace("in person", "often"), encoding="utf-8")
    said = SaidTwice()
    for transcript in Corpus(open_study(study)).transcripts():
        said.add(transcript)
    assert list(said.copies()) == []


def test_a_copy_of_a_coder_s_file_is_told_with_the_command_that_makes_one_of_both(study: Path) -> None:
    decide(study, "Anna", "reject", "phone", "phone")
    first = read_decisions(study / "codings/Anna.jsonl").decisions
    append(path_of(study / "codings", "Anna-LAPTOP7"), first)
    decide(study, "Anna-LAPTOP7", "accept", "phone", "phone")
    counted = count_study(open_study(study))
    (told,) = [warning for warning in counted.warnings if "copy of Anna.jsonl" in warning.message]
    assert 'qualcode codings rename-coder "Anna-LAPTOP7" "Anna"' in told.hint
    assert (
        rename_coder(open_study(study), "Anna-LAPTOP7", "Anna")
        == "Anna-LAPTOP7 → Anna: 2 decisions; 1 were there already"
    )
    assert [path.name for path in (study / "codings").iterdir()] == ["Anna.jsonl"]
    assert [d.decision for d in read_decisions(study / "codings/Anna.jsonl").decisions] == ["reject", "accept"]
    assert ("phone", "phone", "Anna") in found(study)


def test_a_coder_gets_another_name(study: Path) -> None:
    decide(study, "Anna", "reject", "phone", "phone")
    rename_coder(open_study(study), "Anna", "Anna Virta")
    assert found(study, "Anna Virta") == []
    with pytest.raises(UnknownName):
        rename_coder(open_study(study), "Anna", "Bert")
    with pytest.raises(InputError, match="consensus"):
        rename_coder(open_study(study), "Anna Virta", "consensus")
    rename_coder(open_study(study), "Anna Virta", "anna virta")
    assert [path.name for path in (study / "codings").iterdir()] == ["anna virta.jsonl"]


def test_a_transcript_gets_another_name_with_all_that_names_it(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    decide(study, "Bert", "seen", "in person", "")
    counted = count_study(open_study(study))
    draw_sample(counted.people, 4, 1)
    path = update_reductions(counted).path
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",,", ",said face to face,", 1), encoding="utf-8")
    before = found(study)
    told = rename_transcript(open_study(study), "H1", "Virta, Anna")
    assert told == [
        "H1.txt → Virta, Anna.txt", "codings/Anna.jsonl", "codings/Bert.jsonl", "codings/sample.json", "codings/reductions.csv",
        "transcripts/participants.csv",
    ]  # fmt: skip
    assert sorted(found(study)) == sorted(before)
    counted = count_study(open_study(study))
    assert set(counted.tidy.levels["transcript"]) == {"H10", "Virta, Anna"}
    assert counted.tidy.units.groupby("transcript")["size"].first().to_dict() == {"H10": "big", "Virta, Anna": "small"}
    assert lost_decisions(counted.people) == ()
    assert (study / "transcripts/participants.csv").read_text(encoding="utf-8") == (
        'transcript,size,note\n"Virta, Anna","small",x\nH10,big,"H1,\nH1,y"\n'
    )
    assert {row.transcript for row in read_reductions(study / "codings/reductions.csv")} <= {"H10", "Virta, Anna"}
    assert {drawn.place.transcript for drawn in read_sample(study).drawn} <= {"H10", "Virta, Anna"}


@pytest.mark.parametrize(
    "new",
    [
        "H10",
        "h10",
        "a/b",
        "../x",
        ".x",
        "",
        "H1",
        "x" * 200,
        "a\nb",
        "con|",
        "CON",
        "README",
        "~$x",
        "guide",
        "a\u202eb",
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_changes(study: Path, new: str) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file() and "results" not in path.parts}
    with pytest.raises(QualcodeError):
        rename_transcript(open_study(study), "H1", new)
    assert {
        path: path.read_bytes() for path in study.rglob("*") if path.is_file() and "results" not in path.parts
    } == before


def test_a_table_of_participants_in_any_encoding_keeps_it(study: Path) -> None:
    table = study / "transcripts/participants.csv"
    table.write_bytes("transcript,size\nH1,pieni\nH10,suuri\n".encode("utf-16"))
    rename_transcript(open_study(study), "H1", "transcript")
    assert table.read_bytes().decode("utf-16") == "transcript,size\ntranscript,pieni\nH10,suuri\n"
    rename_transcript(open_study(study), "transcript", "H1")
    assert table.read_bytes().decode("utf-16") == "transcript,size\nH1,pieni\nH10,suuri\n"
    table.write_bytes("transcript,town\nH1,Hämeenlinna\nH10,x\n".encode("cp1252"))
    rename_transcript(open_study(study), "H1", "日本")
    assert table.read_text(encoding="utf-8-sig") == "transcript,town\n日本,Hämeenlinna\nH10,x\n"


def test_a_renaming_that_was_cut_off_is_finished(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    unlink = Path.unlink

    def stop(path: Path, missing_ok: bool = False) -> None:
        if path.name == "H1.txt":
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", stop)
    with pytest.raises(KeyboardInterrupt):
        rename_transcript(open_study(study), "H1", "H7")
    monkeypatch.undo()
    assert json.loads((study / JOURNAL).read_text(encoding="utf-8"))["gone"] == ["transcripts/H1.txt"]
    assert {source.id for source in open_study(study).sources} == {"H7", "H10"}
    assert not (study / JOURNAL).exists()


def test_the_text_is_the_same_under_the_new_name(study: Path) -> None:
    before = text_of(study)
    rename_transcript(open_study(study), "H1", "H7")
    assert Corpus(open_study(study)).text("H7") == before
