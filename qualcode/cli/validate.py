"""`qualcode sample` and `qualcode validate`: how right the rules are."""

from __future__ import annotations

import click

from qualcode.cli.options import Output, codebook_option, output_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, tell


@click.command()
@click.option("-n", "size", type=click.IntRange(4, 100_000), default=120, help="How many units (default: 120).")
@click.option("--seed", type=int, default=1, help="Chooses the units (default: 1).")
@click.option(
    "--coder",
    "by",
    metavar="WHO",
    default="rules",
    help="Whose codings it is to judge: model, rules+model (default: rules).",
)
@click.option("--again", is_flag=True, help="Draw another in the place of the one there is; codings stay.")
@click.pass_obj
@codebook_option
def sample(workspace: Workspace, size: int, seed: int, by: str, again: bool) -> None:
    """Draw units for a person to code blind, so that `qualcode validate` can say how right the rules are.

    A third are units in which the rules found nothing; the rest are spread so that rare codes are in. Each unit's
    weight is kept in codings/sample.json. `qualcode review --sample` walks through them.

    \b
    Examples:
        qualcode sample -n 120 --seed 1
        qualcode sample -n 120 --coder rules+model
        qualcode review --coder Anna --sample
        qualcode validate
    """
    from qualcode.model import RULES_CODER
    from qualcode.people.coder_codings import codings_of
    from qualcode.people.sample import draw_sample

    with workspace.people() as people:
        done = draw_sample(people, size, seed, again, None if by == RULES_CODER else codings_of(people, by).codings)
        say(f"wrote {done.path}: {done.size} units of {len(done.strata)} strata")
        for name, (drawn, population) in done.strata.items():
            say(f"  {drawn:4} of {population:5}  {name}")
        if done.left_out:
            say(
                f"{done.left_out} units that were met in the order of a search for a code are not drawn; "
                f"they stand for no others."
            )
        say("Next: qualcode review --coder NAME --sample")


@click.command()
@click.option(
    "--coder",
    "of",
    metavar="WHO",
    default="rules",
    help="Whose codings are judged: model, rules+model (default: rules).",
)
@click.option(
    "--against",
    metavar="NAME",
    default="",
    help="The coder to believe (default: who read most of it blind, or the consensus).",
)
@click.option("--mistakes", "listed", is_flag=True, help="List the false hits and the misses, to read.")
@click.option("--fresh", is_flag=True, help="Also apart: interviews that no rule was written on, and the others.")
@click.option("--paragraph", is_flag=True, help="Print the paragraph for the method section.")
@click.option("--seed", type=int, default=1, help="Chooses the drawings of the intervals (default: 1).")
@click.pass_obj
@codebook_option
@output_options
def validate(
    workspace: Workspace, of: str, against: str, listed: bool, fresh: bool, paragraph: bool, seed: int, output: Output
) -> None:
    """Show how right the rules are by the sample that a person coded: precision, recall, F1 per code, with 95 %
    intervals.

    With --coder: how right another coder is, or several are together.

    Every number is weighted to the whole study. What the sample cannot tell is left open.

    \b
    Examples:
        qualcode validate
        qualcode validate --coder model
        qualcode validate --mistakes -o read-these.xlsx
        qualcode validate --paragraph
    """
    from qualcode.analysis.validity import mistakes, validity
    from qualcode.people.comparison import sample_texts
    from qualcode.people.judgement import judge
    from qualcode.results.reliability import judged_apart, shown_judgement

    with workspace.people() as people:
        found = judge(people, against, of)
        if paragraph:
            click.echo(shown_judgement(found, workspace.label_language()).paragraph)
        elif listed:
            output.show(mistakes(found.judged, sample_texts(people, found.judged)))
        elif fresh:
            output.show(judged_apart(people, against, of, seed))
        else:
            output.show(validity(found.judged, seed=seed))
        if found.read < found.of:
            say(
                f"{found.read} of the sample's {found.of} units are coded so far; the numbers are provisional.",
                err=True,
            )
        tell(found.warnings, "warning")
