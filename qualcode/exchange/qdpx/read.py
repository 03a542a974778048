"""A .qdpx of any program → a project, with everything that was not taken and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from qualcode.archive import attribute, local
from qualcode.codebook import codebook_of
from qualcode.codebook.plain import Plain, slug
from qualcode.codebook.refi import ReadCodes, guid_of, read_codes
from qualcode.errors import InputError, first_of
from qualcode.exchange.project import NOBODY, Mark, Project, ProjectSource
from qualcode.exchange.qdpx.attributes import attributes_of
from qualcode.exchange.qdpx.documents import Document, documents_of
from qualcode.exchange.qdpx.losses import Losses, elements
from qualcode.exchange.qdpx.memos import Memos
from qualcode.exchange.qdpx.offsets import Places, counting_of
from qualcode.exchange.qdpx.package import Package, open_package
from qualcode.model import Codebook

CoderFrom = Literal["coding", "selection"]
# of a code, what only qualcode writes
RULES = ("rules", "examples", "counterexamples", "scale", "only", "abbreviation")


def read_qdpx(path: Path, language: str = "", coder_from: CoderFrom = "coding") -> Project:
    """The project in a .qdpx file; the texts of its codes are in `language`.

    Of a coding and its selection made by two users `coder_from` says whose it is. Raises InputError for an archive that
    is damaged, too large, or no project.
    """
    return _Reading(open_package(path), language, coder_from).project()


class _Reading:
    """A project while it is read."""

    def __init__(self, package: Package, language: str, coder_from: CoderFrom) -> None:
        self._package, self._language, self._coder_from = package, language, coder_from
        self._losses, self._differing = Losses(), 0
        self._as_cases: set[str] = set()
        self._memos = Memos(package, self._losses)

    def project(self) -> Project:
        """The project, after everything in it was looked at."""
        root, losses = self._package.root, self._losses
        documents, attributes, book = list(documents_of(self._package, losses)), attributes_of(root), self._codebook()
        sources = []
        for document, places in self._placed(documents):
            own = attributes.of(document.element, document.holder)
            marks = tuple(_once(self._in(document, places)))
            partly, text = document.name in losses.partly, places.text if places else None
            sources.append(ProjectSource(document.name, text, marks, own.attributes, own.speakers, partly))
        coders = tuple(dict.fromkeys(mark.coder for source in sources for mark in source.marks))
        losses.dropped += [*self._codes.left_out, *attributes.dropped, *self._not_looked_at()]
        name, origin = attribute(root, "name").strip() or self._package.path.stem, attribute(root, "origin")
        told = (*losses.told, *self._doubtful(), *attributes.told)
        return Project(
            name,
            book,
            tuple(sources),
            coders,
            attributes.names(),
            self._memos.left(),
            origin,
            told,
            tuple(losses.lines()),
        )

    @cached_property
    def _users(self) -> dict[str, str]:
        """The name of each user by GUID."""
        found = {}
        for user in elements(self._package.root, "Users", "User"):
            guid = guid_of(attribute(user, "guid"))
            found[guid] = attribute(user, "name").strip() or attribute(user, "id").strip() or f"user {guid[:8]}"
        return found

    @cached_property
    def _codes(self) -> ReadCodes:
        """The codes, without those that are cases."""
        root = self._package.root
        cases = {guid_of(attribute(case, "guid")) for case in elements(root, "Cases", "Case")}
        holder = next((child for child in root if local(child) == "CodeBook"), None)
        found = read_codes(holder, self._language, self._memos.texts) if holder is not None else ReadCodes()
        also = [guid for guid in found.ids if guid in cases]
        if also:
            self._as_cases = set(also)
            ids = {found.ids.pop(guid) for guid in also}
            found.codes = list(_without(found.codes, ids))
            self._losses.dropped.append(
                f"codes that are cases: {len(also)}; codings with them say whose words they are"
            )
        return found

    def _codebook(self) -> Codebook | None:
        """The codebook; None when the project has no codes."""
        codes, path = self._codes.codes, self._package.path
        if not codes:
            return None
        data = {"format": 1, "name": slug(path.stem), "codes": codes}
        try:
            return codebook_of(data, self._codes.lines, path)
        except InputError as error:
            self._losses.dropped.append(
                f"rules and examples of the codes, which cannot be read: {error.problems[0].message}"
            )
            return codebook_of({**data, "codes": [_plain(code) for code in codes]}, self._codes.lines, path)

    def _not_looked_at(self) -> Iterator[str]:
        root = self._package.root
        graphs = sum(1 for _ in elements(root, "Graphs", "Graph"))
        if graphs:
            yield f"graphs: {graphs}"
        sets = elements(root, "Sets", "Set")
        groups = [attribute(one, "name") for one in sets if any(local(child) == "MemberCode" for child in one)]
        holders = (holder for holder in root if local(holder) in ("Sources", "Cases", "Sets"))
        texts = (child.text for holder in holders for one in holder for child in one if local(child) == "Description")
        described = sum(bool(str(text or "").strip()) for text in texts)
        if described:
            yield f"descriptions of documents, cases and groups: {described}"
        noted = sum(
            local(element) == "Coding" for holder in root if local(holder) == "Notes" for element in holder.iter()
        )
        if noted:
            yield f"codings in memos: {noted}"
        if groups:
            yield f"groups of codes: {first_of(groups)}"

    def _doubtful(self) -> Iterator[str]:
        """What is told of the users."""
        if self._differing:
            mine, other = ("coding", "selection") if self._coder_from == "coding" else ("selection", "coding")
            yield (
                f"codings that name another user than their selection does: {self._differing}; the "
                f"{mine}'s counts (--coder-from {other})"
            )
        twice = [name for name, number in Counter(self._users.values()).items() if number > 1]
        if twice:
            yield f"several users are called {first_of(twice)}: they are one coder"

    # -- marks -----------------------------------------------------------------------------------

    def _placed(self, documents: list[Document]) -> Iterator[tuple[Document, Places | None]]:
        """Each document with the places of its text."""
        selected = [
            (one.raw, [span for element, span in one.spans if local(element) != "Coding"])
            for one in documents
            if one.raw
        ]
        counting, why = counting_of(
            [(raw, spans) for raw, spans in selected if raw], attribute(self._package.root, "origin")
        )
        if why:
            self._losses.told.append(why)
        yield from ((one, None if one.raw is None else Places(one.raw, counting)) for one in documents)

    def _in(self, document: Document, places: Places | None) -> Iterator[Mark]:
        """The marks of a document; those without a place in its text are lost."""
        for element, span in document.spans:
            place = places.of(span) if places is not None else None
            if places is None:
                self._losses.codings_in(element, f"codings in {document.name}, whose text is not in the file")
            elif place is None or (place[0] >= place[1] and span.end > span.start):
                self._losses.codings_in(element, f"codings outside the text of {document.name}", document.name)
            elif place[0] >= place[1]:
                self._losses.codings_in(element, f"codings of no letter in {document.name}", document.name)
            else:
                if local(element) != "Coding" and places.runs_out(span):
                    self._losses.counts[f"ends of selections after the end of {document.name}, which was taken"] += 1
                yield from self._marks(element, document.name, *place)
        memos = [
            text for element in dict.fromkeys((document.element, document.holder)) for text in self._memos.of(element)
        ]
        if memos and places is not None and places.text.strip():
            yield Mark(
                0, len(places.text), "", next(iter(self._users.values()), NOBODY), "", "\n\n".join(dict.fromkeys(memos))
            )

    def _marks(self, selection: Any, document: str, start: int, end: int) -> Iterator[Mark]:
        """The codings of a selection, or its memo."""
        direct = local(selection) == "Coding"
        codings = [selection] if direct else [child for child in selection if local(child) == "Coding"]
        own = (
            ""
            if direct
            else next((str(child.text or "").strip("\n") for child in selection if local(child) == "Description"), "")
        )
        texts = [own, *([] if direct else self._memos.of(selection))]
        for coding in codings:
            target = next(
                (guid_of(attribute(child, "targetGUID")) for child in coding if local(child) == "CodeRef"), ""
            )
            memo = "\n\n".join(dict.fromkeys(filter(None, (*texts, *self._memos.of(coding)))))
            code = self._codes.ids.get(target)
            if code is None:
                what = "are cases" if target in self._as_cases else "are not in the file"
                self._losses.counts[f"codings with codes that {what}"] += 1
                self._losses.partly |= set() if target in self._as_cases else {document}
            else:
                yield Mark(start, end, code, self._coder(coding, selection), _time(coding, selection), memo)
        if not codings and any(texts):
            coder = self._users.get(guid_of(attribute(selection, "creatingUser")), NOBODY)
            yield Mark(
                start, end, "", coder, _time(selection, selection), "\n\n".join(dict.fromkeys(filter(None, texts)))
            )

    def _coder(self, coding: Any, selection: Any) -> str:
        first, second = (guid_of(attribute(element, "creatingUser")) for element in (coding, selection))
        self._differing += bool(first and second and first != second)
        chosen = (first or second) if self._coder_from == "coding" else (second or first)
        return self._users.get(chosen, f"user {chosen[:8]}" if chosen else NOBODY)


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
