"""The commands that show a study interview by interview: matrix, units, summaries, framework, profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import TRANSCRIPT
from qualcode.cli.options import (
    Output,
    bins_option,
    codebook_option,
    coders_option,
    level_option,
    output_options,
    table_options,
)
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, finish
from qualcode.cli.written import WORKBOOK, show_written, source_option, written_in

if TYPE_CHECKING:
    from qualcode.analysis import Filters
    from qualcode.analysis.framework import Cells
    from qualcode.analysis.matrix import Case, Value
    from qualcode.analysis.table import Level


@click.command()
@click.option(
    "--rows",
    type=click.Choice(("transcript", "participant", "unit")),
    default="transcript",
    help="A row for each of these.",
)
@click.option(
    "--values", type=click.Choice(("any", "units", "words", "share")), default="units",
    help="A cell: 0 or 1, units (default), words of the units, share of all words.",
)  # fmt: skip
@click.pass_obj
@level_option("all")
@bins_option
@table_options
def matrix(
    workspace: Workspace,
    rows: Case,
    values: Value,
    level: Level,
    bins: tuple[str, ...],
    filters: Filters,
    output: Output,
) -> None:
    """Write a wide table for statistics: a row an interview, participant or unit, a column a code, and the attributes.

    -o also takes .sav (SPSS) and .dta (Stata), with labels, and .parquet.

    \b
    Examples:
        qualcode matrix --values any -o codes.sav
        qualcode matrix --rows unit --level codes -o units.parquet
        qualcode matrix --rows participant --values share --format csv
    """
    from qualcode.analysis import binned, parse_bins
    from qualcode.analysis import matrix as make

    with workspace.tidy() as tidy:
        output.show(make(binned(tidy, parse_bins(bins)).filtered(filters), rows, values, level))


@click.command()
@click.option("--uncoded", is_flag=True, help="Only units on which no code stands.")
@click.option("-n", "--most", type=click.IntRange(1), help="So many, drawn at random.")
@click.option("--seed", type=int, default=1, help="Chooses which are drawn (default: 1).")
@click.pass_obj
@table_options
def units(workspace: Workspace, uncoded: bool, most: int | None, seed: int, filters: Filters, output: Output) -> None:
    """List the coding units with their codes and texts; --uncoded shows what no code stands on.

    \b
    Examples:
        qualcode units --uncoded -n 20
        qualcode units --transcript H1 --question q4 -o units.xlsx
    """
    from qualcode.analysis import units as find

    with workspace.counted() as study:
        output.show(find(study.tidy.filtered(filters), study.consent.text, uncoded, most, seed))


@click.command()
@source_option
@WORKBOOK
@click.pass_obj
@codebook_option
def summaries(workspace: Workspace, source: Path | None, path: Path | None) -> None:
    """Bring codings/summaries.csv up to date: a row for each interview and theme, with an empty cell for what it says
    in your words.

    What you have written stays. `qualcode framework` shows the summaries as a matrix.

    \b
    Examples:
        qualcode summaries
        qualcode summaries -o summaries.xlsx
        qualcode summaries --from summaries.xlsx
    """
    from qualcode.people.summaries import read_summaries, summaries_table, update_summaries

    with workspace.counted() as study:
        done = update_summaries(study, [row for file in written_in(source, path) for row in read_summaries(file)])
        show_written(done, "an interview and a theme", "a summary", summaries_table(study), path)


@click.command()
@click.option(
    "--cells",
    type=click.Choice(("summary", "quote")),
    default="summary",
    help="What was written, else the best quote; or only quotes.",
)
@click.pass_obj
@codebook_option
@coders_option
@output_options
def framework(workspace: Workspace, cells: Cells, output: Output) -> None:
    """Show the framework matrix: interviews × themes, a cell what was written in codings/summaries.csv, else the best
    quote.

    \b
    Examples:
        qualcode framework -o framework.xlsx
        qualcode framework --cells quote -o framework.docx
    """
    from qualcode.results.framework import framework_of

    with workspace.counted() as study:
        found, doubtful = framework_of(study, cells)
        output.show(found)
    finish((), doubtful)


@click.command()
@click.argument("transcripts", nargs=-1, type=TRANSCRIPT, metavar="[ID]...")
@click.option(
    "-o",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Where to: .docx .html .md",
)
@click.option("--language", type=click.Choice(("fi", "en")), help="The language (default: the study's).")
@click.pass_obj
@codebook_option
@coders_option
def profile(workspace: Workspace, transcripts: tuple[str, ...], path: Path, language: str | None) -> None:
    """Write a page for each interview: attributes, themes over time, best quotes. Without ID for all of them.

    \b
    Examples:
        qualcode profile H1 -o H1.docx
        qualcode profile -o profiles.docx
    """
    from qualcode.results.documents import write_profiles

    with workspace.counted() as study:
        written = write_profiles(study, path, transcripts, language)
        say(f"wrote {path}")
    finish((), written.warnings)
