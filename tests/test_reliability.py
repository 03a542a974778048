"""Which coders the findings compare, and what they say of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Make
from test_people import INTERVIEW, decide

from qualcode.line.corpus import Corpus
from qualcode.people.counted import count_study
from qualcode.people.decision_places import people_of
from qualcode.results.findings import findings_of
from qualcode.results.reliability import comparison_of
from qualcode.study import open_study


@pytest.fixture
def study(make_study: Make) -> Path:
    """Anna and Bert read the interview to the end; Carl reads one sentence of it blind."""
    root = make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'})
    text = Corpus(open_study(root)).text("H1")
    for coder in ("Anna", "Bert"):
        decide(root, coder, "seen", text, "")
        decide(root, coder, "add", "in person", "talk")
    decide(root, "Carl", "seen", "Sometimes I send mail.", "", blind=True)
    decide(root, "Carl", "add", "mail", "mail", blind=True)
    return root


def test_the_pair_that_compared_most_is_shown_and_the_others_are_named(study: Path) -> None:
    found = comparison_of(people_of(open_study(study)))
    assert found is not None
    assert (found.coders, found.blind, found.others) == (("Anna", "Bert"), False, (("Carl", 1),))
    assert found.table.base is not None
    assert found.table.base.units == 6


def test_of_two_pairs_that_compared_as_much_the_blind_one_is_shown(study: Path) -> None:
    text = Corpus(open_study(study)).text("H1")
    for coder in ("Carl", "Dora"):
        decide(study, coder, "seen", text, "", blind=True)
    found = comparison_of(people_of(open_study(study)))
    assert found is not None
    assert (found.coders, found.blind, found.others) == (("Carl", "Dora"), True, (("Anna", 6), ("Bert", 6)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the others are not in the table: Carl (1 sentence read)."),
        ("fi", "muut eivät ole taulukossa mukana: Carl (luki 1 virkkeen)."),
    ],
)
def test_the_text_names_who_is_not_in_the_table(study: Path, language: str, said: str) -> None:
    counted = count_study(open_study(study))
    text = findings_of(counted, language).render("md", ["reliability"]).data.decode("utf-8")
    assert said in text
    assert "Anna" in text.split(said)[0]


def test_one_reader_is_no_comparison(make_study: Make) -> None:
    root = make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'})
    decide(root, "Anna", "seen", "in person", "")
    assert comparison_of(people_of(open_study(root))) is None
