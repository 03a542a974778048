"""Rules on text: what each kind of rule hits, units, and exact spans whatever the text and the codebook."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import regex
from conftest import book, code
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.codebook import parse_rule, read_codebook
from qualcode.coding.anchors import check_anchors, code_sentence
from qualcode.coding.coder import code_transcript, compile_rules
from qualcode.coding.literals import needed, places_of
from qualcode.coding.units import units_of
from qualcode.coding.usage import RuleUsage
from qualcode.coding.why import reasons
from qualcode.language import open_readings
from qualcode.language.tokeniser import count_words, tokenise
from qualcode.model import Codebook, Coding, Transcript, Turn, UnitKind

STORES = {language: open_readings(language, None) for language in ("fi", "en")}


def rules_book(*lines: str) -> Codebook:
    return book(code("c", rules={"": tuple(parse_rule(line) for line in lines)}))


def quotes(rule: str, sentence: str, language: str = "fi") -> list[str]:
    return [
        coding.quote
        for coding in code_sentence(sentence, language, compile_rules(rules_book(rule), language, STORES[language]))
    ]


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
        ("kanta-asiakas", "Kanta-asiakkaalta kysyttiin.", ["Kanta-asiakkaalta"]),
        (r"/\u00e4iti\w*/", "Äitiys alkoi.", ["Äitiys"]),
        ("/haus/", "Sana hauſ on.", ["hauſ"]),
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
    (coding,) = code_sentence(
        "Soitimme asiakkaille.", "fi", compile_rules(rules_book("soittaa ... asiakas"), "fi", STORES["fi"])
    )
    assert (coding.code, coding.coder, coding.rule, coding.lemma) == (
        "c",
        "rules",
        "soittaa ... asiakas",
        "soittaa asiakas",
    )


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
        turns.append(
            Turn(
                number, who, "interviewer" if who == "K" else "participant", question, len(text), len(text) + len(said)
            )
        )
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


@pytest.mark.slow
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
        stretches = {
            (unit, turn): (start, end) for unit, turn, start, end in zip(u.unit, u.turn, u.start, u.end, strict=True)
        }
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


def coded_with(rules: str, text: str, question: str | None = None, extra: str = "") -> list[tuple[str, bool]]:
    """The quotes of a codebook's only code, and whether each is negated."""
    path = Path(tempfile.mkdtemp()) / "b.yaml"
    path.write_text(f"format: 1\nname: b\ncodes: [{{id: c, rules: {{fi: [{rules}]}}{extra}}}]\n", encoding="utf-8")
    turns = (Turn(1, "V", "participant", question, 0, len(text)),)
    transcript = Transcript("a", Path("a"), "txt", "fi", text, turns)
    found = code_transcript(transcript, tokenise(transcript), compile_rules(read_codebook(path), "fi", STORES["fi"]))
    return [(coding.quote, coding.negated) for coding in found.codings]


def test_a_coding_knows_its_negation_and_stays() -> None:
    assert coded_with("raportti", "Raportti tuli. En saanut raporttia.") == [("Raportti", False), ("raporttia", True)]


def test_a_rule_that_holds_the_negation_itself_is_not_negated() -> None:
    assert coded_with("ei vastata", "Siellä ei vastattu.") == [("ei vastattu", False)]


def test_a_code_is_applied_only_where_it_may() -> None:
    only = ", only: {question: [q2], role: [participant]}"
    assert coded_with("raportti", "Raportti.", "q1", only) == []
    assert coded_with("raportti", "Raportti.", "q2", only) == [("Raportti", False)]


def test_a_limit_holds_for_subcodes() -> None:
    assert (
        coded_with("x", "Raportti.", "q1", ", only: {question: [q2]}, codes: [{id: d, rules: {fi: [raportti]}}]") == []
    )


def test_rules_with_capitals_find_names_and_small_ones_do_not() -> None:
    assert quotes("rauha", "Soitin Rauhalle, tuli rauha.") == ["rauha"]
    assert quotes("Rauha", "Soitin Rauhalle, tuli rauha.") == ["Rauhalle", "rauha"]
    assert quotes("rauha", "Eilen Rauha tuli.") == []


PATTERNS = st.recursive(
    st.sampled_from(["asia", "tuk", "x", r"\w+", "[ab]", "päi", r"\d", ".", "ss"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}"])).map(lambda pair: f"({pair[0]}){pair[1]}"),
        inner.map(lambda one: f"{one}?"),
        inner.map(lambda one: f"(?={one})"),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(PATTERNS, st.text(alphabet="asiatukxbpäiss1 ", max_size=30))
def test_a_regex_matches_only_where_its_letters_stand(pattern: str, text: str) -> None:
    try:
        found = regex.search(pattern, text, regex.IGNORECASE)
    except regex.error:
        return
    letters = needed(pattern)
    if found is not None and letters:
        assert any(word in text.lower() for word in letters)


@given(st.lists(st.text(alphabet="abä.", min_size=1, max_size=4), max_size=6), st.text(alphabet="abä. ", max_size=40))
def test_many_texts_are_found_as_each_alone(words: list[str], text: str) -> None:
    alone = {word: [at for at in range(len(text)) if text.startswith(word, at)] for word in words}
    assert places_of(words, text) == {word: places for word, places in alone.items() if places}


def test_the_letters_a_regex_needs() -> None:
    assert needed(r"\d+ prosen\w+") == {" prosen"}
    assert needed("(?:ei|en) vas") == {" vas"}
    assert needed("abc*d") == {"ab"}
    assert needed("[ab]cd|ef") == {"acd", "bcd", "ef"}
    assert needed("[^ab]cd|[a-c]ef|[ab]?gh|[ab]+ij") == {"cd", "ef", "gh", "ij"}
    assert needed("(?i)abc") == needed("a|bc") == needed("(?x) a b c") == frozenset()


def test_why_tells_hits_and_rules_a_word_short() -> None:
    transcript = Transcript(
        "a", Path("a"), "txt", "fi", "Soitin asiakkaalle heti.", (Turn(1, "V", "participant", None, 0, 24),)
    )
    tokens = tokenise(transcript)
    matcher = compile_rules(
        rules_book("soittaa ... asiakas", "asiakas & !heti", "soittaa takaisin", "asiakas soittaa", "laskea"),
        "fi",
        STORES["fi"],
    )
    found = [
        (r.rule, r.outcome, r.form, r.lemma, r.note) for r in reasons(transcript, tokens, [(0, len(tokens))], matcher)
    ]
    assert found[0] == ("soittaa ... asiakas", "hit", "Soitin asiakkaalle", "soittaa asiakas", "")
    assert {(rule, note) for rule, *_, note in found[1:]} == {
        ("soittaa takaisin", "lacks takaisin"),
        ("asiakas & !heti", "kept out by heti"),
        ("asiakas soittaa", "its words are there, but not in this order or too far apart"),
    }


def test_rules_that_do_nothing_are_named() -> None:
    text = "Raportti tuli. Raportti meni. Kuukausiraportti jäi."
    transcript = Transcript("a", Path("a"), "txt", "fi", text, (Turn(1, "V", "participant", None, 0, len(text)),))
    tokens = tokenise(transcript)
    matcher = compile_rules(rules_book("raportti", "~raportti", "palaveri"), "fi", STORES["fi"])
    usage = RuleUsage(matcher)
    usage.add(matcher.hits(text, tokens, units_of(transcript, tokens, "sentence")))
    assert [coded.rule.source for coded in usage.never()] == ["palaveri"]
    assert [(one.rule.source, other.rule.source) for one, other in usage.only_beside()] == [("raportti", "~raportti")]


def test_an_example_of_a_limited_code_is_tried_without_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(
        "format: 1\nname: b\ncodes: [{id: c, only: {question: [q]}, rules: {fi: [tuki]}, examples: {fi: [Tuki tuli.]}}]\n",
        encoding="utf-8",
    )
    assert [result.passed for result in check_anchors(read_codebook(path), STORES.__getitem__, "fi")] == [True]
