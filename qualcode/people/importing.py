"""Segments coded in another program → decisions of a coder, each at its place in its transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from qualcode.errors import InputError, Problem, first_of, nearest
from qualcode.model import Codebook
from qualcode.people.anchoring import says_the_same
from qualcode.people.decision_places import People
from qualcode.people.decisions import (
    CONSENSUS,
    SAID,
    Decision,
    Kind,
    append,
    coder_name,
    decided,
    path_of,
    person_name,
    seen,
    standing,
    written_time,
)
from qualcode.people.locks import alone
from qualcode.people.segment_places import SegmentPlaces, told
from qualcode.people.segments import CodeNames, DocumentNames, Segment, Span, shown

ADD_CODES = "Add it to the codebook first, or have it added: --new-codes."


@dataclass(frozen=True)
class Imported:
    """How many codings were added by coder, how many were there already, how many memos alone, the segments that could
    not be placed.

    `read` is how many documents were marked as read to the end, each coder's counted. `warnings` tell what was taken
    otherwise.
    """

    added: Mapping[str, int]
    there: int
    problems: tuple[Problem, ...] = ()
    memos: int = 0
    read: int = 0
    warnings: tuple[Problem, ...] = ()


@dataclass
class _Importing:
    """What is known while segments are placed."""

    people: People
    problems: list[Problem] = field(default_factory=list)
    near: list[Problem] = field(default_factory=list)  # segments that were placed where other words are like theirs
    spelled: dict[str, str] = field(default_factory=dict)
    partly: list[str] = field(default_factory=list)  # what does not count as read to the end, and by whom
    nobody: Counter[str] = field(default_factory=Counter)  # segments of what cannot be a coder
    rejected: int = 0  # codings that their own coder rejected here
    untimed: int = 0  # segments whose time says no zone, or is none
    _places: dict[str, SegmentPlaces | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes, self.documents = CodeNames(self.people.coded.codebook), DocumentNames(self.people.coded.transcripts)

    def places(self, name: str) -> SegmentPlaces | None:
        """The transcript with an id, in which segments are placed; None when it cannot be read."""
        if name not in self._places:
            transcript, units = self.people.corpus.transcript(name), self.people.coded.units
            self._places[name] = SegmentPlaces(transcript, units[units["transcript"] == name]) if transcript else None
        return self._places[name]

    def tell(self, segment: Segment, message: str, hint: str = "") -> None:
        """Note what is wrong with a segment, so that it was not placed."""
        self.problems.append(self.told(segment, message, hint))

    def told(self, segment: Segment, message: str, hint: str = "") -> Problem:
        """What is to be said of a segment, with its row, or its document and words."""
        where = ""
        if segment.file is None:
            places = (
                self.places(segment.document) if self.documents.find(segment.document) == segment.document else None
            )
            said = segment.text or (places.transcript.text[segment.start or 0 : segment.end or 0] if places else "")
            where = f"{segment.document}, {shown(said)!r}, {segment.coder}: "
        return told(segment, where + message, hint)


@dataclass(frozen=True, slots=True)
class _Found:
    """A segment at its place."""

    transcript: str
    span: Span
    code: str
    segment: Segment


def import_segments(
    people: People,
    segments: Sequence[Segment],
    whole: bool = True,
    consensus: bool = False,
    partly: Collection[str] = (),
) -> Imported:
    """Add coded segments to the files of their coders; those that cannot be placed are given back.

    A text is looked for as it is, without regard to spaces and line ends, then as what is near it and nowhere else.
    With `whole` each document in which all segments of a coder were placed counts as read to the end, but for those of
    which something was lost before (`partly`). What is there already is not added again. With `consensus` a coder of
    that name is the consensus.
    """
    work = _Importing(people)
    alike = Counter(_key(segment) for segment in segments)
    found: dict[str, list[_Found]] = {}
    failed = {("", work.documents.find(name)) for name in partly}  # coder ("" for whichever it was) and transcript
    for segment in segments:
        if not _is_coder(work, segment, consensus):
            failed |= set() if segment.coder else {("", work.documents.find(segment.document))}
            continue
        coder = coder_name(segment.coder)
        placed = _placed(work, segment, alike[_key(segment)])
        if placed is None:
            failed.add((coder, work.documents.find(segment.document)))
        else:
            found.setdefault(coder, []).append(placed)
    added, there, memos, read = dict[str, int](), 0, 0, 0
    for coder, own in found.items():
        with alone(people.corpus.study.results, coder):
            made = _add(work, coder, own, {name for who, name in failed if name and who in ("", coder)}, whole)
        read += sum(decision.decision == "seen" for decision in made)
        coded = len({(one.transcript, one.span, one.code) for one in own if one.code})
        added[coder] = sum(decision.decision == "add" for decision in made)
        memos += sum(decision.decision == "memo" for decision in made)
        there += coded - added[coder]
    return Imported(added, there, tuple(work.problems), memos, read, tuple(_otherwise(work)))


def unknown_codes(book: Codebook, segments: Sequence[Segment]) -> list[str]:
    """The codes of segments that the codebook does not have, as they are written first."""
    codes = CodeNames(book)
    return list(dict.fromkeys(segment.code for segment in segments if segment.code and not codes.find(segment.code)))


def _key(segment: Segment) -> tuple[str, ...]:
    return segment.document, segment.code, segment.coder, " ".join(segment.text.split())


def _is_coder(work: _Importing, segment: Segment, consensus: bool) -> bool:
    try:
        path_of(
            work.people.folder,
            segment.coder if consensus and segment.coder == CONSENSUS else person_name(segment.coder),
        )
    except InputError as error:
        problem = error.problems[0]
        message, hint = (
            (problem.message, problem.hint)
            if segment.coder
            else ("does not say who coded.", "Name the coder: --coder Anna.")
        )
        work.nobody[segment.coder] += 1
        if work.nobody[segment.coder] == 1:  # the others are counted
            work.tell(segment, message, hint)
        return False
    return True


def _placed(work: _Importing, segment: Segment, alike: int) -> _Found | None:
    """The segment at its one place under its one code; None when there is none, which is told."""
    name, code = _transcript(work, segment), _code(work, segment)
    places = work.places(name) if name is not None else None
    if name is None or code is None:
        return None
    if places is None:
        work.tell(segment, f"the transcript {name!r} cannot be read.")
        return None
    span = places.place(segment, alike)
    if isinstance(span, Problem):
        work.tell(segment, span.message, span.hint)
        return None
    taken = places.transcript.text[slice(*span)]
    if segment.text.strip() and not says_the_same(segment.text, taken):
        message = f"{shown(segment.text)!r} is not there word for word; coded was {shown(taken)!r}."
        work.near.append(work.told(segment, message))
    return _Found(name, span, code, segment)


def _transcript(work: _Importing, segment: Segment) -> str | None:
    name, ids = work.documents.find(segment.document), work.people.coded.transcripts
    if name is None:
        guess = nearest(segment.document, ids)
        hint = f"Did you mean {guess!r}?" if guess else f"Transcripts: {', '.join(ids)}."
        work.tell(segment, f"there is no transcript {segment.document!r}.", hint)
    return name


def _code(work: _Importing, segment: Segment) -> str | None:
    """The code's id, "" for a memo; None when it is not known or several are called so, which is told."""
    name = segment.code
    meant = work.codes.find(name)
    if len(meant) == 1:
        if work.codes.other_case(name):
            work.spelled.setdefault(name, meant[0])
        return meant[0]
    if not name and segment.memo:
        return ""
    guess = nearest(name, reversed(work.codes.spelled))
    hint = (
        f"It can be {', '.join(meant)}: write the id." if meant else f"Did you mean {guess!r}?" if guess else ADD_CODES
    )
    called = f"{'several codes are' if meant else 'no code is'} called {name!r}."
    work.tell(segment, called if name else "has no code.", hint if name else "")
    return None


def _otherwise(work: _Importing) -> Iterator[Problem]:
    """What was taken otherwise than it is written."""
    more = work.nobody.total() - len(work.nobody)
    if more:
        yield Problem(f"further segments whose coder cannot be one: {more}.")
    yield from work.near
    if work.partly:
        yield Problem(
            f"not marked as read to the end, for something of them was not taken: {first_of(work.partly)}.",
            hint="Mend it and import again; nothing is added twice.",
        )
    if work.rejected:
        yield Problem(f"codings that their coder has rejected here stay rejected: {work.rejected}.")
    if work.untimed:
        yield Problem(
            f"times that say no time zone, or are none, for which the time of this import stands: {work.untimed}."
        )
    if work.spelled:
        pairs = [f"{name} → {code}" for name, code in work.spelled.items()]
        yield Problem(f"codes written in other capitals than the codebook's were taken for these: {first_of(pairs)}.")


def _add(work: _Importing, coder: str, found: Sequence[_Found], failed: set[str], whole: bool) -> list[Decision]:
    """Append what is not there yet; returns the codings, memos and marks of what was read that were added.

    What a coding that is there already did not say yet is added to its memo.
    """
    people = work.people
    path = path_of(people.folder, coder)
    known = people.placed(coder).decisions if coder in people.files else ()
    held = {place: decision for place, decision in standing(known).items() if decision.decision in SAID or not place[3]}
    made = dict[tuple[str, int, int, str], Decision]()
    for one in found:
        place = (one.transcript, *one.span, one.code)
        before = made.get(place) or held.get(place)
        said = before.memo if before is not None else ""
        memo = _with_memo(said, one.segment.memo)
        work.rejected += place not in made and before is not None and before.decision == "reject"
        if place in made:
            made[place] = replace(made[place], memo=memo)
        elif before is None or memo != said:
            kind: Kind = "add" if one.code and before is None else "memo"
            decision = decided(one.transcript, people.corpus.text(one.transcript), *one.span, one.code, kind, memo)
            time = _time(one.segment.time) if before is None else ""
            work.untimed += before is None and one.segment.time != time == ""
            made[place] = replace(decision, time=time or decision.time)
    read = {name for name, start, _ in seen(known) if start == 0}
    names = [name for name in dict.fromkeys(one.transcript for one in found) if whole and name not in read]
    work.partly += [f"{name} ({coder})" for name in names if name in failed]
    done = [
        decided(name, text, 0, len(text), "", "seen", whole=True)
        for name in names
        if name not in failed
        for text in [people.corpus.text(name)]
    ]
    if made or done:
        append(path, [*sorted(made.values(), key=lambda decision: decision.time), *done])
    return [*made.values(), *done]


def _with_memo(said: str, memo: str) -> str:
    """A memo with what another says that it does not say yet."""
    return said if not memo or f"\n{memo}\n" in f"\n{said}\n" else "\n".join(filter(None, (said, memo)))


def _time(text: str) -> str:
    """A time of another program as decisions have it; "" for what is none."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return ""
    return written_time(found) if found.tzinfo else ""
