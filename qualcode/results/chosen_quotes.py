"""The quotes that people chose → what findings quote first, by code."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.analysis.quotes import Chosen
from qualcode.analysis.tidy import Tidy
from qualcode.errors import Problem
from qualcode.people.decisions import PINNED
from qualcode.people.pinned import Pins


def chosen_quotes(pins: Pins, tidy: Tidy, names: Mapping[str, str]) -> tuple[Chosen, list[Problem]]:
    """The chosen stretches by code, and those that are used nowhere because what is said there does not carry the code.

    `names` says what the transcripts of `tidy` are called.
    """
    codes = {place.code.id for place in tidy.codebook.walk()}
    found: dict[str, list[tuple[str, int, int]]] = {}
    problems = []
    for pin in pins.placed:
        transcript = names.get(pin.transcript, pin.transcript)
        family = tidy.family(pin.code) if pin.code in codes else frozenset()
        rows = tidy.codings[(tidy.codings["transcript"] == transcript) & tidy.codings["code"].isin(family)]
        units = tidy.units[(tidy.units["transcript"] == transcript) & tidy.units["unit"].isin(rows["unit"])]
        if ((units["start"] < pin.end) & (pin.start < units["end"])).any():
            found.setdefault(pin.code, []).append((transcript, pin.start, pin.end))
        else:
            said = f"{pin.quote[:60]!r} ({pin.transcript})"
            message = f"{PINNED}:{pin.line}: the chosen quote {said} is not coded {pin.code!r}, so it is not quoted."
            problems.append(Problem(message, hint="Code it on the review page, or choose another."))
    return found, problems
