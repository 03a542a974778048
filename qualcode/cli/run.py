"""`qualcode run`: brings results/ up to date."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from qualcode.cli.options import Output, codebook_option, output_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, progress_shown, tell

if TYPE_CHECKING:
    from qualcode.results.missed import Missed

MOST = 3  # warnings of a kind that are shown
KIND = 4  # words at the beginning of a warning that say of which kind it is
_WHERE = re.compile(r"^\S+?: ")
NOTHING_TO_COMPARE = (
    "every file can be read, every decision has its place, and every example is coded as it should be;\n"
    "results/ is kept out of git and is not here, so there was nothing to compare. `qualcode run` makes it."
)


@click.command()
@click.option("--fresh", is_flag=True, help="Write everything again, changed or not.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 512),
    metavar="N",
    help="Processes to work in (default: as many as the work is worth; little work is done soonest in one).",
)
@click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Work on a Dask cluster: tcp://HOST:8786, or local:N for N workers here.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit code 1 when results are out of date, examples fail or a file cannot be read.",
)
@click.pass_obj
@codebook_option
def run(workspace: Workspace, fresh: bool, check: bool, jobs: int | None, cluster: str) -> None:
    """Read, code and count what is new or changed; write results/.

    Writes results/findings.docx, results/interviews.html (every interview with its codes), results/tables.xlsx and
    tables/*.csv, results/figures/*.png and *.svg, and says what changed since the last run. A transcript that cannot be
    read is left out, named, and makes the exit code 1; the rest is done.

    \b
    Examples:
        qualcode run
        qualcode -C my-study run --codebook codebooks/loyalty.yaml
        qualcode run --check
    """
    from qualcode.errors import first_of
    from qualcode.results.run import lost_places, run_study

    if check:
        _check(workspace)
        return
    with progress_shown(plain=True) as progress:
        result = run_study(workspace.study(), progress, fresh, jobs, cluster)
    same = (
        "nothing has changed; everything was made anew."
        if fresh
        else "nothing has changed; the results are up to date."
    )
    for change in result.changes or (same,):
        say(change)
    if result.written:
        tables, figures = (sum(path.suffix == suffix for path in result.written) for suffix in (".csv", ".png"))
        say(f"wrote {result.written[0]}, interviews.html, tables.xlsx, {tables} tables and {figures} figures beside it")
    tell(_shortly(result.warnings), "warning")
    if result.unasked:
        say(f"questions of the guide: {first_of(result.unasked, '; ')}", err=True)
        say("    not asked, or asked in other words: qualcode transcripts --questions", err=True)
    _tell_missed(result.missed)
    if result.lost:
        say(f"{lost_places(result.lost)}.", err=True)
    for problem in result.problems:
        say(f"not read: {problem}", err=True)
    sys.exit(1 if result.problems else 0)


def _tell_missed(missed: Sequence[Missed]) -> None:
    """What to read first in interviews that no rule was written on."""
    if not missed:
        return
    say("No rule was written on what is new. Read there first, where something was most likely missed:")
    for one in missed:
        say(f"  {one.transcript}:{one.unit}  {one.text}\n      {f'{one.code}? ' if one.code else ''}{one.why}")
    code = next((one.code for one in missed if one.code), "")
    say(f"    qualcode review --coder NAME --next likely --code {code}" if code else "    qualcode review --coder NAME")


def _shortly(warnings: Sequence[str]) -> Iterator[str]:
    """The warnings of a run; of many of a kind the first, for all of them stand in its record."""
    kinds: dict[str, list[str]] = {}
    for text in warnings:
        kinds.setdefault(" ".join(_WHERE.sub("", text).split()[:KIND]), []).append(text)
    for same in kinds.values():
        more = len(same) - MOST if len(same) > MOST + 1 else 0
        yield from same[: len(same) - more]
        if more:
            yield f"… and {more} more like the last; all of them stand in results/run.json."


def _check(workspace: Workspace) -> None:
    from qualcode.results.record import RECORD
    from qualcode.results.study_check import check_study

    study = workspace.study()
    found = check_study(study)
    for text in found:
        say(text, err=True)
    if found:
        sys.exit(1)
    there = (study.results / RECORD).exists()
    say("the results are up to date, and every example is coded as it should be." if there else NOTHING_TO_COMPARE)


@click.command()
@click.argument("since", required=False, metavar="[RUN|GIT-REVISION]")
@click.pass_obj
@codebook_option
@output_options
def diff(workspace: Workspace, since: str | None, output: Output) -> None:
    """Show what differs between the last run and an earlier one, and which interviews and rules explain it.

    Without RUN the one before the last; a number names a file in results/history, anything else a git revision, which
    is coded anew.

    \b
    Examples:
        qualcode diff
        qualcode diff 3
        qualcode diff HEAD~1 -o changes.xlsx
    """
    from qualcode.results.run_comparison import compare

    output.show(compare(workspace.study(), since))
