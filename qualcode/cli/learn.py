"""`qualcode learn`: codes learned from what people decided."""

from __future__ import annotations

import click

from qualcode.cli.asked import CODE
from qualcode.cli.options import Output, codebook_option, output_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace


@click.command()
@click.argument("codes", nargs=-1, type=CODE, metavar="[CODE]...")
@click.pass_obj
@codebook_option
@output_options
def learn(workspace: Workspace, codes: tuple[str, ...], output: Output) -> None:
    """Learn codes from the units that people read, and show how right that is in interviews it did not see.

    What is learned is the coder `model`. Its codings are suggestions: `qualcode review --next likely --code CODE` walks
    through them, and they count where a person accepts them. A code needs 20 units with it in 3 interviews; a unit that
    nobody read is no "no".

    \b
    Examples:
        qualcode learn
        qualcode learn support onboarding -o learned.xlsx
        qualcode agreement Anna model
        qualcode validate --coder model
    """
    from qualcode.results.learned import learned_codes

    with workspace.people() as people:
        found = learned_codes(people, codes)
        output.show(found.table)
        for code, why in found.doubtful.items():
            say(f"warning: {code}: {why}; take its figures with care.", err=True)
        if found.searched:
            say(
                f"{found.searched} units were read likely-first. More of these have the code than of all, "
                f"so precision and F1 are lower in "
                "the whole study: qualcode validate --coder model tells.",
                err=True,
            )
        for code, why in found.refused.items():
            say(f"not learned: {code}: {why}.", err=True)
