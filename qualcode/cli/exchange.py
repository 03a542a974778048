"""`qualcode import` and `qualcode export`: whole studies from other programs and to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.options import Commands, codebook_option
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, progress_shown, tell
from qualcode.errors import several

if TYPE_CHECKING:
    from qualcode.exchange.formats import Asked
    from qualcode.exchange.incoming import Done

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.argument("folder", metavar="[NEW-STUDY]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--into", is_flag=True, help="Into the study that is here (or at -C): documents are known by their texts."
)
@click.option(
    "--from", "kind", default="", metavar="FORMAT", help="Which program's file it is, when that is not recognised."
)
@click.option(
    "--coder", default="imported", metavar="NAME", help="Whose codings are those that name no one (default: imported)."
)
@click.option(
    "--coder-from", type=click.Choice(("coding", "selection")), default="coding",
    help="Who coded, where a coding and its selection name two users (default: coding).",
)  # fmt: skip
@click.option(
    "--language", type=click.Choice(("fi", "en", "sv")), help="The language of the codes' labels and definitions."
)
@click.option("--partly", is_flag=True, help="The documents were not coded to the end: do not mark them as read.")
@click.option(
    "--new-codes", is_flag=True, help="With --into: add codes that the codebook does not have, under `imported`."
)
@click.pass_obj
@codebook_option
def import_(workspace: Workspace, path: Path, folder: Path | None, into: bool, **asked: Any) -> None:
    """Make a study of another program's project: texts, codes, codings of every coder, memos, attributes.

    FILE is a REFI-QDA project (.qdpx) of NVivo, ATLAS.ti, MAXQDA, QualCoder and others, a database of QualCoder or
    Taguette, or a table of coded segments, of which transcripts are made. What was not taken is listed with its reason.

    \b
    Examples:
        qualcode import project.qdpx my-study
        qualcode -C my-study import project.qdpx --into --new-codes
        qualcode import segments.xlsx my-study --codebook codes.xlsx
    """
    from qualcode.exchange.formats import Asked
    from qualcode.exchange.incoming import import_study
    from qualcode.exchange.opening import project_in
    from qualcode.line.engine import Engine

    if into == (folder is not None):
        raise click.UsageError("name a folder for the new study, or --into for the one that is here.")
    said = Asked(asked["coder"], asked["language"] or "", asked["coder_from"])
    if folder is None:
        done = put_into(workspace, path, asked["kind"], said, not asked["partly"], asked["new_codes"])
        say(f"documents that are transcripts of this study: {len(done.transcripts)}; {_codings(done)}")
        tell_rest(done, "not taken")
        if done.unplaced:
            raise SystemExit(1)
        return
    project = project_in(path, asked["kind"], said, workspace.codebook)
    with progress_shown() as progress:
        done = import_study(project, folder, asked["coder"], not asked["partly"], Engine(None, progress=progress))
    say(
        f"made {folder}: {several(len(done.transcripts), 'transcript')}, "
        f"{several(done.codes, 'code')}, {_codings(done)}"
    )
    tell_rest(done, "not taken")
    say(f"\nNext: qualcode -C {folder} run")


def put_into(workspace: Workspace, path: Path, kind: str, asked: Asked, whole: bool, new_codes: bool) -> Done:
    """Put the codings of a file into the study that is here; with `new_codes` its codes first."""
    from qualcode.exchange import opening
    from qualcode.people.new_codes import add_new_codes

    found = opening.opened(path, kind, asked, workspace.study().codebook)
    if new_codes:
        for text in add_new_codes(workspace.study(), opening.new_codes(found, workspace.study().codebook)):
            say(text)
    with workspace.people() as people:
        return opening.put_into(found, people, asked.coder, whole)


def _codings(done: Done) -> str:
    found = done.imported
    coders = ", ".join(f"{name} {number}" for name, number in found.added.items() if number)
    memos = f", {several(found.memos, 'memo')}" if found.memos else ""
    there = f"; {found.there} were there already" if found.there else ""
    there += f"; without a place: {len(found.problems)}" if found.problems else ""
    there += f"; marked as read to the end: {found.read} (--partly leaves that open)" if found.read else ""
    return several(sum(found.added.values()), "coding") + (f" ({coders})" if coders else "") + memos + there


def tell_rest(done: Done, word: str) -> None:
    """Say how a file was read, what was taken otherwise than it is written, and what was not taken."""
    for text in done.told:
        say(f"  {text}")
    tell(done.imported.warnings, "warning")
    tell((*done.dropped, *done.imported.problems), word)


@click.group(cls=Commands)
def export() -> None:
    """Write the study for another program, or for a reader.

    Tables go out by their own -o (.xlsx, .csv, .sav, .dta, .parquet), codebooks by `qualcode codebook convert`.

    \b
    Examples:
        qualcode export qdpx -o study.qdpx --for nvivo
        qualcode export comments -o commented
    """


WHO = click.option(
    "--coder",
    "coders",
    multiple=True,
    metavar="WHO",
    help="Only whose codings: a name, rules, reviewed; more by another.",
)
WHOLE = click.option("--whole", is_flag=True, help="Also the words that may not be quoted, for your own group.")


@export.command()
@click.option(
    "-o", "path", required=True, metavar="FILE.qdpx", type=click.Path(path_type=Path, dir_okay=False), help="Where to."
)
@click.option(
    "--for", "target", type=click.Choice(("nvivo", "maxqda", "atlasti", "qualcoder")), help="The program it is for."
)
@WHO
@WHOLE
@click.pass_obj
@codebook_option
def qdpx(workspace: Workspace, path: Path, target: str | None, coders: tuple[str, ...], whole: bool) -> None:
    """Write a REFI-QDA project: codes, texts, every coder's codings, memos, attributes.

    The rules are a user of their own. What the file cannot hold is listed before it is written; names that nobody
    decided about are told. The same study gives the same bytes.

    \b
    Examples:
        qualcode export qdpx -o study.qdpx
        qualcode export qdpx -o study.qdpx --for nvivo --coder Anna --coder Bert
    """
    from qualcode.exchange.names_note import open_names
    from qualcode.exchange.outgoing import outgoing
    from qualcode.exchange.qdpx.written import check_free, doubtful_for, qdpx_bytes
    from qualcode.files import write_atomic

    if path.suffix.lower() != ".qdpx":
        raise click.UsageError(f"{path} should end in .qdpx.")
    check_free(path)
    with workspace.people() as people:
        tell(open_names(people.corpus), "warning")
        found = outgoing(people, coders, whole, groups=target == "atlasti")
        say("What the file cannot hold:")
        for what, number, becomes in found.losses:
            say(f"  {what}{f' ({number})' if number is not None else ''}: {becomes}")
        # click's choice
        tell(doubtful_for(found.project, found.language, target or ""), "warning")  # type: ignore[arg-type]
        write_atomic(path, qdpx_bytes(found.project, found.language, target or ""))  # type: ignore[arg-type]
        codes, coded = sum(1 for _ in people.coded.codebook.walk()), ", ".join(found.project.coders)
        numbers = ", ".join(
            (
                several(len(found.project.sources), "text"),
                several(codes, "code"),
                several(found.codings, "coding"),
                several(len(found.project.attributes), "variable"),
            )
        )
        say(f"wrote {path}: {numbers}, users: {coded or 'qualcode'}")


@export.command()
@click.option(
    "-o", "folder", required=True, metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), help="Where to."
)
@WHO
@WHOLE
@click.option(
    "--codes",
    type=click.Choice(("label", "abbreviation", "id")),
    default="label",
    help="What codes are called (default: label).",
)
@click.pass_obj
@codebook_option
def comments(workspace: Workspace, folder: Path, coders: tuple[str, ...], whole: bool, codes: str) -> None:
    """Write each interview as a Word document whose comments are the codings: what a supervisor wants to read.

    Each comment is its coder's, and says the code; its further paragraphs are the coding's memo. By default every
    person's codings, or the rules' where no one decided anything. `qualcode codings import` reads such comments back,
    changed ones too.

    \b
    Examples:
        qualcode export comments -o commented
        qualcode export comments -o commented --coder reviewed --codes abbreviation
    """
    from qualcode.exchange.comments.folder import write_comments
    from qualcode.exchange.names_note import open_names

    with workspace.people() as people:
        tell(open_names(people.corpus), "warning")
        done = write_comments(people, folder, coders, whole, codes)
        for text in done.lost:
            say(f"  not in the comments: {text}")
        say(f"wrote {folder}: {several(done.documents, 'document')}, {several(done.comments, 'comment')}")
