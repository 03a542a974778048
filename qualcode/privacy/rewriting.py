"""Files with names replaced, in their own formats: what is no name stays as it was."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qualcode.archive import local
from qualcode.errors import QualcodeError
from qualcode.privacy.replacing import Edit, Replacer, edited
from qualcode.schema import parsed_yaml
from qualcode.transcripts.readers.encoding import codec_of

TEXTS = frozenset((".txt", ".md", ".vtt", ".srt", ".csv"))
RUNS = ("t", "delText")  # elements that hold the text of a paragraph
AUTHORS = ("creator", "lastModifiedBy")  # of a Word document: whoever wrote it
_PLAIN = re.compile(r"(?P<before>\s*(?:- +)*(?:[\w-]+: +)?)(?P<value>[^\s\"'|>#&*{][^\n]*?)(?P<after>\s*)")
# what binds parts together
REFERENCES = frozenset(("Target", "PartName", "Extension", "ContentType", "Type", "Id", "id", "embed", "link"))


def can_rewrite(path: Path) -> bool:
    """Whether files of a format are rewritten as they are; others become .txt."""
    return path.suffix.lower() in TEXTS or path.suffix.lower() == ".docx"


def rewritten(path: Path, data: bytes, replace: Replacer) -> bytes | None:
    """A transcript's file with its names replaced; None where that cannot be done in its own format."""
    if path.suffix.lower() == ".docx":
        return _word(data, replace)
    return text_rewritten(data, replace) if path.suffix.lower() in TEXTS else None


def text_rewritten(data: bytes, replace: Callable[[str], str]) -> bytes | None:
    """A text file with its names replaced, in its own encoding where that has the letters; the same bytes where nothing
    is replaced.

    None for a file whose letters are not sure.
    """
    codec = codec_of(data)
    if codec is None:
        return None
    text = data.decode(codec)
    made = replace(unicodedata.normalize("NFC", text))
    if made == unicodedata.normalize("NFC", text):
        return data
    try:
        return made.encode(codec)
    except UnicodeEncodeError:  # the old encoding has not the letters of the replacement
        return made.encode("utf-8")


# -- settings and codebooks -------------------------------------------------------------------------


def yaml_rewritten(path: Path, data: bytes, replace: Replacer) -> bytes | None:
    """A YAML file with its names replaced: a text that begins with what YAML reads otherwise is put in quotes.

    None where it would not mean what it should.
    """
    made = text_rewritten(data, lambda text: edited(text, _line_by_line(text, replace)))
    if made is None or made == data:
        return made
    before, text = data.decode(codec_of(data) or "utf-8"), made.decode(codec_of(made) or "utf-8")
    meant = _replaced_in(_parsed(before, path), replace)
    if _parsed(text, path) == meant:
        return made
    lines = zip(before.split("\n"), text.split("\n"), strict=True)
    quoted = "\n".join(new if new == old else _quoted(new) for old, new in lines)
    return quoted.encode(codec_of(made) or "utf-8") if _parsed(quoted, path) == meant else None


def _line_by_line(text: str, replace: Replacer) -> Iterator[Edit]:
    """The edits of a text; of a name at whose words a line ends each line has its own."""
    for edit in replace.edits(text):
        ends = re.search(r"\s*\n\s*", text[edit.start : edit.end])
        yield edit if ends is None else Edit(edit.start, edit.end, edit.text + ends[0])


def _parsed(text: str, path: Path) -> Any:
    try:
        return parsed_yaml(text.removeprefix("\ufeff"), path)[0]
    except QualcodeError:
        return None


def _replaced_in(data: Any, replace: Replacer) -> Any:
    if isinstance(data, str):
        return replace(data)
    if isinstance(data, dict):
        return {
            replace(key) if isinstance(key, str) else key: _replaced_in(value, replace) for key, value in data.items()
        }
    return [_replaced_in(value, replace) for value in data] if isinstance(data, list) else data


def _quoted(line: str) -> str:
    """A line of YAML whose plain text stands in quotes."""
    match = _PLAIN.fullmatch(line)
    if match is None:
        return line
    value = match["value"].replace("\\", "\\\\").replace('"', '\\"')
    return f'{match["before"]}"{value}"{match["after"]}'


def toml_rewritten(data: bytes, replace: Replacer, section: str = "") -> bytes | None:
    """A TOML file with its names replaced within its texts; with a section only from its headings on."""

    def in_texts(text: str) -> str:
        parts = re.split(r"(?m)^(?=\[)", text)
        return "".join(
            _STRING.sub(lambda found: replace(found[0]), part) if part.startswith(f"[{section}") else part
            for part in parts
        )

    return text_rewritten(data, in_texts)


_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*')  # and comments


def workbook_rewritten(data: bytes, replace: Callable[[str], str]) -> bytes:
    """A workbook with the names in its cells replaced, and without its authors; the same bytes where there is none."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = ((cell, cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    changed = [(cell, made) for cell, text in cells if isinstance(text, str) and (made := replace(text)) != text]
    if not changed:
        return data
    for cell, made in changed:
        cell.value = made
    book.properties.creator = book.properties.lastModifiedBy = ""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- Word ----------------------------------------------------------------------------------------


def _word(data: bytes, replace: Replacer) -> bytes:
    """A Word document with the names in its texts and properties replaced, and without its authors' names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                content = _part(content, replace, entry.filename)
            elif entry.filename.endswith(".xlsx"):  # the table behind a diagram
                content = workbook_rewritten(content, replace)
            new.writestr(zipfile.ZipInfo(entry.filename, entry.date_time), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _part(content: bytes, replace: Replacer, name: str) -> bytes:
    """A part of a Word document; the same bytes where nothing is replaced."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    changed = False
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if local(element) == "p":
            changed |= _paragraph(element, replace)
        changed |= _attributes(element, replace)
        if element.text and local(element) not in RUNS:
            made = "" if name.startswith("docProps") and local(element) in AUTHORS else replace(element.text)
            changed |= made != element.text
            element.text = made
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) if changed else content


def _attributes(element: Any, replace: Replacer) -> bool:
    """Replace in attributes that are texts: authors of comments, alternative texts, addresses of links."""
    inside = element.get("TargetMode") != "External"
    changed = False
    for key, value in element.attrib.items():
        if local(key) in REFERENCES and (inside or local(key) != "Target"):
            continue
        made = replace(value)
        if made != value:
            element.set(key, made)
            changed = True
    return changed


def _paragraph(paragraph: Any, replace: Replacer) -> bool:
    """Replace in a paragraph's own text, wherever its runs part it: what stands for a name goes to the run in which the
    name begins.
    """
    pieces = [(element, text) for element, text in _runs(paragraph)]
    edits = replace.edits("".join(text for _, text in pieces))
    for edit in reversed(edits):
        at, first = 0, True
        for n, (element, text) in enumerate(pieces):
            start, end = max(edit.start - at, 0), min(edit.end - at, len(text))
            at += len(text)
            if element is not None and start < end:
                pieces[n] = element, text[:start] + (edit.text if first else "") + text[end:]
                first = False
    for element, text in pieces if edits else ():
        if element is not None and element.text != text:
            element.text = text
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return bool(edits)


def _runs(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """The texts of a paragraph in order with their elements; what breaks a line, without one. Paragraphs within it have
    their own.
    """
    for element in paragraph.iterdescendants():
        owner = next((above for above in element.iterancestors() if local(above) == "p"), None)
        if owner is not paragraph:
            continue
        name = local(element)
        if name in RUNS:
            yield element, element.text or ""
        elif name in ("tab", "br", "cr"):
            yield None, "\n"
        elif name == "noBreakHyphen":
            yield None, "-"
