"""Two dimensions against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from qualcode.analysis.levels import with_levels
from qualcode.analysis.measures import by_level, number, unit_words
from qualcode.analysis.quarters import DIMENSION, with_quarters
from qualcode.analysis.table import LEVELS, MEASURES, PERCENTS, Level, Measure, Percent, Table
from qualcode.analysis.tidy import Tidy
from qualcode.errors import QualcodeError, UnknownName

CODE_DIMENSIONS = ("code", "theme")


def crosstab(
    tidy: Tidy, rows: str, columns: str, measure: Measure = "units", percent: Percent | None = None, level: Level = "all"
) -> Table:
    """Columns: the row dimension, each level of the column dimension, total; rows and columns in order, zeros included.

    `rows` and `columns` are code, theme, transcript, speaker, role, question, coder, negated, quarter (of the interview's words), an
    attribute, or the id of an ordered code, whose levels are its subcodes (crossed with code, theme or another ordered code a cell
    counts units that carry both); `level` says which codes stand for `code`. A cell counts distinct things of the `measure`; a total is
    the number of distinct things in the whole row, so it may be less than the sum of the cells. With `percent` a cell is a fraction of
    the row's, the column's or the table's distinct things. With no code, theme or coder on either side everything said is counted,
    coded or not. Raises UnknownName for a dimension that is not there and QualcodeError for two that are one.
    """
    if rows == columns or {rows, columns} == set(CODE_DIMENSIONS):
        hint = " Use `qualcode cooccurrence` for codes against codes." if rows in CODE_DIMENSIONS else ""
        raise QualcodeError(f"{rows} and {columns} are not two dimensions.{hint}")
    for kind, name, choices in (("measure", measure, MEASURES), ("percent", percent or "row", PERCENTS), ("level", level, LEVELS)):
        if name not in choices:
            raise UnknownName(kind, name, choices)
    tidy = with_quarters(tidy) if DIMENSION in (rows, columns) else tidy
    ordered = [name for name in (rows, columns) if tidy.scale(name)]
    tidy = with_levels(tidy, ordered, len(ordered) == 2 or bool({rows, columns} & set(CODE_DIMENSIONS)))
    coded = measure == "codings" or bool({rows, columns} & {*CODE_DIMENSIONS, *ordered, "coder", "negated"} or tidy.filters.codes())
    frame = tidy.codings if coded else tidy.units
    levels, row_of = _across(tidy, columns, measure, level)
    groups = dict(_groups(tidy, frame, rows, level))
    everything = pd.concat(groups.values()).drop_duplicates(subset=_identity(frame)) if groups else frame
    cells = pd.DataFrame([row_of(group) for group in groups.values()], columns=[*_distinct_names(levels, rows), "total"])
    margins = row_of(everything)
    wholes = {"row": zip(groups, cells["total"], strict=True), "column": zip(levels, margins[:-1], strict=True)}
    base = replace(tidy.base(measure, percent, coded), margins=(*wholes.get(percent or "", ()), ("in all", margins[-1])))
    if percent:
        cells = _fractions(cells, margins, percent)
    cells.insert(0, rows, list(groups))
    return Table("crosstab", cells, base, frozenset(cells.columns[1:] if percent else ()))


def _distinct_names(levels: list[str], rows: str) -> list[str]:
    """The levels as column names: one called as the first or the last column is told apart from it."""
    return [f"{level} (value)" if level in (rows, "total") else level for level in levels]


def _identity(frame: pd.DataFrame) -> list[str]:
    return [name for name in ("transcript", "start", "end", "code", "coder", "unit") if name in frame.columns]


def _groups(tidy: Tidy, frame: pd.DataFrame, name: str, level: Level) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each level of a dimension with the rows that belong to it; a theme has its subcodes' rows too."""
    if name in CODE_DIMENSIONS:
        for place in tidy.places("themes" if name == "theme" else level):
            yield place.code.id, frame[frame["code"].isin(tidy.family(place.code.id))]
    else:
        for value in tidy.dimension(name):
            yield value, frame[frame[name] == value]


def _across(tidy: Tidy, name: str, measure: Measure, level: Level) -> tuple[list[str], Callable[[pd.DataFrame], list[int]]]:
    """The levels of a dimension, and a function from rows to their number at each level and in all of them."""
    words = unit_words(tidy.units)
    if name not in CODE_DIMENSIONS:
        levels = list(tidy.dimension(name))
        return levels, lambda frame: [*by_level(frame, measure, name, levels, words), number(frame, measure, words)]
    families = {place.code.id: tidy.family(place.code.id) for place in tidy.places("themes" if name == "theme" else level)}

    def row(frame: pd.DataFrame) -> list[int]:
        cells = [number(frame[frame["code"].isin(family)], measure, words) for family in families.values()]
        shown = frame[frame["code"].isin(frozenset().union(*families.values()))]
        return [*cells, number(shown, measure, words)]

    return list(families), row


def _fractions(cells: pd.DataFrame, margins: list[int], percent: Percent) -> pd.DataFrame:
    """The cells divided by their row's, their column's or the whole table's number; nothing of nothing is 0."""
    if percent == "row":
        return cells.div(cells["total"].where(cells["total"] > 0, 1), axis=0).round(6)
    whole = pd.Series(margins, index=cells.columns)
    divisor = whole.where(whole > 0, 1) if percent == "column" else max(margins[-1], 1)
    return (cells / divisor).round(6)
