"""A study in git: one branch changes codes, another codes on; after the merge every decision counts under today's
codes.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make
from test_people import decide, found

from qualcode.line.corpus import Corpus
from qualcode.people.applied import lost_decisions
from qualcode.people.code_changes import read_changes
from qualcode.people.counted import code_study, count_study
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import read_decisions
from qualcode.people.recoding import merge_codes, move_code, rename_code, split_code, update_places
from qualcode.results.run import run_study
from qualcode.results.study_check import check_study
from qualcode.study import open_study
from qualcode.study.scaffold import make_study as scaffold

INTERVIEW = """
    Interviewer: How do you keep in touch?

    H1: We talk on the phone every week. Sometimes I send mail. Nobody likes the silence.

    Interviewer: And money?

    H1: Money is never easy. We talk about it in person. The phone is no place for it.
"""


def git(root: Path, *arguments: str) -> str:
    who = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "init.defaultBranch=main",
    )
    done = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, check=False, encoding="utf-8")
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def study(make_study: Make) -> Path:
    root = make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'})
    (root / ".gitattributes").write_text(
        "codings/*.jsonl merge=union\ncodings/changes.log merge=union\n", encoding="utf-8"
    )
    (root / ".gitignore").write_text("results/\n", encoding="utf-8")
    decide(root, "Anna", "add", "in person", "phone")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "begin")
    return root


def on_two_branches(root: Path, change: Callable[[], object], decisions: Callable[[], object]) -> None:
    """Change codes on a branch, decide on main, and merge the branch into main."""
    git(root, "checkout", "--quiet", "-b", "codes")
    change()
    git(root, "commit", "--quiet", "-am", "codes", "--allow-empty")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "codes", "--allow-empty")
    git(root, "checkout", "--quiet", "main")
    decisions()
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "decisions")
    git(root, "merge", "--quiet", "codes", "-m", "merge")


def people(root: Path, coder: str) -> set[tuple[str, str]]:
    return {(quote, code) for quote, code, who in found(root) if who == coder}


def test_decisions_made_under_an_old_name_count_under_the_new_one(study: Path) -> None:
    def decisions() -> None:
        decide(study, "Bert", "add", "The phone is no place for it", "phone")
        decide(study, "Anna", "add", "every week", "phone")

    on_two_branches(study, lambda: rename_code(open_study(study), "phone", "calls"), decisions)
    assert people(study, "Bert") == {("The phone is no place for it", "calls")}
    assert people(study, "Anna") == {("every week", "calls"), ("in person", "calls")}
    counted = count_study(open_study(study))
    assert lost_decisions(counted.people) == ()
    assert "phone → calls" in "".join(map(str, counted.warnings))
    update_places(people_of(open_study(study)))
    assert {d.code for name in ("Anna", "Bert") for d in read_decisions(study / f"codings/{name}.jsonl").decisions} == {
        "calls"
    }
    counted = count_study(open_study(study))
    assert counted.warnings == ()


def test_several_changes_are_followed_in_their_order(study: Path) -> None:
    def change() -> None:
        rename_code(open_study(study), "phone", "calls")
        rename_code(open_study(study), "mail", "letters")
        merge_codes(open_study(study), "calls", "letters")
        move_code(open_study(study), "letters", None)

    on_two_branches(study, change, lambda: decide(study, "Bert", "add", "The phone is no place for it", "phone"))
    assert people(study, "Bert") == {("The phone is no place for it", "letters")}


def test_a_rejection_under_the_name_that_went_rejects_what_that_code_s_rules_found(study: Path) -> None:
    on_two_branches(
        study,
        lambda: merge_codes(open_study(study), "phone", "talk"),
        lambda: decide(study, "Bert", "reject", "phone", "phone"),
    )
    text = Corpus(open_study(study)).text("H1")
    codings = code_study(open_study(study)).codings
    left = codings[(codings["code"] == "talk") & (codings["coder"] == "rules")]
    assert sorted(left["start"]) == sorted([text.index("talk"), text.rindex("talk"), text.rindex("phone")])


def spans(root: Path, code: str) -> list[tuple[int, int]]:
    codings = code_study(open_study(root)).codings
    return [(row.start, row.end) for row in codings[codings["code"] == code].itertuples()]  # type: ignore[misc]


def test_a_rejection_does_not_reach_what_the_other_code_found_there(study: Path) -> None:
    """`phone` and `money` both find "phone" here; Bert says no to the money of it, and then money becomes a part of
    phone.
    """
    book = study / "codebooks/small.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("en: [money]", "en: [money, phone]"), encoding="utf-8")
    git(study, "commit", "--quiet", "-am", "both")
    on_two_branches(
        study,
        lambda: merge_codes(open_study(study), "money", "phone"),
        lambda: decide(study, "Bert", "reject", "phone", "money"),
    )
    text = Corpus(open_study(study)).text("H1")
    assert text.index("phone") in {start for start, _ in spans(study, "phone")}


def test_decisions_older_than_a_split_go_with_the_rules_that_were_split_off(study: Path) -> None:
    book = study / "codebooks/small.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("en: [talk]", "en: [talk, person]"), encoding="utf-8")
    git(study, "commit", "--quiet", "-am", "rules")
    git(study, "branch", "other")
    decide(study, "Bert", "reject", "person", "talk")
    decide(study, "Bert", "add", "Nobody likes the silence", "talk")
    git(study, "add", ".")
    git(study, "commit", "--quiet", "-m", "decisions")
    git(study, "checkout", "--quiet", "other")
    split_code(open_study(study), "talk", "meeting", ["person"])
    git(study, "add", ".")
    git(study, "commit", "--quiet", "-m", "split")
    git(study, "checkout", "--quiet", "main")
    git(study, "merge", "--quiet", "other", "-m", "merge")
    assert spans(study, "meeting") == []
    assert people(study, "Bert") == {("Nobody likes the silence", "talk")}


def test_a_name_that_only_decisions_have_is_given_up_by_rename(study: Path) -> None:
    decide(study, "Bert", "add", "in person", "meetings")
    counted = count_study(open_study(study))
    assert "qualcode code rename meetings NEW" in "".join(map(str, counted.warnings))
    assert rename_code(open_study(study), "meetings", "talk") == "rename meetings → talk: 1 decision of Bert"
    assert people(study, "Bert") == {("in person", "talk")}


def test_a_log_with_marks_of_a_merge_is_told_with_its_lines(study: Path) -> None:
    rename_code(open_study(study), "phone", "calls")
    log = study / "codings/changes.log"
    log.write_text("<<<<<<< HEAD\n" + log.read_text(encoding="utf-8"), encoding="utf-8")
    read = read_changes(study)
    assert [(p.line, "<<<<" in p.message) for p in read.problems] == [(1, True)]
    assert [(c.old, c.new) for c in read.changes] == [("phone", "calls")]
    counted = count_study(open_study(study))
    assert read.problems[0] in counted.problems


@pytest.mark.slow
def test_a_fresh_clone_without_results_can_be_checked(study: Path, tmp_path: Path) -> None:
    run_study(open_study(study))
    assert "results" not in git(study, "ls-files")
    git(tmp_path, "clone", "--quiet", str(study), "clone")
    assert check_study(open_study(tmp_path / "clone")) == []
    assert not (tmp_path / "clone/results").exists()
    path = tmp_path / "clone/transcripts/H1.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("We talk about it in person. ", ""), encoding="utf-8")
    (failure,) = check_study(open_study(tmp_path / "clone"))
    assert "1 decision has lost its place" in failure


def test_a_new_study_tells_git_which_files_grow_by_lines(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/.gitignore").write_text("*.bak", encoding="utf-8")
    scaffold(tmp_path / "new", "en")
    git(tmp_path / "new", "init", "--quiet")
    assert git(tmp_path / "new", "check-attr", "merge", "codings/Anna.jsonl", "codings/changes.log").count("union") == 2
    assert git(tmp_path / "new", "check-ignore", "results/cache/x.json", "results/review-Anna.lock", "a.bak").split() == [
        "results/cache/x.json", "results/review-Anna.lock", "a.bak",
    ]  # fmt: skip
