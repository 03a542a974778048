"""Something said of each word form once, as a number, and looked up for every token."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qualcode.language.chunks import Ints
from qualcode.language.tokens import Tokens


class PerForm:
    """A function from a form to a number, asked once for each form as long as the forms only grow."""

    def __init__(self, find: Callable[[str], int]) -> None:
        self._find = find
        self._forms: Sequence[str] = ()
        self._found: Ints = np.zeros(0, np.int64)

    def of(self, tokens: Tokens) -> Ints:
        """The number of each token's form."""
        if self._forms is not tokens.forms:
            self._forms, self._found = tokens.forms, np.zeros(0, np.int64)
        new = [self._find(form) for form in tokens.forms[len(self._found) :]]
        if new:
            self._found = np.concatenate([self._found, np.array(new, np.int64)])
        return self._found[tokens.form]
