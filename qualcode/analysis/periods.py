"""An attribute of days (the day of the interview) as quarters of the year: 2025 Q1, 2025 Q2."""

from __future__ import annotations

from dataclasses import replace

from qualcode.analysis.participants import day_of
from qualcode.analysis.tidy import MISSING, Tidy, plain
from qualcode.errors import QualcodeError, UnknownName


def is_day(tidy: Tidy, attribute: str) -> bool:
    """Whether every value of an attribute that is known is a day."""
    values = [value for value in tidy.levels.get(attribute, ()) if value != MISSING]
    return bool(values) and all(day_of(value) for value in values)


def in_quarters_of_years(tidy: Tidy, attribute: str) -> Tidy:
    """The study with the days of an attribute as quarters of the year, in order, those without an interview between
    them too.

    Raises UnknownName for an attribute that is not there, QualcodeError for one that holds anything but days.
    """
    if attribute not in tidy.attributes:
        raise UnknownName("attribute", attribute, tidy.attributes)
    if not is_day(tidy, attribute):
        raise QualcodeError(f"the values of {attribute!r} are no days such as 2025-03-14 or 14.3.2025.")
    days = {value: found for value in tidy.levels[attribute] if (found := day_of(value))}
    numbers = {value: found.year * 4 + (found.month - 1) // 3 for value, found in days.items()}
    every = range(min(numbers.values()), max(numbers.values()) + 1)
    called = {**{value: _name(number) for value, number in numbers.items()}, MISSING: MISSING}
    levels = (*map(_name, every), *((MISSING,) if MISSING in tidy.levels[attribute] else ()))
    frames = [
        frame.assign(**{attribute: plain(frame[attribute]).map(called).astype("category")})
        for frame in (tidy.units, tidy.codings)
    ]
    return replace(tidy, units=frames[0], codings=frames[1], levels={**tidy.levels, attribute: levels})


def _name(number: int) -> str:
    return f"{number // 4} Q{number % 4 + 1}"
