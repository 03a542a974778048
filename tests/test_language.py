"""Readings, compound parts, tokens and the store on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import UnknownName
from qualcode.language import content_words, open_readings, readings
from qualcode.language.compounds import parts
from qualcode.language.pykko import transducer
from qualcode.language.tokens import count_words, split_words, tokenise
from qualcode.model import Transcript, Turn


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("myymälässä", "myymälä"),
        ("Toimittajille", "toimittaja"),
        ("vuokrattiin", "vuokrata"),
        ("palkittujen", "palkita"),
        ("palkittujen", "palkittu"),
        ("hyllymme", "hylly"),
        ("kauppiaallekin", "kauppias"),
        ("GPS:ää", "gps"),
        ("ERP-laitteessa", "erp-laite"),
        ("dashboardissa", "dashboard"),
        ("LinkedIniin", "linkedin"),
        ("takuukeskusteluja", "takuukeskustelu"),
        ("mä", "minä"),
        ("oon", "olla"),
        ("meijän", "me"),
        ("sanonu", "sanoa"),
        ("opettajien", "opettaja"),
        ("tilattii", "tilata"),
        ("yhteydessä", "yhteys"),
        ("tiedottamisesta", "tiedottaminen"),
        ("kalliimpaa", "kallis"),
    ],
)
def test_finnish_forms_have_the_lemma(form: str, lemma: str) -> None:
    assert lemma in readings(form, "fi")


@pytest.mark.parametrize(("form", "lemma"), [("jälkeen", "jälki"), ("yritys", "yrittää"), ("silloin", "silta")])
def test_readings_that_treebanks_show_false_are_pruned(form: str, lemma: str) -> None:
    assert lemma not in readings(form, "fi")


@pytest.mark.parametrize(
    ("form", "lemma"), [("meetings", "meeting"), ("left", "leave"), ("bought", "buy"), ("customer's", "customer"), ("better", "good")]
)
def test_english_forms_have_the_lemma(form: str, lemma: str) -> None:
    assert lemma in readings(form, "en")


def test_swedish_is_read_too() -> None:
    assert readings("kunderna", "sv") == ("kund",)


def test_an_unknown_language_lists_those_there_are() -> None:
    with pytest.raises(UnknownName, match="en, fi, pyvoikko, sv"):
        readings("x", "de")


@pytest.mark.parametrize("form", ["", "…", "123", "😀", "xzqw", "x" * 300])
def test_any_form_has_a_reading(form: str) -> None:
    assert readings(form, "fi")


def test_the_lexicon_gives_the_lemma_and_the_cuts() -> None:
    found = transducer()
    assert found is not None
    assert next((a.lemma, a.pos) for a in found.analyse("ostopolkua")) == ("osto|polku", "noun")


@pytest.mark.parametrize(
    ("lemma", "part", "is_part"),
    [
        ("asiakastuki", "tuki", True),
        ("tukipyyntö", "tuki", True),
        ("tuki", "tuki", True),
        ("katukivi", "tuki", False),
        ("asiakas", "asia", False),
    ],
)
def test_compound_parts_are_words_not_letters(lemma: str, part: str, is_part: bool) -> None:
    assert (part in parts(lemma, "fi")) is is_part


def test_sentences_end_at_marks_and_lines_and_go_on_over_a_pause() -> None:
    text = "Joo. Mä en … tai siis ei. No… Sitten loppui.\nUusi rivi"
    transcript = Transcript("a", Path("a"), "txt", "fi", text, (Turn(1, "A", "participant", None, 0, len(text)),))
    sentences: dict[int, list[str]] = {}
    tokens = tokenise(transcript)
    for start, end, sentence in zip(tokens.start, tokens.end, tokens.sentence, strict=True):
        sentences.setdefault(int(sentence), []).append(text[start:end])
    assert [words[0] for words in sentences.values()] == ["Joo", "Mä", "No", "Sitten", "Uusi"]


def test_transcribers_notes_are_no_words() -> None:
    text = "Niin [naurahtaa] (naurua) joo <laughs> (--) [0:04:23 pp] (unintelligible)"
    transcript = Transcript("a", Path("a"), "txt", "fi", text, (Turn(1, "A", "participant", None, 0, len(text)),))
    tokens = tokenise(transcript)
    assert [word for form in tokens.form if (word := tokens.forms[form]).isalpha()] == ["Niin", "joo"]
    assert count_words(text) == 2
    assert count_words("Joo (tai siis ehkä) <10 kg") == 6


def test_rules_are_split_as_texts_are() -> None:
    assert split_words("follow-up", "en") == ["follow", "-", "up"]
    assert split_words("kanta-asiakas", "fi") == ["kanta-asiakas"]


def test_the_store_remembers_and_forgets_other_versions(tmp_path: Path) -> None:
    store = open_readings("fi", tmp_path)
    found = store["taloissa"]
    store.save()
    kept = open_readings("fi", tmp_path)
    assert dict(kept) == {"taloissa": found}
    (tmp_path / "readings-fi.json").write_text('{"versions": "old", "readings": {"x": ["y"]}}', encoding="utf-8")
    assert dict(open_readings("fi", tmp_path)) == {}
    (tmp_path / "readings-fi.json").write_text("{torn", encoding="utf-8")
    assert dict(open_readings("fi", tmp_path)) == {}


def test_content_words_leave_small_words_out() -> None:
    words_of = content_words("fi", open_readings("fi", None))
    assert words_of("Miten te sitten pidätte yhteyttä asiakkaisiin?") == {"yhteys", "asiakas"}
