"""Rule and text in one normal form: no word a researcher can type is one that cannot match; words said half; rules that
never match.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_coding import STORES, quotes, rules_book

from qualcode.codebook.exchange import read_foreign
from qualcode.coding.anchors import code_sentence
from qualcode.coding.coder import compile_rules
from qualcode.coding.unmatchable import unmatchable
from qualcode.errors import InputError
from qualcode.language.tokeniser import tokenise
from qualcode.line.coded import code_corpus, rule_warnings
from qualcode.line.corpus import Corpus
from qualcode.model import Transcript, Turn
from qualcode.people.counted import count_study
from qualcode.results.codebook_check import check_codebooks
from qualcode.results.explanations import words_of_unit
from qualcode.results.word_coverage import told_unknown, unknown_words, word_coverage
from qualcode.study import open_study
from qualcode.study.own_words import read_own_words


@pytest.mark.parametrize(
    ("language", "rule", "sentence", "hits"),
    [
        # what typing programs put in
        ("en", "can't complain", "I can’t complain, I can't complain, I canʼt complain.", ["can’t complain", "can't complain", "canʼt complain"]),
        ("en", "can’t complain", "Can't complain.", ["Can't complain"]),
        ("en", "follow-up", "A follow‑up, a follow–up, a follow up, a followup.", ["follow‑up", "follow–up", "follow up", "followup"]),
        ("en", "follow-*", "A follow-up and follows.", ["follow-"]),
        ("en", "*-up", "A follow-up, up.", ["-up"]),
        ("en", "state-of-the-art", "State-of-the-art, a state of the art tool.", ["State-of-the-art", "state of the art"]),
        ("en", "onboarding", "On\u00adboarding and on\u200bboarding.", ["On\u00adboarding", "on\u200bboarding"]),
        ("fi", "vaaka", "Vaa’alla ja vaa'alla.", ["Vaa’alla", "vaa'alla"]),
        ("fi", "b2b-myynti", "B2B‑myynti ja b2b–myynnin.", ["B2B‑myynti", "b2b–myynnin"]),
        ("fi", "äiti", "A\u0308iti tuli.", ["A\u0308iti"]),
        ("fi", "firma", "Meidän ﬁrma.", ["ﬁrma"]),
        ("fi", "20 %", "Alennus on 20\u00a0% tai 20%.", ["20\u00a0%", "20%"]),
        ("fi", "“CRM”", "CRM ja crm.", ["CRM"]),
        ("fi", '"hinta"', "Hinta on hinta, hinnan.", ["Hinta", "hinta"]),
        ("fi", "/can't/", "He sano et can’t.", ["can’t"]),
        # what tokenisers split, and marks alone
        ("en", "cannot wait", "We cannot wait.", ["cannot wait"]),
        ("en", "gonna call", "We are gonna call.", ["gonna call"]),
        ("en", "gotta", "I gotta go.", ["gotta"]),
        ("en", "cannot*", "We cannot wait.", ["cannot"]),
        ("fi", "10km", "Se on 10km päässä.", ["10km"]),
        ("fi", "€", "Maksaa 5 € kuussa.", ["€"]),
        ("fi", "ettei", "Sanoin ettei käy.", ["ettei"]),
        # & within a word is a letter
        ("en", "AT&T", "AT&T called.", ["AT&T"]),
        ("fi", "R&D", "Meidän R&D on iso, r ja d.", ["R&D"]),
        ("fi", "T&K & raha", "T&K sai rahaa.", ["T&K"]),
        ("fi", '"CRM"&hinta', "CRM:n hinta. CRM ja hinta.", ["CRM"]),
        # what is written as it is said, in the wrong form for a rule
        ("fi", "asiakkaalle", "Asiakkaalle ja asiakkaan.", ["Asiakkaalle"]),
        ("fi", "asiakkaa*", "Asiakkaalle ja asiakas.", ["Asiakkaalle"]),
        # hyphens and blanks
        ("fi", "Teams-palaveri", "Teams-palaverissa, Teams palaverissa.", ["Teams-palaverissa", "Teams palaverissa"]),
        ("fi", "Teams palaveri", "Teams-palaverissa, Teams palaverissa.", ["Teams-palaverissa", "Teams palaverissa"]),
        # half compounds
        ("fi", "~tuki", "Asiakas- ja myyntituesta puhuttiin.", ["Asiakas-", "myyntituesta"]),
        ("fi", "asiakastuki", "Asiakas-, huolto- ja myyntituki.", ["Asiakas-"]),
        ("fi", "myyntipalvelu", "Myyntituki ja -palvelu.", ["-palvelu"]),
        ("fi", "asiakastuki", "Asiakas- tuki.", []),
        ("fi", "asiakaspalvelu", "Asiakas-, asiakaspalvelu toimii.", ["asiakaspalvelu"]),
        ("fi", "pre-analyysi", "Pre- ja post-analyysi.", ["Pre-"]),
        ("fi", "tuki", "-Tuki toimii. Hyvä—tuki. •tuki; apu;tuki.", ["-Tuki", "tuki", "tuki", "tuki"]),
        ("fi", "muttei", "Saatiin muttei paljon.", ["muttei"]),
        ("fi", "'CRM'", "CRM ja crm.", ["CRM"]),
        # parts of English compounds are words, not letters
        ("en", "~rent", "The current rent.", ["rent"]),
        ("en", "~pond", "They respond by the pond.", ["pond"]),
        ("en", "~site", "Our website.", ["website"]),
        # one mention, the longest
        ("fi", "asiakas", "Asiakas tuli.", ["Asiakas"]),
    ],
)  # fmt: skip
def test_rule_and_text_meet(language: str, rule: str, sentence: str, hits: list[str]) -> None:
    assert quotes(rule, sentence, language) == hits


def test_hits_of_one_code_within_each_other_are_the_longest() -> None:
    matcher = compile_rules(rules_book("asiakas", "asiakas tuki", "tuki"), "fi", STORES["fi"])
    assert [c.quote for c in code_sentence("Asiakas tuki. Asiakas.", "fi", matcher)] == ["Asiakas tuki", "Asiakas"]


WORDS = st.text("abcdeiklmnoprstuvyäöÄA", min_size=2, max_size=10)
JOINS = st.sampled_from(["-", "‑", "–", "'", "’", "ʼ", "\u00ad", "\u200b", ""])
AROUND = st.sampled_from(["{}", "“{}”", "”{}”", "»{}»", '"{}"', "({})", "{},", "{}.", "…{}", "„{}“"])


@given(WORDS, JOINS, WORDS, JOINS, AROUND, st.sampled_from(["fi", "en"]))
@settings(max_examples=150, deadline=None)
def test_a_word_of_the_text_typed_in_any_way_finds_it(
    first: str, said: str, last: str, typed: str, around: str, language: str
) -> None:
    kinds = ("-‑–", "'’ʼ", "\u00ad\u200b")
    kind = next((signs for signs in kinds if said and said in signs), "")
    sign = typed if typed and typed in kind else "" if kind == kinds[2] or not said else kind[0]
    word, rule = f"{first}{said}{last}", f"{first}{sign}{last}"
    found = quotes(rule, f"Sana {around.format(word)} oli tässä", language)
    assert any(word in quote or quote.startswith(first) for quote in found)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("=asiakkaalle", "Write =asiakas."),
        ("~tuessa", "Write ~tuki."),
        ("hinta & !hinta", "asks for hinta and forbids it"),
        ("hinta & !hin*", "kept out by !hin*"),
    ],
)
def test_a_rule_that_can_never_match_is_told_with_its_reason(rule: str, reason: str) -> None:
    matcher = compile_rules(rules_book(rule), "fi", STORES["fi"])
    ((coded, why),) = unmatchable(matcher, STORES["fi"], "fi")
    assert coded.rule.source == rule
    assert reason in why


@pytest.mark.parametrize(
    "rule",
    [
        "asiakkaalle",
        'tuki & !"tuki"',
        "viesti & !viestiä",
        "~tuki & !tuki",
        "*tuki & !asiakas",
        "€ & 20 %",
        "a ... b",
        "/x+/ & hinta",
        "hinta & !/x+/",
        "hinta & !hinta nousee",
        "Teams-palaveri",
    ],
)
def test_a_rule_that_can_match_is_not_told(rule: str) -> None:
    matcher = compile_rules(rules_book(rule), "fi", STORES["fi"])
    assert list(unmatchable(matcher, STORES["fi"], "fi")) == []


def sentences(text: str, language: str = "fi") -> list[str]:
    tokens = tokenise(
        Transcript("t", Path("t"), "txt", language, text, (Turn(1, "", "participant", None, 0, len(text)),))
    )
    found: dict[int, list[int]] = {}
    for start, end, sentence in zip(tokens.start.tolist(), tokens.end.tolist(), tokens.sentence.tolist(), strict=True):
        found.setdefault(sentence, []).extend((start, end))
    return [text[min(places) : max(places)] for places in found.values()]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Luokat A, B ja C. C-asiakas maksaa.", ["Luokat A, B ja C.", "C-asiakas maksaa."]),
        ("En tiiä mis se o. Se o hyvä.", ["En tiiä mis se o.", "Se o hyvä."]),
        ("Tuli J. Virtanen ja Nieminen.", ["Tuli J. Virtanen ja Nieminen."]),
        ("Se oli 10. kesäkuuta. Sitten loppu.", ["Se oli 10. kesäkuuta.", "Sitten loppu."]),
        ("se oli hyvä. sitten lähdettiin.", ["se oli hyvä.", "sitten lähdettiin."]),
        ("Puhelut, meilit jne. ovat hyviä. Joo.", ["Puhelut, meilit jne. ovat hyviä.", "Joo."]),
        ("Se sano: ”Tule!” ja lähti.", ["Se sano: ”Tule!” ja lähti."]),
        ("”Onko tuki?” ”On tuki.”", ["”Onko tuki?”", "”On tuki.”"]),
        ("Kahvii ym. Sit mentiin.", ["Kahvii ym.", "Sit mentiin."]),
        ("Siel oli prof. Virtanen ja tri. Nieminen.", ["Siel oli prof. Virtanen ja tri. Nieminen."]),
        ("Joo. ”Hyvä”, se sano.", ["Joo.", "”Hyvä”, se sano."]),
    ],
)
def test_sentence_ends(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("language", "rule", "sentence", "negated"),
    [
        ("fi", "tuki", "Onko siellä tukea vai ei?", False),
        ("fi", "tuki", "Empä saanu tukea.", True),
        ("fi", "palaute", "Ei, tota noin, palautetta saatu.", True),
        ("fi", "palaute", "Hyvä juttu, et palautetta tulee joka viikko.", False),
        ("fi", "palaute", "Eikö siitä tuu palautetta?", False),
        ("fi", "tuki", "Saatiin tukea muttei apua.", False),
        ("fi", "tuki", "Ettet saa tukea.", True),
        ("fi", "tuki", "En tiedä missä tuki on.", False),
        ("fi", "tuki", "En tiedä toimiiko tuki.", False),
        ("fi", "tuki", "Ei me joka päivä tukea saada.", True),
        ("fi", "tuki", "Enhä mä tukea saa.", True),
        ("fi", "tuki", "Ei, tiätsä, tukea saatu.", True),
        ("en", "support", "I don't know whether support works.", False),
        ("en", "support", "Why didn't we get support?", True),
        ("en", "support", "Isn't support good?", False),
        ("en", "support", "Didn’t you get support?", False),
        ("en", "support", "We didn’t get support.", True),
        ("en", "support", "Was there support or not?", False),
    ],
)
def test_negations_that_deny_and_those_that_ask(language: str, rule: str, sentence: str, negated: bool) -> None:
    matcher = compile_rules(rules_book(rule), language, STORES[language])
    assert [coding.negated for coding in code_sentence(sentence, language, matcher)] == [negated]


def test_rules_of_a_cell_keep_quotations_and_numbers_whole(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text('Koodi;Avainsanat\nA;"valittaa, ""CRM"", hinta"\nE;1,5 %\n', encoding="utf-8")
    book, _ = read_foreign(path, "fi")
    assert [[rule.source for rules in place.code.rules.values() for rule in rules] for place in book.walk()] == [
        ["valittaa", '"CRM"', "hinta"], ["1,5 %"],
    ]  # fmt: skip


# -- how much was read -----------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "qualcode.toml").write_text('[study]\nlanguage = "fi"\n', encoding="utf-8")
    talk = "K: Miten?\n\nV: Xörkkä on asiakkaal hyvä, xörkkä ja xörkkämme.\n"
    (tmp_path / "transcripts/a.txt").write_text(talk, encoding="utf-8")
    text = "format: 1\nname: b\ncodes:\n  - {id: a, label: a, definition: x, rules: [väline, =asiakkaalle, palaute&hinta]}\n"
    (tmp_path / "codebooks/b.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_was_read_is_told_and_settled(study: Path) -> None:
    counted = count_study(open_study(study))
    row = word_coverage(counted.corpus, counted.corpus.transcripts()).frame.iloc[0]
    assert row["words"] == 8
    assert row["unknown"] == pytest.approx(3 / 8)
    assert row["spoken"] == pytest.approx(1 / 8)
    frame = unknown_words(counted.corpus, counted.corpus.transcripts()).frame
    assert frame.iloc[0].tolist()[:4] == ["xörkkä", "", 2, 1]
    assert "words.csv" in " ".join(told_unknown(unknown_words(counted.corpus, counted.corpus.transcripts())))
    (study / "words.csv").write_text("form,lemma\nxörkkä,väline\nxörkkämme,väline\n", encoding="utf-8")
    (study / "qualcode.toml").write_text(
        '[study]\nlanguage = "fi"\n[language]\nwords = "words.csv"\n', encoding="utf-8"
    )
    again = Corpus(open_study(study))
    assert word_coverage(again, again.transcripts()).frame.iloc[0]["dictionary"] == pytest.approx(7 / 8)
    assert list(code_corpus(again).codings["quote"]) == ["Xörkkä", "xörkkä", "xörkkämme"]


def test_every_mistake_of_the_studys_words_is_told(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("muoto;perusmuoto\nkaksi sanaa;x\n;y\nz;\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_own_words(path)
    assert [problem.line for problem in error.value.problems] == [2, 3]
    path.write_text("x\ny\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column for form, lemma"):
        read_own_words(path)


def test_codebook_check_and_run_tell_rules_that_never_match(study: Path) -> None:
    (checked,) = check_codebooks(study)
    assert any("can never match" in text for text in checked.advice)
    assert any("palaute & hinta" in text for text in checked.advice)
    counted = count_study(open_study(study))
    told = rule_warnings(counted.corpus, {t.language for t in counted.corpus.transcripts()})
    assert ["can never match" in problem.message for problem in told] == [True]


def test_how_each_word_of_a_unit_was_read_is_shown(study: Path) -> None:
    text, table = words_of_unit(Corpus(open_study(study)), "a:1")
    assert text.startswith("Xörkkä on")
    assert table.frame.iloc[2].tolist() == ["asiakkaal", "asiakas asiakkaal", "spoken"]


def test_the_file_of_own_words_keeps_what_was_decided(study: Path) -> None:
    (study / "words.csv").write_text("form,lemma\nxörkkä,väline\nlaite,väline\n", encoding="utf-8")
    (study / "qualcode.toml").write_text(
        '[study]\nlanguage = "fi"\n[language]\nwords = "words.csv"\n', encoding="utf-8"
    )
    counted = count_study(open_study(study))
    rows = (
        unknown_words(counted.corpus, counted.corpus.transcripts())
        .frame[["form", "lemma", "times"]]
        .to_numpy()
        .tolist()
    )
    assert rows[:2] == [["xörkkä", "väline", 2], ["laite", "väline", 0]]
    assert rows[2][:2] == ["xörkkämme", ""]
