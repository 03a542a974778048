"""What explains the difference between two runs when codes were moved, renamed or merged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from qualcode.people.counted import count_study
from qualcode.people.recoding import merge_codes, move_code, rename_code
from qualcode.results.differences import _by_rule
from qualcode.results.findings import findings_of
from qualcode.results.run import run_study
from qualcode.results.run_comparison import COLUMNS, compare
from qualcode.study import open_study

INTERVIEW = "Interviewer: How?\n\nH1: We talk. We phone. I send mail. Mail is slow. Money talks. Money.\n"


@pytest.fixture
def study(make_study: Make) -> Path:
    root = make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'})
    run_study(open_study(root))
    return root


def after(root: Path, change: Callable[[], object]) -> list[tuple[object, ...]]:
    change()
    run_study(open_study(root))
    frame = compare(open_study(root)).frame[list(COLUMNS)].astype(object)
    return [tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False, name=None)]


@pytest.mark.slow
def test_a_moved_code_is_the_reason(study: Path) -> None:
    """Talk had talk, phone, mail (2), and talks: 5 sentences; without mail it has 3."""
    assert after(study, lambda: move_code(open_study(study), "mail", None)) == [
        ("code", "mail", "moved", None, None, "a theme"),
        ("count", "talk", "changed", 5, 3, "H1 -2 (mail moved away)"),
    ]
    assert after(study, lambda: move_code(open_study(study), "mail", "money")) == [
        ("code", "mail", "moved", None, None, "under money"),
        ("count", "money", "changed", 2, 4, "H1 +2 (mail moved here)"),
    ]


@pytest.mark.slow
def test_a_code_that_was_moved_by_hand_is_the_reason_too(study: Path) -> None:
    book = study / "codebooks/small.yaml"
    text = book.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "id: mail" in line)
    changed = text.replace(line + "\n", "").rstrip() + "\n" + line.strip().rjust(len(line.strip()) + 2) + "\n"
    rows = after(study, lambda: book.write_text(changed, encoding="utf-8"))
    assert rows[-1] == ("count", "talk", "changed", 5, 3, "H1 -2 (mail moved away)")


@pytest.mark.slow
def test_a_renamed_code_is_no_new_one(study: Path) -> None:
    assert after(study, lambda: rename_code(open_study(study), "phone", "calls")) == [
        ("code", "calls", "renamed", None, None, "from phone")
    ]


@pytest.mark.slow
def test_a_merged_code_is_the_reason(study: Path) -> None:
    """Money had 2 sentences; with mail's 2 it has 4, and talk 3 of its 5."""
    rows = after(study, lambda: merge_codes(open_study(study), "mail", "money"))
    assert [row for row in rows if row[0] == "code"] == [("code", "mail", "merged", None, None, "into money")]
    counts = {row[1]: row[3:] for row in rows if row[0] == "count"}
    assert counts["money"] == (2, 4, "H1 +2 (mail merged into it)")
    assert counts["talk"][:2] == (5, 3)
    assert "mail" in str(counts["talk"][2])


@pytest.mark.slow
def test_findings_say_it_in_finnish(study: Path) -> None:
    move_code(open_study(study), "mail", None)
    counted = count_study(open_study(study))
    text = findings_of(counted, "fi").render("md", ["changes"]).data.decode("utf-8")
    assert "siirretty" in text
    assert "mail siirretty pois" in text


def test_what_people_changed_in_a_code_and_its_subcodes_is_one_number() -> None:
    before = {"hits": {"talk": {"": {"H1": 1}}, "mail": {"": {"H1": 4}, "mail": {"H1": 1}}}}
    now = {"hits": {"talk": {"": {"H1": 3}}, "mail": {"": {"H1": 5}, "mail": {"H1": 1}}}}
    assert list(_by_rule(("talk", "mail"), "H1", before, now)) == ["by people +3"]
