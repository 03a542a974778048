"""Ordered codes: what level is talked about in each interview, question or group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from qualcode.analysis.measures import KEYS
from qualcode.analysis.quarters import DIMENSION, with_quarters
from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import QualcodeError


def levels(tidy: Tidy, code: str, by: str = "transcript") -> Table:
    """A row for each level of `by`, and one for all: how the units of an ordered code lie on its levels.

    Columns: `by`, units (that carry any level), then one a level in order (units that carry it), lowest, median,
    highest (ids of levels; empty where there are no units). A unit with several levels counts at each of them; the
    median is the lower one of two. Raises QualcodeError when the code is not ordered (`scale: ordinal`) and UnknownName
    for a dimension that is not there.
    """
    order = tidy.scale(code)
    if not order:
        ordered = [place.code.id for place in tidy.codebook.walk() if place.code.scale == "ordinal"]
        has = f"Ordered codes: {', '.join(ordered)}." if ordered else "This codebook has none."
        raise QualcodeError(
            f"the code {code!r} is not ordered: its subcodes are levels when it says `scale: ordinal`. {has}"
        )
    tidy = with_quarters(tidy) if by == DIMENSION else tidy
    rows = [_row(tidy, order, tidy.codings[tidy.codings[by] == value], value) for value in tidy.dimension(by)]
    rows.append(_row(tidy, order, tidy.codings, "total"))
    return Table(
        "levels",
        pd.DataFrame(rows, columns=[by, "units", *_names(order, by), "lowest", "median", "highest"]),
        tidy.base("units"),
    )


def _names(order: Sequence[str], by: str) -> list[str]:
    """The levels as column names, told apart from the table's own."""
    return [f"{level} (level)" if level in (by, "units", "lowest", "median", "highest") else level for level in order]


def with_levels(tidy: Tidy, codes: Sequence[str], by_unit: bool) -> Tidy:
    """The study with each ordered code as a dimension, whose levels are its subcodes.

    Without `by_unit` only the codes' own codings stay, each with its level; with it every coding has each level that
    its unit carries.
    """
    codings, levels = tidy.codings, dict(tidy.levels)
    for code in codes:
        own = {member: level for level in tidy.scale(code) for member in tidy.family(level)}
        found = tidy.codings.assign(**{code: tidy.codings["code"].map(own)}).dropna(subset=[code])
        carried = found[[*KEYS["units"], code]].drop_duplicates()
        codings = codings.merge(carried, on=KEYS["units"]) if by_unit else found
        levels[code] = tidy.scale(code)
    return replace(tidy, codings=codings, levels=levels)


def _row(tidy: Tidy, order: tuple[str, ...], codings: pd.DataFrame, name: str) -> tuple[object, ...]:
    found = {
        level: codings[codings["code"].isin(tidy.family(level))][KEYS["units"]].drop_duplicates() for level in order
    }
    sizes = [len(units) for units in found.values()]
    everyone = pd.concat(found.values()).drop_duplicates()
    return name, len(everyone), *sizes, *_middle(order, sizes)


def _middle(order: tuple[str, ...], sizes: list[int]) -> Iterator[str]:
    """The lowest, median and highest level that has units."""
    seen = [level for level, size in zip(order, sizes, strict=True) for _ in range(size)]
    yield from (seen[0], seen[(len(seen) - 1) // 2], seen[-1]) if seen else ("", "", "")
