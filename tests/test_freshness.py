"""Interviews that no rule was written on, what is to be read first in them, and where a study stands."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from qualcode.line.corpus import Corpus
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import INTERVIEWS, append, decided, path_of
from qualcode.people.rule_history import COLUMNS, FRESH, SEEN, freshness, mark_of, read_rows, record
from qualcode.results.missed import likely_missed
from qualcode.study import open_study
from tests.commands import here
from tests.conftest import Make
from tests.learned_studies import decisions_on, learned_study

TALK = "Interviewer: Well?\n\nP: We talk on the phone. Money is short.\n"


@pytest.fixture
def study(make_study: Make) -> Path:
    return make_study(
        {"transcripts/H1.txt": TALK, "transcripts/H2.txt": TALK, "qualcode.toml": '[study]\nlanguage = "en"\n'}
    )


def known(root: Path) -> dict[str, str]:
    return freshness(open_study(root))


def known_ids(root: Path) -> list[str]:
    return [source.id for source in open_study(root).sources]


def add(root: Path, name: str, text: str = TALK) -> None:
    (root / f"transcripts/{name}.txt").write_text(text, encoding="utf-8")


def with_rule(root: Path, old: str, new: str) -> None:
    path = root / "codebooks/small.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


# -- what is recorded -------------------------------------------------------------------------------


def test_what_came_after_the_rules_is_fresh_until_they_change(study: Path) -> None:
    assert known(study) == {}
    record(open_study(study), known_ids(study))
    assert known(study) == {"H1": SEEN, "H2": SEEN}  # who wrote the rules had them
    add(study, "H3")
    assert known(study)["H3"] == FRESH  # before any run, too
    record(open_study(study), known_ids(study))
    assert known(study) == {"H1": SEEN, "H2": SEEN, "H3": FRESH}
    with_rule(study, "[money]", "[money, cash]")
    assert known(study)["H3"] == SEEN
    record(open_study(study), known_ids(study))
    with_rule(study, "[money, cash]", "[money]")  # it was changed while H3 was there
    assert known(study)["H3"] == SEEN
    assert [row[0] for row in read_rows(open_study(study))] == ["H1", "H2", "H3", "H1", "H2", "H3"]


def test_an_interview_that_comes_together_with_a_change_of_rules_is_seen(study: Path) -> None:
    record(open_study(study), known_ids(study))
    add(study, "H3")
    with_rule(study, "[money]", "[money, cash]")
    record(open_study(study), known_ids(study))
    assert known(study)["H3"] == SEEN


def test_labels_and_definitions_may_change(study: Path) -> None:
    before = mark_of(open_study(study).codebook)
    with_rule(study, "label: Phone", "label: Telephone")
    assert mark_of(open_study(study).codebook) == before
    with_rule(study, "[phone]", "[phone, telephone]")
    assert mark_of(open_study(study).codebook) != before


def test_rows_are_only_added_and_lines_of_two_branches_may_be_joined(study: Path) -> None:
    record(open_study(study), known_ids(study))
    path = study / INTERVIEWS
    before = path.read_bytes()
    record(open_study(study), known_ids(study))
    assert path.read_bytes() == before
    add(study, "H3")
    record(open_study(study), known_ids(study))
    after = path.read_bytes()
    assert after.startswith(before)
    lines = after.decode().splitlines()
    path.write_text(
        "\n".join([lines[0], *reversed(lines[1:])]).replace(",", ";"), encoding="utf-8"
    )  # as a spreadsheet saves it
    assert known(study)["H3"] == FRESH
    add(study, "H4")
    record(open_study(study), known_ids(study))
    assert sorted(row[0] for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))) == [
        "H1",
        "H2",
        "H3",
        "H4",
        "transcript",
    ]
    assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.slow
def test_who_is_erased_is_in_no_history(study: Path) -> None:
    assert here(study, "run").returncode == 0
    assert here(study, "erase", "H1", "--yes").returncode == 0
    assert "H1" not in (study / INTERVIEWS).read_text(encoding="utf-8")
    assert "H2" in (study / INTERVIEWS).read_text(encoding="utf-8")


# -- where it is said -------------------------------------------------------------------------------


def findings_text(root: Path) -> str:
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(str(root / "results/findings.docx")).paragraphs)


@pytest.mark.slow
def test_findings_say_which_interviews_are_fresh_and_unread(study: Path) -> None:
    assert here(study, "run").returncode == 0
    assert "No rule was written on" not in findings_text(study)
    add(study, "H3", "Interviewer: Well?\n\nP: We talk. It is fine.\n")
    ran = here(study, "run")
    assert "fresh, for no rule was written on them: H3" in ran.stdout
    text = findings_text(study)
    assert "No rule was written on H3: this interview came when the rules stood as they are." in text
    assert "It was not found in H3, which no rule was written on and nobody has read through." in text  # money
    assert "Of H3 this is not certain" in text  # silence
    spoken = Corpus(open_study(study)).text("H3")
    append(path_of(study / "codings", "Anna"), [decided("H3", spoken, 0, len(spoken), "", "seen", whole=True)])
    assert here(study, "run").returncode == 0
    text = findings_text(study)
    assert "No rule was written on H3" in text
    assert "nobody has read" not in text
    counted = here(study, "counts", "--fresh", "--format", "csv").stdout.splitlines()
    assert counted[0].split(",")[6:8] == ["transcripts", "fresh"]
    assert [row.split(",")[6:8] for row in counted[1:2]] == [["3", "1"]]
    assert "H3,new,,,fresh" in here(study, "diff", "1", "--format", "csv").stdout.replace('"', "")


@pytest.mark.slow
def test_in_finnish_too(study: Path) -> None:
    settings = study / "qualcode.toml"
    settings.write_text('[study]\nlanguage = "en"\n[report]\nlanguage = "fi"\n', encoding="utf-8")
    assert here(study, "run").returncode == 0
    add(study, "H3", "Interviewer: Well?\n\nP: We talk. It is fine.\n")
    assert here(study, "run").returncode == 0
    text = findings_text(study)
    assert (
        "Haastattelun H3 perusteella ei ole laadittu sääntöjä: se tuli aineistoon, kun säännöt olivat jo nykyisellään."
        in text
    )
    assert "Kukaan ei ole lukenut haastattelua H3 läpi" in text
    assert (
        "Teemaa ei löytynyt haastattelusta, jonka perusteella sääntöjä ei ole laadittu ja jota kukaan ei ole lukenut läpi: H3."
        in text
    )


@pytest.mark.slow
def test_validate_tells_fresh_and_seen_apart(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=0)
    (root / "transcripts/i6.txt").rename(root / "i6.txt")
    assert here(root, "validate", "--fresh").returncode == 1
    assert here(root, "run").returncode == 0
    (root / "i6.txt").rename(root / "transcripts/i6.txt")
    assert here(root, "run").returncode == 0
    assert here(root, "sample", "-n", "200").returncode == 0
    made = [
        one
        for found in Corpus(open_study(root)).transcripts()
        for one in decisions_on(found.id, found.text, blind=True)
    ]
    append(path_of(root / "codings", "Cecilia"), made)
    said = here(root, "validate", "--fresh", "--format", "csv")
    assert said.returncode == 0, said.stderr
    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    price = {row["interviews"]: row for row in rows if row["code"] == "price"}
    assert set(price) == {"all", "fresh", "seen"}
    assert int(price["fresh"]["units"]) + int(price["seen"]["units"]) == int(price["all"]["units"])
    assert int(price["fresh"]["rules"]) + int(price["seen"]["rules"]) == int(price["all"]["rules"])


@pytest.mark.slow
def test_what_to_read_first_is_told_of_a_new_interview(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    (root / "transcripts/i6.txt").rename(root / "i6.txt")
    assert "Read there first" not in here(root, "run").stdout
    (root / "i6.txt").rename(root / "transcripts/i6.txt")
    said = here(root, "run").stdout
    assert "Read there first, where something was most likely missed" in said
    assert "qualcode review --coder NAME --next likely --code" in said
    found = likely_missed(people_of(open_study(root)), ["i6"])
    assert 0 < len(found) <= 10
    assert {one.code for one in found} <= {"price", "trust"}
    assert all(one.transcript == "i6" for one in found)
    assert all("cost" not in one.text.split() for one in found if one.code == "price")  # the rules have these


@pytest.mark.slow
def test_without_a_model_the_words_of_uncoded_speech_say_it(example_counted: object) -> None:
    from qualcode.people.counted import Counted

    assert isinstance(example_counted, Counted)
    found = likely_missed(example_counted.people, ["H5"], most=4)
    assert [one.transcript for one in found] == ["H5"] * 4
    assert all(one.why and not one.code for one in found)


# -- status -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_status_shows_each_interview_and_what_to_do_next(study: Path) -> None:
    first = here(study, "status")
    assert first.returncode == 0, first.stderr
    assert "next: nobody looked for names of people and places yet: qualcode names find" in first.stdout
    assert "qualcode sample -n 120" in first.stdout
    assert "results/ is not up to date (first run: 2 transcripts): qualcode run" in first.stdout
    assert here(study, "run").returncode == 0
    add(study, "H3")
    text = Corpus(open_study(study)).text("H1")
    append(
        path_of(study / "codings", "Anna"),
        [decided("H1", text, 0, len(text), "", "seen", whole=True), decided("H9", "abc def", 0, 3, "talk", "add")],
    )
    rows = {row["transcript"]: row for row in json.loads(here(study, "status", "--format", "json").stdout)}
    assert [rows[name]["results"] for name in ("H1", "H2", "H3")] == ["up to date", "up to date", "new"]
    assert [rows[name]["rules"] for name in ("H1", "H2", "H3")] == ["seen", "seen", "fresh"]
    assert rows["H1"]["read"] == "Anna 100%"
    (study / "transcripts/H1.txt").write_text("Interviewer: Go on-site?\n\nH1: I do, on-site.\n", encoding="utf-8")
    told = {name: json.loads(here(study, name, "--format", "json").stdout)[0] for name in ("status", "transcripts")}
    assert {row["words"] for row in told.values()} == {5}  # as everywhere but in the account
    said = here(study, "status").stdout
    assert "no rule was written on H3 and nobody has read it through" in said
    (study / "transcripts/H4.pdf").write_bytes(b"%PDF-broken")
    broken = here(study, "status")
    assert "cannot be read: H4" in broken.stdout
    assert broken.returncode == 1


def test_a_first_run_tells_which_interviews_are_fresh(study: Path) -> None:
    assert here(study, "run").returncode == 0
    shutil.rmtree(study / "results")
    (study / "transcripts/new.txt").write_text("Q: How?\n\nP: We talk.\n", encoding="utf-8")
    assert "fresh, for no rule was written on them: new" in here(study, "run").stdout
