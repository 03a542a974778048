"""Coded segments without their interviews → a project whose documents are the segments, one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.codebook import codebook_of
from qualcode.codebook.plain import Plain, slug
from qualcode.errors import InputError, Problem
from qualcode.exchange.project import Mark, Project, ProjectSource
from qualcode.exchange.qdpx.offsets import with_plain_ends
from qualcode.exchange.segment_table import Segments
from qualcode.model import Codebook
from qualcode.people.segments import CodeNames

GAP = "\n\n"


@dataclass
class _Joined:
    """A document that grows by the segments that are not in it yet."""

    text: str = ""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def place(self, text: str) -> tuple[int, int]:
        """Where a segment stands; it is added when it does not."""
        if text not in self.places:
            self.text += (GAP if self.text else "") + text
            self.places[text] = len(self.text) - len(text), len(self.text)
        return self.places[text]


def project_of_segments(path: Path, read: Segments, book: Codebook | None = None) -> Project:
    """The segments of a file as a project; the same segment of a document stands in it once, however many codes it has.

    Its codes are those of `book`, or made of the codes' names and paths. Raises InputError when no segment has a text.
    """
    documents: dict[str, _Joined] = {}
    partly = set(read.partly)
    dropped = [str(problem) for problem in read.problems]
    textless = 0
    codebook = book or codebook_of_names(path, [segment.code for segment in read.segments])
    codes = CodeNames(codebook)
    unknown: dict[str, int] = {}
    for segment in read.segments:
        text, meant = with_plain_ends(segment.text).strip(), codes.find(segment.code)
        if not text:
            textless += 1
            partly.add(segment.document)
        elif segment.code and len(meant) != 1:
            unknown[segment.code] = unknown.get(segment.code, 0) + 1
            partly.add(segment.document)
        else:
            found = documents.setdefault(segment.document, _Joined())
            span = found.place(text)
            found.marks.append(Mark(*span, meant[0] if meant else "", segment.coder, segment.time, segment.memo))
    if not documents:
        raise InputError([Problem("has no segments with a text, of which documents could be made.", path)])
    dropped += [f"segments without a text: {textless}"] if textless else []
    dropped += [
        f"codings with {name!r}, which is no code of the codebook: {number}" for name, number in unknown.items()
    ]
    told = (
        "the file holds no interviews: each transcript is made of its coded segments, one below the other",
        *read.told,
    )
    coders = tuple(dict.fromkeys(segment.coder for segment in read.segments))
    sources = tuple(
        ProjectSource(name, one.text, tuple(one.marks), partly=name in partly) for name, one in documents.items()
    )
    return Project(path.stem, codebook, sources, coders, told=told, dropped=tuple(dropped))


def with_codes(project: Project, path: Path, book: Codebook | None) -> Project:
    """A project of documents whose marks name codes, with those of a codebook, or with codes made of the names."""
    names = [mark.code for source in project.sources for mark in source.marks if mark.code]
    if not names or project.codebook is not None:
        return project
    codebook = book or codebook_of_names(path, names)
    codes = CodeNames(codebook)
    unknown = [name for name in dict.fromkeys(names) if len(codes.find(name)) != 1]
    sources = tuple(_in_codes(source, codes) for source in project.sources)
    lost = [f"codings with {name!r}, which is no one code of the codebook: {names.count(name)}" for name in unknown]
    return replace(project, codebook=codebook, sources=sources, dropped=(*project.dropped, *lost))


def _in_codes(source: ProjectSource, codes: CodeNames) -> ProjectSource:
    """A document with the marks whose codes are known."""
    marks = tuple(_called(source.marks, codes))
    return replace(source, marks=marks, partly=source.partly or len(marks) < len(source.marks))


def _called(marks: Iterable[Mark], codes: CodeNames) -> Iterator[Mark]:
    for mark in marks:
        meant = codes.find(mark.code) if mark.code else [""]
        if len(meant) == 1:
            yield replace(mark, code=meant[0])


def codebook_of_names(path: Path, names: Iterable[str]) -> Codebook:
    """A codebook of the names and paths of codes."""
    themes, _ = tree_of_paths(_paths(names))
    return codebook_of({"format": 1, "name": slug(path.stem), "codes": themes}, {}, path)


def tree_of_paths(paths: Iterable[tuple[str, ...]]) -> tuple[list[Plain], dict[tuple[str, ...], Plain]]:
    """Codes for the paths of their labels, those above them too: the themes, and each code by its path."""
    taken: set[str] = set()
    tree: dict[tuple[str, ...], Plain] = {}
    themes: list[Plain] = []
    for parts in paths:
        for depth in range(1, len(parts) + 1):
            here = parts[:depth]
            if here not in tree:
                tree[here] = {"id": slug(here[-1], taken), "label": here[-1]}
                taken.add(tree[here]["id"])
                siblings = tree[here[:-1]].setdefault("codes", []) if depth > 1 else themes
                siblings.append(tree[here])
    return themes, tree


def _paths(names: Iterable[str]) -> list[tuple[str, ...]]:
    paths = (tuple(filter(None, (part.strip() for part in re.split(r">|»|→|\\", name)))) for name in names)
    return [path for path in dict.fromkeys(paths) if path]
