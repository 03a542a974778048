"""What `qualcode crosstab` does with its many options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.cli.speaking import say

if TYPE_CHECKING:
    from qualcode.analysis import Filters
    from qualcode.analysis.table import Level, Measure, Percent
    from qualcode.cli.options import Output
    from qualcode.cli.workspace import Workspace


def show_crosstab(
    workspace: Workspace,
    rows: str,
    columns: str,
    measure: Measure,
    percent: Percent | None,
    *,
    level: Level,
    bins: tuple[str, ...],
    filters: Filters,
    output: Output,
) -> None:
    """Show the crosstab of the filtered study."""
    from qualcode.analysis import binned, crosstab, parse_bins
    from qualcode.transcripts.questions.participants import PREFIX

    with workspace.tidy() as tidy:
        found = binned(tidy, parse_bins(bins)).filtered(filters)
        for name in (rows, columns):
            if PREFIX + name in found.attributes:
                say(f"{name} is qualcode's own; the column of participants.csv is {PREFIX}{name} here.", err=True)
        output.show(crosstab(found, rows, columns, measure, percent, level))
