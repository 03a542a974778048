"""`qualcode transcripts`: how each file was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import TRANSCRIPT
from qualcode.cli.options import Commands, Output, output_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, finish

if TYPE_CHECKING:
    from qualcode.analysis import Table
    from qualcode.errors import Problem
    from qualcode.line.corpus import Corpus


@click.group(cls=Commands, invoke_without_command=True)
@click.option(
    "--questions",
    "view",
    flag_value="questions",
    help="Interview × guide question: the words answered, nothing where it was not asked. With -o "
    "guide-answers.csv: the "
    "interviewers' turns, "
    "to settle in the column question which question each asks (- for none).",
)
@click.option(
    "--answers",
    "view",
    flag_value="answers",
    help="How long the answers to each guide question are, and who was never asked.",
)
@click.option(
    "--words",
    "view",
    flag_value="words",
    help="How much of each transcript's words the dictionaries know. With -o words.csv: the words "
    "that nothing knows, to fill in what they "
    "are forms of and name under [language] words.",
)
@click.option("--speakers", "view", flag_value="speakers", help="Each speaker's turns, words and share of the speech.")
@click.pass_context
@output_options
def transcripts(ctx: click.Context, view: str | None, output: Output) -> None:
    """Show how each transcript was read.

    Format, language, speakers and roles, turns, words, recognised questions, where every word of the file went, and
    warnings. A guessed role is shown with its reason and the line of settings that mends it. Needs no codebook.

    \b
    Examples:
        qualcode transcripts
        qualcode transcripts --questions
        qualcode transcripts --questions -o guide-answers.csv
        qualcode transcripts --speakers -o speech.xlsx
        qualcode transcripts --words
        qualcode transcripts show H1
    """
    if ctx.invoked_subcommand is None:
        with ctx.obj.corpus() as corpus:
            warnings = _show_all(corpus, view, output, ctx.obj.label_language())
        finish(corpus.unread(), warnings)


def _show_all(corpus: Corpus, view: str | None, output: Output, language: str) -> list[Problem]:
    from qualcode.line.coded import reading_warnings
    from qualcode.results import overview
    from qualcode.results.word_coverage import told_unknown, unknown_words, word_coverage
    from qualcode.study.own_words import FILE as OWN_WORDS
    from qualcode.transcripts.questions.answers import FILE as ANSWERS

    found, guide = list(corpus.transcripts()), corpus.study.guide
    known = overview.described(found, corpus.study.root)
    named = output.path.name if output.path is not None else ""
    tables: dict[str | None, Callable[[], Table]] = {
        "questions": lambda: (
            overview.answers_table(found, corpus.study.answers)
            if named == ANSWERS
            else overview.question_table(known, guide)
        ),
        "answers": lambda: overview.answer_table(known, guide, language),
        "speakers": lambda: overview.speaker_table(known),
        "words": lambda: unknown_words(corpus, found) if named == OWN_WORDS else word_coverage(corpus, found),
        None: lambda: overview.overview(known),
    }
    output.show(tables[view]())
    if output.form == "table" and view == "words":
        for text in told_unknown(unknown_words(corpus, found)):
            say(text, err=True)
    if output.form == "table" and view in (None, "questions"):
        told = [
            text
            for one in found
            for text in (overview.told_unrecognised(one, guide) if view else overview.guesses(one))
        ]
        hint = overview.UNRECOGNISED if view else overview.WRONG_ROLE
        for text in (*told, f"    {hint}") if told else ():
            say(text, err=True)
    return reading_warnings(corpus, found)


@transcripts.command()
@click.argument("transcript", type=TRANSCRIPT, metavar="ID")
@click.option(
    "--left-out", is_flag=True, help="Everything of the file that is nobody's speech: why, how many words, where."
)
@click.pass_obj
@output_options
def show(workspace: Workspace, transcript: str, left_out: bool, output: Output) -> None:
    """Show one transcript turn by turn: who said what, when, to which question.

    \b
    Examples:
        qualcode transcripts show H1
        qualcode transcripts show H1 --left-out
        qualcode transcripts show H1 -o H1.csv
    """
    from qualcode.results.overview import left_out_table, turn_table

    with workspace.corpus() as corpus:
        for found in corpus.transcripts([transcript]):
            output.show(left_out_table(found) if left_out else turn_table(found))
    finish(corpus.unread([transcript]))


@transcripts.command()
@click.argument("old", type=TRANSCRIPT)
@click.argument("new")
@click.pass_obj
def rename(workspace: Workspace, old: str, new: str) -> None:
    """Give the transcript OLD the id NEW: its file, everyone's decisions, the sample, reduced expressions and
    participants.csv.

    All of it or nothing. The file keeps its suffix.

    \b
    Examples:
        qualcode transcripts rename Virtanen H7
    """
    from qualcode.people.renaming import rename_transcript

    for text in rename_transcript(workspace.study(), old, new):
        say(text)
