"""`qualcode codebook`: checks and shows codebooks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qualcode.cli.options import Commands
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace

FILES = click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE]..."
)


@click.group(cls=Commands)
def codebook() -> None:
    """Check a codebook against its own examples, show it, or convert it.

    \b
    Examples:
        qualcode codebook check
        qualcode codebook show
        qualcode codebook convert codes.xlsx codebooks/mine.yaml
    """


@codebook.command()
@FILES
@click.option(
    "--unused",
    is_flag=True,
    help="List the rules that find nothing in the transcripts, or only what another finds too.",
)
@click.pass_obj
def check(workspace: Workspace, files: tuple[Path, ...], unused: bool) -> None:
    """Check that every anchor example is coded and no counterexample is.

    Without FILE every codebook of the study is checked. Exit code 1 when a sentence fails or a file cannot be read.
    Advice does not change the exit code: codes without definition or examples, rules that are inflected forms or stand
    in two codes, rules that do nothing in the study's transcripts.

    \b
    Examples:
        qualcode codebook check
        qualcode codebook check codebooks/loyalty.yaml --unused
    """
    from qualcode.cli.workspace import progress_shown
    from qualcode.line.engine import Engine
    from qualcode.results.codebook_check import check_codebooks

    with progress_shown() as progress:
        checked = list(check_codebooks(workspace.folder, files, Engine(None, progress=progress)))
    for one in checked:
        say(one.summary())
        for text in (*one.failures, *one.advice, *(one.unused if unused else ())):
            say(f"  {text}")
        if one.unused and not unused:
            say(f"  {len(one.unused)} of {one.rules} rules do nothing in the transcripts; --unused lists them")
    sys.exit(0 if all(one.passed for one in checked) else 1)


@codebook.command()
@FILES
@click.option(
    "--language", type=click.Choice(("fi", "en", "sv")), default="fi", help="The language of labels and definitions."
)
@click.pass_obj
def show(workspace: Workspace, files: tuple[Path, ...], language: str) -> None:
    """Show the codes of a codebook with their definitions.

    \b
    Examples:
        qualcode codebook show
        qualcode codebook show --language en codebooks/loyalty.yaml
    """
    from qualcode.codebook import read_codebook

    for path in files or (workspace.study().codebook_path,):
        book = read_codebook(path)
        say(f"{book.name}: {book.title(language)}")
        for place in book.walk():
            indent = "  " * place.level
            say(
                f"{indent}{click.style(place.code.id, bold=True)}  {place.code.label(language)}: "
                f"{place.code.definition(language)}"
            )


@codebook.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--language",
    type=click.Choice(("fi", "en", "sv")),
    help="Of texts that name no language; of formats that hold only one.",
)
@click.option(
    "--to",
    "kind",
    type=click.Choice(("yaml", "csv", "xlsx", "qdc", "quanteda", "dic", "docx", "md", "html")),
    help="The format, when the suffix does not say it: quanteda.",
)
@click.option("--force", is_flag=True, help="Write over a TARGET that is already there.")
@click.option("--rules", is_flag=True, help="In a document also what each code includes and excludes, and its rules.")
def convert(source: Path, target: Path, language: str | None, kind: str | None, force: bool, rules: bool) -> None:
    """Convert a codebook: .yaml, .csv, .xlsx (one row a code), .qdc (REFI-QDA), quanteda's .yaml, LIWC's .dic.

    The suffixes of SOURCE and TARGET say the formats. The codes of a table are shown as they were nested: look whether
    it is so. A TARGET ending in .docx, .md or .html is the codebook as an appendix. What the target cannot hold is
    listed.

    \b
    Examples:
        qualcode codebook convert codes.xlsx codebooks/mine.yaml --language fi
        qualcode codebook convert codebooks/loyalty.yaml loyalty.qdc --language en
        qualcode codebook convert codebooks/loyalty.yaml appendix.docx
    """
    from qualcode.results.codebook_files import convert as write

    done = write(source, target, language, kind, force, rules)
    say(f"wrote {target}")
    for text in done.tree:
        say(f"  {text}")
    for text in done.lost:
        say(f"  not kept: {text}")
