"""Tells Finnish from English by the small words that every text of some length holds."""

from __future__ import annotations

import re

_SMALL = {
    "fi": frozenset(
        "ja on se että ei niin mä me kun oli mutta ne niinku tota sitä sitten kyllä joo minä hän mikä mitä siis eli vaan".split()
    ),
    "en": frozenset("the and to of is that it in you was for we but so they what have not this are with do yeah like".split()),
}


def detect_language(text: str) -> str:
    """ "fi" or "en", whichever's small words are more frequent; Finnish when neither is seen."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    return max(_SMALL, key=lambda language: sum(word in _SMALL[language] for word in words))
