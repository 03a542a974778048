"""The quotes that people chose → what findings quote first, by code."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.analysis.quotes import Chosen
from qualcode.analysis.tidy import Tidy
from qualcode.errors import Problem, first_of
from qualcode.people.decisions import PINNED
from qualcode.people.pinned import Pins
from qualcode.report.asking import code_ids, found_in


def chosen_quotes(pins: Pins, tidy: Tidy, names: Mapping[str, str]) -> tuple[Chosen, list[Problem]]:
    """The chosen stretches by code, and those that are used nowhere because what is said there does not carry the code.

    `names` says what the transcripts of `tidy` are called.
    """
    codes = code_ids(tidy.codebook)
    found: dict[str, list[tuple[str, int, int]]] = {}
    problems = []
    for pin in pins.placed:
        transcript = names.get(pin.transcript, pin.transcript)
        code = found_in(pin.code, codes)
        family = tidy.family(code) if code in codes.values() else frozenset()
        rows = tidy.codings[(tidy.codings["transcript"] == transcript) & tidy.codings["code"].isin(family)]
        units = tidy.units[(tidy.units["transcript"] == transcript) & tidy.units["unit"].isin(rows["unit"])]
        if ((units["start"] < pin.end) & (pin.start < units["end"])).any():
            found.setdefault(code, []).append((transcript, pin.start, pin.end))
        else:
            said = f"{pin.quote[:60]!r} ({pin.transcript})"
            why = f"is not coded {pin.code!r}" if family else f"names a code {pin.code!r} that is not in the codebook"
            message = f"{PINNED}:{pin.line}: the chosen quote {said} {why}, so it is not quoted."
            hint = "Code it on the review page, or choose another." if family else f"Codes: {first_of(list(codes.values()))}."
            problems.append(Problem(message, hint=hint))
    return found, problems
