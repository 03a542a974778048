"""Codebook files → Codebooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qualcode.codebook.plain import RESERVED
from qualcode.codebook.rules import RuleError, parse_rule
from qualcode.codebook.schema import CodebookFile, CodeEntry
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, sha256
from qualcode.model import Code, Codebook, Limit, Rule, Text
from qualcode.schema import Lines, Loc, load_yaml, validated

__all__ = ["RuleError", "parse_rule", "read_codebook"]


def read_codebook(path: Path | str) -> Codebook:
    """The codebook in a YAML file; raises InputError with every problem of the file and its line."""
    path = Path(path)
    data, lines = load_yaml(path)
    return codebook_of(data, lines, path)


def codebook_of(data: object, lines: Lines, path: Path) -> Codebook:
    """The codebook that plain data states; raises InputError with every problem and its line."""
    entry = validated(CodebookFile, data, lines, path)
    codes = tuple(_code(code, ("codes", i), lines) for i, code in enumerate(entry.codes))
    codebook = Codebook(
        entry.name, Text(entry.title or {"": entry.name}), codes, Text(entry.source), path, sha256(read_bytes(path))
    )
    if problems := list(_repeated_names(codebook)):
        raise InputError(problems)
    return codebook


def _code(entry: CodeEntry, loc: Loc, lines: Lines) -> Code:
    return Code(
        id=entry.id,
        label=Text(entry.label or {"": entry.id}),
        definition=Text(entry.definition),
        include=Text(entry.include),
        exclude=Text(entry.exclude),
        examples={language: tuple(texts) for language, texts in entry.examples.items()},
        counterexamples={language: tuple(texts) for language, texts in entry.counterexamples.items()},
        rules={language: tuple(_placed(rules, loc, language, lines)) for language, rules in entry.rules.items()},
        codes=tuple(_code(code, (*loc, "codes", i), lines) for i, code in enumerate(entry.codes)),
        scale=entry.scale,
        only=None if entry.only is None else Limit(tuple(entry.only.question), tuple(entry.only.role)),
        line=lines.get(loc, 0),
        abbreviation=" ".join(entry.abbreviation.split()),
    )


def _placed(rules: Sequence[Rule], loc: Loc, language: str, lines: Lines) -> Iterator[Rule]:
    """The rules with the lines they stand on."""
    for i, rule in enumerate(rules):
        line = lines.get((*loc, "rules", language, i)) or lines.get((*loc, "rules", i)) or lines.get(loc, 0)
        yield replace(rule, line=line)


def _repeated_names(codebook: Codebook) -> Iterator[Problem]:
    first: dict[str, int] = {}
    short: dict[str, int] = {}
    for place in codebook.walk():
        code = place.code
        if code.id in RESERVED:
            yield Problem(
                f"the code id {code.id!r} is the name of a column of tables.",
                codebook.file,
                code.line,
                "Choose another id.",
            )
        if code.id in first:
            message = f"the code id {code.id!r} is already used on line {first[code.id]}."
            yield Problem(message, codebook.file, code.line, "Ids are unique in a codebook; rename one of them.")
        first.setdefault(code.id, code.line)
        if code.abbreviation.casefold() in short:
            message = (
                f"the abbreviation {code.abbreviation!r} is already used on line {short[code.abbreviation.casefold()]}."
            )
            yield Problem(
                message, codebook.file, code.line, "Abbreviations are unique in a codebook; change one of them."
            )
        short |= {code.abbreviation.casefold(): code.line} if code.abbreviation else {}
