"""Names that people are called by instead of their own: common ones, that point at no one."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import count, permutations

WOMEN = tuple(
    "Aino Helmi Venla Ella Lumi Hilja Elsa Impi Martta Hilda Tyyne Saara Toini Kerttu Aune Lempi Elli Siiri Irja Sylvi "
    "Anneli Ritva Pirkko Raija Tuula Seija Eila Leena Marjatta Riitta Päivi Sirpa Merja "
    "Tiina Minna Jaana Outi Heli Kirsi "
    "Katja Hanna Johanna Sanna Niina Mari Jenni Laura Emilia Iida Noora Suvi Roosa Veera "
    "Milla Henna Satu Teija Pauliina "
    "Marika Susanna Reetta Kaisa Liisa Inkeri".split()
)
MEN = tuple(
    "Eino Onni Väinö Leo Elias Oiva Toivo Arvo Urho Lauri Kalle Reino Tauno Veikko Aarne "
    "Viljo Erkki Martti Pentti Kalevi "
    "Matti Pekka Timo Kari Seppo Jorma Markku Ilkka Hannu Jari Jukka Petri Janne Mika Sami Marko Juha Tero Antti Ville "
    "Jussi Mikko Tuomas Joonas Niko Eetu Aleksi Niilo Otto Oskari Kimmo Esa Harri Risto "
    "Raimo Tapani Olavi Juhani Heikki "
    "Paavo Kauko Aimo Sulo Ahti Teemu Lasse".split()
)
FAMILIES = tuple(
    "Korhonen Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen Lehtinen Saarinen "
    "Salminen Heinonen Niemi Heikkilä Salonen Kinnunen Turunen Salo Laitinen Tuominen "
    "Rantanen Karjalainen Jokinen Mattila "
    "Savolainen Lahtinen Ahonen Leppänen Hiltunen Väisänen Ojala Leinonen Laaksonen Pitkänen "
    "Hirvonen Mikkonen Manninen "
    "Miettinen Aaltonen Pesonen Kärkkäinen Toivonen Hakala Kettunen Rissanen Kokkonen "
    "Anttila Lappalainen Partanen Nurmi "
    "Mustonen Kallio Peltonen Hänninen Räsänen Vainio Aalto Kemppainen Sormunen Parviainen "
    "Tamminen Pulkkinen Nevalainen "
    "Rautio Ikonen Halonen Ruotsalainen Koskela Moilanen Asikainen".split()
)
ENGLISH = {
    "woman": tuple(
    (
        "Alice Beth Carol Diane Ellen Fiona Grace Helen Irene Joan Kate Linda Mary Nora Olive "
        "Paula Rose Susan Tessa Wendy"
    ).split()
    ),
    "man": tuple(
        "Adam Brian Colin David Edward Frank George Harry Ian Jack Keith Leonard Mark Neil "
            "Oliver Peter Robert Simon Tom "
        "Walter".split()
    ),
    "family": tuple(
    "Adams Baker Carter Davies Evans Foster Green Hughes Jackson Knight Lewis Morgan Nelson Palmer Roberts Shaw Taylor "
    "Walker Young".split()
    ),
}  # fmt: skip
# of family names
ENDINGS = tuple("talo ranta niemi mäki koski oja maa järvi lampi luoma harju ström berg lund qvist man son".split())
FINNISH = {"woman": WOMEN, "man": MEN, "family": FAMILIES}


def part_of(name: str) -> str:
    """Which part of a person's name a word most likely is: woman, man (first names) or family; "" when it is none that
    is known.
    """
    first = name.partition("-")[0]
    for names in (FINNISH, ENGLISH):
        for part, known in names.items():
            if name in known or first in known:
                return part
    return "family" if name.endswith("nen") and len(name) > 5 else ""


def likely_part(name: str) -> str:
    """Which part of a person's name a word that is one may be, as far as its ending tells; "" when it does not."""
    return part_of(name) or ("family" if len(name) > 5 and name.endswith(ENDINGS) else "")


def free_names(part: str, language: str, taken: Container[str]) -> Iterator[str]:
    """The names of the pool for a part of a name that nobody has yet, then two of them joined, so that there is always
    one more.
    """
    pool = (ENGLISH if language == "en" else FINNISH)[part]
    yield from (name for name in pool if name.casefold() not in taken)
    for length in count(2):
        yield from (made for names in permutations(pool, length) if (made := "-".join(names)).casefold() not in taken)
