"""Which units a person should code blind so that the rules can be judged: a stratified random sample with known
weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from qualcode.analysis.tidy import plain
from qualcode.errors import QualcodeError
from qualcode.model import Codebook

SILENT = "(none)"
SILENT_SHARE = 1 / 3  # of the sample goes to units in which the rules found nothing
LEAST = 2  # units of a stratum
PLACE = ["transcript", "unit"]


def draw(
    units: pd.DataFrame, codings: pd.DataFrame, languages: Mapping[str, str], codebook: Codebook, size: int, seed: int
) -> pd.DataFrame:
    """The drawn units, in the order of the study: transcript, unit, stratum, population (units of the stratum), drawn
    (of them).

    A stratum is the units of one language whose rarest code, as the rules coded them, is the same; where there are too
    many codes for the sample, the same theme; those without any code are one of their own and get a third. The others
    share the rest by the square root of their size, two at least, so that rare codes are in. `languages` is each
    transcript's. Raises QualcodeError for a size that is too small or leaves nothing to draw.
    """
    places = units[PLACE].drop_duplicates().reset_index(drop=True)
    if size < 2 * LEAST or places.empty:
        raise QualcodeError(f"a sample of {size} units of {len(places)} says nothing; draw at least {2 * LEAST}.")
    spoken = plain(places["transcript"]).map(dict(languages))
    for kind in ("code", "theme", "any"):
        names = spoken + " " + _rarest(places, codings, codebook, kind)
        shares = _allocated({str(name): int(n) for name, n in names.value_counts(sort=False).items()}, size)
        if all(shares.values()):
            break
    if not all(shares.values()):
        least = sum(min(LEAST, int(n)) for n in names.value_counts())
        raise QualcodeError(f"a sample of {size} units is too small for this study; draw at least {least}.")
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, str, int, int]] = []
    for name, number in shares.items():
        members = np.flatnonzero(names == name)
        rows += [(int(at), name, len(members), number) for at in rng.choice(members, number, replace=False)]
    found = pd.DataFrame(sorted(rows), columns=["at", "stratum", "population", "drawn"])
    return pd.concat([places.loc[found["at"]].reset_index(drop=True), found.drop(columns="at")], axis=1)


def _rarest(places: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, kind: str) -> pd.Series[str]:
    """Each unit's rarest code, theme, or whether it has any."""
    if kind == "any":
        named = codings[PLACE].drop_duplicates().assign(name="coded")
    else:
        named = codings[[*PLACE, kind]].drop_duplicates().rename(columns={kind: "name"}).astype({"name": object})
        order = [place.code.id for place in codebook.walk()]
        number = named["name"].value_counts()
        named = named.assign(number=named["name"].map(number), place=named["name"].map(order.index)).sort_values(
            ["number", "place"]
        )
        named = named.drop_duplicates(PLACE)
    return places.merge(named[[*PLACE, "name"]], on=PLACE, how="left")["name"].fillna(SILENT)


def _allocated(population: Mapping[str, int], size: int) -> dict[str, int]:
    """How many units to draw of each stratum; none where there are too many strata for the size."""
    size = min(size, sum(population.values()))
    silent = {name: n for name, n in population.items() if name.endswith(SILENT)}
    coded = {name: n for name, n in population.items() if name not in silent}
    least_silent = sum(min(LEAST, n) for n in silent.values())
    for_silent = min(max(round(size * SILENT_SHARE), least_silent), sum(silent.values())) if coded else size
    least = sum(min(LEAST, n) for n in coded.values())
    if least > size - for_silent:
        return dict.fromkeys(population, 0)
    shares = {**_shared(silent, for_silent, {name: float(n) for name, n in silent.items()})}
    shares |= _shared(coded, size - for_silent, {name: math.sqrt(n) for name, n in coded.items()})
    left = size - sum(shares.values())
    return {**shares, **_shared(population, size, shares, shares)} if left > 0 else shares


def _shared(
    population: Mapping[str, int], size: int, weights: Mapping[str, float], least: Mapping[str, int] | None = None
) -> dict[str, int]:
    """`size` shared by weight, at least `least` (two) and at most all units of each; one after the other where it falls
    behind most.
    """
    shares = {name: min(LEAST, n) if least is None else least[name] for name, n in population.items()}
    while sum(shares.values()) < size and any(shares[name] < n for name, n in population.items()):
        open_ones = [name for name, n in population.items() if shares[name] < n]
        shares[max(open_ones, key=lambda name: (weights[name] or 1e-9) / (shares[name] + 0.5))] += 1
    return shares
