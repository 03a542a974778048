"""The command `qualcode` and its commands, in the order of the work."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from qualcode.cli import (
    agreement,
    ask,
    cite,
    code,
    codebook,
    codebook_development,
    codings,
    completion,
    erase,
    exchange,
    init,
    learn,
    names,
    relations,
    report,
    review,
    run,
    status,
    tables,
    transcripts,
    trust,
    validate,
    wide,
)
from qualcode.cli.options import Commands
from qualcode.cli.workspace import Workspace

ORDER = (
    init.init, init.demo, run.run, status.status, run.diff, transcripts.transcripts, codebook.codebook,
    review.review, code.code, codings.codings, tables.quotes, tables.counts, tables.crosstab,
    relations.cooccurrence, tables.levels, relations.joint,
    relations.association, relations.saturation, agreement.agreement, validate.sample, validate.validate,
    learn.learn, ask.ask,
    tables.kwic, codebook_development.why, codebook_development.suggest,
    codebook_development.reductions, codebook_development.abstraction, wide.summaries, wide.framework,
    wide.profile, wide.matrix, wide.units, report.report, exchange.export, exchange.import_,
    names.names, erase.erase, trust.trust, cite.cite, completion.completion,
)  # fmt: skip


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The study folder (default: this one).",
)
@click.version_option(version("qualcode"), prog_name="qualcode")
@click.pass_context
def app(ctx: click.Context, folder: Path) -> None:
    """Code interview transcripts by a codebook, count themes, write findings.

    A study is a folder with transcripts/ and codebooks/. Start with:

    \b
        qualcode init my-study      make a folder that runs at once
        qualcode -C my-study run    code, count, write results/findings.docx
    """
    ctx.obj = Workspace(folder)


for command in ORDER:
    app.add_command(command)
