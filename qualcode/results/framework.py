"""A counted study → its framework matrix, with what people wrote in codings/summaries.csv."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.analysis.framework import Cells, framework
from qualcode.analysis.table import Table
from qualcode.people.counted import Counted
from qualcode.people.decisions import SUMMARIES
from qualcode.people.pinned import pins_of
from qualcode.people.summaries import read_summaries
from qualcode.results.chosen_quotes import chosen_quotes


def framework_of(counted: Counted, cells: Cells = "summary") -> Table:
    """The matrix as `analysis.framework.framework` has it, interviews by their ids."""
    chosen, _ = chosen_quotes(pins_of(counted.corpus), counted.tidy, {})
    return framework(counted.tidy, written_summaries(counted, {}), counted.consent.text, chosen, cells)


def written_summaries(counted: Counted, names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What was written, by interview (as `names` call it) and theme."""
    rows = read_summaries(counted.study.root / SUMMARIES)
    return {(names.get(row.transcript, row.transcript), row.code): row.summary for row in rows if row.summary}
