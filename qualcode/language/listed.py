"""A capital letter with a full stop that ends a list, and so a sentence: `luokat A, B ja C. Sitten`, not `J.
Virtanen`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from qualcode.language.tokens import PerForm, Tokens, word_of

_BEFORE_LAST = frozenset((",", "ja", "tai", "eli", "vai", "and", "or", "och", "eller"))
# by language
_LETTERS = defaultdict[str, PerForm](
    lambda: PerForm(lambda form: len(form) == 2 and form[0].isupper() and form[1] == ".")
)


def with_lists_ended(tokens: Tokens, language: str) -> Tokens:
    """The tokens with a sentence more after each letter that ends a list where the next word has a capital."""
    new = np.zeros(len(tokens), np.int64)
    for row in np.flatnonzero(_LETTERS[language].of(tokens)).tolist():
        if (
            0 < row < len(tokens) - 1
            and _word(tokens, row - 1).lower() in _BEFORE_LAST
            and _word(tokens, row + 1)[:1].isupper()
        ):
            new[row + 1] = tokens.sentence[row] == tokens.sentence[row + 1]
    return replace(tokens, sentence=tokens.sentence + np.cumsum(new)) if new.any() else tokens


def _word(tokens: Tokens, row: int) -> str:
    return word_of(tokens.forms[int(tokens.form[row])])
