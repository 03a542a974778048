"""Compounds said half: in `asiakas- ja myyntituki` the first word is asiakastuki, in `myyntituki ja -palvelu` the last
is myyntipalvelu.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from qualcode.language.compounds import cut_off
from qualcode.language.tokens import PerForm, Tokens, word_of

WHOLE = "WHOLE:"  # begins the mark of a word said half; what it means whole follows
LANGUAGES = ("fi", "sv")
_BETWEEN = frozenset(", / ja tai sekä eli taikka että och eller samt".split())
FURTHEST = 12  # tokens between a half word and the word that completes it
SHORTEST = 2  # letters of a half word


def with_whole(tokens: Tokens, number_of: Callable[[str], int], language: str) -> Tokens:
    """The tokens in which each half word has a form of its own; `number_of` gives a form's number in `forms`."""
    rows = np.flatnonzero(_HALVES[language].of(tokens)).tolist()
    found = {row: whole for row in rows if (whole := _whole(tokens, row, language))}
    if not found:
        return tokens
    form = tokens.form.copy()
    for row, whole in found.items():
        form[row] = number_of(f"{word_of(tokens.forms[form[row]])}\t{WHOLE}{whole}")
    return replace(tokens, form=form)


def _is_half(word: str) -> bool:
    bare = word.strip("-")
    return len(bare) == len(word) - 1 and len(bare) >= SHORTEST and bare.replace("-", "").isalnum()


def _whole(tokens: Tokens, row: int, language: str) -> str:
    """What the half word at a row means: with the end, or the beginning, of the compound that stands after or before
    it; "" without one.
    """
    half = word_of(tokens.forms[tokens.form[row]])
    begins, bare = half.endswith("-"), half.strip("-").lower()
    for word in _beside(tokens, row, 1 if begins else -1):
        if not _is_half(word):
            first, last = word.lower().rpartition("-")[::2] if "-" in word else cut_off(word.lower(), language)
            sign = "-" if "-" in word else ""
            return (f"{bare}{sign}{last}" if begins else f"{first}{sign}{bare}") if first and last else ""
    return ""


def _beside(tokens: Tokens, row: int, step: int) -> Iterator[str]:
    """The words of a list in which a half word stands, from it on; after commas alone no whole one (`pal-, palvelu` is
    a false start).
    """
    joined = listed = False
    for at in range(row + step, row + step * (FURTHEST + 1), step):
        if not 0 <= at < len(tokens) or tokens.sentence[at] != tokens.sentence[row]:
            return
        word = word_of(tokens.forms[tokens.form[at]])
        if word.lower() in _BETWEEN:
            joined, listed = True, listed or word != ","
        elif joined and (listed or _is_half(word)):
            yield word
            joined = False
        else:
            return


# each language has its own forms
_HALVES = defaultdict[str, PerForm](lambda: PerForm(lambda form: _is_half(word_of(form))))
