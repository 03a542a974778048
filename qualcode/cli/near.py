"""Options that ask for a code where another stands too, or does not: --with, --without, --within."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.asked import CODE

if TYPE_CHECKING:
    from qualcode.analysis import Filters, Tidy

Command = Callable[..., Any]


@dataclass(frozen=True)
class Near:
    """Which other codes are to stand with a code, and which are not, and where."""

    together: tuple[str, ...]
    without: tuple[str, ...]
    within: str

    def of(self, tidy: Tidy, filters: Filters, code: str = "") -> Tidy:
        """What the filters leave of a study, with only those codings of a code (of each theme without one) that are
        asked for.

        Other codes are looked for before codes and negated codings are filtered out.
        """
        from qualcode.analysis.combinations import combined, each_combined
        from qualcode.analysis.tidy import CODES, Filters

        if not (self.together or self.without):
            return tidy.filtered(filters)
        before = replace(filters, where={n: v for n, v in filters.where.items() if n not in CODES}, code=(), negated=())
        there = tidy.filtered(before)
        near = (self.together, self.without, self.within)
        found = combined(there, code, *near) if code else each_combined(there, *near)
        return replace(found.filtered(Filters(code=filters.codes(), negated=filters.negated)), filters=filters)


def near_options(command: Command) -> Command:
    """--with, --without and --within, as one `near`."""

    @click.option(
        "--with",
        "together",
        type=CODE,
        multiple=True,
        metavar="CODE",
        help="Only where this code stands too; again for another.",
    )
    @click.option("--without", type=CODE, multiple=True, metavar="CODE", help="Only where this code does not stand.")
    @click.option(
        "--within", default="", metavar="WHERE", help="Stand together in a unit (default), turn, turns:N, or overlap."
    )
    @functools.wraps(command)
    def wrapper(*args: Any, together: tuple[str, ...], without: tuple[str, ...], within: str, **rest: Any) -> Any:
        if within and not (together or without):
            raise click.UsageError("--within says where --with or --without look: name a code with one of them.")
        return command(*args, near=Near(together, without, within or "unit"), **rest)

    return wrapper
