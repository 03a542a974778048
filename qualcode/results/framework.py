"""A counted study → its framework matrix, with what people wrote in codings/summaries.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qualcode.analysis.framework import Cells, framework
from qualcode.analysis.table import Table
from qualcode.people.counted import Counted
from qualcode.people.decisions import SUMMARIES
from qualcode.people.pinned import pins_of
from qualcode.people.summaries import read_summaries
from qualcode.report.wording import quoted
from qualcode.results.chosen_quotes import chosen_quotes


def framework_of(counted: Counted, cells: Cells = "summary") -> Table:
    """The matrix as `analysis.framework.framework` has it, interviews by their ids, quotes in quotation marks."""
    chosen, _ = chosen_quotes(pins_of(counted.corpus), counted.tidy, {})
    written = written_summaries(counted, {})
    found = framework(counted.tidy, written, counted.consent.text, chosen, cells)
    language = counted.study.settings.study.language
    frame = found.frame.copy()
    for theme in frame.columns[1:]:
        own = [cells == "summary" and (name, theme) in written for name in frame["transcript"]]
        frame[theme] = [text if mine or not text else quoted(text, language) for text, mine in zip(frame[theme], own, strict=True)]
    return replace(found, frame=frame)


def written_summaries(counted: Counted, names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What was written, by interview (as `names` call it) and theme."""
    rows = read_summaries(counted.study.root / SUMMARIES)
    return {(names.get(row.transcript, row.transcript), row.code): row.summary for row in rows if row.summary}
