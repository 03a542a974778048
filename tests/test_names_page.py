"""The page on which people decide about names: what it writes, and one key a name in a real browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from named_studies import named_study

from qualcode.line.corpus import Corpus
from qualcode.privacy.listing import list_names
from qualcode.privacy.table import read_names
from qualcode.review.names_session import WORDS, NamesSession
from qualcode.review.server import Door
from qualcode.review.serving import listening, server_of
from qualcode.review.study_view import Refused
from qualcode.study import open_study


@pytest.fixture
def root(tmp_path: Path) -> Path:
    named_study(tmp_path / "s", 4, ("txt", "md"))
    list_names(Corpus(open_study(tmp_path / "s")))
    return tmp_path / "s"


def row_of(root: Path, name: str) -> tuple[str, str]:
    return next((row.decision, row.chosen) for row in read_names(root) if row.name == name)


def test_a_decision_is_written_and_shows_what_every_form_becomes(root: Path) -> None:
    session = NamesSession(root, "fi")
    told = session.decide({"name": "Tuija", "decision": "pseudonym", "replacement": "Kaisa"})
    assert row_of(root, "Tuija") == ("pseudonym", "Kaisa")
    (shown,) = [one for one in told["names"] if one["name"] == "Tuija"]
    forms = {form: becomes for form, _, becomes in shown["forms"]}
    assert {"Tuijalle": "Kaisalle", "Tuijakin": "Kaisakin"}.items() <= forms.items()


def test_what_was_decided_is_taken_back(root: Path) -> None:
    session = NamesSession(root, "en")
    session.decide({"name": "Tuija", "decision": "keep"})
    session.decide({"name": "Tuija", "decision": "category"})
    session.undo()
    assert row_of(root, "Tuija")[0] == "keep"
    session.undo()
    assert row_of(root, "Tuija")[0] == ""
    with pytest.raises(Refused, match="nothing to take back"):
        session.undo()


def test_the_same_person_has_the_same_name(root: Path) -> None:
    session = NamesSession(root, "en")
    with pytest.raises(Refused, match="decide about it first"):
        session.decide({"name": "Tuija", "decision": "same", "replacement": "Sirkka"})
    session.decide({"name": "Sirkka", "decision": "pseudonym", "replacement": "Leena"})
    told = session.decide({"name": "Tuija", "decision": "same", "replacement": "sirkka"})
    (shown,) = [one for one in told["names"] if one["name"] == "Tuija"]
    assert "Leenalle" in {becomes for _, _, becomes in shown["forms"]}


@pytest.mark.parametrize(
    "wrong",
    [None, [], {"name": "Tuija"}, {"name": "Nobody", "decision": "keep"}, {"name": "Tuija", "decision": "gone"}, {"name": 3, "decision": "keep"},
     {"name": "Tuija", "decision": "pseudonym", "replacement": "a\nb"}, {"name": "Tuija", "decision": "pseudonym", "written": {"a;b": "c"}}],
)  # fmt: skip
def test_a_wrong_request_writes_nothing(root: Path, wrong: object) -> None:
    before = (root / "privacy" / "names.csv").read_bytes()
    if wrong == {"name": "Tuija"}:
        NamesSession(root, "en").decide(wrong)  # which takes a decision back that was not made
    else:
        with pytest.raises(Refused):
            NamesSession(root, "en").decide(wrong)
    assert (root / "privacy" / "names.csv").read_bytes() == before


def test_both_languages_have_every_word() -> None:
    assert WORDS["fi"].keys() == WORDS["en"].keys()


@pytest.fixture
def address(root: Path) -> Iterator[str]:
    with listening(0) as own:
        door = Door(own.getsockname()[1])
        server = server_of(NamesSession(root, "fi"), door)
        thread = threading.Thread(target=lambda: server.run(sockets=[own]), daemon=True)
        thread.start()
        yield door.address
        server.should_exit = True
        thread.join(10)


@pytest.mark.slow
def test_one_key_a_name(root: Path, address: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    names = [row.name for row in read_names(root)]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        for key, name in zip("pck" * len(names), names, strict=False):
            page.wait_for_function("name => document.querySelector('#card h2')?.innerText === name", arg=name)
            page.keyboard.press(key)
            page.wait_for_function(
                "name => document.querySelector('#card h2')?.innerText !== name || document.querySelector('.chosen')",
                arg=name,
            )
            if page.query_selector(".unclear"):  # asked about a form that is not clear
                page.click(".unclear")
                page.keyboard.type("Jokinlan")
                page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('#progress').innerText.includes('names apply')")
        browser.close()
    assert wrong == []
    kinds = ["pseudonym", "category", "keep"]
    assert [row.decision for row in read_names(root)] == [kinds[n % 3] for n in range(len(names))]
