"""`qualcode code`: changes codes in the codebook and in everyone's codings together."""

from __future__ import annotations

import click

from qualcode.cli.asked import CODE
from qualcode.cli.options import Commands, codebook_option
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace


@click.group(cls=Commands)
def code() -> None:
    """Rename, merge, split or move codes, in the codebook and in everyone's codings together, or not at all.

    The rest of the codebook file stays as it is, comments too. Each change is a line of codings/changes.log.

    \b
    Examples:
        qualcode code rename tuki asiakastuki
        qualcode code merge complaints support
    """


@code.command()
@click.argument("old", type=CODE)
@click.argument("new")
@click.option("--label", help="Its label from now on (default: as it was).")
@click.pass_obj
@codebook_option
def rename(workspace: Workspace, old: str, new: str, label: str | None) -> None:
    """Give the code OLD the id NEW.

    \b
    Examples:
        qualcode code rename support customer-support --label "Customer support"
    """
    from qualcode.people.recoding import rename_code

    say(rename_code(workspace.study(), old, new, label))


@code.command()
@click.argument("gone", type=CODE, metavar="CODE")
@click.argument("into", type=CODE, metavar="INTO")
@click.pass_obj
@codebook_option
def merge(workspace: Workspace, gone: str, into: str) -> None:
    """Make CODE a part of INTO, which gets its examples, rules, subcodes and codings.

    \b
    Examples:
        qualcode code merge complaints support
    """
    from qualcode.people.recoding import merge_codes

    say(merge_codes(workspace.study(), gone, into))


@code.command()
@click.argument("source", type=CODE, metavar="CODE")
@click.argument("new")
@click.option(
    "--rule", "rules", multiple=True, required=True, metavar="RULE", help="A rule that goes to NEW; again for another."
)
@click.option(
    "--quote", "texts", multiple=True, metavar="TEXT", help="People's codings that contain this go to NEW too."
)
@click.option("--label", help="The label of NEW.")
@click.option("--below", is_flag=True, help="Make NEW a subcode of CODE (default: a code after it).")
@click.pass_obj
@codebook_option
def split(
    workspace: Workspace,
    source: str,
    new: str,
    rules: tuple[str, ...],
    texts: tuple[str, ...],
    label: str | None,
    below: bool,
) -> None:
    """Make a code NEW of some rules of CODE; people's codings in which they hit go with them.

    \b
    Examples:
        qualcode code split support phone-support --rule soittaa --rule puhelin --below
    """
    from qualcode.people.recoding import split_code

    say(split_code(workspace.study(), source, new, rules, texts, label, below))


@code.command()
@click.argument("moved", type=CODE, metavar="CODE")
@click.option("--under", type=CODE, metavar="PARENT", help="The code it goes under.")
@click.option("--top", is_flag=True, help="Make it a theme.")
@click.pass_obj
@codebook_option
def move(workspace: Workspace, moved: str, under: str | None, top: bool) -> None:
    """Put CODE with its subcodes under another code, or among the themes.

    \b
    Examples:
        qualcode code move complaints --under support
        qualcode code move complaints --top
    """
    from qualcode.people.recoding import move_code

    if bool(under) == top:
        raise click.UsageError("say where to: --under PARENT, or --top.")
    say(move_code(workspace.study(), moved, under))
