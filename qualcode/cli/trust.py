"""`qualcode trust`: lets a study read files outside its folder."""

from __future__ import annotations

import click

from qualcode.cli.speaking import agreed, say
from qualcode.cli.workspace import Workspace


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--forget", is_flag=True, help="From now on the study may read nothing outside its folder.")
@click.pass_obj
def trust(workspace: Workspace, yes: bool, forget: bool) -> None:
    """Let this study read the files outside its folder that its settings name, such as transcripts on another drive.

    A study from someone else could name any file of yours, and it would be in the findings. So nothing outside the
    folder is read until you have said yes, once on this machine; your answer is kept in your own settings, never in the
    study. If the study names other files later, you are asked again.

    \b
    Examples:
        qualcode trust
        qualcode -C their-study trust --yes
        qualcode trust --forget
    """
    from qualcode.study.folder import outside
    from qualcode.study.trust import trust as keep
    from qualcode.study.trust import trusted_by

    root = workspace.folder
    found = [] if forget else outside(root)
    for key, path in found:
        say(f"{key}: {path}")
    if forget:
        keep(root, ())
        say("the study may read nothing outside its folder.")
    elif not found:
        say("the study names nothing outside its folder.")
    elif {path for _, path in found} <= trusted_by(root):
        say("the study may read them already. `qualcode trust --forget` takes it back.")
    elif yes or agreed("May this study read them?"):
        keep(root, [path for _, path in found])
        say("the study may read them on this machine. `qualcode trust --forget` takes it back.")
