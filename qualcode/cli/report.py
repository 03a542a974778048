"""`qualcode report`: writes the findings."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.options import codebook_option
from qualcode.cli.workspace import Workspace


@click.command()
@click.option("-o", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to: .docx, .html or .md.")
@click.option("--language", type=click.Choice(("fi", "en")), help="The language of the findings (default: the study's).")
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Your own text template.")
@click.option("--reference", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A .docx whose styles to take.")
@click.option("--print-template", is_flag=True, help="Print the built-in template, to make your own from.")
@click.pass_obj
@codebook_option
def report(workspace: Workspace, path: Path | None, print_template: bool, **chosen: object) -> None:
    """Write the findings: themes, quotes, cross-tables, figures, codebook.

    \b
    Examples:
        qualcode report -o chapter4.docx --reference thesis-template.docx
        qualcode report -o findings.html --language en
    """
    from qualcode.study.findings import template_text, write_findings

    if print_template:
        click.echo(template_text(workspace.study(), **chosen), nl=False)  # type: ignore[arg-type]  # the options above
        return
    with workspace.line() as line:
        written = write_findings(line, path, **chosen)  # type: ignore[arg-type]  # the options above
        click.echo(f"wrote {written}")
