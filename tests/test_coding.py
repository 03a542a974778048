"""Rules on text: what each kind of rule hits, units, and exact spans whatever the text and the codebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import book, code
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.codebook import parse_rule, read_codebook
from qualcode.coding import check_anchors, code_transcript, compile_rules
from qualcode.coding.anchors import code_sentence
from qualcode.coding.units import units_of
from qualcode.language import open_readings
from qualcode.language.tokens import count_words, tokenise
from qualcode.model import Codebook, Coding, Transcript, Turn, UnitKind

STORES = {language: open_readings(language, None) for language in ("fi", "en")}


def rules_book(*lines: str) -> Codebook:
    return book(code("c", rules={"": tuple(parse_rule(line) for line in lines)}))


def quotes(rule: str, sentence: str, language: str = "fi") -> list[str]:
    return [coding.quote for coding in code_sentence(sentence, language, compile_rules(rules_book(rule), language, STORES[language]))]


@pytest.mark.parametrize(
    ("rule", "sentence", "hits"),
    [
        ("viestintä", "Meidän viestintämme on viestintää.", ["viestintämme", "viestintää"]),
        ("viestintä", "Viestintäpäällikkö lähti.", []),
        ("olla yhteys", "Oltiin yhteydessä heihin.", ["Oltiin yhteydessä"]),
        ("olla yhteys", "Oltiin eilen yhteydessä.", []),
        ("ottaa ... yhteys", "Otin heihin heti aamulla yhteyttä.", ["Otin heihin heti aamulla yhteyttä"]),
        ("ottaa ... yhteys", "Otin yksi kaksi kolme neljä viisi kuusi yhteyttä.", []),
        ("ottaa ... yhteys", "Ottavat, no, siis, tavallaan, yhteyttä.", ["Ottavat, no, siis, tavallaan, yhteyttä"]),
        ("ottaa...yhteys", "Ottavat no yhteyttä.", ["Ottavat no yhteyttä"]),
        ("asiakas & /(?=.*hinta)/", "Asiakas sanoi että hinta on hyvä.", ["Asiakas"]),
        ("*tuki", "Asiakastuessa soi.", ["Asiakastuessa"]),
        ("asiakas*", "Asiakaspalvelusta soitettiin.", ["Asiakaspalvelusta"]),
        ("~tuki", "Tukipyyntöjä ja katukiviä.", ["Tukipyyntöjä"]),
        ('"CRM"', "CRM ja crm.", ["CRM"]),
        (r"/\d+ prosen\w+/", "Noin 20 prosenttia.", ["20 prosenttia"]),
        ("asiakas & palaute", "Palautetta tulee asiakkaalta.", ["asiakkaalta"]),
        ("asiakas & palaute", "Asiakas tuli. Palaute meni.", []),
        ("asiakas & !hinta", "Asiakas kysyi hintaa.", []),
        ("asiakas & !hinta", "Asiakas kysyi apua.", ["Asiakas"]),
    ],
)
def test_finnish_rules(rule: str, sentence: str, hits: list[str]) -> None:
    assert quotes(rule, sentence) == hits


def test_english_hyphens_and_patterns() -> None:
    assert quotes("follow-up", "We had a follow-up call.", "en") == ["follow-up"]
    assert quotes("n-n", "An n-n call.", "en") == ["n-n"]
    pattern = parse_rule({"pattern": [{"LEMMA": "call"}, {"LOWER": "back"}]})
    matcher = compile_rules(book(code("c", rules={"en": (pattern,)})), "en", STORES["en"])
    assert [c.quote for c in code_sentence("They called back.", "en", matcher)] == ["called back"]


def test_a_coding_says_why() -> None:
    (coding,) = code_sentence("Soitimme asiakkaille.", "fi", compile_rules(rules_book("soittaa ... asiakas"), "fi", STORES["fi"]))
    assert (coding.code, coding.coder, coding.rule, coding.lemma) == ("c", "rules", "soittaa ... asiakas", "soittaa asiakas")


def test_two_rules_on_one_stretch_are_one_coding() -> None:
    matcher = compile_rules(rules_book("soittaa", "soitt*"), "fi", STORES["fi"])
    assert len(code_sentence("Soitimme.", "fi", matcher)) == 1


def test_a_slow_regex_is_stopped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.coding.match.REGEX_SECONDS", 0.05)
    matcher = compile_rules(rules_book("/(a|aa)+$/", "loppu"), "fi", STORES["fi"])
    found = code_sentence("loppu " + "a" * 60 + "!", "fi", matcher)
    assert ([c.quote for c in found], matcher.slow) == (["loppu"], {"(a|aa)+$"})


TEXT = "K: Mitä? V: Yksi. Kaksi. K: Siis? V: Kolme. K: Entä toinen? V: Neljä."


def interview() -> Transcript:
    pieces = [
        ("K", "Mitä?", "q1"),
        ("V", "Yksi. Kaksi.", "q1"),
        ("K", "Siis?", "q1"),
        ("V", "Kolme.", "q1"),
        ("K", "Entä?", "q2"),
        ("V", "Neljä.", "q2"),
    ]
    text, turns = "", []
    for number, (who, said, question) in enumerate(pieces, 1):
        turns.append(Turn(number, who, "interviewer" if who == "K" else "participant", question, len(text), len(text) + len(said)))
        text += said + "\n"
    return Transcript("a", Path("a"), "txt", "fi", text, tuple(turns))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("sentence", [["Yksi."], ["Kaksi."], ["Kolme."], ["Neljä."]]),
        ("turn", [["Yksi. Kaksi."], ["Kolme."], ["Neljä."]]),
        ("answer", [["Yksi. Kaksi.", "Kolme."], ["Neljä."]]),
    ],
)
def test_units(kind: UnitKind, expected: list[list[str]]) -> None:
    transcript = interview()
    units = units_of(transcript, tokenise(transcript), kind)
    found: dict[int, list[str]] = {}
    for unit, start, end in zip(units.unit.tolist(), units.start.tolist(), units.end.tolist(), strict=True):
        found.setdefault(unit, []).append(transcript.text[start:end])
    assert found == dict(enumerate(expected, 1))
    assert units.words.tolist() == [count_words(text) for stretches in expected for text in stretches]


def test_the_interviewer_is_coded_only_when_asked() -> None:
    transcript = interview()
    matcher = compile_rules(rules_book("mikä"), "fi", STORES["fi"])
    for asked, turns in ((False, [2, 4, 6]), (True, [1, 2, 3, 4, 5, 6])):
        coded = code_transcript(transcript, tokenise(transcript), matcher, "turn", code_interviewer=asked)
        assert (coded.units.turn.tolist(), len(coded.codings)) == (turns, int(asked))


def test_an_answer_joins_what_stands_on_both_sides_of_a_follow_up() -> None:
    transcript = interview()
    matcher = compile_rules(rules_book("yksi & kolme"), "fi", STORES["fi"])
    assert [c.quote for c in code_transcript(transcript, tokenise(transcript), matcher, "answer").codings] == ["Yksi"]
    assert code_transcript(transcript, tokenise(transcript), matcher, "turn").codings == ()


WORDS = [
    "asiakas",
    "asiakkaalle",
    "Soitimme",
    "tuki",
    "asiakastuessa",
    "ei",
    "palautetta",
    "CRM:ää",
    "…",
    "😀",
    "e\u0301",
    "\u0130",
    "[nauraa]",
    "?",
    ".",
]
LINES = [
    "asiakas",
    "~tuki",
    "soittaa ... asiakas",
    "asiakas & palaute",
    "palaute & !ei",
    "/\\w+ta\\b/",
    "asiak*",
    "*tuki",
    '"CRM:ää"',
    "=ei",
]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12), min_size=1, max_size=5),
    st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(["sentence", "turn", "answer"]),
)
def test_every_coding_points_at_its_quote(said: list[list[str]], rules: list[list[str]], unit: UnitKind) -> None:
    text, turns = "", []
    for number, words in enumerate(said, 1):
        speech = " ".join(words)
        turns.append(Turn(number, "V", "participant", None, len(text), len(text) + len(speech)))
        text += speech + "\n\n"
    transcript = Transcript("a", Path("a"), "txt", "fi", text, tuple(turns))
    codes = [code(f"c{i}", rules={"fi": tuple(map(parse_rule, lines))}) for i, lines in enumerate(rules)]

    def run(*order: int) -> set[Coding]:
        matcher = compile_rules(book(*(codes[i] for i in order)), "fi", STORES["fi"])
        coded = code_transcript(transcript, tokenise(transcript), matcher, unit)
        u = coded.units
        stretches = {(unit, turn): (start, end) for unit, turn, start, end in zip(u.unit, u.turn, u.start, u.end, strict=True)}
        for c in coded.codings:
            assert text[c.start : c.end] == c.quote
            start, end = stretches[c.unit, c.turn]
            assert start <= c.start < c.end <= end
        return set(coded.codings)

    assert run(*range(len(codes))) == run(*reversed(range(len(codes))))


def test_anchor_examples_are_tests(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(
        "format: 1\nname: b\ncodes:\n  - id: t\n    counterexamples: {fi: [Soitin kitaraa.]}\n    codes:\n      - id: s\n        rules: {fi: [soittaa]}\n"
        "        examples: {fi: [Soitin heille., En puhunut.]}\n",
        encoding="utf-8",
    )
    results = list(check_anchors(read_codebook(path), STORES.__getitem__, "fi"))
    assert [(r.code.id, r.sentence, r.passed) for r in results] == [
        ("t", "Soitin kitaraa.", False),
        ("s", "Soitin heille.", True),
        ("s", "En puhunut.", False),
    ]


def test_the_coder_works_in_a_spacy_pipeline(tmp_path: Path) -> None:
    import spacy

    path = tmp_path / "b.yaml"
    path.write_text("format: 1\nname: b\ncodes:\n  - id: call\n    rules: {fi: [soittaa]}\n", encoding="utf-8")
    nlp = spacy.blank("fi")
    nlp.add_pipe("qualcode", config={"codebook": str(path)})
    doc = nlp("Hei. Soitimme eilen ja soitamme taas.")
    assert [(span.text, span.label_) for span in doc.spans["qualcode"]] == [("Soitimme", "call"), ("soitamme", "call")]
