"""What a name most likely is the name of, and what may stand in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from qualcode.language.inflection import tags_of
from qualcode.language.name_signs import ORGANISATIONS, PARTIES, name_signs
from qualcode.privacy.pool import free_names, likely_part, part_of

KINDS = ("person", "place", "organisation", "other")
COMPANY = frozenset("oy ab oyj ky tmi ry inc ltd llc gmbh plc corp".split())
TITLES = frozenset("herra rouva neiti tohtori professori rehtori pastori mr mrs ms dr prof sir".split())
_PLACE = re.compile(
    r"(?:l[aä]|joki|järvi|kylä|niemi|ranta|koski|salmi|saari|lahti|vaara|mäki|linna|kaupunki|"
    r"pelto|selkä|suo|kunta|maa|nummi|katu|tie|"
    r"ville|town|burgh?|shire|ford|land)$"
)
_LOCAL = re.compile(r"\+(?:ine|ela|ill)")
WITHIN = frozenset("in near from around outside".split())  # before an English name they say that it is a place
CITIES = frozenset(
    "helsinki espoo tampere vantaa oulu turku jyväskylä kuopio lahti pori joensuu lappeenranta vaasa kotka kouvola "
    "rovaniemi seinäjoki mikkeli hämeenlinna porvoo rauma kajaani kokkola lohja kerava suomi "
    "ruotsi viro norja tanska saksa "
    "ranska englanti eurooppa venäjä italia espanja finland sweden estonia norway denmark "
    "germany france england europe "
    "russia italy spain london stockholm tukholma tallinna london lontoo".split()
)
CATEGORIES = {  # what is written in brackets, by kind and language
    "fi": {"person": "henkilö", "place": "paikkakunta", "organisation": "yritys", "other": "nimi"},
    "en": {"person": "person", "place": "place", "organisation": "organisation", "other": "name"},
}
OF_IDENTIFIERS = {  # and of what tells who someone is by its form
    "fi": {
        "an identity code": "henkilötunnus", "an account number": "tilinumero", "an e-mail address": "sähköpostiosoite",
        "a web address": "verkko-osoite", "a user name": "käyttäjätunnus", "an exact date": "päivämäärä",
        "a phone number": "puhelinnumero",
        "a street and a number": "katuosoite", "a postcode": "postinumero", "a number plate": "rekisterinumero",
        "an age": "ikä",
        "a political party": "puolue",
    },
    "en": {
        "an identity code": "identity code", "an account number": "account number",
        "an e-mail address": "e-mail address",
        "a web address": "web address", "a user name": "user name", "an exact date": "date",
        "a phone number": "phone number",
        "a street and a number": "address", "a postcode": "postcode", "a number plate": "number plate", "an age": "age",
        "a political party": "party",
    },
}  # fmt: skip


def kind_of(
    name: str, forms: Mapping[str, int], beside: Iterable[str], speaks: bool, before: Sequence[str] | None = None
) -> str:
    """person, place, organisation or other: by the name's letters, by the cases it stands in, by the words `beside` it.

    `speaks` when someone of this name takes part; in English the words `before` it tell where someone is.
    """
    beside = list(beside)
    last, near = name.rpartition(" ")[2], {word.casefold().strip(".") for word in beside}
    words = {word.casefold() for word in name.split()}
    if speaks or (" " not in name and part_of(name)) or near & TITLES:
        return "person"
    if (
        (words | near) & COMPANY
        or last.casefold().endswith(ORGANISATIONS)
        or last.casefold() in PARTIES
        or (last.isupper() and len(last) > 1)
    ):
        return "organisation"
    if last.casefold() in CITIES or (_PLACE.search(last.casefold()) and not last.casefold().endswith("nen")):
        return "place"
    if any(part_of(word) for word in beside):
        return "person"
    if before is not None:
        where = sum(word.casefold() in WITHIN for word in before)
        return (
            "place"
            if before and where * 2 >= len(before)
            else "person"
            if " " not in name and not name.isupper()
            else "other"
        )
    local = sum(number for form, number in forms.items() if any(_LOCAL.search(tags) for tags in tags_of(form, name)))
    if local * 2 >= sum(forms.values()):
        return "place"
    return "person" if " " not in name and name_signs(name, "fi").proper else "other"


def part_beside(name: str, beside: Iterable[str]) -> str:
    """Which part of a person's name a word is: its own letters tell, or a first name that stands beside it; "" when
    nothing does.
    """
    return likely_part(name) or ("family" if any(part_of(word) in ("woman", "man") for word in beside) else "")


def category_of(kind: str, why: str, language: str) -> str:
    """The word that may stand in brackets for a name of a kind, or for what is found by its form (`why`)."""
    language = language if language in CATEGORIES else "en"
    return OF_IDENTIFIERS[language].get(why) or CATEGORIES[language].get(kind, CATEGORIES[language]["other"])


class Pseudonyms:
    """Gives out pseudonyms: a name of the pool for a person, a letter for what is none; none twice, and none that
    occurs in the study.
    """

    def __init__(self, taken: Callable[[str], bool]) -> None:
        self._taken, self._given = taken, set[str]()
        self._letters: Counter[str] = Counter()

    def of(self, name: str, kind: str, why: str, language: str, part: str = "") -> str:
        """A pseudonym for a name; `part` is which part of a person's name it is."""
        if kind != "person":
            return self._with_letter(category_of(kind, why, language))
        parts = [part] if " " not in name else [likely_part(word) for word in name.split()]
        shown = (
            self._free(part or ("family" if at else "man" if name.endswith("o") else "woman"), language)
            for at, part in enumerate(parts)
        )
        return " ".join(shown)

    def _free(self, part: str, language: str) -> str:
        found = next(name for name in free_names(part, language, self._given) if not self._taken(name))
        self._given.add(found.casefold())
        return found

    def _with_letter(self, category: str) -> str:
        """Yritys A, Yritys B, …: for what has no pool of names."""
        number = self._letters[category]
        self._letters[category] += 1
        letters = ""
        while number >= 0:
            letters = chr(ord("A") + number % 26) + letters
            number = number // 26 - 1
        return f"{category[:1].upper()}{category[1:]} {letters}"
