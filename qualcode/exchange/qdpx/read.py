"""A .qdpx of any program → a project, with everything that was not taken and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from qualcode.archive import attribute, local
from qualcode.codebook import codebook_of
from qualcode.codebook.plain import Plain, slug
from qualcode.codebook.refi import ReadCodes, guid_of, read_codes
from qualcode.errors import InputError, first_of
from qualcode.exchange.project import NOBODY, Mark, Project, ProjectSource
from qualcode.exchange.qdpx.attributes import Attributes, attributes_of
from qualcode.exchange.qdpx.offsets import Places, Span, counting_of, with_plain_ends
from qualcode.exchange.qdpx.package import Package, open_package
from qualcode.model import Codebook

CoderFrom = Literal["coding", "selection"]
RULES = ("rules", "examples", "counterexamples", "scale", "only")  # of a code, what only qualcode writes
SOURCES = {"TextSource": "text", "PDFSource": "PDF", "PictureSource": "picture", "AudioSource": "audio", "VideoSource": "video"}


def read_qdpx(path: Path, language: str = "", coder_from: CoderFrom = "coding") -> Project:
    """The project in a .qdpx file; the texts of its codes are in `language`.

    Of a coding and its selection made by two users `coder_from` says whose it is. Raises InputError for an archive that is damaged, too
    large, or no project.
    """
    reading = _Reading(open_package(path), language, coder_from)
    return reading.project()


@dataclass
class _Document:
    """A source while it is read: its element, the element that holds text and selections, the text as it stands in the file."""

    element: Any
    holder: Any
    name: str
    raw: str | None
    spans: list[tuple[Any, Span]] = field(default_factory=list)


@dataclass
class _Reading:
    package: Package
    language: str
    coder_from: CoderFrom
    dropped: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    differing: int = 0

    # -- parts -----------------------------------------------------------------------------------

    @cached_property
    def root(self) -> Any:
        """The project's element."""
        return self.package.root

    @cached_property
    def users(self) -> dict[str, str]:
        """The name of each user by GUID."""
        found = {}
        for user in _all(self.root, "Users", "User"):
            guid = guid_of(attribute(user, "guid"))
            found[guid] = attribute(user, "name").strip() or attribute(user, "id").strip() or f"user {guid[:8]}"
        return found

    @cached_property
    def notes(self) -> dict[str, tuple[str, str]]:
        """The title and the text of each note by GUID."""
        found = {}
        for note in _all(self.root, "Notes", "Note"):
            title = attribute(note, "name").strip()
            text = self.package.text(note)
            if text is None:
                self.dropped.append(f"the memo {title!r}: its text is not in the file")
            else:
                found[guid_of(attribute(note, "guid"))] = (title, with_plain_ends(text).strip("\n"))
        return found

    @cached_property
    def linked(self) -> dict[str, list[str]]:
        """The notes that links tie to something, by its GUID."""
        found: dict[str, list[str]] = {}
        for link in _all(self.root, "Links", "Link"):
            ends = guid_of(attribute(link, "originGUID")), guid_of(attribute(link, "targetGUID"))
            tied = [(one, other) for one, other in (ends, ends[::-1]) if one in self.notes]
            if not tied:
                self.lost["links between things that are no memos"] += 1
            for note, other in tied[:1]:
                found.setdefault(other, []).append(note)
        return found

    @cached_property
    def codes(self) -> ReadCodes:
        """The codes, without those that are cases."""
        cases = {guid_of(attribute(case, "guid")) for case in _all(self.root, "Cases", "Case")}
        holder = next((child for child in self.root if local(child) == "CodeBook"), None)
        texts = {guid: text for guid, (_, text) in self.notes.items()}
        found = read_codes(holder, self.language, texts) if holder is not None else ReadCodes()
        also = [guid for guid in found.ids if guid in cases]
        if also:
            ids = {found.ids.pop(guid) for guid in also}
            found.codes = list(_without(found.codes, ids))
            self.dropped.append(f"codes that are cases: {len(also)}; codings with them say whose words they are")
        return found

    def memos(self, element: Any) -> Iterator[str]:
        """The memos that an element refers to, and those that links tie to it."""
        named = [guid_of(attribute(child, "targetGUID")) for child in element if local(child) == "NoteRef"]
        for guid in (*named, *self.linked.get(guid_of(attribute(element, "guid")), ())):
            if guid in self.notes:
                self.used.add(guid)
                yield self.notes[guid][1]

    @cached_property
    def used(self) -> set[str]:
        """The notes that belong to a code or a stretch."""
        refs = (child for code in self.root.iter() if local(code) == "Code" for child in code if local(child) == "NoteRef")
        return {guid_of(attribute(ref, "targetGUID")) for ref in refs}

    # -- the whole -------------------------------------------------------------------------------

    def project(self) -> Project:
        """The project, after everything in it was looked at."""
        documents = list(self._documents())
        attributes = attributes_of(self.root)
        book = self._codebook()
        sources = tuple(self._source(document, places, attributes) for document, places in self._placed(documents))
        coders = tuple(dict.fromkeys(mark.coder for source in sources for mark in source.marks))
        if self.differing:
            whose = "the coding's" if self.coder_from == "coding" else "the selection's"
            hint = "--coder-from selection takes the other" if self.coder_from == "coding" else "--coder-from coding takes the other"
            self.told.append(f"{self.differing} codings name another user than their selection does; {whose} counts ({hint})")
        twice = [name for name, number in Counter(self.users.values()).items() if number > 1]
        if twice:
            self.told.append(f"several users are called {first_of(twice)}: they are one coder")
        notes = {self._title(guid): text for guid, (_, text) in self.notes.items() if guid not in self.used}
        self.dropped += [*self.codes.left_out, *attributes.dropped, *self._left(), *(f"{what}: {n}" for what, n in self.lost.items())]
        name = attribute(self.root, "name").strip() or self.package.path.stem
        origin = attribute(self.root, "origin")
        return Project(name, book, sources, coders, attributes.names(), notes, origin, (*self.told, *attributes.told), tuple(self.dropped))

    def _title(self, guid: str) -> str:
        title = self.notes[guid][0] or "memo"
        same = [other for other, (name, _) in self.notes.items() if name == self.notes[guid][0] and other not in self.used]
        return title if len(same) == 1 else f"{title} {same.index(guid) + 1}"

    def _codebook(self) -> Codebook | None:
        """The codebook; None when the project has no codes."""
        codes = self.codes.codes
        if not codes:
            return None
        data = {"format": 1, "name": slug(self.package.path.stem), "codes": codes}
        try:
            return codebook_of(data, self.codes.lines, self.package.path)
        except InputError as error:
            self.dropped.append(f"rules and examples of the codes, which cannot be read: {error.problems[0].message}")
            return codebook_of({**data, "codes": [_plain(code) for code in codes]}, self.codes.lines, self.package.path)

    def _left(self) -> Iterator[str]:
        """What of the project is not looked at."""
        graphs = sum(1 for _ in _all(self.root, "Graphs", "Graph"))
        if graphs:
            yield f"graphs: {graphs}"
        groups = [attribute(one, "name") for one in _all(self.root, "Sets", "Set") if any(local(child) == "MemberCode" for child in one)]
        if groups:
            yield f"groups of codes: {first_of(groups)}"

    # -- sources ---------------------------------------------------------------------------------

    def _documents(self) -> Iterator[_Document]:
        """The sources that hold text or may; of a recording its transcripts."""
        for source in next((child for child in self.root if local(child) == "Sources"), ()):
            kind, name = local(source), attribute(source, "name").strip() or "document"
            if kind == "TextSource":
                yield self._document(source, source, name)
            elif kind in ("PDFSource", "PictureSource"):
                inner = next((child for child in source if local(child) in ("Representation", "TextDescription")), None)
                if inner is None:
                    self._unread(source, kind, name)
                else:
                    yield self._document(source, inner, name)
            elif kind in SOURCES:
                transcripts = [child for child in source if local(child) == "Transcript"]
                if not transcripts:
                    self._unread(source, kind, name)
                for number, inner in enumerate(transcripts, 1):
                    title = attribute(inner, "name").strip() or (name if len(transcripts) == 1 else f"{name} {number}")
                    yield self._document(source, inner, title)

    def _unread(self, source: Any, kind: str, name: str) -> None:
        number = sum(local(element) == "Coding" for element in source.iter())
        self.dropped.append(f"{name}: a {SOURCES[kind]} without text" + (f", with {number} codings" if number else ""))

    def _document(self, source: Any, holder: Any, name: str) -> _Document:
        found = _Document(source, holder, name, self.package.text(holder))
        points = {guid_of(attribute(point, "guid")): attribute(point, "position") for point in holder if local(point) == "SyncPoint"}
        for child in holder:
            kind = local(child)
            if kind == "PlainTextSelection":
                ends = attribute(child, "startPosition"), attribute(child, "endPosition")
            elif kind == "TranscriptSelection":
                ends = _point(points, child, "fromSyncPoint"), _point(points, child, "toSyncPoint")
            elif kind == "Coding":
                ends = "0", str(len(found.raw or "") * 2)
            else:
                continue
            if all(end.strip().lstrip("-").isdecimal() for end in ends):
                name_of = "" if kind == "Coding" else attribute(child, "name")
                found.spans.append((child, Span(int(ends[0]), int(ends[1]), name_of)))
            else:
                self._lose(child, f"codings in {name} without a place in the text")
        if found.raw is None:
            self.dropped.append(f"{name}: its text is not in the file")
        self._elsewhere(source, holder, name)
        return found

    def _elsewhere(self, source: Any, holder: Any, name: str) -> None:
        """Count the codings of a source that are not in its text: on pages, in time, on the whole of a file that is none."""
        for child in source if source is not holder else ():
            kind = local(child)
            if kind in ("PDFSelection", "PictureSelection"):
                self._lose(child, f"codings on an area of {name}")
            elif kind in ("AudioSelection", "VideoSelection"):
                self._lose(child, f"codings of a time in {name}")
            elif kind == "Coding":
                self._lose(child, f"codings on the whole of {name}")

    def _lose(self, element: Any, what: str) -> None:
        number = sum(local(child) == "Coding" for child in element.iter())
        if number:
            self.lost[what] += number

    def _placed(self, documents: list[_Document]) -> Iterator[tuple[_Document, Places | None]]:
        """Each document with the places of its text."""
        selected = [(one.raw, [span for element, span in one.spans if local(element) != "Coding"]) for one in documents if one.raw]
        counting, why = counting_of([(raw, spans) for raw, spans in selected if raw], attribute(self.root, "origin"))
        if why:
            self.told.append(why)
        yield from ((one, None if one.raw is None else Places(one.raw, counting)) for one in documents)

    def _source(self, document: _Document, places: Places | None, attributes: Attributes) -> ProjectSource:
        marks: list[Mark] = []
        for element, span in document.spans:
            if places is None:
                self._lose(element, f"codings in {document.name}, whose text is not in the file")
                continue
            place = places.of(span)
            if place is None or (place[0] >= place[1] and span.end > span.start):
                self._lose(element, f"codings outside the text of {document.name}")
            elif place[0] >= place[1]:
                self._lose(element, f"codings of no letter in {document.name}")
            else:
                if local(element) != "Coding" and places.runs_out(span):
                    self.lost[f"ends of selections after the end of {document.name}, which was taken"] += 1
                marks += self._marks(element, *place)
        own = attributes.of(document.element, document.holder)
        whole = [self.notes[guid][1] for guid in self._whole_notes(document)]
        if whole and places is not None and places.text.strip():
            marks.append(Mark(0, len(places.text), "", next(iter(self.users.values()), NOBODY), "", "\n\n".join(whole)))
        text = places.text if places is not None else None
        return ProjectSource(document.name, text, tuple(_once(marks)), own.attributes, own.speakers)

    def _whole_notes(self, document: _Document) -> list[str]:
        """The notes about a whole document."""
        found = []
        for element in dict.fromkeys((document.element, document.holder)):
            refs = [guid_of(attribute(child, "targetGUID")) for child in element if local(child) == "NoteRef"]
            found += [guid for guid in (*refs, *self.linked.get(guid_of(attribute(element, "guid")), ())) if guid in self.notes]
        self.used.update(found)
        return list(dict.fromkeys(found))

    def _marks(self, selection: Any, start: int, end: int) -> Iterator[Mark]:
        """The codings of a selection, or its memo."""
        direct = local(selection) == "Coding"
        codings = [selection] if direct else [child for child in selection if local(child) == "Coding"]
        own = "" if direct else next((str(child.text or "").strip("\n") for child in selection if local(child) == "Description"), "")
        texts = [own, *([] if direct else self.memos(selection))]
        for coding in codings:
            target = next((guid_of(attribute(child, "targetGUID")) for child in coding if local(child) == "CodeRef"), "")
            memo = "\n\n".join(dict.fromkeys(filter(None, (*texts, *self.memos(coding)))))
            code = self.codes.ids.get(target)
            if code is None:
                self.lost["codings with codes that are not in the file"] += 1
            else:
                yield Mark(start, end, code, self._coder(coding, selection), _time(coding, selection), memo)
        if not codings and any(texts):
            coder = self.users.get(guid_of(attribute(selection, "creatingUser")), NOBODY)
            yield Mark(start, end, "", coder, _time(selection, selection), "\n\n".join(dict.fromkeys(filter(None, texts))))

    def _coder(self, coding: Any, selection: Any) -> str:
        first, second = (guid_of(attribute(element, "creatingUser")) for element in (coding, selection))
        self.differing += bool(first and second and first != second)
        chosen = (first or second) if self.coder_from == "coding" else (second or first)
        return self.users.get(chosen, f"user {chosen[:8]}" if chosen else NOBODY)


def _all(root: Any, holder: str, name: str) -> Iterator[Any]:
    """The elements of a name in the root's holders of another."""
    return (child for part in root if local(part) == holder for child in part if local(child) == name)


def _point(points: Mapping[str, str], selection: Any, name: str) -> str:
    return points.get(guid_of(attribute(selection, name)), "")


def _time(coding: Any, selection: Any) -> str:
    return attribute(coding, "creationDateTime") or attribute(selection, "creationDateTime")


def _without(codes: Iterable[Plain], ids: set[str]) -> Iterator[Plain]:
    for code in codes:
        below = list(_without(code.get("codes", ()), ids))
        if code["id"] in ids:
            yield from below
        else:
            rest = {name: value for name, value in code.items() if name != "codes"}
            yield rest | ({"codes": below} if below else {})


def _plain(code: Plain) -> Plain:
    """A code without what only qualcode writes."""
    kept = {name: value for name, value in code.items() if name not in RULES}
    return kept | ({"codes": [_plain(sub) for sub in code["codes"]]} if "codes" in code else {})


def _once(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Marks with those of one place, code and coder joined."""
    found: dict[tuple[int, int, str, str], Mark] = {}
    for mark in marks:
        key = (mark.start, mark.end, mark.code, mark.coder)
        memo = "\n\n".join(dict.fromkeys(filter(None, (found[key].memo, mark.memo)))) if key in found else mark.memo
        found[key] = replace(found.get(key, mark), memo=memo)
    return iter(found.values())
