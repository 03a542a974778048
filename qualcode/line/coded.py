"""A corpus → the units of all its transcripts and what the rules find in them; what is unchanged comes from the
store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from qualcode import language as lang
from qualcode.coding.unmatchable import unmatchable
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import sha256
from qualcode.line.corpus import Corpus
from qualcode.line.packing import unpacked_frames
from qualcode.line.said_twice import SaidTwice
from qualcode.line.store import CODINGS
from qualcode.line.tidy_rows import frames_of
from qualcode.model import Codebook, Transcript
from qualcode.study.folder import FOLDER
from qualcode.transcripts.voices.label_words import label_key


@dataclass(frozen=True)
class Coded:
    """A study as its rules code it: the ids of its transcripts, units with UNIT_COLUMNS, codings with CODING_COLUMNS.

    `problems` name the files that could not be read, `warnings` what of the coding is doubtful.
    """

    corpus: Corpus
    transcripts: tuple[str, ...]
    units: pd.DataFrame
    codings: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def codebook(self) -> Codebook:
        """The codebook that it is coded with."""
        return self.corpus.study.codebook


def code_corpus(corpus: Corpus) -> Coded:
    """The corpus coded by its rules. Raises QualcodeError for parts of the study that cannot be read, and when no
    transcript can.
    """
    study = corpus.study
    _ = study.codebook, study.guide, study.participants, study.answers  # their mistakes come before any long work
    key = study_key(corpus)
    kept = corpus.store.study(key) if key else None
    if kept is not None:
        return Coded(corpus, tuple(source.id for source in study.sources), *kept, study.unreadable)
    made = _made(corpus)
    if made.codings.empty or made.problems or made.warnings or not key:
        return made
    corpus.store.keep_study(key, made.units, made.codings)
    return made


def study_key(corpus: Corpus) -> str:
    """The hash of everything that makes all codings; "" when a file cannot be read."""
    keys = [corpus.coding_key(source) for source in corpus.study.sources]
    return sha256(*keys) if all(keys) else ""


def _made(corpus: Corpus) -> Coded:
    """All transcripts' units and codings, those that are new coded now."""
    study = corpus.study
    keys = {source.id: corpus.coding_key(source) for source in study.sources}
    there = [source for source in study.sources if keys[source.id]]
    packed = corpus.store.found(CODINGS, [keys[source.id] for source in there])
    todo = [source for source in there if keys[source.id] not in packed]
    unread = (error for error in corpus.hashes.values() if isinstance(error, InputError))
    problems = [*study.unreadable, *(problem for error in unread for problem in error.problems)]
    slow = dict[str, None]()
    for made in corpus.made(todo, corpus.coding, "coding"):
        problems += made.problems
        slow |= dict.fromkeys(made.slow)
        if made.codings:
            packed[keys[made.source.id]] = made.codings
    found = {source.id: packed[keys[source.id]] for source in there if keys[source.id] in packed}
    return _joined(corpus, found, problems, list(slow))


def _joined(corpus: Corpus, packed: Mapping[str, bytes], problems: Sequence[Problem], slow: Sequence[str]) -> Coded:
    """The packed codings of all transcripts as one."""
    if not packed:
        raise QualcodeError("\n".join(["no transcript could be read.", *map(str, problems)]))
    found = {name: unpacked_frames(data) for name, data in packed.items()}
    units, codings = frames_of((pair[0] for pair in found.values()), (pair[1] for pair in found.values()))
    silent = [name for name, (_, coded) in found.items() if not len(coded)]
    warnings = (*_of_slow_rules(corpus, slow), *store_warnings(corpus), *_of_languages(corpus, silent))
    return Coded(corpus, tuple(found), units, codings, tuple(problems), warnings)


# -- what is doubtful ---------------------------------------------------------------------------------


def _of_slow_rules(corpus: Corpus, patterns: Sequence[str]) -> Iterator[Problem]:
    hint = "Make it simpler; nested repetitions such as (a+)+ are slow."
    for pattern in patterns:
        yield Problem(
            f"the rule /{pattern}/ ran out of time and was skipped in places.", corpus.study.codebook_path, hint=hint
        )


def store_warnings(corpus: Corpus) -> Iterator[Problem]:
    """Why what was made cannot be kept on this machine now."""
    if why := corpus.store.why_not:
        hint = "The numbers are right, but every command codes everything anew until it can be written to."
        yield Problem(f"what was coded is not kept: {why}", corpus.study.cache, hint=hint)
    if why := lang.kept_nowhere():
        hint = "Make the folder writable, or set XDG_CACHE_HOME to one that is."
        yield Problem(f"the dictionaries are built anew at each use: {why}.", hint=hint)


def _of_languages(corpus: Corpus, silent: Sequence[str]) -> Iterator[Problem]:
    """For transcripts without a coding: those in a language for which there are no rules."""
    codebook = corpus.study.codebook
    if not codebook.languages():
        if not any((corpus.study.root / FOLDER).glob("*.jsonl")):
            hint = "Add rules to its codes, or code by hand: qualcode review --coder NAME"
            yield Problem("has no rules, so nothing is coded until someone does.", codebook.file, hint=hint)
        return
    for name in silent:
        transcript = corpus.transcript(name)
        if transcript is not None and not {transcript.language, ""} & set(codebook.languages()):
            has = ", ".join(codebook.languages()) or "none"
            hint = f"Add rules under `rules: {{{transcript.language}: […]}}`, or set [study] language."
            message = f"has no rules in the language {transcript.language!r} of {name} (it has: {has})."
            yield Problem(message, codebook.file, hint=hint)


def rule_warnings(corpus: Corpus, languages: Iterable[str]) -> list[Problem]:
    """The rules that can never match in these languages."""
    codebook, found = corpus.study.codebook, dict[Problem, None]()
    for language in languages:
        for coded, reason in unmatchable(corpus.matcher(language), corpus.words(language), language):
            message = f"the rule {coded.rule.source!r} of {coded.code} can never match: {reason}"
            found[Problem(message, codebook.file, coded.rule.line)] = None
    return list(found)


def reading_warnings(corpus: Corpus, transcripts: Iterable[Transcript]) -> list[Problem]:
    """What was doubtful in reading the transcripts, the participants and the declared speakers, and copies."""
    study = corpus.study
    found = [*study.answers.warnings, *study.participants.warnings, *study.copies, *study.below]
    copied, labels, said = {problem.file for problem in study.copies}, set[str](), SaidTwice()
    for transcript in transcripts:
        found += [Problem(warning, transcript.source) for warning in (*transcript.warnings, *_of_language(transcript))]
        labels.update(label_key(speaker.label) for speaker in transcript.speakers if speaker.label)
        if transcript.source not in copied:
            said.add(transcript)
    found += said.copies()
    declared = study.settings.speakers.labels()
    for name in (*declared.interviewer, *declared.participant, *declared.ignore):
        if label_key(name) not in labels:
            hint = f"Labels in the transcripts: {', '.join(sorted(labels)[:20])}."
            found.append(
                Problem(f"[speakers] names {name!r}, who is in no transcript.", study.settings_file, hint=hint)
            )
    return found


def _of_language(transcript: Transcript) -> Iterator[str]:
    if transcript.language != "und" and transcript.language not in lang.languages():
        yield f"is in {transcript.language!r}, which has no reader of words: its words are coded as they are written."
