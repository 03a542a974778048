"""Codebook → the plain data of a codebook file, and back: what every exchange format is made from and read into."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from itertools import chain, count
from typing import Any

from qualcode.model import Code, Codebook, Rule, Text, TokenPattern
from qualcode.schema import yaml_text

Plain = dict[str, Any]
RESERVED = ("code", "theme", "total")  # ids that are names of columns of tables


def plain_codebook(book: Codebook) -> Plain:
    """The codebook as the data of its file; texts and lists without a language stand bare."""
    data = {"format": 1, "name": book.name, "title": _text(book.title), "source": _text(book.source)}
    return {**_filled(data), "codes": [plain_code(code) for code in book.codes]}


def plain_code(code: Code) -> Plain:
    """A code and its subcodes as the data of a codebook file; what is empty is left out."""
    only = code.only and _filled({"question": list(code.only.question), "role": list(code.only.role)})
    data: Plain = {
        "id": code.id,
        "label": _text(code.label) if code.label.by_language != {"": code.id} else None,
        "abbreviation": code.abbreviation,
        "scale": code.scale if code.scale != "nominal" else None,
        **{name: _text(getattr(code, name)) for name in ("definition", "include", "exclude")},
        "only": only,
        "examples": _lists(code.examples),
        "counterexamples": _lists(code.counterexamples),
        "rules": _lists({language: [plain_rule(rule) for rule in rules] for language, rules in code.rules.items()}),
        "codes": [plain_code(sub) for sub in code.codes],
    }
    return _filled(data)


def plain_rule(rule: Rule) -> str | Plain:
    """A rule as it stands in a file."""
    pattern = isinstance(rule.operands[0].match, TokenPattern)
    return {"pattern": json.loads(rule.source)} if pattern else rule.source


def as_yaml(book: Codebook) -> str:
    """The codebook as the text of a codebook file."""
    return yaml_text(plain_codebook(book))


def _text(text: Text) -> Any:
    return _bare(dict(text.by_language))


def _lists(lists: Mapping[str, Iterable[Any]]) -> Any:
    return _bare({language: list(items) for language, items in lists.items()})


def _bare(by_language: dict[str, Any]) -> Any:
    return by_language[""] if set(by_language) == {""} else by_language


def _filled(data: Plain) -> Plain:
    return {name: value for name, value in data.items() if value}


def slug(label: str, taken: Iterable[str] = ()) -> str:
    """An id made of a label: small letters, digits and hyphens; one that is taken gets a number."""
    letters = unicodedata.normalize("NFKD", label.lower().replace("ß", "ss")).encode("ascii", "ignore").decode("ascii")
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "code"
    known = {*RESERVED, *(taken if isinstance(taken, Set) else frozenset(taken))}
    return next(name for name in chain([base], (f"{base}-{n}" for n in count(2))) if name not in known)


def nested(codes: Iterable[tuple[str, Plain]]) -> list[Plain]:
    """Codes with their parents' ids ("" for a theme), in order → themes that hold their subcodes."""
    pairs = list(codes)
    by_id = {code["id"]: code for _, code in pairs}
    themes = []
    for parent, code in pairs:
        if parent in by_id and parent != code["id"]:
            by_id[parent].setdefault("codes", []).append(code)
        else:
            themes.append(code)
    return themes
