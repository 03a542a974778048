"""What a sitting begins with: the coder, and for a sample or an adjudication the places it walks through."""

from __future__ import annotations

import getpass
import re
from collections.abc import Sequence

from qualcode.analysis.coders import PLACE, Differing, Readings, agreed, differing
from qualcode.coding.human import CONSENSUS, Decision, append, decided, path_of, person_name, seen, standing
from qualcode.errors import InputError, QualcodeError
from qualcode.review.session import Mode, Session
from qualcode.study.comparing import readings_of
from qualcode.study.line import Line
from qualcode.study.recoding import settle
from qualcode.study.sample import sample_targets


def coder_of(asked: str | None, mode: Mode) -> str:
    """The coder's name: the one asked for, else that of the machine's user; of an adjudication the consensus. Raises InputError."""
    if mode == "adjudicate":
        return CONSENSUS
    if asked:
        return person_name(asked)
    try:
        return person_name(re.sub(r"[^\w .\-]", "", getpass.getuser()))
    except (OSError, KeyError, ImportError, InputError) as error:
        raise QualcodeError("who is coding? Say it: qualcode review --coder Anna") from error


def open_session(line: Line, coder: str, mode: Mode, pair: Sequence[str] = (), language: str = "en") -> Session:
    """A sitting of a coder, ready to be served. Raises QualcodeError when there is nothing to walk through."""
    line.forget_people()  # what others wrote since
    path_of(line.people.folder, coder)
    settle(line, [coder])
    if mode == "sample":
        return Session(line, coder, mode, language, sample_targets(line))
    if mode != "adjudicate":
        return Session(line, coder, mode, language)
    readings = readings_of(line, pair)
    told = differing(readings)
    _write_agreed(line, readings, told)
    if not told:
        raise QualcodeError(f"{' and '.join(pair)} agree everywhere both looked; codings/{CONSENSUS}.jsonl is up to date.")
    targets = {name: sorted({place[:2] for place in places}) for name, places in told.items()}
    return Session(line, coder, mode, language, targets, told)


def _write_agreed(line: Line, readings: Readings, open_places: Differing) -> None:
    """Add to the consensus what both coded in the same unit, as the first of them coded it, and as read the units where they agree.

    The others are read when all that differs in them is settled (see `Session`).
    """
    path = path_of(line.people.folder, CONSENSUS)
    known = line.people.placed(CONSENSUS) if CONSENSUS in line.people.files else ()
    held, read = standing(known), set(seen(known))
    made: list[Decision] = []
    for coder, transcript, start, end, code in agreed(readings):
        if coder == readings.coders[0] and (transcript, start, end, code) not in held:
            made.append(decided(transcript, line.text_of(transcript), start, end, code, "accept"))
            held[made[-1].place] = made[-1]
    looked = readings.units.merge(readings.places[PLACE], on=PLACE)
    for transcript, start, end in looked[["transcript", "start", "end"]].itertuples(index=False, name=None):
        if any(a < end and start < b for a, b, _ in open_places.get(transcript, ())):
            continue
        if not any(name == transcript and a <= start and end <= b for name, a, b in read):
            made.append(decided(transcript, line.text_of(transcript), start, end, "", "seen"))
    if made:
        append(path, made)
        line.forget_people()
