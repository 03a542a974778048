"""Codebooks in the exchange format of REFI-QDA (.qdc), which NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette and others share."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
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
# What the format has no place for stands in a code's description, each on lines of its own; the reader takes them from there.
WORDS = {
    "en": {"include": "Include", "exclude": "Exclude", "examples": "Example", "counterexamples": "Counterexample", "rules": "Rule",
           "scale": "Scale", "only_question": "Only question", "only_role": "Only role", "id": "Id"},
    "fi": {"include": "Ohje", "exclude": "Rajaus", "examples": "Esimerkki", "counterexamples": "Vastaesimerkki", "rules": "Sääntö",
           "scale": "Asteikko", "only_question": "Vain kysymys", "only_role": "Vain rooli", "id": "Tunnus"},
}  # fmt: skip
_FIELD = {word: field for words in WORDS.values() for field, word in words.items()}
_LINE = re.compile(rf"({'|'.join(map(re.escape, sorted(_FIELD, key=len, reverse=True)))}): (.*)")


def qdc_bytes(book: Codebook, language: str) -> bytes:
    """The codebook as .qdc in one language: names are unique, what no other program has stands in the descriptions."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, origin=f"qualcode {version('qualcode')}")  # type: ignore[dict-item]
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    labels = [place.code.label(language) for place in book.walk()]

    def add(parent: Any, code: Code, above: str) -> None:
        label = code.label(language)
        name = f"{above} / {label}" if labels.count(label) > 1 and above else label
        guid = str(uuid.uuid5(_IDS, f"{book.name}/{code.id}"))
        element = etree.SubElement(parent, f"{{{NAMESPACE}}}Code", guid=guid, name=_legal(name), isCodable="true")
        etree.SubElement(element, f"{{{NAMESPACE}}}Description").text = _legal("\n".join(_description(code, language)))
        for sub in code.codes:
            add(element, sub, label)

    for code in book.codes:
        add(codes, code, "")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _description(code: Code, language: str) -> Iterator[str]:
    words = WORDS.get(language, WORDS["en"])
    if code.definition(language):
        yield code.definition(language)
    for field in ("include", "exclude"):
        if text := getattr(code, field)(language):
            yield f"{words[field]}: {text}"
    for field in ("examples", "counterexamples", "rules"):
        for item in (*getattr(code, field).get(language, ()), *(getattr(code, field).get("", ()) if language else ())):
            line = plain_rule(item) if field == "rules" else item
            if isinstance(line, str):
                yield f"{words[field]}: {' '.join(line.split())}"
    if code.scale != "nominal":
        yield f"{words['scale']}: {code.scale}"
    for field, values in (("only_question", code.only.question), ("only_role", code.only.role)) if code.only else ():
        yield from (f"{words[field]}: {value}" for value in values)
    yield f"{words['id']}: {code.id}"


def _legal(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def read_qdc(path: Path, language: str) -> tuple[Plain, Lines, list[str]]:
    """The codebook in a .qdc file as plain data whose texts are in `language`, the line of each code, and what was left out.

    Raises InputError when the file is no REFI-QDA codebook.
    """
    root = parse_xml(read_bytes(path), path, "REFI-QDA codebook")
    if local(root) != "CodeBook" or "QDA-XML" not in str(root.tag):
        hint = "Export the codebook again as REFI-QDA codebook (.qdc); a whole project (.qdpx) is something else."
        raise InputError([Problem("is not a REFI-QDA codebook.", path, hint=hint)])
    taken: set[str] = set()
    lines: dict[Loc, int] = {}
    left_out: list[str] = []

    def read(element: Any, loc: Loc) -> list[Plain]:
        codes = []
        for i, child in enumerate(child for child in element if local(child) == "Code"):
            here = (*loc, "codes", i)
            lines[here] = int(child.sourceline or 0)
            description = next((str(sub.text or "") for sub in child if local(sub) == "Description"), "")
            code = _entry(attribute(child, "name"), description, language, taken)
            left_out.extend(f"the {what} of {code['id']!r} is not kept" for what in _not_kept(child))
            codes.append(code | ({"codes": subcodes} if (subcodes := read(child, here)) else {}))
        return codes

    holders = [child for child in root if local(child) == "Codes"]
    found = [code for holder in holders for code in read(holder, ())]
    if any(len(child) for child in root if local(child) == "Sets"):
        left_out.append("sets of codes are not kept")
    return {"format": 1, "name": slug(path.stem), "codes": found}, lines, left_out


def _not_kept(element: Any) -> Iterator[str]:
    if attribute(element, "color"):
        yield "colour"
    if any(local(child) == "NoteRef" for child in element):
        yield "memo"


def _entry(name: str, description: str, language: str, taken: set[str]) -> Plain:
    """A code's data from its name and the lines of its description."""
    fields: dict[str, list[str]] = {}
    definition: list[str] = []
    for line in description.splitlines():
        match = _LINE.fullmatch(line.strip())
        if match:
            fields.setdefault(_FIELD[match[1]], []).append(match[2])
        elif fields.get("exclude") or fields.get("include"):
            fields[list(fields)[-1]][-1] += f"\n{line}"
        else:
            definition.append(line)
    identity = fields.get("id", [""])[0]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity):  # another program's text, whatever its lines begin with
        fields, definition = {}, description.splitlines()
    entry: Plain = {"id": identity if identity and identity not in taken else slug(name, taken), "label": {language: name}}
    taken.add(entry["id"])
    if text := "\n".join(definition).strip():
        entry["definition"] = {language: text}
    entry |= {field: {language: "\n".join(fields[field])} for field in ("include", "exclude") if field in fields}
    entry |= {field: {language: fields[field]} for field in ("examples", "counterexamples", "rules") if field in fields}
    entry |= {"scale": fields["scale"][0]} if "scale" in fields else {}
    only = {field.removeprefix("only_"): fields[field] for field in ("only_question", "only_role") if field in fields}
    return entry | ({"only": only} if only else {})
