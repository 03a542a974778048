"""`qualcode run`: brings results/ up to date."""

from __future__ import annotations

import sys

import click

from qualcode.cli.options import codebook_option
from qualcode.cli.workspace import Workspace, progress_shown


@click.command()
@click.option("--fresh", is_flag=True, help="Write everything again, changed or not.")
@click.pass_obj
@codebook_option
def run(workspace: Workspace, fresh: bool) -> None:
    """Read, code and count what is new or changed; write results/.

    Writes results/findings.docx and results/tables/*.csv, and says what changed since the last run. A transcript that cannot be read is
    left out, named, and makes the exit code 1; the rest is done.

    \b
    Examples:
        qualcode run
        qualcode -C my-study run --codebook codebooks/loyalty.yaml
    """
    from qualcode.study import run_study

    with progress_shown(plain=True) as progress:
        result = run_study(workspace.study(), progress, fresh, processes=None)
    same = "nothing has changed; everything was made anew." if fresh else "nothing has changed; the results are up to date."
    for change in result.changes or (same,):
        click.echo(change)
    for path in result.written[:1]:
        click.echo(f"wrote {path} and {len(result.written) - 1} tables in {path.parent / 'tables'}")
    for warning in result.warnings:
        click.echo(f"warning: {warning}", err=True)
    for problem in result.problems:
        click.echo(f"not read: {problem}", err=True)
    sys.exit(1 if result.problems else 0)
