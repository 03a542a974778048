"""`qualcode agreement`: how far coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.options import Output, output_options
from qualcode.cli.workspace import Workspace

if TYPE_CHECKING:
    from qualcode.analysis.agreement import Scale


@click.command()
@click.option(
    "--table", required=True, metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A table with the columns unit, coder, value (.csv or .xlsx).",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(("nominal", "ordinal", "interval", "ratio")), default="nominal",
    help="How values are measured, for Krippendorff's α (default: nominal).",
)  # fmt: skip
@click.option("--order", metavar="A,B,C", help="The order of values that are no numbers, lowest first.")
@click.option("--within", metavar="COLUMN", default="", help="Draw whole interviews for the intervals: their column in the table.")
@click.option("--seed", type=int, default=1, help="Chooses the drawings (default: 1).")
@click.pass_obj
@output_options
def agreement(_: Workspace, table: Path, level: Scale, order: str | None, within: str, seed: int, output: Output) -> None:
    """Show how far the coders of a table agree: percent, κ, π, AC1, Krippendorff's α, with 95 % intervals.

    A missing value is an empty cell or a missing row. Fleiss' and Conger's κ, Brennan and Prediger's coefficient, AC1 and α take any
    number of coders; Cohen's κ and Scott's π are shown for two. What is undefined is left empty.

    \b
    Examples:
        qualcode agreement --table double-coded.csv
        qualcode agreement --table ratings.csv --level ordinal --format csv
        qualcode agreement --table depth.csv --level ordinal --order surface,intermediate,deep --within interview
    """
    from qualcode.analysis import agreement as find
    from qualcode.study.rated import read_rated

    values = tuple(value.strip() for value in order.split(",")) if order else ()
    output.show(find(read_rated(table), level, within, values, seed=seed))
