"""A project → .qdpx: a zip archive with project.qde and the texts, the same bytes for the same project."""

from __future__ import annotations

import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

from qualcode.archive import zipped
from qualcode.codebook.refi import add_codes, code_guid, legal
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.exchange.project import Mark, Project, ProjectSource
from qualcode.files import sha256
from qualcode.model import Codebook

NAMESPACE = "urn:QDA-XML:project:1.0"
Target = Literal["", "nvivo", "maxqda", "atlasti", "qualcoder"]
TARGETS: tuple[str, ...] = tuple(name for name in get_args(Target) if name)
EARLIEST = "2000-01-01T00:00:00Z"  # where no decision has a time
SHOWN = 100  # letters of a quote by which a reader can find it again
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://qualcode/project")


def qdpx_bytes(project: Project, language: str, target: Target = "") -> bytes:
    """The project as .qdpx for a program, with the texts of its codes in `language`; without a target as the standard
    has it.

    Texts have `\\n` line ends and no byte order mark; places are half-open, in code points, for NVivo in UTF-16 units.
    Raises QualcodeError when it has no text.
    """
    from lxml import etree

    if project.codebook is None or not any(source.text for source in project.sources):
        raise QualcodeError("there is nothing to write: no transcript could be read.")
    made = _Making(project, project.codebook, language, target)
    files = {"project.qde": etree.tostring(made.root(), xml_declaration=True, encoding="UTF-8", pretty_print=True)}
    files |= {f"sources/{guid}.txt": text.encode("utf-8") for guid, text in made.texts.items()}
    return zipped(files)


@dataclass
class _Making:
    """The elements of project.qde, in the order of the standard's schema; `texts` are the files that they name."""

    project: Project
    book: Codebook
    language: str
    target: Target

    def __post_init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.notes: list[tuple[str, str, str]] = []  # GUID, title, coder
        times = [mark.time for source in self.project.sources for mark in source.marks if mark.time]
        self.time = max(times, default=EARLIEST)
        self.users = {name: self.guid("user", name) for name in self.project.coders or ("qualcode",)}
        self.author = next(iter(self.users.values()))
        self.sources = {
            source.name: self.guid("source", source.name, source.text or "") for source in self.project.sources
        }

    def guid(self, *parts: str) -> str:
        """A GUID that is the same for the same thing of the same study."""
        return str(uuid.uuid5(_IDS, sha256(self.project.name if parts[0] != "user" else "", *parts)))

    def element(self, parent: Any, tag: str, text: str = "", /, **attributes: str) -> Any:
        """A new element."""
        from lxml import etree

        made = etree.SubElement(
            parent, f"{{{NAMESPACE}}}{tag}", {key: legal(value) for key, value in attributes.items()}
        )
        made.text = legal(text) or None
        return made

    def root(self) -> Any:
        """The whole project."""
        from lxml import etree

        stamps = {
            "creatingUserGUID": self.author,
            "creationDateTime": self.time,
            "modifiedDateTime": self.time,
            "basePath": "",
        }
        root = etree.Element(f"{{{NAMESPACE}}}Project", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
        for key, value in {
            "name": legal(self.project.name),
            "origin": f"qualcode {version('qualcode')}",
            **stamps,
        }.items():
            root.set(key, value)
        users = self.element(root, "Users")
        for name, guid in self.users.items():
            self.element(users, "User", guid=guid, name=name)
        codes = self.element(self.element(root, "CodeBook"), "Codes")
        add_codes(codes, self.book, self.language, self._groups(), unique=self.target == "qualcoder")
        variables = self._variables(root)
        self._cases(root, variables)
        sources = self.element(root, "Sources")
        for source in self.project.sources:
            self._source(sources, source, variables)
        self._notes(root)
        self._sets(root)
        return root

    def _groups(self) -> frozenset[str]:
        """For QualCoder, where it is a category that holds codes and codes nothing: the codes with subcodes and without
        codings.
        """
        if self.target != "qualcoder":
            return frozenset()
        used = {mark.code for source in self.project.sources for mark in source.marks}
        return frozenset(place.code.id for place in self.book.walk() if place.code.codes and place.code.id not in used)

    # -- attributes ------------------------------------------------------------------------------

    def _variables(self, root: Any) -> dict[str, tuple[str, str]]:
        """The GUID and the type of each attribute."""
        values: dict[str, list[str]] = {name: [] for name in self.project.attributes}
        for source in self.project.sources:
            for row in (source.attributes, *source.speakers.values()):
                for name, value in row.items():
                    values.setdefault(name, []).append(value)
        found = {name: (self.guid("variable", name), type_of(given)) for name, given in values.items()}
        holder = self.element(root, "Variables") if found else None
        for name, (guid, kind) in found.items():
            self.element(holder, "Variable", guid=guid, name=name, typeOfVariable=kind)
        return found

    def _values(self, parent: Any, row: Mapping[str, str], variables: Mapping[str, tuple[str, str]]) -> None:
        for name, value in row.items():
            guid, kind = variables[name]
            holder = self.element(parent, "VariableValue")
            self.element(holder, "VariableRef", targetGUID=guid)
            self.element(holder, f"{kind}Value", value)

    def _cases(self, root: Any, variables: Mapping[str, tuple[str, str]]) -> None:
        """A case for each interview with attributes, and for each of its speakers with attributes of their own."""
        rows = [(source, source.name, source.attributes) for source in self.project.sources if source.attributes]
        rows += [
            (source, f"{source.name}: {label}", row)
            for source in self.project.sources
            for label, row in source.speakers.items()
        ]
        holder = self.element(root, "Cases") if rows else None
        for source, name, row in rows:
            case = self.element(holder, "Case", guid=self.guid("case", name), name=name)
            self._values(case, row, variables)
            self.element(case, "SourceRef", targetGUID=self.sources[source.name])

    def _sets(self, root: Any) -> None:
        """For ATLAS.ti, which has no variables: a group of documents for each value of an attribute."""
        members: dict[str, list[str]] = {}
        for source in self.project.sources if self.target == "atlasti" else ():
            for name, value in source.attributes.items():
                members.setdefault(f"{name}: {value}", []).append(self.sources[source.name])
        holder = self.element(root, "Sets") if members else None
        for name, guids in members.items():
            group = self.element(holder, "Set", guid=self.guid("set", name), name=name)
            for guid in guids:
                self.element(group, "MemberSource", targetGUID=guid)

    # -- sources ---------------------------------------------------------------------------------

    def _source(self, parent: Any, source: ProjectSource, variables: Mapping[str, tuple[str, str]]) -> None:
        guid, text = self.sources[source.name], source.text or ""
        self.texts[guid] = text
        element = self.element(
            parent, "TextSource", guid=guid, name=source.name, **self._file(guid), **self._made(self.author, self.time)
        )
        place = _offsets(text) if self.target == "nvivo" else range(len(text) + 1)
        marks = sorted(source.marks, key=lambda mark: (mark.start, mark.end, mark.code, mark.coder))
        for mark in marks:
            self._selection(element, guid, text, mark, place)
        self._values(element, source.attributes, variables)

    def _selection(self, parent: Any, source: str, text: str, mark: Mark, place: Sequence[int]) -> None:
        """One selection a coding: programs that look at the selection's user and those that look at the coding's both
        see the coder.
        """
        key = (source, str(mark.start), str(mark.end), mark.code, mark.coder)
        made = self._made(self.users[mark.coder], mark.time or self.time)
        ends = {"startPosition": str(place[mark.start]), "endPosition": str(place[mark.end])}
        name = " ".join(text[mark.start : mark.end].split())[:SHOWN]
        selection = self.element(
            parent, "PlainTextSelection", guid=self.guid("selection", *key), name=name, **ends, **made
        )
        if mark.memo:
            self.element(selection, "Description", mark.memo)
        if mark.code:
            stamps = {name: made[name] for name in ("creatingUser", "creationDateTime")}
            coding = self.element(selection, "Coding", guid=self.guid("coding", *key), **stamps)
            self.element(coding, "CodeRef", targetGUID=code_guid(self.book, mark.code))
        if mark.memo:
            note = self.guid("memo", *key)
            self.notes.append((note, f"Memo: {name}"[:SHOWN], mark.coder))
            self.texts[note] = legal(mark.memo)
            self.element(selection, "NoteRef", targetGUID=note)

    def _notes(self, root: Any) -> None:
        for title, text in self.project.notes.items():
            guid = self.guid("note", title)
            self.notes.append((guid, title, ""))
            self.texts[guid] = text
        holder = self.element(root, "Notes") if self.notes else None
        for guid, title, coder in self.notes:
            made = self._made(self.users.get(coder, self.author), self.time)
            self.element(holder, "Note", guid=guid, name=title, **self._file(guid), **made)

    def _file(self, guid: str) -> dict[str, str]:
        return {"plainTextPath": f"internal://{guid}.txt"}

    def _made(self, user: str, time: str) -> dict[str, str]:
        return {"creatingUser": user, "creationDateTime": time, "modifyingUser": user, "modifiedDateTime": time}


def check_free(path: Path) -> None:
    """Raise InputError when something else than a project stands at a path."""
    if path.exists():
        try:
            with zipfile.ZipFile(path) as archive:
                free = "project.qde" in archive.namelist()
        except (OSError, zipfile.BadZipFile):
            free = False
        if not free:
            raise InputError([Problem("is already there, and is no project.", path, hint="Name another file.")])


def type_of(values: Iterable[str]) -> str:
    """The type of an attribute: one that every value can be read back from letter by letter, else text."""
    values = list(values)
    if not values:
        return "Text"
    if all(re.fullmatch(r"0|-?[1-9]\d{0,17}", value) for value in values):
        return "Integer"
    if all(re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", value) and value != "-0" for value in values):
        return "Float"
    return "Date" if all(map(_is_day, values)) else "Text"


def _is_day(value: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _offsets(text: str) -> list[int]:
    """Each place of a text in units of UTF-16, the end included."""
    places = [0]
    for letter in text:
        places.append(places[-1] + (2 if ord(letter) > 0xFFFF else 1))
    return places


def doubtful_for(project: Project, language: str, target: Target) -> Iterator[str]:
    """What a program may show otherwise than it is written."""
    book = project.codebook
    names = Counter(place.code.label(language) for place in book.walk()) if book else Counter()
    double = [name for name, number in names.items() if number > 1]
    if double and target != "qualcoder":
        yield (
            f"several codes share a label ({', '.join(double)}); for QualCoder, which takes each only "
            f"once: --for qualcoder"
        )
    if any(ord(letter) > 0xFFFF for source in project.sources for letter in source.text or ""):
        unit = (
            "as NVivo does, in UTF-16" if target == "nvivo" else "in code points; NVivo counts otherwise: --for nvivo"
        )
        yield f"there are emoji or other rare letters in the texts: places are counted {unit}"
