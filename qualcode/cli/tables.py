"""The commands that print a table: quotes, counts, crosstab, levels, kwic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import CODE, DIMENSION, TRANSCRIPT
from qualcode.cli.near import Near, near_options
from qualcode.cli.options import Output, bins_option, level_option, output_options, table_options
from qualcode.cli.workspace import Workspace, finish

if TYPE_CHECKING:
    from qualcode.analysis import Filters
    from qualcode.analysis.table import Level, Measure, Percent

MEASURES = ("units", "codings", "transcripts", "participants", "words")


@click.command()
@click.argument("wanted", type=CODE, metavar="CODE")
@click.option("-n", "--most", type=click.IntRange(1), help="At most so many quotes.")
@click.option(
    "--context", type=click.IntRange(0, 500), default=0, metavar="WORDS", help="Also so many words before and after."
)
@click.pass_obj
@near_options
@table_options
def quotes(
    workspace: Workspace, wanted: str, most: int | None, context: int, near: Near, filters: Filters, output: Output
) -> None:
    """Print what was said about a code, best quotes first, fairly from every interview.

    With --with only where another code stands too, with --without only where it does not.

    \b
    Examples:
        qualcode quotes support -n 10
        qualcode quotes onboarding --where company_size=small -o onboarding.docx
        qualcode quotes support --context 30 --format csv
        qualcode quotes support --with communication --without complaints --within turn
    """
    from qualcode.analysis import quotes as find
    from qualcode.results.chosen_quotes import chosen_quotes

    with workspace.counted() as study:
        chosen, doubtful = chosen_quotes(study)
        tidy = near.of(study.tidy, filters, wanted)
        output.show(find(tidy, wanted, study.consent.text, most, context, chosen))
    finish((), doubtful)


@click.command()
@click.option("--own", is_flag=True, help="Count only the code itself, without its subcodes.")
@click.pass_obj
@level_option("all")
@bins_option
@near_options
@click.option("--fresh", is_flag=True, help="Also in how many interviews that no rule was written on.")
@table_options
def counts(
    workspace: Workspace,
    own: bool,
    fresh: bool,
    level: Level,
    bins: tuple[str, ...],
    near: Near,
    filters: Filters,
    output: Output,
) -> None:
    """Count each code: units, codings, transcripts, participants, words, share of speech.

    A theme counts the union of itself and its subcodes: a sentence with two of them is one.

    \b
    Examples:
        qualcode counts --level themes
        qualcode counts --question q4 --format csv
        qualcode counts --with communication --within turns:2
    """
    from qualcode.analysis import binned, parse_bins
    from qualcode.analysis import counts as count
    from qualcode.people.rule_history import freshness
    from qualcode.results.freshness import with_fresh

    with workspace.tidy() as tidy:
        found = near.of(binned(tidy, parse_bins(bins)), filters)
        table = count(found, level, workspace.label_language(), own)
        output.show(with_fresh(table, found, freshness(workspace.study())) if fresh else table)


@click.command()
@click.argument("rows", type=DIMENSION, metavar="ROWS")
@click.argument("columns", type=DIMENSION, metavar="COLUMNS")
@click.option(
    "--count", "measure", type=click.Choice(MEASURES), default="units", help="What a cell counts (default: units)."
)
@click.option(
    "--percent",
    type=click.Choice(("row", "column", "total")),
    help="Shares of the row's, the column's or the table's total.",
)
@click.pass_obj
@level_option("all")
@bins_option
@table_options
def crosstab(
    workspace: Workspace, rows: str, columns: str, measure: Measure, percent: Percent | None, **shared: object
) -> None:
    """Cross-tabulate two of: code, theme, transcript, speaker, role, question, coder, negated, quarter, or any
    attribute.

    `quarter` is the quarter of the interview in which a unit stands. An ordered code's id is a dimension too: its
    levels are its subcodes.

    \b
    Examples:
        qualcode crosstab theme transcript
        qualcode crosstab theme company_size --count transcripts
        qualcode crosstab code nps --bins nps=0-6,7-8,9-10 --percent row
    """
    from qualcode.cli.crossing import show_crosstab

    show_crosstab(workspace, rows, columns, measure, percent, **shared)  # type: ignore[arg-type]  # the shared options


@click.command()
@click.argument("wanted", type=CODE, metavar="CODE")
@click.option(
    "--by",
    type=DIMENSION,
    default="transcript",
    metavar="DIMENSION",
    help="transcript (default), question, quarter, speaker, role or an attribute.",
)
@click.pass_obj
@bins_option
@table_options
def levels(workspace: Workspace, wanted: str, by: str, bins: tuple[str, ...], filters: Filters, output: Output) -> None:
    """Show how the mentions of an ordered code (`scale: ordinal`) lie on its levels: lowest, median, highest.

    \b
    Examples:
        qualcode levels stage --codebook codebooks/relationship-stages.yaml
        qualcode levels stage --by quarter --codebook codebooks/relationship-stages.yaml
    """
    from qualcode.analysis import binned, parse_bins
    from qualcode.analysis import levels as count

    with workspace.tidy() as tidy:
        output.show(count(binned(tidy, parse_bins(bins)).filtered(filters), wanted, by))


@click.command()
@click.argument("term")
@click.option("--context", type=click.IntRange(1, 100), default=10, help="Words on each side (default: 10).")
@click.option("--transcript", type=TRANSCRIPT, multiple=True, metavar="ID", help="Only this transcript.")
@click.option(
    "--role",
    multiple=True,
    type=click.Choice(("participant", "interviewer", "other")),
    help="Only speech of this role.",
)
@click.pass_obj
@output_options
def kwic(
    workspace: Workspace, term: str, context: int, transcript: tuple[str, ...], role: tuple[str, ...], output: Output
) -> None:
    """Show every place where a word stands, whatever its inflected form, with the words around it.

    TERM is written as a rule of a codebook: a lemma, a phrase, *tuki, ~tuki, "CRM". Needs no codebook.

    \b
    Examples:
        qualcode kwic palaute
        qualcode kwic "ottaa ... yhteys" --role participant
    """
    from qualcode.results.concordance import concordance

    with workspace.corpus() as corpus:
        # click has checked the roles
        output.show(concordance(corpus, term, transcript, role, context))  # type: ignore[arg-type]
    finish(corpus.unread(transcript))
