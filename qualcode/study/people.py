"""What people decided, put on the transcripts as they stand now, and beside the codings of the rules."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.coding.anchoring import Mark, place_again
from qualcode.coding.human import (
    CONSENSUS,
    FOLDER,
    REVIEWED,
    SAID,
    CoderFile,
    Decision,
    Place,
    append,
    coder_paths,
    read_decisions,
    standing,
    text_hash,
    written_time,
)
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import read_bytes, sha256
from qualcode.model import RULES_CODER
from qualcode.study.code_changes import CodeChanges, Codings, called_now, read_changes
from qualcode.study.copies import original

if TYPE_CHECKING:
    from collections.abc import Callable

    from qualcode.analysis.table import Table
    from qualcode.study.line import Line

    TextOf = Callable[[str], str]


@dataclass(frozen=True)
class Lost:
    """A decision whose place is not in its transcript any more, and whose it is."""

    coder: str
    decision: Decision
    why: str


@dataclass
class People:
    """The decisions of a study's coders. `transcripts` are the ids there are, `codes` those of the codebook."""

    folder: Path
    transcripts: Sequence[str]
    codes: Sequence[str]
    text_of: TextOf
    rules_codings: Codings
    lost: list[Lost] = field(default_factory=list)
    moved: dict[str, dict[str, list[Decision]]] = field(default_factory=dict)  # coder → transcript → decisions that were placed anew
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)  # coder → code in the file → code of today, by the log of changes
    _placed: dict[str, tuple[Decision, ...]] = field(default_factory=dict)

    @cached_property
    def files(self) -> Mapping[str, CoderFile]:
        """What stands in each coder's file, by name; the consensus last."""
        return {name: _read(name, path) for name, path in coder_paths(self.folder).items()}

    @cached_property
    def changes(self) -> CodeChanges:
        """What the log says of changed codes."""
        return read_changes(self.folder.parent)

    @property
    def problems(self) -> list[Problem]:
        """Lines and files that cannot be read."""
        return [*self.changes.problems, *(problem for file in self.files.values() for problem in file.problems)]

    def called_now(self, decisions: Sequence[Decision]) -> list[Decision]:
        """A coder's decisions, with today's places, under the codes of today."""
        return called_now(decisions, self.changes.changes, self.codes, self.rules_codings)

    @property
    def open_coders(self) -> tuple[str, ...]:
        """Those who decided something that was not made blind: what `reviewed` is made of."""
        return tuple(name for name, file in self.files.items() if any(d.decision in SAID and not d.blind for d in file.decisions))

    def chosen(self, asked: str) -> str:
        """Whose codings count: `asked`, else reviewed as soon as anyone decided, else the rules'. Raises UnknownName."""
        choices = (RULES_CODER, REVIEWED, *self.files)
        if asked and asked not in choices:
            if asked == CONSENSUS:
                raise QualcodeError("there is no consensus yet. `qualcode review --adjudicate A B` makes one of two coders' codings.")
            raise UnknownName("coder", asked, choices)
        return asked or (REVIEWED if self.open_coders else RULES_CODER)

    def decisions(self, who: str) -> dict[Place, tuple[str, Decision]]:
        """What holds at each place and who said so: of one coder, or of all who did not work blind.

        Of several people's decisions about one place the consensus holds, else the last one; who takes a decision back takes back
        their own.
        """
        if who != REVIEWED:
            return {place: (who, decision) for place, decision in standing(self.placed(who)).items()}
        found: dict[Place, tuple[str, Decision]] = {}
        for name in self.open_coders:  # the consensus comes last
            for place, decision in standing(d for d in self.placed(name) if not d.blind).items():
                said, known = decision.decision in SAID, found.get(place)
                if said and (known is None or name == CONSENSUS or decision.time > known[1].time):
                    found[place] = name, decision
        return found

    def placed(self, coder: str) -> tuple[Decision, ...]:
        """A coder's decisions with offsets into the transcripts as they are now, oldest first; what was not found is in `lost`."""
        if coder not in self._placed:
            found = list(self._found(coder))
            now = self.called_now(found)
            for old, new in zip(found, now, strict=False):  # what is added stands at the end
                if old.code != new.code:
                    self.renamed.setdefault(coder, {})[old.code] = new.code
            gone = [decision for decision in now if decision.code and decision.code not in self.codes]
            self.lost += [Lost(coder, decision, "no such code") for decision in _not_taken_back(gone)]
            kept = (decision for decision in now if not decision.code or decision.code in self.codes)
            self._placed[coder] = tuple(sorted(kept, key=lambda decision: decision.time))
        return self._placed[coder]

    def _found(self, coder: str) -> Iterator[Decision]:
        """The decisions whose place is in the transcripts as they are now."""
        decisions, gone = self.files[coder].decisions, list[Decision]()
        for decision, now in zip(decisions, as_now(decisions, self.transcripts, self.text_of), strict=True):
            if now is None:
                gone.append(decision)
            else:
                if now.text != decision.text:
                    self.moved.setdefault(coder, {}).setdefault(now.transcript, []).append(now)
                yield now
        for decision in _not_taken_back(gone):
            why = "not found in the text" if decision.transcript in self.transcripts else "no such transcript"
            self.lost.append(Lost(coder, decision, why))

    def unread(self, who: str) -> Iterator[Problem]:
        """For one coder the interviews in which nothing was marked as read: there is no telling what was left uncoded there."""
        if who not in self.files:
            return
        read = {decision.transcript for decision in self.placed(who) if decision.decision == "seen"}
        missing = [name for name in self.transcripts if name not in read]
        if missing:
            message = f"{who} marked nothing as read in {', '.join(missing)}; what was not read counts as not coded."
            yield Problem(message, self.files[who].path, hint="--transcript ID counts only what was read.")

    def copies(self) -> Iterator[Problem]:
        """Coders' files that are called as copies of another one's: two versions that a synchronising program could not make one."""
        for name, file in self.files.items():
            first = original(name, self.files)
            if first is not None:
                hint = f'To make one of both: qualcode codings rename-coder "{name}" "{first}"'
                yield Problem(f"is called as a copy of {first}.jsonl, and counts as a coder of its own.", file.path, hint=hint)

    def tell_unspoken(self, decided: Mapping[Place, tuple[str, Decision]], counted: Container[Place]) -> None:
        """Add to `lost` the codings that stand in no unit: speech that is not coded."""
        for place, (coder, decision) in decided.items():
            lost = Lost(coder, decision, "speech that is not coded")
            if decision.decision in ("add", "accept") and place not in counted and lost not in self.lost:
                self.lost.append(lost)

    def key(self, who: str) -> str:
        """The hash of everything that makes the decisions, beside the transcripts and the codebook."""
        log = read_bytes(self.changes.path) if self.changes.path.exists() else b""
        return sha256(
            who, log, *(part for file in self.files.values() if not file.problems for part in (file.coder, read_bytes(file.path)))
        )

    def told(self) -> Iterator[Problem]:
        """What of the files read so far is doubtful: cut-off lines, decisions that found no place."""
        for file in self.files.values():
            yield from file.warnings
        for coder, transcripts in self.moved.items():
            several, names = sum(map(len, transcripts.values())), ", ".join(transcripts)
            hint = "`qualcode codings update` writes them with their new places."
            yield Problem(f"decisions that were found again in texts that changed ({names}): {several}.", self.files[coder].path, hint=hint)
        for coder, codes in self.renamed.items():
            shown = ", ".join(f"{old} → {new}" for old, new in codes.items())
            hint = "The log of changed codes (codings/changes.log) says so; `qualcode codings update` writes them with today's codes."
            yield Problem(
                f"decisions made under earlier names of codes are counted under today's: {shown}.", self.files[coder].path, hint=hint
            )
        by_why: dict[tuple[str, str, str], list[Decision]] = {}
        for lost in self.lost:
            what = lost.decision.code if lost.why == "no such code" else lost.decision.transcript
            by_why.setdefault((lost.coder, lost.why, what), []).append(lost.decision)
        for (coder, why, what), decisions in by_why.items():
            number = f"{len(decisions)} decision{'s are' if len(decisions) > 1 else ' is'} left out"
            yield Problem(f"{number} ({why}: {what}).", self.files[coder].path, hint=HINTS[why].format(what=what))


def _read(name: str, path: Path) -> CoderFile:
    """What stands in a coder's file; of one that cannot be read nothing but the problem."""
    if path.is_symlink():
        return CoderFile(
            name, path, problems=(Problem("is a link to another file, and is not read.", path, hint="Put the file itself here."),)
        )
    try:
        return read_decisions(path)
    except InputError as error:
        return CoderFile(name, path, problems=error.problems)


def _not_taken_back(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions, oldest first, without those that were taken back later, and what took them back."""
    last = {(decision.place, decision.quote): decision for decision in decisions}
    open_ones = {place for place, decision in last.items() if decision.decision != "withdraw"}
    return [decision for decision in decisions if (decision.place, decision.quote) in open_ones and decision.decision != "withdraw"]


def take_back_lost(line: Line) -> dict[str, int]:
    """Withdraw the decisions that count nowhere, in their coders' files; returns how many by coder."""
    from datetime import UTC, datetime

    from qualcode.study.alone import all_alone

    line.lost_decisions()
    people, time = line.people, written_time(datetime.now(UTC))
    by_coder: dict[str, list[Decision]] = {}
    for lost in people.lost:
        by_coder.setdefault(lost.coder, []).append(replace(lost.decision, decision="withdraw", memo="", time=time))
    with all_alone(line.study.results, by_coder):
        for coder, decisions in by_coder.items():
            append(people.files[coder].path, decisions)
    line.forget_people()
    return {coder: len(decisions) for coder, decisions in by_coder.items()}


HINTS = {
    "no such transcript": "If the file was renamed, give it its old name or mend the lines; `qualcode codings lost` lists them.",
    "not found in the text": "The transcript changed there; `qualcode codings lost` lists them; code them anew, then --withdraw.",
    "speech that is not coded": "It is the interviewer's, or of a speaker the settings ignore; `qualcode codings lost` lists them.",
    "no such code": "If it is called otherwise now: `qualcode code rename {what} NEW`; `qualcode codings lost` lists them.",
}


LOST_COLUMNS = ("coder", "why", "transcript", "code", "decision", "quote", "memo", "time")


def lost_table(people: People) -> Table:
    """A row for each decision that counts nowhere: coder, why, transcript, code, decision, quote, memo, time."""
    import pandas as pd

    from qualcode.analysis.table import Table

    rows = [
        (lost.coder, lost.why, d.transcript, d.code, d.decision, d.quote, d.memo, d.time) for lost in people.lost for d in [lost.decision]
    ]
    return Table("lost", pd.DataFrame(rows, columns=list(LOST_COLUMNS)))


def people_of(root: Path, transcripts: Sequence[str], codes: Iterable[str], text_of: TextOf, rules_codings: Codings) -> People:
    """The coders of a study folder; `rules_codings` gives the rules' codings when a change of codes must be followed."""
    return People(root / FOLDER, transcripts, tuple(codes), text_of, rules_codings)


def as_now(decisions: Sequence[Decision], transcripts: Container[str], text_of: TextOf) -> list[Decision | None]:
    """Each decision with its place in its transcript as that is now; None where the place or the transcript is not there any more."""
    found: dict[int, Decision | None] = {}
    for name in dict.fromkeys(decision.transcript for decision in decisions):
        own = [(i, decision) for i, decision in enumerate(decisions) if decision.transcript == name]
        text = text_of(name) if name in transcripts else ""
        placed = anchored([decision for _, decision in own], text) if text else [None] * len(own)
        found |= {i: now for (i, _), now in zip(own, placed, strict=True)}
    return [found[i] for i in range(len(decisions))]


def anchored(decisions: Sequence[Decision], text: str) -> list[Decision | None]:
    """Each decision of one transcript with offsets into its text as it is now; None for one whose quote is not found again.

    Decisions on an earlier version are placed by quote and context (see `anchoring`); those on a whole interview hold for it as it is.
    """
    now = text_hash(text)
    by_version: dict[str, list[Decision]] = {}  # offsets are only to be compared within one version of the text
    for d in decisions:
        if d.quote and (d.text != now or text[d.start : d.end] != d.quote):
            by_version.setdefault(d.text, []).append(d)
    places: dict[int, tuple[int, int] | None] = {}
    for moved in by_version.values():
        again = place_again(text, [Mark(d.start, d.quote, d.before, d.after) for d in moved])
        places |= {id(d): place for d, place in zip(moved, again, strict=True)}
    found: list[Decision | None] = []
    for decision in decisions:
        if not decision.quote:
            found.append(decision.moved(text, 0, len(text)))
        elif id(decision) not in places:
            found.append(decision)
        else:
            place = places[id(decision)]
            found.append(None if place is None else decision.moved(text, *place))
    return found
