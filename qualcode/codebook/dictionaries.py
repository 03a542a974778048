"""Word lists of other programs, which match word forms and not lemmas: what a pattern is as a rule, and quanteda's YAML
dictionaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qualcode.codebook.plain import Plain, slug
from qualcode.errors import InputError, Problem
from qualcode.model import Code, Codebook, Phrase, Rule, Word
from qualcode.schema import Lines, Loc, load_yaml, yaml_text

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


def rules_in(code: Code, language: str) -> Iterator[Rule]:
    """The rules of a code in a language, and those without one."""
    for key in dict.fromkeys((language, "")):
        yield from code.rules.get(key, ())


def unsaid(book: Codebook, language: str, liwc: bool = False) -> int:
    """How many rules of the language a word list cannot say."""
    return sum(pattern_of(rule, liwc) is None for place in book.walk() for rule in rules_in(place.code, language))


def quanteda_bytes(book: Codebook, language: str) -> bytes:
    """The rules of a language as quanteda's YAML dictionary: id → patterns, subcodes nested."""

    def entry(code: Code) -> list[Any]:
        patterns = [found for rule in rules_in(code, language) if (found := pattern_of(rule))]
        return [*patterns, *({sub.id: entry(sub)} for sub in code.codes)]

    return yaml_text({code.id: entry(code) for code in book.codes}).encode("utf-8")


def read_quanteda(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The dictionary in a quanteda YAML file as plain data, the line of each code, and what was left out; raises
    InputError.
    """
    data, lines = load_yaml(path)
    if not isinstance(data, Mapping) or not data:
        raise InputError([Problem("is not a dictionary of names and word lists.", path)])
    taken: set[str] = set()
    found: dict[Loc, int] = {}
    left_out: list[str] = []

    def code(name: str, value: Any, loc: Loc, source: Loc) -> Plain:
        found[loc] = lines.get(source, 0)
        entry: Plain = {"id": slug(name, taken), "label": name}
        taken.add(entry["id"])
        items = value if isinstance(value, list) else [value] if value is not None else []
        words = [str(item) for item in items if not isinstance(item, Mapping) and item is not None]
        left_out.extend(f"{name}: {word!r} can match nothing" for word in words if not can_match(word))
        words = [word for word in words if can_match(word)]
        subs = [
            (sub, inner, (*source, i, sub))
            for i, item in enumerate(items)
            if isinstance(item, Mapping)
            for sub, inner in item.items()
        ]
        codes = [code(sub, inner, (*loc, "codes", i), where) for i, (sub, inner, where) in enumerate(subs)]
        return (
            entry
            | ({"rules": {language: [rule_of(word) for word in words]}} if words else {})
            | ({"codes": codes} if codes else {})
        )

    codes = [code(str(name), value, ("codes", i), (name,)) for i, (name, value) in enumerate(data.items())]
    return {"format": 1, "name": slug(path.stem), "codes": codes}, found, left_out


def can_match(pattern: str) -> bool:
    """Whether a pattern says anything: one of wildcards alone does not."""
    return bool(pattern.replace("*", "").replace("?", "").strip())


def rule_of(pattern: str) -> str:
    """A glob pattern as a rule that finds the same: forms as written, capitals aside, so a regular expression; signs
    stand anywhere.
    """
    pattern = " ".join(pattern.split())
    letters = "".join(
        {"*": r"\w*", "?": r"\w", " ": r"\s+"}.get(letter) or re.escape(letter).replace("/", r"\/")
        for letter in pattern
    )
    edges = [letter.isalnum() or letter in "*?_" for letter in (pattern[0], pattern[-1])]
    before, after = r"(?<!\w)" if edges[0] else "", r"(?!\w)" if edges[1] else ""
    return f"/{before}{letters}{after}/"
