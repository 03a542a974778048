"""What tells who someone is, found in what is said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.privacy.identifiers import identifiers_in
from qualcode.privacy.names import names_in
from qualcode.results.run import run_study
from qualcode.study import open_study

Make = Callable[..., Path]


@pytest.mark.parametrize(
    ("kind", "said", "found"),
    [
        ("an identity code", "Tunnus on 131052-308T, siis.", ["131052-308T"]),  # the example of the Digital and Population Data Services Agency
        ("an identity code", "131052A308T 010594Y9032 tai 010100X123A", ["131052A308T", "010594Y9032", "010100X123A"]),
        ("an identity code", "991399-1234 on tuote", []),
        ("an account number", "FI21 1234 5600 0007 85 ja FI2112345600000785", ["FI21 1234 5600 0007 85", "FI2112345600000785"]),
        ("an account number", "FI22 1234 5600 0007 85", []),
        ("an e-mail address", "kirjota matti.m+x@yritys.fi niin", ["matti.m+x@yritys.fi"]),
        ("a web address", "katso www.yritys.fi/tuki, tai yritys.fi.", ["www.yritys.fi/tuki", "yritys.fi"]),
        ("an exact date", "1.2.1985, 12. maaliskuuta 1985, 2024-05-06 ja 5. toukokuuta",
         ["1.2.1985", "12. maaliskuuta 1985", "2024-05-06", "5. toukokuuta"]),
        ("an exact date", "on March 12, 2020 and 3rd of May, in May 2020", ["March 12, 2020", "3rd of May"]),
        ("a phone number", "040 123 4567, +358 40 1234567, (09) 123 4567", ["040 123 4567", "+358 40 1234567", "(09) 123 4567"]),
        ("a phone number", "0,45 euroa, 1000 kertaa, vuonna 2020, 05.06. ja 000", []),
        ("a street and a number", "Hämeenkatu 5 A 12, Mannerheimintiellä 12, 12 Baker Street",
         ["Hämeenkatu 5 A 12", "Mannerheimintiellä 12", "12 Baker Street"]),
        ("a street and a number", "tie 5 on huono, Mietin 5 kertaa", []),
        ("a postcode", "33100 Tampere, 12345 euroa", ["33100"]),
        ("a number plate", "auto on ABC-123, COVID-19", ["ABC-123"]),
        ("an age", "oon 42-vuotias, neljäkymmentäkaksi vuotta vanha, täytin 50", ["42-vuotias", "neljäkymmentäkaksi vuotta vanha", "täytin 50"]),
        ("an age", "a 42-year-old, and aged 7; 42 years ago", ["42-year-old", "aged 7"]),
    ],
)  # fmt: skip
def test_what_tells_who_someone_is_by_its_form(kind: str, said: str, found: list[str]) -> None:
    assert [said[one.start : one.end] for one in identifiers_in(said) if one.kind == kind] == found


@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.sampled_from("-YXWVUABCDEF+"),
    st.integers(2, 999),
    st.text(max_size=8),
)
def test_every_identity_code_is_found_where_it_stands(
    day: int, month: int, year: int, century: str, number: int, before: str
) -> None:
    digits = f"{day:02}{month:02}{year:02}{number:03}"
    code = f"{digits[:6]}{century}{digits[6:]}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(digits) % 31]}"
    text = f"{before} {code} {before}"
    assert ("an identity code", len(before) + 1, len(before) + 1 + len(code)) in [*identifiers_in(text)]


@given(st.text(alphabet=st.sampled_from("0123456789 -+.,@:/()ABCfiTtie katu"), max_size=60))
def test_what_is_found_does_not_overlap(text: str) -> None:
    found = list(identifiers_in(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.slow
def test_quotes_that_tell_who_someone_is_are_told(make_study: Make) -> None:
    said = "I: How?\n\nP: We talk by phone, call 040 123 4567. Money is at p@firm.fi, and I am a 42-year-old.\n"
    root = make_study(
        {"transcripts/a.txt": said, "qualcode.toml": '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\n'}
    )
    (told,) = [text for text in run_study(open_study(root)).warnings if "who someone is" in text]
    assert (
        "names: a phone number (a:1), an e-mail address (a:2)." in told
    )  # ages are told where interviews are called otherwise
    (root / "transcripts/a.txt").write_text("I: How?\n\nP: We talk by phone. Money helps.\n", encoding="utf-8")
    assert not any("who someone is" in text for text in run_study(open_study(root)).warnings)


@pytest.mark.parametrize(
    ("said", "language", "found"),
    [
        ("Sit kun tulin Puntualille, Matti sanoi että tervetuloa.", "fi", ["Puntualille", "Matti"]),
        ("Mut niin se meni. Yks kaveri lähti, Niil oli kiire.", "fi", []),
        (
            "Helsingissä oli kylmä. Toivon parasta. Tämä on.",
            "fi",
            ["Helsingissä", "Toivon"],
        ),  # a sentence's first word, and one that is both
        ("Opetusministeriö päätti. Asiakas soitti.", "fi", ["Opetusministeriö"]),
        ("Puhuttiin eBayn kanssa ja H&M:n.", "fi", ["eBayn", "H&M:n"]),
        ("I talk to Kalle, and I'm here. Talk is cheap.", "en", ["Kalle"]),
        ("Zorgon came. We met Zorgon again.", "en", ["Zorgon", "Zorgon"]),
        ("Det var Anna. Sedan kom jag.", "sv", ["Anna"]),
    ],
)
def test_words_that_may_be_names(said: str, language: str, found: list[str]) -> None:
    assert [said[one.start : one.end] for one in names_in([(said, language)])] == found


def test_a_word_is_a_name_where_it_stands_with_a_capital_elsewhere() -> None:
    texts = [("Prisma oli lähellä.", "fi"), ("Kävin siinä Prismassa, ja Prismaan tuli muutkin.", "fi")]
    assert [(one.text, one.lemma) for one in names_in(texts)] == [(0, "prisma"), (1, "prisma"), (1, "prisma")]


@pytest.mark.slow
def test_names_are_told_in_quotes_of_interviews_called_otherwise_by_the_language_they_are_in(make_study: Make) -> None:
    said = "I: Mitä?\n\nP: Helsingissä puhuttiin usein. Rahaa oli vähän.\n"
    files = {"transcripts/Virtanen.txt": said, "transcripts/participants.csv": "transcript,alias\nVirtanen,Myyjä 1\n"}
    settings = '[study]\nlanguage = "fi"\n[speakers]\ninterviewer = ["I"]\n[report]\nnames = "alias"\n'
    (told,) = [
        text
        for text in run_study(open_study(make_study({**files, "qualcode.toml": settings}))).warnings
        if "may be" in text
    ]
    assert "1 word that may be a name stands in the quotes: Helsingissä (Virtanen:1)." in told
