"""Everything that can be wrong with a user's input, as exceptions that say what to do next.

QualcodeError            any of the below; the command line prints it and exits with 1
├── InputError           one or more problems in files, each with file, line and a hint
├── UnknownName          a code, attribute, level or format that is not there, with the choices
└── MissingLibrary       an optional library that a file or a setting needs
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

MOST = 10  # names of many in a message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the message, where it stands and how to mend it."""

    message: str
    file: Path | None = None
    line: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{place}{self.message}" + (f"\n    {self.hint}" if self.hint else "")


class QualcodeError(Exception):
    """A mistake the user can mend; `str()` is the whole message."""


class InputError(QualcodeError):
    """Problems found in input files, all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownName(QualcodeError):
    """A name that is not among the choices; the message lists them, nearest first."""

    def __init__(self, kind: str, name: str, choices: Sequence[str]) -> None:
        self.choices = tuple(choices)
        guess = nearest(name, choices)
        meant = f" Did you mean {guess!r}?" if guess else ""
        super().__init__(f"Unknown {kind} {name!r}.{meant} {listed(kind, choices)}")


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The choice most like `name`, or None when nothing is near."""
    by_lower = {choice.lower(): choice for choice in choices}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    begins = [choice for choice in by_lower if len(name) > 2 and choice.startswith(name.lower()[:3])]
    return by_lower[found[0]] if found else by_lower[begins[0]] if len(begins) == 1 else None


def first_of(names: Sequence[str], mark: str = ", ") -> str:
    """The names, of many the first, with how many more there are."""
    more = len(names) - MOST if len(names) > MOST + 1 else 0
    return mark.join(names[: len(names) - more]) + (f" and {more} more" if more else "")


def several(number: int, what: str) -> str:
    """A number with what it counts: 1 code, 2 codes."""
    return f"{number} {what}{'s' * (number != 1)}"


def listed(kind: str, choices: Sequence[str]) -> str:
    """The choices as a sentence for a message."""
    return f"Choices: {', '.join(choices)}." if choices else f"There is no {kind} to choose from."
