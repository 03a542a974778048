"""Reading for one code: the order of units, what is written, and the bound on what is left."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qualcode.analysis.elusion import Draw, draws_wanted, most_with_code
from qualcode.errors import QualcodeError, UnknownName
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import read_decisions
from qualcode.review.opening import open_session
from qualcode.review.session import Refused, Session
from qualcode.review.walk import How
from qualcode.study import open_study
from tests.commands import here
from tests.learned_studies import TELLING, learned_study
from tests.test_review import Served, browser, in_browser

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

__all__ = ["browser"]  # a fixture


def sitting(root: Path, how: How = "likely", coder: str = "Bert") -> Session:
    return open_session(people_of(open_study(root)).coded, coder, "open", code="trust", how=how).session


def text_of(session: Session, unit: dict[str, object]) -> str:
    return session.people.corpus.text(str(unit["transcript"]))[unit["start"] : unit["end"]]  # type: ignore[misc]


def answer(session: Session) -> tuple[dict[str, object], bool]:
    """Read the next unit as someone would who knows the code."""
    unit = session.next()["unit"]
    yes = bool(set(TELLING["trust"]) & set(text_of(session, unit).lower().rstrip(".").split()))
    place = {name: unit[name] for name in ("transcript", "start", "end")} | {"code": "trust"}
    session.decide([*([{**place, "decision": "add"}] if yes else []), {**place, "decision": "seen"}])
    return unit, yes


# -- the bound --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_bound_holds_however_often_one_looks() -> None:
    import elusion

    found = [elusion.reviewed(seed) for seed in range(120)]
    assert np.mean([held for held, _, _ in found]) >= 0.935
    assert np.median([most / truth for _, most, truth in found]) < 3  # and says something


def test_without_draws_anything_may_be_left() -> None:
    assert most_with_code([], found=7, unread=50) == 57
    assert most_with_code([], found=7, unread=0) == 7


def test_a_draw_that_hits_raises_what_may_be_left() -> None:
    none = [Draw(100 - n, 5, False) for n in range(60)]
    hit = [*none[:30], Draw(70, 5, True), *[Draw(100 - n, 6, False) for n in range(31, 60)]]
    assert most_with_code(none, 5, 40) < most_with_code(hit, 6, 40)


def test_so_many_more_draws_show_that_enough_is_found() -> None:
    draws = [Draw(200 - n, 40, False) for n in range(20)]
    more = draws_wanted(draws, found=40, unread=180, recall=0.8)
    assert more is not None
    assert more > 0
    then = [*draws, *[Draw(180 - n, 40, False) for n in range(more)]]
    assert 40 / most_with_code(then, 40, 180 - more) >= 0.8
    assert 40 / most_with_code(then[:-1], 40, 181 - more) < 0.8
    assert draws_wanted(then, 40, 180 - more, 0.8) == 0
    assert draws_wanted([], found=0, unread=10, recall=0.8) is None
    assert draws_wanted([], found=8, unread=2, recall=0.8) == 0


# -- a sitting --------------------------------------------------------------------------------------


def test_likely_units_come_first_and_every_fifth_is_drawn(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    session = sitting(root)
    said = [answer(session) for _ in range(15)]
    assert {unit["transcript"] for unit, _ in said} == {"i6"}  # what others read is read
    assert [unit["how"] for unit, _ in said].count("random") == 3
    assert sum(yes for unit, yes in said[:5] if unit["how"] == "likely") == 4
    assert len({(unit["start"]) for unit, _ in said}) == 15
    written = read_decisions(root / "codings/Bert.jsonl").decisions
    marks = [(d.met, d.unread) for d in written if d.decision == "seen"]
    assert marks[:5] == [("likely", 70), ("likely", 69), ("likely", 68), ("likely", 67), ("random", 66)]
    told = session.next()["told"]
    assert (told["read"], told["size"], told["drawn"], told["others"]) == (15, 70, 3, 49)
    assert told["found"] == sum(yes for _, yes in said)
    again = sitting(root)  # another day goes on
    assert again.next()["told"] == told


def test_the_next_unit_stays_the_next_until_it_is_read_and_undo_brings_it_back(tmp_path: Path) -> None:
    session = sitting(learned_study(tmp_path / "study"), "random")
    first = session.next()["unit"]
    assert session.next()["unit"] == first
    answer(session)
    second = session.next()["unit"]
    assert second["start"] != first["start"] or second["transcript"] != first["transcript"]
    session.undo()
    assert session.next()["unit"]["start"] == first["start"]
    assert session.next()["told"]["read"] == 0


def test_draws_from_other_units_than_there_are_now_do_not_count(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    session = sitting(root, "random")
    for _ in range(6):
        answer(session)
    assert session.next()["told"]["drawn"] == 6
    more = "Interviewer: And?\n\nP7: We talk of the plan. They promise lunch.\n"
    (root / "transcripts/i7.txt").write_text(more, encoding="utf-8")
    told = sitting(root, "random").next()["told"]
    assert (told["read"], told["size"], told["drawn"]) == (6, 72, 0)


@pytest.mark.slow
def test_the_sample_is_not_walked_through_and_what_was_walked_is_not_drawn(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=3)
    session = sitting(root)
    met = {(unit["transcript"], unit["start"]) for unit, _ in (answer(session) for _ in range(40))}
    said = here(root, "sample", "-n", "120")
    assert said.returncode == 0, said.stderr
    assert "40 units that were met in the order of a search for a code are not drawn" in said.stdout + said.stderr
    from qualcode.people.sample import sample_targets

    drawn = {
        (name, start)
        for name, spans in sample_targets(people_of(open_study(root)).corpus).stretches.items()
        for start, _ in spans
    }
    assert not met & drawn
    later = sitting(root)
    told = later.next()["told"]
    unread = later.next()["unit"]
    assert told["size"] < 210
    assert (unread["transcript"], unread["start"]) not in drawn


def test_too_little_found_for_an_order_is_told(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=0)
    people = people_of(open_study(root))
    with pytest.raises(QualcodeError, match="review --next random --code trust"):
        open_session(people.coded, "Bert", "open", code="trust", how="likely")
    with pytest.raises(UnknownName):
        open_session(people.coded, "Bert", "open", code="nothing", how="random")
    assert sitting(root, "random").next()["unit"]["how"] == "random"
    with pytest.raises(Refused):
        open_session(people.coded, "Bert", "open").session.next()
    assert here(root, "review", "--next", "likely").returncode == 2


# -- the page ---------------------------------------------------------------------------------------


@pytest.mark.slow
@in_browser
def test_the_page_goes_from_unit_to_unit_by_two_keys(browser: Any, tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study")
    session = sitting(root)
    served = Served(browser, session)
    try:
        served.page.wait_for_selector(".unit.here")
        assert "Does Trust apply here? Likely" in served.status()
        assert "For it: " in served.status()
        here_first = served.page.inner_text(".unit.here")
        telling = set(TELLING["trust"])
        assert telling & set(here_first.lower().rstrip(".").split())
        yes = 0
        for number in range(1, 7):
            applies = bool(telling & set(served.page.inner_text(".unit.here").lower().rstrip(".").split()))
            yes += applies
            served.press("a" if applies else "Enter")
            served.page.wait_for_function(
                f"() => document.querySelector('#walk').innerText.startsWith('{number} of 70 units read')"
            )
        assert f"{yes} with it, 1 drawn at random" in served.page.inner_text("#walk")
        assert "more were found by others" in served.page.inner_text("#walk")
        assert [kind for _, code, kind in served.told() if code == "trust"].count("seen") == 6
        assert [kind for _, code, kind in served.told() if code == "trust"].count("add") == yes
        served.press("u")
        served.page.wait_for_function("() => document.querySelector('#walk').innerText.startsWith('5 of 70')")
        assert served.page.get_attribute('#codes button[data-code="trust"]', "aria-pressed") == "true"
        assert served.faults == []
    finally:
        served.close()


def test_a_code_found_in_any_stretch_of_an_answer_is_found(tmp_path: Path) -> None:
    from qualcode.people.decisions import append, decided, path_of
    from qualcode.people.read_codes import read_codes

    root = learned_study(tmp_path / "study", read=0)
    talk = "Interviewer: How is it?\n\nP1: One long sentence of the longest stretch there is.\n\nP9: Honest.\n"
    for path in (root / "transcripts").glob("*.txt"):
        path.unlink()
    (root / "transcripts/a.txt").write_text(talk, encoding="utf-8")
    (root / "transcripts/guide.yaml").write_text(
        "questions:\n  - {id: q1, theme: t, text: 'How is it?'}\n", encoding="utf-8"
    )
    (root / "qualcode.toml").write_text('[study]\nlanguage = "en"\n[coding]\nunit = "answer"\n', encoding="utf-8")
    people = people_of(open_study(root))
    text = people.corpus.text("a")
    start = text.index("Honest")
    append(path_of(root / "codings", "Bert"), [decided("a", text, start, start + 7, "trust", "add")])
    session = sitting(root, "random")
    assert session._walk is not None
    assert (session.next()["told"]["read"], session.next()["told"]["found"]) == (1, 1)
    read = read_codes(people_of(open_study(root)))["trust"]
    assert (read.read.tolist(), read.positive.tolist()) == ([True], [True])
    append(path_of(root / "codings", "Bert"), [decided("a", text, start, start + 7, "trust", "reject")])
    assert read_codes(people_of(open_study(root)))["trust"].read.tolist() == [True]


def test_who_has_some_interviews_reads_these_alone(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=3)
    people = people_of(open_study(root))
    session = open_session(people.coded, "Bert", "open", code="trust", how="likely", only=("i1", "i5")).session
    told = session.next()["told"]
    assert told["size"] == 70  # of i5; Anna has read i1
    assert 0 < told["others"] < 30
    met = {answer(session)[0]["transcript"] for _ in range(12)}
    assert met == {"i5"}


def test_options_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    root = learned_study(tmp_path / "study", read=1)
    (root / "division.csv").write_text("transcript,coder\ni1,Anna\n", encoding="utf-8")
    for more in (
        ("--blind", "--suggest", "model"),
        ("--sample", "--assign", "division.csv"),
        ("--sample", "--suggest", "model"),
    ):
        assert here(root, "review", "--coder", "Anna", "--no-browser", *more).returncode == 2
