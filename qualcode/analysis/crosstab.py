"""Two dimensions against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from qualcode.analysis.levels import with_levels
from qualcode.analysis.measures import Mask, Things, unit_words
from qualcode.analysis.quarters import DIMENSION, with_quarters
from qualcode.analysis.table import LEVELS, MEASURES, PERCENTS, Level, Measure, Percent, Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import QualcodeError, UnknownName

CODE_DIMENSIONS = ("code", "theme")


def crosstab(
    tidy: Tidy,
    rows: str,
    columns: str,
    measure: Measure = "units",
    percent: Percent | None = None,
    level: Level = "all",
) -> Table:
    """Columns: the row dimension, each level of the column dimension, total; rows and columns in order, zeros included.

    `rows` and `columns` are code, theme, transcript, speaker, role, question, coder, negated, quarter (of the
    interview's words), an attribute, or the id of an ordered code, whose levels are its subcodes (crossed with code,
    theme or another ordered code a cell counts units that carry both); `level` says which codes stand for `code`. A
    cell counts distinct things of the `measure`; a total is the number of distinct things in the whole row, so it may
    be less than the sum of the cells. With `percent` a cell is a fraction of the row's, the column's or the table's
    distinct things. With no code, theme or coder on either side everything said is counted, coded or not. Raises
    UnknownName for a dimension that is not there and QualcodeError for two that are one.
    """
    if rows == columns or {rows, columns} == set(CODE_DIMENSIONS):
        hint = " Use `qualcode cooccurrence` for codes against codes." if rows in CODE_DIMENSIONS else ""
        raise QualcodeError(f"{rows} and {columns} are not two dimensions.{hint}")
    for kind, name, choices in (
        ("measure", measure, MEASURES),
        ("percent", percent or "row", PERCENTS),
        ("level", level, LEVELS),
    ):
        if name not in choices:
            raise UnknownName(kind, name, choices)
    tidy = with_quarters(tidy) if DIMENSION in (rows, columns) else tidy
    ordered = [name for name in (rows, columns) if tidy.scale(name)]
    tidy = with_levels(tidy, ordered, len(ordered) == 2 or bool({rows, columns} & set(CODE_DIMENSIONS)))
    coded = measure == "codings" or bool(
        {rows, columns} & {*CODE_DIMENSIONS, *ordered, "coder", "negated"} or tidy.filters.codes()
    )
    frame = tidy.codings if coded else tidy.units
    things = Things(frame, unit_words(tidy.units))
    groups = {
        name: frame[name_of(rows)].isin(members).to_numpy() for name, members in _members(tidy, rows, level).items()
    }
    across = _members(tidy, columns, level)
    cells = pd.DataFrame(
        [_row(things, frame, group, measure, columns, across) for group in groups.values()],
        columns=[*_distinct_names(list(across), rows), "total"],
    )
    everything = np.logical_or.reduce(list(groups.values())) if groups else np.ones(len(frame), np.bool_)
    margins = _row(things, frame, everything, measure, columns, across)
    wholes = {"row": zip(groups, cells["total"], strict=True), "column": zip(across, margins[:-1], strict=True)}
    base = replace(
        tidy.base(measure, percent, coded), margins=(*wholes.get(percent or "", ()), ("in all", margins[-1]))
    )
    if percent:
        cells = _fractions(cells, margins, percent)
    cells.insert(0, rows, list(groups))
    return Table("crosstab", cells, base, frozenset(cells.columns[1:] if percent else ()))


def name_of(dimension: str) -> str:
    """The column of a tidy table in which a dimension's members stand."""
    return "code" if dimension in CODE_DIMENSIONS else dimension


def _members(tidy: Tidy, dimension: str, level: Level) -> dict[str, frozenset[str]]:
    """Each level of a dimension with what belongs to it; to a theme its subcodes do too."""
    if dimension not in CODE_DIMENSIONS:
        return {value: frozenset((value,)) for value in tidy.dimension(dimension)}
    places = tidy.places("themes" if dimension == "theme" else level)
    return {place.code.id: tidy.family(place.code.id) for place in places}


def _row(
    things: Things,
    frame: pd.DataFrame,
    rows: Mask,
    measure: Measure,
    dimension: str,
    across: Mapping[str, frozenset[str]],
) -> list[int]:
    """The number of distinct things among the rows at each level of a dimension, and in all."""
    if dimension not in CODE_DIMENSIONS:
        return [*things.by_level(rows, measure, dimension, list(across)), things.number(rows, measure)]
    codes = frame["code"]
    cells = [things.number(rows & codes.isin(family).to_numpy(), measure) for family in across.values()]
    return [*cells, things.number(rows & codes.isin(frozenset().union(*across.values())).to_numpy(), measure)]


def _distinct_names(levels: list[str], rows: str) -> list[str]:
    """The levels as column names: one called as the first or the last column is told apart from it."""
    return [f"{level} (value)" if level in (rows, "total") else level for level in levels]


def _fractions(cells: pd.DataFrame, margins: list[int], percent: Percent) -> pd.DataFrame:
    """The cells divided by their row's, their column's or the whole table's number; nothing of nothing is 0."""
    if percent == "row":
        return cells.div(cells["total"].where(cells["total"] > 0, 1), axis=0).round(6)
    whole = pd.Series(margins, index=cells.columns)
    divisor = whole.where(whole > 0, 1) if percent == "column" else max(margins[-1], 1)
    return (cells / divisor).round(6)
