"""A transcriber's notes, which are no words of the speaker's."""

from __future__ import annotations

import re

HIDDEN = "▒"  # stands for each letter of what may not be quoted
MASK = "█"  # and for each of a name that is not to be known

# A transcriber's note, no word of the speaker's: [naurahtaa], [0:04:23 pp], <laughs>, (inaudible). In parentheses only
# known ones.
# What stands in two brackets was said, in other words: [[kaupungissa]] in the place of a name.
NOTE = re.compile(
    r"(?<!\[)\[[^\[\]\n]{1,80}\](?!\])|<[^\W\d][^<>\n]{0,40}>|\([^()\n]{0,30}?\b(?:naur|huok|"
    r"huoah|yski|yskä|epäselv|tauko|hiljais|laugh|sigh|cough|chuckl|"
    r"pause|inaudible|unintelligible|crosstalk|silence|skratt|ohörbar|paus|suck)[^()\n]{0,30}\)",
    re.IGNORECASE,
)


def without_hidden(text: str) -> str:
    """A text with one mark for each stretch of it that is hidden."""
    return re.sub(rf"{HIDDEN}+(?:\s+{HIDDEN}+)*", "[…]", text)


def without_masks(text: str, name: str) -> str:
    """A text in which `name` in brackets stands for each name that is masked."""
    return re.sub(rf"{MASK}+(?:\s+{MASK}+)*", f"[{name}]", text)
