"""A table of ratings in any of its usual shapes → unit, coder, code, value; and agreement of every code at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.analysis.agreement import CODER_COLUMNS, REPEATS, Ratings, Scale, coefficients, drawn, ratings_of
from qualcode.analysis.table import Drawings, Table
from qualcode.errors import QualcodeError, UnknownName
from qualcode.spreadsheet import by_alias

OVERALL = "(overall)"
Group = NDArray[np.int64]
ALIASES = {
    "unit": "unit unit_id item segment yksikkö virke puheenvuoro id",
    "coder": "coder rater annotator observer koodaaja arvioija",
    "code": "code category theme koodi teema luokka",
    "value": "value rating arvo luokitus",
}
_FIELD = by_alias(ALIASES)
SHOWN = {
    "percent_agreement": "percent",
    "cohen_kappa": "kappa",
    "fleiss_kappa": "kappa",
    "gwet_ac1": "ac1",
    "krippendorff_alpha": "alpha",
}
COLUMNS = ("code", "units", "coders", "percent", "kappa", "ac1", "alpha", "alpha_low", "alpha_high")


def long_ratings(frame: pd.DataFrame, within: str = "") -> pd.DataFrame:
    """The ratings with the columns unit, coder, value, with `code` where the table tells several apart, and `within` if
    it is named.

    The table is long (unit, coder, value, or with a code), has a column for each coder, or for each code (then a column
    says who coded). One of unit, coder and code whose units have several codes says what was coded: 1, and 0 for what
    that coder did not give to the unit. Raises QualcodeError for a table of no such shape, UnknownName for a `within`
    that is no column.
    """
    own = next((str(name) for name in frame.columns if str(name).casefold() == within.casefold()), within)
    frame = frame.rename(columns={own: within}) if within else frame
    named = _named(frame, within)
    if within and within not in named.columns:
        raise UnknownName("column", within, list(map(str, frame.columns)))
    if "unit" not in named.columns:
        raise QualcodeError(f"there is no column 'unit'. {_shapes(frame)}")
    fixed = ["unit", *([within] if within else [])]
    others = [str(name) for name in named.columns if name not in (*fixed, *ALIASES)]
    has = {name for name in ALIASES if name in named.columns}
    if {"coder", "value"} <= has:
        return named[[*fixed, "coder", *(["code"] if "code" in has else []), "value"]]
    if {"coder", "code"} <= has:
        return _given(named, fixed)
    if "coder" in has and others:
        return named.melt([*fixed, "coder"], others, "code", "value")
    if "coder" not in has and len(others) > 1:
        return named.melt([*fixed, *(["code"] if "code" in has else [])], others, "coder", "value")
    raise QualcodeError(f"it is not told who gave which value. {_shapes(frame)}")


def unrated(frame: pd.DataFrame, ratings: pd.DataFrame) -> int:
    """How many units have no row of some coder, where rows say what was coded: such a coder's values are missing there,
    and not 0.
    """
    if "value" in {_FIELD.get(str(name).strip().lower()) for name in frame.columns} or "coder" not in ratings.columns:
        return 0
    rated = ratings[["unit", "coder"]].drop_duplicates().groupby("unit").size()
    return int((rated < ratings["coder"].nunique()).sum())


def _named(frame: pd.DataFrame, within: str) -> pd.DataFrame:
    """The table with its columns under the names that are known; the column of whole interviews keeps its own."""
    found: dict[str, str] = {}
    for name in map(str, frame.columns):
        field = _FIELD.get(name.strip().lower().replace(" ", "_"))
        if field and name != within and field not in found.values():
            found[name] = field
    exact = {name for name in ALIASES if name in frame.columns}
    return frame.rename(columns={name: field for name, field in found.items() if name == field or field not in exact})


def _shapes(frame: pd.DataFrame) -> str:
    return (
        f"Found: {', '.join(map(str, frame.columns))}. The columns are unit, coder, value (and "
        f"code); or unit and one for each coder; "
        "or unit, coder and one for each code."
    )


def _given(frame: pd.DataFrame, fixed: Sequence[str]) -> pd.DataFrame:
    """Rows of unit, coder and code: the code as the value where a unit has one, else 1 and 0 for each code."""
    rows = frame[[*fixed, "coder", "code"]].drop_duplicates()
    if not rows.duplicated(["unit", "coder"]).any():
        return rows.rename(columns={"code": "value"})
    codes = [code for code in rows["code"].drop_duplicates() if str(code).strip()]
    every = (
        rows[[*fixed, "coder"]]
        .drop_duplicates()
        .merge(pd.DataFrame({"code": pd.array(codes, dtype="string")}), how="cross")
    )
    given = pd.MultiIndex.from_frame(rows[["unit", "coder", "code"]])
    said = pd.MultiIndex.from_frame(every[["unit", "coder", "code"]]).isin(given)
    return every.assign(value=pd.array(np.where(said, "1", "0"), dtype="string"))


def agreement_of_codes(
    frame: pd.DataFrame,
    level: Scale = "nominal",
    within: str = "",
    order: Sequence[str] = (),
    only: Sequence[str] = (),
    long: bool = False,
    repeats: int = REPEATS,
    seed: int = 1,
) -> Table:
    """How far coders agree about each code of a table with unit, coder, code and value: a row a code, then one for all.

    Columns: code, units (that two coders or more rated), coders, percent, kappa (Cohen's of two, Fleiss' of more), ac1,
    alpha, alpha_low, alpha_high; with `long` a row for each code and coefficient, as `agreement`. The overall row is of
    all pairs of a unit and a code. The intervals draw units again, whole interviews if `within` names their column.
    `only` are the codes to show. Raises QualcodeError as `ratings_of`, UnknownName for a code that is not there.
    """
    codes = list(frame["code"].astype("string").fillna("").drop_duplicates())
    if unknown := next((code for code in only if code not in codes), None):
        raise UnknownName("code", unknown, codes)
    wanted = [code for code in codes if not only or code in only]
    rows, undefined = list[tuple[object, ...]](), 0
    for name, ratings, group in _by_code(frame[frame["code"].isin(wanted)], wanted, level, within, order):
        if ratings is None:  # one coder alone
            rows += [] if long else [(name, 0, 1, *[math.nan] * 6)]
            continue
        number = int(group.max()) + 1 if len(group) else 0
        measured = coefficients(
            ratings, np.vstack([np.ones(len(group)), drawn(number, repeats, seed)[:, group]]), level
        )
        undefined = max(undefined, *(times for _, times in measured))
        found = [row for row, _ in measured]
        rows += [(name, *row) for row in found] if long else [(name, *_one_row(found))]
    units = frame[within or "unit"].nunique()
    drawings = Drawings(repeats, int(units), "transcripts" if within else "units", undefined)
    columns = ["code", *CODER_COLUMNS] if long else list(COLUMNS)
    numbers = ["value", "low", "high"] if long else list(COLUMNS[3:])
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, float))
    shown = table if long else table.round(dict.fromkeys(numbers, 4))
    shares = frozenset[str]() if long else frozenset({"percent"})
    return Table("agreement", shown, shares=shares, missing="undefined", drawings=drawings)


def _by_code(
    frame: pd.DataFrame, codes: Sequence[str], level: Scale, within: str, order: Sequence[str]
) -> Iterator[tuple[str, Ratings | None, Group]]:
    """The ratings of each code, then of all, and which group, drawn as one, each unit is of; None for a code of one
    coder alone.
    """
    groups = {value: n for n, value in enumerate(frame[within or "unit"].astype("string").fillna("").drop_duplicates())}
    for code in codes:
        rows = frame[frame["code"] == code]
        several = rows.loc[rows["value"].fillna("").str.strip() != "", "coder"].nunique() > 1
        yield code, ratings_of(rows, level, order) if several else None, _groups(rows, within, groups)
    pairs = frame.assign(unit=frame["code"].astype("string") + "\0" + frame["unit"].astype("string"))
    yield OVERALL, ratings_of(pairs, level, order), _groups(pairs, within, groups, frame["unit"])


def _groups(rows: pd.DataFrame, within: str, groups: Mapping[str, int], units: pd.Series[str] | None = None) -> Group:
    own = rows.assign(group=rows[within] if within else units if units is not None else rows["unit"]).drop_duplicates(
        "unit"
    )
    return np.array([groups[value] for value in own["group"].astype("string").fillna("")], dtype=np.int64)


def _one_row(found: Sequence[tuple[object, ...]]) -> list[object]:
    """The units, the coders and the main coefficients."""
    by_name = {
        SHOWN[str(row[0])]: row for row in found if row[0] in SHOWN and not (row[0] == "fleiss_kappa" and row[6] == 2)
    }
    return [
        found[0][5],
        found[0][6],
        *(by_name[name][2] for name in ("percent", "kappa", "ac1", "alpha")),
        *by_name["alpha"][3:5],
    ]
