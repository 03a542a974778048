"""Codes together and apart, wide tables, units without a code, rates, framework: each number worked out by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from commands import here

from qualcode.analysis import Tidy, combined, cooccurrence, matrix, participants, quotes, rates, uncoded_share, units
from qualcode.analysis.framework import framework
from qualcode.analysis.periods import in_quarters_of_years
from qualcode.errors import QualcodeError, UnknownName
from qualcode.people.counted import count_study
from qualcode.results.findings import findings_of
from qualcode.results.run import run_study
from qualcode.results.run_comparison import compare
from qualcode.study import open_study

Make = Callable[..., Path]
Coded = Callable[..., Tidy]
# Units of a: 1 "We talk by phone." (talk, phone) 2 "Money." (money) 3 "We talk money." (talk, money) 4 "Well." (none),
# turn by turn.
A = "I: So?\n\nP: We talk by phone.\n\nI: And?\n\nP: Money.\n\nI: And?\n\nP: We talk money. Well.\n"
B = "I: So?\n\nQ: Money helps a lot.\n\nI: And?\n\nQ: Nothing else.\n"
PEOPLE = "transcript,size,age,day\na,small,30,2025-01-15\nb,large,45,20.8.2025\n"


@pytest.fixture
def two(coded: Coded) -> Tidy:
    return coded({"a": A, "b": B}, PEOPLE, '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\n')


def units_of(tidy: Tidy) -> list[tuple[str, int]]:
    return sorted(
        {(str(t), int(u)) for t, u in tidy.codings[["transcript", "unit"]].itertuples(index=False, name=None)}
    )


@pytest.mark.parametrize(
    ("together", "without", "within", "found"),
    [
        (["money"], [], "unit", [("a", 3)]),
        ([], ["money"], "unit", [("a", 1)]),
        (["money"], [], "turn", [("a", 3)]),
        (["money"], [], "turns:1", [("a", 3)]),  # the interviewer's turn stands between
        (["money"], [], "turns:2", [("a", 1), ("a", 3)]),
        (["money"], [], "overlap", []),
        (["phone"], [], "overlap", [("a", 1)]),  # a theme's hits are those of its subcodes
        (["phone"], ["money"], "unit", [("a", 1)]),
    ],
)
def test_a_code_with_another_and_without_it(
    two: Tidy, together: list[str], without: list[str], within: str, found: list[tuple[str, int]]
) -> None:
    assert units_of(combined(two, "talk", together, without, within)) == found


def test_what_is_asked_for_is_told_and_mistakes_too(two: Tidy) -> None:
    base = combined(two, "talk", ["money"], ["phone"], "turn").base()
    assert base.filters == ("talk AND money AND NOT phone (turn)",)
    with pytest.raises(QualcodeError, match="Choices: unit, overlap, turn, turns:N"):
        combined(two, "talk", ["money"], within="page")
    with pytest.raises(UnknownName, match=r"Unknown code 'mony'\. Did you mean 'money'"):
        combined(two, "talk", ["mony"])


def test_cooccurrence_by_overlap_counts_units_whose_stretches_meet(two: Tidy) -> None:
    table = cooccurrence(two, level="all", within="overlap").frame.set_index("code")
    assert table.loc["talk", "phone"] == 1  # a theme's hits are those of its subcodes
    assert table.loc["talk", "money"] == 0
    assert cooccurrence(two, level="all").frame.set_index("code").loc["talk", "money"] == 1


def test_a_wide_table_has_a_row_a_case_and_numbers_as_numbers(two: Tidy) -> None:
    found = matrix(two, "transcript", "units").frame
    assert list(found.columns) == ["transcript", "size", "age", "day", "talk", "phone", "mail", "money", "silence"]
    assert found["age"].tolist() == [30, 45]
    assert str(found["age"].dtype) == "Int64"
    assert found[["talk", "phone", "money"]].values.tolist() == [[2, 1, 2], [0, 0, 1]]
    assert matrix(two, "transcript", "any").frame["talk"].tolist() == [1, 0]
    assert matrix(two, "transcript", "words").frame["money"].tolist() == [
        4,
        4,
    ]  # "Money." and "We talk money."; "Money helps a lot."
    assert matrix(two, "transcript", "share").frame["money"].tolist() == [round(4 / 9, 6), round(4 / 6, 6)]
    each = matrix(two, "unit", "any", "themes").frame
    assert each[["transcript", "unit"]].values.tolist() == [["a", 1], ["a", 2], ["a", 3], ["a", 4], ["b", 1], ["b", 2]]
    assert each["money"].tolist() == [0, 1, 1, 0, 1, 0]
    assert matrix(two, "participant").frame[["transcript", "speaker"]].values.tolist() == [["a", "P"], ["b", "Q"]]


def test_what_has_no_code_is_listed_drawn_and_counted(two: Tidy) -> None:
    assert uncoded_share(two) == (2, 3, 15)  # "Well." and "Nothing else." of 9 and 6 words
    left = units(two, lambda _: " " * 500, uncoded=True).frame
    assert left[["transcript", "unit"]].values.tolist() == [["a", 4], ["b", 2]]
    assert units(two, lambda _: " " * 500).frame["codes"].tolist() == [
        "talk phone",
        "money",
        "talk money",
        "",
        "money",
        "",
    ]


def test_units_are_drawn_at_random_and_those_that_may_not_be_quoted_never(two: Tidy) -> None:
    said = units(two, lambda _: "x" * 500, uncoded=True, most=1, seed=3).frame
    assert len(said) == 1
    hidden = units(two, lambda name: "▒" * 500 if name == "a" else "x" * 500, uncoded=True, most=5).frame
    assert hidden["transcript"].tolist() == ["b"]


def test_rates_are_per_thousand_words_and_per_interview(two: Tidy) -> None:
    by_size = rates(two, "theme", "size").frame.set_index("theme")
    assert by_size.loc["talk", "small"] == round(2 / 9 * 1000, 4)
    assert by_size.loc["money", "large"] == round(1 / 6 * 1000, 4)
    assert by_size.loc["money", "total"] == round(3 / 15 * 1000, 4)
    assert rates(two, "theme", "size", "transcripts").frame.set_index("theme").loc["money"].tolist() == [2, 1, 1.5]


def test_days_become_quarters_of_years_with_those_between(two: Tidy) -> None:
    assert in_quarters_of_years(two, "day").levels["day"] == ("2025 Q1", "2025 Q2", "2025 Q3")
    found = rates(in_quarters_of_years(two, "day"), "theme", "day").frame.set_index("theme")
    assert found.loc["money", ["2025 Q1", "2025 Q3"]].tolist() == [round(2 / 9 * 1000, 4), round(1 / 6 * 1000, 4)]
    assert pd.isna(found.loc["money", "2025 Q2"])
    with pytest.raises(QualcodeError, match="no days"):
        in_quarters_of_years(two, "size")


def test_the_framework_has_summaries_else_quotes(two: Tidy) -> None:
    text = {"a": "We talk by phone. Money. We talk money. Well." + " " * 200, "b": " " * 300}
    found = framework(two, {("a", "money"): "Money matters."}, text.__getitem__, {}).frame.set_index("transcript")
    assert found.loc["a", "money"] == "Money matters."
    assert found.loc["b", "talk"] == ""
    best = quotes(two, "talk", text.__getitem__, 1).frame["quote"]
    assert len(best) == 1
    assert (
        framework(two, {("a", "money"): "Money matters."}, text.__getitem__, {}, "quote")
        .frame.set_index("transcript")
        .loc["a", "money"]
        != "Money matters."
    )


def test_participants_of_several_speakers_are_rows_of_their_own(two: Tidy) -> None:
    found = participants(two, {"a": 12.0, "b": None}, ["age"]).frame
    assert found[["transcript", "speaker", "age", "words"]].values.tolist() == [
        ["a", "P", "30", 9],
        ["b", "Q", "45", 6],
    ]
    assert found["minutes"].isna().tolist() == [False, True]


# -- files and commands --------------------------------------------------------------------------------


@pytest.fixture
def study(make_study: Make) -> Path:
    settings = '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\n[report.labels]\nage = "Age in years"\n'
    return make_study(
        {
            "transcripts/a.txt": A,
            "transcripts/b.txt": B,
            "transcripts/participants.csv": PEOPLE,
            "qualcode.toml": settings,
        }
    )


@pytest.mark.parametrize(("suffix", "read"), [(".sav", pyreadstat.read_sav), (".dta", pyreadstat.read_dta)])
def test_statistics_programs_get_labels_and_numbers(
    study: Path, suffix: str, read: Callable[..., tuple[pd.DataFrame, object]]
) -> None:
    path = study / f"codes{suffix}"
    assert here(study, "matrix", "--values", "any", "-o", str(path)).returncode == 0
    frame, about = read(str(path))
    assert frame["age"].tolist() == [30, 45]
    assert frame["talk"].tolist() == [1, 0]
    labels = dict(zip(about.column_names, about.column_labels, strict=True))  # type: ignore[attr-defined]
    assert labels["age"] == "Age in years"
    assert labels["talk"] == "Talk"
    assert about.variable_value_labels["talk"] == {0: "no", 1: "yes"}  # type: ignore[attr-defined]


def test_parquet_keeps_what_is_missing(study: Path) -> None:
    (study / "transcripts/participants.csv").write_text("transcript,age\na,30\nb,\n", encoding="utf-8")
    path = study / "m.parquet"
    assert here(study, "matrix", "-o", str(path)).returncode == 0
    found = pd.read_parquet(io.BytesIO(path.read_bytes()))
    assert found["age"].isna().tolist() == [False, True]
    assert found["talk"].tolist() == [2, 0]


def test_the_other_code_is_looked_for_before_codes_are_filtered(study: Path) -> None:
    said = here(
        study, "counts", "--code", "talk", "--with", "money", "--level", "themes", "--format", "csv"
    ).stdout.splitlines()
    assert said[1].startswith("talk,Talk,talk,1,1,")


@pytest.mark.slow
def test_a_run_is_compared_per_thousand_words_and_per_interview(study: Path) -> None:
    run_study(open_study(study))
    (study / "transcripts/c.txt").write_text(
        B.replace("helps a lot", "helps"), encoding="utf-8"
    )  # 2 + 2 words, money once
    run_study(open_study(study))
    row = compare(open_study(study)).frame.query("what == 'money' and kind == 'count'").iloc[0]
    assert (row["before"], row["after"]) == (3, 4)
    assert (row["before_1000"], row["after_1000"]) == (round(3 / 0.015, 2), round(4 / 0.019, 2))
    assert (row["before_interview"], row["after_interview"]) == (1.5, round(4 / 3, 2))


@pytest.mark.slow
def test_summaries_stay_and_follow_their_interview_and_code(study: Path) -> None:
    assert "3 rows (an interview and a theme), 3 of them new" in here(study, "summaries").stdout
    path = study / "codings/summaries.csv"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("a,money,Money,2,", "a,money,Money,2,It matters."),
        encoding="utf-8",
    )
    book = study / "s.xlsx"
    assert here(study, "summaries", "-o", str(book)).returncode == 0
    assert (
        "3 rows (an interview and a theme), 0 of them new, 2 without"
        in here(study, "summaries", "--from", str(book)).stdout
    )
    assert "It matters." in here(study, "framework", "--format", "csv").stdout
    assert here(study, "code", "rename", "money", "cash").returncode == 0
    assert here(study, "transcripts", "rename", "a", "z").returncode == 0
    assert "It matters." in here(study, "framework", "--format", "csv").stdout
    counted = count_study(open_study(study))
    assert set(counted.tidy.levels["transcript"]) == {"b", "z"}


def test_an_attribute_called_as_a_code_stays_apart_from_it_and_counts_are_not_yes_and_no(study: Path) -> None:
    (study / "transcripts/participants.csv").write_text("transcript,talk\na,much\nb,little\n", encoding="utf-8")
    path = study / "m.sav"
    assert here(study, "matrix", "-o", str(path)).returncode == 0
    frame, about = pyreadstat.read_sav(str(path))
    assert frame["talk"].tolist() == ["much", "little"]
    assert frame["talk__code_"].tolist() == [2, 0]
    assert about.variable_value_labels == {}  # counts, though some happen to be 0 and 1


def test_what_was_corrected_in_a_workbook_takes_the_place_of_what_was_there(study: Path) -> None:
    assert here(study, "summaries").returncode == 0
    path = study / "codings/summaries.csv"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("a,money,Money,2,", "a,money,Money,2,Old."), encoding="utf-8"
    )
    work = study / "w.csv"
    work.write_text("haastattelu;koodi;tiivistelmä\na;money;New.\n", encoding="utf-8")
    assert here(study, "summaries", "--from", str(work)).returncode == 0
    told = path.read_text(encoding="utf-8-sig")
    assert "New." in told
    assert "Old." not in told


def test_tables_in_files_say_that_they_have_the_files_names(study: Path) -> None:
    (study / "transcripts/participants.csv").write_text("transcript,called\na,P1\nb,P2\n", encoding="utf-8")
    settings = study / "qualcode.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[report]\nnames = "called"\n', encoding="utf-8")
    said = here(study, "matrix", "-o", str(study / "m.csv"))
    assert "calls interviews by their files' names" in said.stderr
    source = findings_of(count_study(open_study(study))).findings.source
    assert source.name("profile a") == source.name("profile P1") == "profile P1"
    assert source.former["profile a"] == "profile P1"
