"""How much of the talk was read: the words that dictionaries hold, that are spoken forms, that were guessed, that
nothing knows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.language.reading import GUESSED, SPOKEN, source_of
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import word_of
from qualcode.line.corpus import Corpus
from qualcode.model import Transcript
from qualcode.study.own_words import FILE

KINDS = ("dictionary", "spoken", "guessed", "unknown")
COLUMNS = ("transcript", "words", *KINDS)
UNKNOWN_COLUMNS = ("form", "lemma", "times", "transcripts", "guess")
SHOWN = 10  # unknown words that are named below the table


def word_coverage(corpus: Corpus, transcripts: Iterable[Transcript]) -> Table:
    """A row for each transcript and one for all: how its words with letters were read.

    Columns: transcript, words (number), and shares of them: dictionary (a dictionary, the lexicon or the study's own
    words hold the form), spoken (a sound change of talk leads to one that they hold), guessed (an ending was cut off),
    unknown (it stands for itself).
    """
    rows = []
    whole: Counter[str] = Counter()
    for transcript in transcripts:
        found, store = Counter[str](), corpus.words(transcript.language)
        for form, times in _forms(corpus, transcript).items():
            found[_kind(form, store)] += times
        rows.append(_row(transcript.id, found))
        whole += found
    rows += [_row("all", whole)] if len(rows) > 1 else []
    corpus.save_words()
    return Table("words", pd.DataFrame(rows, columns=list(COLUMNS)), shares=frozenset(KINDS))


def unknown_words(corpus: Corpus, transcripts: Iterable[Transcript]) -> Table:
    """The study's own words, then the forms that were guessed or are unknown, the most frequent first: a file to fill
    in.

    Columns: form (as it is said), lemma (the study's own; empty where nothing is decided), times, transcripts (in how
    many), guess (what it was read as).
    """
    own = corpus.study.own_words
    times: Counter[str] = Counter()
    said: defaultdict[str, set[str]] = defaultdict(set)
    guesses: dict[str, str] = {}
    for transcript in transcripts:
        store = corpus.words(transcript.language)
        for form, number in _forms(corpus, transcript).items():
            word = word_of(form).lower()
            if word in own or _kind(form, store) in ("guessed", "unknown"):
                times[word] += number
                said[word].add(transcript.id)
                guesses[word] = store[form][0]
    corpus.save_words()
    rows: list[tuple[object, ...]] = [
        (form, lemma, times[form], len(said[form]), "") for form, lemmas in own.items() for lemma in lemmas
    ]
    ranked = sorted(
        ((word, number) for word, number in times.items() if word not in own), key=lambda item: (-item[1], item[0])
    )
    rows += [(word, "", number, len(said[word]), str(guesses[word])) for word, number in ranked]
    return Table("unknown_words", pd.DataFrame(rows, columns=list(UNKNOWN_COLUMNS)))


def told_unknown(table: Table) -> Iterator[str]:
    """Lines that name the most frequent unknown words and say how to settle them; none when all are known."""
    frame = table.frame[table.frame["lemma"] == ""]
    if not frame.empty:
        first = ", ".join(f"{row.form} {row.times}" for row in frame.head(SHOWN).itertuples(index=False))
        yield f"unknown or guessed: {len(frame)} forms, most often {first}"
        yield (
            f"    to settle them: qualcode transcripts --words -o {FILE}, fill in the column lemma, and in the settings"
        )
        yield f'    [language] words = "{FILE}"'


def _forms(corpus: Corpus, transcript: Transcript) -> Counter[str]:
    """How often each form with a letter is said in a transcript."""
    tokens = corpus.tokens(transcript)
    corpus.words(transcript.language).learn(tokens.forms)
    found = Counter(tokens.forms[form] for form in tokens.form.tolist())
    return Counter({form: times for form, times in found.items() if any(map(str.isalpha, word_of(form)))})


def _kind(form: str, store: ReadingStore) -> str:
    lemma = store[form][0]
    if source_of(lemma) == GUESSED:
        return "unknown" if lemma.lower() == word_of(form).lower() else "guessed"
    return "spoken" if source_of(lemma) == SPOKEN else "dictionary"


def _row(name: str, found: Counter[str]) -> tuple[object, ...]:
    words = found.total()
    return name, words, *(found[kind] / words if words else None for kind in KINDS)
