"""A Finnish word form → its possible lemmas, best first: dictionary and lexicon, spoken forms, then what can be
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qualcode.language.likely import CLOSED, bare, best_analyses, likely_lemmas
from qualcode.language.pykko import Analysis, lexicon
from qualcode.language.reading import DICTIONARY, GUESSED, LEXICON, SPOKEN, Reading, known_from
from qualcode.language.simplemma_dictionary import simple_lemmas
from qualcode.language.spoken import SHORT, STEMS, ways

# Pronouns of talk that no sound change leads back to the written ones, and the singulars of plural ones (VISK § 100,
# 713).
PRONOUNS = {
    "mä": "minä", "mää": "minä", "mie": "minä", "miä": "minä", "sä": "sinä", "sää": "sinä", "sie": "sinä",
    "siä": "sinä", "tää": "tämä",
    "toi": "tuo", "noi": "nuo", "nää": "nämä", "itte": "itse", "ite": "itse",
    "me": "minä", "te": "sinä", "he": "hän",
}  # fmt: skip
PLURALS = {"minä": "me", "sinä": "te", "hän": "he"}
BOTH = frozenset(("me", "te", "he", "sää"))  # found by either; sää is weather too
YOU_AND_ME = frozenset(lemma for lemma, written in PRONOUNS.items() if written in ("minä", "sinä"))
# The particles, pronouns and numerals that talk is full of: a spoken form of theirs is meant often even where it is
# another word's written
# form. Verbs only by the short stems that they have in talk.
FREQUENT = frozenset(
    "ei että ja mutta vain vaan tuota kun kuin niin sitten jos koska vaikka vai tai no nyt "
    "vielä aina kyllä ihan tosi hyvin paljon "
    "enemmän varmaan ehkä jotenkin tavallaan oikeastaan siis myös kanssa eilen milloin "
    "silloin kuinka miten miksi missä mistä "
    "mihin täällä tänne tästä tässä tuolla tuonne tuossa siellä sieltä sinne siinä minä sinä "
    "hän me te he se ne tämä nämä tuo nuo "
    "mikä kuka joka joku jokin viisitoista itse sellainen semmoinen tällainen tämmöinen "
    "tuollainen tuommoinen millainen".split()
) | frozenset(PRONOUNS)
# Of these the particles that are another word in writing in their spoken form (et, ku, mut, tos).
HOMOGRAPHS = frozenset(
    "että mutta kun kuin niin sitten vain vaan tuota miten vielä tässä tuossa siinä jotenkin viisitoista".split()
)
SHORTENED = frozenset(
    "olla tulla mennä panna nähdä tietää katsoa ajatella haluta lähteä ruveta alkaa tuntua "
    "kertoa antaa kasvaa loppua metsä me te he minä "
    "sinä hän".split()
)
# Adverbs that a researcher looks for by another word: `olla yhteys` finds "ollaan yhteydessä", `luottaa` "en luota",
# `takaisin` "tultiin takasin".
FROZEN = {"yhteydessä": "yhteys", "avulla": "apu", "tueksi": "tuki", "tukena": "tuki", "puhelimitse": "puhelin",
    "luota": "luottaa",
          "takasin": "takaisin"}  # fmt: skip
# What the sound changes of a word may cost together: of one that nothing holds, one that is doubtful, and one that is a
# written word too.
UNKNOWN, DOUBTFUL, WRITTEN = 3.5, 2.0, 1.2
COMMON = 0.1  # what a frequent word has ahead of others
BESIDE = 1.05  # how much costlier changes are looked at beside the cheapest
LONG, LONG_WORD = 11, 1.0  # letters of a word, most often a compound, in which more is changed, and how much more
ALIKE = 0.11  # ways to write a form whose costs differ by no more are both given
LONGEST = 40  # letters of a form that may be a spoken one
LONGEST_FREQUENT = 5  # letters of a written form that is tried as a spoken form of a frequent word
SHORTEST_PART = 4  # letters of the parts that a compound read out of a spoken form mostly has
SHORT_PART = 5  # letters of a part that makes a compound which no dictionary confirms doubtful (kaha|villa)
_RARE = re.compile("arch|dated|poet|rare|foreign|child|vulg|jocul")
_COLLOQUIAL = re.compile("coll|dial")
_CLITIC = re.compile(r"(?:ki|kin|kaan|kään|han|hän|ko|kö|pa|pä|ks|kohan|köhän|kos|kös)$")
_POSSESSIVE = re.compile(r"(?:ni|si|mme|nne|nsa|nsä|an|än|en)$")
# HubSpotissa: a foreign stem is lengthened by i
_LOAN = re.compile(r"[^aeiouyäö]i(?:n|ss[aä]?|st[aä]?|ll[aä]?|lt[aä]?|lle|in|ks|ksi)$")
_GROWN_ON = re.compile(
    r"(m[äi]e?|mää|mull?|mun|s[äi]e?|sää|sull?|se|sill?|ne|niill?|m?meill?|te|teill?|he|tää|"
    r"toi|noi|nää|siin|siel|täss?|toss?|kuka|mikä|mut)"
    r"(on|oli|ois|oon|oot|(?<=[lns])ei)"
)
# Case endings on a stem the dictionary does not know (onboardingissa, HubSpotiin, churnista), and what is said of them
# (pipedrivest).
_FOREIGN = re.compile(
    r"i?(?:n|ss?[aä]?|st[aä]?|ll?[aä]?|lt[aä]?|lle|na|nä|ks|ksi|tta|ttä|t|a|ä|in|i|ta|tä|"
    r"en|eja|ejä|eissa|eissä|eista|eistä|eilla|eillä|eihin|eita|eitä|eille|eiden|eitten|seen)$"
)


def readings_of(word: str) -> list[Reading]:
    """The lemmas the form can have, lower case, best first."""
    found: dict[Reading, Reading] = {}
    for reading in _readings(word):
        plural = PLURALS.get(reading, "")
        if plural and word.lower().startswith(plural):
            found.setdefault(own := Reading(plural, reading.source), own)
        if reading not in PRONOUNS or reading in BOTH:
            found.setdefault(reading, reading)
        if reading in PRONOUNS:
            found.setdefault(written := Reading(PRONOUNS[reading], reading.source), written)
    return list(found.values())


def _readings(word: str) -> Iterator[Reading]:
    if word != word.strip("-") and any(map(str.isalnum, word)):  # a dash of dialogue, a word that is cut off
        yield from _readings(word.strip("-"))
        return
    lower = word.lower()
    known, analyses = _known(lower), best_analyses(word)
    known = known if analyses or known == lower else _lemma_itself(known)
    written = _written(word, known, analyses)
    if not written and ":" in word:
        yield Reading(lower.split(":")[0], GUESSED)
    elif not written and "-" in lower:
        yield from _hyphenated(lower)
    elif not lower.isalpha():
        yield from written or known_from(GUESSED, (lower,))
    else:
        unheard = not known and all(a.pos == "proper" for a in analyses)
        named = word[:1].isupper() and any(a.pos == "proper" for a in analyses)
        said = (unheard and _grown_together(lower)) or ([] if named else _said(lower, known, analyses))
        in_talk_only = not known and all(_COLLOQUIAL.search(a.usage) for a in analyses)
        yield from (*said, *written) if in_talk_only else (*written, *said)
        if not said and not written:
            yield from _guessed(word, lower)
        elif not written:  # it may be a word of its own that nothing holds
            yield Reading(lower, GUESSED)


def _written(word: str, known: str, analyses: Sequence[Analysis]) -> list[Reading]:
    if any(a.lemma in YOU_AND_ME for a in analyses):  # mulla is not multa, mua is not maa; musta is black too
        analyses = [a for a in analyses if a.lemma in YOU_AND_ME or a.lemma == word.lower()]
        known = known if known in FREQUENT else ""
    lemmas = *likely_lemmas(word, known, analyses), FROZEN.get(word.lower(), "")
    return sorted(
        (*known_from(DICTIONARY, (known,)), *known_from(LEXICON, lemmas)), key=lambda lemma: lemma not in FREQUENT
    )


def _said(lower: str, known: str, analyses: Sequence[Analysis]) -> list[Reading]:
    """What the written forms are of that the fewest sound changes lead to, for a form that may be a spoken one.

    A written word is tried only as a frequent word, which its spoken form may be as well.
    """
    found, doubt = lexicon(), _doubt(lower, known, analyses)
    is_word = doubt <= WRITTEN
    too_long = is_word and len(lower) > LONGEST_FREQUENT and not lower.startswith(STEMS)
    if found is None or too_long or len(lower) > LONGEST or any(a.lemma in YOU_AND_ME for a in analyses):
        return []
    limit = doubt + (LONG_WORD if doubt == UNKNOWN and len(lower) > LONG else 0.0)
    changed = (
        a for a in found.analyse_ways(ways(lower), BESIDE, limit) if a.spelt != lower and not _RARE.search(a.usage)
    )
    ranked = [(_cost(a), a) for a in changed if not is_word or bare(a) in HOMOGRAPHS or _is_short(a)]
    ranked = [(cost, a) for cost, a in ranked if cost <= limit]
    best = min((cost for cost, _ in ranked), default=0.0)
    nearest = [a for cost, a in ranked if cost <= best + ALIKE]
    if is_word:
        return list(known_from(SPOKEN, map(bare, nearest)))
    by_spelling = {spelt: [a for a in nearest if a.spelt == spelt] for spelt in dict.fromkeys(a.spelt for a in nearest)}
    return [Reading(r, SPOKEN) for spelt, same in by_spelling.items() for r in _written(spelt, _known(spelt), same)]


@lru_cache(maxsize=50_000)
def _lemma_itself(lemma: str) -> str:
    """What the lexicon says that a dictionary's lemma is a form of, when it is no lemma (tiiän is of tiedän there)."""
    analyses = best_analyses(lemma) if lemma else []
    return lemma if not analyses or any(bare(a) == lemma for a in analyses) else bare(analyses[0])


def _known(lower: str) -> str:
    """The dictionary's lemma of a form, or ""."""
    return simple_lemmas("fi").known(lower) or ""


def _doubt(lower: str, known: str, analyses: Sequence[Analysis]) -> float:
    """What sound changes may cost: much for a form that the lexicon lacks, some for one that it holds only as a word of
    talk, as a name, or as a compound or particle that the dictionary does not confirm, little for any other.
    """
    if not analyses:
        return UNKNOWN if known in ("", lower) or not best_analyses(known) else WRITTEN
    if all(_COLLOQUIAL.search(a.usage) or a.tags.endswith("+s") for a in analyses):
        return WRITTEN if known and all(a.pos in ("noun", "verb") for a in analyses) else DOUBTFUL
    strange = not known and all(
        a.pos in CLOSED - {"interjection"}
        or a.pos == "proper"
        or (a.weight >= 1 and min(map(len, a.lemma.split("|"))) <= SHORT_PART)
        for a in analyses
    )
    return DOUBTFUL if strange else WRITTEN


def _cost(analysis: Analysis) -> float:
    """What the sound changes cost, with what makes an analysis less likely in talk: a name, a word of talk again,
    a long compound, `your`, `the seventh`, a particle that the dictionary lacks."""
    if bare(analysis) in FREQUENT or _is_short(analysis):
        return analysis.weight - COMMON
    parts = analysis.lemma.split("|")
    particle = analysis.pos in CLOSED and not analysis.lemma.endswith(("ksi", "sti"))
    unusual = (
        len(parts) > 2
        or (len(parts) == 2 and min(map(len, parts)) < SHORTEST_PART)
        or analysis.pos == "ordinal"
        or _COLLOQUIAL.search(analysis.usage)
        or (particle and not simple_lemmas("fi").known(analysis.lemma))
    )
    return (
        analysis.weight
        + 1.5 * analysis.pos.startswith("proper")
        + 1.0 * bool(unusual)
        + 0.5 * ("+poss2sg" in analysis.tags)
    )


def _is_short(analysis: Analysis) -> bool:
    """Whether it is a short stem of one of the commonest verbs."""
    return analysis.lemma in SHORTENED and analysis.weight <= SHORT


def _grown_together(lower: str) -> list[Reading]:
    """The verb and the pronoun or particle of two words that are said as one: mulon, seoli, niilei."""
    match = _GROWN_ON.fullmatch(lower)
    first = readings_of(match[1]) if match else []
    frequent = [lemma for lemma in first if lemma in FREQUENT]
    return list(known_from(SPOKEN, (*readings_of(match[2]), *frequent))) if match and frequent else []


def _hyphenated(lower: str) -> Iterator[Reading]:
    first, _, last = lower.rpartition("-")
    yield from known_from(DICTIONARY, (_known(lower.replace("-", "")),))
    for lemma in readings_of(last):
        yield Reading(f"{first}-{lemma}", lemma.source)
        yield Reading(first.replace("-", "") + lemma, lemma.source)


def _guessed(word: str, lower: str) -> Iterator[Reading]:
    """What a form may come from that nothing holds: without what is grown onto it, else a stem with a case ending, and
    the form itself.
    """
    for source in (_without_clitics, _without_possessive):
        found = [form for form in dict.fromkeys(source(lower)) if form != lower and _held(form)]
        if found:
            yield from (reading for form in found[:2] for reading in _held(form))
            return
    stems, guess = list(_foreign_stems(lower)), simple_lemmas("fi").guess(word)
    guess = guess if guess == lower or _known(guess) or best_analyses(guess) else ""
    yield from known_from(GUESSED, (*stems, guess, lower) if _LOAN.search(lower) else (guess, *stems, lower))


def _held(form: str) -> list[Reading]:
    return _written(form, _known(form), best_analyses(form))


def _without_clitics(lower: str) -> Iterator[str]:
    bare_form = _CLITIC.sub("", lower)
    if bare_form != lower and len(bare_form) > 2:
        yield bare_form
        yield from _without_possessive(bare_form)


def _without_possessive(lower: str) -> Iterator[str]:
    """The form without -ni, -mme …: palautteemme → palautteen, asiakkaallemme → asiakkaalle."""
    bare_form = _POSSESSIVE.sub("", lower)
    if bare_form != lower and len(bare_form) > 3:
        yield from (bare_form, bare_form + "n", bare_form + "t")


def _foreign_stems(lower: str) -> Iterator[str]:
    if len(lower) > LONGEST_FREQUENT and lower.endswith(("en", "een")):
        yield lower[:-1].removesuffix("e") if lower.endswith("een") else lower[:-1]  # Pipedriven, Pipedriveen
    ending = _FOREIGN.search(lower)
    if ending and ending.start() >= 3:
        stem = lower[: ending.start()]
        if stem[-1] == stem[-2]:
            yield stem[:-1]
        yield from (stem, stem + "i") if ending[0].startswith("i") else (stem,)
    if ending and ending[0].startswith("i") and len(lower) - len(ending[0]) + 1 >= 4:
        yield lower[: ending.start() + 1]
