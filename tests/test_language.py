"""Readings, compound parts, tokens and the store on disk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.database import Database
from qualcode.errors import QualcodeError, UnknownName
from qualcode.language import check_readers, content_words, open_readings, readings
from qualcode.language.compounds import parts
from qualcode.language.hyphenation import pieces
from qualcode.language.negation import Negations
from qualcode.language.pykko import lexicon
from qualcode.language.tokeniser import count_words, parted, pipeline, split_words, tokenise
from qualcode.language.tokens import word_of
from qualcode.model import Transcript, Turn
from qualcode.normal import is_normal, normal, normal_letters
from qualcode.people.counted import code_study
from qualcode.study import open_study
from qualcode.study.scaffold import make_study


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
        ("lähetetyistä", "lähettää"),
        ("toimitettaisiin", "toimittaa"),
        ("tilatun", "tilattu"),
        ("hinnastossanne", "hinnasto"),
        ("saatko", "saada"),
        ("SLA:han", "sla"),
        ("Slackiin", "slack"),
        ("webinaarissa", "webinaari"),
        ("laskutuskäytäntöjä", "laskutuskäytäntö"),
        ("varastonhallintajärjestelmää", "varastonhallintajärjestelmä"),
        ("kasvattamisesta", "kasvattaminen"),
        ("luotettavuudesta", "luotettavuus"),
        ("sää", "sinä"),
        ("tuommosia", "tuommoinen"),
        ("ostettii", "ostaa"),
        ("puhuttais", "puhua"),
        ("opettajitten", "opettaja"),
    ],
)
def test_finnish_forms_have_the_lemma(form: str, lemma: str) -> None:
    assert lemma in readings(form, "fi")


@pytest.mark.parametrize(("form", "lemma"), [("jälkeen", "jälki"), ("yritys", "yrittää"), ("silloin", "silta")])
def test_readings_that_treebanks_show_false_are_pruned(form: str, lemma: str) -> None:
    assert lemma not in readings(form, "fi")


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("meetings", "meeting"), ("left", "leave"), ("bought", "buy"), ("customer's", "customer"), ("better", "good")],
)
def test_english_forms_have_the_lemma(form: str, lemma: str) -> None:
    assert lemma in readings(form, "en")


def test_swedish_is_read_too() -> None:
    assert readings("kunderna", "sv") == ("kund",)


def test_capitals_at_the_start_change_nothing_and_names_are_no_common_nouns() -> None:
    """A name of the lexicon that is a noun too is told from it by its capital inside a sentence."""
    text = "Rauha vallitsi. Soitin Rauhalle, ja rauha palasi. Kysyin Excelistä."
    transcript = Transcript("a", Path("a"), "txt", "fi", text, (Turn(1, "A", "participant", None, 0, len(text)),))
    store = open_readings("fi", None)
    tokens = tokenise(transcript)
    found = {tokens.forms[form]: store[tokens.forms[form]] for form in tokens.form}
    assert "rauha" in found["Rauha"]
    assert found["Rauhalle\tNAME"] == ("Rauha",)
    assert "excel" in found["Excelistä\tNAME"]
    assert readings("Toimitus", "fi") == readings("toimitus", "fi")


def test_a_reader_that_is_not_installed_is_named_with_its_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(QualcodeError, match="pip install no-such-model"):
        check_readers({"fi": "spacy:no_such_model"})
    with pytest.raises(UnknownName, match="spacy:NAME"):
        check_readers({"fi": "voiko"})
    monkeypatch.setitem(sys.modules, "pyvoikko", None)
    with pytest.raises(QualcodeError, match="pip install pyvoikko"):
        check_readers({"fi": "pyvoikko"})


@pytest.fixture
def tagger(tmp_path: Path) -> str:
    """A spaCy pipeline on disk that knows the part of speech of some words."""
    import spacy

    nlp = spacy.blank("fi")
    ruler = nlp.add_pipe("attribute_ruler")
    for word, pos in (("alusta", "VERB"), ("kuusi", "NUM"), ("Meri", "PROPN")):
        ruler.add([[{"TEXT": word}]], {"POS": pos})  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "tagger")
    return str(tmp_path / "tagger")


def test_a_spacy_pipeline_chooses_readings_by_part_of_speech(tagger: str) -> None:
    text = "Kone alusta heti, Meri tuli."
    transcript = Transcript("a", Path("a"), "txt", "fi", text, (Turn(1, "A", "participant", None, 0, len(text)),))
    tokens = tokenise(transcript, tagger)
    store = open_readings("fi", None, f"spacy:{tagger}")
    found = {word_of(form): store[form] for form in tokens.forms}
    assert found["alusta"] == ("alustaa",)
    assert readings("alusta", "fi") == ("alusta",)
    assert found["Meri"] == ("Meri",)
    assert "kone" in found["Kone"]


@pytest.mark.parametrize(
    ("language", "sentence", "word", "negated"),
    [
        ("fi", "Me emme lähetä raporttia.", "raporttia", True),
        ("fi", "Raporttia ei ole vielä saatu.", "Raporttia", True),
        ("fi", "Ei, me lähetetään raportti.", "raportti", False),
        ("fi", "Se ei toiminut, mutta raportti tuli.", "raportti", False),
        ("fi", "Se ei, niinku, saanut raporttia.", "raporttia", True),
        ("fi", "Ei vain raportti vaan myös kutsu.", "raportti", False),
        ("fi", "Jäätiin ilman kunnon raporttia.", "raporttia", True),
        ("fi", "Raporttia ilman ei pärjää.", "Raporttia", True),
        ("fi", "Saatiin raportti ilman viivettä.", "raportti", False),
        ("en", "We got the report without delay.", "report", False),
        ("en", "We dont get a report.", "report", True),
        ("fi", "Se sano et raportti tulee.", "raportti", False),
        ("fi", "Et sä raporttia tarvitse.", "raporttia", False),
        ("fi", "Et tarvitse raporttia.", "raporttia", True),
        ("fi", "Eikä kukaan lukenut raporttia.", "raporttia", True),
        ("fi", "Toivon ettei raportti katoa.", "raportti", True),
        ("en", "We didn't get a report.", "report", True),
        ("en", "We worked without a proper report.", "report", True),
        ("en", "No, the report came.", "report", False),
        ("en", "It never broke, but the report was late.", "report", False),
        ("en", "Not only the report but the call.", "report", False),
        ("sv", "Vi fick inte rapporten.", "rapporten", True),
    ],
)
def test_negation_holds_in_its_clause(language: str, sentence: str, word: str, negated: bool) -> None:
    transcript = Transcript(
        "a", Path("a"), "txt", language, sentence, (Turn(1, "A", "participant", None, 0, len(sentence)),)
    )
    start = sentence.index(word)
    assert Negations(language).of(tokenise(transcript)).hold(start, start + len(word)) is negated


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_tokens_are_the_tokenisers(text: str) -> None:
    """Splitting each chunk once gives what spaCy gives for the whole text, line by line; white space apart."""
    if any(mark in text for mark in "[<("):
        return
    transcript = Transcript("a", Path("a"), "txt", "fi", text, (Turn(1, "A", "participant", None, 0, len(text)),))
    tokens = tokenise(transcript)
    places = list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
    whole = [(token.idx, token.text) for token in pipeline("fi").make_doc(normal(text)) if not token.is_space]
    expected = [piece for at, word in whole for piece in parted(at, word, "fi")]
    assert [normal(text[start:end]) for start, end in places] == [word for _, word in expected]
    if is_normal(text):
        assert [start for start, _ in places] == [at for at, _ in expected]


@given(st.text("ab’'‑–\u00ad\u200b“”ä\u0308ﬁ- ", max_size=20))
def test_the_normal_form_is_normal_and_says_where_its_letters_stand(text: str) -> None:
    letters = normal_letters(text)
    assert "".join(letter for letter, _ in letters) == normal(text)
    assert [at for _, at in letters] == sorted(at for _, at in letters)
    assert is_normal(text) <= (normal(text) == text)
    assert normal(normal(text)) == normal(text)


def test_an_unknown_language_lists_those_there_are() -> None:
    with pytest.raises(UnknownName, match="en, fi, pyvoikko, sv"):
        readings("x", "de")


@pytest.mark.parametrize("form", ["", "…", "123", "😀", "xzqw", "x" * 300])
def test_any_form_has_a_reading(form: str) -> None:
    assert readings(form, "fi")


def test_the_lexicon_gives_the_lemma_and_the_cuts() -> None:
    found = lexicon()
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
    kept = Database(tmp_path / "store.sqlite")
    store = open_readings("fi", kept)
    found = store["taloissa"]
    for table, entries in store.new().items():
        kept.put(table, entries)
    again = open_readings("fi", Database(tmp_path / "store.sqlite"))
    again.learn(["taloissa", "talossa"])
    assert dict(again) == {"taloissa": found}
    assert [lemma.source for lemma in again["taloissa"]] == [lemma.source for lemma in found]
    other = open_readings("fi", kept, own={"x": ("y",)})
    other.learn(["taloissa"])
    assert dict(other) == {}


def test_content_words_leave_small_words_out() -> None:
    words_of = content_words("fi", open_readings("fi", None))
    assert words_of("Miten te sitten pidätte yhteyttä asiakkaisiin?") == {"yhteys", "asiakas"}


@pytest.mark.parametrize(
    ("said", "lemma"),
    [
        ("Hyvä juttu, et palautetta tulee joka viikko.", "että"),
        ("Musta tuntuu et oot hyvä siinä.", "että"),
        ("Oisko hyvä et olis palautetta?", "että"),
        ("Tiesin et ei se tuu.", "että"),
        ("Siis et me saadaan palautetta.", "että"),
        ("Se sano et tuu kattoon.", "että"),
        ("Sanotaan, et voi voi.", "että"),
        ("Et niitä on monta.", "että"),
        ("Et sä saa palautetta ikinä.", "ei"),
        ("Sä et oo saanu palautetta.", "ei"),
        ("Sitten et saa palautetta.", "ei"),
        ("Et enää tiedä mitä tehdä.", "ei"),
        ("Jos et tiedä niin kysyt.", "ei"),
        ("Kun et ole saanut palautetta.", "ei"),
    ],
)
def test_the_et_of_talk_is_a_conjunction_or_a_negative_verb_by_the_words_around_it(said: str, lemma: str) -> None:
    transcript = Transcript("a", Path("a"), "txt", "fi", said, (Turn(1, "A", "participant", None, 0, len(said)),))
    tokens = tokenise(transcript)
    (form,) = (tokens.forms[form] for form in tokens.form if word_of(tokens.forms[form]).lower() == "et")
    assert open_readings("fi", None)[form][0] == lemma


def test_a_conjunction_of_talk_is_no_lack_of_anything(tmp_path: Path) -> None:
    """The starter's `palaute & ei` codes who says that there is none, not who says `et` for `että`."""
    make_study(tmp_path / "new", "fi")
    said = "Haastattelija: Miten palaute kulkee?\n\nH9: Hyvä juttu, et palautetta tulee joka viikko. Mut sit et saa palautetta kesällä.\n"
    (tmp_path / "new/transcripts/h9.txt").write_text(said, encoding="utf-8")
    codings = code_study(open_study(tmp_path / "new")).codings
    found = codings[(codings["transcript"] == "h9") & (codings["code"] == "palautteen-puute")]
    assert list(found["unit"]) == [2]


def test_a_pipeline_is_made_once_for_all_who_ask() -> None:
    assert pipeline("en") is pipeline("en")
    assert (
        pipeline("en").make_doc("seven")[0].like_num
    )  # what words are is told here, which splitting alone does without


@pytest.mark.parametrize(
    ("word", "language", "broken"),
    [
        ("viestintäkanavat", "fi", "vies-tin-tä-ka-na-vat"),
        ("ankkuriesimerkki", "fi", "ank-ku-ri-esi-merkki"),
        ("asiakasuskollisuus", "fi", "asia-kas-us-kol-li-suus"),
        ("Haastatteluja", "fi", "Haas-tat-te-luja"),
        ("yö", "fi", "yö"),
        ("CRM:n", "fi", "CRM:n"),
        ("relationship", "en", "re-la-tion-ship"),
        ("Kommunikation", "sv", "Kom-mu-ni-ka-tion"),
        ("päällikkö", "en", "pääl-likkö"),
        ("NPS", "en", "NPS"),
    ],
)
def test_words_break_between_syllables_and_parts_of_compounds(word: str, language: str, broken: str) -> None:
    found = pieces(word, language)
    assert "-".join(found) == broken
    assert "".join(found) == word
