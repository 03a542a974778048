"""`qualcode names`: who is named in the study, and the names taken out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.options import Commands
from qualcode.cli.speaking import agreed, say
from qualcode.cli.workspace import Workspace, progress_shown, tell

if TYPE_CHECKING:
    from qualcode.privacy.key import Key

key_option = click.option(
    "--key", type=click.Path(path_type=Path), metavar="FOLDER", help="The folder of the key, outside the study."
)


@click.group(cls=Commands)
def names() -> None:
    """Find the names in a study, and take them out of it: names.csv is decided in, `apply` does it, `undo` takes it
    back.

    \b
    Examples:
        qualcode names find
        qualcode review --names
        qualcode names apply --key ~/keys/my-study
        qualcode names check
    """


@names.command()
@click.option("--ner", metavar="NAME", default="", help="A spaCy pipeline whose opinion is asked too: fi_core_news_sm.")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A key of before: what it names is decided already.",
)
@click.pass_obj
def find(workspace: Workspace, ner: str, key: Path | None) -> None:
    """List what may be a name into privacy/names.csv and names.xlsx, a row a name, the likeliest first.

    Decide in the column `decision`: pseudonym, category, keep, or same (as the name written in `replacement`); their
    first letters do. What you decided before is kept. Names are looked for in all that is said, in labels,
    participants.csv, memos, guide and codebook.

    \b
    Examples:
        qualcode names find
        qualcode names find --key ~/keys/my-study
    """
    from qualcode.privacy.listing import list_names

    with workspace.corpus() as corpus:
        listed = list_names(corpus, ner, key)
    tell(listed.problems, "not looked into")
    say(f"{listed.names} names at {listed.places} places: privacy/names.csv and names.xlsx beside it")
    say(f"decided: {listed.decided}, open: {listed.names - listed.decided}")
    if listed.names > listed.decided:
        say(
            "Decide in the table (column decision: pseudonym, category, keep, same), or on a page: "
            "qualcode review --names"
        )


@names.command()
@key_option
@click.option("--who", default="", help="Whose name the log gets (default: the name of this machine's user).")
@click.pass_obj
def apply(workspace: Workspace, key: Path | None, who: str) -> None:
    """Write the study anew without the names; the originals and the key go to a folder outside of it.

    Transcripts, participants.csv, guide, codebook, settings and what people decided are written anew; every decision
    stays at its place. Nothing is written while a name is not decided about. Results are made anew by the next run.

    \b
    Examples:
        qualcode names apply --key ~/keys/my-study
    """
    from qualcode.privacy.applying import apply_names

    study = workspace.study()
    folder = key or _known(workspace)
    with progress_shown() as progress:
        done = apply_names(study, folder, who or user(), progress)
    say(f"{done.names} names were taken out at {done.places} places of {len(done.transcripts)} transcripts.")
    for old, new in done.transcripts.items():
        if old != new:
            say(f"    an interview is called {new} now")
    say(f"The key and the files as they were: {done.key.parent}")
    say(
        "Whoever has them knows who is who: keep them where only you read. `qualcode names "
        "check` looks for what is left."
    )
    tell(done.warnings, "warning")


def user() -> str:
    """The name of this machine's user; "" where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _known(workspace: Workspace) -> Path:
    """Where this study's key is on this machine; raises InputError when that is not known."""
    from qualcode.errors import InputError, Problem
    from qualcode.study.key_places import known_place

    found = known_place(workspace.folder)
    if found is None:
        hint = "Name its folder, outside the study: --key ~/keys/my-study"
        raise InputError([Problem("it is not known where the key is to be kept.", hint=hint)])
    return found


def _key(workspace: Workspace, key: Path | None) -> Key:
    from qualcode.privacy.key import read_key
    from qualcode.privacy.key_state import check_key

    found = read_key(key or _known(workspace))
    check_key(workspace.folder, found)
    return found


@names.command()
@key_option
@click.pass_obj
def check(workspace: Workspace, key: Path | None) -> None:
    """Look for the key's names, in any form, in everything that the study holds or made; exit code 1 when one is left.

    \b
    Examples:
        qualcode names check
        qualcode names check --key ~/keys/my-study
    """
    from qualcode.privacy.checking import names_left

    with progress_shown() as progress:
        found = names_left(workspace.study().root, _key(workspace, key), progress)
    for place in found.left:
        say(str(place))
    tell(found.problems, "not looked into")
    if found.left:
        raise SystemExit(1)
    say(f"no name of the key is left in {found.files} files.")


@names.command()
@key_option
@click.pass_obj
def undo(workspace: Workspace, key: Path | None) -> None:
    """Put the names back: the files are as they were, with what was decided since at its place.

    \b
    Examples:
        qualcode names undo --key ~/keys/my-study
    """
    from qualcode.privacy.undoing import undo_names

    done = undo_names(workspace.study(), _key(workspace, key))
    say(f"{done.files} files are as they were.")
    if done.left:
        say("Names had been taken out before, too: `qualcode names undo` once more puts those back.")
    tell(done.warnings, "warning")


@names.command()
@key_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def forget(workspace: Workspace, key: Path | None, yes: bool) -> None:
    """Delete the key and the files as they were: then nobody can put the names back.

    \b
    Examples:
        qualcode names forget --key ~/keys/my-study
    """
    from qualcode.privacy.undoing import forget as forget_key

    found = _key(workspace, key)
    say(f"To be deleted for good: the key of {len(found.names)} names, and the files as they were: {found.folder}")
    if not yes:
        agreed("Copies elsewhere (backups, synchronised folders) are not reached. Delete?", needed=True)
    forget_key(workspace.study(), found)
    say("deleted.")
