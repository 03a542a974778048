"""The quotes that people chose → what is quoted first, by code."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.analysis.asking import code_ids, found_in
from qualcode.analysis.quotes import Chosen
from qualcode.analysis.tidy import Tidy
from qualcode.errors import Problem, first_of
from qualcode.people.counted import Counted
from qualcode.people.decisions import PINNED
from qualcode.people.pinned import Pin, pins_of


def chosen_quotes(
    counted: Counted, tidy: Tidy | None = None, names: Mapping[str, str] | None = None
) -> tuple[Chosen, tuple[Problem, ...]]:
    """The chosen stretches by code, and what is wrong with those that are used nowhere.

    `tidy` is the study with other names for its transcripts, and `names` says which.
    """
    tidy, pins = tidy or counted.tidy, pins_of(counted.corpus)
    codes = code_ids(tidy.codebook)
    found: dict[str, list[tuple[str, int, int]]] = {}
    problems = list(pins.problems)
    for pin in pins.placed:
        transcript, code = (names or {}).get(pin.transcript, pin.transcript), found_in(pin.code, codes)
        if code not in codes.values():
            known = f"Codes: {first_of(list(dict.fromkeys(codes.values())))}."
            problems.append(_unused(pin, f"names a code {pin.code!r} that is not in the codebook", known))
        elif not _carries(tidy, transcript, pin, code):
            problems.append(
                _unused(pin, f"is not coded {pin.code!r}", "Code it on the review page, or choose another.")
            )
        else:
            found.setdefault(code, []).append((transcript, pin.start, pin.end))
    return found, tuple(problems)


def _carries(tidy: Tidy, transcript: str, pin: Pin, code: str) -> bool:
    """Whether a unit in which the stretch stands carries the code."""
    rows = tidy.codings[(tidy.codings["transcript"] == transcript) & tidy.codings["code"].isin(tidy.family(code))]
    units = tidy.units[(tidy.units["transcript"] == transcript) & tidy.units["unit"].isin(rows["unit"])]
    return bool(((units["start"] < pin.end) & (pin.start < units["end"])).any())


def _unused(pin: Pin, why: str, hint: str) -> Problem:
    return Problem(
        f"{PINNED}:{pin.line}: the chosen quote {pin.quote[:60]!r} ({pin.transcript}) {why}, so it is not quoted.",
        hint=hint,
    )
