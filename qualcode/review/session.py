"""What one coder sees and decides in one sitting, whichever pages are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock
from typing import Any, Literal

from qualcode.analysis.tidy import NO_QUESTION
from qualcode.coding.human import CONSENSUS, KINDS, LONGEST_MEMO, SAID, Decision, append, decided, path_of, seen, standing, text_hash
from qualcode.errors import QualcodeError
from qualcode.model import RULES_CODER, Transcript
from qualcode.report.interviews import COLOURS
from qualcode.review.wording import words_in
from qualcode.study.line import Line

Mode = Literal["open", "blind", "sample", "adjudicate"]
BLIND: tuple[Mode, ...] = ("blind", "sample")
MOST = 20  # decisions of one request
Data = dict[str, Any]
Place = tuple[int, int, str]  # start, end, code
Stretch = tuple[int, int]


class Refused(QualcodeError):
    """A request that asks for what is not there; nothing was written."""


@dataclass
class Session:
    """A coder at work on a study.

    `mode`: open shows the rules' and other people's codings, blind only one's own, sample only units to be coded, adjudicate the places
    where two others differ. `targets` are the stretches by transcript that a sample or an adjudication walks through.
    """

    line: Line
    coder: str
    mode: Mode = "open"
    language: str = "en"
    targets: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)
    readings: Mapping[str, Mapping[Place, Mapping[str, str]]] = field(default_factory=dict)  # transcript → place → coder → what it said
    lock: RLock = field(default_factory=RLock)
    _own: list[Decision] = field(default_factory=list)
    _undo: list[list[Decision]] = field(default_factory=list)
    _changed: list[tuple[str, Stretch, str]] = field(default_factory=list)
    _shown: dict[str, Transcript] = field(default_factory=dict)
    _givens: dict[str, dict[Place, Data]] = field(default_factory=dict)
    _helds: dict[str, dict[Place, Decision]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = self.line.people
        placed = people.placed(self.coder) if self.coder in people.files else ()
        self._own = [decision for decision in placed if decision.blind == (self.mode in BLIND)]

    # -- what the page asks for ---------------------------------------------------------------

    def study(self) -> Data:
        """The study's title, codes, interviews with how much is decided, and the words of the page."""
        with self.lock:
            return {
                "title": self.line.study.title,
                "coder": self.coder,
                "mode": self.mode,
                "language": self.language,
                "words": words_in(self.language),
                "codes": self._codes,
                "transcripts": [self._progress(name) for name in self.names],
                "version": len(self._changed),
            }

    def transcript(self, name: str) -> Data:
        """One interview: its turns with their units, every coding there is to see, notes, and what was read."""
        with self.lock:
            found = self._transcript(name)
            return {
                "id": name,
                "language": found.language,
                "size": len(found.text),
                "text": text_hash(found.text),
                "turns": [self._turn(found, number) for number in range(len(found.turns))],
                "codings": [self._item(name, place) for place in self._places(name)],
                "notes": self._notes(name),
                "seen": [[start, end] for transcript, start, end in seen(self._own) if transcript == name],
                "targets": [list(stretch) for stretch in self.targets.get(name, ())],
                "progress": self._progress(name),
                "version": len(self._changed),
            }

    def decide(self, asked: object, since: int | None = None) -> Data:
        """Write decisions, all or none, and give back what changed since a version, they among it. When this returns they are on disk.

        Raises Refused for anything that is not there, InputError when the file cannot be written.
        """
        with self.lock:
            if not isinstance(asked, list) or not 0 < len(asked) <= MOST:
                raise Refused(f"1 to {MOST} decisions are wanted.")
            made = [self._decision(item) for item in asked]
            before = [self._before(decision) for decision in reversed(made)]
            done = self._write(made, since)
            self._undo.append(before)
            return done

    def undo(self, since: int | None = None) -> Data:
        """Take back the last decisions of this sitting, by writing what held before."""
        with self.lock:
            if not self._undo:
                raise Refused(words_in(self.language)["nothing_to_undo"])
            before = self._undo[-1]
            done = self._write([self._again(decision) for decision in before], since)
            self._undo.pop()
            return done

    def changes(self, since: int) -> Data:
        """What was decided since a version, on whatever page."""
        with self.lock:
            if not 0 <= since <= len(self._changed):
                raise Refused("there is no such version.")
            return self._told(self._changed[since:])

    # -- names --------------------------------------------------------------------------------

    @cached_property
    def names(self) -> list[str]:
        """The interviews that are walked through."""
        every = list(self.line.readable())
        return [name for name in every if name in self.targets] if self.mode in ("sample", "adjudicate") else every

    @cached_property
    def _codes(self) -> list[Data]:
        places = list(self.line.study.codebook.walk())
        themes = [code.id for code in self.line.study.codebook.codes]
        parents = {below.id: place.code.id for place in places for below in place.code.codes}
        language = self.language
        return [
            {
                "id": place.code.id,
                "label": place.code.label(language),
                "level": place.level,
                "parent": parents.get(place.code.id, ""),
                "colour": COLOURS[themes.index(place.theme) % len(COLOURS)],
                **{name: getattr(place.code, name)(language) for name in ("definition", "include", "exclude")},
                **{name: dict(getattr(place.code, name)) for name in ("examples", "counterexamples")},
            }
            for place in places
        ]

    # -- one interview ------------------------------------------------------------------------

    def _transcript(self, name: str) -> Transcript:
        if name not in self.names:
            raise Refused(f"there is no interview {name!r} here.")
        if name not in self._shown:
            source = next(source for source in self.line.study.sources if source.id == name)
            found = self.line.read(source).transcript
            if found is None:
                raise Refused(f"{name} cannot be read.")
            self._shown[name] = found
        return self._shown[name]

    @cached_property
    def _units(self) -> dict[str, dict[int, list[list[int]]]]:
        """The stretches (unit, start, end) by transcript and turn."""
        found: dict[str, dict[int, list[list[int]]]] = {}
        rows = self.line.units()[["transcript", "turn", "unit", "start", "end"]]
        for transcript, turn, *stretch in rows.itertuples(index=False, name=None):
            found.setdefault(transcript, {}).setdefault(turn, []).append(stretch)
        return found

    def _turn(self, transcript: Transcript, number: int) -> Data:
        turn = transcript.turns[number]
        asked = {question.id: question.text(self.language) for question in self.line.study.guide.questions}
        question = turn.question if turn.question and turn.question != NO_QUESTION else ""
        return {
            "number": turn.number,
            "speaker": turn.speaker,
            "role": turn.role,
            "question": question,
            "asked": asked.get(question, ""),
            "time": turn.start_time,
            "start": turn.start,
            "text": transcript.turn_text(turn),
            "units": self._units.get(transcript.id, {}).get(turn.number, []),
        }

    # -- codings ------------------------------------------------------------------------------

    @cached_property
    def _rules(self) -> dict[str, dict[Place, tuple[str, str]]]:
        """The rules' codings: rule and lemma by transcript and place."""
        found: dict[str, dict[Place, tuple[str, str]]] = {}
        rows = self.line.codings_of(RULES_CODER)[["transcript", "start", "end", "code", "rule", "lemma"]]
        for transcript, start, end, code, rule, lemma in rows.itertuples(index=False, name=None):
            found.setdefault(transcript, {})[start, end, code] = (rule, lemma)
        return found

    @cached_property
    def _others(self) -> dict[str, dict[Place, dict[str, str]]]:
        """What other people said, blind work apart: the decision by transcript, place and coder."""
        found: dict[str, dict[Place, dict[str, str]]] = {}
        for name in self.line.people.open_coders:
            if name != self.coder:
                open_ones = (decision for decision in self.line.people.placed(name) if not decision.blind)
                for (transcript, *place), decision in standing(open_ones).items():
                    if decision.decision in SAID:
                        found.setdefault(transcript, {}).setdefault(tuple(place), {})[name] = decision.decision  # type: ignore[arg-type]
        return found

    def _given(self, name: str) -> dict[Place, Data]:
        """What there is to decide about before the coder said anything: codings of rules and others, or two coders' differing readings."""
        if name not in self._givens:
            self._givens[name] = self._gathered(name)
        return self._givens[name]

    def _gathered(self, name: str) -> dict[Place, Data]:
        if self.mode in BLIND:
            return {}
        if self.mode == "adjudicate":
            return {place: {"others": dict(told)} for place, told in self.readings.get(name, {}).items()}
        found: dict[Place, Data] = {place: {"rule": rule, "lemma": lemma} for place, (rule, lemma) in self._rules.get(name, {}).items()}
        for place, told in self._others.get(name, {}).items():
            found.setdefault(place, {})["others"] = told
        return found

    def _held(self, name: str) -> dict[Place, Decision]:
        """The coder's own decisions that hold, memos and withdrawn ones among them."""
        if name not in self._helds:
            own = (decision for decision in self._own if decision.transcript == name)
            self._helds[name] = {place[1:]: decision for place, decision in standing(own).items()}
        return self._helds[name]

    def _places(self, name: str) -> list[Place]:
        order = {code["id"]: i for i, code in enumerate(self._codes)}
        held = {place for place, decision in self._held(name).items() if place[2] and decision.decision != "withdraw"}
        return sorted({*self._given(name), *held}, key=lambda place: (place[0], place[1], order.get(place[2], 0)))

    def _item(self, name: str, place: Place) -> Data:
        """A coding as the page shows it; state is undecided, add, accept or reject, or gone when there is nothing left."""
        start, end, code = place
        given, held = self._given(name).get(place), self._held(name).get(place)
        decision = held.decision if held is not None else "withdraw"
        state = decision if decision in SAID else "undecided" if given is not None else "gone"
        settled = (given or {}).get("others", {}).get(CONSENSUS) if self.mode == "open" and state == "undecided" else None
        state = ("reject" if settled == "reject" else "accept") if settled else state
        shown = {"rule": "", "lemma": "", "others": {}, **(given or {})}
        memo = held.memo if held is not None else ""
        return {"start": start, "end": end, "code": code, "state": state, "given": given is not None, "memo": memo, **shown}

    def _notes(self, name: str) -> list[Data]:
        """Memos without a code."""
        held = self._held(name).items()
        return [
            {"start": start, "end": end, "memo": decision.memo}
            for (start, end, code), decision in held
            if not code and decision.decision == "memo" and decision.memo
        ]

    def _progress(self, name: str) -> Data:
        """How many places there are to decide about, or units to read, and how many are left."""
        if self.mode in BLIND:
            return {"id": name, **self._unread(name)}
        states = [self._item(name, place)["state"] for place in self._places(name)]
        return {"id": name, "all": len(states), "left": states.count("undecided")}

    def _unread(self, name: str) -> Data:
        units = {*self.targets.get(name, ())} or {(a, b) for turn in self._units.get(name, {}).values() for _, a, b in turn}
        read = {(start, end) for transcript, start, end in seen(self._own) if transcript == name}
        wider = read - units  # whole interviews, and sentences of another kind of unit
        left = sum(not any(a <= start and end <= b for a, b in wider) for start, end in units - read)
        return {"all": len(units), "left": left}

    # -- writing ------------------------------------------------------------------------------

    def _decision(self, item: object) -> Decision:
        """The decision that the page asks for; raises Refused when it cannot be."""
        if not isinstance(item, dict):
            raise Refused("a decision is an object.")
        start, end, code, kind, memo = (item.get(name) for name in ("start", "end", "code", "decision", "memo"))
        memo = memo or ""
        found = self._transcript(str(item.get("transcript")))
        if item.get("text", text_hash(found.text)) != text_hash(found.text):
            raise Refused(words_in(self.language)["other_text"])
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(found.text)):
            raise Refused("there is no such stretch.")
        if kind not in KINDS or not isinstance(code, str) or not isinstance(memo, str) or len(memo) > LONGEST_MEMO or not _is_text(memo):
            raise Refused("there is no such decision.")
        if code not in {known["id"] for known in self._codes} if code else kind in SAID:
            raise Refused(f"there is no code {code!r}.")
        if code and not self._in_units(found.id, start, end):
            raise Refused(words_in(self.language)["not_coded_speech"])
        whole = kind in ("seen", "withdraw") and not code and (start, end) == (0, len(found.text))
        return decided(found.id, found.text, start, end, code, kind, memo, blind=self.mode in BLIND, whole=whole)

    def _in_units(self, name: str, start: int, end: int) -> bool:
        return any(a < end and start < b for turn in self._units.get(name, {}).values() for _, a, b in turn)

    def _before(self, decision: Decision) -> Decision:
        """What holds at the decision's place now, as a decision that would bring it back."""
        if decision.code or decision.decision == "memo":
            held = self._held(decision.transcript).get(decision.place[1:])
        else:
            read = (own for own in self._own if own.place == decision.place and own.decision in ("seen", "withdraw"))
            held = next(iter(list(read)[-1:]), None)
        if held is not None:
            return held
        return replace(decision, decision="withdraw" if decision.code or decision.decision != "memo" else "memo", memo="")

    def _again(self, held: Decision) -> Decision:
        text, whole = self._transcript(held.transcript).text, not held.quote
        kind = "withdraw" if held.decision == "memo" and held.code else held.decision  # a memo alone leaves a decision as it is
        return decided(held.transcript, text, held.start, held.end, held.code, kind, held.memo, held.blind, whole)

    def _write(self, made: Sequence[Decision], since: int | None) -> Data:
        made = [*made, *self._settled(made)]
        written = append(path_of(self.line.people.folder, self.coder), made)
        self._own += written
        for decision in written:
            self._helds.pop(decision.transcript, None)
        known = len(self._changed) if since is None or not 0 <= since <= len(self._changed) else since
        self._changed += [(decision.transcript, (decision.start, decision.end), decision.code) for decision in written]
        return self._told(self._changed[known:])

    def _settled(self, made: Sequence[Decision]) -> Iterator[Decision]:
        """In an adjudication the units in which nothing is open any more after these decisions: they are read."""
        if self.mode != "adjudicate":
            return
        decided_now = {(d.transcript, d.start, d.end, d.code) for d in made if d.decision in SAID}
        read = {(d.transcript, d.start, d.end) for d in self._own if d.decision == "seen"}
        for name in dict.fromkeys(transcript for transcript, *_ in decided_now):
            text = self._transcript(name).text
            open_ones = [
                place
                for place in self.readings.get(name, {})
                if (name, *place) not in decided_now and self._item(name, place)["state"] == "undecided"
            ]
            for _, start, end in (stretch for turn in self._units.get(name, {}).values() for stretch in turn):
                touched = any(n == name and a < end and start < b for n, a, b, _ in decided_now)
                if touched and (name, start, end) not in read and not any(a < end and start < b for a, b, _ in open_ones):
                    yield decided(name, text, start, end, "", "seen")

    def _told(self, changed: Sequence[tuple[str, Stretch, str]]) -> Data:
        """The codings and notes at the places that changed, how far their interviews are, and the version."""
        places = dict.fromkeys((name, (*stretch, code)) for name, stretch, code in changed if code)
        names = dict.fromkeys(name for name, _, _ in changed)
        return {
            "codings": [{"transcript": name, **self._item(name, place)} for name, place in places],
            "notes": {name: self._notes(name) for name in names},
            "seen": {name: [[a, b] for transcript, a, b in seen(self._own) if transcript == name] for name in names},
            "progress": [self._progress(name) for name in names],
            "version": len(self._changed),
        }


def _is_text(text: str) -> bool:
    """Whether the text can be written: half a letter cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
