"""A sitting over the names of a study: each decision is in privacy/names.csv before the page is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from qualcode.privacy.replacing import replacements
from qualcode.privacy.table import APPLIED, CATEGORY, DECISIONS, KEEP, PSEUDONYM, SAME, Row, read_names, write_names
from qualcode.review.study_view import Refused

LONGEST = 200  # letters of a replacement
WHY_FI = {
    "a speaker or participant": "puhuja tai osallistuja", "a political party": "puolue",
    "a name by the dictionary": "sanakirjan mukaan nimi",
    "a name by the dictionary, and a word too": "sanakirjan mukaan nimi, mutta myös tavallinen sana",
    "has a capital within a sentence": (
        "iso alkukirjain "
        "virkkeen sisällä"
    ), "has a capital elsewhere": "muualla isolla alkukirjaimella",
    "has a capital within": "iso kirjain sanan sisällä", "no dictionary has it": "mikään sanakirja ei tunne sanaa",
    "the dictionary does not have it as it stands": "sanakirja ei tunne sanaa sellaisenaan",
    "a form of a name that is said elsewhere": "muualla mainitun nimen muoto",
    "called as organisations are": "nimetty kuten organisaatiot",
    "an identity code": "henkilötunnus", "an account number": "tilinumero", "an e-mail address": "sähköpostiosoite",
    "a web address": "verkko-osoite", "a user name": "käyttäjätunnus", "an exact date": "tarkka päivämäärä",
    "a phone number": "puhelinnumero",
    "a street and a number": "katuosoite", "a postcode": "postinumero", "a number plate": "rekisterinumero",
    "an age": "ikä",
}  # fmt: skip
WORDS = {
    "en": {
        "title": "Names", "left": "to decide", "all": "all names", "open": "only those to decide",
        "pseudonym": "pseudonym",
        "category": "category", "keep": "keep", "same": "same as", "forms": "Forms", "why": "Why", "kind": "Kind",
        "where": "Where",
        "becomes": "becomes", "write": (
            "Write what shall "
            "stand in its place"
        ), "whose": "Which name is it another name of?", "undo": "undo",
        "next": "next", "previous": "previous", "edit": "write it yourself",
        "done": "Every name is decided about. Now: qualcode names apply",
        "unclear": "not clear: write it", "show": "Show", "search": "Search", "names": "names", "cancel": "Cancel",
        "ok": "OK",
        "person": "person", "place": "place", "organisation": "organisation", "other": "other",
        "lost": "The program does not answer: nothing was written.",
        "decided": "decided", "written": "This form: write how it is replaced",
    },
    "fi": {
        "title": "Nimet", "left": "päättämättä", "all": "kaikki nimet", "open": "vain päättämättömät",
        "pseudonym": "peitenimi",
        "category": "luokka", "keep": "säilytä", "same": "sama kuin", "forms": "Muodot", "why": "Miksi",
        "kind": "Laji", "where": "Missä",
        "becomes": "tilalle", "write": "Kirjoita, mitä tilalle tulee", "whose": (
            "Mikä nimi tämä on "
            "toisella tavalla sanottuna?"
        ),
        "undo": "peru", "next": "seuraava", "previous": "edellinen", "edit": "kirjoita itse",
        "done": (
            "Kaikista nimistä on päätetty. "
            "Seuraavaksi: qualcode names apply"
        ), "unclear": "ei selvää: kirjoita", "show": "Näytä",
        "search": "Etsi", "names": "nimeä", "cancel": "Peruuta", "ok": "OK", "person": "henkilö", "place": "paikka",
        "organisation": "organisaatio", "other": "muu", "lost": (
            "Ohjelma ei vastaa: "
            "mitään ei kirjoitettu."
        ), "decided": "päätetty",
        "written": "Kirjoita, miten tämä muoto korvataan",
    },
}  # fmt: skip


class NamesSession:
    """The names of a study's list, their decisions, and how to take the last ones back."""

    def __init__(self, root: Path, language: str) -> None:
        self._root, self._lock = root, Lock()
        self._words = WORDS["fi" if language == "fi" else "en"]
        self._language = language
        self._undo: list[list[Row]] = []

    def names(self) -> dict[str, Any]:
        """The rows as the page shows them, and its words."""
        with self._lock:
            rows = read_names(self._root)
        made = replacements([row for row in rows if row.is_decided]).forms
        why = WHY_FI if self._language == "fi" else {}
        shown = [{**_shown(row, made), "why": why.get(row.why, row.why)} for row in rows if row.decision != APPLIED]
        return {"language": self._language, "words": self._words, "names": shown}

    def decide(self, asked: object) -> dict[str, Any]:
        """Write a decision: {name, decision, replacement, written}; raises Refused for one that cannot be."""
        name, decision, replacement, written = _read(asked)
        with self._lock:
            rows = read_names(self._root)
            found = next((row for row in rows if row.name == name), None)
            if found is None:
                raise Refused(f"There is no name {name!r} in the list.")
            if decision == SAME:
                other = next(
                    (row for row in rows if row.name.casefold() == replacement.casefold() and row.name != name), None
                )
                if other is None or other.decision not in (PSEUDONYM, CATEGORY):
                    raise Refused(f"{replacement!r} is no name that is replaced: decide about it first.")
                replacement = other.name
            made = replace(found, decision=decision, replacement=replacement, written=written)
            self._write(rows, [made if row.name == name else row for row in rows])
        return self.names()

    def undo(self) -> dict[str, Any]:
        """Take the last decision of this sitting back."""
        with self._lock:
            if not self._undo:
                raise Refused("There is nothing to take back.")
            before = self._undo.pop()
            write_names(self._root, before)
        return self.names()

    def _write(self, before: list[Row], after: list[Row]) -> None:
        write_names(self._root, after)
        self._undo.append(before)


def _shown(row: Row, made: Mapping[str, str]) -> dict[str, Any]:
    """A name with what each of its forms becomes; "" for a form that stays, None for one that is not clear."""
    stays = row.decision in ("", KEEP)
    forms = [(form, row.counts.get(form, 0), "" if stays else made.get(form)) for form in row.forms]
    return {
        "name": row.name, "decision": row.decision, "replacement": row.replacement, "pseudonym": row.pseudonym,
        "category": row.category,
        "kind": row.kind, "number": row.number, "where": row.interviews, "contexts": row.contexts, "forms": forms,
        "written": list(row.written.items()),
    }  # fmt: skip


def _read(asked: object) -> tuple[str, str, str, dict[str, str]]:
    if not isinstance(asked, dict):
        raise Refused("A decision is wanted.")
    name, decision, replacement, written = (
        asked.get(key, "") for key in ("name", "decision", "replacement", "written")
    )
    texts = all(
        isinstance(text, str) and len(text) <= LONGEST and "\n" not in text for text in (name, decision, replacement)
    )
    if not texts or decision not in (*DECISIONS, ""):
        raise Refused("That is no decision.")
    pairs = written if isinstance(written, dict) else {}
    if not all(
        isinstance(part, str) and len(part) <= LONGEST and not set(part) & set(";=\n")
        for pair in pairs.items()
        for part in pair
    ):
        raise Refused("That is no form and what it becomes.")
    return name, decision, replacement, {form: text for form, text in pairs.items() if text}
