"""Agreement of coders: published values, values by hand, and what must hold for any table."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.agreement import MOST_VALUES, agreement
from qualcode.analysis.rated import agreement_of_codes, long_ratings
from qualcode.errors import QualcodeError, UnknownName
from qualcode.report.formats.data import drawings_line
from qualcode.report.table_document import drawings_sentence

# Krippendorff (2011), data C: four coders, twelve units, missing values.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def table(*coders: list[object]) -> pd.DataFrame:
    rows = [
        (unit, f"c{c}", value)
        for c, values in enumerate(coders)
        for unit, value in enumerate(values)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["unit", "coder", "value"])


def values(frame: pd.DataFrame, **kind: object) -> dict[str, float]:
    found = agreement(frame, repeats=20, **kind).frame  # type: ignore[arg-type]
    return dict(zip(found["coefficient"], found["value"], strict=True))


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_own_example(level: str, alpha: float) -> None:
    assert values(table(*KRIPPENDORFF), level=level)["krippendorff_alpha"] == pytest.approx(alpha, abs=0.0006)


def test_without_drawings_there_is_a_value_and_no_interval() -> None:
    """κ of 1 by hand: both say the same of a, a, b; po = 1, pe = 5/9."""
    found = agreement(table(["a", "a", "b"], ["a", "a", "b"]), repeats=0)
    row = found.frame.set_index("coefficient").loc["cohen_kappa"]
    assert row["value"] == 1
    assert row[["low", "high"]].isna().all()
    assert drawings_line(found.drawings) == "No intervals: nothing was drawn again."


def test_an_interval_says_what_it_rests_on() -> None:
    """Of two units a drawing holds one alone in half of the cases; then chance alone agrees always and κ is
    undefined.
    """
    frame = table(["a", "b"], ["a", "b"])
    found = agreement(frame, repeats=400)
    assert found.drawings is not None
    assert (found.drawings.repeats, found.drawings.number, found.drawings.of) == (400, 2, "units")
    assert found.drawings.undefined == pytest.approx(200, abs=60)
    assert (
        f"400 drawings of 2 units, with replacement. Where a drawing leaves a value undefined it is left out, at most {found.drawings.undefined}"
        in drawings_line(found.drawings)
    )
    within = agreement(frame.assign(interview="h"), within="interview", repeats=10).drawings
    assert within is not None
    assert "10 drawings of 1 interview," in drawings_line(within)
    assert "1 haastattelun aineisto poimittiin palauttaen 10 kertaa" in drawings_sentence(within, "fi")


def test_gwets_values_for_the_same_ratings() -> None:
    """Gwet (2014), table 4.10: what AC1, Fleiss', Conger's κ and Brennan-Prediger give with missing values."""
    found = values(table(*KRIPPENDORFF))
    expected = {
        "percent_agreement": 0.818,
        "fleiss_kappa": 0.761,
        "conger_kappa": 0.763,
        "brennan_prediger": 0.773,
        "gwet_ac1": 0.775,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=0.0006)
    assert "cohen_kappa" not in found


def test_cohens_kappa_by_hand() -> None:
    """Po = .70, pe = .5 · .6 + .5 · .4 = .50, κ = .40."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found = values(table(first, second))
    assert found["cohen_kappa"] == pytest.approx(0.4)
    assert found["conger_kappa"] == pytest.approx(0.4)
    assert found["scott_pi"] == pytest.approx((0.7 - 0.55**2 - 0.45**2) / (1 - 0.55**2 - 0.45**2))
    assert found["percent_agreement"] == pytest.approx(0.7)


def test_what_is_undefined_is_missing() -> None:
    found = agreement(table(["x"] * 5, ["x"] * 5), repeats=20).frame.set_index("coefficient")
    assert found.loc["percent_agreement", "value"] == 1
    rest = found.drop(index="percent_agreement")
    assert rest[["value", "low", "high"]].isna().all().all()
    apart = values(table(["x", None], [None, "y"]))
    assert all(np.isnan(value) for value in apart.values())


MATRIX = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([None, "1", "2", "3"]), min_size=coders, max_size=coders), min_size=2, max_size=12
    )
)


@pytest.mark.slow
@given(MATRIX)
def test_what_must_hold_for_any_ratings(matrix: list[list[str | None]]) -> None:
    coders = list(map(list, zip(*matrix, strict=True)))
    frame = table(*coders)
    if frame["coder"].nunique() < 2:
        with pytest.raises(QualcodeError, match="two coders or more"):
            agreement(frame, repeats=5)
        return
    found, turned = values(frame), values(frame.sample(frac=1, random_state=1))
    for name, value in found.items():
        assert np.isnan(value) or value <= 1 + 1e-9
        assert turned[name] == pytest.approx(value, nan_ok=True)  # the order of rows does not matter
    alphas = [values(frame, level=level)["krippendorff_alpha"] for level in ("nominal", "ordinal", "interval", "ratio")]
    assert len({np.isnan(alpha) for alpha in alphas}) == 1
    for level, alpha in (("interval", alphas[2]),):  # an interval may begin anywhere and have any unit
        other = frame.assign(value=[str(float(value) * 7 - 3) for value in frame["value"]])
        assert values(other, level=level)["krippendorff_alpha"] == pytest.approx(alpha, nan_ok=True, abs=1e-6)


def test_intervals_are_wider_when_whole_interviews_are_drawn() -> None:
    rng = np.random.default_rng(3)
    first = rng.integers(0, 2, 120)
    second = np.where(
        np.arange(120) // 12 % 2 == 0, first, 1 - first
    )  # interviews on which the coders agree, and others
    frame = table(list(map(str, first)), list(map(str, second)))
    frame["interview"] = frame["unit"] // 12
    width = {}
    for within in ("", "interview"):
        row = agreement(frame, within=within).frame.set_index("coefficient").loc["krippendorff_alpha"]
        assert row["low"] < row["value"] < row["high"]
        width[within] = row["high"] - row["low"]
    assert width["interview"] > 1.5 * width[""]
    again = agreement(frame, within="interview").frame
    assert again.equals(agreement(frame, within="interview").frame)


@pytest.mark.parametrize(
    ("frame", "kind", "said"),
    [
        (pd.DataFrame({"unit": [1], "coder": ["a"]}), {}, "there is no column 'value'"),
        (pd.DataFrame({"unit": [1, 1], "coder": ["a", "a"], "value": ["x", "y"]}), {}, "more than one value"),
        (table(["x", "y"], ["x", "x"]), {"level": "interval"}, "the level interval needs numbers; found 'x'"),
        (table(["x", "y"], ["x", "x"]), {"level": "ordinal", "order": ("x", "z")}, "Unknown value 'y'"),
        (table(["x", "y"], ["x", "x"]), {"within": "interveiw"}, "Unknown column 'interveiw'"),
    ],
)
def test_mistakes_are_told(frame: pd.DataFrame, kind: dict[str, object], said: str) -> None:
    with pytest.raises((QualcodeError, UnknownName), match=said):
        agreement(frame, repeats=5, **kind)  # type: ignore[arg-type]


def test_ordered_names_are_as_their_numbers() -> None:
    words = {1: "surface", 2: "intermediate", 3: "deep", 4: "deeper", 5: "deepest"}
    named = [[value and words[value] for value in coder] for coder in KRIPPENDORFF]
    found = values(table(*named), level="ordinal", order=tuple(words.values()))
    assert found["krippendorff_alpha"] == pytest.approx(
        values(table(*KRIPPENDORFF), level="ordinal")["krippendorff_alpha"]
    )


@pytest.mark.slow
def test_the_command_reads_csv_and_excel(tmp_path: Path) -> None:
    frame = table(*KRIPPENDORFF)
    frame.to_csv(tmp_path / "a.csv", index=False, sep=";")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    printed = []
    for name in ("a.csv", "a.xlsx"):
        command = [
            sys.executable,
            "-m",
            "qualcode",
            "agreement",
            "--table",
            str(tmp_path / name),
            "--level",
            "ordinal",
            "--format",
            "csv",
        ]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        printed.append(done.stdout)
    assert printed[0] == printed[1]
    assert printed[0].startswith("coefficient,level,value,low,high,units,coders\n")
    assert "krippendorff_alpha,ordinal,0.8153" in printed[0]


@pytest.mark.skipif(
    "QUALCODE_AGREEMENT" not in os.environ, reason="QUALCODE_AGREEMENT names no folder with expected.csv and its tables"
)
def test_every_published_case() -> None:
    folder = Path(os.environ["QUALCODE_AGREEMENT"])
    expected = pd.read_csv(folder / "expected.csv")
    for row in expected.itertuples():
        found = values(pd.read_csv(folder / f"{row.case}.csv", dtype="string"), level=row.level)
        value = found[row.coefficient.removesuffix("_missing_ok")]
        if np.isnan(row.tolerance):
            assert np.isnan(value)
        else:
            assert value == pytest.approx(float(row.expected), abs=row.tolerance), (row.case, row.coefficient)


# -- every code of a table at once ---------------------------------------------------------------


def shapes() -> dict[str, pd.DataFrame]:
    """The same ratings of two codes in each of the shapes that a table can have."""
    chance = random.Random(4)
    long = pd.DataFrame(
        [
            (str(unit), f"i{unit // 5}", coder, code, str(int(chance.random() < (0.3 if code == "a" else 0.6))))
            for unit in range(20)
            for code in ("a", "b")
            for coder in ("Anna", "Bert")
        ],
        columns=["unit", "interview", "coder", "code", "value"],
        dtype="string",
    )
    coders = long.pivot(index=["unit", "interview", "code"], columns="coder", values="value").reset_index()
    codes = long.pivot(index=["unit", "interview", "coder"], columns="code", values="value").reset_index()
    finnish = long.rename(columns={"unit": "Yksikkö", "coder": "Koodaaja", "code": "Koodi", "value": "Arvo"})
    return {"long": long, "a column a coder": coders, "a column a code": codes, "in Finnish": finnish}


@pytest.mark.parametrize("shape", ["a column a coder", "a column a code", "in Finnish"])
def test_a_table_of_any_shape_gives_the_same_agreement_of_every_code(shape: str) -> None:
    found = {
        name: agreement_of_codes(long_ratings(frame, "interview"), within="interview").frame
        for name, frame in shapes().items()
    }
    one, other = (
        frame.set_index("code").sort_index().iloc[:, :6] for frame in (found["long"], found[shape])
    )  # intervals draw in the order of rows
    assert one.equals(other)


def test_each_code_is_what_its_own_table_gives_and_the_last_row_is_all_of_them() -> None:
    long = shapes()["long"]
    table = agreement_of_codes(long_ratings(long))
    assert table.frame["code"].tolist() == ["a", "b", "(overall)"]
    for code in ("a", "b"):
        own = agreement(long[long["code"] == code]).frame.set_index("coefficient")["value"]
        row = table.frame.set_index("code").loc[code]
        pairs = {
            "percent": "percent_agreement",
            "kappa": "cohen_kappa",
            "ac1": "gwet_ac1",
            "alpha": "krippendorff_alpha",
        }
        assert all(row[name] == pytest.approx(own[full], abs=1e-4) for name, full in pairs.items())
    stacked = long.assign(unit=long["unit"] + long["code"])
    whole = agreement(stacked).frame.set_index("coefficient")["value"]
    assert table.frame.set_index("code").loc["(overall)", "kappa"] == pytest.approx(whole["cohen_kappa"], abs=1e-4)
    assert agreement_of_codes(long_ratings(long), long=True, only=["b"]).frame["code"].unique().tolist() == [
        "b",
        "(overall)",
    ]
    with pytest.raises(QualcodeError, match="Did you mean 'a'"):
        agreement_of_codes(long_ratings(long), only=["A"])


def test_rows_of_what_was_coded_are_one_and_zero_where_units_have_several_codes() -> None:
    rows = [("1", "Anna", "a"), ("1", "Anna", "b"), ("1", "Bert", "a"), ("2", "Anna", ""), ("2", "Bert", "b")]
    found = long_ratings(pd.DataFrame(rows, columns=["unit", "coder", "code"], dtype="string"))
    given = {(row.unit, row.coder, row.code): row.value for row in found.itertuples()}
    assert given == {
        ("1", "Anna", "a"): "1", ("1", "Anna", "b"): "1", ("1", "Bert", "a"): "1", ("1", "Bert", "b"): "0",
        ("2", "Anna", "a"): "0", ("2", "Anna", "b"): "0", ("2", "Bert", "a"): "0", ("2", "Bert", "b"): "1",
    }  # fmt: skip
    one = long_ratings(
        pd.DataFrame([row for row in rows if row[2] == "a"], columns=["unit", "coder", "code"], dtype="string")
    )
    assert one.columns.tolist() == ["unit", "coder", "value"]


@pytest.mark.parametrize("columns", [["coder", "value"], ["unit", "value"], ["unit", "coder"]])
def test_a_table_of_no_known_shape_says_what_shapes_there_are(columns: list[str]) -> None:
    with pytest.raises(QualcodeError, match="one for each coder"):
        long_ratings(pd.DataFrame([["1"] * len(columns)], columns=columns, dtype="string"))


def test_a_code_that_one_coder_alone_rated_is_undefined_and_the_others_stay() -> None:
    long = shapes()["long"]
    alone = long[(long["code"] != "b") | (long["coder"] == "Anna")]
    frame = agreement_of_codes(long_ratings(alone)).frame.set_index("code")
    assert frame.loc["b", "units"] == 0
    assert frame.loc["b"][["kappa", "alpha"]].isna().all()
    assert frame.loc["a", "units"] == 20


def test_as_many_values_as_are_allowed_are_compared_and_one_more_is_not() -> None:
    def ratings(number: int) -> pd.DataFrame:
        return pd.DataFrame(
            [(n, coder, f"v{n}") for n in range(number) for coder in "AB"], columns=["unit", "coder", "value"]
        )

    assert not agreement(ratings(MOST_VALUES), repeats=0).frame.empty
    with pytest.raises(QualcodeError, match="201 different values"):
        agreement(ratings(MOST_VALUES + 1), repeats=0)
