"""A file of another program → coded segments for a study that has the interviews."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.exchange.formats import Asked, format_of
from qualcode.exchange.segment_table import Segments
from qualcode.people.segments import CodeNames
from qualcode.study.folder import Study


def coded_segments(study: Study, path: Path, kind: str = "", coder: str = "", asked: Asked | None = None) -> Segments:
    """The coded segments in a file; `kind` names its format when it is not recognised, `coder` whose they are where it does not say.

    Raises InputError for a file that cannot be read, and for a whole project, which is imported otherwise.
    """
    found = format_of(path, kind)
    if found.segments is None:
        hint = f"Import it: qualcode -C {study.root} import {path.name} --into"
        raise InputError([Problem("is a whole project, whose documents are compared with this study's.", path, hint=hint)])
    return found.segments(path, asked or Asked(coder), CodeNames(study.codebook))
