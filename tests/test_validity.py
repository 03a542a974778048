"""How right the rules are: the sample and its weights, precision and recall, what the findings say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Make, book, code

from qualcode.analysis.sampling import SILENT, draw
from qualcode.analysis.validity import OVERALL, Judged, mistakes, validity
from qualcode.errors import InputError, QualcodeError
from qualcode.line.corpus import Corpus
from qualcode.people.counted import count_study
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import append, decided, path_of
from qualcode.people.judgement import judge
from qualcode.people.sample import draw_sample, read_sample, sample_targets
from qualcode.report.validity_text import validity_paragraph
from qualcode.results.findings import findings_of
from qualcode.review.opening import open_session
from qualcode.study import Study, open_study

WORDS = "badgers herons turtles magpies otters lemmings walruses squirrels".split()
BOOK = book(code("a", code("a1"), code("a2")), code("b"))


def frames(*units: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units of one transcript, each given as the codes that the rules gave it."""
    rows = [("t", i, i * 10, i * 10 + 9) for i in range(1, len(units) + 1)]
    codings = [
        ("t", i, name, "a" if name.startswith("a") else "b", i * 10, i * 10 + 5)
        for i, names in enumerate(units, 1)
        for name in names.split()
    ]
    return (
        pd.DataFrame(rows, columns=["transcript", "unit", "start", "end"]),
        pd.DataFrame(codings, columns=["transcript", "unit", "code", "theme", "start", "end"]),
    )


# -- the sample ----------------------------------------------------------------------------------


def test_rare_codes_and_silent_units_are_drawn() -> None:
    units, codings = frames(*["a1"] * 60, *["a2 a1"] * 3, "b", *[""] * 300)
    drawn = draw(units, codings, {"t": "fi"}, BOOK, 30, 1)
    strata = drawn.drop_duplicates("stratum").set_index("stratum")[["population", "drawn"]].to_dict("index")
    assert {name: row["population"] for name, row in strata.items()} == {
        "fi a1": 60,
        "fi a2": 3,
        "fi b": 1,
        f"fi {SILENT}": 300,
    }
    assert strata[f"fi {SILENT}"]["drawn"] == 10
    assert strata["fi b"]["drawn"] == 1
    assert strata["fi a2"]["drawn"] >= 2
    assert len(drawn) == 30
    assert not drawn.duplicated(["transcript", "unit"]).any()


@pytest.mark.parametrize("size", [4, 5, 7, 30, 363, 364, 365, 10_000])
def test_weights_add_up_to_the_study_for_any_size(size: int) -> None:
    units, codings = frames(*["a1"] * 60, *["a2 a1"] * 3, "b", *[""] * 300)
    drawn = draw(units, codings, {"t": "fi"}, BOOK, size, 1)
    assert len(drawn) == min(size, 364)
    assert (drawn["population"] / drawn["drawn"]).sum() == pytest.approx(364)


def test_the_seed_chooses_and_nothing_else() -> None:
    units, codings = frames(*["a1"] * 60, *[""] * 300)
    first, again, other = (draw(units, codings, {"t": "fi"}, BOOK, 30, seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


@pytest.mark.slow
def test_a_sample_estimates_the_whole_without_bias() -> None:
    rng = np.random.default_rng(7)
    given = ["b" if i < 40 else "a1" if i < 140 else "" for i in range(900)]
    units, codings = frames(*given)
    person = pd.DataFrame(
        [
            ("t", i + 1, "a1")
            for i, names in enumerate(given)
            if (names == "a1" and rng.random() < 0.7) or (names != "a1" and rng.random() < 0.05)
        ],
        columns=["transcript", "unit", "code"],
    )
    both = len(set(person["unit"]) & set(codings.loc[codings["code"] == "a1", "unit"]))
    truth = both / 100, both / len(person)
    rows = []
    for seed in range(40):
        drawn = draw(units, codings, {"t": "fi"}, BOOK, 120, seed)
        judged = judged_of(
            drawn.assign(language="fi", weight=drawn["population"] / drawn["drawn"]), codings, person, {"fi": 900}
        )
        rows.append(validity(judged, seed=seed).frame.set_index("code").loc["a1"])
    found = pd.DataFrame(rows)
    assert found["precision"].mean() == pytest.approx(truth[0], abs=0.04)
    assert found["recall"].mean() == pytest.approx(truth[1], abs=0.06)
    inside = [
        (low <= t) & (t <= high)
        for name, t in zip(("precision", "recall"), truth, strict=True)
        for low, high in [(found[f"{name}_low"], found[f"{name}_high"])]
    ]
    assert all(kept.mean() >= 0.85 for kept in inside)


# -- precision and recall ------------------------------------------------------------------------


def judged_of(sample: pd.DataFrame, rules: pd.DataFrame, person: pd.DataFrame, population: dict[str, int]) -> Judged:
    return Judged(BOOK, sample, rules, person, {"t": "fi"}, population)


def sampled(*rows: tuple[int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [("t", unit, "fi", f"s{weight}", weight) for unit, weight in rows],
        columns=["transcript", "unit", "language", "stratum", "weight"],
    )


def given(*rows: tuple[int, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [("t", unit, name, "r", "l", "q") for unit, name in rows],
        columns=["transcript", "unit", "code", "rule", "lemma", "quote"],
    )


def test_precision_and_recall_are_weighted_to_the_study() -> None:
    # The rules coded 4 units, all in the sample: 3 right. Of 96 others 8 are in the sample, each for 12: 1 missed, so
    # 12 in the study.
    sample = sampled(*((unit, 1.0) for unit in (1, 2, 3, 4)), *((unit, 12.0) for unit in range(10, 18)))
    rules, person = given((1, "b"), (2, "b"), (3, "b"), (4, "b")), given((1, "b"), (2, "b"), (3, "b"), (10, "b"))
    row = validity(judged_of(sample, rules, person, {"fi": 100})).frame.set_index("code").loc["b"]
    assert row[["rules", "units", "hits", "false_hits", "misses"]].tolist() == [4, 12, 3, 1, 1]
    assert row["precision"] == 0.75
    assert row["recall"] == pytest.approx(3 / 15, abs=1e-4)
    assert row["f1"] == pytest.approx(6 / (6 + 1 + 12), abs=1e-4)
    assert row["precision_low"] < 0.75 < row["precision_high"] < 1
    assert row["precision_low"] == pytest.approx(0.28, abs=0.02)  # Jeffreys of 3 in 4: .28 … .97
    assert row["precision_high"] == pytest.approx(0.97, abs=0.02)


def test_what_was_not_sampled_is_open_and_nothing_wrong_is_not_certainty() -> None:
    sample = sampled(*((unit, 1.0) for unit in (1, 2)), *((unit, 10.0) for unit in range(10, 20)))
    rules, person = given((1, "b"), (2, "b"), (30, "a1")), given((1, "b"), (2, "b"))
    frame = validity(judged_of(sample, rules, person, {"fi": 103})).frame.set_index("code")
    assert frame.loc["b", ["precision", "recall"]].tolist() == [1, 1]
    assert frame.loc["b", "precision_high"] == frame.loc["b", "recall_high"] == 1
    assert frame.loc["b", "recall_low"] < 0.7  # ten silent units cannot rule misses out
    assert frame.loc["a1", ["precision", "recall", "f1"]].isna().all()  # its one unit is not in the sample
    assert frame.loc["a2", "precision"] is not None
    assert np.isnan(frame.loc["a2", "precision"])


def test_a_theme_is_right_when_a_subcode_of_it_is() -> None:
    sample = sampled((1, 1.0), (2, 1.0))
    frame = validity(judged_of(sample, given((1, "a1")), given((1, "a2")), {"fi": 2})).frame.set_index("code")
    assert frame.loc["a", ["hits", "false_hits", "misses"]].tolist() == [1, 0, 0]
    assert frame.loc["a1", "false_hits"] == frame.loc["a2", "misses"] == 1
    assert frame.loc[OVERALL, ["hits", "false_hits", "misses"]].tolist() == [0, 1, 1]


def test_all_codes_without_an_error_are_not_certain() -> None:
    sample = sampled(*((unit, 1.0) for unit in range(1, 11)), *((unit, 50.0) for unit in range(20, 40)))
    rules = given(*((unit, "b") for unit in range(1, 11)))
    row = validity(judged_of(sample, rules, rules, {"fi": 1010})).frame.set_index("code").loc[OVERALL]
    assert row[["precision", "recall", "f1"]].tolist() == [1, 1, 1]
    assert row["precision_low"] < 0.9
    assert row["recall_low"] < 0.5


def test_nothing_read_of_a_stratum_leaves_recall_open() -> None:
    sample = sampled((1, 1.0), (2, 1.0))
    unread = pd.DataFrame([("t", 9, "fi")], columns=["transcript", "unit", "language"])
    judged = Judged(BOOK, sample, given((1, "b"), (9, "a1")), given((1, "b")), {"t": "fi"}, {"fi": 3}, unread)
    frame = validity(judged).frame.set_index("code")
    assert frame.loc["b", "precision"] == 1
    assert frame.loc["b", ["recall", "f1"]].isna().all()
    assert frame.loc["a1", ["precision", "recall"]].isna().all()
    assert frame.loc[OVERALL, ["recall", "f1"]].isna().all()


@pytest.mark.parametrize("size", range(4, 12))
def test_two_languages_are_drawn_from_or_the_size_is_refused(size: int) -> None:
    frames_of = [frames(*["b"] * 10, *[""] * 30), frames(*["b"] * 10, *[""] * 30)]
    units, codings = (
        pd.concat([frames_of[0][i], frames_of[1][i].assign(transcript="u")], ignore_index=True) for i in (0, 1)
    )
    if size < 8:
        with pytest.raises(QualcodeError, match="at least 8"):
            draw(units, codings, {"t": "fi", "u": "en"}, BOOK, size, 1)
    else:
        drawn = draw(units, codings, {"t": "fi", "u": "en"}, BOOK, size, 1)
        assert len(drawn) == size
        assert (drawn["population"] / drawn["drawn"]).sum() == pytest.approx(80)


def test_languages_apart_and_together() -> None:
    sample = sampled((1, 1.0), (2, 1.0)).assign(language=["fi", "en"], transcript=["t", "u"])
    rules = pd.DataFrame([("t", 1, "b"), ("u", 2, "b")], columns=["transcript", "unit", "code"])
    person = rules.iloc[:1]
    judged = Judged(BOOK, sample, rules, person, {"t": "fi", "u": "en"}, {"fi": 1, "en": 1})
    rows = validity(judged).frame
    assert rows.loc[rows["code"] == "b", ["language", "precision"]].to_numpy().tolist() == [
        ["fi", 1.0],
        ["en", 0.0],
        ["all", 0.5],
    ]


def test_mistakes_are_listed_to_be_read() -> None:
    sample = sampled((1, 1.0), (2, 1.0), (3, 1.0))
    found = mistakes(
        judged_of(sample, given((1, "b"), (2, "a1")), given((1, "b"), (3, "b")), {"fi": 3}),
        {("t", n): f"text {n}" for n in (1, 2, 3)},
    )
    assert found.frame[["unit", "code", "kind", "rule", "text"]].to_numpy().tolist() == [
        [2, "a1", "false hit", "r", "text 2"],
        [3, "b", "miss", "", "text 3"],
    ]


# -- the whole way -------------------------------------------------------------------------------


@pytest.fixture
def study(make_study: Make) -> Path:
    said = " ".join(f"I talk {i}. The phone {i}. Money {i}. Nothing {i}. Weather {i}. Coffee {i}." for i in WORDS)
    return make_study(
        {"transcripts/H1.txt": f"Interviewer: Well?\n\nH1: {said}\n", "qualcode.toml": '[study]\nlanguage = "en"\n'}
    )


def code_sample(root: Path, coder: str = "Anna", most: int | None = None) -> None:
    """Let a coder agree with the rules but for `talk`, and miss nothing."""
    counted = count_study(open_study(root))
    rules, text = counted.coded.codings, counted.corpus.text("H1")
    made = []
    for start, end in sample_targets(counted.corpus).stretches["H1"][:most]:
        own = rules[(rules["start"] >= start) & (rules["end"] <= end) & (rules["code"] != "talk")]
        made += [
            decided("H1", text, int(a), int(b), c, "add", blind=True)
            for a, b, c in zip(own["start"], own["end"], own["code"], strict=True)
        ]
        made.append(decided("H1", text, start, end, "", "seen", blind=True))
    append(path_of(root / "codings", coder), made)


@pytest.mark.slow
def test_from_the_sample_to_the_findings(study: Path) -> None:
    with pytest.raises(InputError, match="qualcode sample"):
        judge(people_of(open_study(study)))
    draw_sample(people_of(open_study(study)), 20, 1)
    with pytest.raises(QualcodeError, match="--again"):
        draw_sample(people_of(open_study(study)), 20, 1)
    with pytest.raises(QualcodeError, match="qualcode review --coder NAME --sample"):
        judge(people_of(open_study(study)))
    code_sample(study, most=10)
    assert (judge(people_of(open_study(study))).read, judge(people_of(open_study(study))).of) == (10, 20)
    code_sample(study)
    found = judge(people_of(open_study(study)))
    frame = validity(found.judged).frame.set_index("code")
    assert frame.loc["talk", "precision"] == pytest.approx(
        frame.loc["talk", "hits"] / (frame.loc["talk", "hits"] + frame.loc["talk", "false_hits"]), abs=0.3
    )
    assert frame.loc["phone", ["precision", "recall"]].tolist() == [1, 1]
    counted = count_study(open_study(study))
    shown = findings_of(counted)
    text = shown.render("md", ["reliability"]).data.decode()
    assert "Of the study’s 48 sentences, 20 were drawn" in text
    assert "Anna coded the sample without seeing the rules’ codings." in text
    assert "| Money |" in text
    assert "Reliability" in shown.render("md").data.decode()


def test_findings_without_a_sample_say_nothing_of_it(study: Path) -> None:
    counted = count_study(open_study(study))
    assert "Reliability" not in findings_of(counted).render("md").data.decode()
    assert "No one has coded" in findings_of(counted).render("md", ["reliability"]).data.decode()


def test_findings_tell_who_reviewed(study: Path) -> None:
    counted = count_study(open_study(study))
    text = counted.corpus.text("H1")
    at = text.index("phone magpies")
    append(path_of(study / "codings", "Anna"), [decided("H1", text, at, at + 5, "phone", "reject")])
    counted = count_study(open_study(study))
    shown = findings_of(counted).render("md", ["data"]).data.decode()
    assert (
        "1 of the rules’ 24 codings were checked (by Anna): 0 were accepted, 1 rejected or replaced by a coding of one’s own. The other 23 count as they are."
        in shown
    )


NOBODY = {
    "en": "No one has checked what they coded, or read the interviews through to see what they miss.",
    "fi": "Kukaan ei ole tarkistanut sääntöjen koodauksia eikä lukenut haastatteluja läpi nähdäkseen, mitä säännöiltä jää",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nobody has decided about any of these 24 codings; they count as they are. By hand 1 coding was made (by Anna)."),
        ("fi", "Kukaan ei ole ottanut kantaa näihin 24 koodaukseen; ne ovat mukana sellaisinaan. Käsin tehtiin 1 koodaus (koodaajana Anna)."),
    ],
)  # fmt: skip
def test_findings_tell_that_nobody_checked_the_rules(study: Path, language: str, said: str) -> None:
    counted = count_study(open_study(study))
    assert NOBODY[language] in findings_of(counted, language).render("md", ["data"]).data.decode()
    text = counted.corpus.text("H1")
    at = text.index("magpies")
    append(path_of(study / "codings", "Anna"), [decided("H1", text, at, at + 7, "money", "add")])
    shown = findings_of(count_study(open_study(study)), language).render("md", ["data"]).data.decode()
    assert NOBODY[language] not in shown
    assert said in shown


def test_who_saw_the_rules_is_not_believed_by_default(study: Path) -> None:
    draw_sample(people_of(open_study(study)), 20, 1)
    text = Corpus(open_study(study)).text("H1")
    append(path_of(study / "codings", "Open"), [decided("H1", text, 0, len(text), "", "seen", whole=True)])
    with pytest.raises(QualcodeError, match="no one has read the sample blind"):
        judge(people_of(open_study(study)))
    found = judge(people_of(open_study(study)), "Open")
    assert found.read == 20
    assert "did not code the sample blind" in str(found.warnings[0])
    code_sample(study, "Anna")
    assert judge(people_of(open_study(study))).coder == "Anna"


def test_a_consensus_that_settled_less_is_not_believed(study: Path) -> None:
    draw_sample(people_of(open_study(study)), 20, 1)
    code_sample(study, "Anna")
    code_sample(study, "consensus", most=3)
    assert judge(people_of(open_study(study))).coder == "Anna"
    assert judge(people_of(open_study(study)), "consensus").read == 3


def test_a_study_that_grew_is_told(study: Path) -> None:
    draw_sample(people_of(open_study(study)), 20, 1)
    code_sample(study)
    (study / "transcripts/H2.txt").write_text("Interviewer: Well?\n\nH2: I talk. I phone.\n", encoding="utf-8")
    found = judge(people_of(open_study(study)))
    assert "had 48 units when the sample was drawn, and has 50 now" in str(found.warnings[0])


def test_findings_tell_that_coders_settled(study: Path) -> None:
    counted = count_study(open_study(study))
    text = counted.corpus.text("H1")
    for coder, at in (("Anna", text.index("phone magpies")), ("consensus", text.index("phone herons"))):
        append(path_of(study / "codings", coder), [decided("H1", text, at, at + 5, "phone", "accept")])
    counted = count_study(open_study(study))
    shown = findings_of(counted).render("md", ["data"]).data.decode()
    assert (
        "2 of the rules’ 24 codings were checked (by Anna and two coders who settled their codings): 2 were accepted"
        in shown
    )
    shown = findings_of(counted, "fi").render("md", ["data"]).data.decode()
    assert "(tarkistajana Anna sekä kaksi koodaajaa, jotka sopivat koodauksistaan)" in shown


def test_two_coders_of_one_sample_must_be_settled_or_named(study: Path) -> None:
    draw_sample(people_of(open_study(study)), 20, 1)
    code_sample(study, "Anna")
    code_sample(study, "Bert")
    with pytest.raises(QualcodeError, match="--adjudicate Anna Bert"):
        judge(people_of(open_study(study)))
    assert judge(people_of(open_study(study)), "Bert").coder == "Bert"


def test_the_page_walks_through_exactly_the_sample(study: Path) -> None:
    draw_sample(people_of(open_study(study)), 20, 1)
    session = open_session(people_of(open_study(study)).coded, "Anna", "sample").session
    shown = session.transcript("H1")
    assert len(shown["targets"]) == 20
    assert shown["codings"] == []
    assert shown["progress"] == {"id": "H1", "all": 20, "left": 20}
    start, end = shown["targets"][0]
    session.decide([{"transcript": "H1", "start": start, "end": end, "code": "", "decision": "seen"}])
    assert session.transcript("H1")["progress"]["left"] == 19


def test_the_sample_follows_a_corrected_transcript(study: Path) -> None:
    draw_sample(people_of(open_study(study)), 20, 1)
    code_sample(study)
    before = validity(judge(people_of(open_study(study))).judged).frame
    path = study / "transcripts/H1.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "H1: I talk", "H1: Oh well, let me think about that for a while. I talk"
        ),
        encoding="utf-8",
    )
    counted = count_study(open_study(study))
    after = judge(counted.people)
    assert after.read == 20
    assert (
        validity(after.judged).frame.set_index("code").loc["phone", "hits"]
        == before.set_index("code").loc["phone", "hits"]
    )


def test_a_broken_sample_is_told(study: Path) -> None:
    (study / "codings").mkdir()
    (study / "codings/sample.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="--again"):
        read_sample(study)


def test_the_paragraph_in_both_languages() -> None:
    row = {
        f"{name}{end}": value
        for name in ("precision", "recall", "f1")
        for end, value in (("", 0.812), ("_low", 0.7), ("_high", 0.9))
    }
    finnish = validity_paragraph("fi", "sentence", 1234, 1, "Anna", True, 100, 120, row)
    assert (
        "Aineiston 1\u00a0234 virkkeestä poimittiin sääntöjen koodausten mukaan ositettuna satunnaisotantana 120 virkettä"
        in finnish
    )
    assert "tarkkuus on 0,81 (95 %:n luottamusväli 0,70–0,90)" in finnish
    assert "koodattu 100 virkettä" in finnish
    english = validity_paragraph("en", "turn", 1234, 1, "consensus", True, 120, 120, row)
    assert "Of the study’s 1,234 turns, 120 were drawn" in english
    assert "precision is .81 (95% interval .70–.90)" in english
    assert "So far" not in english
    assert "cannot tell" in validity_paragraph("en", "turn", 10, 1, "Anna", False, 5, 5, {})


def test_the_worked_example_can_be_sampled(example: Study) -> None:
    counted = count_study(example)
    drawn = draw(
        counted.coded.units,
        counted.coded.codings,
        dict.fromkeys(counted.coded.transcripts, "fi"),
        example.codebook,
        120,
        1,
    )
    assert len(drawn) == 120
    assert (drawn["population"] / drawn["drawn"]).sum() == pytest.approx(878)


@pytest.mark.slow
def test_how_many_units_truly_have_a_code_is_estimated_with_an_interval() -> None:
    """Of 1,000 units 100 have the code; the rules find 60 of these and 20 others. 100 are drawn, again and again."""
    chance, held, middle = np.random.default_rng(5), [], []
    truth, rule = np.arange(1000) < 100, (np.arange(1000) < 60) | (np.arange(1000) >= 980)
    for seed in range(40):
        sample, rules, person = [], [], []
        for stratum, members in (("a", np.flatnonzero(rule)), ("none", np.flatnonzero(~rule))):
            for unit in chance.choice(members, 50, replace=False).tolist():
                sample.append(("t", unit, "fi", stratum, len(members) / 50))
                person += [("t", unit, "b")] if truth[unit] else []
        rules = [("t", unit, "b") for unit in np.flatnonzero(rule).tolist()]
        columns = ["transcript", "unit", "code"]
        judged = Judged(
            BOOK,
            pd.DataFrame(sample, columns=["transcript", "unit", "language", "stratum", "weight"]),
            pd.DataFrame(rules, columns=columns),
            pd.DataFrame(person, columns=columns),
            {"t": "fi"},
            {"fi": 1000},
        )
        row = validity(judged, seed=seed).frame.set_index("code").loc["b"]
        held.append(row["true_low"] <= 100 <= row["true_high"])
        middle.append(row["true_units"])
    assert np.mean(held) >= 0.9
    assert 90 <= np.mean(middle) <= 110


def test_a_small_sample_does_not_say_how_many_there_are() -> None:
    sample = pd.DataFrame(
        [("t", n, "fi", "none", 10.0) for n in range(20)],
        columns=["transcript", "unit", "language", "stratum", "weight"],
    )
    given = pd.DataFrame([("t", n, "b") for n in range(10)], columns=["transcript", "unit", "code"])
    row = validity(Judged(BOOK, sample, given, given, {"t": "fi"}, {"fi": 200})).frame.set_index("code").loc["b"]
    assert np.isnan(row["true_units"])
