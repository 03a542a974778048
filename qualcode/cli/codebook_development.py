"""The commands that help to develop a codebook: why a unit is coded so, what the codebook does not see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import PLACE
from qualcode.cli.options import Output, codebook_option, output_options, table_options
from qualcode.cli.workspace import Workspace, finish
from qualcode.cli.written import WORKBOOK, show_written, source_option

if TYPE_CHECKING:
    from qualcode.analysis import Filters
    from qualcode.model import UnitKind


@click.command()
@click.argument("place", type=PLACE, metavar="TRANSCRIPT:UNIT")
@click.option("--words", "view", flag_value="words", help="How each word was read: the lemmas that rules are compared with.")
@click.pass_obj
@codebook_option
@output_options
def why(workspace: Workspace, place: str, view: str | None, output: Output) -> None:
    """Show why a unit was coded as it was: every rule that hit, the form and lemma, and rules a word short.

    With --words: why it was not, by how each of its words was read.

    The number of a unit stands in `qualcode codings` and `qualcode quotes`.

    \b
    Examples:
        qualcode why H1:22
        qualcode why H1:22 --words
        qualcode why H1:22 --codebook codebooks/loyalty.yaml
    """
    from qualcode.results.explanations import why as explain
    from qualcode.results.explanations import words_of_unit

    with workspace.corpus() as corpus:
        text, table = words_of_unit(corpus, place) if view else explain(corpus, place)
        if output.form == "table" and output.path is None:
            click.echo(f"{place}  {text}")
        output.show(table)


@click.command()
@click.option("--by", "kind", type=click.Choice(("sentence", "turn", "answer")), help="What is coded or not (default: the coding unit).")
@click.option("-n", "--most", type=click.IntRange(1), default=30, help="At most so many terms (default: 30).")
@click.pass_obj
@codebook_option
@output_options
def suggest(workspace: Workspace, kind: UnitKind | None, most: int, output: Output) -> None:
    """Show words that uncoded speech holds more often than the rest: what the codebook does not yet see.

    Words and two-word terms by their lemmas, with the log-likelihood, the code whose passages are most alike, and two contexts.

    \b
    Examples:
        qualcode suggest
        qualcode suggest --by turn -n 10 -o suggestions.xlsx
    """
    from qualcode.results.explanations import suggest as find

    with workspace.corpus() as corpus:
        output.show(find(corpus, kind, most))
    finish(corpus.unread())


@click.command()
@source_option
@WORKBOOK
@click.pass_obj
@codebook_option
def reductions(workspace: Workspace, source: Path | None, path: Path | None) -> None:
    """Bring codings/reductions.csv up to date: a row for each coded unit and code, with an empty cell for its reduced expression.

    What you have written in the file stays; for several expressions of one sentence copy its row. `qualcode abstraction` shows them in
    the abstraction table.

    \b
    Examples:
        qualcode reductions
        qualcode reductions -o reductions.xlsx
        qualcode reductions --from reductions.xlsx
    """
    from qualcode.people.reductions import read_reductions, reductions_table, update_reductions

    with workspace.counted() as study:
        done = update_reductions(study, read_reductions(source) if source else ())
        show_written(done, "a coded unit and a code", "a reduced expression", reductions_table(study), path)


@click.command()
@click.pass_obj
@table_options
def abstraction(workspace: Workspace, filters: Filters, output: Output) -> None:
    """Show the abstraction table: original expression, reduced expression, subcategory, category, unifying class.

    \b
    Examples:
        qualcode abstraction --code support -o abstraction.docx
    """
    from qualcode.people.reductions import abstraction as find

    with workspace.counted() as study:
        output.show(find(study.corpus, study.tidy.filtered(filters), workspace.label_language()))
