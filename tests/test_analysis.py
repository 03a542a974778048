"""Counts on examples small enough to check by hand."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import Make
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis import (
    Filters,
    Tidy,
    association,
    binned,
    code_relations,
    cooccurrence,
    counts,
    crosstab,
    levels,
    parse_bins,
    quotes,
)
from qualcode.analysis.cooccurrence import Within
from qualcode.analysis.keyness import Passage, log_likelihood, suggestions
from qualcode.analysis.quarters import with_quarters
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import CODES, CODING_COLUMNS, MISSING, UNIT_COLUMNS
from qualcode.errors import QualcodeError, UnknownName
from qualcode.people.counted import code_study, count_study
from qualcode.report.formats.data import base_line
from qualcode.report.table_document import base_sentence
from qualcode.study import Study, open_study
from qualcode.transcripts.questions.participants import RESERVED

Coded = Callable[..., Tidy]

# Sentence by sentence: a1 talk+phone, a2 mail, a3 phone mail, a4 nothing; b1 money phone, b2 nothing.
TWO = {
    "a": "I: How?\n\nP: We talk by phone. I mail them. Phone or mail. Nothing here.\n\nI: And money?\n\nP: Yes.\n",
    "b": "I: How?\n\nQ1: Money comes by phone. No words.\n\nI: So?\n\nQ1: Hm.\n",
}
PEOPLE = "transcript,size,nps\na,small,9\nb,,3\n"


@pytest.fixture
def two(coded: Coded) -> Tidy:
    return coded(TWO, PEOPLE, '[study]\nlanguage = "en"\n[speakers]\nparticipant = ["Q1"]\n')


def column(table: Table, name: str) -> dict[str, object]:
    return dict(zip(table.frame.iloc[:, 0], table.frame[name], strict=True))


def test_a_parent_counts_the_union_and_zeros_stay(two: Tidy) -> None:
    found = counts(two)
    assert list(found.frame["code"]) == ["talk", "phone", "mail", "money", "silence"]
    assert column(found, "units") == {"talk": 4, "phone": 3, "mail": 2, "money": 1, "silence": 0}
    assert column(found, "codings") == {"talk": 6, "phone": 3, "mail": 2, "money": 1, "silence": 0}
    assert column(found, "transcripts") == {"talk": 2, "phone": 2, "mail": 1, "money": 1, "silence": 0}
    assert column(found, "participants") == {"talk": 2, "phone": 2, "mail": 1, "money": 1, "silence": 0}
    assert column(found, "words") == {"talk": 14, "phone": 11, "mail": 6, "money": 4, "silence": 0}
    assert found.base is not None
    assert (found.base.units, found.base.words) == (8, 20)
    assert column(found, "share")["talk"] == round(14 / 20, 6)


def test_a_stretch_coded_by_theme_and_subcode_is_one_coding_of_the_theme(coded: Coded) -> None:
    study = coded({"a": "I: Hm?\n\nP: Phone.\n\nI: Hm?\n\nP: Phone.\n"})
    twice = pd.concat([study.codings, study.codings.assign(code="talk")])
    assert column(counts(Tidy(study.codebook, study.units, twice, study.levels)), "codings") == {
        "talk": 2, "phone": 2, "mail": 0, "money": 0, "silence": 0,
    }  # fmt: skip


def test_levels_of_codes(two: Tidy) -> None:
    assert list(counts(two, "themes").frame["code"]) == ["talk", "money", "silence"]
    assert list(counts(two, "codes").frame["code"]) == ["phone", "mail", "money", "silence"]


def test_crosstab_by_transcript_in_order_with_distinct_totals(two: Tidy) -> None:
    found = crosstab(two, "code", "transcript").frame
    assert list(found.columns) == ["code", "a", "b", "total"]
    assert found.to_numpy().tolist() == [
        ["talk", 3, 1, 4],
        ["phone", 2, 1, 3],
        ["mail", 2, 0, 2],
        ["money", 0, 1, 1],
        ["silence", 0, 0, 0],
    ]


def test_codes_can_be_columns(two: Tidy) -> None:
    found = crosstab(two, "transcript", "theme").frame
    assert list(found.columns) == ["transcript", "talk", "money", "silence", "total"]
    assert found.to_numpy().tolist() == [["a", 3, 0, 0, 3], ["b", 1, 1, 0, 1]]


@pytest.mark.parametrize(
    ("measure", "talk"),
    [
        ("units", [3, 1, 4]),
        ("codings", [5, 1, 6]),
        ("transcripts", [1, 1, 2]),
        ("participants", [1, 1, 2]),
        ("words", [10, 4, 14]),
    ],
)
def test_crosstab_measures(two: Tidy, measure: str, talk: list[int]) -> None:
    assert crosstab(two, "theme", "transcript", measure).frame.iloc[0, 1:].tolist() == talk  # type: ignore[arg-type]


def test_percentages_are_of_the_tables_own_distinct_units(two: Tidy) -> None:
    assert crosstab(two, "theme", "transcript", percent="row").frame.iloc[0, 1:].tolist() == [0.75, 0.25, 1.0]
    assert crosstab(two, "theme", "transcript", percent="column").frame["b"].tolist() == [1.0, 1.0, 0.0]
    assert crosstab(two, "theme", "transcript", percent="total").frame["a"].tolist() == [0.75, 0.0, 0.0]


def test_a_missing_attribute_is_a_level_of_its_own(two: Tidy) -> None:
    found = crosstab(two, "theme", "size").frame
    assert list(found.columns) == ["theme", "small", MISSING, "total"]
    assert found.iloc[0, 1:].tolist() == [3, 1, 4]


def test_without_codes_everything_said_is_counted(two: Tidy) -> None:
    assert crosstab(two, "transcript", "role").frame.to_numpy().tolist() == [["a", 5, 5], ["b", 3, 3]]


def test_filters_act_before_counting(two: Tidy) -> None:
    only_b = two.filtered(Filters({"size": (MISSING,)}))
    assert column(counts(only_b), "units") == {"talk": 1, "phone": 1, "mail": 0, "money": 1, "silence": 0}
    assert column(counts(only_b), "share")["talk"] == round(4 / 7, 6)
    assert list(crosstab(only_b, "theme", "transcript").frame.columns) == ["theme", "b", "total"]
    assert list(counts(two.filtered(Filters(code=("talk",)))).frame["code"]) == ["talk", "phone", "mail"]
    assert column(counts(two.filtered(Filters(code=("mail",))), "themes"), "units") == {"talk": 2}
    assert counts(two.filtered(Filters(transcript=("a",)))).base.filters == ("transcript=a",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(code=("phones",)), "Unknown code 'phones'. Did you mean 'phone'?"),
        (Filters({"sise": ("small",)}), "Unknown attribute or dimension 'sise'. Did you mean 'size'?"),
        (Filters({"size": ("big",)}), "Unknown level of size 'big'. Choices: small, (missing)."),
        (Filters(transcript=("c",)), "Choices: a, b."),
        (Filters(role=("boss",)), "Choices: participant."),
        (Filters(question=("q1",)), "Choices: (none)."),
    ],
)
def test_unknown_names_list_the_choices(two: Tidy, filters: Filters, said: str) -> None:
    with pytest.raises(UnknownName) as caught:
        two.filtered(filters)
    assert said in str(caught.value)


def test_crosstab_refuses_what_is_not_two_dimensions(two: Tidy) -> None:
    with pytest.raises(QualcodeError, match="cooccurrence"):
        crosstab(two, "code", "theme")
    with pytest.raises(UnknownName, match="transcript, speaker, role, question, coder, negated, size, nps"):
        crosstab(two, "theme", "colour")


def test_cooccurrence_counts_units_that_carry_both(two: Tidy) -> None:
    found = cooccurrence(two, "all").frame.set_index("code")
    assert found.loc["phone"].tolist() == [3, 3, 1, 1, 0]
    assert found.loc["silence"].tolist() == [0, 0, 0, 0, 0]
    assert found.loc["money", "talk"] == 1


def test_bins_put_numbers_in_classes(two: Tidy) -> None:
    found = crosstab(binned(two, parse_bins(["nps=0-6,7-8,9-10"])), "theme", "nps").frame
    assert list(found.columns) == ["theme", "0-6", "7-8", "9-10", "total"]
    assert found.iloc[0, 1:].tolist() == [1, 0, 3, 4]


def test_bins_keep_what_is_outside_and_missing(coded: Coded) -> None:
    study = coded({"a": TWO["a"], "b": TWO["a"]}, "transcript,n\na,12\nb,\n")
    assert binned(study, parse_bins(["n=0-10"])).levels["n"] == ("0-10", "(outside)", MISSING)


@pytest.mark.parametrize(
    ("bins", "said"),
    [
        ("nps", "cannot be read"),
        ("nps=a-b", "cannot be read"),
        ("size=0-6", "'small' is not a number"),
        ("npss=0-6", "Did you mean 'nps'"),
        ("nps=0-6,5-9", "the classes overlap"),
    ],
)
def test_bad_bins_say_so(two: Tidy, bins: str, said: str) -> None:
    with pytest.raises(QualcodeError, match=said.replace("(", r"\(")):
        binned(two, parse_bins([bins]))


def test_quotes_go_round_the_interviews(two: Tidy) -> None:
    texts = {"a": "", "b": ""}
    found = quotes(two, "phone", lambda name: texts[name] + " " * 500).frame
    assert sorted(found["transcript"][:2]) == ["a", "b"]
    assert found["transcript"][2] == "a"
    assert len(quotes(two, "talk", lambda name: texts[name], most=2).frame) == 2
    assert quotes(two, "silence", lambda name: texts[name]).frame.empty


def test_columns_are_the_contract(two: Tidy) -> None:
    assert tuple(two.units.columns) == (*UNIT_COLUMNS, "size", "nps")
    assert tuple(two.codings.columns) == (*CODING_COLUMNS[:-1], "size", "nps", "negated")


ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.integers(1, 5),
        st.sampled_from(["talk", "phone", "mail", "money"]),
        st.integers(0, 30),
    ),
    max_size=25,
)


@pytest.mark.slow
@settings(deadline=None)
@given(rows=ROWS)
def test_counts_agree_with_sets(rows: list[tuple[str, int, str, int]], small_book: Tidy) -> None:
    units = pd.DataFrame(
        [(t, u, 1, "P", "participant", "(none)", 0, 9, 3) for t in "ab" for u in range(1, 6)],
        columns=list(UNIT_COLUMNS),
    )
    codings = pd.DataFrame(
        [(t, 1, u, "P", "participant", "(none)", c, "", "rules", s, s + 1, "x", "r", "l", "no") for t, u, c, s in rows],
        columns=list(CODING_COLUMNS),
    )
    tidy = Tidy(small_book.codebook, units, codings, {"transcript": ("a", "b")})
    family = {
        "talk": {"talk", "phone", "mail"},
        "phone": {"phone"},
        "mail": {"mail"},
        "money": {"money"},
        "silence": set(),
    }
    expected = {name: len({(t, u) for t, u, c, _ in rows if c in codes}) for name, codes in family.items()}
    assert column(counts(tidy), "units") == expected
    both = cooccurrence(tidy, "all").frame.set_index("code")
    for one, first in family.items():
        for two, second in family.items():
            shared = {(t, u) for t, u, c, _ in rows if c in first} & {(t, u) for t, u, c, _ in rows if c in second}
            assert both.loc[one, two] == len(shared)
    table = crosstab(tidy, "code", "transcript").frame
    assert dict(zip(table["code"], table["total"], strict=True)) == expected


@pytest.fixture(scope="module")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Tidy:
    from conftest import CODEBOOK

    from qualcode.codebook import read_codebook

    path = tmp_path_factory.mktemp("book") / "small.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return Tidy(read_codebook(path), pd.DataFrame(), pd.DataFrame(), {})


def test_the_wholes_of_percentages_are_told(two: Tidy) -> None:
    base = crosstab(two, "theme", "transcript", percent="column").base
    assert base is not None
    assert base.margins == (("a", 3), ("b", 1), ("in all", 4))
    assert crosstab(two, "theme", "transcript", percent="row").base.margins[0] == ("talk", 4)  # type: ignore[union-attr]


def test_interviews_take_turns_in_leading_the_quotes(coded: Coded) -> None:
    talk = "I: How?\n\nP: We talk on the phone and by mail about all our money every day.\n\nI: So?\n\nP: Yes.\n"
    study = coded({"a": talk, "b": talk, "c": talk})
    first = [quotes(study, name, lambda _: " " * 200).frame["transcript"].iloc[0] for name in ("talk", "phone", "mail")]
    assert sorted(first) == ["a", "b", "c"]


def test_where_takes_every_dimension(two: Tidy) -> None:
    assert column(counts(two.filtered(Filters({"transcript": ("b",)}))), "units")["talk"] == 1
    assert column(counts(two.filtered(Filters({"transcript": ("b",)}, transcript=("a",)))), "units")["talk"] == 4
    assert list(counts(two.filtered(Filters({"code": ("money",)}))).frame["code"]) == ["money"]
    assert column(counts(two.filtered(Filters({"coder": ("rules",)}))), "units")["talk"] == 4


def test_an_answer_is_quoted_by_the_turn_that_was_hit(coded: Coded) -> None:
    talk = "I: How?\n\nAnna: We think so.\n\nBen: The phone is best.\n\nI: More?\n\nAnna: No.\n\nBen: No.\n"
    study = coded({"a": talk}, settings='[study]\nlanguage = "en"\n[coding]\nunit = "answer"\n')
    row = quotes(study, "phone", lambda _: f"{talk}").frame.iloc[0]
    assert (row["speaker"], row["quote"]) == ("Ben", "The phone is best.")


def test_levels_called_as_columns_are_told_apart(coded: Coded) -> None:
    study = coded(
        TWO, "transcript,kind\na,total\nb,theme\n", '[study]\nlanguage = "en"\n[speakers]\nparticipant = ["Q1"]\n'
    )
    assert list(crosstab(study, "theme", "kind").frame.columns) == ["theme", "total (value)", "theme (value)", "total"]


# -- ordered codes, negation, keyness ------------------------------------------------------------------

ORDERED = """
format: 1
name: small
codes:
  - id: depth
    scale: ordinal
    codes:
      - {id: low, rules: {en: [weather]}}
      - {id: mid, rules: {en: [work]}}
      - {id: high, rules: {en: [divorce, secret]}}
  - {id: trust, rules: {en: [trust]}}
"""


@pytest.fixture
def depths(make_study: Callable[..., Path]) -> Tidy:
    files = {
        "transcripts/a.txt": "Interviewer: What?\nP: Weather. Work and trust. Work. The secret divorce and trust.",
        "transcripts/b.txt": "Interviewer: What?\nP: No weather. Trust.",
        "qualcode.toml": '[study]\nlanguage = "en"\n',
    }
    return code_study(open_study(make_study(files, textwrap.dedent(ORDERED).lstrip())))


def test_a_term_that_nothing_is_coded_with_is_told_with_the_code_whose_words_stand_around_it() -> None:
    def said(words: str, *codes: str) -> Passage:
        return Passage(words.split(), frozenset(codes), words)

    coded = [said("boss helps team", "support"), said("price is dear", "price")] * 4
    found = suggestions([*coded, *[said("boss helps mentor") for _ in range(5)], *[said("sun rain") for _ in range(5)]])
    nearest = dict(zip(found.frame["term"], found.frame["nearest"], strict=True))
    assert nearest["helps mentor"] == "support"
    assert nearest["sun rain"] == ""  # nothing of it is said where anything is coded


def test_an_ordered_code_is_summarised_by_level(depths: Tidy) -> None:
    frame = levels(depths, "depth").frame
    assert frame.to_dict("records") == [
        {
            "transcript": "a",
            "units": 4,
            "low": 1,
            "mid": 2,
            "high": 1,
            "lowest": "low",
            "median": "mid",
            "highest": "high",
        },
        {
            "transcript": "b",
            "units": 1,
            "low": 1,
            "mid": 0,
            "high": 0,
            "lowest": "low",
            "median": "low",
            "highest": "low",
        },
        {
            "transcript": "total",
            "units": 5,
            "low": 2,
            "mid": 2,
            "high": 1,
            "lowest": "low",
            "median": "mid",
            "highest": "high",
        },
    ]
    with pytest.raises(QualcodeError, match="Ordered codes: depth"):
        levels(depths, "trust")


def test_an_ordered_code_is_crossed_by_level(depths: Tidy) -> None:
    by_interview = crosstab(depths, "depth", "transcript").frame.set_index("depth")
    assert by_interview.to_dict("index") == {
        "low": {"a": 1, "b": 1, "total": 2}, "mid": {"a": 2, "b": 0, "total": 2}, "high": {"a": 1, "b": 0, "total": 1},
    }  # fmt: skip
    by_theme = crosstab(depths, "depth", "theme").frame.set_index("depth")
    assert by_theme["trust"].to_dict() == {"low": 0, "mid": 1, "high": 1}
    codings = crosstab(depths, "depth", "transcript", "codings").frame.set_index("depth")
    assert codings["a"].to_dict() == {"low": 1, "mid": 2, "high": 2}


def test_negated_codings_are_kept_told_and_filtered(depths: Tidy) -> None:
    table = crosstab(depths, "code", "negated").frame.set_index("code")
    assert table.loc["low"].to_dict() == {"yes": 1, "no": 1, "total": 2}
    assert column(counts(depths.filtered(Filters(negated=("yes",)))), "units")["low"] == 1


def test_log_likelihood_is_the_published_one() -> None:
    """Rayson & Garside (2000), table 1's formula on its worked numbers: 9 in 1,000 words against 1 in 1,000."""
    assert log_likelihood(9, 1, 1000, 1000) == pytest.approx(2 * (9 * math.log(9 / 5) + 1 * math.log(1 / 5)))
    assert log_likelihood(5, 5, 1000, 1000) == pytest.approx(0)


# -- quotes, quarters ------------------------------------------------------------------------------

ANSWERS = "I: So?\n\nP: We talk by phone every single day here. We talk by phone every single week here. We send mail every single day here.\n"


def test_quotes_take_turns_between_interviews_and_subcodes(make_study: Callable[..., Path]) -> None:
    names = {f"transcripts/{name}.txt": ANSWERS for name in "ab"}
    counted = count_study(open_study(make_study({**names, "qualcode.toml": '[study]\nlanguage = "en"\n'})))
    found = quotes(counted.tidy, "talk", counted.corpus.text).frame
    assert sorted(found["transcript"].head(2)) == ["a", "b"]
    for _, rows in found.groupby("transcript"):
        assert {"mail" if "mail" in codes else "phone" for codes in rows["code"].head(2)} == {"mail", "phone"}


@pytest.mark.slow
def test_long_turns_are_quoted_by_whole_sentences_around_the_hit(example: Study) -> None:
    coding = example.settings.coding.model_copy(update={"unit": "turn"})
    counted = count_study(replace(example, settings=example.settings.model_copy(update={"coding": coding})))
    tidy = counted.tidy
    shortened = 0
    for code in ("support", "communication", "crm-use"):
        for row in quotes(tidy, code, counted.corpus.text, context=12).frame.itertuples():
            text = counted.corpus.text(row.transcript)
            assert text[row.start : row.end] == row.quote
            assert row.hits.split(" · ")[0] in row.quote
            turn = tidy.units[(tidy.units["transcript"] == row.transcript) & (tidy.units["turn"] == row.turn)].iloc[0]
            assert row.start == turn["start"] or text[: row.start].rstrip()[-1] in '.!?…"”)]'
            assert row.end == turn["end"] or row.quote[-1] in '.!?…"”)]'
            shortened += row.end - row.start < turn["end"] - turn["start"]
            assert text[: row.start].split()[-12:] == row.before.split()
            assert text[row.end :].split()[:12] == row.after.split()
    assert shortened > 10


def test_quarters_are_of_an_interviews_words(coded: Coded) -> None:
    said = " ".join(["We talk here now."] * 3 + ["Money is here now."])
    table = crosstab(coded({"a": f"I: So?\n\nP: {said}\n"}), "theme", "quarter").frame.set_index("theme")
    assert list(table.columns) == ["1/4", "2/4", "3/4", "4/4", "total"]
    assert list(table.loc["talk"]) == [1, 1, 1, 0, 3]
    assert list(table.loc["money"]) == [0, 0, 0, 1, 1]


def test_quarters_add_up_on_the_worked_example(example_tidy: Tidy) -> None:
    table = crosstab(example_tidy, "theme", "quarter").frame
    assert (table[["1/4", "2/4", "3/4", "4/4"]].sum(axis=1) == table["total"]).all()
    words = with_quarters(example_tidy).units.groupby(["transcript", "quarter"])["words"].sum()
    whole = example_tidy.units.groupby("transcript")["words"].sum()
    assert all(abs(n / whole[transcript] - 0.25) < 0.06 for (transcript, _), n in words.items())
    assert list(example_tidy.units.columns) == [
        name for name in with_quarters(example_tidy).units.columns if name != "quarter"
    ]


@pytest.mark.parametrize(
    ("within", "counted"), [("unit", "units"), ("turn", "turns"), ("answer", "answers"), ("transcript", "transcripts")]
)
def test_the_base_of_a_cooccurrence_says_what_a_cell_counts(coded: Coded, within: Within, counted: str) -> None:
    tidy = coded({"a": "I: How?\n\nP: Phone. Phone and money.\n\nI: So?\n\nP: Money. Hm.\n"})
    for table in (cooccurrence(tidy, within=within), code_relations(tidy, within=within)):
        assert table.base is not None
        assert table.base.counts == counted
    sizes = {
        "unit": [[2, 1], [1, 2]],
        "turn": [[1, 1], [1, 2]],
        "answer": [[1, 1], [1, 2]],
        "transcript": [[1, 1], [1, 1]],
    }
    table = cooccurrence(tidy, within=within)
    assert table.frame.set_index("code").loc[["talk", "money"], ["talk", "money"]].to_numpy().tolist() == sizes[within]
    assert {"turn": "A cell counts turns.", "answer": "A cell counts answers"}.get(
        within, "A cell counts"
    ) in base_line(table.base)
    assert {"turn": "puheenvuorojen", "answer": "vastausten"}.get(within, "") in base_sentence(table.base, "fi")


@pytest.mark.parametrize(
    "name", ["quarter", "negated", "question", "answer", "level", "units", "speaker", "total", "share"]
)
def test_an_attribute_called_as_a_dimension_is_known_by_another_name(coded: Coded, name: str) -> None:
    tidy = coded(
        {"a": "I: How?\n\nP: Phone. Money.\n", "b": "I: How?\n\nP: Phone.\n"}, f"transcript,x,{name}\na,1,yes\nb,2,no\n"
    )
    assert tidy.attributes == ("x", f"participant_{name}")
    assert crosstab(tidy, "theme", f"participant_{name}", "transcripts").frame.set_index("theme").loc[
        "talk", ["yes", "no"]
    ].tolist() == [
        1,
        1,
    ]
    assert list(crosstab(tidy, "theme", "quarter").frame.columns[1:-1]) == ["1/4", "2/4", "3/4", "4/4"]
    assert association(tidy, "theme", f"participant_{name}").frame["n"].tolist() == [2, 2, 2]


def test_every_column_and_dimension_is_kept_from_attributes() -> None:
    assert {*UNIT_COLUMNS, *CODING_COLUMNS, *CODES, "quarter", "total"} <= RESERVED


def test_an_attribute_called_as_an_ordered_code_does_not_hide_it(make_study: Make) -> None:
    book = "format: 1\nname: b\ncodes:\n  - id: stage\n    scale: ordinal\n    codes:\n      - {id: one, rules: [phone]}\n      - {id: two, rules: [mail]}\n"
    files: dict[str, str | bytes] = {
        "transcripts/a.txt": "I: How?\n\nP: Phone. Mail.\n",
        "transcripts/participants.csv": "transcript,stage\na,5\n",
    }
    tidy = code_study(open_study(make_study({**files, "qualcode.toml": '[study]\nlanguage = "en"\n'}, book)))
    assert tidy.attributes == ("participant_stage",)
    assert levels(tidy, "stage").frame["units"].tolist() == [2, 2]


def test_levels_stand_as_in_the_rows_numbers_by_size_or_as_the_settings_say(coded: Callable[..., Tidy]) -> None:
    said = "Interviewer: So?\n\nH: We talk by phone.\n"
    files, rows = dict.fromkeys(("H1", "H2", "H3"), said), "transcript,size,age\nH2,small,9\nH1,large,10\nH3,middle,\n"
    levels_of = coded(files, rows).levels
    assert levels_of["size"] == ("small", "large", "middle")
    assert levels_of["age"] == ("9", "10", MISSING)
    ordered = '[study]\nlanguage = "en"\n[report.order]\nsize = ["small", "middle", "large"]\n'
    assert coded(files, rows, ordered).levels["size"] == ("small", "middle", "large")
