"""What the review page does beside single decisions: codes made there, many decided at once, one code across
interviews, divided work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qualcode.errors import InputError
from qualcode.line.corpus import Corpus
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import append, decided, path_of
from qualcode.people.division import progress_of, read_division
from qualcode.review.opening import open_session
from qualcode.review.session import Refused, Session
from qualcode.study import open_study
from tests.commands import here
from tests.conftest import Make
from tests.learned_studies import learned_study
from tests.test_review import Served, browser, drag, in_browser, place_of, sitting, states

__all__ = ["browser"]  # a fixture
TALK = """
    Interviewer: Well?

    H1: We talk on the phone. The phone rings. Money is short.

    H9: Yes, money.
"""
OTHER = "Interviewer: Well?\n\nH2: Nothing much. The silence. The phone again, and a phone.\n"


@pytest.fixture
def study(make_study: Make) -> Path:
    return make_study(
        {"transcripts/H1.txt": TALK, "transcripts/H2.txt": OTHER, "qualcode.toml": '[study]\nlanguage = "en"\n'}
    )


@pytest.fixture
def serve(browser: Any) -> Iterator[Callable[[Session], Served]]:
    open_ones: list[Served] = []

    def start(session: Session) -> Served:
        open_ones.append(Served(browser, session))
        return open_ones[-1]

    yield start
    for one in open_ones:
        one.close()
        assert one.faults == []


# -- a code is made there ---------------------------------------------------------------------------


def test_a_code_made_in_a_sitting_stands_in_the_codebook_and_can_be_given(study: Path) -> None:
    session = sitting(study)
    made = session.make_code({"label": " short of   money ", "under": "money"})
    assert made["id"] == "short-of-money"
    assert [code["level"] for code in made["codes"] if code["id"] == "short-of-money"] == [2]
    session.decide([{**place_of(study, "Money is short", "short-of-money"), "decision": "add"}])
    text = (study / "codebooks/small.yaml").read_text(encoding="utf-8")
    assert "short of money" in text
    assert "id: silence, label: Silence" in text
    assert ("Money is short", "short-of-money", "add") in states(sitting(study))
    counted = here(study, "counts", "--code", "short-of-money", "--format", "csv").stdout.splitlines()[1].split(",")
    assert counted[4] == "1"
    for wrong in ({"label": ""}, {"label": "Money"}, {"label": "x", "under": "nothing"}, {"label": "x" * 99}, None):
        with pytest.raises(Exception, match=r"\w"):
            session.make_code(wrong)
    with pytest.raises(Refused):
        sitting(study).make_code({"label": "\ud800"})


@pytest.mark.slow
@in_browser
def test_a_code_is_made_of_the_selected_words(serve: Any, study: Path) -> None:
    page = serve(sitting(study))
    drag(page.page, "is short")
    page.press("i")
    page.page.wait_for_selector('#codes button[data-code="is-short"]')
    assert ("is short", "is-short", "add") in page.told()
    drag(page.page, "rings")
    page.press("c")
    page.page.keyboard.type("ringing")
    page.page.click("#picker-list li.new")
    page.page.wait_for_selector('#codes button[data-code="ringing"]')
    assert ("rings", "ringing", "add") in page.told()


# -- many at once -----------------------------------------------------------------------------------


def test_all_codings_of_a_rule_are_decided_at_once_and_taken_back_by_one_undo(study: Path) -> None:
    session = sitting(study)
    phone = place_of(study, "phone", "phone")
    assert session.decide_alike({**phone, "decision": "accept", "count": True})["number"] == 4
    done = session.decide_alike({**phone, "decision": "accept"})
    assert done["number"] == 4
    assert [state for _, code, state in states(session) + states(session, "H2") if code == "phone"] == ["accept"] * 4
    assert [state for _, code, state in states(session) if code == "money"] == ["undecided"] * 2
    session.undo()
    assert [state for _, code, state in states(session) + states(session, "H2") if code == "phone"] == ["undecided"] * 4
    with pytest.raises(Refused):
        session.decide_alike({**place_of(study, "rings", "phone"), "decision": "accept"})


def test_suggestions_of_a_machine_are_shown_undecided_and_decided_by_probability(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    session = open_session(people_of(open_study(root)).coded, "Bert", "open", machines=("model",)).session
    own = [one for one in session.transcript("i6")["codings"] if one["machine"] == "model"]
    assert own
    assert {one["state"] for one in own} == {"undecided"}
    assert all(one["rule"].startswith("model: ") and 0 < one["probability"] <= 1 for one in own)
    assert not any(one["machine"] for one in sitting(root, "Bert").transcript("i6")["codings"])
    trust = sorted((one for one in own if one["code"] == "trust"), key=lambda one: one["probability"])
    least = trust[len(trust) // 2]
    place = {"transcript": "i6", **{name: least[name] for name in ("start", "end", "code")}}
    done = session.decide_alike({**place, "decision": "accept"})
    accepted = [
        one for name in session.names for one in session.transcript(name)["codings"] if one["state"] == "accept"
    ]
    assert len(accepted) == done["number"]
    assert min(one["probability"] for one in accepted) == least["probability"]
    assert here(root, "review", "--suggest", "nobody", "--coder", "Bert").returncode == 1


@pytest.mark.slow
@in_browser
def test_the_second_press_decides_about_all_alike(serve: Any, study: Path) -> None:
    page = serve(sitting(study))
    page.page.click(".chip:has-text('Phone') >> nth=0")
    page.press("A")
    assert "4 undecided codings are like this one (Phone, phone). A again accepts them all." in page.status()
    assert page.told() == []
    page.press("A")
    page.page.wait_for_function("() => document.querySelectorAll('.chip[data-state=accept]').length === 2")
    assert [kind for _, code, kind in page.told() if code == "phone"] == ["accept"] * 4
    page.press("u")
    page.page.wait_for_function("() => document.querySelectorAll('.chip[data-state=accept]').length === 0")


# -- one code across interviews ---------------------------------------------------------------------


def test_the_next_interview_with_the_code_is_found(study: Path) -> None:
    session = sitting(study)
    assert session.following("silence", "H1") == {"id": "H2"}
    assert session.following("money", "H1") == {"id": ""}
    assert session.following("talk", "H2") == {"id": "H1"}  # its subcodes, and from the beginning


@pytest.mark.slow
@in_browser
def test_n_goes_on_to_the_next_interview_with_the_chosen_code(serve: Any, study: Path) -> None:
    page = serve(sitting(study))
    page.page.click('#codes button[data-code="phone"]')
    for key in ("n", "a", "a"):
        page.press(key)
    page.page.wait_for_function("() => document.querySelector('#interview').value === 'H2'")
    assert [name for name, _ in page.chips()] == ["Phone", "Phone"]


# -- selections -------------------------------------------------------------------------------------


@pytest.mark.slow
@in_browser
def test_words_that_are_selected_get_the_code_that_is_clicked(serve: Any, study: Path) -> None:
    page = serve(sitting(study))
    drag(page.page, "is short")
    page.page.click('#codes button[data-code="talk"]')
    page.press()
    assert ("is short", "talk", "add") in page.told()
    assert page.page.get_attribute('#codes button[data-code="talk"]', "aria-pressed") == "false"
    page.page.click('#codes button[data-code="talk"]')  # without words it is shown alone
    assert page.page.get_attribute('#codes button[data-code="talk"]', "aria-pressed") == "true"


@pytest.mark.slow
@in_browser
def test_a_selection_over_two_speakers_ends_with_the_turn(serve: Any, study: Path) -> None:
    page = serve(sitting(study))
    page.page.evaluate(
        """() => {
            const texts = [...document.querySelectorAll('.turn p')].map((p) => document.createTreeWalker(p, NodeFilter.SHOW_TEXT));
            const find = (walker, word) => { for (let n = walker.nextNode(); n; n = walker.nextNode()) if (n.data.includes(word)) return n; };
            const a = find(texts[1], 'short'), b = find(texts[2], 'Yes');
            document.getSelection().setBaseAndExtent(a, a.data.indexOf('short'), b, 3);
        }"""
    )
    page.page.click('#codes button[data-code="silence"]')
    page.press()
    assert ("short.", "silence", "add") in page.told()
    assert "a coding ends with the turn" in page.status()


@pytest.mark.slow
@in_browser
@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_bar_of_keys_takes_one_row(serve: Any, study: Path, language: str) -> None:
    session = open_session(people_of(open_study(study)).coded, "Anna", "open", language=language).session
    page = serve(session)
    tops = "() => new Set([...document.querySelectorAll('.buttons:not([hidden]) button')].map((b) => b.getBoundingClientRect().top)).size"
    assert page.page.evaluate(tops) == 1
    page.press("+")
    assert page.page.evaluate(tops) == 2
    page.press("+")
    assert page.page.evaluate(tops) == 1


# -- divided work -----------------------------------------------------------------------------------


def test_work_is_divided_by_a_table(study: Path) -> None:
    table = study / "division.csv"
    table.write_text("haastattelu;koodaaja\nH1.txt;Anna\nH2;Bert\nH1;Bert\n", encoding="utf-8")
    people = people_of(open_study(study))
    division = read_division(table, people.coded.transcripts)
    assert division == {"Anna": ["H1"], "Bert": ["H2", "H1"]}
    text = Corpus(open_study(study)).text("H1")
    append(path_of(study / "codings", "Anna"), [decided("H1", text, 0, len(text), "", "seen", whole=True)])
    rows = progress_of(people_of(open_study(study)), division).frame.to_dict("records")
    assert [(row["coder"], row["interviews"], row["read"], row["share"]) for row in rows] == [
        ("Anna", 1, 4, 1.0),
        ("Bert", 2, 0, 0.0),
    ]
    only = open_session(people.coded, "Anna", "open", only=division["Anna"]).session
    assert [one["id"] for one in only.study()["transcripts"]] == ["H1"]
    with pytest.raises(Refused):
        only.transcript("H2")
    table.write_text("transcript,coder\nH7,Anna\nH1,rules\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_division(table, people.coded.transcripts)
    assert len(told.value.problems) == 2
    assert here(study, "review", "--coder", "Anna", "--assign", "division.csv").returncode == 1
