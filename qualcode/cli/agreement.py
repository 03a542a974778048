"""`qualcode agreement`: how far coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.asked import CODE, CONDITION, DIMENSION, TRANSCRIPT
from qualcode.cli.options import Output, codebook_option, output_options
from qualcode.cli.workspace import Workspace, tell

if TYPE_CHECKING:
    from qualcode.analysis import Table


@click.command()
@click.argument("coders", nargs=-1, metavar="[CODER]...")
@click.option(
    "--unit", type=click.Choice(("sentence", "turn", "answer")), help="What is compared (default: the study's unit)."
)
@click.option(
    "--whole", is_flag=True, help="Take an interview in which a coder decided anything as read by them to the end."
)
@click.option(
    "--by",
    type=DIMENSION,
    default="",
    metavar="DIMENSION",
    help="Each transcript, question or level of an attribute by itself.",
)
@click.option(
    "--where",
    type=CONDITION,
    multiple=True,
    metavar="ATTRIBUTE=VALUE",
    help="Only interviews with this value of an attribute.",
)
@click.option("--transcript", type=TRANSCRIPT, multiple=True, metavar="ID", help="Only this transcript.")
@click.option("--question", multiple=True, metavar="ID", help="Only answers to this question of the guide.")
@click.option(
    "--code", type=CODE, multiple=True, metavar="CODE", help="Only this code and its subcodes; of a --table this code."
)
@click.option("--disagreements", is_flag=True, help="List every place where the coders differ, with what each coded.")
@click.option("--coefficients", is_flag=True, help="Every coefficient of every code, a row each.")
@click.option(
    "--table", metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False), help=(
        "A table of units, coders (and "
        "codes) and values (.csv or .xlsx)."
    ),
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(("nominal", "ordinal", "interval", "ratio")), default="nominal",
    help="With --table: how values are measured, for Krippendorff's α (default: nominal).",
)  # fmt: skip
@click.option("--order", metavar="A,B,C", help="With --table: the order of values that are no numbers, lowest first.")
@click.option(
    "--within",
    metavar="COLUMN",
    default="",
    help="With --table: draw whole interviews for the intervals: their column.",
)
@click.option("--seed", type=int, default=1, help="Chooses the drawings (default: 1).")
@click.pass_obj
@codebook_option
@output_options
def agreement(workspace: Workspace, coders: tuple[str, ...], table: Path | None, output: Output, **asked: Any) -> None:
    """Show how far coders agree: percent, κ, π, AC1, Krippendorff's α, with 95 % intervals.

    CODER is a coder of the study, or `rules`. Each code is compared in every unit that both looked at, coded or not:
    the 2×2 table, the share of agreement, Cohen's κ (Fleiss' of more than two), AC1, α and its interval (interviews are
    drawn again). With --table the same for any table of ratings: unit, coder, value; with a column of codes each code
    and all of them; or a column for each coder, or for each code. A missing value is an empty cell or a missing row.
    What is undefined is left empty.

    \b
    Examples:
        qualcode agreement Anna Bert
        qualcode agreement Anna Bert --by transcript --code support
        qualcode agreement Anna Bert --disagreements -o talk-through.xlsx
        qualcode agreement --table ratings.csv --level ordinal --format csv
        qualcode agreement --table all-codes.xlsx --within interview -o agreement.xlsx
    """
    if (table is None) == (not coders):
        raise click.UsageError("name two coders or more (qualcode agreement Anna Bert), or a --table.")
    if table is not None and (asked["disagreements"] or asked["by"]):
        raise click.UsageError("--disagreements and --by are for coders of the study, not for a --table.")
    if table is not None:
        output.show(_of_table(table, asked))
        return
    from qualcode.analysis.coders import between_coders, coefficients_between, disagreements
    from qualcode.cli.options import filters_of
    from qualcode.people.comparison import agreement_by, readings_of, unit_texts

    workspace.unit = asked["unit"]
    filters = filters_of(asked["where"], {name: asked[name] for name in ("transcript", "question", "code")})
    with workspace.people() as people:
        compared = readings_of(people, coders, asked["whole"], filters)
        found, warnings = compared.readings, list(compared.warnings)
        if asked["disagreements"]:
            output.show(disagreements(found, unit_texts(people.corpus, found.units)))
        elif asked["by"]:
            shown, told = agreement_by(people, found, asked["by"], asked["seed"])
            output.show(shown)
            warnings += told
        else:
            output.show((coefficients_between if asked["coefficients"] else between_coders)(found, seed=asked["seed"]))
        tell(warnings, "warning")


def _of_table(path: Path, asked: dict[str, Any]) -> Table:
    from qualcode.analysis import agreement as find
    from qualcode.analysis.rated import agreement_of_codes, long_ratings, unrated
    from qualcode.people.ratings import read_rated

    values = tuple(value.strip() for value in asked["order"].split(",")) if asked["order"] else ()
    read = read_rated(path)
    frame = long_ratings(read, asked["within"])
    if number := unrated(read, frame):
        hint = "A unit that someone read and gave no code has a row with an empty code."
        tell(
            [f"units without a row of some coder, which are missing values and no agreement: {number}\n    {hint}"],
            "warning",
        )
    if "code" in frame.columns:
        codes, long, seed = asked["code"], asked["coefficients"], asked["seed"]
        return agreement_of_codes(frame, asked["level"], asked["within"], values, codes, long, seed=seed)
    return find(frame, asked["level"], asked["within"], values, seed=asked["seed"])
