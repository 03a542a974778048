"""A study's transcripts, one after the other: from the store where nothing that makes them has changed, else
read anew.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qualcode import language as lang
from qualcode.coding.match import RuleMatcher
from qualcode.errors import InputError, Problem, UnknownName
from qualcode.files import sha256
from qualcode.language.store import ReadingStore
from qualcode.language.tokens import Tokens
from qualcode.line.engine import Engine
from qualcode.line.file_hashes import file_hashes
from qualcode.line.packing import unpacked_tokens, unpacked_transcript
from qualcode.line.setup import Setup, reading_settings, rules_of
from qualcode.line.stages import tokenise
from qualcode.line.store import CODINGS, TOKENS, TRANSCRIPTS, Store
from qualcode.line.task import Made, Task, make
from qualcode.model import Transcript
from qualcode.study.folder import Study
from qualcode.study.sources import Source

KEPT_AT_ONCE = 16  # results of tasks that are written to the store together
MANY_WORDS = 200  # new words that are worth writing at once, for the other processes to find


@dataclass(frozen=True)
class Read:
    """A transcript file after reading: the transcript, or the problems that kept it from being read."""

    source: Source
    transcript: Transcript | None = None
    problems: tuple[Problem, ...] = ()


class Corpus:
    """The transcripts of one study. Each passes through alone, so memory holds one of them."""

    def __init__(self, study: Study, engine: Engine = Engine()) -> None:
        self.study, self.engine = study, engine
        self.store = Store(study.cache)
        self._last: tuple[str, Read] | None = None

    # -- what they are made with ------------------------------------------------------------------

    @cached_property
    def reading(self) -> Setup:
        """What reads: settings and tables of words; raises QualcodeError for settings, guide or words that cannot be
        read.
        """
        return Setup(reading_settings(self.study), None, self.store.entries)

    @cached_property
    def coding(self) -> Setup:
        """What reads and codes; raises QualcodeError for a codebook that cannot be read too."""
        return self.reading.with_rules(rules_of(self.study))

    def save_words(self) -> None:
        """Keep the readings of words that were met for the first time."""
        self.reading.save_words()

    def words(self, language: str) -> ReadingStore:
        """The readings of word types in a language; the first use of a dictionary takes some seconds, which is told."""
        if not self.reading.has_store(language) and not lang.is_ready([language]):
            self.engine.progress(f"building the {language} dictionary (once, about 15 seconds)", 0, 0)
        return self.reading.store(language)

    def matcher(self, language: str) -> RuleMatcher:
        """The study's rules for a language."""
        _ = self.words(language)
        return self.coding.matcher(language)

    # -- the transcripts --------------------------------------------------------------------------

    def reads(self, only: Sequence[str] = ()) -> Iterator[Read]:
        """Each transcript file, or `only` those of some ids, in order; those that are new are read by the
        engine first.
        """
        chosen = self.chosen(only)
        new = self.store.missing(TRANSCRIPTS, (key for source in chosen if (key := self.reading_key(source))))
        list(self.made([source for source in chosen if self.reading_key(source) in new], self.reading, "reading"))
        yield from map(self.read, chosen)

    def transcripts(self, only: Sequence[str] = ()) -> Iterator[Transcript]:
        """Each transcript that can be read, in order."""
        return (read.transcript for read in self.reads(only) if read.transcript is not None)

    def unread(self, only: Sequence[str] = ()) -> list[Problem]:
        """The problems of the files that cannot be read."""
        chosen = self.chosen(only)
        new = self.store.missing(TRANSCRIPTS, map(self.reading_key, chosen))
        failed = (self.read(source) for source in chosen if self.reading_key(source) in new)
        return [*self.study.unreadable, *(problem for read in failed for problem in read.problems)]

    def read(self, source: Source) -> Read:
        """The transcript in a file."""
        if self._last is None or self._last[0] != source.id:
            self._last = source.id, self._read(source)
        return self._last[1]

    def transcript(self, name: str) -> Transcript | None:
        """The transcript with the id; None when it cannot be read."""
        return self.read(self.source(name)).transcript

    def text(self, name: str) -> str:
        """The text of the transcript with the id; empty when it cannot be read."""
        found = self.transcript(name)
        return found.text if found is not None else ""

    def tokens(self, transcript: Transcript) -> Tokens:
        """The transcript's words and marks."""
        key = self.reading_key(self.source(transcript.id))
        packed = self.store.get(TOKENS, key) if key else None
        return unpacked_tokens(packed) if packed is not None else tokenise(transcript, self.reading.reading)

    def source(self, name: str) -> Source:
        """The file of the transcript with the id."""
        return self._by_id[name]

    def has(self, name: str) -> bool:
        """Whether there is a file of a transcript with the id."""
        return name in self._by_id

    def chosen(self, only: Sequence[str]) -> list[Source]:
        """The files of some ids, in order, or all of them; raises UnknownName for an id that is not there."""
        sources = {source.id: source for source in self.study.sources}
        wanted = dict.fromkeys(unicodedata.normalize("NFC", name) for name in only)
        for name in wanted:
            if name not in sources:
                raise UnknownName("transcript", name, list(sources))
        return [source for name, source in sources.items() if not wanted or name in wanted]

    # -- what makes them --------------------------------------------------------------------------

    @cached_property
    def hashes(self) -> Mapping[str, str | InputError]:
        """The hash of each file by its transcript's id, or why the file cannot be read."""
        paths = {source.id: source.path for source in self.study.sources}
        found = file_hashes(paths.values(), self.study.root, self.store.entries)
        return {name: found[path] for name, path in paths.items()}

    def reading_key(self, source: Source) -> str:
        """The hash of everything that makes a transcript: file, its name, what was settled by hand, settings; "" for no
        such file.
        """
        content = self.hashes[source.id]
        return (
            ""
            if isinstance(content, InputError)
            else sha256(source.path.name, content, self._answers(source), self.reading.reading.key)
        )

    def coding_key(self, source: Source) -> str:
        """The hash of everything that makes a transcript's codings; "" when there is no such file."""
        key, rules = self.reading_key(source), self.coding.rules
        return sha256(key, rules.key) if key and rules is not None else ""

    def _answers(self, source: Source) -> str:
        return repr(self.study.answers.of(source.id))

    @cached_property
    def _by_id(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.study.sources}

    # -- work -------------------------------------------------------------------------------------

    def made(self, sources: Sequence[Source], setup: Setup, what: str) -> Iterator[Made]:
        """The work of the engine on transcripts that are new, each kept in the store before the next ones are begun."""
        tasks = (
            Task(source, str(self.hashes[source.id]), self.study.answers.of(source.id), self._packed(source))
            for source in sources
        )
        done = list[Made]()
        try:
            for made in self.engine.map(make, setup, tasks, [source.path for source in sources], what):
                done.append(made)
                yield made
                if len(done) >= KEPT_AT_ONCE or sum(map(len, made.words.values())) >= MANY_WORDS:
                    self._keep(done)
        finally:
            self._keep(done)

    def _packed(self, source: Source) -> tuple[bytes, bytes] | None:
        key = self.reading_key(source)
        transcript, tokens = (self.store.get(table, key) for table in (TRANSCRIPTS, TOKENS))
        return (transcript, tokens) if transcript is not None and tokens is not None else None

    def _keep(self, done: list[Made]) -> None:
        entries: dict[str, dict[str, bytes]] = {TRANSCRIPTS: {}, TOKENS: {}, CODINGS: {}}
        for made in done:
            if made.transcript:
                key = self.reading_key(made.source)
                entries[TRANSCRIPTS][key], entries[TOKENS][key] = made.transcript, made.tokens
            if made.codings and not made.slow:  # what a slow rule left out is not kept
                entries[CODINGS][self.coding_key(made.source)] = made.codings
            for table, words in made.words.items():
                entries.setdefault(table, {}).update(words)
        for table, kept in entries.items():
            if kept:
                self.store.entries.put(table, kept)
        done.clear()

    def _read(self, source: Source) -> Read:
        content = self.hashes[source.id]
        if isinstance(content, InputError):
            return Read(source, None, content.problems)
        packed = self.store.get(TRANSCRIPTS, self.reading_key(source))
        if packed is None:
            made = make(self.reading, Task(source, content, self.study.answers.of(source.id)))
            self._keep([made])
            if made.problems:
                return Read(source, None, made.problems)
            packed = made.transcript
        attributes = self.study.participants.of(source.id)
        return Read(source, replace(unpacked_transcript(packed), source=source.path, attributes=attributes))
