"""A study folder → its parts; walks the whole line; keeps the cache. The one room that knows all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.study.folder import Study, open_study
from qualcode.study.line import Line, Progress, silent
from qualcode.study.run import RunResult, run_study

if TYPE_CHECKING:
    from qualcode.analysis.tidy import Tidy

__all__ = ["Line", "RunResult", "Study", "code_study", "open_study", "run_study"]


def code_study(study: Study, progress: Progress = silent) -> Tidy:
    """The study's units and codings as tidy tables; what is unchanged comes from the cache.

    Transcripts that cannot be read are left out; use `Line` to see why. Raises QualcodeError when none can be read.
    """
    return Line(study, progress).tidy()
