"""`qualcode report`: writes the findings, or puts parts of them into the author's own document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.options import codebook_option, coders_option
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, finish, progress_shown

if TYPE_CHECKING:
    from qualcode.people.counted import Counted
    from qualcode.report.word.filling import Filled
    from qualcode.results.documents import FilledDocument, Written

    Told = Counted | FilledDocument | Written

OUT = click.Path(path_type=Path, dir_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("-o", "path", type=OUT, metavar="FILE", help="Where to: .docx .html .md .qmd .tex .pptx .xlsx")
@click.option(
    "--language", type=click.Choice(("fi", "en")), help="The language of the findings (default: the study's)."
)
@click.option("--section", "sections", multiple=True, metavar="NAME", help="Only this section; again for another.")
@click.option("--template", type=FILE, help="Your own text template.")
@click.option("--reference", type=FILE, help="A .docx whose styles, page set-up, headers and footers to take.")
@click.option(
    "--into",
    type=FILE,
    metavar="FILE.docx",
    help="Fill the placeholders of your own document, such as [[table themes]].",
)
@click.option(
    "--at", default="", metavar="TEXT", help="With --into: a paragraph that the whole findings take the place of."
)
@click.option(
    "--overwrite",
    multiple=True,
    metavar="NAME",
    help="With --into: fill this anew though it was edited by hand; or all.",
)
@click.option("--placeholders", is_flag=True, help="List what a placeholder can ask for, and the sections.")
@click.option("--print-template", is_flag=True, help="Print the built-in template, to make your own from.")
@click.pass_obj
@codebook_option
@coders_option
def report(
    workspace: Workspace, path: Path | None, placeholders: bool, print_template: bool, into: Path | None, **chosen: Any
) -> None:
    """Write the findings: themes, quotes, cross-tables, figures, saturation, codebook.

    With --into, tables, figures and quotes are put into your own Word document where it has placeholders, and brought
    up to date when you run it again; every other word of yours stays as it is. Close the document in Word first.

    \b
    Examples:
        qualcode report -o chapter4.docx --reference thesis-template.docx
        qualcode report -o findings.html --language en --section themes --section association
        qualcode report --into thesis.docx
        qualcode report --into thesis.docx --at "Tulokset tulevat tähän."
    """
    from qualcode.line.engine import Engine
    from qualcode.people.counted import count_study
    from qualcode.results.documents import ReportFiles, fill_document, template_text, write_findings
    from qualcode.results.findings import findings_of

    if print_template:
        click.echo(template_text(workspace.study(), chosen["language"], chosen["template"]), nl=False)
        return
    at, overwrite = chosen.pop("at"), chosen.pop("overwrite")
    if into and chosen["sections"]:
        raise click.UsageError("--section and --into do not go together: write [[section NAME]] into the document.")
    if into is None and (at or overwrite):
        raise click.UsageError("--at and --overwrite are for --into.")
    study = workspace.study()
    with progress_shown() as progress:
        engine = Engine(None, progress=progress)
        if placeholders:
            done: Told = (counted := count_study(study, engine))
            say("\n".join(findings_of(counted).findings.listed_placeholders()))
        elif into is not None:
            done = filled = fill_document(study, into, engine, path, at, overwrite, chosen["language"])
            _say(filled.filled, path or into)
        else:
            sections = chosen.pop("sections")
            done = written = write_findings(study, engine, path, ReportFiles(**chosen), sections)
            say(f"wrote {written.path}")
    finish(done.problems, done.warnings)


def _say(done: Filled, path: Path) -> None:
    plural = "s" * (len(done.filled) != 1)
    say(f"wrote {path}: {len(done.filled)} placeholder{plural} filled ({', '.join(done.filled)})")
    for text in done.kept:
        say(f"left as it is: {text}", err=True)
