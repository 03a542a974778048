"""Dictionaries of Lexicoder (.lc3, .lcd) and WordStat (.cat): categories with the words below them."""

from __future__ import annotations

import re
from pathlib import Path

from qualcode.archive import attribute, local, parse_xml
from qualcode.codebook.dictionaries import can_match, rule_of
from qualcode.codebook.liwc import lines_of
from qualcode.codebook.plain import Plain, nested, slug
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, read_text
from qualcode.schema import Lines

_WEIGHT = re.compile(r"(?P<word>.+?)\s*\((?P<weight>\d+)\)")
Read = tuple[Plain, Lines, list[str]]


class _Growing:
    """Categories with their words, as a file is read from above."""

    def __init__(self, path: Path, language: str) -> None:
        self._path, self._language = path, language
        self._parents: list[tuple[str, Plain]] = []
        self._rows: dict[str, int] = {}
        self._above: list[tuple[int, Plain]] = []
        self.left_out: list[str] = []

    def category(self, name: str, depth: int, line: int) -> None:
        """A category begins, below the last one that is less deep."""
        self._above = [(other, code) for other, code in self._above if other < depth]
        code: Plain = {"id": slug(name, set(self._rows)), "label": name}
        self._parents.append((self._above[-1][1]["id"] if self._above else "", code))
        self._above.append((depth, code))
        self._rows[code["id"]] = line

    def word(self, word: str, depth: int, line: int) -> None:
        """A word of the last category that is less deep."""
        above = [code for other, code in self._above if other < depth]
        text = " ".join(word.replace("_", " ").split())
        if not above:
            self.left_out.append(f"line {line}: {word!r} stands in no category")
        elif not can_match(text):
            self.left_out.append(f"line {line}: {word!r} can match nothing")
        elif text.startswith("@") or re.search(r"\b(?:NEAR|AFTER|BEFORE)\b.*[/\[]", text):
            self.left_out.append(f"line {line}: {word!r} is a rule of distances, which is not read")
        else:
            above[-1].setdefault("rules", {}).setdefault(self._language, []).append(rule_of(text))

    def read(self, what: str) -> Read:
        """Everything that was read; raises InputError when there is no category."""
        if not self._parents:
            raise InputError([Problem(f"is not a dictionary of {what}: it has no categories.", self._path, 1)])
        codes = nested(self._parents)
        return (
            {"format": 1, "name": slug(self._path.stem), "codes": codes},
            dict(lines_of(codes, self._rows, ())),
            self.left_out,
        )


def read_lexicoder(path: Path, language: str) -> Read:
    """The categories and words of a Lexicoder file as plain data, the line of each code, and what was left out; raises
    InputError.

    Lines that begin with `+` are categories (version 3), or the file is XML with cnode and pnode (version 2,
    Yoshikoder).
    """
    growing = _Growing(path, language)
    data = read_bytes(path)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        _nodes(parse_xml(data, path, "Lexicoder dictionary"), 0, growing)
        return growing.read("Lexicoder")
    for number, line in enumerate(read_text(path).split("\n"), 1):
        text = line.strip()
        if text.startswith("+"):
            growing.category(text.strip("+ "), 1, number)
        elif text:
            growing.word(text, 2, number)
    return growing.read("Lexicoder")


def _nodes(element: object, depth: int, growing: _Growing) -> None:
    for child in element:  # type: ignore[attr-defined]  # an element of lxml
        if local(child) == "cnode":
            growing.category(attribute(child, "name").strip(), depth + 1, int(child.sourceline or 0))
        elif local(child) == "pnode":
            growing.word(attribute(child, "name").strip(), depth + 1, int(child.sourceline or 0))
        _nodes(child, depth + (local(child) == "cnode"), growing)


def read_wordstat(path: Path, language: str) -> Read:
    """The categories and words of a WordStat .cat file, as `read_lexicoder`: tabs say how deep a line is, `WORD (1)` is
    a word.
    """
    growing = _Growing(path, language)
    for number, line in enumerate(read_text(path).split("\n"), 1):
        text, depth = line.strip(), len(line) - len(line.lstrip("\t"))
        match = _WEIGHT.fullmatch(text)
        if match:
            growing.word(match["word"], depth, number)
        elif text:
            growing.category(text, depth, number)
    return growing.read("WordStat")
