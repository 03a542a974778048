"""`qualcode codings`: the table of codings, and the files of what people decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.options import Commands, Output, output_options, table_options
from qualcode.cli.workspace import Workspace, tell

if TYPE_CHECKING:
    from qualcode.analysis import Filters


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_obj
@table_options
def codings(workspace: Workspace, filters: Filters, output: Output) -> None:
    """Print every coding: where, which code, which words, by which rule or person. With a command: people's own files.

    \b
    Examples:
        qualcode codings --code support --transcript H1
        qualcode codings -o codings.xlsx
        qualcode codings import segments.xlsx --coder Anna
    """
    from qualcode.analysis import Table
    from qualcode.analysis.matrix import with_numbers

    if click.get_current_context().invoked_subcommand is None:
        with workspace.counted() as study:
            found = study.tidy.filtered(filters)
            frame = with_numbers(study.consent.codings(found.codings), found.attributes)
            output.show(Table("codings", frame, found.base()))


@codings.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--coder", default="", metavar="NAME", help="Who coded, when no column says it.")
@click.option("--partly", is_flag=True, help="The documents were not coded to the end: do not mark them as read.")
@click.option("--from", "kind", default="", metavar="FORMAT", help="Which program's file it is, when that is not recognised.")
@click.option("--new-codes", is_flag=True, help="Add codes that the codebook does not have, under `imported`.")
@click.pass_obj
def import_(workspace: Workspace, path: Path, coder: str, partly: bool, kind: str, new_codes: bool) -> None:
    """Import codings of this study's interviews that were made elsewhere.

    FILE is a table (.csv, .xlsx) with document, code, and the place: text, start and end, turn, unit, line, or start_time; or what
    another program wrote. Codes are known by id, label, abbreviation or path (Support > Phone); several may stand in a cell, or columns
    called as codes hold 1 and 0. A row whose place is not found is told with its line and left out; mend it and import again: what is
    there already is not added twice.

    \b
    Examples:
        qualcode codings import segments.xlsx --coder Anna
        qualcode codings import coded.csv --coder Anna --new-codes
    """
    from qualcode.exchange.coded_files import coded_segments
    from qualcode.people.importing import import_segments, unknown_codes
    from qualcode.people.new_codes import add_new_codes

    read = coded_segments(workspace.study(), path, kind, coder)
    if new_codes:
        for text in add_new_codes(workspace.study(), unknown_codes(workspace.study().codebook, read.segments)):
            click.echo(text)
    with workspace.people() as people:
        done = import_segments(people, read.segments, not partly)
        for name, number in done.added.items():
            click.echo(f"{number} coding{'s' * (number != 1)} added to codings/{name}.jsonl")
        if done.there:
            click.echo(f"{done.there} were there already")
        for text in read.told:
            click.echo(f"  {text}")
        tell(done.warnings, "warning")
        tell((*read.problems, *done.problems), "not imported")
    if done.problems or read.problems:
        raise SystemExit(1)


@codings.command()
@click.option("--withdraw", is_flag=True, help="Take them back, once they were coded anew or are no longer wanted.")
@click.pass_obj
@output_options
def lost(workspace: Workspace, withdraw: bool, output: Output) -> None:
    """List people's decisions that count nowhere: their place, transcript or code is not there any more.

    \b
    Examples:
        qualcode codings lost -o lost.xlsx
        qualcode codings lost --withdraw
    """
    from qualcode.people.applied import lost_decisions
    from qualcode.people.decision_places import lost_table
    from qualcode.people.recoding import take_back_lost

    with workspace.people() as people:
        if not withdraw:
            output.show(lost_table(lost_decisions(people)))
            return
        done = take_back_lost(people)
        said = [f"{name}: {number} decision{'s' * (number != 1)} taken back" for name, number in done.items()]
        click.echo("\n".join(said) or "no decision is lost.")


@codings.command()
@click.pass_obj
def update(workspace: Workspace) -> None:
    """Write people's decisions anew with the places and quotes of the transcripts as they are now.

    After transcripts were pseudonymised, this takes the old names out of the quotes. What is not found in them stays as it was.

    \b
    Examples:
        qualcode codings update
    """
    from qualcode.people.recoding import update_places

    with workspace.people() as people:
        for name, moved, left in update_places(people):
            click.echo(f"{name}: {moved} decisions brought up to date" + (f", {left} not found and left as they were" if left else ""))


@codings.command("rename-coder")
@click.argument("old")
@click.argument("new")
@click.pass_obj
def rename_coder(workspace: Workspace, old: str, new: str) -> None:
    """Give the coder OLD the name NEW; when there are files of both, they become one.

    Where both decided about the same place the later decision holds.

    \b
    Examples:
        qualcode codings rename-coder Anna-LAPTOP7 Anna
    """
    from qualcode.people.renaming import rename_coder as rename

    click.echo(rename(workspace.study(), old, new))
