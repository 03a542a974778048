"""`qualcode codings`: the table of codings, and the files of what people decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.exchange import put_into, tell_rest
from qualcode.cli.options import Commands, Output, output_options, table_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace
from qualcode.errors import QualcodeError, several

if TYPE_CHECKING:
    from qualcode.analysis import Filters
    from qualcode.exchange.incoming import Done


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
    from qualcode.people.applied import with_memos

    if click.get_current_context().invoked_subcommand is None:
        with workspace.counted() as study:
            found = study.tidy.filtered(filters)
            frame = with_numbers(study.consent.codings(found.codings), found.attributes)
            output.show(Table("codings", with_memos(frame, study.people), found.base()))


@codings.command("import")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--coder", default="", metavar="NAME", help="Who coded, when the file does not say it.")
@click.option("--partly", is_flag=True, help="The documents were not coded to the end: do not mark them as read.")
@click.option(
    "--from", "kind", default="", metavar="FORMAT", help="Which program's file it is, when that is not recognised."
)
@click.option("--new-codes", is_flag=True, help="Add codes that the codebook does not have, under `imported`.")
@click.option(
    "--highlights",
    multiple=True,
    metavar="COLOUR=CODE",
    help="Of a Word document: what a highlight or colour means; again for another.",
)
@click.option(
    "--same", multiple=True, metavar="AUTHOR=CODER", help="Of a Word document: an author who is called otherwise here."
)
@click.pass_obj
def import_(
    workspace: Workspace, /, paths: tuple[Path, ...], partly: bool, kind: str, new_codes: bool, **asked: Any
) -> None:
    """Import codings of this study's interviews that were made elsewhere.

    FILE is a table (.csv, .xlsx) with document, code, and the place: text, start and end, turn, unit, line, or
    start_time; a Word document whose comments are codes; or what another program wrote. Codes are known by id, label,
    abbreviation or path (Support > Phone); several may stand in a cell or comment, or columns called as codes hold 1
    and 0. What has no place is told and left out; mend it and import again: what is there already is not added twice.

    \b
    Examples:
        qualcode codings import segments.xlsx --coder Anna
        qualcode codings import H1.docx H2.docx --same "A. Virta=Anna"
        qualcode codings import H1.docx --highlights yellow=support --coder Anna
    """
    from qualcode.exchange.formats import Asked

    failed = list[QualcodeError]()
    unplaced = False
    said = Asked(
        asked["coder"], highlights=_pairs(asked["highlights"], "--highlights"), same=_pairs(asked["same"], "--same")
    )
    for path in paths:
        try:
            done = put_into(workspace, path, kind, said, not partly, new_codes)
        except QualcodeError as error:  # the other files are read all the same
            failed.append(error)
            continue
        _say(done)
        unplaced = unplaced or done.unplaced
    if failed:
        raise QualcodeError("\n".join(map(str, failed)))
    if unplaced:
        raise SystemExit(1)


def _say(done: Done) -> None:
    """Say what was put in."""
    for name, number in done.imported.added.items():
        say(f"{several(number, 'coding')} added to codings/{name}.jsonl")
    if done.imported.memos:
        say(f"{several(done.imported.memos, 'memo')} added")
    if done.imported.there:
        say(f"{done.imported.there} were there already")
    if done.imported.read:
        say(f"marked as read to the end: {several(done.imported.read, 'document')} (--partly leaves that open)")
    tell_rest(done, "not imported")


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    """What stands on both sides of each `=`; several pairs may stand apart by commas."""
    found = {}
    for text in given:
        for pair in text.split(",") if text.count("=") > 1 else [text]:
            name, equals, value = pair.partition("=")
            if not equals or not name.strip() or not value.strip():
                raise click.BadParameter(f"{text!r} is not NAME=VALUE.", param_hint=option)
            found[name.strip()] = value.strip()
    return found


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
        say("\n".join(said) or "no decision is lost.")


@codings.command()
@click.pass_obj
def update(workspace: Workspace) -> None:
    """Write people's decisions anew with the places and quotes of the transcripts as they are now.

    After transcripts were pseudonymised, this takes the old names out of the quotes. What is not found in them stays as
    it was.

    \b
    Examples:
        qualcode codings update
    """
    from qualcode.people.recoding import update_places

    with workspace.people() as people:
        for name, moved, left in update_places(people):
            say(
                f"{name}: {moved} decisions brought up to date"
                + (f", {left} not found and left as they were" if left else "")
            )


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

    say(rename(workspace.study(), old, new))
