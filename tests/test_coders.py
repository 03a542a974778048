"""How far coders of a study agree: units both looked at, 2×2 tables, disagreements."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import Make

from qualcode.analysis.coders import OVERALL, between_coders, coefficients_between, disagreements
from qualcode.analysis.tidy import Filters
from qualcode.errors import QualcodeError, UnknownName
from qualcode.line.corpus import Corpus
from qualcode.people.comparison import agreement_by, readings_of, unit_texts
from qualcode.people.counted import count_study
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import append, decided, path_of
from qualcode.study import open_study

SAID = [
    "Phone one.",
    "Phone two.",
    "Mail three.",
    "Money four.",
    "Nothing five.",
    "Nothing six.",
    "Phone seven.",
    "Nothing eight.",
]


@pytest.fixture
def study(make_study: Make) -> Path:
    text = "Interviewer: What do you do?\n\nH1: {}\n"
    return make_study(
        {
            "transcripts/a.txt": text.format(" ".join(SAID)),
            "transcripts/b.txt": text.format(" ".join(SAID[:4])),
            "qualcode.toml": '[study]\nlanguage = "en"\n',
        }
    )


def code(root: Path, coder: str, transcript: str, *given: tuple[str, str], seen: str | None = "") -> None:
    """Let a coder give codes to quotes, and mark the whole interview, or the stretch `seen`, as read."""
    text = Corpus(open_study(root)).text(transcript)
    made = [
        decided(transcript, text, text.index(quote), text.index(quote) + len(quote), name, "add")
        for quote, name in given
    ]
    if seen is not None:
        start = text.index(seen) if seen else 0
        made.append(
            decided(transcript, text, start, start + len(seen) if seen else len(text), "", "seen", whole=not seen)
        )
    append(path_of(root / "codings", coder), made)


def table(root: Path, *coders: str, **options: bool) -> pd.DataFrame:
    return between_coders(readings_of(people_of(open_study(root)), coders, **options).readings).frame.set_index("code")


def test_two_by_two_over_all_units_both_looked_at(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"), ("Phone two", "phone"), ("Phone seven", "phone"), ("Mail", "mail"))
    code(study, "Bert", "a", ("one", "phone"), ("two", "phone"), ("Money", "phone"))
    code(study, "Anna", "b", ("Phone one", "phone"), seen=None)
    found = table(study, "Anna", "Bert")
    assert list(found.columns[:5]) == ["units", "both", "only Anna", "only Bert", "neither"]
    assert found.loc["phone"].tolist()[:5] == [8, 2, 1, 1, 4]
    assert found.loc["phone", "percent"] == 0.75
    assert found.loc["phone", "kappa"] == pytest.approx(
        (0.75 - 34 / 64) / (1 - 34 / 64), abs=1e-4
    )  # both 3 of 8: 9/64 + 25/64
    assert found.loc["talk"].tolist()[:5] == [8, 2, 2, 1, 3]  # the union of phone and mail
    assert found.loc["mail"].tolist()[:5] == [8, 0, 1, 0, 7]
    assert found.loc["silence"].tolist()[:5] == [8, 0, 0, 0, 8]
    assert found.loc["silence", ["kappa", "alpha"]].isna().all()  # undefined, neither 1 nor 0
    assert found.loc["phone", "overlap"] == pytest.approx(
        6 / (9 + 9 + 11 + 5), abs=1e-4
    )  # one, two, of what either coded
    assert found.loc[OVERALL].tolist()[:5] == [16, 2, 2, 1, 11]  # 8 units × phone and mail
    assert found.loc["mail", "kappa"] == 0


@pytest.mark.slow
def test_what_one_did_not_look_at_is_not_compared_and_told(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"), ("Phone seven", "phone"))
    code(study, "Bert", "a", ("one", "phone"), seen="Phone one. Phone two.")
    counted = count_study(open_study(study))
    compared = readings_of(counted.people, ("Anna", "Bert"))
    frame = between_coders(compared.readings).frame.set_index("code")
    assert frame.loc["phone"].tolist()[:5] == [2, 1, 0, 0, 1]
    assert ["codings of Anna that are not compared" in str(warning) for warning in compared.warnings] == [True]
    assert table(study, "Anna", "Bert", whole=True).loc["phone", "units"] == 8


def test_nothing_in_common_says_what_to_do(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"))
    code(study, "Bert", "b", ("Phone one", "phone"))
    with pytest.raises(QualcodeError, match="--whole"):
        table(study, "Anna", "Bert")
    with pytest.raises(QualcodeError, match="two coders or more"):
        table(study, "Anna", "Anna")
    with pytest.raises(QualcodeError, match="several people's"):
        table(study, "Anna", "reviewed")
    with pytest.raises(UnknownName, match="Did you mean 'Bert'"):
        table(study, "Anna", "Brt")


@pytest.mark.slow
def test_agreement_by_transcript_and_of_some_codes_is_that_of_the_parts(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"), ("Phone two", "phone"), ("Mail", "mail"))
    code(study, "Bert", "a", ("one", "phone"), ("Money", "money"))
    code(study, "Anna", "b", ("Phone one", "phone"))
    code(study, "Bert", "b", ("Mail", "mail"))
    people = people_of(open_study(study))
    found = readings_of(people, ("Anna", "Bert"), whole=True).readings
    by, _ = agreement_by(people, found, "transcript")
    for name in by.frame["transcript"].unique():
        alone = readings_of(people, ("Anna", "Bert"), True, Filters(transcript=(name,))).readings
        assert (
            by.frame[by.frame["transcript"] == name]
            .drop(columns="transcript")
            .reset_index(drop=True)
            .equals(between_coders(alone).frame)
        )
    some = between_coders(readings_of(people, ("Anna", "Bert"), True, Filters(code=("talk",))).readings).frame
    every = between_coders(found).frame
    assert some["code"].tolist()[:-1] == [code for code in every["code"] if code in ("talk", "phone", "mail")]
    assert some.iloc[:-1].equals(every[every["code"].isin(some["code"].iloc[:-1])].reset_index(drop=True))
    with pytest.raises(UnknownName):
        readings_of(people, ("Anna", "Bert"), True, Filters(transcript=("H9",)))
    with pytest.raises(UnknownName):
        agreement_by(people, found, "colour")


def test_rules_are_a_coder_who_looks_at_everything(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"), ("Mail", "mail"))
    found = table(study, "Anna", "rules")
    assert found.loc["phone"].tolist()[:5] == [8, 1, 0, 2, 5]
    assert found.loc["money", "only rules"] == 1


@pytest.mark.slow
def test_three_coders_with_missing_readings(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"))
    code(study, "Bert", "a", ("Phone one", "phone"), seen="Phone one. Phone two.")
    code(study, "Cilla", "a", ("Phone two", "phone"))
    found = table(study, "Anna", "Bert", "Cilla")
    assert list(found.columns[:4]) == ["units", "all", "some", "none"]
    assert found.loc["phone"].tolist()[:4] == [8, 0, 2, 6]
    long = coefficients_between(readings_of(people_of(open_study(study)), ("Anna", "Bert", "Cilla")).readings).frame
    assert set(long["coefficient"]) >= {"fleiss_kappa", "conger_kappa", "krippendorff_alpha"}
    assert set(long["coders"]) == {3}


def test_overlap_is_of_those_who_looked(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"))
    code(study, "Bert", "a", ("Phone one", "phone"))
    code(study, "Cilla", "b", ("Phone two", "phone"))
    code(study, "Bert", "b")
    assert table(study, "Anna", "Bert", "Cilla").loc["phone", "overlap"] == pytest.approx(9 / (9 + 9), abs=1e-4)


def test_units_may_be_turns(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"))
    code(study, "Bert", "a", ("Phone seven", "phone"))
    readings = readings_of(people_of(open_study(study, unit="turn")), ("Anna", "Bert")).readings
    assert between_coders(readings).frame.set_index("code").loc["phone"].tolist()[:5] == [1, 1, 0, 0, 0]


def test_intervals_draw_interviews(study: Path) -> None:
    for coder in ("Anna", "Bert"):
        code(study, coder, "a", ("Phone one", "phone"))
        code(study, coder, "b", *([("Phone one", "phone")] if coder == "Anna" else []))
    row = table(study, "Anna", "Bert").loc["phone"]
    assert (
        row["alpha_low"] < row["alpha"] < row["alpha_high"] == 1
    )  # with b drawn twice there is no agreement, with a drawn twice there is all


def test_every_disagreement_with_both_readings(study: Path) -> None:
    code(study, "Anna", "a", ("Phone one", "phone"), ("Mail", "mail"), ("Money", "money"))
    code(study, "Bert", "a", ("one", "phone"), ("Money", "mail"))
    counted = count_study(open_study(study))
    readings = readings_of(counted.people, ("Anna", "Bert")).readings
    found = disagreements(readings, unit_texts(counted.corpus, readings.units)).frame
    rows = found[["unit", "code", "Anna", "Bert", "text"]].to_numpy().tolist()
    assert rows == [
        [3, "mail", "Mail", "–", "Mail three."],
        [4, "mail", "–", "Money", "Money four."],
        [4, "money", "Money", "–", "Money four."],
    ]
