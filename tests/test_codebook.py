"""Codebook files: what is read, and all mistakes at once with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.codebook import read_codebook
from qualcode.errors import InputError
from qualcode.results.codebook_check import check_codebooks


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = """format: 1
name: book
title: {fi: Kirja, en: Book}
codes:
  - id: a
    label: {fi: Aa}
    rules: {fi: [yksi, 'kaksi & !kolme']}
    examples: {fi: [Yksi on.]}
    codes:
      - id: b
        definition: no
        rules: [yes, 10, 1.10, 007]
  - id: c
    scale: ordinal
"""


def test_order_levels_and_texts(tmp_path: Path) -> None:
    book = read_codebook(write(tmp_path, GOOD))
    assert [(p.code.id, p.level, p.theme) for p in book.walk()] == [("a", 1, "a"), ("b", 2, "a"), ("c", 1, "c")]
    a, b, c = (place.code for place in book.walk())
    assert (a.label("en"), b.label("fi"), book.title("en")) == ("Aa", "b", "Book")
    assert (b.definition("fi"), [rule.source for rule in b.rules[""]]) == ("no", ["yes", "10", "1.10", "007"])
    assert (c.scale, a.line, c.line) == ("ordinal", 5, 13)


BAD = """format: 2
codes:
  - id: Not Kebab
    labell: {fi: Aa}
    rules: {fi: ["a &"], xx: [b]}
  - label: no id
  - id: c
    scale: interval
"""


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, BAD)
    with pytest.raises(InputError) as caught:
        read_codebook(path)
    lines = {problem.line: str(problem) for problem in caught.value.problems}
    assert len(caught.value.problems) == 8
    assert "format: should be 1; found 2" in str(caught.value)
    assert "codes[1].id: should be small letters" in lines[3]
    assert "unknown key 'codes[1].labell'" in lines[4]
    assert "Did you mean 'label'?" in lines[4]
    assert sum(problem.line == 5 for problem in caught.value.problems) == 2
    assert "codes[2] has no 'id'" in lines[6]
    assert "interval" in lines[8]
    assert any("the file has no 'name'" in str(problem) for problem in caught.value.problems)


def test_an_id_used_twice_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"book.yaml:5: the code id 'a' is already used on line 4"):
        read_codebook(write(tmp_path, "format: 1\nname: x\ncodes:\n  - id: a\n  - id: a\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format: 1\nname: x: y\n", "book.yaml:2: is not valid YAML"),
        ("a: &x 1\nb: *x\n", "book.yaml:2: aliases"),
        ("name: x\nname: y\n", "book.yaml:2: the key 'name' stands twice"),
        ("", "has no 'format'"),
        ("- a\n", "the file"),
        (
            "format: 1\nname: x\ncodes:\n  - id: a\n    rules:\n      -\n",
            "book.yaml:6: codes[1].rules[1]: a rule is a line of text; found None",
        ),
        (
            "format: 1\nname: x\ncodes:\n  - id: a\n    rules:\n      - {pattern: [{POS: NOUN}]}\n",
            "no tagger runs here",
        ),
        ("format: 1\nname: x\ncodes:\n  - id: total\n", "book.yaml:4: the code id 'total' is the name of a column"),
        ("[" * 100 + "]" * 100, "nested too deeply"),
    ],
)
def test_broken_yaml_has_a_place_and_a_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_codebook(write(tmp_path, text))
    assert said in str(caught.value)


def test_a_file_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_bytes("name: x\nt: ä\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"book.yaml:2: is not UTF-8"):
        read_codebook(path)


def test_a_codebook_of_five_hundred_codes_tells_all_ten_mistakes(tmp_path: Path) -> None:
    wrong = {
        13: "rules: {fi: ['asiakas &']}", 57: "rules: {fi: ['(auki']}", 104: "lable: x", 160: "scale: interval",
        201: "rules: {de: [haus]}", 255: "definition: [1, 2]", 310: "examples: {xx: [a]}", 377: "only: {role: [boss]}",
        420: "rules: {fi: ['/(/']}", 498: "rules: {fi: ['\"auki']}",
    }  # fmt: skip
    lines = ["format: 1", "name: large", "codes:"]
    at = {}
    for number in range(500):
        lines.append(f"  - id: code-{number}")
        lines.append(f"    {wrong.get(number, 'definition: hyvä')}")
        if number in wrong:
            at[len(lines)] = number
    with pytest.raises(InputError) as caught:
        read_codebook(write(tmp_path, "\n".join(lines)))
    assert [problem.line for problem in caught.value.problems] == list(at)


def test_a_codebook_without_rules_has_nothing_to_check(tmp_path: Path) -> None:
    """People code by it alone; its examples are for them."""
    path = tmp_path / "codebooks/hand.yaml"
    path.parent.mkdir()
    path.write_text(
        "format: 1\nname: hand\ncodes: [{id: tuki, label: Tuki, examples: [Tuki auttoi.]}]\n", encoding="utf-8"
    )
    (checked,) = check_codebooks(tmp_path, [path])
    assert checked.passed
    assert checked.summary().endswith("1 codes, no rules to check")


def test_a_sentence_that_its_comma_made_two_examples_of_and_a_rule_that_stands_twice_are_told(tmp_path: Path) -> None:
    text = """
format: 1
name: small
codes:
  - id: cost
    definition: What it costs.
    examples: {en: [The messages cost extra, which nobody had told us., "It is dear, and slow.", it costs]}
    rules: {en: [cost, dear, cost]}
"""
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    (checked,) = check_codebooks(tmp_path, [tmp_path / "small.yaml"])
    twice, torn = checked.advice
    assert "'The messages cost extra' and 'which nobody had told us.' are two examples" in torn
    assert twice.endswith("cost has the rule 'cost' twice")
