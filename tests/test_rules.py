"""Rule lines: what each part of the grammar means, and errors that point at the character."""

from __future__ import annotations

import pytest

from qualcode.codebook import RuleError, parse_rule
from qualcode.model import Operand, Phrase, Regex, Rule, TokenPattern, Word


def phrase(*words: Word, gaps: tuple[int, ...] = ()) -> Operand:
    return Operand(Phrase(words, gaps or (0,) * (len(words) - 1)))


def lemma(text: str) -> Word:
    return Word("lemma", text)


@pytest.mark.parametrize(
    ("line", "operands"),
    [
        ("viestintä", (phrase(lemma("viestintä")),)),
        ("olla yhteydessä", (phrase(lemma("olla"), lemma("yhteydessä")),)),
        ("ottaa ... yhteyttä", (phrase(lemma("ottaa"), lemma("yhteyttä"), gaps=(5,)),)),
        ("asiakas*", (phrase(Word("prefix", "asiakas")),)),
        ("*tuki", (phrase(Word("suffix", "tuki")),)),
        ("~tuki", (phrase(Word("part", "tuki")),)),
        ('"CRM"', (phrase(Word("form", "CRM")),)),
        ('"Customer Success"', (phrase(Word("form", "Customer"), Word("form", "Success")),)),
        ("=tuki", (phrase(Word("first", "tuki")),)),
        (r"/\d+ %/", (Operand(Regex(r"\d+ %")),)),
        ("asiakas & palaute", (phrase(lemma("asiakas")), phrase(lemma("palaute")))),
        ("asiakas & !hinta", (phrase(lemma("asiakas")), Operand(Phrase((lemma("hinta"),)), negated=True))),
        (r"raha & !/\beuro/", (phrase(lemma("raha")), Operand(Regex(r"\beuro"), negated=True))),
    ],
)
def test_grammar(line: str, operands: tuple[Operand, ...]) -> None:
    assert parse_rule(line) == Rule(line, operands)


def test_a_token_pattern_is_kept_as_json() -> None:
    rule = parse_rule({"pattern": [{"LOWER": "crm"}]})
    assert rule.operands == (Operand(TokenPattern('[{"LOWER": "crm"}]')),)


@pytest.mark.parametrize(
    ("line", "said", "position"),
    [
        ("", "empty", 1),
        ("!hinta", "begins with what it codes", 1),
        ("asiakas &", "a word is missing", 9),
        ("& asiakas", "a word is missing", 1),
        ('puhua "CRM', "quotation mark is not closed", 7),
        ("ottaa ...", "missing at the end", 9),
        ("... ottaa", "between two words", 1),
        ("a*b", "`*` cannot stand here", 2),
        ("/(/", "cannot be read", 3),
        ("/a*/", "matches nothing", 1),
        ("puhua /x/", "stands alone", 7),
        ("~", "has no word", 1),
    ],
)
def test_errors_point_at_the_character(line: str, said: str, position: int) -> None:
    with pytest.raises(RuleError, match=r"character \d+ of the rule") as caught:
        parse_rule(line)
    assert said in str(caught.value)
    assert f"(character {position} of the rule)" in str(caught.value)
