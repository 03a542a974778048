"""Words by which interviewers ask for the same thing, in Finnish, English and Swedish: what guides of interviews ask
about.
"""

from __future__ import annotations

from collections.abc import Mapping

_GROUPS = (
    # who somebody is
    "tausta kuka itse rooli työ tehtävä työtehtävä toimenkuva ammatti asema työura koulutustausta esitellä",
    "background role job position yourself work responsibility profession career introduce",
    "bakgrund roll jobb arbete arbetsuppgift yrke presentera",
    # what is hard
    "haaste ongelma vaikeus este hankaluus pulma hankala vaikea rankka raskas kuormittaa "
        "kuormitus stressi harmittaa ärsyttää haastava",
    "challenge difficulty problem obstacle barrier trouble issue struggle hard hardest "
        "difficult tough annoy frustrate frustrating "
    "frustration pain stuck",
    "utmaning problem svårighet hinder svår jobbig",
    # what is good, what helps
    "hyöty etu hyvä auttaa apu tuki tukea edistää vahvuus mahdollisuus",
    "benefit advantage strength good help support useful value enable facilitate assist",
    "fördel nytta hjälp hjälpa stöd stödja styrka",
    # what should be otherwise
    "toive toivoa kehittää kehitys parantaa parannus muuttaa muutos tulevaisuus tuleva haave "
        "unelma ihanne vuosi suunnitelma",
    "wish hope improve improvement change future ideal dream imagine want expect year plan tomorrow next",
    "önska önskan förbättra utveckla ändra framtid dröm plan",
    # learning
    "oppia opetella opettaa opiskella opiskelu koulutus kurssi kouluttaa perehdytys "
        "perehdyttää perehtyä osaaminen kehittyä taito",
    "learn learning training train course teach study skill onboarding introduce education tutorial",
    "lära utbildning utbilda kurs kunskap färdighet",
    # together with others
    "yhteistyö tiimi porukka työyhteisö työkaveri kollega kumppani ryhmä yhdessä ilmapiiri",
    "collaboration collaborate cooperate cooperation team colleague together group community teammate partner",
    "samarbete samarbeta team kollega grupp tillsammans",
    # who leads
    "esimies johtaja pomo lähiesimies päällikkö johto johtaminen lähijohtaja",
    "manager boss supervisor leader leadership management lead",
    "chef ledare ledning ledarskap",
    # telling others
    "viestintä viestiä kommunikaatio tiedottaa tiedotus keskustelu keskustella yhteydenpito yhteys jakaa esittää",
    "communication communicate share present presentation explain show report discuss contact talk inform",
    "kommunikation kommunicera informera kontakt dela presentera diskutera",
    # choosing
    "valita valinta päättää päätös ratkaista peruste",
    "choose choice select selection decide decision pick prefer",
    "välja val besluta beslut",
    # believing
    "luottaa luottamus uskoa luotettava varma",
    "trust believe rely reliable confidence confident credible",
    "lita förtroende tro pålitlig",
    # feeling
    "kokea kokemus tuntua tunne mieli ajatella mielipide ajatus suhtautua",
    "experience feel feeling think thought opinion view impression attitude",
    "uppleva upplevelse erfarenhet känna känsla tycka åsikt",
    # means
    "työkalu väline ohjelma järjestelmä sovellus ohjelmisto laite tietojärjestelmä",
    "tool software program system application app platform technology equipment instrument",
    "verktyg program system app applikation teknik",
    # how often, how much
    "usein tiheä tiheään tiivis aika kauan kesto",
    "often frequency frequent regularly time long duration",
    # money
    "hinta maksaa kustannus raha kallis budjetti palkka",
    "price cost pay money expensive budget salary",
    # how it goes
    "arki päivä työpäivä rutiini vaihe prosessi kulku",
    "day daily routine step process stage workflow typical",
    "vardag dag rutin process steg",
    # well-being
    "hyvinvointi jaksaa jaksaminen terveys palautua palautuminen työhyvinvointi viihtyä",
    "wellbeing well-being health cope recover stress balance",
)  # fmt: skip
GROUP: Mapping[str, frozenset[int]] = {
    word: frozenset(number for number, group in enumerate(_GROUPS) if word in group.split())
    for group in _GROUPS
    for word in group.split()
}


def mean_alike(word: str, other: str) -> bool:
    """Whether two lemmas are in one group."""
    return not GROUP.get(word, frozenset()).isdisjoint(GROUP.get(other, frozenset()))
