"""Whether a stretch of speech asks something: a question mark, the way it opens, or a question of the interview
guide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 60  # words; what is longer may hold a question but is no question
SHORT, HOLDS = 30, 14  # words of a request, and of a turn that asks because it holds a question
NEAR = 75.0  # of 100, the likeness to a question of the guide from which on it is asked
_MARK = re.compile(r"\?[\"”’'»)\]*_ ]*$")
_OPENERS = re.compile(
    r"(?:(?:no|ja|mut|mutta|niin|joo|okei|okay|ok|sitten|entäs?|hyvä|kiitos|and|so|but|well|"
    r"now|och|men|sen|please|,|\.|–|-)\s*[,.]?\s+){0,3}"
    r"(?:kerro(?:t|pa|isitko|tko)?|kuvaile(?:t|pa|isitko)?|kuvaa(?:pa|isitko)?|mainitse|"
    r"selitä(?:tkö)?|arvioi|pohdi|luettele|nimeä|jatka"
    r"|puhutaan|palataan|mennään|siirrytään|entäs?|mitä|mikä|mitkä|miten|miks[i]?|milloin|"
    r"missä|mihin|mistä|kuka|ketkä|kenen|kuinka"
    r"|millai(?:nen|sia|sta|set)|minkä(?:lai(?:nen|sia|sta))?|(?:on|ole|voi|saa|halua|osaa|tulee|onks|ooks)\w{0,6}k[oö]"
    r"|tell (?:me|us)|describe|explain|talk (?:me|us) (?:through|about)|walk (?:me|us) through|could you|can you"
    r"|would you|go on|let's|give (?:me|us)|say more"
    r"|please (?:tell|describe|explain|go on|try|look|read|open|show)|berätta|beskriv|förklara|kan du|skulle du|vad"
    r"|hur|varför|vilken|vilka)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether the speech asks: it ends with a question mark, or is short and holds one, or opens as questions and
    requests do.
    """
    if _MARK.search(text):
        return len(text) < 40 * LONGEST
    words = text.count(" ") + 1
    if words > SHORT:
        return False
    return ("?" in text and words <= HOLDS) or _OPENERS.match(text.lstrip(" *_\"”'–—-0123456789.)")) is not None


def share_asking(texts: Sequence[str]) -> float:
    """The share of stretches that ask."""
    return sum(map(asks, texts)) / len(texts) if texts else 0.0


def asked_of(texts: Sequence[str], guide: Sequence[str]) -> int:
    """How many of the guide's wordings are asked in any of the texts, nearly as they are written."""
    from rapidfuzz import fuzz, utils

    wanted = {utils.default_process(wording) for wording in guide if wording.count(" ") >= 2}
    short = [utils.default_process(text) for text in texts if 2 <= text.count(" ") <= LONGEST]
    return sum(any(fuzz.token_sort_ratio(wording, text, score_cutoff=NEAR) for text in short) for wording in wanted)
