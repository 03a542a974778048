"""qualcode: qualitative interview analysis. Transcripts and a codebook in; counted themes and Word findings out.

study = qualcode.open_study("my-study")
tidy = qualcode.code_study(study)
qualcode.counts(tidy).frame
"""

from __future__ import annotations

import os
import sys

# nothing more may be imported yet
if sys.argv[:1] == ["-m"] and sys.path and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109
    sys.path.pop(0)  # `python -m qualcode` in a stranger's folder imports nothing from there

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.analysis import (
        Filters,
        Table,
        Tidy,
        agreement,
        association,
        code_relations,
        coded_segments,
        cooccurrence,
        counts,
        crosstab,
        joint_display,
        levels,
        quotes,
        saturation,
    )
    from qualcode.codebook import read_codebook
    from qualcode.errors import QualcodeError
    from qualcode.people.counted import code_study
    from qualcode.results.run import run_study
    from qualcode.study import open_study
    from qualcode.transcripts import read_transcript

_HOMES = {
    name: home
    for home, names in {
        "study": "open_study",
        "people.counted": "code_study",
        "results.run": "run_study",
        "transcripts": "read_transcript",
        "codebook": "read_codebook",
        "analysis": "counts crosstab cooccurrence code_relations quotes levels association joint_display saturation "
        "coded_segments agreement Filters Table Tidy",
        "errors": "QualcodeError",
    }.items()
    for name in names.split()
}

__all__ = [
    "Filters",
    "QualcodeError",
    "Table",
    "Tidy",
    "agreement",
    "association",
    "code_relations",
    "code_study",
    "coded_segments",
    "cooccurrence",
    "counts",
    "crosstab",
    "joint_display",
    "levels",
    "open_study",
    "quotes",
    "read_codebook",
    "read_transcript",
    "run_study",
    "saturation",
]


def __getattr__(name: str) -> Any:
    """The public names, imported when first used so that the command line starts at once."""
    if name == "__version__":
        return metadata.version("qualcode")
    if name in _HOMES:
        return getattr(import_module(f"qualcode.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'qualcode' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
