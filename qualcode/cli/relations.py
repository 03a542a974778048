"""The commands that relate codes to each other, to numbers and to the number of interviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.asked import DIMENSION
from qualcode.cli.options import Output, bins_option, level_option, table_options
from qualcode.cli.workspace import Workspace

if TYPE_CHECKING:
    from qualcode.analysis import Filters
    from qualcode.analysis.attributes import Of
    from qualcode.analysis.cooccurrence import Within
    from qualcode.analysis.table import Level

OF = "What is counted (default: participants where those of one interview differ in the attribute, else transcripts)."


@click.command()
@click.option(
    "--within",
    type=click.Choice(("unit", "turn", "answer", "transcript", "overlap")),
    default="unit",
    help="Together in what (default: unit).",
)
@click.option("--pairs", is_flag=True, help="One row a pair, with Jaccard's index and lift.")
@click.pass_obj
@level_option("themes")
@bins_option
@table_options
def cooccurrence(
    workspace: Workspace, within: Within, pairs: bool, level: Level, bins: tuple[str, ...], **shared: Any
) -> None:
    """Count the units that carry both of two codes; the diagonal is a code's own units.

    \b
    Examples:
        qualcode cooccurrence
        qualcode cooccurrence --pairs --within turn
        qualcode cooccurrence --level codes --transcript H1 -o both.xlsx
    """
    from qualcode.analysis import binned, code_relations, parse_bins
    from qualcode.analysis import cooccurrence as count

    with workspace.tidy() as tidy:
        found = binned(tidy, parse_bins(bins)).filtered(shared["filters"])
        shared["output"].show((code_relations if pairs else count)(found, level, within))


@click.command()
@click.option("--base", type=click.IntRange(1), default=4, help="Interviews of the base (default: 4).")
@click.option("--run", "length", type=click.IntRange(1), default=2, help="Interviews of a run (default: 2).")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.05,
    help="New codes of a run to those of the base (default: 0.05).",
)
@click.option("--seed", type=int, default=1, help="Chooses the random orders (default: 1).")
@click.pass_obj
@level_option("codes")
@table_options
def saturation(
    workspace: Workspace, base: int, length: int, threshold: float, seed: int, level: Level, **shared: Any
) -> None:
    """Show how many codes each further interview brings that no earlier one had.

    The mean and the 90 % band are over 100 random orders of the interviews; base, run and threshold are those of Guest,
    Namey & Chen (2020).

    \b
    Examples:
        qualcode saturation
        qualcode saturation --base 4 --run 3 --threshold 0
    """
    from qualcode.analysis import saturation as find

    with workspace.tidy() as tidy:
        found = find(tidy.filtered(shared["filters"]), level, base, length, threshold, seed=seed)
        shared["output"].show(found)


@click.command()
@click.argument("attributes", type=DIMENSION, nargs=-1, metavar="[ATTRIBUTE]...")
@click.option("--of", type=click.Choice(("transcripts", "participants")), help=OF)
@click.pass_obj
@level_option("themes")
@table_options
def joint(
    workspace: Workspace, attributes: tuple[str, ...], of: Of | None, level: Level, filters: Filters, output: Output
) -> None:
    """Show numbers (NPS, CSAT, CLV …) of interviews that mention a code beside those that do not: mean and spread.

    Of group interviews whose participants differ in a number, participants are compared.

    \b
    Examples:
        qualcode joint nps
        qualcode joint nps csat --level codes
    """
    from qualcode.analysis import joint_display

    with workspace.tidy() as tidy:
        output.show(joint_display(tidy.filtered(filters), attributes, level, workspace.label_language(), of))


@click.command()
@click.argument("rows", type=DIMENSION, metavar="ROWS")
@click.argument("columns", type=DIMENSION, metavar="COLUMNS")
@click.option("--of", type=click.Choice(("transcripts", "participants", "units")), help=OF)
@click.option(
    "--residuals", is_flag=True, help="Where the difference lies: adjusted standardised residuals, over 2 or under -2."
)
@click.pass_obj
@level_option("themes")
@bins_option
@table_options
def association(workspace: Workspace, rows: str, columns: str, of: Of | None, residuals: bool, **shared: Any) -> None:
    """Test whether a code (or theme) is mentioned more in one group than in another.

    χ², Fisher's exact test for two groups, Cramér's V with its 95 % interval. With fewer than ten interviews, with
    participants of group interviews or with too small expected counts the p is withheld, and the note says why.

    \b
    Examples:
        qualcode association theme company_size
        qualcode association code nps --bins nps=0-6,7-8,9-10 --of units
        qualcode association theme company_size --residuals
    """
    from qualcode.analysis import association as test
    from qualcode.analysis import binned, parse_bins
    from qualcode.analysis import residuals as locate

    with workspace.tidy() as tidy:
        found = binned(tidy, parse_bins(shared["bins"])).filtered(shared["filters"])
        shared["output"].show((locate if residuals else test)(found, rows, columns, of, shared["level"]))
