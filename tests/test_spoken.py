"""Finnish as it is spoken: each sound change is taken back, and written words stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.language import readings
from qualcode.language.pykko import lexicon
from qualcode.language.reading import SOURCES, source_of
from qualcode.language.spoken import ways
from qualcode.language.transducer import as_written


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        # the end is cut
        ("koulus", "koulu"), ("kauppaan", "kauppa"), ("pöydält", "pöytä"), ("kaverilt", "kaveri"), ("ystäväl", "ystävä"), ("kolmeks", "kolme"),
        ("pomol", "pomo"), ("huonost", "huonosti"), ("sitouttas", "sitouttaa"), ("ehtisin", "ehtiä"), ("lupais", "luvata"), ("suur", "suuri"),
        ("raportei", "raportti"), ("toimittajii", "toimittaja"),
        # -n and -t are lost
        ("kauppaa", "kauppa"), ("lähettäny", "lähettää"), ("luvannu", "luvata"), ("myytii", "myydä"), ("sovittii", "sopia"), ("kuulunna", "kuulua"),
        # vowels grow together
        ("vaikee", "vaikea"), ("korkeet", "korkea"), ("tarinoo", "tarina"), ("palveluu", "palvelu"), ("vastuuta", "vastuu"), ("kipiä", "kipeä"),
        ("tarjoo", "tarjota"), ("osuu", "osua"), ("hävettää", "hävettää"),
        # i is lost after the first syllable
        ("tavallinen", "tavallinen"), ("punanen", "punainen"), ("ilmottautu", "ilmoittautua"), ("osottaa", "osoittaa"), ("vastasin", "vastata"),
        # d
        ("nähä", "nähdä"), ("kehen", "kuka"), ("yhistää", "yhdistää"), ("saaha", "saada"), ("vuojen", "vuosi"), ("lähretään", "lähteä"),
        ("tehrään", "tehdä"), ("aijan", "aita"), ("tuohaan", "tuoda"),
        # ts
        ("seurattu", "seurata"), ("mettässä", "metsä"), ("kahtella", "katsella"), ("itseäni", "itse"), ("etittiin", "etsiä"),
        # long consonants and echoed vowels
        ("kerttoo", "kertoa"), ("tullee", "tulla"), ("hallaus", "halaus"), ("palakka", "palkka"), ("silimä", "silmä"), ("vanahoja", "vanha"),
        ("jalaka", "jalka"), ("menohon", "meno"),
        # diphthongs
        ("tyänantaja", "työnantaja"), ("puali", "puoli"), ("miäs", "mies"), ("aena", "aina"), ("koera", "koira"), ("tiiätkö", "tietää"),
        # short stems and words grown together
        ("tuutte", "tulla"), ("meetkö", "mennä"), ("ootteko", "olla"), ("oisit", "olla"), ("näätkö", "nähdä"), ("paat", "panna"),
        ("voiks", "voida"), ("saaksä", "saada"), ("haluutsä", "haluta"), ("enks", "ei"), ("mulon", "olla"), ("sillon", "silloin"),
        # numerals
        ("viiskyt", "viisikymmentä"), ("kolkytkaks", "kolmekymmentäkaksi"), ("kaheksan", "kahdeksan"), ("kakstoista", "kaksitoista"),
        # forms that are other words in writing
        ("haluun", "haluta"), ("mettään", "metsä"), ("lähetään", "lähteä"), ("alko", "alkaa"), ("rupee", "ruveta"), ("millon", "milloin"),
        # and of more regions
        ("sellaanen", "sellainen"), ("olj", "olla"), ("palijon", "paljon"), ("kuitenkii", "kuitenkin"), ("immeisii", "ihminen"),
        ("tiato", "tieto"), ("vastausaeka", "vastausaika"), ("kahotaan", "katsoa"), ("asjakas", "asiakas"), ("mejjän", "me"),
        # words of talk that the lexicon holds
        ("semmosia", "semmoinen"), ("oikeestaan", "oikeastaan"), ("itte", "itse"), ("mun", "minä"), ("tonne", "tuonne"), ("hirveesti", "hirveästi"),
    ],
)  # fmt: skip
def test_a_spoken_form_has_the_written_lemma(form: str, lemma: str) -> None:
    assert lemma in readings(form, "fi")


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [("et", "ei", "että"), ("kato", "kato", "katsoa"), ("mut", "mutta", "minä"), ("kun", "kun", "kuin")],
)
def test_a_written_word_keeps_its_reading_beside_the_spoken_one(form: str, first: str, second: str) -> None:
    assert readings(form, "fi")[:2] == (first, second)


@pytest.mark.parametrize(
    "form",
    [
        "saari",
        "tulos",
        "lähes",
        "kansi",
        "puhuja",
        "koulu",
        "maa",
        "joki",
        "kukka",
        "Järvinen",
        "pointti",
        "hinnat",
        "viestintä",
    ],
)
def test_a_written_word_is_nothing_else(form: str) -> None:
    assert {source_of(lemma) for lemma in readings(form, "fi")} <= {"dictionary", "lexicon"}


def test_readings_say_what_they_are_known_from() -> None:
    found = {
        form: readings(form, "fi")[0].source for form in ("asiakas", "asiakastukipalvelussa", "asiakkaal", "xzqwbrt")
    }
    assert found == {
        "asiakas": "dictionary",
        "asiakastukipalvelussa": "lexicon",
        "asiakkaal": "spoken",
        "xzqwbrt": "guessed",
    }


@given(st.text("aeiouyäöhklmnprstvjd", min_size=1, max_size=14))
@settings(max_examples=150, deadline=None)
def test_ways_lead_forwards_and_the_form_itself_is_one(form: str) -> None:
    found = ways(form)
    assert len(found) == len(form)
    assert all(start < way.to <= len(form) for start, onward in enumerate(found) for way in onward)
    assert all(own[0] in onward for own, onward in zip(as_written(form), found, strict=True))


@given(st.text("aeiouyäöhklmnprstvjd", min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_every_form_has_readings_with_sources_and_no_two_alike(form: str) -> None:
    found = readings(form, "fi")
    assert found
    assert len(set(found)) == len(found)
    assert all(lemma.source in SOURCES for lemma in found)


@given(st.sampled_from(["talossa", "asiakkaalle", "viestintää", "perehdytys", "hinta", "tehdään", "kannattavuus"]))
def test_what_is_read_as_written_costs_nothing_among_the_ways(form: str) -> None:
    found = lexicon()
    assert found is not None
    plain = {a.lemma for a in found.analyse(form, 0.0)}
    assert plain <= {a.lemma for a in found.analyse_ways(ways(form)) if a.weight == 0.0}
