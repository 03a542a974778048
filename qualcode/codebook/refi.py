"""Codebooks in the exchange format of REFI-QDA (.qdc), which NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette and others
share.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qualcode.archive import attribute, local, parse_xml
from qualcode.codebook.plain import Plain, plain_rule, slug
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.model import Code, Codebook
from qualcode.schema import Lines, Loc

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://qualcode/codebook")
# What the format has no place for stands in a code's description below this line, each on lines of its own; the reader
# takes it from there.
MARK = "[qualcode]"
DEEPEST = 14  # levels of codes below a theme
MORE = "  "  # begins each further line of a text there
WORDS = {
    "en": {"include": "Include", "exclude": "Exclude", "examples": "Example", "counterexamples": "Counterexample",
    "rules": "Rule",
           "abbreviation": "Abbreviation", "scale": "Scale", "only_question": "Only question",
           "only_role": "Only role", "id": "Id"},
    "fi": {"include": "Ohje", "exclude": "Rajaus", "examples": "Esimerkki", "counterexamples": "Vastaesimerkki",
    "rules": "Sääntö",
           "abbreviation": "Lyhenne", "scale": "Asteikko", "only_question": "Vain kysymys",
           "only_role": "Vain rooli", "id": "Tunnus"},
}  # fmt: skip
_FIELD = {word: field for words in WORDS.values() for field, word in words.items()}
_LINE = re.compile(rf"({'|'.join(map(re.escape, sorted(_FIELD, key=len, reverse=True)))}): (.*)")


def qdc_bytes(book: Codebook, language: str) -> bytes:
    """The codebook as .qdc in one language: names are unique, what no other program has stands in the descriptions."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, origin=f"qualcode {version('qualcode')}")  # type: ignore[dict-item]
    add_codes(etree.SubElement(root, f"{{{NAMESPACE}}}Codes"), book, language)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def code_guid(book: Codebook, code: str) -> str:
    """The GUID of a code, the same in every file."""
    return str(uuid.uuid5(_IDS, f"{book.name}/{code}"))


def add_codes(parent: Any, book: Codebook, language: str, groups: Container[str] = (), unique: bool = True) -> None:
    """Put a codebook's codes into an element of a REFI-QDA file; `groups` hold others and code nothing themselves.

    With `unique` a label that several codes share is written with its parent's.
    """
    from lxml import etree

    space = parent.tag.rpartition("}")[0] + "}"
    labels = [place.code.label(language) for place in book.walk()]

    def add(parent: Any, code: Code, above: str) -> None:
        label = code.label(language)
        name = f"{above} / {label}" if unique and labels.count(label) > 1 and above else label
        codable = "false" if code.id in groups else "true"
        element = etree.SubElement(
            parent, space + "Code", guid=code_guid(book, code.id), name=legal(name), isCodable=codable
        )
        etree.SubElement(element, space + "Description").text = legal(_description(code, language))
        for sub in code.codes:
            add(element, sub, label)

    for code in book.codes:
        add(parent, code, "")


def _description(code: Code, language: str) -> str:
    definition = code.definition(language)
    return "\n".join([*([definition] if definition else []), MARK, *_fields(code, language)])


def _fields(code: Code, language: str) -> Iterator[str]:
    words = WORDS.get(language, WORDS["en"])
    for name in ("include", "exclude"):
        if text := getattr(code, name)(language):
            yield f"{words[name]}: " + text.replace("\n", f"\n{MORE}")
    for name in ("examples", "counterexamples", "rules"):
        for item in (*getattr(code, name).get(language, ()), *(getattr(code, name).get("", ()) if language else ())):
            line = plain_rule(item) if name == "rules" else item
            if isinstance(line, str):
                yield f"{words[name]}: {' '.join(line.split())}"
    if code.abbreviation:
        yield f"{words['abbreviation']}: {code.abbreviation}"
    if code.scale != "nominal":
        yield f"{words['scale']}: {code.scale}"
    for name, values in (("only_question", code.only.question), ("only_role", code.only.role)) if code.only else ():
        yield from (f"{words[name]}: {value}" for value in values)
    yield f"{words['id']}: {code.id}"


def legal(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


@dataclass
class ReadCodes:
    """The codes of a REFI-QDA file as plain data, with lines; what each GUID's id is; what was left out."""

    codes: list[Plain] = field(default_factory=list)
    lines: dict[Loc, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def read_qdc(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The codebook in a .qdc file as plain data whose texts are in `language`, the line of each code, and what was left
    out.

    Raises InputError when the file is no REFI-QDA codebook.
    """
    root = parse_xml(read_bytes(path), path, "REFI-QDA codebook")
    if local(root) != "CodeBook" or "QDA-XML" not in str(root.tag):
        hint = (
            "Export the codebook again as REFI-QDA codebook (.qdc). A whole project is imported: "
            "qualcode import project.qdpx NEW-STUDY"
        )
        raise InputError([Problem("is not a REFI-QDA codebook.", path, hint=hint)])
    found = read_codes(root, language)
    if any(len(child) for child in root if local(child) == "Sets"):
        found.left_out.append("sets of codes are not kept")
    return {"format": 1, "name": slug(path.stem), "codes": found.codes}, found.lines, found.left_out


def read_codes(book: Any, language: str, notes: Mapping[str, str] | None = None) -> ReadCodes:
    """The codes of a CodeBook element, their texts in `language`; `notes` are a project's memos by GUID, which
    definitions end with.
    """
    found, taken = ReadCodes(), set[str]()

    def read(element: Any, loc: Loc) -> list[Plain]:
        codes: list[Plain] = []
        children = [child for child in element if local(child) == "Code"]
        if len(loc) >= 2 * DEEPEST and children:
            found.left_out.append(f"codes more than {DEEPEST} deep stand side by side: {attribute(element, 'name')}")
            children = [child for child in element.iter() if local(child) == "Code" and child is not element]
        for i, child in enumerate(children):
            here = (*loc, "codes", i)
            found.lines[here] = int(child.sourceline or 0)
            memos = (
                [notes.get(guid_of(attribute(sub, "targetGUID")), "") for sub in child if local(sub) == "NoteRef"]
                if notes
                else []
            )
            code = _entry(attribute(child, "name") or "code", _text_of(child), language, taken)
            if any(memos):
                whole = "\n\n".join(filter(None, dict.fromkeys((*code.get("definition", {}).values(), *memos))))
                code["definition"] = {language: whole}
            found.ids[guid_of(attribute(child, "guid"))] = code["id"]
            found.left_out.extend(f"the {what} of {code['id']!r} is not kept" for what in _not_kept(child, bool(memos)))
            codes.append(
                code | ({"codes": subcodes} if len(here) <= 2 * DEEPEST and (subcodes := read(child, here)) else {})
            )
        return codes

    holders = [child for child in book if local(child) == "Codes"]
    found.codes = [code for holder in holders for code in read(holder, ())]
    return found


def guid_of(text: str) -> str:
    """A GUID as it is compared: small letters, without braces."""
    return text.strip().strip("{}").lower()


def _text_of(element: Any) -> str:
    return next((str(sub.text or "") for sub in element if local(sub) == "Description"), "")


def _not_kept(element: Any, memos: bool) -> Iterator[str]:
    if attribute(element, "color"):
        yield "colour"
    if not memos and any(local(child) == "NoteRef" for child in element):
        yield "memo"


def _entry(name: str, description: str, language: str, taken: set[str]) -> Plain:
    """A code's data from its name and the lines of its description."""
    definition, fields = _parts(description)
    identity = fields.get("id", [""])[0]
    entry: Plain = {
        "id": identity if identity and identity not in taken else slug(name, taken),
        "label": {language: name},
    }
    taken.add(entry["id"])
    if definition:
        entry["definition"] = {language: definition}
    entry |= {field: {language: "\n".join(fields[field])} for field in ("include", "exclude") if field in fields}
    entry |= {field: {language: fields[field]} for field in ("examples", "counterexamples", "rules") if field in fields}
    entry |= {field: fields[field][0] for field in ("abbreviation", "scale") if field in fields}
    only = {field.removeprefix("only_"): fields[field] for field in ("only_question", "only_role") if field in fields}
    return entry | ({"only": only} if only else {})


def _parts(description: str) -> tuple[str, dict[str, list[str]]]:
    """The definition and the fields of a description; another program's text is all definition, whatever its lines
    begin with.
    """
    lines = description.split("\n")
    marks = [number for number, line in enumerate(lines) if line.rstrip() == MARK]
    if marks and _has_id(found := _fields_of(lines[marks[-1] + 1 :])):
        return "\n".join(lines[: marks[-1]]), found
    # as it was written before the mark
    first = next((n for n, line in enumerate(lines) if _LINE.fullmatch(line.strip())), len(lines))
    found = _fields_of(lines[first:])
    return ("\n".join(lines[:first]).strip(), found) if _has_id(found) else (description.strip(), {})


def _fields_of(lines: Sequence[str]) -> dict[str, list[str]]:
    """What stands in the lines by field; a line that names no field goes on with the one before."""
    fields: dict[str, list[str]] = {}
    last = ""
    for line in lines:
        match = None if line.startswith(MORE) else _LINE.fullmatch(line.strip())
        if match:
            last = _FIELD[match[1]]
            fields.setdefault(last, []).append(match[2])
        elif last in ("include", "exclude") or (last and line.strip()):
            fields[last][-1] += f"\n{line.removeprefix(MORE)}"
    return fields


def _has_id(fields: Mapping[str, Sequence[str]]) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fields.get("id", [""])[0]) is not None
