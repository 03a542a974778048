"""Which codes stand in the same units."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qualcode.analysis.table import Level, Table
from qualcode.analysis.tidy import Tidy


def cooccurrence(tidy: Tidy, level: Level = "themes") -> Table:
    """Columns: code, then one a code; a cell is the number of units that carry both, the diagonal the code's own units.

    A theme's units are those of itself and its subcodes.
    """
    codes = [place.code.id for place in tidy.places(level)]
    unit_of = tidy.codings.groupby(["transcript", "unit"], sort=False).ngroup().to_numpy()
    carries = np.zeros((len(codes), int(unit_of.max()) + 1 if len(unit_of) else 0), dtype=np.float32)
    for row, code in enumerate(codes):
        carries[row, unit_of[tidy.codings["code"].isin(tidy.family(code)).to_numpy()]] = 1
    both = (carries @ carries.T).astype(int)
    table = pd.DataFrame(both, columns=codes)
    table.insert(0, "code", codes)
    return Table("cooccurrence", table, tidy.base("units"))
