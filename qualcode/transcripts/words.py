"""The words by which transcribers name speakers, in Finnish, Swedish and English, and what only looks like a label."""

from __future__ import annotations

import re
from functools import lru_cache

INTERVIEWER = frozenset(
    "haastattelija haast. haast haastattelijat kysyjä kysymys tutkija opiskelija moderaattori k kys "
    "intervjuare fråga moderator interviewer researcher facilitator question q i int".split()
)
PARTICIPANT = frozenset(
    "haastateltava haastateltavat vastaaja vastaus osallistuja asiakas v vast "
    "respondent informant svar deltagare participant interviewee guest answer subject p a r".split()
)
SPEAKER = frozenset("puhuja talare speaker person henkilö".split())
NOT_LABELS = frozenset(
    "huom huomio huomautus esimerkiksi esim eli siis lähde aihe päivämäärä pvm kesto paikka aika nimi tekijä litterointi litteroija "
    "haastattelu "
    "note notes example date time duration source subject topic place title author transcript transcribed transcription url http https "
    "obs till exempel datum".split()
)


@lru_cache(maxsize=10_000)
def label_key(label: str) -> str:
    """The label as it is compared: lower case, no marks around it, no space before a number."""
    bare = label.strip().strip("*_[]#").strip().rstrip(":").strip("*_ ").lower()
    return re.sub(r"\s+(?=\d+$)", "", re.sub(r"\s+", " ", bare))


def label_word(label: str) -> str:
    """The label's word without number or name: `Interviewer 2`, `interviewer2` and `Interviewer, Anna` give `interviewer`."""
    return re.sub(r"\s*\d+$", "", label_key(label).split(",")[0]).strip()
