"""The only door to spaCy and the lemmatisers: words → readings, text → tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path

from qualcode.errors import UnknownName
from qualcode.files import sha256
from qualcode.language.store import ReadingStore

__all__ = ["content_words", "is_ready", "open_readings", "readings", "versions"]

GROUP = "qualcode.lemmatisers"
Lemmatiser = Callable[[str], list[str]]
SMALL_WORDS = {
    "fi": frozenset(
        "minä sinä hän me te he se ne tämä tuo nämä nuo joka mikä kuka jokin joku kaikki muu itse sama olla ei ja tai että kun jos niin "
        "kuin vai mutta sitten sit siis nyt vielä vaikka tota niinku no joo okei miten miksi milloin missä mistä mihin millainen "
        "semmoinen sellainen tuollainen tietää kuinka paljon saada voida pitää tulla mennä tehdä sanoa ihan aika vähän myös jo eli siinä "
        "siitä siihen tässä entä yleensä mieli voittaa näkyä haluta kerro kertoa".split()
    ),
    "en": frozenset(
        "i you he she it we they the a an of to in on at for from with and or that this these those what how why when where which who "
        "be do have can could would will your our my their so then about there any some if as not tell me".split()
    ),
}
PACKAGES = ("spacy", "simplemma", "pypykko", "lemminflect")


@cache
def _lemmatiser(language: str) -> Lemmatiser:
    for entry in entry_points(group=GROUP):
        if entry.name == language:
            found: Lemmatiser = entry.load()
            return found
    raise UnknownName("language", language, sorted(entry.name for entry in entry_points(group=GROUP)))


def readings(word: str, language: str) -> tuple[str, ...]:
    """The lemmas the word form can have, lower case, best first; never empty, for a word unknown to all is its own lemma.

    Raises UnknownName for a language no lemmatiser is registered for.
    """
    return tuple(_lemmatiser(language)(word)) or (word.lower(),)


def open_readings(language: str, folder: Path | None) -> ReadingStore:
    """The readings of word types seen before, found once for each type and kept in `folder` (None: in memory only)."""
    path = None if folder is None else folder / f"readings-{language}.json"
    return ReadingStore(lambda word: readings(word, language), path, versions())


def content_words(language: str, store: ReadingStore) -> Callable[[str], frozenset[str]]:
    """A function from a sentence to the lemmas of its words, first readings only, without the words that every question holds."""

    def words_of(text: str) -> frozenset[str]:
        return frozenset(store[word][0] for word in re.findall(r"[^\W\d_][\w\-]+", text)) - SMALL_WORDS.get(language, frozenset())

    return words_of


@cache
def versions() -> str:
    """The versions of everything that makes readings, tokens and codings, as one line; qualcode's own is the hash of its code."""
    package = Path(__file__).parent.parent
    code = sha256(*(path.read_bytes() for path in sorted((*package.rglob("*.py"), *package.rglob("*.txt")))))
    return " ".join([*(f"{name}={_version(name)}" for name in PACKAGES), f"qualcode={code[:16]}"])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def is_ready(languages: Iterable[str]) -> bool:
    """Whether the dictionaries of the languages are built; otherwise their first use takes some seconds each."""
    from qualcode.language import pykko, simple

    return all(simple.is_built(language) and (language != "fi" or pykko.is_ready()) for language in languages)
