"""Quotes that are worth reading: whole ones first, no greetings, those that people chose before all others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from commands import here

from qualcode.analysis import quotes
from qualcode.people.counted import count_study
from qualcode.people.decision_places import people_of
from qualcode.people.pinned import Pin, read_pins, set_pin
from qualcode.report.blocks import QuoteBlock
from qualcode.results.findings import StudyFindings, findings_of
from qualcode.review.session import Session
from qualcode.review.study_view import Refused
from qualcode.study import open_study

Make = Callable[..., Path]
TALK = """I: How do you talk?

P: Hi, thanks for the call. We talk by phone. Whenever something goes wrong at the office we pick up the phone and talk it over at once.
Then we talk about money with the people who have some.

I: And more?

P: Not much more talk.
"""
TURNS = '[study]\nlanguage = "en"\n[coding]\nunit = "turn"\n[report]\nquote_attributes = ["position", "industry"]\n'
PEOPLE = "transcript,position,industry\na,sales manager,IT\n"


def content(root: Path) -> StudyFindings:
    return findings_of(count_study(open_study(root)))


def quoted(root: Path, code: str) -> list[QuoteBlock]:
    found = content(root).findings
    found.parts.begin()
    return [block for block in found.parts.quotes(code) if isinstance(block, QuoteBlock)]


@pytest.fixture
def study(make_study: Make) -> Path:
    return make_study({"transcripts/a.txt": TALK, "qualcode.toml": '[study]\nlanguage = "en"\n'})


def test_what_says_something_comes_before_what_is_short_and_greetings_last(study: Path) -> None:
    counted = count_study(open_study(study))
    found = quotes(counted.tidy, "talk", counted.corpus.text).frame["quote"].tolist()
    assert found[0].startswith("Whenever something goes wrong at the office we pick up the phone")
    assert found[-1] in ("We talk by phone.", "Not much more talk.", "Hi, thanks for the call.")


def test_a_chosen_quote_is_used_as_it_was_chosen_and_found_again_when_it_moved(study: Path) -> None:
    path = study / "codings/quotes.csv"
    path.parent.mkdir()
    path.write_text("transcript,code,quote\na,talk,We talk by phone.\n", encoding="utf-8")
    assert quoted(study, "talk")[0].text == "We talk by phone."
    text = count_study(open_study(study)).corpus.text("a")
    start = text.index("We talk by phone")
    set_pin(study, Pin("a", start, start + 17, "talk", "We talk by phone."), chosen=True)
    transcript = study / "transcripts/a.txt"
    transcript.write_text(TALK.replace("How do you talk?", "How do you talk with your customers?"), encoding="utf-8")
    assert quoted(study, "talk")[0].text == "We talk by phone."
    set_pin(study, Pin("a", start, start + 17, "talk", ""), chosen=False)
    assert [pin.start for pin in read_pins(path)] == [-1]


def test_a_chosen_quote_that_cannot_be_used_is_told(study: Path) -> None:
    path = study / "codings/quotes.csv"
    path.parent.mkdir()
    rows = "transcript,code,quote\nb,talk,We talk.\na,talk,Nobody said this.\na,money,Not much more talk.\n"
    path.write_text(rows, encoding="utf-8")
    told = "\n".join(map(str, content(study).warnings))
    assert "quotes.csv:2: the transcript 'b' of a chosen quote is not in the study" in told
    assert "quotes.csv:3: the chosen quote 'Nobody said this.' is not in a" in told
    assert "the chosen quote 'Not much more talk.' (a) is not coded 'money', so it is not quoted" in told


def test_of_a_long_turn_what_was_left_out_is_shown_and_the_speaker_is_described(make_study: Make) -> None:
    long = (
        "P: "
        + " ".join(f"Sentence number {i} is about nothing at all and goes on." for i in range(8))
        + " We talk by phone every day.\n"
    )
    root = make_study(
        {"transcripts/a.txt": f"I: So?\n\n{long}", "transcripts/participants.csv": PEOPLE, "qualcode.toml": TURNS}
    )
    (quote,) = quoted(root, "phone")
    assert quote.text.startswith("[…] ")
    assert quote.text.endswith("We talk by phone every day.")
    assert quote.source == "a, sales manager, IT"


def test_chosen_quotes_follow_a_renamed_code_and_a_renamed_interview(study: Path) -> None:
    path = study / "codings/quotes.csv"
    path.parent.mkdir()
    path.write_text("transcript,code,quote\na,phone,We talk by phone.\n", encoding="utf-8")
    assert here(study, "code", "rename", "phone", "calls").returncode == 0
    assert here(study, "transcripts", "rename", "a", "b").returncode == 0
    (pin,) = read_pins(path)
    assert (pin.transcript, pin.code, pin.quote) == ("b", "calls", "We talk by phone.")
    assert quoted(study, "calls")[0].text == "We talk by phone."


def test_a_quote_is_pinned_and_unpinned_on_the_review_page(study: Path) -> None:
    root = study
    session = Session(people_of(open_study(root)), "Anna")
    found = session.transcript("a")
    coding = next(one for one in found["codings"] if one["code"] == "phone")
    assert coding["pinned"] is False
    text = count_study(open_study(root)).corpus.text("a")
    start = text.index("We talk by phone.")
    asked = {"transcript": "a", "text": found["text"], "start": start, "end": start + 17, "code": "phone"}
    assert [one["pinned"] for one in session.pin(asked)["codings"]] == [True]
    assert quoted(root, "phone")[0].text == "We talk by phone."
    assert [one["pinned"] for one in session.pin(asked)["codings"]] == [False]
    assert read_pins(root / "codings/quotes.csv") == []
    with pytest.raises(Refused):
        session.pin({**asked, "code": "nothing"})


def test_a_sentence_that_says_something_comes_before_a_short_one(make_study: Make) -> None:
    long = "When a customer has a problem we talk it through until everybody is content."
    talk = f"Q: How?\n\nA: We talk about it every other week. {long}\n"
    counted = count_study(
        open_study(make_study({"transcripts/p1.txt": talk, "qualcode.toml": '[study]\nlanguage = "en"\n'}))
    )
    assert quotes(counted.tidy, "talk", counted.consent.text).frame["quote"].iloc[0] == long


def test_a_quote_of_an_interview_in_which_several_answer_says_who_speaks(make_study: Make) -> None:
    pair = "I: How do you talk?\n\nAnna: We talk by phone whenever something goes wrong.\n\nBo: I talk to them at the office on Fridays.\n"
    root = make_study({"transcripts/a.txt": pair, "transcripts/b.txt": TALK})
    sources = {block.text: block.source for block in quoted(root, "talk")}
    assert sources["We talk by phone whenever something goes wrong."] == "a, Anna"
    assert sources["I talk to them at the office on Fridays."] == "a, Bo"
    assert {source for text, source in sources.items() if source.startswith("b")} == {"b"}
    (root / "transcripts/participants.csv").write_text(
        "transcript,speaker,position\na,Anna,boss\na,Bo,clerk\nb,P,clerk\n", encoding="utf-8"
    )
    (root / "qualcode.toml").write_text('[report]\nquote_attributes = ["position"]\n', encoding="utf-8")
    assert {block.source for block in quoted(root, "talk")} == {"a, Anna, boss", "a, Bo, clerk", "b, clerk"}
