"""`qualcode review`: the page on which people accept, reject and add codings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import CODE
from qualcode.cli.options import codebook_option
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, tell

if TYPE_CHECKING:
    from qualcode.people.decision_places import People
    from qualcode.review.session import Mode
    from qualcode.review.walk import How


@click.command()
@click.option("--coder", metavar="NAME", help="Who is coding (default: the name of this machine's user).")
@click.option("--blind", is_flag=True, help="Show no one else's codings, the rules' neither: for a second coder.")
@click.option("--sample", is_flag=True, help="Blind, and only the units that `qualcode sample` drew.")
@click.option(
    "--adjudicate", nargs=2, metavar="A B", help="Walk through the places where two coders differ, into the consensus."
)
@click.option(
    "--next",
    "how",
    type=click.Choice(("likely", "uncertain", "random")),
    help="One unit after the other for a --code, in this order.",
)
@click.option("--code", type=CODE, default="", metavar="CODE", help="With --next: the code that is looked for.")
@click.option(
    "--suggest",
    "machines",
    multiple=True,
    metavar="NAME",
    help="Show what a machine suggests too: model, asked:NAME; again for another.",
)
@click.option(
    "--assign", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="A table (transcript, coder) of who codes what: only this coder's interviews, and how far everyone is.",
)  # fmt: skip
@click.option(
    "--names",
    "of_names",
    is_flag=True,
    help="Decide about the names that `qualcode names find` listed, one key a name.",
)
@click.option("--language", type=click.Choice(("fi", "en")), help="The language of the page (default: the study's).")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Listen on this port of this machine (default: any)."
)
@click.option("--no-browser", is_flag=True, help="Print the address, do not open the browser.")
@click.pass_obj
@codebook_option
def review(
    workspace: Workspace,
    coder: str | None,
    blind: bool,
    sample: bool,
    adjudicate: tuple[str, str] | None,
    how: How | None,
    code: str,
    machines: tuple[str, ...],
    assign: Path | None,
    of_names: bool,
    language: str | None,
    port: int,
    no_browser: bool,
) -> None:
    """Open the review page: accept, reject, add and move codings, write memos; every decision is on disk at once.

    With --next: one code at a time, across the interviews. `a` says that the code applies to the marked unit, `r` or
    Enter that it does not, and the next one comes: the most likely first, or the most uncertain; every fifth is drawn
    at random, by which the page can say how much may be left.

    The page is served to this machine alone, by a one-time address; Ctrl+C ends it. Decisions go to codings/NAME.jsonl
    and count in every table and in the findings (see --coders).

    \b
    Examples:
        qualcode review
        qualcode review --coder Anna
        qualcode review --coder Bert --blind
        qualcode review --adjudicate Anna Bert
        qualcode review --next likely --code support --coder Anna
        qualcode review --coder Anna --suggest model --assign division.csv
        qualcode review --names
    """
    if bool(how) != bool(code):
        raise click.UsageError("--next and --code go together: qualcode review --next likely --code support")
    if machines and (blind or sample or adjudicate or of_names):
        raise click.UsageError(
            "--suggest shows what a machine found: not in blind work, nor with --adjudicate or --names."
        )
    if assign and (sample or adjudicate or of_names):
        raise click.UsageError("--assign divides interviews: not with --sample, --adjudicate or --names.")
    mode = _mode(blind, sample, bool(adjudicate), of_names, bool(how))
    shown = language or workspace.label_language()
    if of_names:
        _review_names(workspace, shown, port, no_browser)
    else:
        sitting = Sitting(mode, adjudicate or (), shown, code, how or "likely", machines, assign)
        _review_codings(workspace, coder, sitting, port, no_browser)


def _mode(blind: bool, sample: bool, adjudicate: bool, of_names: bool, walks: bool) -> Mode:
    if sum((blind, sample, adjudicate, of_names, walks)) > 1:
        raise click.UsageError(
            "--blind, --sample, --adjudicate, --next and --names are different sittings; choose one."
        )
    return "adjudicate" if adjudicate else "sample" if sample else "blind" if blind else "open"


@dataclass(frozen=True)
class Sitting:
    """What kind of sitting was asked for."""

    mode: Mode
    pair: tuple[str, ...]
    language: str
    code: str
    how: How
    machines: tuple[str, ...]
    assign: Path | None


def _review_codings(workspace: Workspace, coder: str | None, asked: Sitting, port: int, no_browser: bool) -> None:
    """Serve the page of codings."""
    from qualcode.files import make_folder
    from qualcode.line.coded import code_corpus
    from qualcode.people.counted import counted
    from qualcode.people.decision_places import People
    from qualcode.people.locks import alone
    from qualcode.review.opening import coder_of, open_session
    from qualcode.review.serving import serve

    with workspace.corpus() as corpus:
        name, study = coder_of(coder, asked.mode), counted(People(code_corpus(corpus)))
    only = _assigned(study.people, name, asked.assign) if asked.assign else ()
    make_folder(study.people.folder)
    with alone(corpus.study.results, name):
        opened = open_session(
            study.coded, name, asked.mode, asked.pair, asked.language, asked.code, asked.how, asked.machines, only
        )
        tell((*study.warnings, *opened.warnings, *study.problems), "warning")
        say(f"Reviewing as {name}. Ctrl+C ends it; the address works once, in one browser:")
        serve(opened.session, port, not no_browser, click.echo)
        say(f"Ended. Every decision that the page confirmed is in codings/{name}.jsonl.")


def _assigned(people: People, name: str, path: Path) -> list[str]:
    """The interviews that are a coder's by a table; says how far everyone is."""
    from qualcode.errors import UnknownName, several
    from qualcode.people.division import progress_of, read_division

    division = read_division(path, people.coded.transcripts)
    if name not in division:
        raise UnknownName("coder in the table", name, tuple(division))
    for row in progress_of(people, division).frame.itertuples(index=False):
        say(
            f"{row.coder}: {several(int(str(row.interviews)), 'interview')}, {row.read} of "
            f"{row.units} units read ({row.share:.0%})"
        )
    if nobody := [one for one in people.coded.transcripts if not any(one in ids for ids in division.values())]:
        say(f"nobody's: {', '.join(nobody)}", err=True)
    return division[name]


def _review_names(workspace: Workspace, language: str, port: int, no_browser: bool) -> None:
    """Serve the page of names; the list is made first where there is none."""
    from qualcode.privacy.listing import list_names
    from qualcode.privacy.table import FILE
    from qualcode.review.names_session import NamesSession
    from qualcode.review.serving import serve

    root = workspace.study().root
    if not (root / FILE).exists():
        with workspace.corpus() as corpus:
            tell(list_names(corpus).problems, "not looked into")
    session = NamesSession(root, language)
    session.names()  # which tells what is wrong with the list before the page opens
    say("Deciding about names. Ctrl+C ends it; the address works once, in one browser:")
    serve(session, port, not no_browser, click.echo)
    say(f"Ended. Every decision that the page confirmed is in {FILE}.")
