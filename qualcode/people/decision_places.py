"""What people decided, put on the transcripts as they stand now, and under the codes of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.coders import machines
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import read_bytes, sha256
from qualcode.line.coded import Coded, code_corpus
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.model import RULES_CODER
from qualcode.people.anchoring import Mark, place_again, says_the_same
from qualcode.people.code_changes import CodeChanges, called_now, read_changes
from qualcode.people.decisions import (
    CONSENSUS,
    FOLDER,
    REVIEWED,
    SAID,
    SAMPLE,
    CoderFile,
    Decision,
    Place,
    coder_paths,
    read_decisions,
    standing,
    text_hash,
)
from qualcode.study.folder import Study

if TYPE_CHECKING:
    from pathlib import Path


ASKED = "asked"
TOGETHER = "+"  # between coders whose codings count together


@dataclass(frozen=True)
class Lost:
    """A decision whose place is not in its transcript any more, and whose it is."""

    coder: str
    decision: Decision
    why: str


@dataclass(frozen=True)
class Placed:
    """A coder's decisions with offsets into the transcripts as they are now and today's codes, oldest first, and those
    that are lost.

    `moved` tells how many were placed anew in each transcript, `reworded` those of them whose words are others now, as
    they were and as they are, `renamed` which code of the file is called how today.
    """

    decisions: tuple[Decision, ...]
    lost: tuple[Lost, ...] = ()
    moved: Mapping[str, int] = field(default_factory=dict)
    reworded: tuple[tuple[Decision, Decision], ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


class People:
    """The coders of a study and what they decided, beside what its rules found."""

    def __init__(self, coded: Coded) -> None:
        self.coded, self.folder = coded, coded.corpus.study.root / FOLDER
        self._placed: dict[str, Placed] = {}

    @property
    def corpus(self) -> Corpus:
        """The transcripts that they decided about."""
        return self.coded.corpus

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

    @property
    def open_coders(self) -> tuple[str, ...]:
        """Those who decided something that was not made blind: what `reviewed` is made of."""
        return tuple(
            name for name, file in self.files.items() if any(d.decision in SAID and not d.blind for d in file.decisions)
        )

    def chosen(self, asked: str) -> str:
        """Whose codings count: `asked`, else reviewed as soon as anyone decided, else the rules'. Raises UnknownName.

        Several stand together: `rules+model`.
        """
        choices = tuple(dict.fromkeys((RULES_CODER, REVIEWED, *self.files, *self.machine_names)))
        for name in self.parts(asked) if asked else ():
            if name == CONSENSUS and name not in choices:
                raise QualcodeError(
                    "there is no consensus yet. `qualcode review --adjudicate A B` makes one of two coders' codings."
                )
            if name not in choices:
                raise UnknownName("coder", name, choices)
        return asked or (REVIEWED if self.open_coders else RULES_CODER)

    def parts(self, who: str) -> tuple[str, ...]:
        """The coders that stand together in `who`."""
        return (who,) if who in self.files else tuple(dict.fromkeys(name.strip() for name in who.split(TOGETHER)))

    @cached_property
    def machine_names(self) -> tuple[str, ...]:
        """The coders that are no people; of the one that is asked the names that the settings give."""
        asked = self.corpus.study.settings.coders.asked
        return tuple(
            one for name in machines() for one in ([f"{name}:{own}" for own in asked] if name == ASKED else [name])
        )

    def is_machine(self, name: str) -> bool:
        """Whether the coder is a machine other than the rules, whose codings are suggestions."""
        return name != RULES_CODER and name not in self.files and name in self.machine_names

    def machines(self, who: str) -> tuple[str, ...]:
        """The machines among the coders that `who` is made of."""
        return tuple(name for name in self.parts(who) if self.is_machine(name))

    def makers(self, who: str) -> tuple[str, ...]:
        """The coders whose decisions `who` is made of, the consensus last."""
        found = (
            self.open_coders if name == REVIEWED else (name,)
            for name in self.parts(who)
            if name in self.files or name == REVIEWED
        )
        return tuple(dict.fromkeys(name for several in found for name in several))

    def called_now(self, decisions: Sequence[Decision]) -> list[Decision]:
        """A coder's decisions, with today's places, under the codes of today."""
        return called_now(decisions, self.changes.changes, self._codes, self.coded.codings)

    def placed(self, coder: str) -> Placed:
        """A coder's decisions where they stand now."""
        if coder not in self._placed:
            self._placed[coder] = self._place(coder)
        return self._placed[coder]

    def decisions(self, who: str) -> dict[Place, tuple[str, Decision]]:
        """What holds at each place and who said so: of one person, or of all who did not work blind.

        Of several people's decisions about one place the consensus holds, else the last one; who takes a decision back
        takes back their own.
        """
        if who in self.files:
            return {place: (who, decision) for place, decision in standing(self.placed(who).decisions).items()}
        found: dict[Place, tuple[str, Decision]] = {}
        for name in self.open_coders:  # the consensus comes last
            for place, decision in standing(d for d in self.placed(name).decisions if not d.blind).items():
                said, known = decision.decision in SAID, found.get(place)
                if said and (known is None or name == CONSENSUS or decision.time > known[1].time):
                    found[place] = name, decision
        return found

    def key(self, who: str) -> str:
        """The hash of everything that makes the decisions, beside the transcripts and the codebook."""
        log, sample = (
            read_bytes(path) if path.exists() else b"" for path in (self.changes.path, self.folder.parent / SAMPLE)
        )
        asked = [read_bytes(path) for path in sorted((self.folder / ASKED).glob("*.jsonl"))]
        read = [file for file in self.files.values() if not file.problems]
        return sha256(
            who, log, sample, *asked, *(part for file in read for part in (file.coder, read_bytes(file.path)))
        )

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(place.code.id for place in self.coded.codebook.walk())

    def _place(self, coder: str) -> Placed:
        decisions = self.files[coder].decisions
        now = as_now(decisions, self.corpus)
        there = [found for found in now if found is not None]
        gone = [decision for decision, found in zip(decisions, now, strict=True) if found is None]
        anew = [(old, new) for old, new in zip(decisions, now, strict=True) if new is not None and new.text != old.text]
        moved = dict(Counter(new.transcript for _, new in anew))
        reworded = tuple((old, new) for old, new in anew if not says_the_same(old.quote, new.quote))
        called = self.called_now(there)
        # what is added comes last
        renamed = {old.code: new.code for old, new in zip(there, called, strict=False) if old.code != new.code}
        unknown = [decision for decision in called if decision.code and decision.code not in self._codes]
        lost = [Lost(coder, decision, self._why_gone(decision)) for decision in _not_taken_back(gone)]
        lost += [Lost(coder, decision, "no such code") for decision in _not_taken_back(unknown)]
        kept = (decision for decision in called if not decision.code or decision.code in self._codes)
        return Placed(tuple(sorted(kept, key=lambda decision: decision.time)), tuple(lost), moved, reworded, renamed)

    def _why_gone(self, decision: Decision) -> str:
        return "not found in the text" if self.corpus.has(decision.transcript) else "no such transcript"


def _read(name: str, path: Path) -> CoderFile:
    """What stands in a coder's file; of one that cannot be read nothing but the problem."""
    if path.is_symlink():
        return CoderFile(
            name,
            path,
            problems=(Problem("is a link to another file, and is not read.", path, hint="Put the file itself here."),),
        )
    try:
        return read_decisions(path)
    except InputError as error:
        return CoderFile(name, path, problems=error.problems)


def _not_taken_back(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions, oldest first, without those that were taken back later, and what took them back."""
    last = {(decision.place, decision.quote): decision for decision in decisions}
    open_ones = {place for place, decision in last.items() if decision.decision != "withdraw"}
    return [
        decision
        for decision in decisions
        if (decision.place, decision.quote) in open_ones and decision.decision != "withdraw"
    ]


def people_of(study: Study, engine: Engine = Engine()) -> People:
    """The coders of a study, which is coded by its rules first; raises QualcodeError when it cannot be."""
    return People(code_corpus(Corpus(study, engine)))


LOST_COLUMNS = ("coder", "why", "transcript", "code", "decision", "quote", "memo", "time")


def lost_table(lost: Sequence[Lost]) -> Table:
    """A row for each decision that counts nowhere: coder, why, transcript, code, decision, quote, memo, time."""
    rows = [
        (one.coder, one.why, d.transcript, d.code, d.decision, d.quote, d.memo, d.time)
        for one in lost
        for d in [one.decision]
    ]
    return Table("lost", pd.DataFrame(rows, columns=list(LOST_COLUMNS)))


# -- places -------------------------------------------------------------------------------------------


def as_now(decisions: Sequence[Decision], corpus: Corpus) -> list[Decision | None]:
    """Each decision with its place in its transcript as that is now; None where the place or the transcript is not
    there any more.
    """
    found: dict[int, Decision | None] = {}
    for name in dict.fromkeys(decision.transcript for decision in decisions):
        own = [(i, decision) for i, decision in enumerate(decisions) if decision.transcript == name]
        text = corpus.text(name) if corpus.has(name) else ""
        placed = anchored([decision for _, decision in own], text) if text else [None] * len(own)
        found |= {i: now for (i, _), now in zip(own, placed, strict=True)}
    return [found[i] for i in range(len(decisions))]


def anchored(decisions: Sequence[Decision], text: str) -> list[Decision | None]:
    """Each decision of one transcript with offsets into its text as it is now; None for one whose quote is not found
    again.

    Decisions on an earlier version are placed by quote and context (see `anchoring`); those on a whole interview hold
    for it as it is.
    """
    places = _moved_places(decisions, text)
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


def _moved_places(decisions: Sequence[Decision], text: str) -> dict[int, tuple[int, int] | None]:
    """Where the quotes of decisions on earlier versions stand now, by the decision's identity."""
    now = text_hash(text)
    by_version: dict[str, list[Decision]] = {}  # offsets are only to be compared within one version of the text
    for d in decisions:
        if d.quote and (d.text != now or text[d.start : d.end] != d.quote):
            by_version.setdefault(d.text, []).append(d)
    places: dict[int, tuple[int, int] | None] = {}
    for moved in by_version.values():
        again = place_again(text, [Mark(d.start, d.quote, d.before, d.after) for d in moved])
        places |= {id(d): place for d, place in zip(moved, again, strict=True)}
    return places
