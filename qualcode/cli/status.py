"""`qualcode status`: where the study stands, and what to do next."""

from __future__ import annotations

import click

from qualcode.cli.options import Output, codebook_option, output_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace


@click.command()
@click.pass_obj
@codebook_option
@output_options
def status(workspace: Workspace, output: Output) -> None:
    """Show where the study stands, interview by interview, and the next command for each gap.

    How it was read, which names and questions are open, who read it, whether rules were written on it (seen) or not
    (fresh), decisions that lost their place, and whether results/ has it as it is now.

    \b
    Examples:
        qualcode status
        qualcode status --format json
    """
    from qualcode.results.status import status_of

    with workspace.people() as people:
        found = status_of(people)
        output.show(found.table)
        plain = output.form == "table" and output.path is None
        for line in found.next or ("nothing is missing.",):
            say(f"next: {line}" if found.next else line, err=not plain)
