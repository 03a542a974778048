"""`qualcode transcripts`: how each file was read."""

from __future__ import annotations

import click

from qualcode.cli.options import Output, output_options
from qualcode.cli.workspace import Workspace


@click.group(invoke_without_command=True)
@click.pass_context
@output_options
def transcripts(ctx: click.Context, output: Output) -> None:
    """Show how each transcript was read.

    Format, language, speakers and roles, turns, words, recognised questions and warnings. A guessed role is shown with its reason and
    the line of settings that mends it. Needs no codebook.

    \b
    Examples:
        qualcode transcripts
        qualcode transcripts show H1
        qualcode transcripts --format csv
    """
    if ctx.invoked_subcommand is None:
        from qualcode.study.overview import guesses, overview

        with ctx.obj.line() as line:
            found = list(line.transcripts())
            output.show(overview(found, line.study.root))
            if output.form == "table":
                for transcript in found:
                    for text in (*guesses(transcript), *(f"{transcript.id}: {warning}" for warning in transcript.warnings)):
                        click.echo(text, err=True)


@transcripts.command()
@click.argument("transcript", metavar="ID")
@click.pass_obj
@output_options
def show(workspace: Workspace, transcript: str, output: Output) -> None:
    """Show one transcript turn by turn: who said what, when, to which question.

    \b
    Examples:
        qualcode transcripts show H1
        qualcode transcripts show H1 -o H1.csv
    """
    from qualcode.study.overview import turn_table

    with workspace.line() as line:
        for found in line.transcripts([transcript]):
            output.show(turn_table(found))
