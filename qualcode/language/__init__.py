"""The only door to spaCy and the lemmatisers: words → readings, text → tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version
from pathlib import Path

from qualcode.database import Database
from qualcode.errors import QualcodeError, UnknownName
from qualcode.files import sha256
from qualcode.language.reading import GUESSED, OWN, Reading, known_from, source_of
from qualcode.language.store import ReadingStore, tables_of

__all__ = [
    "check_readers",
    "content_words",
    "is_content",
    "is_ready",
    "kept_nowhere",
    "languages",
    "open_readings",
    "readings",
    "tables_of_words",
    "versions",
]

GROUP = "qualcode.lemmatisers"
TAGGER = "spacy:"  # [language] fi = "spacy:NAME": that pipeline tells parts of speech, and readings are chosen by them
Lemmatiser = Callable[[str], Sequence[str]]
SMALL_WORDS = {
    "fi": frozenset(
        "minä sinä hän me te he se ne tämä tuo nämä nuo joka mikä kuka jokin joku kaikki muu "
        "itse olla ei ja tai että kun jos niin "
        "kuin vai mutta sitten sit siis nyt vielä vaikka tota niinku no joo okei miten miksi "
        "milloin missä mistä mihin millainen "
        "semmoinen sellainen tuollainen tietää kuinka paljon saada voida pitää tulla mennä tehdä "
        "sanoa ihan aika vähän myös jo eli siinä "
        "siitä siihen tässä entä yleensä mieli voittaa näkyä kerro kertoa".split()
    ),
    "en": frozenset(
        "i you he she it we they the a an of to in on at for from with and or that this these "
        "those what how why when where which who "
        "be do have can could would will your our my their so then about there any some if as not tell me".split()
    ),
}
PACKAGES = ("spacy", "simplemma", "pypykko", "lemminflect")


def readings(word: str, language: str) -> tuple[Reading, ...]:
    """The lemmas the word form can have, lower case, best first, each with its source: dictionary, lexicon, spoken or
    guessed.

    Never empty, for a word unknown to all is its own lemma, guessed. Raises UnknownName for a language no lemmatiser is
    registered for.
    """
    found = _lemmatiser(language)(word)
    ready = (lemma if isinstance(lemma, Reading) else Reading(lemma, source_of(lemma)) for lemma in found)
    return tuple(ready) or (Reading(word.lower(), GUESSED),)


@cache
def _lemmatiser(name: str) -> Lemmatiser:
    """The reader of words registered under a language or a name of its own; raises UnknownName, or QualcodeError with
    its install line.
    """
    found: dict[str, EntryPoint] = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in found:
        raise UnknownName("reader of words", name, [*sorted(found), f"{TAGGER}NAME"])
    try:
        lemmatiser: Lemmatiser = found[name].load()
    except ImportError as error:
        install = f"pip install {error.name or name}"
        raise QualcodeError(
            f"the reader of words {name!r} needs a package that is not installed.\n    {install}"
        ) from error
    return lemmatiser


@cache
def languages() -> frozenset[str]:
    """The languages and the other names under which readers of words are registered."""
    return frozenset(entry.name for entry in entry_points(group=GROUP))


def check_readers(readers: Mapping[str, str]) -> None:
    """Raise UnknownName or QualcodeError for a chosen reader of words that is not there, before any long work."""
    for name in readers.values():
        if name.startswith(TAGGER):
            from qualcode.language.tagged import load_tagger

            load_tagger(name.removeprefix(TAGGER))
        else:
            _lemmatiser(name)


NO_WORDS: Mapping[str, tuple[str, ...]] = {}


def open_readings(
    language: str, kept: Database | None, reader: str = "", own: Mapping[str, tuple[str, ...]] = NO_WORDS
) -> ReadingStore:
    """The readings of word types seen before, found once for each type and kept in `kept` (None: in memory only).

    `reader` names another reader of words than the language's own; `own` are the study's own words: a form's lemmas,
    which also decide between guesses. The store takes forms as `Tokens.forms` holds them.
    """
    made_by = _made_by(language, reader, own)
    if not reader and language not in languages():

        def by_form(form: str) -> tuple[str, ...]:
            word = form.partition("\t")[0].lower()
            return own.get(word, (word,))

        return ReadingStore(by_form, lambda _: [], kept, made_by)
    name = language if reader.startswith(TAGGER) else reader or language
    lemmas = frozenset(lemma for several in own.values() for lemma in several)

    def read(word: str) -> tuple[Reading, ...]:
        found = tuple(known_from(OWN, own.get(word.lower(), ()))) or readings(word, name)
        guessed = [lemma for lemma in found if lemma.source == GUESSED and lemma in lemmas]
        return tuple(known_from(OWN, guessed[:1])) if guessed and found[0].source == GUESSED else found

    def find(form: str) -> tuple[Reading, ...]:
        word, _, mark = form.partition("\t")
        if not mark or word.lower() in own:
            return read(word)
        from qualcode.language.tagged import marked_readings

        return tuple(Reading(lemma, source_of(lemma)) for lemma in marked_readings(word, mark, language, read))

    def find_parts(lemma: str) -> list[str]:
        from qualcode.language.compounds import parts

        return sorted(parts(lemma, language))

    return ReadingStore(find, find_parts, kept, made_by)


def _made_by(language: str, reader: str, own: Mapping[str, tuple[str, ...]]) -> str:
    return f"{language} {versions()} {reader} {sha256(repr(sorted(own.items()))) if own else ''}".strip()


def tables_of_words(language: str, reader: str = "", own: Mapping[str, tuple[str, ...]] = NO_WORDS) -> tuple[str, str]:
    """The names of the tables in which `open_readings` keeps what it finds."""
    return tables_of(_made_by(language, reader, own))


def content_words(language: str, store: ReadingStore) -> Callable[[str], frozenset[str]]:
    """A function from a sentence to the lemmas of its words, first readings only, without the words that every question
    holds.
    """

    def words_of(text: str) -> frozenset[str]:
        return frozenset(store[word][0] for word in re.findall(r"[^\W\d_][\w\-]+", text)) - SMALL_WORDS.get(
            language, frozenset()
        )

    return words_of


@cache
def is_content(lemma: str, language: str) -> bool:
    """Whether a lemma says what is talked about: a noun, verb or adjective, as far as the dictionaries tell, and no
    small word.
    """
    if lemma in SMALL_WORDS.get(language, ()):
        return False
    if language == "en":
        from lemminflect import getAllLemmas

        return not getAllLemmas(lemma) or any(
            lemma in getAllLemmas(lemma).get(kind, ()) for kind in ("NOUN", "VERB", "ADJ")
        )
    from qualcode.language.likely import CLOSED
    from qualcode.language.pykko import lexicon

    found = lexicon()
    analyses = found.analyse(lemma) if found is not None and language == "fi" else []
    best = [a.pos for a in analyses if a.weight <= min(other.weight for other in analyses)]
    return not best or (not {"noun", "verb", "adjective", "proper"}.isdisjoint(best) and best[0] not in CLOSED)


SOURCES = (".py", ".txt", ".css", ".js")  # what of the package makes results


@cache
def versions() -> str:
    """The versions of everything that makes readings, tokens and codings, as one line; qualcode's own is the hash of
    its code.
    """
    package = Path(__file__).parent.parent
    code = sha256(
        *(path.read_bytes() for path in sorted(path for path in package.rglob("*") if path.suffix in SOURCES))
    )
    return " ".join([*(f"{name}={_version(name)}" for name in PACKAGES), f"qualcode={code[:16]}"])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def kept_nowhere() -> str:
    """Why dictionaries cannot be kept on this machine, so that each use builds them anew; "" when they can."""
    from qualcode.language.shelf import shelf

    return shelf().why


def is_ready(wanted: Iterable[str]) -> bool:
    """Whether the dictionaries of the languages are built; otherwise their first use takes some seconds each."""
    from qualcode.language import pykko, simplemma_dictionary

    return all(
        language not in languages()
        or (simplemma_dictionary.is_built(language) and (language != "fi" or pykko.is_ready()))
        for language in wanted
    )
