"""Times as transcribers and programs write them: `0:34`, `[00:12:03.5]`, `0 minuuttia 3 sekuntia`."""

from __future__ import annotations

import re

LONGEST = 1e7  # seconds; what is longer is no time of an interview
FRAMES = 30, 60  # frames a second that the fourth part of hh:mm:ss:ff is taken for: the first that has so many
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[:;]\d{2})?)?(?:[.,\-]\d{1,3})?"
_WORDS = (
    r"(?:\d{1,2} ?(?:tuntia?|hours?|timm(?:e|ar)|h)[ ,]{1,2})?(?:\d{1,3} ?(?:minuuttia?|"
    r"min\.?|minutes?|minut(?:er)?|m)[ ,]{1,2})?"
    r"\d{1,2} ?(?:sekuntia?|sek\.?|seconds?|sec\.?|sekund(?:er)?|s)"
    r"|\d{1,3} ?(?:minuuttia?|min\.?|minutes?|minut(?:er)?)"
)
RANGE = rf"{_CLOCK}(?:\s*(?:-->|[–—-])\s*{_CLOCK})?"
MARKED = rf"[\[({{#<]\s*{RANGE}\s*[\])}}#>]"  # a time in brackets or between # marks
TIME = rf"(?:{MARKED}|{RANGE})"
SPOKEN = rf"(?:{_WORDS})"
PLAIN = re.compile(r"\d{1,2}[:.]\d{2}")  # a time that may as well be said
ALONE = re.compile(rf"(?:{TIME}|{SPOKEN})(?:\s*[|/–-]\s*(?:{TIME}|{SPOKEN}))?", re.IGNORECASE)
TRAILING = re.compile(rf"(?<=\S)\s*#{_CLOCK}#\s*$")
_NUMBERS = re.compile(
    r"(?:(\d+) ?(?:t|h)[^\W\d]*[ ,]*)?(?:(\d+) ?m[^\W\d]*\.?[ ,]*)?(?:(\d+) ?s[^\W\d]*)?", re.IGNORECASE
)


def seconds(clock: str) -> float:
    """The first time in a text as seconds: `m:ss`, `h:mm:ss`, `h:mm:ss.fff`, `hh:mm:ss:ff` (frames), `3 min 5 s`; 0 for
    none.
    """
    found = re.search(r"-?\d[\d:;]*:[\d:;]*\d(?:[.,\-]\d+)?", clock)
    if not found and (words := _NUMBERS.fullmatch(clock.strip())) and any(words.groups()):
        hours, minutes, rest = (int(part or 0) for part in words.groups())
        return hours * 3600.0 + minutes * 60 + rest
    parts = (found[0] if found else clock).replace(",", ".").replace("-", ".").replace(";", ":").split(":")
    frames = float(parts.pop()) if len(parts) == 4 else 0.0
    total = 0.0
    for part in parts:
        total = total * 60 + float(part)
    total += frames / next((rate for rate in FRAMES if frames < rate), 100)
    return total if total < LONGEST else 0.0
