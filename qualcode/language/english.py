"""An English word form → its possible lemmas, best first: simplemma's, then lemminflect's for every part of speech."""

from __future__ import annotations

from qualcode.language.simple import simple_lemmas


def readings_of(word: str) -> list[str]:
    """The lemmas the form can have, lower case, best first; at least one."""
    from lemminflect import getAllLemmas, getAllLemmasOOV

    dictionary = simple_lemmas("en")
    lower = word.lower().replace("’", "'")
    lower = lower.removesuffix("'s") or lower
    known = dictionary.known(lower)
    lemmas = [known or dictionary.guess(word).removesuffix("'s"), *(lemma for found in getAllLemmas(lower).values() for lemma in found)]
    if not known and lower.isalpha() and len(lemmas) <= 2:  # a word no dictionary holds: a brand, a new noun or verb
        lemmas += [lemma for kind in ("NOUN", "VERB") for found in getAllLemmasOOV(lower, kind).values() for lemma in found]
    return list(dict.fromkeys(lemma.lower() for lemma in lemmas if lemma))
