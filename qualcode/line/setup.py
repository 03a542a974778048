"""What the stages need beside a transcript: the settings of reading, the rules, and the tables of words, opened once in
each process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode import language as lang
from qualcode.coding.coder import compile_rules
from qualcode.coding.match import RuleMatcher
from qualcode.database import Database
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import read_bytes, sha256
from qualcode.language.store import ReadingStore
from qualcode.model import Codebook, Guide, SpeakerLabels, UnitKind
from qualcode.study.folder import Study
from qualcode.study.own_words import OwnWords
from qualcode.transcripts.voices.detect import LANGUAGES

UNKNOWN = "und"  # the language of a transcript whose language was not recognised


@dataclass(frozen=True)
class ReadingSettings:
    """What of a study makes a transcript of a file: declared speakers, language, guide, readers of words; `key` is the
    hash of it.
    """

    speakers: SpeakerLabels
    language: str
    guide: Guide
    readers: Mapping[str, str]
    own_words: OwnWords
    key: str


@dataclass(frozen=True)
class Rules:
    """What of a study makes codings of a transcript: codebook, unit, whose speech is coded; `key` is the hash of it."""

    codebook: Codebook
    unit: UnitKind
    code_interviewer: bool
    key: str


def reading_settings(study: Study) -> ReadingSettings:
    """The settings of reading of a study; raises QualcodeError for a guide or words that cannot be read, or a reader
    that is not there.
    """
    settings = study.settings
    readers = settings.language.readers()
    try:
        lang.check_readers(readers)
    except QualcodeError as error:
        raise InputError([Problem(f"[language]: {error}", study.settings_file)]) from error
    guide = study.guide
    wordings = tuple(text for question in guide.questions for text in question.wordings())
    speakers = replace(settings.speakers.labels(), questions=wordings)
    made_by = (
        settings.speakers.model_dump_json(),
        settings.study.language,
        settings.language.model_dump_json(),
        repr(sorted(study.own_words.items())),
        read_bytes(study.guide_path) if study.guide_path else b"",
        lang.versions(),
    )
    return ReadingSettings(speakers, settings.study.language, guide, readers, study.own_words, sha256(*made_by))


def rules_of(study: Study) -> Rules:
    """The rules of a study; raises QualcodeError for a codebook that cannot be read."""
    settings = study.settings.coding
    key = sha256(read_bytes(study.codebook_path), settings.model_dump_json(exclude={"coders"}))
    return Rules(study.codebook, settings.unit, settings.code_interviewer, key)


class Setup:
    """The settings and rules of a study with its tables of words, which are opened when they are first asked for.

    Pickled it is the settings and rules alone: a process that gets it opens tables of its own, from the file at `kept`
    where it sees it.
    """

    def __init__(
        self, reading: ReadingSettings, rules: Rules | None = None, kept: Database | Path | None = None
    ) -> None:
        self.reading, self.rules = reading, rules
        self._kept = kept
        self._stores: dict[str, ReadingStore] = {}
        self._matchers: dict[str, RuleMatcher] = {}

    def __reduce__(self) -> tuple[type[Setup], tuple[ReadingSettings, Rules | None, Path | None]]:
        """Pickles what the tables are made of."""
        return Setup, (self.reading, self.rules, self._kept.path if isinstance(self._kept, Database) else self._kept)

    def with_rules(self, rules: Rules) -> Setup:
        """The same with rules; the tables of words are shared."""
        made = Setup(self.reading, rules, self._kept)
        made._stores = self._stores
        return made

    def elsewhere(self) -> Setup:
        """The same for a machine that does not see this one's files."""
        return Setup(self.reading, self.rules)

    def has_store(self, language: str) -> bool:
        """Whether the readings of a language are opened."""
        return language in self._stores

    def store(self, language: str) -> ReadingStore:
        """The readings of word types in a language."""
        if language not in self._stores:
            if isinstance(self._kept, Path):
                self._kept = Database(self._kept)
            reader = self.reading.readers.get(language, "")
            self._stores[language] = lang.open_readings(language, self._kept, reader, self.reading.own_words)
        return self._stores[language]

    def matcher(self, language: str) -> RuleMatcher:
        """The rules for a language."""
        if self.rules is None:
            raise ValueError("there are no rules in this setup")
        if language not in self._matchers:
            self._matchers[language] = compile_rules(self.rules.codebook, language, self.store(language))
        return self._matchers[language]

    def tables(self) -> list[str]:
        """The names of the tables in which words are kept, of whatever language."""
        chosen = self.reading
        found = (
            lang.tables_of_words(name, chosen.readers.get(name, ""), chosen.own_words) for name in (*LANGUAGES, UNKNOWN)
        )
        return [name for pair in found for name in pair]

    def new_words(self) -> dict[str, dict[str, bytes]]:
        """What was looked up since this was last asked, by the table it is to be kept in."""
        found = (pair for store in self._stores.values() for pair in store.new().items())
        return {table: entries for table, entries in found if entries}

    def save_words(self) -> None:
        """Keep what was looked up."""
        for table, entries in self.new_words().items():
            if isinstance(self._kept, Database):
                self._kept.put(table, entries)
