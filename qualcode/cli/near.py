"""Options that ask for a code where another stands too, or does not: --with, --without, --within."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.asked import CODE

if TYPE_CHECKING:
    from qualcode.analysis import Tidy

Command = Callable[..., Any]


@dataclass(frozen=True)
class Near:
    """Which other codes are to stand with a code, and which are not, and where."""

    together: tuple[str, ...]
    without: tuple[str, ...]
    within: str

    def of(self, tidy: Tidy, code: str) -> Tidy:
        """The study with only those codings of a code that are asked for."""
        from qualcode.analysis import combined

        return combined(tidy, code, self.together, self.without, self.within) if self.together or self.without else tidy

    def of_each(self, tidy: Tidy) -> Tidy:
        """The study with only those codings of each theme that are asked for."""
        from qualcode.analysis.combinations import each_combined

        return each_combined(tidy, self.together, self.without, self.within) if self.together or self.without else tidy


def near_options(command: Command) -> Command:
    """--with, --without and --within, as one `near`."""

    @click.option(
        "--with", "together", type=CODE, multiple=True, metavar="CODE", help="Only where this code stands too; again for another."
    )
    @click.option("--without", type=CODE, multiple=True, metavar="CODE", help="Only where this code does not stand.")
    @click.option("--within", default="unit", metavar="WHERE", help="Stand together in a unit (default), turn, turns:N, or overlap.")
    @functools.wraps(command)
    def wrapper(*args: Any, together: tuple[str, ...], without: tuple[str, ...], within: str, **rest: Any) -> Any:
        return command(*args, near=Near(together, without, within), **rest)

    return wrapper
