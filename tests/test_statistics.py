"""Statistics against scipy, published values and values computed by hand."""

from __future__ import annotations

import math
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import Make
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qualcode.analysis import (
    Filters,
    Tidy,
    association,
    code_relations,
    coded_segments,
    cooccurrence,
    counts,
    crosstab,
    joint_display,
    residuals,
    saturation,
)
from qualcode.analysis.association import associate
from qualcode.errors import QualcodeError, UnknownName
from qualcode.people.counted import count_study
from qualcode.study import open_study

Coded = Callable[..., Tidy]
TABLES = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(1, 60), min_size=k, max_size=k), min_size=2, max_size=4)
)


@given(TABLES)
def test_chi_square_is_scipys(table: list[list[int]]) -> None:
    found, expected = associate(table), stats.chi2_contingency(table, correction=False)
    assert (found.chi2, found.p, found.df) == pytest.approx((expected.statistic, expected.pvalue, expected.dof))
    assert found.expected == pytest.approx(expected.expected_freq)
    assert found.v == pytest.approx(stats.contingency.association(table, method="cramer"))
    if len(table) == len(table[0]) == 2:
        assert found.fisher == pytest.approx(stats.fisher_exact(table)[1])


@given(TABLES)
def test_the_interval_of_v_is_where_the_noncentral_distribution_has_its_tails(table: list[list[int]]) -> None:
    """Steiger (2004): the limits are the noncentralities under which the observed χ² is the 97.5th and the 2.5th
    percentile.
    """
    found = associate(table)
    largest = sum(map(sum, table)) * (min(len(table), len(table[0])) - 1)
    assert 0 <= found.v_low <= found.v_high <= 1
    for limit, tail in ((found.v_low, 0.975), (found.v_high, 0.025)):
        if limit == 0:  # even without any association as much or more would be seen too often
            assert stats.chi2.cdf(found.chi2, found.df) <= tail
        elif limit < 1:
            assert stats.ncx2.cdf(found.chi2, found.df, limit**2 * largest) == pytest.approx(tail, abs=1e-6)


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935): three cups of each kind told right out of four; two-sided p = 34/70."""
    assert associate([[3, 1], [1, 3]]).fisher == pytest.approx(34 / 70)


def test_residuals_by_hand() -> None:
    """Haberman (1973): (observed − expected) / √(expected (1 − row share)(1 − column share)); here (10 − 15) / √(15 ·
    .5 · .7).
    """
    found = associate([[10, 40], [20, 30]])
    assert found.residuals[0][0] == pytest.approx((10 - 15) / math.sqrt(15 * 0.5 * 0.7))
    assert found.residuals.sum() == pytest.approx(0)


TALK = "I: How?\n\nP: {}\n\nI: So?\n\nP: Hm.\n"


def study(coded: Coded, talkers: int, groups: tuple[str, ...]) -> Tidy:
    """Interviews of which the first so many mention the phone, in the given groups."""
    texts = {f"h{n:02}": TALK.format("We phone." if n < talkers else "No idea.") for n in range(len(groups))}
    people = "transcript,size,nps\n" + "".join(f"h{n:02},{group},{n}\n" for n, group in enumerate(groups))
    return coded(texts, people)


def test_a_code_is_tested_over_interviews(coded: Coded) -> None:
    tidy = study(coded, 12, ("small",) * 12 + ("large",) * 12)
    row = association(tidy, "code", "size", level="all").frame.set_index("code").loc["phone"]
    assert (row["n"], row["chi2"], row["df"], row["v"]) == (24, 24.0, 1, 1.0)
    assert row["fisher"] == pytest.approx(2 / math.comb(24, 12), abs=1e-6)
    assert (row["p"], row["note"]) == (pytest.approx(stats.chi2.sf(24, 1), abs=1e-6), "")


def test_p_is_withheld_with_few_interviews_and_sparse_cells(coded: Coded) -> None:
    few = (
        association(study(coded, 3, ("small",) * 3 + ("large",) * 3), "theme", "size")
        .frame.set_index("theme")
        .loc["talk"]
    )
    assert few[["p", "fisher"]].isna().all()
    assert few["note"] == "p withheld: only 6 interviews"


def test_sparse_cells_and_units_are_told(coded: Coded) -> None:
    tidy = study(coded, 2, ("small",) * 6 + ("large",) * 6)
    sparse = association(tidy, "theme", "size").frame.set_index("theme").loc["talk"]
    assert math.isnan(sparse["p"])
    assert not math.isnan(sparse["fisher"])
    assert "expected counts are too small" in sparse["note"]
    units = association(tidy, "theme", "size", of="units").frame.set_index("theme").loc["talk"]
    assert "not independent" in units["note"]
    assert "nothing to compare" in association(tidy, "theme", "size").frame.set_index("theme").loc["money"]["note"]


def test_what_cannot_be_tested_is_refused(coded: Coded) -> None:
    tidy = study(coded, 2, ("small",) * 4)
    with pytest.raises(UnknownName, match="code, theme"):
        association(tidy, "size", "nps")
    with pytest.raises(QualcodeError, match="Choose an attribute"):
        association(tidy, "theme", "question")


def test_residuals_of_a_study_are_those_of_its_tables(coded: Coded) -> None:
    tidy = study(coded, 12, ("a",) * 5)
    found = residuals(tidy, "theme", "size").frame.set_index("theme")
    table = crosstab(tidy, "theme", "size", "transcripts").frame.set_index("theme")
    levels = list(found.columns)
    sizes = [int((tidy.units.drop_duplicates("transcript")["size"] == level).sum()) for level in levels]
    for theme in found.index:
        mentioned = [int(table.loc[theme, level]) for level in levels]
        expected = associate([mentioned, [n - m for n, m in zip(sizes, mentioned, strict=True)]]).residuals[0]
        assert found.loc[theme].tolist() == pytest.approx(expected.tolist(), abs=1e-4, nan_ok=True)


def test_joint_display_by_hand(coded: Coded) -> None:
    row = joint_display(study(coded, 2, ("a",) * 5), ("nps",)).frame.set_index("code").loc["talk"]
    assert row[["n_with", "mean_with", "n_without", "mean_without"]].tolist() == [2, 0.5, 3, 3.0]
    assert (row["sd_with"], row["sd_without"], row["difference"]) == (pytest.approx(0.7071), 1.0, -2.5)
    with pytest.raises(QualcodeError, match="Numeric attributes: nps"):
        joint_display(study(coded, 2, ("a",) * 5), ("size",))


GROUPS = {  # who says what in two group interviews: Anna (f, 30) phone, Bert (m, 40) nothing, Carl (m, 50) and Dora (f, 60) phone
    "g1": ["Anna: We phone.", "Bert: No idea."],
    "g2": ["Carl: We phone.", "Dora: I phone too."],
}
PEOPLE = "transcript,speaker,sex,age\ng1,Anna,f,30\ng1,Bert,m,40\ng2,Carl,m,50\ng2,Dora,f,60\n"


def groups(coded: Coded, turned: bool, people: str = PEOPLE) -> Tidy:
    texts = {
        name: "\n\n".join(["I: How?", *(reversed(said) if turned else said), "I: So?", said[0].split(" ")[0] + " Hm."])
        for name, said in GROUPS.items()
    }
    names = "Anna Bert Carl Dora".split()
    settings = f'[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\nparticipant = {names}\n'.replace("'", '"')
    return coded(texts, people, settings)


@pytest.mark.parametrize("turned", [False, True])
def test_attributes_of_speakers_are_counted_over_speakers_whoever_speaks_first(coded: Coded, turned: bool) -> None:
    """Of two women both mention the phone, of two men one: χ² = 2 · (.5² / 1.5) + 2 · (.5² / .5) = 4/3."""
    table = association(groups(coded, turned), "code", "sex", level="all")
    row = table.frame.set_index("code").loc["phone"]
    assert (row["n"], row["chi2"]) == (4, pytest.approx(4 / 3, abs=1e-4))
    assert table.base is not None
    assert table.base.counts == "participants"
    assert math.isnan(row["p"])
    assert math.isnan(row["fisher"])
    assert "p withheld: only 2 interviews" in row["note"]
    found = residuals(groups(coded, turned), "code", "sex", level="all").frame.set_index("code").loc["phone"]
    assert found["f"] == pytest.approx((2 - 1.5) / math.sqrt(1.5 * (1 - 3 / 4) * (1 - 2 / 4)), abs=1e-4)


@pytest.mark.parametrize("turned", [False, True])
def test_numbers_of_speakers_are_means_over_speakers_whoever_speaks_first(coded: Coded, turned: bool) -> None:
    """Who mention the phone are 30, 50 and 60 years old, who does not is 40."""
    table = joint_display(groups(coded, turned), ("age",), level="all")
    row = table.frame.set_index("code").loc["phone"]
    assert (row["n_with"], row["mean_with"], row["n_without"], row["mean_without"]) == (
        3,
        pytest.approx(140 / 3, abs=1e-4),
        1,
        40,
    )
    assert table.base is not None
    assert table.base.counts == "participants"


def test_slips_in_the_participants_table_are_told(make_study: Make) -> None:
    people = "transcript,speaker,age\ng,Anna,34\ng,Kalle,45\ng,Bert,noin 50\n"
    said = "I: How?\n\nAnna: We phone.\n\nI: So?\n\nKari: No.\n\nI: And?\n\nBert: Hm.\n\nKari: Yes.\n\nAnna: Yes.\n"
    settings = '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\nparticipant = ["Anna", "Kari", "Bert"]\n'
    root = make_study({"transcripts/g.txt": said, "transcripts/participants.csv": people, "qualcode.toml": settings})
    counted = count_study(open_study(root))
    told = [warning.message for warning in counted.warnings]
    assert "has rows for speakers who are not there: g, kalle." in told
    assert "has no row for g, Kari; the attributes are missing there." in told
    assert "the values of 'age' are numbers but for 'noin 50' (g, bert), so they count as names." in told


def test_over_interviews_one_whose_participants_differ_is_left_out_and_told(coded: Coded) -> None:
    tidy = groups(coded, False)
    row = association(tidy, "theme", "sex", of="transcripts").frame.set_index("theme").loc["talk"]
    assert (row["n"], row["note"]) == (
        0,
        "nothing to compare: everyone mentions it, or no one; 2 transcripts left out: their participants differ",
    )
    assert joint_display(tidy, ("age",), of="transcripts").frame[["n_with", "n_without"]].to_numpy().sum() == 0


def test_an_attribute_that_all_of_an_interview_share_is_the_interview_s(coded: Coded) -> None:
    shared = "transcript,speaker,town\ng1,Anna,Oulu\ng1,Bert,Oulu\ng2,Carl,Turku\ng2,Dora,Turku\n"
    table = association(groups(coded, False, shared), "theme", "town")
    assert table.base is not None
    assert (table.base.counts, table.frame["n"].iloc[0]) == ("transcripts", 2)


def test_participants_of_groups_get_no_p_however_many(coded: Coded) -> None:
    texts = {
        f"g{n:02}": f"I: How?\n\nA: {'We phone.' if n % 2 else 'Hm.'}\n\nI: So?\n\nB: {'Hm.' if n % 2 else 'I phone.'}\n\nA: Yes.\n"
        for n in range(24)
    }
    people = "transcript,speaker,sex\n" + "".join(f"g{n:02},A,f\ng{n:02},B,m\n" for n in range(24))
    tidy = coded(texts, people, '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\nparticipant = ["A", "B"]\n')
    row = association(tidy, "theme", "sex").frame.set_index("theme").loc["talk"]
    assert (row["n"], row["note"]) == (48, "p withheld: participants of one interview are not independent")
    assert row[["p", "fisher"]].isna().all()


# Sentences: phone+mail, phone, money, nothing; turns: {phone mail}, {phone money}.
PAIRS = {"a": "I: How?\n\nP: Phone and mail.\n\nI: So?\n\nP: Phone. Money. Nothing.\n"}


def test_relations_by_hand(coded: Coded) -> None:
    tidy = coded(PAIRS)
    frame = code_relations(tidy, "codes").frame.set_index(["code", "other"])
    assert frame.loc[("phone", "mail")].to_dict() == {
        "both": 1,
        "code_alone": 1,
        "other_alone": 0,
        "jaccard": 0.5,
        "lift": 2.0,
    }
    turns = code_relations(tidy, "codes", "turn").frame.set_index(["code", "other"])
    assert turns.loc[("phone", "money")].to_dict() == {
        "both": 1,
        "code_alone": 1,
        "other_alone": 0,
        "jaccard": 0.5,
        "lift": 1.0,
    }
    assert cooccurrence(tidy, "codes", "transcript").frame.set_index("code").loc["mail", "money"] == 1
    assert math.isnan(frame.loc[("phone", "silence"), "lift"])


def test_saturation_by_hand(coded: Coded) -> None:
    """Guest, Namey & Chen (2020): new codes of each run of two, to the codes of the first two interviews."""
    said = ["Phone.", "Phone. Mail.", "Mail.", "Money.", "Phone.", "Nothing."]
    tidy = coded({f"h{n}": TALK.format(text) for n, text in enumerate(said)})
    frame = saturation(tidy, base=2, run=2, threshold=0, shuffles=50).frame
    assert frame["new"].tolist() == [1, 1, 0, 1, 0, 0]
    assert frame["cumulative"].tolist() == [1, 2, 2, 3, 3, 3]
    assert frame["run_new"].tolist()[3:] == [1, 1, 0]
    assert frame["ratio"].tolist()[3:] == [0.5, 0.5, 0.0]
    assert frame["saturated"].tolist() == ["", "", "", "no", "no", "yes"]
    assert frame["mean"].iloc[-1] == frame["low"].iloc[-1] == frame["high"].iloc[-1] == 3
    again = saturation(tidy.filtered(Filters()), base=2, run=2, threshold=0, shuffles=50).frame
    assert frame.equals(again)


@given(st.integers(0, 10_000))
def test_the_percentile_is_numpys(seed: int) -> None:
    import numpy as np

    from qualcode.analysis.saturation import _percentile

    values = sorted(random.Random(seed).choices(range(30), k=1 + seed % 12))
    assert _percentile(values, 0.95) == pytest.approx(round(float(np.percentile(values, 95)), 2), abs=0.011)


def test_segments_coded_elsewhere_are_counted_as_they_were_and_parents_as_unions() -> None:
    """MAXQDA's code system prints a parent's own segments; the union with its subcodes is counted here beside it."""
    rows = [
        ("P1", "Support", "Help was slow."),
        ("P1", "Support > Phone", "Help was slow."),
        ("P1", "Support > Phone", "Yeah."),
        ("P1", "Support > Phone", "Yeah."),
        ("P2", "Support > Chat", "I chatted."),
        ("P2", "Price", "Cheap."),
    ]
    tidy = coded_segments(pd.DataFrame(rows, columns=["document", "code", "segment"]))
    own = counts(tidy, own=True).frame.set_index("label")["codings"].to_dict()
    union = counts(tidy).frame.set_index("label")["codings"].to_dict()
    assert own == {"Support": 1, "Phone": 3, "Chat": 1, "Price": 1}
    assert union == {"Support": 4, "Phone": 3, "Chat": 1, "Price": 1}
    assert crosstab(tidy, "theme", "transcript").frame["P1"].tolist() == [3, 0]
    with pytest.raises(QualcodeError, match="Columns: document, code, segment"):
        coded_segments(pd.DataFrame(rows, columns=["document", "code", "segment"]), text="text")


@pytest.mark.skipif(
    "QUALCODE_PUBLISHED" not in os.environ, reason="QUALCODE_PUBLISHED names no folder with the PDPilot study's files"
)
def test_published_frequencies_of_a_study_coded_in_maxqda() -> None:
    """Kerrigan's PDPilot user study (BSD-3): its code system's frequencies, and its cross-table of themes by
    participant.
    """
    sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
    from published import compared

    folder = Path(os.environ["QUALCODE_PUBLISHED"])
    found = compared(folder)
    assert len(found) >= 90
    assert (found["published"] == found["own"]).all()
    assert (found["union"] >= found["own"]).all()
    segments = pd.read_csv(folder / "coded_segments.csv", keep_default_na=False)
    tidy = coded_segments(segments, code="code_path")
    labels = {place.code.id: place.code.label("en") for place in tidy.codebook.walk()}
    told = pd.read_csv(folder / "crosstab_toplevel_by_participant.csv").set_index("theme")
    union = crosstab(tidy, "theme", "transcript", "codings").frame.set_index("theme")
    for theme in tidy.codebook.codes:
        row = told.loc[labels[theme.id], told.columns[:-1]]
        own = tidy.codings[tidy.codings["theme"] == theme.id].groupby("transcript").size()
        assert all(own.get(name, 0) == n for name, n in row.items())  # there a segment with two subcodes counts twice
        assert all(union.loc[theme.id, name] <= n for name, n in row.items())  # here once
