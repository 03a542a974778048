"""Word lists of other programs: quanteda's YAML dictionaries and LIWC's .dic. They match word forms, not lemmas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qualcode.codebook.plain import Plain, nested, slug
from qualcode.errors import InputError, Problem
from qualcode.files import read_text
from qualcode.model import Code, Codebook, Phrase, Rule, Word
from qualcode.schema import Lines, Loc, load_yaml, yaml_text

_LETTER = re.compile(r"\w")
_AROUND = {"lemma": "{}", "first": "{}", "form": "{}", "prefix": "{}*", "suffix": "*{}"}


def pattern_of(rule: Rule, liwc: bool = False) -> str | None:
    """The rule as a glob pattern, or None when word lists have no such thing (gaps, `&`, `~`, regular expressions)."""
    match = rule.operands[0].match
    if len(rule.operands) > 1 or not isinstance(match, Phrase) or any(match.gaps):
        return None
    words = [_glob(word) for word in match.words]
    if any(word is None or (liwc and word.startswith("*")) for word in words):
        return None
    return " ".join(filter(None, words))


def _glob(word: Word) -> str | None:
    return _AROUND[word.kind].format(word.text) if word.kind in _AROUND else None


def _rules(code: Code, language: str) -> Iterator[Rule]:
    for key in dict.fromkeys((language, "")):
        yield from code.rules.get(key, ())


def unsaid(book: Codebook, language: str, liwc: bool = False) -> int:
    """How many rules of the language a word list cannot say."""
    return sum(pattern_of(rule, liwc) is None for place in book.walk() for rule in _rules(place.code, language))


def quanteda_bytes(book: Codebook, language: str) -> bytes:
    """The rules of a language as quanteda's YAML dictionary: id → patterns, subcodes nested."""

    def entry(code: Code) -> list[Any]:
        patterns = [found for rule in _rules(code, language) if (found := pattern_of(rule))]
        return [*patterns, *({sub.id: entry(sub)} for sub in code.codes)]

    return yaml_text({code.id: entry(code) for code in book.codes}).encode("utf-8")


def read_quanteda(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The dictionary in a quanteda YAML file as plain data, the line of each code, and what was left out; raises InputError."""
    data, lines = load_yaml(path)
    if not isinstance(data, Mapping) or not data:
        raise InputError([Problem("is not a dictionary of names and word lists.", path)])
    taken: set[str] = set()
    found: dict[Loc, int] = {}

    def code(name: str, value: Any, loc: Loc, source: Loc) -> Plain:
        found[loc] = lines.get(source, 0)
        entry: Plain = {"id": slug(name, taken), "label": name}
        taken.add(entry["id"])
        items = value if isinstance(value, list) else [value] if value is not None else []
        words = [str(item) for item in items if not isinstance(item, Mapping) and _LETTER.search(str(item or ""))]
        subs = [(sub, inner, (*source, i, sub)) for i, item in enumerate(items) if isinstance(item, Mapping) for sub, inner in item.items()]
        codes = [code(sub, inner, (*loc, "codes", i), where) for i, (sub, inner, where) in enumerate(subs)]
        return entry | ({"rules": {language: [rule_of(word) for word in words]}} if words else {}) | ({"codes": codes} if codes else {})

    codes = [code(str(name), value, ("codes", i), (name,)) for i, (name, value) in enumerate(data.items())]
    return {"format": 1, "name": slug(path.stem), "codes": codes}, found, []


def rule_of(pattern: str) -> str:
    """A glob pattern as a rule that finds the same: word forms as written, capitals aside, so a regular expression."""
    pattern = " ".join(pattern.split())
    letters = "".join({"*": r"\w*", "?": r"\w", " ": r"\s+"}.get(letter) or re.escape(letter).replace("/", r"\/") for letter in pattern)
    return rf"/(?<!\w){letters}(?!\w)/"


def liwc_bytes(book: Codebook, language: str) -> bytes:
    """The rules of a language as LIWC's .dic: numbered categories (subcodes one tab deeper), then words with their numbers."""
    places = list(book.walk())
    numbers = {place.code.id: str(number) for number, place in enumerate(places, 1)}
    words: dict[str, list[str]] = {}
    for place in places:
        for rule in _rules(place.code, language):
            if pattern := pattern_of(rule, liwc=True):
                words.setdefault(pattern, []).append(numbers[place.code.id])
    head = ["\t" * (place.level - 1) + f"{numbers[place.code.id]}\t{place.code.id}" for place in places]
    body = ["\t".join((word, *dict.fromkeys(codes))) for word, codes in words.items()]
    return ("\n".join(["%", *head, "%", *body]) + "\n").encode("utf-8")


def _parts_of_liwc(path: Path) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The numbered lines of the categories and those of the words."""
    lines = list(enumerate(read_text(path).split("\n"), 1))
    marks = [number for number, line in lines if line.strip() == "%"]
    if len(marks) < 2:
        raise InputError([Problem("is not a LIWC dictionary: the categories stand between two lines with %.", path, 1)])
    return lines[marks[0] : marks[1] - 1], lines[marks[1] :]


def read_liwc(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The categories and words of a LIWC .dic file as plain data, the line of each code, and what was left out; raises InputError."""
    heads, words = _parts_of_liwc(path)
    codes: dict[str, Plain] = {}
    rows: dict[str, int] = {}
    parents: list[tuple[str, Plain]] = []
    above: list[str] = []
    for number, line in heads:
        match = re.fullmatch(r"(\s*)(\d+)\s+(.+?)\s*", line)
        if match:
            depth = len(match[1])
            code: Plain = {"id": slug(match[3], (c["id"] for c in codes.values())), "label": match[3]}
            above[depth:] = [code["id"]]
            parents.append((above[depth - 1] if 0 < depth <= len(above) - 1 else "", code))
            codes[match[2]], rows[code["id"]] = code, number
    left_out = list(_words_into(codes, words, language))
    found = nested(parents)
    return {"format": 1, "name": slug(path.stem), "codes": found}, dict(_places(found, rows, ())), left_out


def _words_into(codes: Mapping[str, Plain], lines: list[tuple[int, str]], language: str) -> Iterator[str]:
    """Give each code its words; yields a line for each word that names no category."""
    for number, line in lines:
        word, *numbers = [cell.strip() for cell in line.split("\t") if cell.strip()] or [""]
        known = [code for code in numbers if code in codes]
        if word and (len(known) < len(numbers) or not known):
            yield f"line {number}: {line.strip()!r} names a category that is not there"
        for code in known if _LETTER.search(word) else ():
            codes[code].setdefault("rules", {}).setdefault(language, []).append(rule_of(word))


def _places(codes: list[Plain], rows: Mapping[str, int], loc: Loc) -> Iterator[tuple[Loc, int]]:
    for i, code in enumerate(codes):
        yield (*loc, "codes", i), rows[code["id"]]
        yield from _places(code.get("codes", []), rows, (*loc, "codes", i))
