"""The coder `rules`: what the codebook's rules find."""

from __future__ import annotations

import pandas as pd

from qualcode.coders import PROBABILITY, Material, Suggested
from qualcode.line.coded import study_key


def code(material: Material) -> Suggested:
    """The rules' codings, which have no probability. See `coders.Coder`."""
    coded = material.coded
    codings = coded.codings.assign(**{PROBABILITY: pd.array([None] * len(coded.codings), dtype="Float64")})
    return Suggested(codings, study_key(coded.corpus), {}, {})
