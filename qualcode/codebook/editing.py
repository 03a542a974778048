"""Changes to a codebook file that leave the rest of it, comments and all, as its author wrote it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import read_bytes, read_utf8

LISTS = ("examples", "counterexamples", "rules")
Change = Callable[[Any], None]


def edited(path: Path, change: Change) -> str:
    """The text of a codebook file after a change of its data."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.util import load_yaml_guess_indent

    text = read_utf8(path).replace("\r\n", "\n")
    try:
        _, indent, offset = load_yaml_guess_indent(text)
        yaml = YAML()
        yaml.preserve_quotes, yaml.width = True, 4096
        yaml.indent(mapping=_indent(text), sequence=indent or 4, offset=2 if offset is None else offset)
        data = yaml.load(text)
    except YAMLError as error:
        raise InputError([Problem(f"cannot be changed: {error}", path)]) from error
    change(data)
    for _, _, code in _walk(data["codes"]):
        if "codes" in code and not code["codes"]:
            del code["codes"]
    out = io.StringIO()
    yaml.dump(data, out)
    made = _with_comments(text, out.getvalue())
    raw = read_bytes(path)
    made = made.replace("\n", "\r\n") if b"\r\n" in raw else made
    return "\ufeff" + made if raw.startswith(b"\xef\xbb\xbf") else made


def _indent(text: str) -> int:
    """How many spaces deeper the keys of a block are."""
    found = re.search(r"^( *)[\w-]+:[ ]*\n(?: *#.*\n)*\1( +)[\w-]+:", text, re.MULTILINE)
    return len(found[2]) if found else 2


def _with_comments(before: str, after: str) -> str:
    """The text with the comment lines it lost put back, each above the line it stood above."""
    lines, made = before.split("\n"), after.split("\n")
    kept = [line.strip() for line in made]
    for i, line in enumerate(lines):
        if not line.lstrip().startswith("#") or line.strip() in kept:
            continue
        below = next(
            (other.strip() for other in lines[i + 1 :] if other.strip() and not other.lstrip().startswith("#")), ""
        )
        places = [n for n, other in enumerate(made) if other.strip() == below]
        if below and len(places) == 1:
            made.insert(places[0], " " * (len(made[places[0]]) - len(made[places[0]].lstrip())) + line.strip())
    return "\n".join(made)


def rename(old: str, new: str, label: str | None = None) -> Change:
    """Give a code another id, and a label when there is one."""

    def change(data: Any) -> None:
        _unused(data, new)
        _, _, code = _found(data, old)
        code["id"] = new
        if label is not None:
            code["label"] = label

    return change


def merge(gone: str, into: str) -> Change:
    """Make one code of two: `into` gets the other's examples, rules and subcodes, and keeps its own label and
    definition.
    """

    def change(data: Any) -> None:
        siblings, at, code = _found(data, gone)
        if gone == into or any(str(below["id"]) == into for _, _, below in _walk(code.get("codes") or [])):
            raise QualcodeError(f"{gone!r} cannot be merged into {into!r}, which is itself or below it.")
        _, _, kept = _found(data, into)
        for name in LISTS:
            if code.get(name):
                kept[name] = _both(kept.get(name), code[name])
        if code.get("codes"):
            kept["codes"] = [*(kept.get("codes") or []), *code["codes"]]
        del siblings[at]

    return change


def with_rules(code_id: str, rules: Mapping[str, Sequence[str]]) -> Change:
    """Give a code more rules, by language; those of a code that has rules of no language go among these when there is
    one language.
    """

    def change(data: Any) -> None:
        _, _, code = _found(data, code_id)
        own = code.get("rules")
        if isinstance(own, list) and len(rules) == 1:
            own.extend(rule for several in rules.values() for rule in several if rule not in own)
        else:
            code["rules"] = _both(own, {language: list(several) for language, several in rules.items()})

    return change


def split(code_id: str, new: str, rules: Sequence[str], label: str | None = None, below: bool = False) -> Change:
    """Make a new code of some of a code's rules, after it or (`below`) as its subcode."""

    def change(data: Any) -> None:
        _unused(data, new)
        siblings, at, code = _found(data, code_id)
        moved, kept = _parted(code.get("rules"), rules)
        entry: dict[str, Any] = {"id": new, **({"label": label} if label else {}), "rules": moved}
        if kept:
            code["rules"] = kept
        else:
            code.pop("rules", None)
        if below:
            code["codes"] = [*(code.get("codes") or []), entry]
        else:
            siblings.insert(at + 1, entry)

    return change


def move(code_id: str, under: str | None) -> Change:
    """Put a code with its subcodes under another one, or (None) among the themes."""

    def change(data: Any) -> None:
        siblings, at, code = _found(data, code_id)
        if under is not None and under in {
            code_id,
            *(str(below["id"]) for _, _, below in _walk(code.get("codes") or [])),
        }:
            raise QualcodeError(f"{code_id!r} cannot be moved under {under!r}, which is itself or below it.")
        target = data if under is None else _found(data, under)[2]
        if target.get("codes") is siblings:
            raise QualcodeError(f"{code_id!r} is there already.")
        del siblings[at]
        target["codes"] = [*(target.get("codes") or []), code] if not target.get("codes") else target["codes"]
        if code not in target["codes"]:
            target["codes"].append(code)

    return change


def _walk(codes: list[Any]) -> Iterator[tuple[list[Any], int, Any]]:
    for i, code in enumerate(codes):
        yield codes, i, code
        yield from _walk(code.get("codes") or [])


def _found(data: Any, wanted: str) -> tuple[list[Any], int, Any]:
    """The list the code stands in, its place there, and the code; raises UnknownName."""
    for siblings, i, code in _walk(data["codes"]):
        if str(code["id"]) == wanted:
            return siblings, i, code
    raise UnknownName("code", wanted, [str(code["id"]) for _, _, code in _walk(data["codes"])])


def _unused(data: Any, wanted: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", wanted):
        raise QualcodeError(
            f"the new id should be small letters a-z, digits and hyphens, such as customer-support; found {wanted!r}."
        )
    if any(str(code["id"]) == wanted for _, _, code in _walk(data["codes"])):
        raise QualcodeError(f"there is a code {wanted!r} already. To make one of two: qualcode code merge.")


def _both(own: Any, other: Any) -> Any:
    """Two lists, or lists by language, as one without repetitions."""
    if own is None:
        return other
    if isinstance(own, dict) or isinstance(other, dict):
        first, second = (texts if isinstance(texts, dict) else {"": texts} for texts in (own, other))
        for language, items in second.items():
            first[language] = _both(first.get(language), items)
        return first
    own.extend(item for item in other if item not in own)
    return own


def _parted(rules: Any, wanted: Iterable[str]) -> tuple[Any, Any]:
    """The wanted rules, and the others; raises UnknownName for one that the code has not."""
    by_language = rules if isinstance(rules, dict) else {"": rules or []}
    every = [str(rule) for items in by_language.values() for rule in items]
    for rule in wanted:
        if rule not in every:
            raise UnknownName("rule", rule, every)
    moved = {language: [rule for rule in items if str(rule) in wanted] for language, items in by_language.items()}
    moved = {language: items for language, items in moved.items() if items}
    left = any(str(rule) not in wanted for items in by_language.values() for rule in items)
    for items in by_language.values():
        items[:] = [rule for rule in items if str(rule) not in wanted]
    for language in [language for language, items in by_language.items() if not items]:
        if isinstance(rules, dict):
            del rules[language]
    return (moved[""] if set(moved) == {""} else moved), (rules if left else None)
