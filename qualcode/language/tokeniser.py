"""Text → tokens and sentences, by spaCy's tokeniser for the language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.language.chunks import ENDED, MOST, ChunkTable, Ints, Piece
from qualcode.language.tokens import Tokens, word_of
from qualcode.model import Transcript
from qualcode.normal import is_normal, normal, normal_letters
from qualcode.notes import NOTE

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 2_000  # characters spaCy is given at once; only a text without spaces reaches this
_MAY_SPLIT: Mapping[str, re.Pattern[str] | None] = {  # plain words that spaCy's tokenisers split: gonna, hörru
    "en": re.compile(r"(?:not|nt|na|ta|ma|[dsmy]|re|ve|ll|us)$", re.IGNORECASE),
    "fi": None,  # none: see _rejoined
    "sv": re.compile(r"ru$", re.IGNORECASE),
}
_CLOSING = (",", "?", "!", ".")  # after a word they are marks of their own
# s. v. n. t. p. k. r. e. are abbreviations, a C. may be a name's
_LETTER = re.compile(r"[^\W\d_A-ZÅÄÖsvntpkre]\.|\w[\w'-]+[A-ZÅÄÖ]\.")
_SIGN = re.compile("[•·→←‹›;+|¹²³†‡§—]")
_SIGN_OR_NOT = re.compile(f"{_SIGN.pattern}|[^{_SIGN.pattern[1:]}+")
_SPACE = np.array([chr(code).isspace() for code in range(0x10000)])


@cache
def pipeline(language: str) -> Language:
    """SpaCy's blank pipeline for the language, or the one for any language where there is none; one for all who ask."""
    return _blank(language)


def _blank(language: str) -> Language:
    import spacy

    try:
        nlp = spacy.blank(language)
    except (ImportError, ValueError):
        nlp = spacy.blank("xx")
    nlp.max_length = 10_000_000
    return nlp


@cache
def _splitter(language: str) -> Language:
    """A pipeline without what it would tell of each word (its shape, whether it is an address): only where words end is
    asked.
    """
    nlp = _blank(language)
    vocab: Any = nlp.vocab
    is_space = vocab.strings["IS_SPACE"]
    vocab.lex_attr_getters = {is_space: vocab.lex_attr_getters[is_space]}
    return nlp


def count_words(text: str) -> int:
    """The number of words: what stands between spaces and holds a letter or a digit; transcriber's notes are no
    words.
    """
    chunks = _without_notes(text).split()
    return sum([chunk[0].isalnum() or chunk.isalnum() or any(map(str.isalnum, chunk)) for chunk in chunks])


def tokenise(transcript: Transcript, tagger: str = "") -> Tokens:
    """The transcript's words and marks, turn by turn; white space and transcriber's notes are left out.

    `tagger` names a spaCy pipeline that tells the words' parts of speech.
    """
    tokens = _tokens(transcript)
    return _only_own_forms(
        _tagged(tokens, tagger) if tagger and len(tokens) else _told_apart(tokens, transcript.language)
    )


def _only_own_forms(tokens: Tokens) -> Tokens:
    """The tokens with the forms that stand among them alone, as they appear."""
    used, first, form = np.unique(tokens.form, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return replace(
        tokens, form=np.argsort(order)[form], forms=[tokens.forms[number] for number in used[order].tolist()]
    )


def _tagged(tokens: Tokens, tagger: str) -> Tokens:
    from qualcode.language.tagged import marks

    words = [word_of(tokens.forms[form]) for form in tokens.form.tolist()]
    edges = [0, *(np.flatnonzero(np.diff(tokens.sentence)) + 1).tolist(), len(words)]
    sentences = [words[first:last] for first, last in pairwise(edges)]
    numbers: dict[str, int] = {}
    found = zip(words, marks(tagger, sentences), strict=True)
    form = np.array([numbers.setdefault(f"{word}\t{mark}", len(numbers)) for word, mark in found], np.int64)
    return replace(tokens, form=form, forms=list(numbers))


def _tokens(transcript: Transcript) -> Tokens:
    turns = transcript.turns
    text = "\n".join(_without_notes(transcript.turn_text(turn)) for turn in turns)
    table = _chunk_table(transcript.language)
    chunks, starts, lines = _chunks(text)
    numbers = np.fromiter(map(table.__getitem__, chunks), np.int64, len(chunks))
    lengths = np.array([turn.end - turn.start for turn in turns], np.int64)
    begins = np.cumsum(lengths + 1) - lengths - 1
    turn = np.searchsorted(begins, starts, "right") - 1
    offsets = starts + (np.array([turn.start for turn in turns], np.int64) - begins)[turn] if len(turns) else starts
    return _expanded(
        table,
        numbers,
        offsets,
        _states(table, numbers, starts, lines),
        np.array([t.number for t in turns], np.int64)[turn],
    )


def _told_apart(tokens: Tokens, language: str) -> Tokens:
    """The tokens with words that mean what they do only by what stands around them told apart: `et`, half compounds,
    listed letters.
    """
    from qualcode.language.listed import with_lists_ended
    from qualcode.language.suspended import LANGUAGES, with_whole
    from qualcode.language.that import with_that

    number_of = _chunk_table(language).form_number
    tokens = with_lists_ended(tokens, language)
    tokens = with_that(tokens, number_of) if language == "fi" else tokens
    return with_whole(tokens, number_of, language) if language in LANGUAGES else tokens


def _without_notes(text: str) -> str:
    """The text with blanks in place of transcriber's notes, as long as before."""
    return NOTE.sub(lambda note: " " * len(note[0]), text) if any(mark in text for mark in "[<(") else text


def _chunks(text: str) -> tuple[list[str], Ints, Ints]:
    """What stands between white space, where each begins, and the places of the line breaks."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = _SPACE[np.minimum(characters, 0xFFFF)]
    starts = np.flatnonzero(~blank & np.concatenate([[True], blank[:-1]]))
    return text.split(), starts, np.flatnonzero(characters == 10)


def _states(table: ChunkTable, numbers: Ints, starts: Ints, lines: Ints) -> Ints:
    """The state before each chunk: whether a sentence or only a pause has ended. A line break ends a sentence."""
    after = table.chunks[3][numbers]
    ended = np.zeros(len(numbers) + 1, bool)
    ended[np.searchsorted(starts, lines)] = True
    after[ended[1:]] = ENDED
    for i in np.flatnonzero(table.chunks[2][numbers]).tolist():
        before = int(after[i - 1]) if i else ENDED
        after[i] = ENDED if ended[i + 1] else table.chunks[3 + before][numbers[i]]
    return np.concatenate([[ENDED], after[:-1]])


def _expanded(table: ChunkTable, numbers: Ints, offsets: Ints, states: Ints, turns: Ints) -> Tokens:
    """The chunks' pieces as tokens."""
    count = table.chunks[1][numbers]
    owner = np.repeat(np.arange(len(numbers)), count)
    piece = np.arange(len(owner)) + np.repeat(table.chunks[0][numbers] - np.cumsum(count) + count, count)
    offset, length, form, words, begins, name, letters = (table.pieces[column][piece] for column in range(7))
    start, turn = offsets[owner] + offset, turns[owner]
    new = (begins >> states[owner]) & 1
    new[np.flatnonzero(np.diff(turn, prepend=-1))] = 1  # a turn begins a sentence, whatever it begins with
    inside = (new == 0) & np.concatenate([[False], letters[:-1] > 0])  # a capital that follows a word begins a name
    return Tokens(start, start + length, turn, np.cumsum(new), np.where(inside, name, form), words, table.forms)


def split_words(text: str, language: str) -> list[str]:
    """The words and marks of a rule, split as a transcript's text is."""
    return [word for _, word in _split(normal(text), language)]


def _stays_whole(text: str, language: str) -> bool:
    """Whether this is a plain word that spaCy's tokeniser is known to leave as it is."""
    return (
        text.isalpha()
        and language in _MAY_SPLIT
        and not ((parted_there := _MAY_SPLIT[language]) and parted_there.search(text))
    )


def _keeps_full_stop(nlp: Language, text: str) -> bool:
    """Whether a word with a full stop is, or may be, an abbreviation."""
    tokenizer: Any = nlp.tokenizer
    return not text[-2].islower() or text in tokenizer.rules


def _split(text: str, language: str) -> list[tuple[int, str]]:
    """The words and marks of a text without blanks, each with its place; of most, a word and perhaps a mark, spaCy need
    not be asked.
    """
    if _stays_whole(text, language):
        return [(0, text)]
    nlp = _splitter(language)
    if (
        text.endswith(_CLOSING)
        and _stays_whole(text[:-1], language)
        and not (text.endswith(".") and _keeps_full_stop(nlp, text))
    ):
        return [(0, text[:-1]), (len(text) - 1, text[-1])]
    parts = range(0, len(text), LONGEST)
    found = [
        (at + token.idx, token.text)
        for at in parts
        for token in nlp.make_doc(text[at : at + LONGEST])
        if not token.is_space
    ]
    return [piece for at, word in _rejoined(found, str(nlp.lang)) for piece in parted(at, word, str(nlp.lang))]


def _rejoined(pieces: Sequence[tuple[int, str]], language: str) -> Iterator[tuple[int, str]]:
    """The pieces with plain Finnish words whole again that spaCy takes apart (mutt|ei): the lexicon and negation know
    them as they are.
    """
    at, word = -1, ""
    for start, piece in pieces:
        if language == "fi" and word.isalpha() and piece.isalpha() and at + len(word) == start:
            word += piece
            continue
        if word:
            yield at, word
        at, word = start, piece
    if word:
        yield at, word


def parted(at: int, word: str, language: str) -> Iterator[tuple[int, str]]:
    """A word without what is no part of it: the full stop of a letter that is no abbreviation (`mis se o.`,
    `tyyppi-A.`), a closing ' in Finnish, and signs that join words or point at notes (`tuki;apu`, `•tuki`, `tuki¹`).
    """
    if _LETTER.fullmatch(word) or (language == "fi" and len(word) > 1 and word.endswith("'") and word[-2].isalpha()):
        yield at, word[:-1]
        yield at + len(word) - 1, word[-1]
    elif len(word) > 1 and _SIGN.search(word):
        yield from ((at + match.start(), match[0]) for match in _SIGN_OR_NOT.finditer(word))
    else:
        yield at, word


_TABLES: dict[str, ChunkTable] = {}


def _chunk_table(language: str) -> ChunkTable:
    """The chunks of a language seen so far; begun anew when there are too many."""
    if len(_TABLES.get(language, ())) > MOST or language not in _TABLES:

        def split(chunk: str) -> list[Piece]:
            if is_normal(chunk):
                return [(at, len(word), word) for at, word in _split(chunk, language)]
            letters = normal_letters(chunk)
            places = [at for _, at in letters] + [len(chunk)]
            found = _split("".join(letter for letter, _ in letters), language)
            return [(places[at], places[at + len(word)] - places[at], word) for at, word in found]

        _TABLES[language] = ChunkTable(split)
    return _TABLES[language]
