"""Walks the whole line: files → transcripts → units and codings → the tidy tables; what is unchanged comes from the cache."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from qualcode.errors import Problem, QualcodeError
from qualcode.files import read_bytes, sha256
from qualcode.model import RULES_CODER, Transcript
from qualcode.study import cache
from qualcode.study.folder import Source, problems_of
from qualcode.study.reading import Progress, Reading, silent

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.tidy import Tidy
    from qualcode.coding.match import RuleMatcher
    from qualcode.language.negation import NegatedClauses
    from qualcode.study.people import People

__all__ = ["Line", "Progress", "silent"]


@dataclass
class Line(Reading):
    """The line of one study. Each transcript passes through alone, so memory holds one transcript and the tables."""

    _kept_frames: tuple[tuple[str, ...], pd.DataFrame, pd.DataFrame] | None = None
    _matchers: dict[str, RuleMatcher] = field(default_factory=dict)
    _negations: dict[str, NegatedClauses | None] = field(default_factory=dict)

    def tidy(self) -> Tidy:
        """The whole study as tidy tables, with the codings that count; problems of files that could not be read are in `problems`."""
        from qualcode.coding.human import REVIEWED
        from qualcode.study.tables import doubtful_attributes, tidy_of

        study = self.study
        _ = study.codebook, study.guide, study.participants  # their mistakes come before any long work
        self.problems += study.unreadable
        people = self.people
        who = people.chosen(study.settings.coding.coders)
        self.problems += people.problems
        transcripts, units, codings = self._rule_frames()
        self.warnings += [*study.copies, *study.below, *doubtful_attributes(study, units), *people.copies(), *people.unread(who)]
        if who == RULES_CODER:
            return tidy_of(study, transcripts, units, codings)
        key = self.counted_key()
        kept = cache.kept_codings(study.cache, key) if key else None
        if kept is None:
            kept = self._with_people(units, codings, who)
            if key and not list(people.told()):
                cache.keep_codings(study.cache, key, kept)
        return tidy_of(study, transcripts, units, kept, people.open_coders if who == REVIEWED else (who,))

    def readable(self) -> tuple[str, ...]:
        """The ids of the transcripts that can be read."""
        return self._rule_frames()[0]

    def units(self) -> pd.DataFrame:
        """All units with UNIT_COLUMNS."""
        return self._rule_frames()[1]

    def codings_of(self, coder: str) -> pd.DataFrame:
        """The codings of one coder, or of the rules, with CODING_COLUMNS; raises UnknownName for one who is not there."""
        _, units, codings = self._rule_frames()
        who = self.people.chosen(coder)
        return codings if who == RULES_CODER else self._with_people(units, codings, who)

    def lost_decisions(self) -> int:
        """How many decisions of any coder count nowhere; they are in `people.lost`."""
        for name in self.people.files:
            self.codings_of(name)
        return len(self.people.lost)

    def _with_people(self, units: pd.DataFrame, codings: pd.DataFrame, who: str) -> pd.DataFrame:
        from qualcode.coding.human import CONSENSUS, REVIEWED
        from qualcode.study.tables import with_people

        rules = codings if who == REVIEWED else codings[:0]
        decided = self.people.decisions(who)
        found = with_people(units, rules, decided, self.study.codebook, self._negated)
        if who == REVIEWED and CONSENSUS in self.people.files:
            from qualcode.study.comparing import only_consensus

            found = only_consensus(units, found, self.people.placed(CONSENSUS))
            decided = {place: pair for place, pair in decided.items() if pair[0] == CONSENSUS}
        self.people.tell_unspoken(decided, set(zip(*(found[name] for name in ("transcript", "start", "end", "code")), strict=True)))
        self.warnings += [problem for problem in self.people.told() if problem not in self.warnings]
        return found

    def counted_key(self) -> str:
        """The hash of everything that makes the codings that count; "" when a transcript cannot be read."""
        key = self.study_key()
        return key and sha256(key, self.people.key(self.people.chosen(self.study.settings.coding.coders)))

    @cached_property
    def people(self) -> People:
        """The study's coders and what they decided."""
        from qualcode.study.people import people_of

        study = self.study
        transcripts, codes = [source.id for source in study.sources], [place.code.id for place in study.codebook.walk()]
        return people_of(study.root, transcripts, codes, self.text_of, lambda: self._rule_frames()[2])

    def forget_people(self) -> None:
        """Read what people decided anew."""
        self.__dict__.pop("people", None)

    def _rule_frames(self) -> tuple[tuple[str, ...], pd.DataFrame, pd.DataFrame]:
        """The transcripts' ids, and all units and the rules' codings."""
        if self._kept_frames is None:
            self._kept_frames = self._found_frames()
        return self._kept_frames

    def _found_frames(self) -> tuple[tuple[str, ...], pd.DataFrame, pd.DataFrame]:
        import pandas as pd

        key = self.study_key()
        kept = cache.kept_study(self.study.cache, key) if key else None
        if kept is not None:
            return tuple(source.id for source in self.study.sources), *kept
        frames = self._all_frames()
        units, codings = (pd.concat([pair[i] for pair in frames.values()], ignore_index=True) for i in (0, 1))
        if key and len(frames) == len(self.study.sources) and not codings.empty and not self.warnings:
            cache.keep_study(self.study.cache, key, units, codings)
        return tuple(frames), units, codings

    def _negated(self, transcript: str, start: int, end: int) -> bool:
        """Whether the stretch stands under a negation in its clause."""
        from qualcode.language.negation import Negations

        if transcript not in self._negations:
            self._negations.clear()  # one transcript at a time
            source = next(source for source in self.study.sources if source.id == transcript)
            found = self.read(source).transcript
            self._negations[transcript] = Negations(found.language).of(self.tokens(found)) if found is not None else None
        negated = self._negations[transcript]
        return negated is not None and negated.hold(start, end)

    def study_key(self) -> str:
        """The hash of everything that makes all codings; "" when a file cannot be read."""
        try:
            return sha256(*(self.coding_key(source) for source in self.study.sources))
        except QualcodeError:
            return ""

    def _all_frames(self) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
        """Each transcript's units and codings by its id; raises QualcodeError when none can be read."""
        self._look_words_up()
        frames = {}
        for number, source in enumerate(self.study.sources):
            self.progress("coding", number, len(self.study.sources))
            found = self._frames(source)
            if found is not None:
                frames[source.id] = found
        self.progress("coding", len(self.study.sources), len(self.study.sources))
        self.save_readings()
        if why := cache.why_nothing_is_kept(self.study.cache):
            hint = "The numbers are right, but every command codes everything anew: copy the study to where you may write."
            self.warnings.append(Problem(f"what was coded is not kept: {why}", self.study.cache, hint=hint))
        if not frames:
            raise QualcodeError("\n".join(["no transcript could be read.", *map(str, self.problems)]))
        return frames

    def _look_words_up(self) -> None:
        """Read what is new, and find its words' readings before coding, in several processes when there are many."""
        if self.processes == 1:
            return
        from qualcode.language.lookup import look_up

        forms: dict[str, set[str]] = defaultdict(set)
        for number, source in enumerate(self.study.sources):
            self.progress("reading", number, len(self.study.sources))
            transcript = self._new_transcript(source)
            if transcript is not None:
                forms[transcript.language].update(self.tokens(transcript).forms)
        for language, found in forms.items():
            store, stems = self.store(language), self.matcher(language).types.stems
            reader = self._readers.get(language, "")
            look_up(store, found, language, reader, stems, self.processes, self.progress, self.study.own_words)

    def _new_transcript(self, source: Source) -> Transcript | None:
        """The transcript when its codings are not kept; its problems are told when it is coded."""
        try:
            new = not cache.has_frames(self.study.cache, self.coding_key(source))
        except QualcodeError:
            return None
        problems = len(self.problems)
        transcript = self.read(source).transcript if new else None
        del self.problems[problems:]
        return transcript

    def coding_key(self, source: Source) -> str:
        """The hash of everything that makes a transcript's codings: what makes the transcript, codebook, coding settings."""
        coding = self.study.settings.coding.model_dump_json(exclude={"coders"})
        return sha256(self.reading_key(source), read_bytes(self.study.codebook_path), coding)

    def _frames(self, source: Source) -> tuple[pd.DataFrame, pd.DataFrame] | None:
        try:
            key = self.coding_key(source)
        except QualcodeError as error:
            self.problems += problems_of(error, source.path)
            return None
        kept = cache.kept_frames(self.study.cache, key)
        if kept is None:
            read = self.read(source)
            if read.transcript is None:
                return None
            kept, whole = self._code_anew(read.transcript)
            if whole:
                cache.keep_frames(self.study.cache, key, *kept)
        if kept[1].empty:
            self._warn_of_language(source)
        return kept

    def _code_anew(self, transcript: Transcript) -> tuple[tuple[pd.DataFrame, pd.DataFrame], bool]:
        """The units and codings, and whether every rule was tried: what a slow rule left out is not kept."""
        from qualcode.coding.coder import code_transcript
        from qualcode.study.tables import coding_frame, unit_frame

        settings = self.study.settings.coding
        matcher = self.matcher(transcript.language)
        coded = code_transcript(transcript, self.tokens(transcript), matcher, settings.unit, settings.code_interviewer)
        slow = sorted(matcher.slow)
        matcher.slow.clear()
        for pattern in slow:
            hint = "Make it simpler; nested repetitions such as (a+)+ are slow."
            self.warnings.append(
                Problem(f"the rule /{pattern}/ ran out of time and was skipped in places.", self.study.codebook_path, hint=hint)
            )
        frames = unit_frame(transcript, coded.units), coding_frame(transcript, coded.codings, self.study.codebook)
        return frames, not slow

    def _warn_of_language(self, source: Source) -> None:
        transcript, codebook = self.read(source).transcript, self.study.codebook
        if transcript is not None and not {transcript.language, ""} & set(codebook.languages()):
            has = ", ".join(codebook.languages()) or "none"
            hint = f"Add rules under `rules: {{{transcript.language}: […]}}`, or set [study] language."
            message = f"has no rules in the language {transcript.language!r} of {source.id} (it has: {has})."
            self.warnings.append(Problem(message, codebook.file, hint=hint))

    def warn_of_rules(self) -> None:
        """Warn of rules that can never match."""
        from qualcode.coding.unmatchable import unmatchable

        codebook = self.study.codebook
        for language in dict.fromkeys(transcript.language for transcript in self.transcripts()):
            for coded, reason in unmatchable(self.matcher(language), self.store(language), language):
                message = f"the rule {coded.rule.source!r} of {coded.code} can never match: {reason}"
                problem = Problem(message, codebook.file, coded.rule.line)
                self.warnings += [problem] if problem not in self.warnings else []

    def matcher(self, language: str) -> RuleMatcher:
        """The study's rules for a language."""
        from qualcode.coding.coder import compile_rules

        if language not in self._matchers:
            self._matchers[language] = compile_rules(self.study.codebook, language, self.store(language))
        return self._matchers[language]
