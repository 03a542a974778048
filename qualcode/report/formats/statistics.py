"""A table as data → a file of SPSS (.sav) or Stata (.dta), with labels for columns and values."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.errors import QualcodeError

SUFFIXES = (".sav", ".dta")
LONGEST_NAME = {".sav": 64, ".dta": 32}
LONGEST_LABEL = {".sav": 255, ".dta": 80}
YES_NO = {"fi": {0: "ei", 1: "kyllä"}, "en": {0: "no", 1: "yes"}}


def statistics_bytes(table: Table, suffix: str, labels: Mapping[str, str], language: str) -> bytes:
    """The table in the format of a suffix; `labels` say what codes and attributes are called.

    Column names are made such as the program takes (crm-use: crm_use), the code's id and label are the column's label,
    and columns of 0 and 1 say what these mean. Raises QualcodeError when the package for it is not installed.
    """
    try:
        import pyreadstat
    except ImportError as error:
        raise QualcodeError(f'{suffix} needs one more package: pip install "qualcode[spss]"') from error
    names = _names(table.frame, LONGEST_NAME[suffix])
    frame = pd.DataFrame({names[column]: _plain(table.frame[column]) for column in table.frame.columns})
    told = {names[c]: (labels.get(c, "") or str(c))[: LONGEST_LABEL[suffix]] for c in table.frame.columns}
    yes = YES_NO.get(language, YES_NO["en"])
    values = {names[c]: yes for c in table.frame.columns if c in labels and _is_yes_no(table.frame[c])}
    write: Any = pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        write(frame, str(path), column_labels=told, variable_value_labels=values)
        return path.read_bytes()


def _names(frame: pd.DataFrame, longest: int) -> dict[Any, str]:
    """A name for each column that the program takes, no two alike."""
    found: dict[Any, str] = {}
    for column in frame.columns:
        plain = re.sub(r"\W", "_", str(column))[:longest]
        plain = plain if plain[:1].isalpha() else f"v{plain}"[:longest]
        number, name = 1, plain
        while name.lower() in {other.lower() for other in found.values()}:
            number += 1
            name = f"{plain[: longest - len(str(number)) - 1]}_{number}"
        found[column] = name
    return found


def _plain(values: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers as floating numbers or whole ones, everything else as texts."""
    if pd.api.types.is_numeric_dtype(values):
        return (
            values.astype("float64")
            if values.isna().any() or pd.api.types.is_float_dtype(values)
            else values.astype("int64")
        )
    return values.astype(object).where(values.notna(), "").astype(str)


def _is_yes_no(values: pd.Series[Any]) -> bool:
    return values.dtype == "int8"  # as tables hold what is there or not
