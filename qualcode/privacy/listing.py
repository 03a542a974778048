"""The list of a study's names, brought up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode.errors import Problem
from qualcode.line.corpus import Corpus
from qualcode.privacy.finding import FoundName, found_names
from qualcode.privacy.key import Key, read_key
from qualcode.privacy.replacing import words_of
from qualcode.privacy.said import Said, said_in
from qualcode.privacy.table import APPLIED, Row, given_names, merged, read_names, write_names


@dataclass(frozen=True)
class Listed:
    """How many names are in the list, at how many places, how many are decided about, and what could not be looked
    into.
    """

    names: int
    places: int
    decided: int
    problems: tuple[Problem, ...]


def list_names(corpus: Corpus, ner: str = "", key: Path | None = None) -> Listed:
    """Bring privacy/names.csv up to date with the study; what was decided stays. Raises QualcodeError where that cannot
    be.
    """
    root = corpus.study.root
    old = read_names(root)
    said = said_in(corpus)
    known = read_key(key) if key is not None else None
    given = given_names(old)
    found = [name for name in found_names(said.pieces) if name.name.casefold() not in given]
    if ner:
        found += _second_opinion(ner, said, found)
    language = corpus.study.settings.study.language
    words = {word.casefold() for piece in said.pieces for word in words_of(piece.text)}
    words |= {word.casefold() for name in found for word in (name.name, *words_of(name.name))}
    rows = merged(
        found,
        [*_of_key(known), *(row for row in old if row.decision != APPLIED)],
        words,
        "en" if language == "en" else "fi",
    )
    write_names(root, [*rows, *(row for row in old if row.decision == APPLIED)])
    return Listed(len(rows), sum(row.number for row in rows), sum(row.is_decided for row in rows), said.problems)


def _of_key(key: Key | None) -> Iterator[Row]:
    """What a key of before says, as decisions."""
    for name in key.names if key else ():
        made = Row(
            name.original, name.decision, name.replacement, kind=name.kind, language=name.language, written=name.forms
        )
        yield made if name.decision != "same" else replace(made, decision="pseudonym")


def _second_opinion(ner: str, said: Said, found: Sequence[FoundName]) -> Iterator[FoundName]:
    """The names that a spaCy pipeline finds beside; raises QualcodeError when it is not installed."""
    from qualcode.language.tagged import entities

    known = {form.casefold() for name in found for form in name.forms}
    kinds = {
        "PERSON": "person",
        "PER": "person",
        "GPE": "place",
        "LOC": "place",
        "FAC": "place",
        "ORG": "organisation",
        "NORP": "organisation",
    }
    texts = [piece.text for piece in said.pieces]
    new: dict[str, list[tuple[int, str]]] = {}
    for number, form, label in entities(ner, texts):
        if label in kinds and form.casefold() not in known:
            new.setdefault(form, []).append((number, kinds[label]))
    for form, places in new.items():
        where = tuple(dict.fromkeys(said.pieces[number].where for number, _ in places))
        contexts = tuple(dict.fromkeys(said.pieces[number].text[:100] for number, _ in places))[:3]
        language = said.pieces[places[0][0]].language
        yield FoundName(form, places[0][1], f"{ner} says so", 1, language, {form: len(places)}, where, contexts)
