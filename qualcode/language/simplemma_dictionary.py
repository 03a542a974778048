"""simplemma's dictionaries, kept as tries: small, quick to open, built once for a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from simplemma import Lemmatizer
from simplemma.__metadata__ import __version__
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

from qualcode.language.shelf import drop_damaged, seal_files, shelf


class SimpleLemmas:
    """One language's dictionary and simplemma's guess for words outside it."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._lemmatizer = Lemmatizer(0, lemmatization_strategy=DefaultStrategy(dictionary_factory=_factory()))
        drop_damaged(trie_folder(), [f"{language}.dic"])
        self._entries: Mapping[str, str] = _factory().get_dictionary(language)
        seal_files(trie_folder(), [f"{language}.dic"])

    def known(self, word: str) -> str | None:
        """The dictionary's lemma of the form, lower case, or None; the data's stray full stops are dropped."""
        # the trie ends its keys with control characters
        lemma = self._entries.get(word) if word.isprintable() else None
        return lemma.rstrip(".").lower() or None if lemma else None

    def guess(self, word: str) -> str:
        """Simplemma's lemma for any word, lower case."""
        if not word or not word.isprintable():
            return word.lower()
        return self._lemmatizer.lemmatize(word, self._language).rstrip(".").lower() or word.lower()


@cache
def simple_lemmas(language: str) -> SimpleLemmas:
    """The dictionary of a language, opened once."""
    return SimpleLemmas(language)


@cache
def _factory() -> TrieDictionaryFactory:
    return TrieDictionaryFactory(disk_cache_dir=str(trie_folder()))


def trie_folder() -> Path:
    """Where the tries are kept: the user's cache folder, for they hold no study's words."""
    return shelf().folder / "tries" / __version__


def is_built(language: str) -> bool:
    """Whether the language's trie is there, so that opening it takes milliseconds."""
    return (trie_folder() / f"{language}.dic").exists()
