"""The first half of the line: a study's files → transcripts; what is unchanged comes from the cache."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qualcode import language as lang
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import read_bytes, sha256
from qualcode.model import Transcript
from qualcode.study import cache
from qualcode.study.copies import copied_interviews
from qualcode.study.folder import Source, Study, problems_of
from qualcode.transcripts import damaged
from qualcode.transcripts.questions.answers import settled
from qualcode.transcripts.voices.words import label_key

if TYPE_CHECKING:
    from qualcode.language.store import ReadingStore
    from qualcode.language.tokens import Tokens

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


def silent(_what: str, _done: int, _total: int) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Read:
    """A transcript file after reading: the transcript, or the problems that kept it from being read."""

    source: Source
    key: str
    transcript: Transcript | None = None
    problems: tuple[Problem, ...] = ()


def _of_language(transcript: Transcript) -> Iterator[str]:
    if transcript.language != "und" and transcript.language not in lang.languages():
        yield f"is in {transcript.language!r}, which has no reader of words: its words are coded as they are written."


@dataclass
class Reading:
    """The transcripts of one study, one after the other."""

    study: Study
    progress: Progress = silent
    processes: int | None = 1  # how many may look words up at once; None leaves it to the machine and the work
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _stores: dict[str, ReadingStore] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def transcripts(self, only: Sequence[str] = ()) -> Iterator[Transcript]:
        """Each transcript that can be read, in order; the others' problems are added to `problems`."""
        self.problems += self.study.unreadable
        for source in self._chosen(only):
            read = self.read(source)
            if read.transcript is not None:
                yield read.transcript

    def read(self, source: Source) -> Read:
        """The transcript in a file, from the cache when nothing that makes it has changed."""
        key = ""
        try:
            key = self.reading_key(source)
            transcript = cache.kept_transcript(self.study.cache, key) or self._read_anew(source, key)
        except Exception as error:  # of one file: it is named and left out
            found = problems_of(error, source.path) if isinstance(error, QualcodeError) else [damaged(source.path, error)]
            problems = tuple(found)
            self.problems += problems
            return Read(source, key, None, problems)
        attributes = self.study.participants.of(source.id)
        return Read(source, key, replace(transcript, source=source.path, attributes=attributes))

    def tokens(self, transcript: Transcript) -> Tokens:
        """The transcript's words and marks."""
        source = Source(transcript.id, transcript.source)
        return cache.kept_tokens(self.study.cache, self.reading_key(source)) or self._tokenise(transcript)

    def warn_of_reading(self) -> None:
        """Add to `warnings` what was doubtful in reading the transcripts, the participants and the declared speakers, and copies."""
        self.warnings += [*self.study.answers.warnings, *self.study.participants.warnings, *self.study.copies, *self.study.below]
        declared = self.study.settings.speakers.labels()
        labels, found = set[str](), list[Transcript]()
        for source in self.study.sources:
            try:
                transcript = cache.kept_transcript(self.study.cache, self.reading_key(source))
            except InputError:  # told as a problem already
                continue
            if transcript is not None:
                found.append(replace(transcript, source=source.path))
                labels |= {label_key(speaker.label) for speaker in transcript.speakers}
                self.warnings += [Problem(warning, source.path) for warning in (*transcript.warnings, *_of_language(transcript))]
        copied = {problem.file for problem in self.study.copies}
        self.warnings += copied_interviews([transcript for transcript in found if transcript.source not in copied])
        for name in (*declared.interviewer, *declared.participant, *declared.ignore):
            if label_key(name) not in labels:
                hint = f"Labels in the transcripts: {', '.join(sorted(labels)[:20])}."
                self.warnings.append(Problem(f"[speakers] names {name!r}, who is in no transcript.", self.study.settings_file, hint=hint))

    def text_of(self, transcript: str) -> str:
        """The text of the transcript with the id; empty when it cannot be read."""
        if transcript not in self._texts:
            self._texts.clear()  # one at a time: memory does not grow with the study
            source = next(source for source in self.study.sources if source.id == transcript)
            found = self.read(source).transcript
            self._texts[transcript] = found.text if found is not None else ""
        return self._texts[transcript]

    def store(self, language: str) -> ReadingStore:
        """The readings of word types in a language, kept with the study."""
        if language not in self._stores:
            if not lang.is_ready([language]):
                self.progress(f"building the {language} dictionary (once, about 15 seconds)", 0, 0)
            if why := lang.kept_nowhere():
                hint = "Make the folder writable, or set XDG_CACHE_HOME to one that is."
                self.warnings.append(Problem(f"the dictionaries are built anew at each use: {why}.", hint=hint))
            self._stores[language] = lang.open_readings(language, self.study.cache, self._readers.get(language, ""), self.study.own_words)
        return self._stores[language]

    def save_readings(self) -> None:
        """Keep the readings of words met for the first time."""
        for store in self._stores.values():
            store.save()

    def reading_key(self, source: Source) -> str:
        """The hash of everything that makes a transcript: file, its name, settings, guide, versions."""
        answers = repr(self.study.answers.of(source.id))
        return sha256(cache.FORMAT, source.path.name, read_bytes(source.path), self._reading_settings, answers)

    @cached_property
    def _reading_settings(self) -> str:
        settings = self.study.settings
        guide = read_bytes(self.study.guide_path) if self.study.guide_path else b""
        readers = settings.language.model_dump_json() + repr(sorted(self.study.own_words.items()))
        return sha256(settings.speakers.model_dump_json(), settings.study.language, readers, guide, lang.versions())

    @cached_property
    def _readers(self) -> dict[str, str]:
        """The readers of words that the settings choose; raises QualcodeError for one that is not there."""
        readers = self.study.settings.language.readers()
        try:
            lang.check_readers(readers)
        except QualcodeError as error:
            raise InputError([Problem(f"[language]: {error}", self.study.settings_file)]) from error
        return readers

    def _tokenise(self, transcript: Transcript) -> Tokens:
        from qualcode.language.tokens import tokenise

        reader = self._readers.get(transcript.language, "")
        return tokenise(transcript, reader.removeprefix(lang.TAGGER) if reader.startswith(lang.TAGGER) else "")

    def _read_anew(self, source: Source, key: str) -> Transcript:
        from qualcode.transcripts import QuestionMatcher, assign_questions, read_transcript

        settings = self.study.settings
        wordings = tuple(text for question in self.study.guide.questions for text in question.wordings())
        speakers = replace(settings.speakers.labels(), questions=wordings)
        transcript = read_transcript(source.path, speakers=speakers, language=settings.study.language)
        if self.study.guide.questions:
            words_of = lang.content_words(transcript.language, self.store(transcript.language))
            decided, warnings = settled(transcript, self.study.answers.of(source.id))
            transcript = assign_questions(transcript, QuestionMatcher(self.study.guide, words_of), decided)
            transcript = replace(transcript, warnings=(*transcript.warnings, *warnings))
        cache.keep_transcript(self.study.cache, key, transcript, self._tokenise(transcript))
        return transcript

    def _chosen(self, only: Sequence[str]) -> list[Source]:
        ids = [source.id for source in self.study.sources]
        only = [unicodedata.normalize("NFC", name) for name in only]
        for name in only:
            if name not in ids:
                raise UnknownName("transcript", name, ids)
        return [source for source in self.study.sources if not only or source.id in only]
