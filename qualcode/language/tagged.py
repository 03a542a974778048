"""Readings chosen by what is known of a word in its sentence: that it is a name, or its part of speech by a spaCy
pipeline.

Such a word's form is `word<TAB>mark`: the mark is NAME, THAT (an `et` that is `että`), WHOLE and the compound that a
half word means, or a part of speech and, when the pipeline gives one, a lemma.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from qualcode.errors import QualcodeError
from qualcode.language.chunks import NAME
from qualcode.language.suspended import WHOLE
from qualcode.language.that import THAT

if TYPE_CHECKING:
    from spacy.language import Language

# the lemmatiser of Finnish pipelines asks for system libraries; lemmas come from elsewhere
NOT_NEEDED = ("lemmatizer", "ner", "parser")
OWN = ("fi", "en")  # languages whose readings are filtered by part of speech; others take the pipeline's lemma
_FINNISH = {
    "NOUN": {"noun", "noun-pl"},
    "PROPN": {"proper", "proper-pl"},
    "ADJ": {"adjective", "participle", "ordinal"},
    "VERB": {"verb", "adverb+verb", "conjunction+verb"},
    "AUX": {"verb", "adverb+verb", "conjunction+verb"},
    "ADV": {"adverb", "adposition"},
    "ADP": {"adposition", "adverb"},
    "PRON": {"pronoun", "pronoun-pl"},
    "NUM": {"numeral"},
}


def marked_readings(word: str, mark: str, language: str, readings: Callable[[str], Sequence[str]]) -> list[str]:
    """The lemmas of a word with a mark, best first; a name's begin with a capital. Raises QualcodeError when there is
    none.
    """
    if mark.startswith(WHOLE):
        return list(readings(mark.removeprefix(WHOLE)))
    if mark == NAME:
        return names_of(word, language) or list(readings(word))
    if mark == THAT or (word.lower() == "et" and language == "fi" and mark.startswith("SCONJ")):
        return ["että"]
    pos, _, lemma = mark.partition("\t")
    if language not in OWN:
        if not lemma:
            raise QualcodeError(
                f"the spaCy pipeline for {language!r} gives {word!r} no lemma; choose one with a lemmatiser."
            )
        return [lemma.lower()]
    if pos == "PROPN" and word[:1].isupper() and (names := names_of(word, language)):
        return names
    fitting = list(dict.fromkeys(_of_pos(word, pos, language)))
    wrong = set(_of_other_pos(word, pos, language)) - set(fitting)
    kept = [found for found in readings(word) if found in fitting or (found not in wrong and len(fitting) == 0)]
    return list(dict.fromkeys((*kept, *fitting))) or list(readings(word))


def names_of(word: str, language: str) -> list[str]:
    """The names that a capitalised form can be, when the lexicon reads it as a name before anything else.

    One that is a common noun too begins with a capital (Toivo), others are as any word (excel), for rules are written
    in small letters.
    """
    if language != "fi":
        return []
    found = _analyses(word)
    best = [
        lemma
        for pos, lemma, weight in found
        if pos in _FINNISH["PROPN"] and weight <= min(weight for _, _, weight in found)
    ]
    common = {lemma for pos, lemma, _ in _analyses(word.lower()) if pos not in _FINNISH["PROPN"]}
    return [lemma[:1].upper() + lemma[1:] if lemma in common else lemma for lemma in dict.fromkeys(best)]


def _analyses(word: str) -> list[tuple[str, str, float]]:
    """Part of speech, lemma and weight of each of the lexicon's analyses."""
    from qualcode.language.pykko import lexicon

    found = lexicon()
    return [] if found is None else [(a.pos, a.lemma.replace("|", "").lower(), a.weight) for a in found.analyse(word)]


def _of_pos(word: str, pos: str, language: str) -> Iterator[str]:
    if language == "en":
        from lemminflect import getAllLemmas

        yield from (lemma.lower() for lemma in getAllLemmas(word.lower(), upos=pos).get(pos, ()))
        return
    forms = (word,) if pos == "PROPN" else dict.fromkeys((word, word.lower()))
    yield from (lemma for form in forms for kind, lemma, _ in _analyses(form) if kind in _FINNISH.get(pos, ()))


def _of_other_pos(word: str, pos: str, language: str) -> Iterator[str]:
    if language == "fi":
        yield from (lemma for kind, lemma, _ in _analyses(word.lower()) if kind not in _FINNISH.get(pos, ()))


@cache
def load_tagger(name: str) -> Language:
    """The spaCy pipeline with a name or in a folder, without what is not needed; raises QualcodeError with the line
    that installs it.
    """
    import spacy

    try:
        nlp = spacy.load(name, exclude=list(NOT_NEEDED))
        return nlp if nlp.lang in OWN else spacy.load(name, exclude=["ner"])
    except ImportError as error:
        raise QualcodeError(
            f"the spaCy pipeline {name!r} needs {error.name}, which is not installed.\n    pip install {error.name}"
        ) from error
    except OSError as error:
        raise QualcodeError(
            f"the spaCy pipeline {name!r} is not installed.\n    pip install {name.replace('_', '-')}"
        ) from error


def marks(name: str, sentences: Sequence[Sequence[str]]) -> Iterator[str]:
    """For each word of the sentences its mark, by the pipeline called `name`."""
    from spacy.tokens import Doc

    nlp = load_tagger(name)
    for doc in nlp.pipe(Doc(nlp.vocab, words=list(words)) for words in sentences):
        for token in doc:
            yield f"{token.pos_}\t{token.lemma_}".rstrip("\t") or "X"


def entities(name: str, texts: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The names that a spaCy pipeline finds in texts: the text's number, the words, the pipeline's label (PERSON, GPE,
    ORG, …).

    Raises QualcodeError with the line that installs it.
    """
    import spacy

    load_tagger(name)  # which says what is missing
    nlp = spacy.load(name, exclude=["lemmatizer"])
    for number, doc in enumerate(nlp.pipe(texts)):
        yield from ((number, " ".join(found.text.split()), found.label_) for found in doc.ents)
