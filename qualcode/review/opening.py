"""What a sitting begins with: the coder, and for a sample or an adjudication the places it walks through."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.analysis.coders import PLACE, Differing, Readings, agreed, differing
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.line.coded import Coded
from qualcode.people.comparison import readings_of
from qualcode.people.decision_places import People
from qualcode.people.decisions import CONSENSUS, Decision, append, decided, path_of, person_name, seen, standing
from qualcode.people.recoding import settle
from qualcode.people.sample import sample_targets
from qualcode.review.session import Mode, Session
from qualcode.review.walk import How, Walk


def coder_of(asked: str | None, mode: Mode) -> str:
    """The coder's name: the one asked for, else that of the machine's user; of an adjudication the consensus. Raises
    InputError.
    """
    if mode == "adjudicate":
        return CONSENSUS
    if asked:
        return person_name(asked)
    try:
        return person_name(re.sub(r"[^\w .\-]", "", getpass.getuser()))
    except (OSError, KeyError, ImportError, InputError) as error:
        raise QualcodeError("who is coding? Say it: qualcode review --coder Anna") from error


@dataclass(frozen=True)
class Opened:
    """A sitting that is ready to be served, and what is doubtful of what it walks through."""

    session: Session
    warnings: tuple[Problem, ...] = ()


def open_session(
    coded: Coded,
    coder: str,
    mode: Mode,
    pair: Sequence[str] = (),
    language: str = "en",
    code: str = "",
    how: How = "likely",
    machines: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Opened:
    """A sitting of a coder, ready to be served; with a `code` it walks through the study for that code alone, in the
    order of `how`.

    `machines` are coders whose suggestions are shown beside the rules', `only` the interviews that are this coder's.

    Raises QualcodeError when there is nothing to walk through.
    """
    people = People(coded)
    path_of(people.folder, coder)
    settle(people, [coder])
    people = People(coded)  # with what was written just now
    if mode == "sample":
        targets = sample_targets(people.corpus)
        return Opened(Session(people, coder, mode, language, targets.stretches), targets.warnings)
    for name in machines:
        if not people.is_machine(name):
            raise UnknownName("machine", name, [one for one in people.machine_names if people.is_machine(one)])
    if mode != "adjudicate":
        own = people.placed(coder).decisions if code and coder in people.files else ()
        walk = (
            Walk(people, coder, code, how, [decision for decision in own if not decision.blind], only) if code else None
        )
        return Opened(Session(people, coder, mode, language, walk=walk, machines=machines, only=only))
    compared = readings_of(people, pair)
    differ = differing(compared.readings)
    _write_agreed(people, compared.readings, differ)
    if not differ:
        raise QualcodeError(
            f"{' and '.join(pair)} agree everywhere both looked; codings/{CONSENSUS}.jsonl is up to date."
        )
    places = {name: sorted({place[:2] for place in found}) for name, found in differ.items()}
    return Opened(Session(People(coded), coder, mode, language, places, differ), compared.warnings)


def _write_agreed(people: People, readings: Readings, open_places: Differing) -> None:
    """Add to the consensus what both coded in the same unit, as the first of them coded it, and as read the units where
    they agree.

    The others are read when all that differs in them is settled (see `Session`).
    """
    corpus = people.corpus
    known = people.placed(CONSENSUS).decisions if CONSENSUS in people.files else ()
    held = standing(known)
    made: list[Decision] = []
    for coder, transcript, start, end, code in agreed(readings):
        if coder == readings.coders[0] and (transcript, start, end, code) not in held:
            made.append(decided(transcript, corpus.text(transcript), start, end, code, "accept"))
            held[made[-1].place] = made[-1]
    made += _agreed_as_read(people, readings, open_places, seen(known))
    if made:
        append(path_of(people.folder, CONSENSUS), made)


def _agreed_as_read(
    people: People, readings: Readings, open_places: Differing, read: Sequence[tuple[str, int, int]]
) -> Iterator[Decision]:
    """The units that both looked at and in which nothing differs, where they were not marked as read before."""
    looked = readings.units.merge(readings.places[PLACE], on=PLACE)
    for transcript, start, end in looked[["transcript", "start", "end"]].itertuples(index=False, name=None):
        differs = any(a < end and start < b for a, b, _ in open_places.get(transcript, ()))
        if not differs and not any(name == transcript and a <= start and end <= b for name, a, b in read):
            yield decided(transcript, people.corpus.text(transcript), start, end, "", "seen")
