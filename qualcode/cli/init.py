"""`qualcode init`: makes a study folder that runs at once."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.workspace import Workspace


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option("--language", type=click.Choice(("fi", "en")), default="fi", help="The language of the example and its findings.")
@click.pass_obj
def init(workspace: Workspace, folder: Path, language: str) -> None:
    """Make a study folder that runs at once.

    Writes settings, a short example interview, a guide, a codebook and participants to put your own in the place of. Files that are
    there already are never overwritten.

    \b
    Examples:
        qualcode init my-study
        qualcode init --language en interviews
    """
    from qualcode.study.scaffold import make_study

    for path in make_study(workspace.folder / folder, language):
        click.echo(f"made {path}")
    click.echo(f"\nNext: qualcode -C {workspace.folder / folder} run")
