"""The words by which transcribers name speakers, in Finnish, Swedish and English, and what only looks like a label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qualcode.model import SpeakerLabels

INTERVIEWER = frozenset(
    "haastattelija haast haastattelijat kysyjä kysymys tutkija tutk opiskelija moderaattori k kys "
    "intervjuare fråga moderator interviewer researcher facilitator question q i int".split()
)
PARTICIPANT = frozenset(
    "haastateltava haastateltavat vastaaja vastaus osallistuja asiakas v vast "
    "respondent informant inf svar deltagare participant interviewee resp guest answer subject p a r".split()
)
SPEAKER = frozenset("puhuja talare speaker person henkilö".split())
NOT_LABELS = frozenset(
    "ks vrt ym jne mm "
    "huom huomio huomautus esimerkiksi esim eli siis lähde aihe päivämäärä pvm kesto paikka "
    "aika nimi tekijä litterointi litteroija "
    "haastattelu "
    "note notes example date time duration source subject topic place title author "
    "transcript transcribed transcription url http https "
    "obs till exempel datum kello klo kl at ensinnäkin toiseksi kolmanneksi mutta joten niin "
    "koska vaikka lisäksi toisaalta "
    "firstly secondly "
    "teema theme tema osa osio part section chapter del comment comments kommentti kommentit "
    "title otsikko date place location "
    "but so then also remember important för men och".split()
)


# Single letters that say who asks or answers only beside their partner: A: answers Q:, V: answers H: or K:.
PARTNERS: Mapping[str, frozenset[str]] = {
    "q": frozenset("a"), "a": frozenset("q"), "h": frozenset("vk"), "k": frozenset("vh"), "v": frozenset("hk"),
    "i": frozenset("prb"),
    "p": frozenset("ir"), "r": frozenset("ip"), "b": frozenset("i"),
}  # fmt: skip


QUESTION_WORDS = frozenset("kysymys question fråga q kys answer vastaus svar vast".split())  # what is numbered, not who
WEAK = frozenset("tutkija opiskelija researcher facilitator kysyjä moderaattori moderator k kys q i h r v p a".split())
# … words for one who asks or answers that may as well be a profession, a title or an initial: behaviour may speak
# against them.
REPORTED = frozenset(  # words with which speech within speech begins: `Sanoin: en.`, `He said: no.`
    "sanoin sanoi sanoit sanottiin sanoivat kysyin kysyi kysyivät ajattelin vastasin vastasi "
    "minä sinä hän me te he mä sä mää he "
    "said says asked asks thought answered replied told i you he she we they it dear sa sade "
    "säger frågade jag du hon vi de".split()
)
LONGEST = 200  # letters


@lru_cache(maxsize=10_000)
def label_key(label: str) -> str:
    """The label as it is compared: lower case, no marks around it, no space or full stop before a number; at most
    LONGEST letters.
    """
    bare = label.strip()[:LONGEST].strip("*_#").strip().rstrip(":.").strip("*_ ").lower()
    bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    return re.sub(r"[.\s_#]+(?=\d+$)", "", re.sub(r"\s+", " ", bare))


def declared_keys(declared: SpeakerLabels) -> set[str]:
    """The compared forms of every label that a study declares."""
    return {
        label_key(label) for labels in (declared.interviewer, declared.participant, declared.ignore) for label in labels
    }


def label_word(label: str) -> str:
    """The label's word without number or name: `Interviewer 2`, `interviewer2` and `Interviewer, Anna` give
    `interviewer`.
    """
    return re.sub(r"[\s_]*\d+$", "", re.split(r"[,(\[]", label_key(label))[0].strip()).strip()


def label_parts(label: str) -> tuple[str, ...]:
    """The words a label is made of, without numbers: `Anna (haastattelija)` gives `anna` and `haastattelija`."""
    parts = (re.sub(r"[\s_]*\d+$", "", part.strip()) for part in re.split(r"[,()\[\]]", label_key(label)))
    return tuple(part for part in parts if part)
