"""Finnish by pyvoikko, for those who install it themselves: it is under the GPL, so qualcode neither brings nor needs
it.
"""

from __future__ import annotations

from pyvoikko import analyse


def readings_of(word: str) -> list[str]:
    """The lemmas the form can have, lower case, in Voikko's order; none for a word Voikko does not know."""
    forms = dict.fromkeys((word, word.lower(), word.capitalize()))
    found = (str(analysis.BASEFORM or "") for form in forms for analysis in analyse(form))
    return list(dict.fromkeys(lemma.replace("=", "").lower() for lemma in found if lemma))
