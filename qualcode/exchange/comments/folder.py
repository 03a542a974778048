"""A study → a folder with a commented Word document for each interview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.exchange.comments.read import OURS
from qualcode.exchange.comments.written import commented
from qualcode.exchange.outgoing import Outgoing, outgoing
from qualcode.files import write_atomic
from qualcode.model import RULES_CODER, Code, Codebook
from qualcode.people.decision_places import People
from qualcode.people.segments import CodeNames

PEOPLES = ("rejected", "blind", "read", "without a place")  # what of people's decisions comments do not say


@dataclass(frozen=True)
class Commented:
    """How many documents and comments were written, and what they do not say."""

    documents: int
    comments: int
    lost: tuple[str, ...]


def write_comments(
    people: People, folder: Path, coders: Sequence[str] = (), whole: bool = False, codes: str = "label"
) -> Commented:
    """Write the documents; `coders` are whose codings, by default every person's, or the rules' where no one decided
    anything.

    `codes` is what codes are called: label, abbreviation or id. Raises InputError when the folder holds other files of
    these names.
    """
    found = outgoing(people, coders or tuple(people.files) or (RULES_CODER,), whole)
    names = code_names(people.coded.codebook, found.language, codes)
    taken = [
        path
        for source in found.project.sources
        if (path := folder / f"{source.name}.docx").exists() and not _ours(path)
    ]
    if taken:
        raise InputError(
            [
                Problem("is already there, and was not written by this command.", path, hint="Name another folder.")
                for path in taken
            ]
        )
    comments = 0
    for source in found.project.sources:
        transcript = people.corpus.transcript(source.name)
        if transcript is not None:
            write_atomic(folder / f"{source.name}.docx", commented(transcript, source, names))
            comments += len(source.marks)
    return Commented(len(found.project.sources), comments, tuple(_lost(found)))


def _ours(path: Path) -> bool:
    """Whether a document was written by this command: then it may be written anew."""
    from docx import Document

    try:
        return str(Document(str(path)).core_properties.author) == OURS
    except Exception:  # whatever a stranger's file makes the library stumble over
        return False


def code_names(book: Codebook, language: str, wanted: str) -> Mapping[str, str]:
    """What codes are called in comments: as wanted, where that is one code's alone, else by their ids."""
    known = CodeNames(book)
    called = {place.code.id: _called(place.code, language, wanted) for place in book.walk()}
    times = Counter(name.casefold() for name in called.values())
    alone = {code for code, name in called.items() if known.find(name) == [code] and times[name.casefold()] == 1}
    return {code: name if code in alone and known.apart(name) == [name] else code for code, name in called.items()}


def _called(code: Code, language: str, wanted: str) -> str:
    return (
        code.id if wanted == "id" else (code.abbreviation if wanted == "abbreviation" else "") or code.label(language)
    )


def _lost(found: Outgoing) -> Iterator[str]:
    """What of people's decisions, and of what may not be quoted, the comments do not say."""
    for what, number, becomes in found.losses:
        if any(word in what for word in (*PEOPLES, "quoted")):
            yield f"{what} ({number}): {becomes}"
