"""`qualcode cite`: how the program and the codebook are cited."""

from __future__ import annotations

import click

from qualcode.cli.options import codebook_option
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace


@click.command()
@click.option("--format", "form", type=click.Choice(("apa", "bibtex")), default="apa", help="default: apa.")
@click.pass_obj
@codebook_option
def cite(workspace: Workspace, form: str) -> None:
    """Print how to cite this version of qualcode and, in a study, its codebook.

    The codebook is told by its name and the first digits of its SHA-256, which `results/run.json` keeps too: whoever
    has the file can check that it is the one that was used.

    \b
    Examples:
        qualcode cite
        qualcode cite --format bibtex
    """
    from qualcode.results.citation import citation_of

    study = workspace.study()
    found = citation_of(study if study.is_study or workspace.codebook else None)
    click.echo(found.apa if form == "apa" else found.bibtex)
    if found.codebook:
        say(found.codebook)
