"""A counted study → its framework matrix, with what people wrote in codings/summaries.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qualcode.analysis.framework import Cells, framework
from qualcode.analysis.table import Table
from qualcode.errors import Problem
from qualcode.people.counted import Counted
from qualcode.people.decisions import SUMMARIES
from qualcode.people.summaries import read_summaries, written_of
from qualcode.report.wording import quoted
from qualcode.results.chosen_quotes import chosen_quotes


def framework_of(counted: Counted, cells: Cells = "summary") -> tuple[Table, tuple[Problem, ...]]:
    """The matrix as `analysis.framework.framework` has it, interviews by their ids, quotes in quotation marks; chosen
    quotes not used.
    """
    chosen, doubtful = chosen_quotes(counted)
    written = written_summaries(counted, {})
    found = framework(counted.tidy, written, counted.consent.text, chosen, cells)
    language = counted.study.settings.study.language
    frame = found.frame.copy()
    for theme in frame.columns[1:]:
        own = [cells == "summary" and (name, theme) in written for name in frame["transcript"]]
        frame[theme] = [
            text if mine or not text else quoted(text, language) for text, mine in zip(frame[theme], own, strict=True)
        ]
    return replace(found, frame=frame), doubtful


def written_summaries(counted: Counted, names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What was written, by interview (as `names` call it) and theme."""
    found = written_of(read_summaries(counted.study.root / SUMMARIES))
    return {(names.get(transcript, transcript), code): text for (transcript, code), text in found.items()}
