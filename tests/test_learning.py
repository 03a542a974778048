"""Codes learned from what people decided: figures, refusals, suggestions that do not count."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from qualcode.coders import machine, machines
from qualcode.coders.figures import calibration_error, figures_of, kappa
from qualcode.coders.learning import FOLDS, Read, best_threshold, folds, learn
from qualcode.coders.lemma_rules import lemma_rules
from qualcode.errors import QualcodeError
from qualcode.line.corpus import Corpus
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import append, decided, path_of
from qualcode.people.machines import material_of
from qualcode.people.read_codes import read_codes
from qualcode.study import open_study
from tests.commands import here
from tests.learned_studies import decisions_on, learned_study

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in which Anna read five interviews of six."""
    return learned_study(tmp_path_factory.mktemp("learned") / "study")


# -- figures ----------------------------------------------------------------------------------------


def test_figures_of_a_table_worked_by_hand() -> None:
    """20 yes of both, 5 of the person alone, 10 of the coder alone, 15 no of both: κ is .4."""
    person, coder = (
        np.repeat([True, True, False, False], [20, 5, 10, 15]),
        np.repeat([True, False, True, False], [20, 5, 10, 15]),
    )
    found = figures_of(person, coder)
    assert (found.units, found.positive) == (50, 25)
    assert [round(x, 4) for x in (found.precision, found.recall, found.f1, found.kappa)] == [0.6667, 0.8, 0.7273, 0.4]
    assert found.all_f1 == pytest.approx(2 * 25 / 75)


def test_figures_where_nothing_was_given() -> None:
    found = figures_of(np.array([True, False]), np.array([False, False]))
    assert np.isnan(found.precision)
    assert (found.recall, found.f1, found.kappa) == (0.0, 0.0, 0.0)
    assert kappa(np.zeros(3, bool), np.zeros(3, bool)) == 0.0


def test_probabilities_that_hold_have_no_calibration_error() -> None:
    probability = np.repeat([0.25, 0.75], 4)
    right = np.array([True, False, False, False, True, True, True, False])
    assert calibration_error(right, probability) == pytest.approx(0)
    assert calibration_error(~right, probability) == pytest.approx(0.5)


def test_the_threshold_is_where_f1_is_highest() -> None:
    probability = np.array([0.9, 0.8, 0.7, 0.7, 0.2, 0.1])
    has = np.array([True, True, False, True, False, False])
    least = best_threshold(probability, has)
    assert 0.2 < least < 0.7
    assert best_threshold(probability, probability >= 0.9) == pytest.approx(0.85)


def test_folds_are_of_whole_interviews_and_each_has_its_share_of_positives() -> None:
    groups = [f"g{n // 10}" for n in range(80)]
    has = np.array([n % 10 < (n // 10) for n in range(80)])
    part = folds(groups, has)
    assert len(set(part)) == FOLDS
    assert all(len({part[n] for n in range(80) if groups[n] == name}) == 1 for name in set(groups))
    held = [int(has[part == fold].sum()) for fold in range(FOLDS)]
    assert max(held) - min(held) <= 1


# -- learning ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_learned_comes_near_to_what_anyone_can_know(tmp_path: Path) -> None:
    import generated_codes
    import learning

    best = generated_codes.generated(tmp_path)
    coded = learning.coded_set(tmp_path)
    for code, attainable in best:
        model, rules = learning.held_out(coded, coded.read[code], seed=1)
        assert abs(model.f1 - attainable) <= 0.02, (code, model, attainable)
        assert model.calibration_error <= 0.025
        assert rules.f1 > 0.7


def test_a_unit_that_nobody_read_is_no_no(study: Path) -> None:
    material = material_of(people_of(open_study(study)))
    read = material.read["trust"]
    unread = ~read.read
    assert unread.sum() == 70
    turned = Read(read.groups, read.read, np.where(unread, True, read.positive))
    one, other = (learn(material.units.features, given) for given in (read, turned))
    assert np.array_equal(one.probability, other.probability)
    assert one.applies[unread].sum() > 5


def test_too_little_is_refused_and_told() -> None:
    groups = ["a"] * 30 + ["b"] * 30
    has = np.arange(60) % 3 == 0
    few = Read(groups, np.arange(60) < 30, has)
    assert "10 of at least 20 units" in few.missing()
    assert "2 of at least 3 interviews" in Read(groups, np.ones(60, bool), has).missing()
    with pytest.raises(QualcodeError, match="at least 20"):
        learn(None, few)  # type: ignore[arg-type]


def test_the_same_decisions_give_the_same_codings(study: Path) -> None:
    found = [machine("model")(material_of(people_of(open_study(study)))) for _ in range(2)]
    assert found[0].codings.equals(found[1].codings)
    assert found[0].fingerprint == found[1].fingerprint
    assert set(found[0].codings["code"]) == {"price", "trust"}
    assert "honest" in " ".join(found[0].codings["rule"])
    text = Corpus(open_study(study)).text
    assert all(text(c.transcript)[c.start : c.end] == c.quote for c in found[0].codings.itertuples())


def test_rules_are_a_coder_among_the_others(study: Path) -> None:
    assert {"rules", "model"} <= set(machines())
    found = machine("rules")(material_of(people_of(open_study(study))))
    assert set(found.codings["rule"]) == {"cost"}
    assert found.codings["probability"].isna().all()


def test_learned_rules_are_the_words_that_tell_the_code(study: Path) -> None:
    material = material_of(people_of(open_study(study)))
    rules = lemma_rules(material.units.terms, material.read["trust"])
    assert {rule.rule for rule in rules} == {"honest", "promise", "reliable"}
    assert sum(rule.adds for rule in rules) == material.read["trust"].positives
    assert all(rule.right <= rule.units and rule.adds <= rule.right for rule in rules)


# -- what was read ----------------------------------------------------------------------------------


def test_a_code_is_read_where_it_was_decided_or_looked_for(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=1)
    text = Corpus(open_study(root)).text("i2")
    start = text.index("P2: ") + 4
    ends = [start + text[start:].index(".")]
    second = ends[0] + 2
    third = second + text[second:].index(".") + 2
    append(
        path_of(root / "codings", "Bert"),
        [
            decided("i2", text, start, ends[0], "trust", "seen"),
            decided("i2", text, second, second + 6, "trust", "reject"),
            decided("i2", text, third, third + 6, "price", "add"),
        ],
    )
    read = read_codes(people_of(open_study(root)))
    there = np.array([group == "i2" for group in read["trust"].groups])
    assert read["trust"].read[there].tolist()[:3] == [True, True, False]
    assert read["price"].read[there].tolist()[:3] == [False, False, True]
    assert read["price"].positive[there].tolist()[:3] == [False, False, True]
    assert not read["trust"].positive[there].any()
    append(path_of(root / "codings", "Bert"), [decided("i2", text, third, third + 6, "trust", "memo", "what of this?")])
    there_too = read_codes(people_of(open_study(root)))["trust"].read[there].tolist()[:3]
    assert there_too == [True, True, False]  # who writes a memo has not decided


def test_the_sample_is_held_back_from_learning(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    before = read_codes(people_of(open_study(root)))["trust"].read.sum()
    assert here(root, "sample", "-n", "40").returncode == 0
    after = read_codes(people_of(open_study(root)))["trust"].read.sum()
    assert before - 40 <= after < before


# -- commands ---------------------------------------------------------------------------------------


def test_learn_shows_how_right_each_code_is_and_what_could_not_be_learned(study: Path) -> None:
    said = here(study, "learn", "--format", "csv")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[0].startswith(
        "code,interviews,units,yes,precision,recall,f1,kappa,calibration_error,all_f1,rules_f1"
    )
    assert [line.split(",")[:3] for line in said.stdout.splitlines()[1:3]] == [
        ["price", "5", "350"],
        ["trust", "5", "350"],
    ]
    assert "not learned: rare: 0 of at least 20 units" in said.stderr
    assert here(study, "learn", "prise").returncode == 1
    none = here(study, "learn", "rare")
    assert none.returncode == 1
    assert "no code can be learned yet" in none.stderr


def test_without_scikit_learn_the_install_line_is_told(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    said = here(study, "learn")
    assert said.returncode == 1
    assert "pip install 'qualcode[learn]'" in said.stderr


@pytest.mark.slow
def test_no_count_changes_until_a_machine_was_checked(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    alone = here(root, "counts", "--format", "csv", "--coders", "reviewed")
    chosen = here(root, "counts", "--format", "csv", "--coders", "reviewed+model")
    assert chosen.stdout == alone.stdout
    assert "the codings of model do not count: nobody has checked how right they are" in chosen.stderr
    settings = root / "qualcode.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '[coding]\ncoders = ["reviewed", "model"]\n', encoding="utf-8"
    )
    assert here(root, "counts", "--format", "csv").stdout == alone.stdout

    assert here(root, "sample", "-n", "60").returncode == 0
    made = [
        one
        for found in Corpus(open_study(root)).transcripts()
        for one in decisions_on(found.id, found.text, blind=True)
    ]
    append(path_of(root / "codings", "Cecilia"), made)
    judged = here(root, "validate", "--coder", "model", "--format", "csv")
    assert judged.returncode == 0, judged.stderr
    assert judged.stdout.splitlines()[0].startswith("code,language,model,units")
    counted = here(root, "counts", "--format", "csv")
    assert counted.stdout != alone.stdout
    assert "do not count" not in counted.stderr
    assert here(root, "run").returncode == 0
    from docx import Document

    text = "\n".join(paragraph.text for paragraph in Document(str(root / "results/findings.docx")).paragraphs)
    assert "Codings by a machine (model) that no person checked are counted too" in text


def test_a_machine_can_be_compared_with_a_person(study: Path) -> None:
    said = here(study, "agreement", "Anna", "model", "--format", "csv")
    assert said.returncode == 0, said.stderr
    trust = next(line.split(",") for line in said.stdout.splitlines() if line.startswith("trust"))
    assert trust[1] == "350"


def test_what_a_person_rejected_a_machine_does_not_bring_back(tmp_path: Path) -> None:
    from qualcode.people.coder_codings import codings_of

    root = learned_study(tmp_path / "study")
    found = codings_of(people_of(open_study(root)), "reviewed+model").codings
    new = found[(found["coder"] == "model") & (found["transcript"] == "i6")].iloc[0]
    text = Corpus(open_study(root)).text("i6")
    append(
        path_of(root / "codings", "Anna"),
        [decided("i6", text, int(new["start"]), int(new["end"]), new["code"], "reject")],
    )
    again = codings_of(people_of(open_study(root)), "reviewed+model").codings
    places = set(zip(again["transcript"], again["start"], again["code"], strict=True))
    assert ("i6", new["start"], new["code"]) not in places


def test_suggested_rules_go_into_the_codebook_by_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    root = learned_study(tmp_path / "study")
    said = here(root, "suggest", "--rules", "trust", "--format", "csv")
    assert said.returncode == 0, said.stderr
    assert {line.split(",")[0] for line in said.stdout.splitlines()[1:4]} == {"honest", "promise", "reliable"}
    assert "in interviews they were not learned from" in said.stderr
    monkeypatch.setattr("sys.stdin", io.StringIO("yny"))
    taken = here(root, "suggest", "--rules", "trust", "--accept")
    assert taken.returncode == 0, taken.stderr
    assert "2 rules added to trust" in taken.stdout
    counted = here(root, "counts", "--coders", "rules", "--code", "trust", "--format", "csv")
    assert int(counted.stdout.splitlines()[1].split(",")[4]) > 20
    assert "name: learned\n" in (root / "codebooks/learned.yaml").read_text(encoding="utf-8")


def test_why_shows_what_of_a_unit_speaks_for_a_code(study: Path) -> None:
    found = machine("model")(material_of(people_of(open_study(study)))).codings
    row = found[(found["transcript"] == "i6") & (found["code"] == "trust")].iloc[0]
    said = here(study, "why", f"i6:{row['unit']}", "--coder", "model", "--format", "csv")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[0] == "code,why,probability"
    assert "trust," in said.stdout
    assert here(study, "why", "i6:3", "--coder", "Anna").returncode == 1


def test_suggest_says_what_is_missing_before_rules_can_be_learned(study: Path) -> None:
    said = here(study, "suggest", "--rules", "rare")
    assert said.returncode == 1
    assert "no rules can be learned for rare yet: 0 of at least 20 units" in said.stderr
    assert here(study, "suggest", "--accept").returncode == 2


@pytest.mark.slow
def test_a_machine_counts_only_when_the_sample_was_read(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    assert here(root, "sample", "-n", "40").returncode == 0
    alone = here(root, "counts", "--format", "csv", "--coders", "reviewed").stdout
    text = Corpus(open_study(root)).text("i1")
    append(
        path_of(root / "codings", "Cecilia"), [decided("i1", text, 0, len(text), "", "seen", blind=True, whole=True)]
    )
    some = here(root, "counts", "--format", "csv", "--coders", "reviewed+model")
    assert some.stdout == alone
    assert "of the sample's 40 units are coded" in some.stderr
    only = here(root, "counts", "--coders", "model")
    assert only.returncode == 1
    assert "do not count" in only.stderr


def test_where_nothing_was_learned_nothing_is_suggested() -> None:
    from qualcode.coders.learning import Sigmoid

    scores, has = np.array([3.0, 2.0, 1.0, 0.0, -1.0, -2.0]), np.array([False, False, False, True, True, True])
    turned = Sigmoid(scores, has)
    assert not turned.tells
    assert turned(scores).tolist() == [0.5] * 6
    assert Sigmoid(-scores, has).tells


def test_what_was_read_for_one_code_is_compared_for_that_code(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=0)
    corpus = Corpus(open_study(root))
    made = []
    for name in ("i1", "i2"):
        text = corpus.text(name)
        made += [decided(name, text, d.start, d.end, "trust", "seen") for d in decisions_on(name, text) if d.code]
    append(path_of(root / "codings", "Bert"), made)
    assert here(root, "agreement", "Bert", "rules").returncode == 1
    said = here(root, "agreement", "Bert", "rules", "--code", "trust", "--format", "csv")
    assert said.returncode == 0, said.stderr
    assert int(said.stdout.splitlines()[1].split(",")[1]) > 10


@pytest.mark.slow
def test_a_sample_is_spread_by_the_coder_that_it_is_to_judge(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    said = here(root, "sample", "-n", "60", "--coder", "rules+model")
    assert said.returncode == 0, said.stderr
    assert "en trust" in said.stdout  # which no rule finds
    made = [
        one
        for found in Corpus(open_study(root)).transcripts()
        for one in decisions_on(found.id, found.text, blind=True)
    ]
    append(path_of(root / "codings", "Cecilia"), made)
    judged = here(root, "validate", "--coder", "rules+model", "--format", "csv")
    assert judged.returncode == 0, judged.stderr
    assert judged.stdout.splitlines()[0].endswith("true_units,true_low,true_high")


def test_units_without_the_code_in_one_interview_are_too_few_and_break_nothing() -> None:
    from qualcode.coders.learning import Regression, Sigmoid

    groups = [f"g{n // 10}" for n in range(60)]
    has = np.arange(60) >= 6  # all units without it stand in the first interview
    assert "in 1 of at least 2 interviews" in Read(groups, np.ones(60, bool), has).missing()
    alone = np.ones(4, bool)
    from scipy import sparse

    assert Regression(sparse.csr_matrix(np.eye(4)), alone).scores(sparse.csr_matrix(np.eye(4))).tolist() == [0.0] * 4
    assert not Sigmoid(np.arange(4.0), alone).tells


def test_what_a_machine_did_not_look_for_is_told(study: Path) -> None:
    said = here(study, "agreement", "Anna", "model")
    assert "model does not look for rare (0 of at least 20 units" in said.stderr
