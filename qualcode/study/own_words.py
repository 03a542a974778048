"""The study's own words, a table of forms and lemmas that `[language] words` names: products, nicknames, slang."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.normal import normal
from qualcode.spreadsheet import as_meant, delimiter
from qualcode.transcripts.readers.encoding import decode

FILE = "words.csv"
NAMES = {"muoto": "form", "sana": "form", "word": "form", "perusmuoto": "lemma"}
OwnWords = Mapping[str, tuple[str, ...]]


def read_own_words(path: Path) -> OwnWords:
    """Form, in small letters, → its lemmas; a form on several rows has several, one without a lemma is left to the
    dictionaries.

    Raises InputError with every mistake and its line.
    """
    text, _ = decode(read_bytes(path), path)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter(text))
    reader.fieldnames = [NAMES.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or ()]
    if missing := [name for name in ("form", "lemma") if name not in reader.fieldnames]:
        hint = f"The first line is: form,lemma. `qualcode transcripts --words -o {FILE}` writes one to fill in."
        raise InputError([Problem(f"has no column for {', '.join(missing)}.", path, 1, hint)])
    found: dict[str, tuple[str, ...]] = {}
    problems = []
    for row in reader:
        form, lemma = (normal(as_meant((row.get(name) or "").strip())).lower() for name in ("form", "lemma"))
        for name, value in (("form", form), ("lemma", lemma)):
            if len(value.split()) > 1:
                hint = (
                    f"Write one word, such as {value.split()[0]!r}; a rule of two words finds two words that were said."
                )
                problems.append(
                    Problem(f"the {name} {value!r} is {len(value.split())} words.", path, reader.line_num, hint)
                )
        if lemma and not form:
            problems.append(
                Problem(
                    f"the lemma {lemma!r} has no form.",
                    path,
                    reader.line_num,
                    "Write the word as it is said before it.",
                )
            )
        if form and lemma:
            found[form] = tuple(dict.fromkeys((*found.get(form, ()), lemma)))
    if problems:
        raise InputError(problems)
    return found
