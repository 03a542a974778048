"""Codes that are renamed, merged, split and moved with everyone's codings; segments imported from elsewhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from conftest import Make

from qualcode.analysis import counts
from qualcode.codebook import read_codebook
from qualcode.errors import InputError, QualcodeError, UnknownName
from qualcode.exchange.formats import Asked
from qualcode.exchange.opening import opened
from qualcode.exchange.segment_table import Segments
from qualcode.files import replace_together
from qualcode.line.corpus import Corpus
from qualcode.people.anchoring import says_the_same
from qualcode.people.applied import lost_decisions
from qualcode.people.counted import code_study, count_study
from qualcode.people.decision_places import lost_table, people_of
from qualcode.people.decisions import append, decided, path_of, read_decisions
from qualcode.people.importing import Imported, import_segments
from qualcode.people.locks import alone
from qualcode.people.recoding import merge_codes, move_code, rename_code, split_code, update_places
from qualcode.study import open_study
from qualcode.study.folder import JOURNAL

BOOK = """
# made by Anna in May
format: 1
name: small
codes:
  # about talking
  - id: talk
    label: {en: Talk, fi: Puhe}   # keep this
    rules: {en: [talk, "say"]}
    codes:
      - {id: phone, label: Phone, rules: {en: [phone, call]}, examples: [We phone.]}
      - id: mail
        rules: [mail]
  - {id: money, label: Money, rules: {en: [money]}}
"""
INTERVIEW = """
    Interviewer: How do you keep in touch?

    H1: We talk on the phone. We call them too. I send mail. Money talks. I say so.
"""


@pytest.fixture
def study(make_study: Make) -> Path:
    root = make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'}, BOOK)
    for coder, kind, quote, code in (
        ("Anna", "accept", "phone", "phone"),
        ("Anna", "reject", "call", "phone"),
        ("Bert", "add", "send mail", "mail"),
    ):
        decide(root, coder, kind, quote, code)
    return root


def decide(root: Path, coder: str, kind: str, quote: str, code: str) -> None:
    text = Corpus(open_study(root)).text("H1")
    start = text.index(quote)
    append(path_of(root / "codings", coder), [decided("H1", text, start, start + len(quote), code, kind)])  # type: ignore[arg-type]


def told(root: Path, coder: str) -> list[tuple[str, str, str]]:
    return [(d.quote, d.code, d.decision) for d in read_decisions(root / f"codings/{coder}.jsonl").decisions]


def book(root: Path) -> str:
    return (root / "codebooks/small.yaml").read_text(encoding="utf-8")


def units(root: Path) -> dict[str, int]:
    frame = counts(code_study(open_study(root))).frame
    return dict(zip(frame["code"], frame["units"], strict=True))


# -- changes of codes ----------------------------------------------------------------------------


def test_rename_changes_one_line_of_the_codebook_and_everyone_s_codings(study: Path) -> None:
    before, counted = book(study).splitlines(), units(study)
    line = rename_code(open_study(study), "phone", "calls")
    assert [(a, b) for a, b in zip(before, book(study).splitlines(), strict=True) if a != b] == [
        (before[9], before[9].replace("id: phone", "id: calls"))
    ]
    assert told(study, "Anna") == [("phone", "calls", "accept"), ("call", "calls", "reject")]
    assert told(study, "Bert") == [("send mail", "mail", "add")]
    assert line == "rename phone → calls: codebook codebooks/small.yaml, 2 decisions of Anna"
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ " + re.escape(line) + "\n",
        (study / "codings/changes.log").read_text(encoding="utf-8"),
    )
    assert list(units(study).values()) == list(counted.values())


def test_merge_keeps_rules_examples_and_every_yes(study: Path) -> None:
    decide(study, "Anna", "reject", "phone", "mail")
    decide(study, "Anna", "accept", "call", "mail")
    counted = units(study)
    merge_codes(open_study(study), "phone", "mail")
    codes = {place.code.id: place.code for place in read_codebook(study / "codebooks/small.yaml").walk()}
    assert "phone" not in codes
    assert {language: [rule.source for rule in rules] for language, rules in codes["mail"].rules.items()} == {
        "": ["mail"],
        "en": ["phone", "call"],
    }
    assert codes["mail"].examples == {"": ("We phone.",)}
    assert "# made by Anna in May" in book(study)
    assert "# keep this" in book(study)
    state = code_study(open_study(study, coders="Anna")).codings
    assert set(zip(state["quote"], state["code"], strict=True)) == {("phone", "mail"), ("call", "mail")}
    assert units(study)["talk"] >= counted["talk"]


def test_merge_rejects_nothing_that_the_rules_gave_and_no_one_rejected(study: Path) -> None:
    decide(study, "Anna", "reject", "We call them too", "money")
    before = units(study)["phone"]
    merge_codes(open_study(study), "money", "phone")
    assert units(study)["phone"] >= before


def test_comments_line_ends_and_mark_stay(study: Path) -> None:
    path = study / "codebooks/small.yaml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("  - {id: money", "  # money below\n  - {id: money")
        .replace("\n", "\r\n")
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    move_code(open_study(study), "mail", None)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"  # money below\r\n  - {id: money" in data


def test_a_path_of_codes_must_be_there_whole(bare: Path) -> None:
    _, _, problems = imported(bare, "document,code,text\nH1,Money > Phone,on the phone\nH1,Talk/Phone,on the phone\n")
    assert len(problems) == 1
    assert "Money > Phone" in problems[0]
    assert told(bare, "Anna")[0] == ("on the phone", "phone", "add")


def test_split_takes_rules_and_the_codings_they_hit(study: Path) -> None:
    decide(study, "Bert", "add", "call them", "phone")
    split_code(open_study(study), "phone", "ringing", ["call"], label="Ringing")
    codes = [(place.level, place.code.id) for place in read_codebook(study / "codebooks/small.yaml").walk()]
    assert codes == [(1, "talk"), (2, "phone"), (2, "ringing"), (2, "mail"), (1, "money")]
    assert told(study, "Anna") == [("phone", "phone", "accept"), ("call", "ringing", "reject")]
    assert told(study, "Bert")[-1] == ("call them", "ringing", "add")
    with pytest.raises(UnknownName, match="phone"):
        split_code(open_study(study), "phone", "other", ["fone"])


def test_split_below_with_texts(study: Path) -> None:
    split_code(open_study(study), "mail", "letters", ["mail"], texts=["SEND"], below=True)
    codes = [(place.level, place.code.id) for place in read_codebook(study / "codebooks/small.yaml").walk()]
    assert (3, "letters") in codes
    assert told(study, "Bert") == [("send mail", "letters", "add")]


def test_move_keeps_codings_and_moves_the_family(study: Path) -> None:
    before = told(study, "Anna")
    move_code(open_study(study), "talk", "money")
    assert [(p.level, p.code.id) for p in read_codebook(study / "codebooks/small.yaml").walk()] == [
        (1, "money"),
        (2, "talk"),
        (3, "phone"),
        (3, "mail"),
    ]
    move_code(open_study(study), "mail", None)
    assert [(p.level, p.code.id) for p in read_codebook(study / "codebooks/small.yaml").walk()][-1] == (1, "mail")
    assert told(study, "Anna") == before
    assert len((study / "codings/changes.log").read_text(encoding="utf-8").splitlines()) == 2


WRONG = {
    "there is no such code": lambda s: rename_code(s, "fone", "x"),
    "the id is taken": lambda s: rename_code(s, "phone", "mail"),
    "the id is no id": lambda s: rename_code(s, "phone", "Phone Calls"),
    "a column's name": lambda s: rename_code(s, "phone", "total"),
    "into itself": lambda s: merge_codes(s, "talk", "talk"),
    "into its own subcode": lambda s: merge_codes(s, "talk", "phone"),
    "under its own subcode": lambda s: move_code(s, "talk", "phone"),
    "where it is": lambda s: move_code(s, "phone", "talk"),
    "a theme that is one": lambda s: move_code(s, "money", None),
    "split into one that is there": lambda s: split_code(s, "phone", "mail", ["call"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_done_changes_nothing(study: Path, what: str) -> None:
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file() and "results" not in path.parts}
    with pytest.raises(QualcodeError):
        WRONG[what](open_study(study))
    assert {
        path: path.read_bytes() for path in study.rglob("*") if path.is_file() and "results" not in path.parts
    } == before


def test_a_line_that_cannot_be_read_stops_the_change(study: Path) -> None:
    path = study / "codings/Bert.jsonl"
    path.write_bytes(b"<<<<<<< HEAD\n" + path.read_bytes())
    before = book(study)
    with pytest.raises(InputError, match="git merge"):
        rename_code(open_study(study), "phone", "calls")
    assert book(study) == before


def test_a_coder_at_work_stops_the_change(study: Path) -> None:
    with alone(study / "results", "Anna"), pytest.raises(QualcodeError, match="open in another"):
        rename_code(open_study(study), "phone", "calls")
    assert "id: phone" in book(study)


@pytest.mark.parametrize("cut", range(4))
def test_a_change_that_was_cut_off_is_finished_or_never_happened(
    study: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    before, real, calls = book(study), os.replace, list[int]()

    def replace(source: object, target: object) -> None:
        calls.append(1)
        if len(calls) > cut:
            raise KeyboardInterrupt
        real(source, target)  # type: ignore[call-overload]

    monkeypatch.setattr("os.replace", replace)
    with pytest.raises(KeyboardInterrupt):
        rename_code(open_study(study), "phone", "calls")
    monkeypatch.undo()
    open_study(study)
    changed = "id: calls" in book(study)
    assert changed or book(study) == before
    assert [code for _, code, _ in told(study, "Anna")] == ["calls" if changed else "phone"] * 2
    assert not (study / JOURNAL).exists()


def test_files_are_replaced_together(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b/c")]
    replace_together(tmp_path, dict.fromkeys(paths, b"new"), tmp_path / "j")
    assert [path.read_bytes() for path in paths] == [b"new", b"new"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "c"]


# -- segments from elsewhere ---------------------------------------------------------------------


def put_in(root: Path, path: Path, coder: str = "", **options: bool) -> Imported:
    study = open_study(root)
    read = opened(path, "", Asked(coder), study.codebook)
    assert isinstance(read, Segments)
    return import_segments(people_of(study), read.segments, **options)


def imported(root: Path, text: str, coder: str = "Anna", **options: bool) -> tuple[dict[str, int], int, list[str]]:
    path = root / "segments.csv"
    path.write_text(text, encoding="utf-8")
    done = put_in(root, path, coder, **options)
    return dict(done.added), done.there, [str(problem) for problem in done.problems]


@pytest.fixture
def bare(make_study: Make) -> Path:
    return make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'}, BOOK)


def test_segments_are_found_by_text_or_offsets(bare: Path) -> None:
    text = Corpus(open_study(bare)).text("H1")
    at = text.index("Money")
    rows = f'Document name;Code;Segment;Beginning;Start;End;Comment\nH1.docx;Talk > Phone;"We talk  on\nthe phone";;;;"why, here"\nh1;money;;;{at};{at + 5};\n'
    assert imported(bare, rows) == ({"Anna": 2}, 0, [])
    assert told(bare, "Anna")[:2] == [("We talk on the phone", "phone", "add"), ("Money", "money", "add")]
    assert told(bare, "Anna")[2:] == [("", "", "seen")]
    assert read_decisions(bare / "codings/Anna.jsonl").decisions[0].memo == "why, here"
    assert imported(bare, rows) == ({"Anna": 0}, 2, [])  # again adds nothing
    assert len(told(bare, "Anna")) == 3


def test_every_row_that_has_no_place_is_told_with_its_line_and_the_rest_is_there(bare: Path) -> None:
    rows = "document,code,text\nH1,phone,on the phone\nH2,phone,x\nH1,fone,on the phone\nH1,mail,We\nH1,mail,nobody ever said this here at all\nH1,mail,keep in touch\nH1,mail,\n"
    added, there, problems = imported(bare, rows)
    assert (added, there) == ({"Anna": 1}, 0)
    assert [problem.split(": ", 1)[0].rsplit(":", 1)[1] for problem in problems] == ["3", "4", "5", "6", "7", "8"]
    for problem, said in zip(
        problems,
        (
            "no transcript 'H2'",
            "no code is called 'fone'",
            "2 places",
            "is not in the transcript",
            "not coded",
            "neither",
        ),
        strict=True,
    ):
        assert said in problem
    assert "Did you mean 'phone'?" in problems[1]
    assert [kind for _, _, kind in told(bare, "Anna")] == ["add"]  # not read to the end: some of it was not placed


def test_what_stands_in_coded_and_in_uncoded_speech_has_one_place(make_study: Make) -> None:
    """The interviewer says the same; of two places in answers the one with the row's line end is meant."""
    said = "Interviewer: Do you keep in touch?\n\nH1: We do keep in touch. Often.\n\nInterviewer: Often.\n\nH1: Well, often enough. Often, yes.\n"
    root = make_study({"transcripts/H1.txt": said, "qualcode.toml": '[study]\nlanguage = "en"\n'}, BOOK)
    assert imported(root, "document,code,text\nH1,phone,keep in touch\n") == ({"Anna": 1}, 0, [])
    assert imported(root, "document,code,text\nH1,mail,en\n")[2] != []
    assert imported(root, 'document,code,text\nH1,mail,"Often"\n') == (
        {"Anna": 1},
        0,
        [],
    )  # the one that is a whole sentence
    assert imported(root, 'document,code,text\nH1,money," often "\n') == ({"Anna": 1}, 0, [])
    text = Corpus(open_study(root)).text("H1")
    places = {d.code: d.start for d in read_decisions(root / "codings/Anna.jsonl").decisions if d.code}
    assert places == {
        "phone": text.rindex("keep in touch"),
        "mail": text.index("Often."),
        "money": text.index("often enough"),
    }


def test_where_a_quote_stands_that_is_not_imported_is_told_truly(make_study: Make) -> None:
    table = "speaker,text,notes\nInterviewer,Do you keep in touch?,\nH1,We do keep in touch.,a private remark\nInterviewer,Why?,\nAnna,I am only here.,\n"
    settings = '[study]\nlanguage = "en"\n[speakers]\nignore = ["Anna"]\n'
    root = make_study({"transcripts/H1.csv": table, "qualcode.toml": settings}, BOOK)
    rows = "document,code,text\nH1,phone,Do you keep in touch\nH1,phone,a private remark\nH1,phone,I am only here\n"
    asked, noted, ignored = imported(root, rows)[2]
    assert "the interviewer's speech (Interviewer, turn 1)" in asked
    assert "was left out on reading: it stands in a column of a table that is no speech" in noted
    assert "the speech of 'Anna' (turn 4), who is neither interviewer nor participant" in ignored
    said = "Title of it all\n\nInterviewer: Do you?\n\nH1: We do.\n\nInterviewer: Why?\n\nH1: So.\n"
    (root / "transcripts/H2.txt").write_text(said, encoding="utf-8")
    assert "outside the talk" in imported(root, "document,code,text\nH2,phone,Title of it all\n")[2][0]


def test_start_and_end_may_be_the_first_letters_of_a_text(make_study: Make) -> None:
    settings = '[study]\nlanguage = "en"\n[speakers]\nunlabelled = "speech"\n'
    root = make_study({"transcripts/H1.txt": "We talk on the phone. Yes.\n", "qualcode.toml": settings}, BOOK)
    assert Corpus(open_study(root)).text("H1").startswith("We talk")
    assert imported(root, "document,code,start,end\nH1,phone,0,7\n") == ({"Anna": 1}, 0, [])
    assert told(root, "Anna")[0] == ("We talk", "phone", "add")


def test_a_text_that_is_nearly_there_is_placed_where_nothing_else_is_like_it(bare: Path) -> None:
    assert imported(bare, "document,code,text\nH1,phone,We talk on teh phone. We call thm too.\n")[0] == {"Anna": 1}
    assert told(bare, "Anna")[0][0] == "We talk on the phone. We call them too."


def test_a_quote_that_was_placed_at_other_words_is_told_with_both(bare: Path) -> None:
    rows = "document,code,text\nH1,phone,We talk on the phone. We shun them too.\nH1,mail,I  send mail.\n"
    (bare / "near.csv").write_text(rows, encoding="utf-8")
    done = put_in(bare, bare / "near.csv", "Anna")
    assert done.added == {"Anna": 2}
    assert [(problem.line, problem.message) for problem in done.warnings] == [
        (
            2,
            "'We talk on the phone. We shun them too.' is not there word for word; "
            "coded was 'We talk on the phone. We call them too.'.",
        )
    ]


@pytest.mark.parametrize(
    ("quote", "found", "same"),
    [
        ("We call, them", "we CALL\n  them.", True),
        ("We … too", "We call them too", True),
        ("We call (...) too", "We call them too", True),
        ("We call them", "We never call them", False),
        ("We never call", "We call", False),
        ("We … two", "We call them too", False),
        ("", "", True),
    ],
)
def test_a_quote_has_the_words_of_its_place(quote: str, found: str, same: bool) -> None:
    assert says_the_same(quote, found) is same


def test_coders_of_a_column_get_their_own_files(bare: Path) -> None:
    rows = "document,code,text,coder\nH1,phone,on the phone,Anna\nH1,mail,send mail,Bert\n"
    assert imported(bare, rows, "")[0] == {"Anna": 1, "Bert": 1}
    with pytest.raises(InputError, match="--coder Anna"):
        imported(bare, "document,code,text\nH1,phone,on the phone\n", "")


@pytest.mark.parametrize("rows", ["", "a,b\n1,2\n", "document,code\nH1,phone\n"])
def test_a_file_without_the_columns_says_what_they_may_be_called(bare: Path, rows: str) -> None:
    with pytest.raises(InputError):
        imported(bare, rows)


def test_a_file_that_is_no_table_says_what_is_read(bare: Path) -> None:
    path = bare / "segments.txt"
    path.write_text("document,code,text\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"saved as \.csv or \.xlsx"):
        put_in(bare, path, "Anna")


def test_partly_coded_documents_are_not_marked_as_read(bare: Path) -> None:
    imported(bare, "document,code,text\nH1,phone,on the phone\n", whole=False)
    assert [kind for _, _, kind in told(bare, "Anna")] == ["add"]


# -- after a correction --------------------------------------------------------------------------


def test_update_writes_new_places_and_leaves_what_is_lost(study: Path) -> None:
    path = study / "transcripts/H1.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace(" We call them too.", "").replace("I send", "Well, then I send"),
        encoding="utf-8",
    )
    counted = count_study(open_study(study))
    assert any("found again in texts that changed" in str(warning) for warning in counted.warnings)
    assert lost_table(lost_decisions(counted.people)).frame[["coder", "why", "quote"]].to_numpy().tolist() == [
        ["Anna", "not found in the text", "call"]
    ]
    assert not any("other words" in str(warning) for warning in counted.warnings)
    before = read_decisions(study / "codings/Anna.jsonl").decisions
    assert update_places(people_of(open_study(study))) == [("Anna", 1, 1), ("Bert", 1, 0)]
    after = read_decisions(study / "codings/Anna.jsonl").decisions
    assert after[1] == before[1]
    assert after[0].text != before[0].text
    text = counted.corpus.text("H1")
    for decision in (after[0], *read_decisions(study / "codings/Bert.jsonl").decisions):
        assert text[decision.start : decision.end] == decision.quote
    assert update_places(people_of(open_study(study))) == [("Anna", 0, 1), ("Bert", 0, 0)]


def test_decisions_at_words_that_changed_and_interviews_that_grew_are_told(study: Path) -> None:
    decide(study, "Anna", "add", "We talk on the phone. We call them too.", "talk")
    path, text = study / "transcripts/H1.txt", Corpus(open_study(study)).text("H1")
    append(path_of(study / "codings", "Bert"), [decided("H1", text, 0, len(text), "", "seen", whole=True)])
    path.write_text(
        path.read_text(encoding="utf-8").replace("We call them too.", "We never call them too.") + "\nH1: More.\n",
        encoding="utf-8",
    )
    warnings = [str(warning) for warning in count_study(open_study(study)).warnings]
    (reworded,) = [text for text in warnings if "stand at other words now" in text]
    assert "Anna.jsonl" in reworded
    assert "'We talk on the phone. We call them too.' → 'We talk on the phone. We never call them too.'" in reworded
    (grown,) = [text for text in warnings if "what was added counts as read" in text]
    assert "Bert.jsonl: H1 is 17 letters longer than when it was read to the end" in grown
    update_places(people_of(open_study(study)))
    assert not any("counts as read" in str(warning) for warning in count_study(open_study(study)).warnings)
