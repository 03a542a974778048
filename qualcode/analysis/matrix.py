"""Wide tables for statistics: a row a case, a column a code, attributes as what they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import pandas as pd

from qualcode.analysis.bins import is_numeric, number_of
from qualcode.analysis.table import LEVELS, Counted, Level, Table
from qualcode.analysis.tidy import MISSING, Tidy
from qualcode.errors import UnknownName

Case = Literal["transcript", "participant", "unit"]
Value = Literal["any", "units", "words", "share"]
CASES: tuple[Case, ...] = get_args(Case)
VALUES: tuple[Value, ...] = get_args(Value)
KEYS: dict[Case, list[str]] = {
    "transcript": ["transcript"],
    "participant": ["transcript", "speaker"],
    "unit": ["transcript", "unit"],
}


def matrix(tidy: Tidy, rows: Case = "transcript", values: Value = "units", level: Level = "all") -> Table:
    """A row for each interview, participant or unit, zeros included, in the order of the interviews.

    Columns: transcript (participant: speaker too; unit: unit, turn, speaker, question), the attributes (numbers as
    numbers; of an interview whose participants differ in one, missing), then a column for each code of the level. A
    cell is any (1 when the code stands there, else 0), units (how many carry it), words (the words of those units) or
    share (of all words of the case, 0 to 1). A theme's units are those of its subcodes too. Raises UnknownName for
    rows, values or a level there are none of.
    """
    for kind, name, choices in (("kind of row", rows, CASES), ("value", values, VALUES), ("level", level, LEVELS)):
        if name not in choices:
            raise UnknownName(kind, name, choices)
    units, codings = (
        frame.astype(dict.fromkeys(("transcript", "speaker"), object)) for frame in (tidy.units, tidy.codings)
    )
    units = units if rows != "participant" else units[units["role"] == "participant"]
    keys = KEYS[rows]
    frame = _cases(units, keys, rows, tidy.attributes)
    index = pd.MultiIndex.from_frame(frame[keys]) if len(keys) > 1 else pd.Index(frame[keys[0]])
    sizes = units.groupby(["transcript", "unit", "speaker"], observed=True, sort=False)["words"].sum().reset_index()
    whole = sizes.groupby(keys, observed=True)["words"].sum()
    codes = [place.code.id for place in tidy.places(level)]
    cells = {
        code: _cells(codings[codings["code"].isin(tidy.family(code))], keys, values, sizes, whole)
        .reindex(index, fill_value=0)
        .to_numpy()
        for code in codes
    }
    made = pd.DataFrame({_apart(code, frame): cell for code, cell in cells.items()}, index=frame.index)
    made = made.astype("int8") if values == "any" else made
    measure: dict[Value, Counted] = {"any": "units", "units": "units", "words": "words", "share": "words"}
    shares = frozenset(made.columns if values == "share" else ())
    return Table("matrix", pd.concat([frame, made], axis=1), tidy.base(measure[values]), shares)


def _apart(code: str, frame: pd.DataFrame) -> str:
    """The column of a code, told apart from an attribute that is called the same."""
    return f"{code} (code)" if code in frame.columns else code


def _cells(
    found: pd.DataFrame, keys: Sequence[str], values: Value, sizes: pd.DataFrame, whole: pd.Series[int]
) -> pd.Series[Any]:
    """What a code has in each case in which it stands; `found` are its codings."""
    carried = found[["transcript", "unit", "speaker"]].drop_duplicates()
    if values in ("any", "units"):
        number = (
            carried[list(dict.fromkeys([*keys, "unit"]))].drop_duplicates().groupby(list(keys), observed=True).size()
        )
        return number.clip(upper=1) if values == "any" else number
    words = carried.merge(sizes, on=["transcript", "unit", "speaker"])
    summed = words.groupby(list(keys), observed=True)["words"].sum()
    return (summed / whole.reindex(summed.index).clip(lower=1)).round(6) if values == "share" else summed


def _cases(units: pd.DataFrame, keys: Sequence[str], rows: Case, attributes: Sequence[str]) -> pd.DataFrame:
    """The cases with what is known of each."""
    more = ["turn", "speaker", "question"] if rows == "unit" else []
    cases = units.drop_duplicates(list(keys))[[*keys, *more]].reset_index(drop=True)
    spoken = units[units["role"] == "participant"]
    for name in attributes:
        own = spoken[[*keys, name]].astype({name: object}).drop_duplicates()
        one = own[~own.duplicated(list(keys), keep=False)].set_index(list(keys))[name]
        found = one.reindex(pd.MultiIndex.from_frame(cases[list(keys)]) if len(keys) > 1 else cases[keys[0]])
        cases[name] = typed(pd.Series(found.to_numpy(), index=cases.index))
    return cases.astype(dict.fromkeys([*keys, *more], object)).astype(
        {name: int for name in ("unit", "turn") if name in cases}
    )


def with_numbers(frame: pd.DataFrame, attributes: Sequence[str]) -> pd.DataFrame:
    """A table with its attributes as what they are: numbers where all that are known are numbers."""
    return frame.assign(**{name: typed(frame[name].astype(object)) for name in attributes if name in frame})


def typed(values: pd.Series[str]) -> pd.Series[float] | pd.Series[str]:
    """The values of an attribute as numbers when all that are known are numbers, else as texts; missing ones as
    missing.
    """
    known = values.where(values.notna() & (values != MISSING), None)
    if not is_numeric(known.dropna().astype(str)):
        return known
    numbers = [None if value is None else number_of(str(value)) for value in known.where(known.notna(), None)]
    whole = all(number is None or number == int(number) for number in numbers)
    return pd.Series(pd.array(numbers, dtype="Int64" if whole else "Float64"), index=values.index)
