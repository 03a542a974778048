"""`qualcode init`: makes a study folder that runs at once."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, progress_shown, tell

WORKED = ("retention", "relationship", "loyalty")  # the studies that come with the program


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option(
    "--language", type=click.Choice(("fi", "en")), default="fi", help="The language of the example and its findings."
)
@click.pass_obj
def init(workspace: Workspace, folder: Path, language: str) -> None:
    """Make a study folder that runs at once.

    Writes settings, a short example interview, a guide, a codebook and participants to put your own in the place of.
    Files that are there already are never overwritten.

    \b
    Examples:
        qualcode init my-study
        qualcode init --language en interviews
    """
    from qualcode.study.scaffold import make_study

    for path in make_study(workspace.folder / folder, language):
        say(f"made {path}")
    say(f"\nNext: qualcode -C {workspace.folder / folder} run")


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--study",
    "name",
    type=click.Choice(WORKED),
    default=WORKED[0],
    help="Which: customer retention, stages of relationships, or loyalty beside numbers (default: retention).",
)
@click.pass_obj
def demo(workspace: Workspace, folder: Path | None, name: str) -> None:
    """Copy a worked study into a folder and run it: interviews, codebook, findings to look at and to change.

    The interviews are invented. Files that are there already are never overwritten.

    \b
    Examples:
        qualcode demo
        qualcode demo --study relationship stages
    """
    from qualcode.results.run import run_study
    from qualcode.study import open_study
    from qualcode.study.scaffold import copy_worked

    place = workspace.folder / (folder or f"qualcode-{name}")
    copy_worked(name, place)
    with progress_shown(plain=True) as progress:
        result = run_study(open_study(place), progress)
    say(f"made {place}\nwrote {result.written[0]}")
    tell(result.warnings, "warning")
    tell(result.problems, "not read")
    say(f"\nNext: open {result.written[0]}, then: qualcode -C {place} counts")
