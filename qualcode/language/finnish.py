"""A Finnish word form → its possible lemmas, best first: dictionary, spoken forms, clitics, hyphens, colons, foreign stems."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.language.pykko import transducer
from qualcode.language.simple import SimpleLemmas, simple_lemmas

# Forms of talk that the dictionary lacks or reads as another word.
SPOKEN = {
    "meijän": "me", "meiän": "me", "meitin": "me", "teijän": "te", "teiän": "te", "heijän": "he", "niitten": "ne", "näitten": "nämä",
    "oot": "olla", "oon": "olla", "ootte": "olla", "ollu": "olla", "oo": "olla", "onks": "olla", "ois": "olla", "oisi": "olla",
    "oltas": "olla", "oisko": "olla", "oisin": "olla", "tuu": "tulla", "tuun": "tulla", "meen": "mennä", "mee": "mennä", "menny":
    "mennä", "paa": "panna", "tää": "tämä", "toi": "tuo", "noi": "nuo", "nää": "nämä", "tästä": "tämä", "siin": "se", "siit": "se",
    "sit": "sitten", "tieks": "tietää", "tiiä": "tietää", "tiedä": "tietää", "tiijä": "tietää", "nähny": "nähdä", "tehny": "tehdä",
    "tehä": "tehdä", "katottiin": "katsoa", "katotaan": "katsoa", "kattoo": "katsoa", "katto": "katsoa", "kato": "katsoa", "kahto":
    "katsoa", "pitäs": "pitää", "pitäis": "pitää", "mitäs": "mikä", "miks": "miksi", "yks": "yksi", "kaks": "kaksi", "viis": "viisi",
    "kuus": "kuusi", "kans": "kanssa", "vaik": "vaikka", "semmonen": "semmoinen", "sellanen": "sellainen", "tämmönen": "tämmöinen",
    "millanen": "millainen", "meiliä": "meili", "meilit": "meili", "meilillä": "meili", "meilin": "meili", "vastas": "vastata",
    "tapas": "tavata", "huomas": "huomata", "rupee": "ruveta", "rupes": "ruveta", "tarvii": "tarvita", "tarvis": "tarvita",
    "aattelen": "ajatella", "aattelin": "ajatella", "aattelee": "ajatella", "aatella": "ajatella", "kattoin": "katsoa", "katon":
    "katsoa", "lähetään": "lähteä", "chattiin": "chat", "luota": "luottaa", "haluis": "haluta", "kahtonu": "katsoa", "takasin":
    "takaisin", "sää": "sinä", "mää": "minä",
}  # fmt: skip
# Adverbs that a researcher looks for by their noun: `olla yhteys` finds "ollaan yhteydessä".
FROZEN = {"yhteydessä": "yhteys", "avulla": "apu", "tueksi": "tuki", "tukena": "tuki", "puhelimitse": "puhelin"}
# Parts of speech whose reading drives out the noun a form could also be: jälkeen is not jälki, silloin is not silta.
CLOSED = frozenset(("adverb", "adposition", "conjunction", "pronoun", "interjection", "adverb+verb", "conjunction+verb", "numeral"))
_CLITIC = re.compile(r"(?:ki|kin|kaan|kään|han|hän|ko|kö|pa|pä|ks|kohan|köhän|kos|kös)$")
_POSSESSIVE = re.compile(r"(?:ni|si|mme|nne|nsa|nsä|an|än|en)$")
# Case endings on a stem the dictionary does not know (onboardingissa, HubSpotiin, churnista).
_FOREIGN = re.compile(
    r"i?(?:n|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|na|nä|ksi|tta|ttä|t|a|ä|in|ta|tä|"
    r"en|eja|ejä|eissa|eissä|eista|eistä|eilla|eillä|eihin|eita|eitä|eille|eiden|eitten|seen)$"
)


def readings_of(word: str) -> list[str]:
    """The lemmas the form can have, lower case, best first; at least one."""
    return list(dict.fromkeys(lemma for lemma in _readings(word, simple_lemmas("fi")) if lemma))


def _readings(word: str, dictionary: SimpleLemmas) -> Iterator[str]:
    lower = word.lower()
    known = dictionary.known(lower) or ""
    analysed = _lexicon(word, known)
    yield from (SPOKEN.get(lower, ""), known, *analysed, FROZEN.get(lower, ""))
    if lower == "et":  # which of the two it is in a transcript, `that` tells
        yield "että"
    if known or analysed:
        return
    if ":" in word:
        yield lower.split(":")[0]
    elif "-" in word.strip("-"):
        yield from _hyphenated(lower, dictionary)
    else:
        yield from _unknown(word, lower, dictionary)


def _lexicon(word: str, known: str) -> list[str]:
    """The lemmas of pykko's best readings from its lexicon, pruned of those that treebanks show to be false nearly always.

    An imperative gives way to any other reading, a noun to a closed-class reading that the dictionary confirms, and a verb to the noun
    derived from it (yritys is not yrittää, -minen nouns are nouns).
    """
    found = transducer()
    if found is None:
        return []
    analyses = [a for form in dict.fromkeys((word, word.lower())) for a in found.analyse(form)]
    best = min((a.weight for a in analyses), default=0.0)
    analyses = [a for a in analyses if a.weight <= best]
    if any("+imper" not in a.tags and "+conneg" not in a.tags for a in analyses):
        analyses = [a for a in analyses if "+imper" not in a.tags or "+1pl" in a.tags]
    if any(a.pos in CLOSED and a.lemma == known for a in analyses):
        analyses = [a for a in analyses if a.pos in CLOSED]
    derived = len(analyses) > 1
    kept = [a for a in analyses if not (derived and "+deriv" in a.tags) and not ("+inf4" in a.tags and known.endswith("minen"))]
    if not known and all("+deriv" in a.tags for a in kept):  # implementointi is a word of its own, not only a form of implementoida
        return [word.lower(), simple_lemmas("fi").guess(word), *(a.lemma.replace("|", "").lower() for a in kept)] if kept else []
    doing = [re.sub(r"mi(nen|se|s)\w*$", "minen", word.lower())] if any("+inf4" in a.tags for a in kept) else []
    return [*doing, *(a.lemma.replace("|", "").lower() for a in kept)]


def _hyphenated(lower: str, dictionary: SimpleLemmas) -> Iterator[str]:
    first, _, last = lower.strip("-").rpartition("-")
    yield dictionary.known(lower.replace("-", "")) or ""
    for lemma in readings_of(last):
        yield f"{first}-{lemma}"
        yield first.replace("-", "") + lemma


def _unknown(word: str, lower: str, dictionary: SimpleLemmas) -> Iterator[str]:
    """What the form may come from when neither dictionary nor lexicon holds it: the first source that leads to known forms decides."""
    lower = lower.strip("-")
    for source in (_written, _without_clitics, _without_possessive):
        found = [form for form in dict.fromkeys(source(lower)) if form != lower and (dictionary.known(form) or _lexicon(form, ""))]
        if found:
            for form in found[:2]:
                known = dictionary.known(form) or ""
                yield from (known, *_lexicon(form, known))
            return
    yield dictionary.guess(word)
    yield from _foreign_stems(lower)
    yield lower


# Spoken endings and stems → written ones, tried in this order; a result counts only when it is a known form.
_SPEECH = tuple(
    (re.compile(spoken), written)
    for spoken, written in (
        (r"(n[uy])$", r"\1t"),  # tehny → tehnyt
        (r"itten$", "ien"),  # opettajitten → opettajien
        (r"(tt[ai]i?|d[ai]i?)s$", r"\1siin"),  # tavattais → tavattaisiin
        (r"([aä])is$", r"\1isi"),  # auttais → auttaisi
        (r"([uyoö])is$", r"\1aisi"),  # haluis → haluaisi
        (r"([aäoöuyie])s$", r"\1si"),  # vastas → vastasi
        (r"(tt|dett)ii$", r"\1iin"),  # perehdytettii → perehdytettiin
        (r"([^i])ii$", r"\1ia"),  # hoitajii → hoitajia
        (r"([^i])ii$", r"\1iä"),  # ihmisii → ihmisiä
        (r"(it|[lst][lst]|lt|st|ll|ss|kaa|kää)$", r"\1a"),  # asiakkait → asiakkaita, asiakkaalt → asiakkaalta
        (r"(it|lt|st|ll|ss)$", r"\1ä"),
        (r"(taa|tää)$", r"\1n"),  # mennää → mennään
        (r"ää$", "dään"),  # tehää → tehdään
        (r"aa$", "daan"),
        (r"([eo])e$", r"\1aa"),  # rupee → rupeaa
        (r"ee$", "eä"),
        (r"ee$", "ea"),
        (r"oo$", "oa"),
        (r"öö$", "öä"),
        (r"^aattel", "ajattel"),
        (r"^kat(t)?o", "katso"),
        (r"([ouyöaä])tt(?=[aäeiou])", r"\1itt"),  # kirjottaa → kirjoittaa
        (r"([ouyöaä])t(?=[aäeou])", r"\1it"),  # tavotteet → tavoitteet
        (r"tt", "ts"),  # kattoo → katsoo
        (r"ht", "hd"),
        (r"ij", "id"),
        (r"j", "d"),
        (r"([aeou])(sia|set|nen)$", r"\1i\2"),  # sellasia → sellaisia
        (r"([lrh])([aeiouyäö])([hkmpvjl])", r"\1\3"),  # kolome → kolme
    )
)


def _written(lower: str) -> Iterator[str]:
    """Written forms that a spoken one may stand for, one change each, then two."""
    once = [pattern.sub(written, lower, count=1) for pattern, written in _SPEECH if pattern.search(lower)]
    yield from once
    for form in once:
        yield from (pattern.sub(written, form, count=1) for pattern, written in _SPEECH[:15] if pattern.search(form))


def _without_clitics(lower: str) -> Iterator[str]:
    bare = _CLITIC.sub("", lower)
    if bare != lower and len(bare) > 2:
        yield bare
        yield from _without_possessive(bare)


def _without_possessive(lower: str) -> Iterator[str]:
    """The form without -ni, -mme …: palautteemme → palautteen, asiakkaallemme → asiakkaalle."""
    bare = _POSSESSIVE.sub("", lower)
    if bare != lower and len(bare) > 3:
        yield from (bare, bare + "n", bare + "t")


def _foreign_stems(lower: str) -> Iterator[str]:
    ending = _FOREIGN.search(lower)
    if ending and ending.start() >= 3:
        stem = lower[: ending.start()]
        if stem[-1] == stem[-2]:
            yield stem[:-1]
        yield from (stem, stem + "i") if ending[0].startswith("i") else (stem,)
    if ending and ending[0].startswith("i") and len(lower) - len(ending[0]) + 1 >= 4:
        yield lower[: ending.start() + 1]
