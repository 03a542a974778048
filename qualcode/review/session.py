"""What one coder sees and decides in one sitting, whichever pages are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from threading import RLock
from typing import Literal

from qualcode.people.decision_places import People
from qualcode.people.decisions import (
    CONSENSUS,
    KINDS,
    LONGEST_MEMO,
    SAID,
    Decision,
    append,
    decided,
    path_of,
    text_hash,
)
from qualcode.people.new_codes import make_code
from qualcode.people.pinned import Pin, pins_of, set_pin
from qualcode.review.own_decisions import OwnDecisions
from qualcode.review.study_view import Data, Refused, Stretch, StudyView
from qualcode.review.suggestions import Place, Readings, Suggestions, is_alike
from qualcode.review.walk import Walk
from qualcode.review.wording import words_in

Mode = Literal["open", "blind", "sample", "adjudicate"]
BLIND: tuple[Mode, ...] = ("blind", "sample")
MOST = 20  # decisions of one request
NOWHERE: Mapping[str, Sequence[Stretch]] = {}


class Session:
    """A coder at work on a study.

    `mode`: open shows the rules' and other people's codings, blind only one's own, sample only units to be coded,
    adjudicate the places where two others differ, which are in `readings`. `targets` are the stretches by transcript
    that a sample or an adjudication walks through; `walk` is the way through the study for one code. `machines` are
    coders whose suggestions are shown, `only` the interviews that are the coder's.
    """

    def __init__(
        self,
        people: People,
        coder: str,
        mode: Mode = "open",
        language: str = "en",
        targets: Mapping[str, Sequence[Stretch]] = NOWHERE,
        readings: Readings | None = None,
        walk: Walk | None = None,
        machines: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> None:
        self.coder, self.mode, self.language, self.targets = coder, mode, language, targets
        self.lock = RLock()
        self._walk = walk
        self._next: Data | None = None
        self.people, self._readings = people, readings or {}
        self._view = StudyView(people.coded, language)
        self._suggested = Suggestions(people, coder, None if mode == "open" else self._readings, machines)
        placed = people.placed(coder).decisions if coder in people.files else ()
        self._own = OwnDecisions([decision for decision in placed if decision.blind == (mode in BLIND)])
        self._pins = list(pins_of(people.corpus).placed) if mode == "open" else []
        self._undo: list[list[Decision]] = []
        self._changed: list[tuple[str, Stretch, str]] = []
        every = people.coded.transcripts
        self.names = [name for name in every if name in targets] if mode in ("sample", "adjudicate") else list(every)
        self.names = [name for name in self.names if not only or name in only]

    # -- what the page asks for ---------------------------------------------------------------

    def study(self) -> Data:
        """The study's title, codes, interviews with how much is decided, and the words of the page."""
        with self.lock:
            return {
                "title": self.people.corpus.study.title,
                "coder": self.coder,
                "mode": self.mode,
                "language": self.language,
                "words": words_in(self.language),
                "codes": self._view.codes,
                "transcripts": [self._progress(name) for name in self.names],
                "version": len(self._changed),
                "walk": None if self._walk is None else {"code": self._walk.code, "how": self._walk.how},
            }

    def next(self) -> Data:
        """The unit that is to be read next for the code of a walk, and how far that is. Raises Refused where there is
        no walk.
        """
        with self.lock:
            if self._walk is None:
                raise Refused("there is no code to walk through.")
            self._next = self._walk.next(self._own.decisions)
            return {"unit": self._next, "told": self._walk.told(self._own.decisions)}

    def transcript(self, name: str) -> Data:
        """One interview: its turns with their units, every coding there is to see, notes, and what was read."""
        with self.lock:
            self._check(name)
            found = self._view.transcript(name)
            return {
                "id": name,
                "language": found.language,
                "size": len(found.text),
                "text": text_hash(found.text),
                "turns": self._view.turns(name),
                "codings": [self._coding(name, place) for place in self._places(name)],
                "notes": self._notes(name),
                "seen": self._seen(name),
                "targets": [list(stretch) for stretch in self.targets.get(name, ())],
                "progress": self._progress(name),
                "version": len(self._changed),
            }

    def decide(self, asked: object, since: int | None = None) -> Data:
        """Write decisions, all or none, and give back what changed since a version, they among it. When this returns
        they are on disk.

        Raises Refused for anything that is not there, InputError when the file cannot be written.
        """
        with self.lock:
            if not isinstance(asked, list) or not 0 < len(asked) <= MOST:
                raise Refused(f"1 to {MOST} decisions are wanted.")
            made = [self._decision(item) for item in asked]
            before = [self._own.before(decision) for decision in reversed(made)]
            done = self._write(made, since)
            self._undo.append(before)
            return done

    def decide_alike(self, asked: object, since: int | None = None) -> Data:
        """Decide in the same way about every undecided coding that is as this one is, in all interviews; one undo takes
        it back.

        As a coding of the rules is: of the same code by the same rule; of a machine: of the same code, at least as
        probable. With `count` nothing is written; `number` is how many there are. Raises Refused where there is no
        undecided coding.
        """
        with self.lock:
            if not isinstance(asked, dict):
                raise Refused("a decision is an object.")
            made = self._decision({**asked, "memo": ""})
            like = self._suggested.of(made.transcript).get(made.place[1:]) or {}
            if self.mode != "open" or not like.get("rule") or made.decision not in ("accept", "reject"):
                raise Refused("there is no such coding.")
            alike = [
                (name, place)
                for name in self.names
                for place in self._places(name)
                if self._is_alike(name, place, made.code, like)
            ]
            if asked.get("count"):
                return {**self._since(len(self._changed)), "number": len(alike)}
            decided_now = [
                decided(name, self._view.transcript(name).text, *place, made.decision) for name, place in alike
            ]
            if not decided_now:
                raise Refused("there is no such coding.")
            before = [self._own.before(decision) for decision in reversed(decided_now)]
            done = self._write(decided_now, since)
            self._undo.append(before)
            return {**done, "number": len(alike)}

    def _is_alike(self, name: str, place: Place, code: str, like: Data) -> bool:
        found = self._suggested.of(name).get(place) if place[2] == code and self._is_open(name, place) else None
        return found is not None and is_alike(found, like)

    def following(self, code: str, after: str) -> Data:
        """The next interview, after one of them and then from the beginning, with an undecided coding of a code or its
        subcodes.
        """
        with self.lock:
            family = self._view.codebook.families().get(code, frozenset())
            at = self.names.index(after) + 1 if after in self.names else 0
            for name in (*self.names[at:], *self.names[: max(at - 1, 0)]):
                if any(place[2] in family and self._is_open(name, place) for place in self._places(name)):
                    return {"id": name}
            return {"id": ""}

    def make_code(self, asked: object) -> Data:
        """Add a code to the codebook; gives back its id and all codes. Raises Refused, and QualcodeError for a codebook
        elsewhere.
        """
        with self.lock:
            label, under = (
                (asked.get(name) or "" for name in ("label", "under")) if isinstance(asked, dict) else ("", "")
            )
            typed = isinstance(label, str) and isinstance(under, str) and " ".join(label.split()).isprintable()
            if self.mode not in ("open", "blind") or not typed:
                raise Refused("codes are not made here.")
            if under and under not in self._view.order:
                raise Refused(f"there is no code {under!r}.")
            new, book = make_code(self.people.corpus.study, label, under)
            self._view.use(book)
            return {"id": new, "codes": self._view.codes}

    def undo(self, since: int | None = None) -> Data:
        """Take back the last decisions of this sitting, by writing what held before."""
        with self.lock:
            if not self._undo:
                raise Refused(words_in(self.language)["nothing_to_undo"])
            done = self._write([self._again(decision) for decision in self._undo[-1]], since)
            self._undo.pop()
            return done

    def pin(self, asked: object, since: int | None = None) -> Data:
        """Choose the words around a coding to be quoted in the findings, or choose them no more; gives back what
        changed.
        """
        with self.lock:
            if not isinstance(asked, dict):
                raise Refused("a quote is an object.")
            made = self._decision({**asked, "decision": "accept"})
            pin = Pin(made.transcript, made.start, made.end, made.code, " ".join(made.quote.split()))
            there = [one for one in self._pins if _overlap(one, pin)]
            root = self.people.corpus.study.root
            for one in there or [pin]:
                set_pin(root, one, chosen=not there)
            self._pins = [one for one in self._pins if one not in there] + ([] if there else [pin])
            codings = [
                place
                for place in self._places(pin.transcript)
                if place[2] == pin.code and place[0] < pin.end and pin.start < place[1]
            ]
            known = len(self._changed) if since is None or not 0 <= since <= len(self._changed) else since
            self._changed += [(pin.transcript, place[:2], place[2]) for place in codings]
            return self._since(known)

    def changes(self, since: int) -> Data:
        """What was decided since a version, on whatever page."""
        with self.lock:
            if not 0 <= since <= len(self._changed):
                raise Refused("there is no such version.")
            return self._since(since)

    # -- codings ------------------------------------------------------------------------------

    def _check(self, name: str) -> None:
        if name not in self.names:
            raise Refused(f"there is no interview {name!r} here.")

    def _places(self, name: str) -> list[Place]:
        order = self._view.order
        own = {
            place
            for place, decision in self._own.standing(name).items()
            if place[2] and decision.decision != "withdraw"
        }
        return sorted({*self._suggested.of(name), *own}, key=lambda place: (place[0], place[1], order.get(place[2], 0)))

    def _coding(self, name: str, place: Place) -> Data:
        """A coding as the page shows it; state is undecided, add, accept or reject, or gone when there is
        nothing left.
        """
        start, end, code = place
        suggested, own = self._suggested.of(name).get(place), self._own.standing(name).get(place)
        decision = own.decision if own is not None else "withdraw"
        state = decision if decision in SAID else "undecided" if suggested is not None else "gone"
        settled = (
            (suggested or {}).get("others", {}).get(CONSENSUS) if self.mode == "open" and state == "undecided" else None
        )
        state = ("reject" if settled == "reject" else "accept") if settled else state
        shown = {"rule": "", "lemma": "", "machine": "", "probability": None, "others": {}, **(suggested or {})}
        memo = own.memo if own is not None else ""
        pinned = any(_overlap(pin, Pin(name, start, end, code, "")) for pin in self._pins)
        found = {
            "start": start,
            "end": end,
            "code": code,
            "state": state,
            "given": suggested is not None,
            "memo": memo,
            "pinned": pinned,
        }
        return {**found, **shown}

    def _notes(self, name: str) -> list[Data]:
        return [{"start": start, "end": end, "memo": memo} for (start, end), memo in self._own.notes(name)]

    def _seen(self, name: str) -> list[list[int]]:
        return [list(stretch) for stretch in self._own.seen(name)]

    def _progress(self, name: str) -> Data:
        """How many places there are to decide about, or units to read, and how many are left."""
        if self.mode in BLIND:
            return {"id": name, **self._unread(name)}
        states = [self._coding(name, place)["state"] for place in self._places(name)]
        return {"id": name, "all": len(states), "left": states.count("undecided")}

    def _unread(self, name: str) -> Data:
        units = {*self.targets.get(name, ())} or {*self._view.units(name)}
        read = {*self._own.seen(name)}
        wider = read - units  # whole interviews, and sentences of another kind of unit
        left = sum(not any(a <= start and end <= b for a, b in wider) for start, end in units - read)
        return {"all": len(units), "left": left}

    # -- writing ------------------------------------------------------------------------------

    def _decision(self, item: object) -> Decision:
        """The decision that the page asks for; raises Refused when it cannot be."""
        if not isinstance(item, dict):
            raise Refused("a decision is an object.")
        start, end, code, kind, memo = (item.get(name) for name in ("start", "end", "code", "decision", "memo"))
        memo, name = memo or "", str(item.get("transcript"))
        self._check(name)
        found = self._view.transcript(name)
        if item.get("text", text_hash(found.text)) != text_hash(found.text):
            raise Refused(words_in(self.language)["other_text"])
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(found.text)):
            raise Refused("there is no such stretch.")
        if (
            kind not in KINDS
            or not isinstance(code, str)
            or not isinstance(memo, str)
            or len(memo) > LONGEST_MEMO
            or not _is_text(memo)
        ):
            raise Refused("there is no such decision.")
        if code not in self._view.order if code else kind in SAID:
            raise Refused(f"there is no code {code!r}.")
        if code and not self._view.is_coded(name, start, end):
            raise Refused(words_in(self.language)["not_coded_speech"])
        whole = kind in ("seen", "withdraw") and not code and (start, end) == (0, len(found.text))
        return self._met(decided(name, found.text, start, end, code, kind, memo, blind=self.mode in BLIND, whole=whole))

    def _met(self, made: Decision) -> Decision:
        """With how the unit was chosen, where it is the one that was to be read next."""
        unit = self._next if made.decision == "seen" and made.code else None
        if not unit or (unit["transcript"], unit["start"], unit["end"]) != made.place[:3]:
            return made
        return replace(made, met=unit["how"], unread=unit["unread"])

    def _again(self, held: Decision) -> Decision:
        text, whole = self._view.transcript(held.transcript).text, not held.quote
        # a memo alone leaves a decision as it is
        kind = "withdraw" if held.decision == "memo" and held.code else held.decision
        return decided(held.transcript, text, held.start, held.end, held.code, kind, held.memo, held.blind, whole)

    def _write(self, made: Sequence[Decision], since: int | None) -> Data:
        written = append(path_of(self.people.folder, self.coder), [*made, *self._settled(made)])
        self._own.add(written)
        known = len(self._changed) if since is None or not 0 <= since <= len(self._changed) else since
        self._changed += [(decision.transcript, (decision.start, decision.end), decision.code) for decision in written]
        return self._since(known)

    def _settled(self, made: Sequence[Decision]) -> Iterator[Decision]:
        """In an adjudication the units in which nothing is open any more after these decisions: they are read."""
        if self.mode != "adjudicate":
            return
        decided_now = {(d.transcript, d.start, d.end, d.code) for d in made if d.decision in SAID}
        read = self._own.marked()
        for name in dict.fromkeys(transcript for transcript, *_ in decided_now):
            text, differing = self._view.transcript(name).text, self._readings.get(name, {})
            undecided = [
                place for place in differing if (name, *place) not in decided_now and self._is_open(name, place)
            ]
            for start, end in self._view.units(name):
                touched = any(n == name and a < end and start < b for n, a, b, _ in decided_now)
                if (
                    touched
                    and (name, start, end) not in read
                    and not any(a < end and start < b for a, b, _ in undecided)
                ):
                    yield decided(name, text, start, end, "", "seen")

    def _is_open(self, name: str, place: Place) -> bool:
        return bool(self._coding(name, place)["state"] == "undecided")

    def _since(self, version: int) -> Data:
        """The codings and notes at the places that changed since a version, how far their interviews are, and the
        version now.
        """
        changed = self._changed[version:]
        places = dict.fromkeys((name, (*stretch, code)) for name, stretch, code in changed if code)
        names = dict.fromkeys(name for name, _, _ in changed)
        return {
            "codings": [{"transcript": name, **self._coding(name, place)} for name, place in places],
            "notes": {name: self._notes(name) for name in names},
            "seen": {name: self._seen(name) for name in names},
            "progress": [self._progress(name) for name in names],
            "version": len(self._changed),
        }


def _overlap(one: Pin, other: Pin) -> bool:
    return (
        one.transcript == other.transcript
        and one.code == other.code
        and one.start < other.end
        and other.start < one.end
    )


def _is_text(text: str) -> bool:
    """Whether the text can be written: half a letter cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
