"""The page of interviews in a real browser: what a reader sees and does."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from conftest import the_page

from qualcode.analysis import Tidy, cooccurrence, counts, crosstab
from qualcode.people.counted import Counted, count_study
from qualcode.report.page.files import files_of
from qualcode.results.findings import findings_of, interview_pages
from qualcode.study import open_study

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
Page = playwright.Page


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, example_counted: Counted) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "interviews.html"
    path.write_bytes(the_page(findings_of(example_counted)))
    return path.as_uri()


@pytest.fixture
def page(browser: playwright.Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    assert faults == []
    assert {url.split("#")[0] for url in asked} == {address}  # nothing is asked of anywhere
    page.close()


def listed(page: Page, address: str, key: str) -> int:
    page.goto(f"{address}#{key}")
    page.wait_for_timeout(40)
    shown = len(page.query_selector_all("#found li"))
    assert page.inner_text("#found h2").endswith(f"({shown})")
    return shown


@pytest.mark.slow
def test_the_page_lists_as_many_units_as_the_tables_count(page: Page, address: str, example_tidy: Tidy) -> None:
    for code, units in counts(example_tidy).frame[["code", "units"]].itertuples(index=False, name=None):
        assert listed(page, address, code) == units, code
    for dimension in ("transcript", "question", "quarter", "negated", "company_size"):
        table = crosstab(example_tidy, "theme", dimension).frame.set_index("theme").drop(columns="total")
        for theme in ("support", "communication"):
            for level, n in table.loc[theme].items():
                assert (
                    listed(page, address, f"{theme}@{dimension}={level}".replace(" ", "%20").replace("–", "%E2%80%93"))
                    == n
                ), level
    both = cooccurrence(example_tidy).frame.set_index("code")
    assert listed(page, address, "communication+support") == both.loc["communication", "support"]


def test_codes_are_switched_with_the_keyboard_alone(page: Page) -> None:
    painted = "[...document.querySelectorAll('mark')].filter(m => m.style.backgroundImage).length"
    everything = page.evaluate(painted)
    page.focus("input[data-code='0']")
    page.keyboard.press("Space")
    fewer = page.evaluate(painted)
    assert 0 < fewer < everything
    assert not page.is_checked("input[data-code='1']")  # its subcode went with it
    page.keyboard.press("o")
    assert page.evaluate(painted) == 0
    page.keyboard.press("a")
    assert page.evaluate(painted) == everything


def test_n_and_p_go_from_mention_to_mention(page: Page) -> None:
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") != first
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == first
    assert page.inner_text("#status").startswith("1/")
    page.keyboard.press("p")
    status = page.inner_text("#status").split(":")[0]
    assert status.split("/")[0] == status.split("/")[1]  # round to the last


def test_a_quote_leads_to_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}#H2.23")
    page.wait_for_timeout(40)
    assert page.evaluate("document.activeElement.id") == "H2.23"
    box = page.locator("[id='H2.23']").bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900


def test_a_list_is_closed_with_escape_and_all_codes_come_back(page: Page, address: str) -> None:
    listed(page, address, "support")
    page.keyboard.press("Escape")
    assert not page.is_visible("#found")
    assert page.is_checked("input[data-code='0']")


def test_a_narrow_window_has_no_sideways_scroll(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{address}#support")
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_everything_has_a_name_for_those_who_do_not_see(page: Page) -> None:
    nameless = """[...document.querySelectorAll('button, a, input')].filter(n =>
        !(n.textContent.trim() || n.getAttribute('aria-label') || (n.labels && n.labels.length && n.labels[0].textContent.trim())))"""
    assert page.evaluate(f"{nameless}.length") == 0
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(n => n.id)).size === document.querySelectorAll('[id]').length"
    )
    assert page.get_attribute("html", "lang") == "fi"


@pytest.mark.slow
def test_names_with_odd_characters_are_found(browser: playwright.Browser, make_study: Callable[..., Path]) -> None:
    people = "transcript,share = 5%\na b%20@1,x@y = z\nc'd,ö & +\n"
    talk = "I: So?\n\nP: We talk here. Money is here.\n"
    settings = '[study]\nlanguage = "en"\n[report]\nattributes = ["share = 5%"]\n'
    root = make_study(
        {
            "transcripts/a b%20@1.txt": talk,
            "transcripts/c'd.txt": talk,
            "transcripts/participants.csv": people,
            "qualcode.toml": settings,
        }
    )
    counted = count_study(open_study(root))
    content = findings_of(counted, page="interviews.html")
    path = root / "interviews.html"
    path.write_bytes(the_page(content))
    report = content.render("html").data.decode()
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    keys = set(re.findall(r'<td class="n"><a href="interviews.html(#[^"]*@[^"]*)">1</a>', report))
    assert len(keys) >= 8
    for key in keys:
        page.goto(f"{path.as_uri()}{unescape(key)}")
        page.wait_for_timeout(30)
        assert len(page.query_selector_all("#found li")) == 1, key
    page.goto(f"{path.as_uri()}#%")
    page.goto(f"{path.as_uri()}#nothing@constructor=x")
    page.wait_for_timeout(30)
    assert page.inner_text("#status").startswith("Not found")
    assert faults == []
    page.close()


@pytest.fixture
def many(tmp_path: Path, example_counted: Counted, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worked example as a large study has it: an index and a page an interview."""
    monkeypatch.setattr("qualcode.report.page.interviews.LARGEST", 1)
    for name, data in interview_pages(findings_of(example_counted)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path / "interviews.html"


@pytest.mark.slow
def test_of_a_large_study_every_key_leads_on_to_the_interviews_own_pages(
    browser: playwright.Browser, many: Path, example_tidy: Tidy
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    frame = crosstab(example_tidy, "code", "transcript").frame.set_index("code")
    for code, row in frame.iterrows():
        page.goto(f"{many.as_uri()}#{code}")
        page.wait_for_timeout(20)
        shown = dict(item.inner_text().rsplit(" ", 1) for item in page.query_selector_all("#found li"))
        assert {name: int(units) for name, units in shown.items()} == {
            name: n for name, n in row.items() if n and name != "total"
        }
        assert page.inner_text("#found h2").endswith(f"({row['total']})")
    page.goto(f"{many.as_uri()}#support")
    page.click("#found li a")
    page.wait_for_url("**/interviews/*.html#support")
    name = page.get_attribute(".interview", "data-id")
    assert page.inner_text("#found h2").endswith(f"({frame.loc['support', name]})")
    unit = page.get_attribute("#found li a", "href").removeprefix("#")
    page.goto(f"{many.as_uri()}#{unit}")
    page.wait_for_url(f"**/interviews/{name}.html#{unit}")
    assert page.evaluate("document.activeElement.id") == unit
    page.goto(f"{many.as_uri()}#support@transcript={name}")
    page.wait_for_url(f"**/interviews/{name}.html#support@transcript={name}")
    page.click("nav a[href='../interviews.html']")
    page.wait_for_url("**/interviews.html")
    assert len(page.query_selector_all("#found li")) == 5
    page.goto(f"{many.as_uri()}#nothing")
    page.wait_for_timeout(20)
    assert page.inner_text("#status").startswith("Ei löydy")
    assert faults == []
    page.close()


def test_pages_of_interviews_have_names_that_any_system_takes() -> None:
    names = ["H1", "h1", "a/b", "a:b", "a b%20", "..", "Äiti"]
    files = files_of(names)
    assert list(files.values()) == [
        "interviews/H1.html", "interviews/h1-1.html", "interviews/a-b.html", "interviews/a-b-1.html", "interviews/a b-20.html",
        "interviews/-.html", "interviews/Äiti.html",
    ]  # fmt: skip
