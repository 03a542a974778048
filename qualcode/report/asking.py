"""What people call the parts of findings → their names: placeholders by their Finnish words, codes and attributes by
label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

KINDS = {
    "table": ("taulukko",), "figure": ("kuvio", "kuva"), "quotes": ("lainaukset", "sitaatit"),
    "section": ("osio", "luku"),
    "findings": ("tulokset",), "profile": ("profiili",),
}  # fmt: skip
# What the tables, figures and sections are called in Finnish; a name of one of a code or an attribute has its word
# before that.
NAMES = {
    "transcripts": "aineisto", "participants": "osallistujat", "guide": "haastattelurunko",
    "codebook": "koodausrunko", "rules": "säännöt",
    "themes": "teemat", "interviews": "haastatteluittain", "cooccurrence": "yhteisesiintyminen",
    "relations": "teemaparit",
    "speakers": "puhujat", "answers": "vastaukset", "questions": "kysymyksittäin", "quarters": "neljänneksittäin",
    "saturation": "kyllääntyminen", "joint": "numeeriset", "changes": "muutokset", "validity": "osuvuus",
    "agreement": "yhtäpitävyys",
    "abstraction": "abstrahointi", "subcodes": "alakoodit", "attribute": "taustatieto", "association": "riippuvuus",
    "levels": "tasot",
    "path": "kulku", "bars": "pylväät", "heat": "lämpökartta", "network": "verkko", "data": "menetelmä",
    "reliability": "luotettavuus",
    "speech": "puhe", "each_theme": "teemat yksitellen", "background": "taustatiedot", "stages": "järjestetyt koodit",
    "reproduction": "toistaminen", "framework": "kehys", "uncoded": "koodaamaton", "groups": "ryhmät",
    "time": "ajan mukaan",
    "timeline": "aikajana", "theme": "teema", "facts": "tiedot",
}  # fmt: skip


def placeholder_names(names: Iterable[str], codes: Mapping[str, str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Every way to ask for a placeholder, in small letters → its name; a label or a Finnish word stands for what it
    calls.
    """
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
    return " ".join(
        filter(None, (KINDS.get(kind, (kind,))[0], NAMES.get(first, labels.get(first, first)), labels.get(rest, rest)))
    )


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
