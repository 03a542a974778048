"""An English word form → its possible lemmas, best first: simplemma's, then lemminflect's for every part of speech."""

from __future__ import annotations

import re

from qualcode.language.reading import DICTIONARY, GUESSED, Reading, known_from
from qualcode.language.simplemma_dictionary import simple_lemmas

_PEOPLE = re.compile(r"(?:an|[aeiou][lqn]i|ani)s$")  # plurals of peoples that dictionaries leave out: Zambians, Nepalis


def readings_of(word: str) -> list[Reading]:
    """The lemmas the form can have, lower case, best first; at least one. One that no dictionary holds is guessed."""
    from lemminflect import getAllLemmas, getAllLemmasOOV

    dictionary = simple_lemmas("en")
    lower = word.lower().replace("’", "'")
    lower = lower.removesuffix("'s") or lower
    known = dictionary.known(lower)
    found = getAllLemmas(lower)
    lemmas = [
        known or dictionary.guess(word).removesuffix("'s"),
        *(lemma for kind, all_of in found.items() for lemma in (all_of[:1] if kind in ("ADJ", "ADV") else all_of)),
    ]
    if not known and lower.isalpha() and len(lemmas) <= 2:  # a word no dictionary holds: a brand, a new noun or verb
        lemmas += [
            lemma for kind in ("NOUN", "VERB") for guessed in getAllLemmasOOV(lower, kind).values() for lemma in guessed
        ]
    if not known and lower.endswith("ing"):
        lemmas.append(lower)  # onboarding: a noun of its own before any dictionary has it
    if "VERB" in found and lower.endswith(("ed", "en")):
        lemmas.append(lower)  # hidden, involved: a participle is an adjective of its own
    if word[:1].isupper() and _PEOPLE.search(lower):
        lemmas.append(lower[:-1])
    source = DICTIONARY if known or found else GUESSED
    return list(known_from(source, dict.fromkeys(lemma.lower() for lemma in lemmas)))
