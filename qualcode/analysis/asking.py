"""What people call codes and dimensions → their ids: by label, by their Finnish words, by the parts of a compound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from qualcode.model import Codebook

DIMENSIONS = {
    "koodi": "code", "teema": "theme", "haastattelu": "transcript", "litteraatti": "transcript",
    "puhuja": "speaker", "rooli": "role",
    "kysymys": "question", "koodaaja": "coder", "kielteinen": "negated", "kielto": "negated", "neljännes": "quarter",
}  # fmt: skip


def code_ids(codebook: Codebook) -> dict[str, str]:
    """Each id, and each label in any language and abbreviation that only one code has, in small letters → the id."""
    labels: dict[str, set[str]] = {}
    for place in codebook.walk():
        for label in filter(None, (*place.code.label.by_language.values(), place.code.abbreviation)):
            labels.setdefault(label.casefold(), set()).add(place.code.id)
    named = {label: next(iter(ids)) for label, ids in labels.items() if len(ids) == 1}
    return {**named, **{place.code.id.casefold(): place.code.id for place in codebook.walk()}}


def found_in(text: str, known: Mapping[str, str]) -> str:
    """The id of what a text calls, by its letters or the parts of a Finnish word (yrityskoko: yrityksen koko); else the
    text itself.
    """
    plain = " ".join(text.split()).casefold()
    if plain in known:
        return known[plain]
    parts = _parts(plain)
    same = {id_ for name, id_ in known.items() if _parts(name) == parts}
    return same.pop() if len(same) == 1 else text


def dimension_ids(codebook: Codebook, attributes: Sequence[str]) -> dict[str, str]:
    """What dimensions are called → their names: ordered codes by label, the Finnish words, and before them attributes
    by name.
    """
    scales = {place.code.id for place in codebook.walk() if place.code.scale == "ordinal"}
    ordered = {name: id_ for name, id_ in code_ids(codebook).items() if id_ in scales}
    names = {name.casefold(): name for name in attributes}
    return {**ordered, **DIMENSIONS, **{name: name for name in DIMENSIONS.values()}, **names}


@lru_cache(maxsize=1_000)
def _parts(text: str) -> frozenset[str]:
    """The lemmas of the parts of a Finnish text's words."""
    from qualcode.language import readings
    from qualcode.language.compounds import cut

    words = re.findall(r"\w+", text)
    return frozenset(readings(part, "fi")[0] for word in words for part in cut(readings(word, "fi")[0], "fi"))
