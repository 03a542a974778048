"""What people call things → their ids: codes and attributes by label, dimensions and placeholders by their Finnish words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from qualcode.model import Codebook

DIMENSIONS = {
    "koodi": "code", "teema": "theme", "haastattelu": "transcript", "litteraatti": "transcript", "puhuja": "speaker", "rooli": "role",
    "kysymys": "question", "koodaaja": "coder", "kielteinen": "negated", "kielto": "negated", "neljännes": "quarter",
}  # fmt: skip
KINDS = {
    "table": ("taulukko",), "figure": ("kuvio", "kuva"), "quotes": ("lainaukset", "sitaatit"), "section": ("osio", "luku"),
    "findings": ("tulokset",), "profile": ("profiili",),
}  # fmt: skip
# What the tables, figures and sections are called in Finnish; a name of one of a code or an attribute has its word before that.
NAMES = {
    "transcripts": "aineisto", "participants": "osallistujat", "guide": "haastattelurunko", "codebook": "koodausrunko", "rules": "säännöt",
    "themes": "teemat", "interviews": "haastatteluittain", "cooccurrence": "yhteisesiintyminen", "relations": "teemaparit",
    "speakers": "puhujat", "answers": "vastaukset", "questions": "kysymyksittäin", "quarters": "neljänneksittäin",
    "saturation": "kyllääntyminen", "joint": "numeeriset", "changes": "muutokset", "validity": "osuvuus", "agreement": "yhtäpitävyys",
    "abstraction": "abstrahointi", "subcodes": "alakoodit", "attribute": "taustatieto", "association": "riippuvuus", "levels": "tasot",
    "path": "kulku", "bars": "pylväät", "heat": "lämpökartta", "network": "verkko", "data": "menetelmä", "reliability": "luotettavuus",
    "speech": "puhe", "each_theme": "teemat yksitellen", "background": "taustatiedot", "stages": "järjestetyt koodit",
    "reproduction": "toistaminen", "framework": "kehys", "uncoded": "koodaamaton", "groups": "ryhmät", "time": "ajan mukaan",
    "timeline": "aikajana", "theme": "teema", "facts": "tiedot",
}  # fmt: skip


def code_ids(codebook: Codebook) -> dict[str, str]:
    """Each id, and each label in any language that only one code has, in small letters → the id."""
    labels: dict[str, set[str]] = {}
    for place in codebook.walk():
        for label in place.code.label.by_language.values():
            labels.setdefault(label.casefold(), set()).add(place.code.id)
    named = {label: next(iter(ids)) for label, ids in labels.items() if len(ids) == 1}
    return {**named, **{place.code.id.casefold(): place.code.id for place in codebook.walk()}}


def found_in(text: str, known: Mapping[str, str]) -> str:
    """The id of what a text calls, by its letters or the parts of a Finnish word (yrityskoko: yrityksen koko); else the text itself."""
    plain = " ".join(text.split()).casefold()
    if plain in known:
        return known[plain]
    parts = _parts(plain)
    same = {id_ for name, id_ in known.items() if _parts(name) == parts}
    return same.pop() if len(same) == 1 else text


def dimension_ids(codebook: Codebook, attributes: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """What dimensions are called → their names: the Finnish words, attributes by name and by label, ordered codes by label."""
    called = {label.casefold(): name for name, label in labels.items() if name in attributes}
    scales = {place.code.id for place in codebook.walk() if place.code.scale == "ordinal"}
    ordered = {name: id_ for name, id_ in code_ids(codebook).items() if id_ in scales}
    names = {name.casefold(): name for name in attributes}
    return {**ordered, **called, **DIMENSIONS, **{name: name for name in DIMENSIONS.values()}, **names}


def placeholder_names(names: Iterable[str], codes: Mapping[str, str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Every way to ask for a placeholder, in small letters → its name; a label or a Finnish word stands for what it calls."""
    ways: dict[str, list[str]] = {}
    for way, id_ in (*codes.items(), *attributes.items()):
        ways.setdefault(id_, []).append(way)
    found: dict[str, str] = {}
    for name in names:
        for way in _ways(name, ways):
            found.setdefault(way, name)
    return {**found, **{name.casefold(): name for name in names}}


def in_finnish(name: str, labels: Mapping[str, str]) -> str:
    """A placeholder's name in Finnish; `labels` are those of codes and attributes."""
    kind, _, what = name.partition(" ")
    first, _, rest = what.partition(" ")
    return " ".join(filter(None, (KINDS.get(kind, (kind,))[0], NAMES.get(first, labels.get(first, first)), labels.get(rest, rest))))


def _ways(name: str, ways: Mapping[str, Sequence[str]]) -> Iterator[str]:
    kind, _, what = name.partition(" ")
    first, _, rest = what.partition(" ")
    calls = [kind, *KINDS.get(kind, ())]
    firsts = [first, *([NAMES[first]] if first in NAMES else []), *(ways.get(first, ()) if not rest else ())]
    rests = [rest, *ways.get(rest, ())] if rest else [""]
    for call in calls:
        for one in firsts:
            for other in rests:
                yield " ".join(filter(None, (call, one, other))).casefold()


@lru_cache(maxsize=1_000)
def _parts(text: str) -> frozenset[str]:
    """The lemmas of the parts of a Finnish text's words."""
    from qualcode.language import readings
    from qualcode.language.compounds import cut

    words = re.findall(r"\w+", text)
    return frozenset(readings(part, "fi")[0] for word in words for part in cut(readings(word, "fi")[0], "fi"))
