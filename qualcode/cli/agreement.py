"""`qualcode agreement`: how far coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.options import Output, codebook_option, output_options
from qualcode.cli.workspace import Workspace, tell

if TYPE_CHECKING:
    from qualcode.analysis import Table
    from qualcode.analysis.agreement import Scale


@click.command()
@click.argument("coders", nargs=-1, metavar="[CODER]...")
@click.option("--unit", type=click.Choice(("sentence", "turn", "answer")), help="What is compared (default: the study's unit).")
@click.option("--whole", is_flag=True, help="Take an interview in which a coder decided anything as read by them to the end.")
@click.option("--disagreements", is_flag=True, help="List every place where the coders differ, with what each coded.")
@click.option("--coefficients", is_flag=True, help="Every coefficient of every code, a row each.")
@click.option(
    "--table", metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A table with the columns unit, coder, value (.csv or .xlsx).",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(("nominal", "ordinal", "interval", "ratio")), default="nominal",
    help="With --table: how values are measured, for Krippendorff's α (default: nominal).",
)  # fmt: skip
@click.option("--order", metavar="A,B,C", help="With --table: the order of values that are no numbers, lowest first.")
@click.option("--within", metavar="COLUMN", default="", help="With --table: draw whole interviews for the intervals: their column.")
@click.option("--seed", type=int, default=1, help="Chooses the drawings (default: 1).")
@click.pass_obj
@codebook_option
@output_options
def agreement(workspace: Workspace, coders: tuple[str, ...], table: Path | None, output: Output, seed: int, **rest: Any) -> None:
    """Show how far coders agree: percent, κ, π, AC1, Krippendorff's α, with 95 % intervals.

    CODER is a coder of the study, or `rules`. Each code is compared in every unit that both looked at, coded or not: the 2×2 table, the
    share of agreement, Cohen's κ (Fleiss' of more than two), AC1, α and its interval (interviews are drawn again). With --table the same
    for any table of ratings; a missing value is an empty cell or a missing row. What is undefined is left empty.

    \b
    Examples:
        qualcode agreement Anna Bert
        qualcode agreement Anna Bert --disagreements -o talk-through.xlsx
        qualcode agreement --table ratings.csv --level ordinal --format csv
        qualcode agreement --table depth.csv --level ordinal --order surface,intermediate,deep --within interview
    """
    if (table is None) == (not coders):
        raise click.UsageError("name two coders or more (qualcode agreement Anna Bert), or a --table.")
    if table is not None:
        output.show(_of_table(table, rest["level"], rest["order"], rest["within"], seed))
        return
    from qualcode.analysis.coders import between_coders, coefficients_between, disagreements
    from qualcode.people.comparison import readings_of, unit_texts

    workspace.unit = rest["unit"]
    with workspace.people() as people:
        compared = readings_of(people, coders, rest["whole"])
        found = compared.readings
        if rest["disagreements"]:
            output.show(disagreements(found, unit_texts(people.corpus, found.units)))
        else:
            output.show((coefficients_between if rest["coefficients"] else between_coders)(found, seed=seed))
        tell(compared.warnings, "warning")


def _of_table(path: Path, level: Scale, order: str | None, within: str, seed: int) -> Table:
    from qualcode.analysis import agreement as find
    from qualcode.people.ratings import read_rated

    values = tuple(value.strip() for value in order.split(",")) if order else ()
    return find(read_rated(path), level, within, values, seed=seed)
