"""`qualcode transcripts`: how each file was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qualcode.cli.options import Output, output_options
from qualcode.cli.workspace import Workspace

if TYPE_CHECKING:
    from qualcode.study import Line


@click.group(invoke_without_command=True)
@click.option("--questions", is_flag=True, help="Interview × guide question: the words answered, nothing where it was not asked.")
@click.pass_context
@output_options
def transcripts(ctx: click.Context, questions: bool, output: Output) -> None:
    """Show how each transcript was read.

    Format, language, speakers and roles, turns, words, recognised questions and warnings. A guessed role is shown with its reason and
    the line of settings that mends it. Needs no codebook.

    \b
    Examples:
        qualcode transcripts
        qualcode transcripts --questions
        qualcode transcripts show H1
    """
    if ctx.invoked_subcommand is None:
        with ctx.obj.line() as line:
            _show_all(line, questions, output)


def _show_all(line: Line, questions: bool, output: Output) -> None:
    from qualcode.study.overview import guesses, overview, question_table, unrecognised

    found = list(line.transcripts())
    output.show(question_table(found, line.study.guide) if questions else overview(found, line.study.root))
    line.warn_of_reading()
    if output.form == "table":
        for transcript in found:
            for text in unrecognised(transcript, line.study.guide) if questions else guesses(transcript):
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
