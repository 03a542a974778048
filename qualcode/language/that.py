"""Tells the Finnish `et` that is `että` (sano et tulee) from the one that is a negative verb (et sä tiedä), by the
words around it.

Most of talk's are `että`. It is the verb when the form that a negative verb takes follows (VISK § 1615), right away or
after `sä` or an adverb that belongs to a denial; a form that is the third person too (saa, voi) tells that only where a
clause begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from qualcode.language.pykko import lexicon
from qualcode.language.tokens import PerForm, Tokens, word_of

THAT = "THAT"  # the mark of an `et` that is `että`
_YOU = frozenset("sä sää sie sinä säkään sinäkään sääkään".split())
_BETWEEN = frozenset(
    (
        "enää ees edes ikinä koskaan kyllä kyl varmaan oikein oikeen viel vielä yhtään välttämättä kai niinku ite itse"
    ).split()
)
_OPENS = frozenset("ja mut mutta jos kun ku niin ni vaan eli joo no ai koska vaikka vaik siis sit sitten".split())
_SAID = re.compile(
    r"(?:on|oli\w*|ollaan|sano\w*|kerto\w*|kysy\w*|huus\w*|huuta\w*|ehdot\w*|pyys\w*|pyytä\w*|"
    r"käski\w*|käske\w*|luki|lukee|silleen),?"
)
_SPOKEN_NEGATED = frozenset(("oo", "tiiä", "tuu", "mee", "haluu", "tarvii", "viitti", "kehtaa"))
NEITHER, NEGATED, THIRD_TOO = range(3)
_ET = PerForm(lambda form: form.lower() == "et")


def with_that(tokens: Tokens, number_of: Callable[[str], int]) -> Tokens:
    """The Finnish tokens in which each `et` that is `että` has a form of its own; `number_of` gives a form's number in
    `forms`.
    """
    rows = np.flatnonzero(_ET.of(tokens)).tolist()
    that = [row for row in rows if not _is_verb(*_around(tokens, row))]
    if not that:
        return tokens
    form = tokens.form.copy()
    for row in that:
        form[row] = number_of(f"{tokens.forms[form[row]]}\t{THAT}")
    return replace(tokens, form=form)


def _around(tokens: Tokens, row: int) -> tuple[str, list[str]]:
    """The word before a token in its sentence, with a comma that follows it, and the four words after it."""
    near = [i for i in range(max(row - 2, 0), min(row + 5, len(tokens))) if tokens.sentence[i] == tokens.sentence[row]]
    words = {i: word_of(tokens.forms[int(tokens.form[i])]).lower() for i in near}
    last = words.get(row - 1, "")
    return words.get(row - 2, "") + last if last == "," else last, [words[i] for i in near if i > row]


def _is_verb(before: str, after: Sequence[str]) -> bool:
    if before in _YOU:
        return True
    you = False
    for word in after:
        if word in _YOU or word in _BETWEEN:
            you = you or word in _YOU
            continue
        kind = negated_form(word)
        begins = not before or before in _OPENS
        said = _SAID.fullmatch(before) is not None  # what follows is an order in somebody's words: sano et tuu kattoon
        return you or (kind == NEGATED and not said) or (kind == THIRD_TOO and begins) if kind else False
    return you


@cache
def negated_form(word: str) -> int:
    """Whether a Finnish word can stand after a negative verb of the second person: tiedä, oo, saanu; THIRD_TOO: or be a
    third person's.
    """
    found = lexicon()
    if found is None or word in _SPOKEN_NEGATED:
        return NEGATED if word in _SPOKEN_NEGATED else NEITHER
    forms = (word, f"{word}t") if word.endswith(("nu", "ny", "lu", "ly", "ru", "ry", "su", "sy")) else (word,)
    analyses = [analysis for form in forms for analysis in found.analyse(form)]
    tags = [analysis.tags for analysis in analyses]
    closed = any(analysis.pos in ("pronoun", "conjunction") for analysis in analyses)  # niitä is hardly ever of niittää
    if closed or not any("+conneg" in tag and "+pass" not in tag for tag in tags):
        return NEITHER
    return THIRD_TOO if any("+3sg" in tag for tag in tags) else NEGATED
