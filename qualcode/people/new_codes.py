"""Codes that segments from elsewhere have and the codebook has not, added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from qualcode.codebook import codebook_of
from qualcode.codebook.editing import edited
from qualcode.codebook.plain import slug
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import read_utf8, real, write_atomic
from qualcode.model import Codebook
from qualcode.people.segments import CodeNames
from qualcode.schema import parsed_yaml
from qualcode.study.folder import Study

LONGEST_LABEL = 80
THEME = "imported"
ALIKE = 0.8  # how like a known name a new one is that may be a slip of it
LABELS = {"fi": "Tuodut koodit", "sv": "Importerade koder"}


def make_code(study: Study, label: str, under: str = "") -> tuple[str, Codebook]:
    """Add one code to the study's codebook, under another one or among the themes; its id, and the codebook as it is
    now.

    Raises InputError for a codebook outside the study, QualcodeError for a label that is empty, too long or a code's
    already.
    """
    path, label = study.codebook_path, " ".join(label.split())
    _check_own(study)
    places = [place.code for place in codebook_of(*parsed_yaml(read_utf8(path), path), path).walk()]
    if not label or len(label) > LONGEST_LABEL:
        raise QualcodeError(f"a code's name has 1 to {LONGEST_LABEL} letters.")
    if any(
        label.casefold() in (text.casefold() for text in (code.id, *code.label.by_language.values())) for code in places
    ):
        raise QualcodeError(f"there is a code {label!r} already.")
    new = slug(label, {code.id for code in places})

    def change(data: Any) -> None:
        target = data
        for codes in _lists(data["codes"]):
            target = next((code for code in codes if str(code["id"]) == under), target)
        target["codes"] = [*(target.get("codes") or []), {"id": new, "label": label}]

    text = edited(path, change)
    book = codebook_of(*parsed_yaml(text.removeprefix("\ufeff"), path), path)
    write_atomic(path, text)
    return new, book


def _lists(codes: list[Any]) -> Iterator[list[Any]]:
    yield codes
    for code in codes:
        yield from _lists(code.get("codes") or [])


def _check_own(study: Study) -> None:
    if not real(study.codebook_path).is_relative_to(real(study.root)):
        raise InputError(
            [Problem("this codebook is not in the study, so nothing is added to it.", study.codebook_path)]
        )


def add_new_codes(study: Study, names: Sequence[str]) -> Iterator[str]:
    """Add codes of these names or paths to the study's codebook below a theme `imported`; yields a line for each.

    A name that is nearly one the codebook has is not added. The rest of the file stays as it is. Raises InputError for
    a codebook outside the study.
    """
    path, asked = study.codebook_path, list(dict.fromkeys(name.strip() for name in names if name.strip()))
    spelled = list(CodeNames(study.codebook).spelled)
    like = {
        name: near
        for name in asked
        if (near := get_close_matches(name.casefold(), [s.casefold() for s in spelled], 1, ALIKE))
    }
    yield from (f"not added, for it may be a slip of {near[0]!r}: {name}" for name, near in like.items())
    wanted = [name for name in asked if name not in like]
    if not wanted:
        return
    _check_own(study)
    made: list[tuple[str, str]] = []

    def change(data: Any) -> None:
        taken = set(_ids(data["codes"]))
        theme = next((code for code in data["codes"] if str(code["id"]) == THEME), None)
        if theme is None:
            theme = {"id": slug(THEME, taken), "label": LABELS.get(study.settings.study.language, "Imported codes")}
            taken.add(theme["id"])
            data["codes"].append(theme)
        for name in wanted:
            label = [part.strip() for part in re.split(r">|»|→", name) if part.strip()][-1]
            code = {"id": slug(label, taken), "label": label}
            taken.add(code["id"])
            theme["codes"] = [*(theme.get("codes") or []), code]
            made.append((code["id"], label))

    text = edited(path, change)
    codebook_of(*parsed_yaml(text.removeprefix("\ufeff"), path), path)
    write_atomic(path, text)
    yield from (f"new code {identity}: {label}, under {THEME}" for identity, label in made)


def _ids(codes: Any) -> Iterator[str]:
    for code in codes:
        yield str(code["id"])
        yield from _ids(code.get("codes") or [])
