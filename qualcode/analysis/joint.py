"""The joint display of mixed methods: numbers of the participants where a theme is mentioned and where it is not."""

from __future__ import annotations

import statistics

import pandas as pd

from qualcode.analysis.attributes import Of, counted_over, holders
from qualcode.analysis.bins import is_numeric, number_of
from qualcode.analysis.measures import KEYS
from qualcode.analysis.table import Level, Table
from qualcode.analysis.tidy import MISSING, Tidy
from qualcode.errors import QualcodeError

COLUMNS = (
    "code",
    "label",
    "attribute",
    "n_with",
    "mean_with",
    "sd_with",
    "n_without",
    "mean_without",
    "sd_without",
    "difference",
)


def joint_display(
    tidy: Tidy, attributes: tuple[str, ...] = (), level: Level = "themes", language: str = "en", of: Of | None = None
) -> Table:
    """A row for each code and numeric attribute, over interviews or participants.

    Columns: code, label, attribute, then the number of interviews that mention the code and have the attribute, its
    mean and standard deviation (n − 1) among them, the same of those that do not mention it, and the difference of the
    means; missing where there are too few. Without `attributes` every numeric one is taken. `of` is transcripts or
    participants; by default it is participants where those of one interview differ in any of the attributes, and the
    base says so. Over interviews one whose participants differ is left out. Raises UnknownName for an attribute that is
    not there, QualcodeError for one that is no number.
    """
    numeric = tuple(name for name in tidy.attributes if is_numeric(tidy.units[name]))
    for name in attributes:
        tidy.dimension(name)
        if name not in numeric:
            raise QualcodeError(
                f"the attribute {name!r} is not numeric. Numeric attributes: {', '.join(numeric) or 'none'}."
            )
    chosen = attributes or numeric
    of = of or counted_over(tidy, *chosen)
    values = {name: _values(tidy, name, of) for name in chosen}
    rows = []
    for place in tidy.places(level):
        own = tidy.codings.loc[tidy.codings["code"].isin(tidy.family(place.code.id)), KEYS[of]].drop_duplicates()
        having = set(own.itertuples(index=False, name=None))
        for name in chosen:
            groups = [
                [value for thing, value in values[name].items() if (thing in having) == present]
                for present in (True, False)
            ]
            (n, mean, sd), (other_n, other_mean, other_sd) = map(_spread, groups)
            difference = None if mean is None or other_mean is None else round(mean - other_mean, 4)
            rows.append(
                (
                    place.code.id,
                    place.code.label(language),
                    name,
                    n,
                    mean,
                    sd,
                    other_n,
                    other_mean,
                    other_sd,
                    difference,
                )
            )
    return Table("joint", pd.DataFrame(rows, columns=list(COLUMNS)), tidy.base(of))


def _values(tidy: Tidy, name: str, of: Of) -> dict[tuple[str, ...], float]:
    """Each thing's number, of those that have one."""
    held = holders(tidy, name, of)[0].itertuples(index=False, name=None)
    numbers = {thing: number_of(value) for *thing_, value in held if value != MISSING for thing in [tuple(thing_)]}
    return {thing: number for thing, number in numbers.items() if number is not None}


def _spread(values: list[float]) -> tuple[int, float | None, float | None]:
    mean = round(statistics.fmean(values), 4) if values else None
    return len(values), mean, round(statistics.stdev(values), 4) if len(values) > 1 else None
