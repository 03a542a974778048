"""`qualcode erase`: a participant withdraws."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.asked import TRANSCRIPT
from qualcode.cli.speaking import agreed, say
from qualcode.cli.workspace import Workspace, tell

UNREACHED = """What this does not reach:
    git's past:          git log --all --oneline -- {paths}
                         git filter-repo --invert-paths {filter}   (then every clone anew)
    documents and files that were passed on, backups, synchronised folders, the recording itself"""


@click.command()
@click.argument("transcript", type=TRANSCRIPT, nargs=-1)
@click.option(
    "--speaker",
    default="",
    metavar="LABEL",
    help="Only what this speaker said, in these transcripts (or in all of them).",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder of the key, if this machine does not know it.",
)
@click.option("--who", default="", help="Whose name the log gets (default: the name of this machine's user).")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase(
    workspace: Workspace, transcript: tuple[str, ...], speaker: str, key: Path | None, who: str, yes: bool
) -> None:
    """Erase a participant: transcript, attributes, everyone's decisions about it, sample, reductions, results, cache,
    and from the key.

    What goes is listed first. Decisions about other interviews, and about what others said, stay at their places. A
    line in privacy/log.csv says that it was done, without what was said.

    \b
    Examples:
        qualcode erase H3
        qualcode erase --speaker Maija
    """
    from qualcode.cli.names import user
    from qualcode.errors import InputError, Problem
    from qualcode.files import real
    from qualcode.line.corpus import Corpus
    from qualcode.privacy.erasing import erase as carry_out
    from qualcode.privacy.erasing import plan_erasure
    from qualcode.privacy.key import KEY, read_key
    from qualcode.privacy.key_state import check_key, state_of
    from qualcode.study.key_places import known_place

    if not transcript and not speaker:
        raise click.UsageError("name a transcript, or --speaker LABEL.")
    plan = plan_erasure(Corpus(workspace.study()), transcript, speaker)
    known, state = known_place(workspace.folder), state_of(workspace.folder)
    folder = key or known
    found = read_key(folder) if folder is not None and (key is not None or (folder / KEY).exists()) else None
    if found is not None:
        check_key(workspace.folder, found)
    if found is not None and state is None and (known is None or real(known) != real(found.folder)):
        raise InputError(
            [
                Problem(
                    "is not known as this study's key.",
                    found.path,
                    hint="Leave --key away: no names are taken out of it.",
                )
            ]
        )
    if found is None and state is not None:
        hint = "Name its folder: --key FOLDER"
        raise InputError(
            [Problem("the key is not known on this machine, and it keeps what is to be erased.", hint=hint)]
        )
    say("To be erased for good:")
    for line in (
        *plan.shown,
        *([f"{found.folder}: the originals of it, and names that are said nowhere else"] if found else []),
    ):
        say(f"    {line}")
    if not yes:
        agreed("Erase?", needed=True)
    carry_out(plan, who or user(), found)
    tell(plan.warnings, "warning")
    gone = [file.old for file in plan.files if file.new != file.old and not file.old.is_relative_to(plan.study.results)]
    paths = [path.relative_to(plan.study.root).as_posix() for path in gone] or ["codings"]
    say("erased.")
    say(UNREACHED.format(paths=" ".join(paths), filter=" ".join(f"--path {path}" for path in paths)))
