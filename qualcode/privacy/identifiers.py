"""What tells who someone is by its form alone: identity codes, numbers of phones and accounts, addresses,
dates, ages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_MONTH = "(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu"
_ENGLISH_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ONES = "kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän"
_NUMBER = rf"(?:\d{{1,3}}|(?:{_ONES})kymmentä(?:yksi|{_ONES})?|(?:yksi|{_ONES})toista)"
_STREET = (
    "(?:ka[td]u|tie|kuja|pol[kv]u|kaar|väylä|raitt?i|rin[nt]e|aukio|tori|rant|rann|puistik|"
    "bulevard|gatan?|vägen|stig|gränd)"
)
# in small letters
_STREET_SAID = "katu|kadulla|kadulta|kadulle|kadun|tie|tiellä|tieltä|tielle|tien|kuja|kujalla|kujan|polku|polulla"
_STAIRS = r"(?:\s?[a-zA-Z](?!\w)(?:\s?\d{1,3}(?!\w))?)?"
_YEAR = r"(?:19|20)\d\d"


class Identifier(NamedTuple):
    """A stretch of a text that tells who someone is: what it is, and where it begins and ends."""

    kind: str
    start: int
    end: int


def _is_identity_code(match: re.Match[str]) -> bool:
    """Whether it begins with a day and a month; its check sign is not asked about, for it may be misheard."""
    return 1 <= int(match[1][:2]) <= 31 and 1 <= int(match[1][2:4]) <= 12


def _is_account(match: re.Match[str]) -> bool:
    """Whether its letters as numbers, the first four signs last, leave 1 over 97 (ISO 13616)."""
    bare = match[0].replace(" ", "")
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def _is_phone(match: re.Match[str]) -> bool:
    return 7 <= sum(map(str.isdigit, match[0])) <= 15


def _yes(_: re.Match[str]) -> bool:
    return True


# The surer kinds first: what one has taken is not another's.
_KINDS: tuple[tuple[str, str, Callable[[re.Match[str]], bool]], ...] = (
    ("an identity code", r"(?<!\w)(\d{6})[-+A-FU-Ya-fu-y]\d{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y](?!\w)", _is_identity_code),
    ("an account number", r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", _is_account),
    ("an e-mail address", r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _yes),
    ("a user name", r"(?<![\w@.])@[A-Za-z]\w{2,}", _yes),
    ("a web address", r"(?:https?://|www\.)[^\s<>\"”]+[^\s<>\"”.,;:!?)]", _yes),
    ("a web address", r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:fi|com|org|net|eu|se)(?!\w)(?:/[^\s.,;]*)?", _yes),
    ("an exact date", rf"(?<![\d.])\d{{1,2}}\.\s?\d{{1,2}}\.\s?{_YEAR}(?!\d)|(?<![\d-]){_YEAR}-\d\d-\d\d(?!\d)", _yes),
    ("an exact date", rf"(?<!\d)\d{{1,2}}\.\s?{_MONTH}\w*(?:\s{_YEAR})?", _yes),
    ("an exact date", rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_ENGLISH_MONTH}(?!\w)(?:,?\s{_YEAR})?", _yes),
    ("an exact date", rf"(?<!\w){_ENGLISH_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s{_YEAR})?", _yes),
    ("a phone number", r"(?<![\w.,-])(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(0\d{1,2}\)[ -]?|0)\d(?:[ "
        r"-]?\d){4,12}(?![\w-]|[.,]\d)", _is_phone),
    ("a street and a number", rf"(?<!\w)[A-ZÅÄÖ][\w’'-]*{_STREET}\w*\s\d{{1,3}}(?!\w|\.\d){_STAIRS}", _yes),
    ("a street and a number", rf"(?<!\w)[a-zåäö]{{4,}}(?:{_STREET_SAID})\s\d{{1,3}}(?!\w|\.\d)", _yes),
    ("a street and a number", r"(?<!\w)\d{1,4}\s(?:[A-Z]\w+\s){1,3}(?:Street|Road|Avenue|Lane|Drive)(?!\w)", _yes),
    ("a postcode", r"(?<![\w.,-])\d{5}(?=\s[A-ZÅÄÖ])", _yes),
    ("a number plate", r"(?<![\w-])[A-ZÅÄÖ]{3}-\d{1,3}(?![\w-])", _yes),
    ("an age", rf"(?<!\w){_NUMBER}(?:-|\s)?vuoti(?:as|aa|ai)\w*|(?<!\w){_NUMBER}\svuotta\svanha\w*|"
        rf"(?<!\w)täyt\w+\s{_NUMBER}(?!\w)", _yes),
    ("an age", r"(?<!\w)\d{1,3}[- ]years?[- ]old(?!\w)|(?<!\w)aged\s\d{1,3}(?!\w)", _yes),
)  # fmt: skip
# what tells who someone is only beside other things
VAGUE = frozenset(("an age", "an exact date", "a postcode", "a web address"))
_FORMS = tuple((kind, re.compile(form), check) for kind, form, check in _KINDS)


def identifiers_in(text: str) -> Iterator[Identifier]:
    """What of a text tells who someone is by its form, in order; of two that overlap the surer."""
    found: list[Identifier] = []
    for kind, form, check in _FORMS:
        matches = (match for match in form.finditer(text) if check(match))
        found += [
            Identifier(kind, match.start(), match.end())
            for match in matches
            if not any(match.start() < other.end and other.start < match.end() for other in found)
        ]
    yield from sorted(found, key=lambda one: one.start)
