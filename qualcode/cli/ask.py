"""`qualcode ask`: a language model on this machine is asked about units."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import CODE
from qualcode.cli.options import codebook_option
from qualcode.cli.speaking import agreed, say
from qualcode.cli.workspace import Workspace, progress_shown
from qualcode.errors import QualcodeError, several

if TYPE_CHECKING:
    from qualcode.coders.asked.answers import Run
    from qualcode.coders.study_units import StudyUnits
    from qualcode.model import Code
    from qualcode.people.decision_places import People


@click.command()
@click.argument("name", required=False)
@click.argument("codes", nargs=-1, type=CODE, metavar="[CODE]...")
@click.option(
    "--url",
    default="",
    metavar="ADDRESS",
    help="For this run alone: a server elsewhere. What leaves is shown before it does.",
)
@click.option("--yes", is_flag=True, help="With --url: do not ask whether it may leave.")
@click.option(
    "--print-prompt",
    "printed",
    is_flag=True,
    help="Print the template of what is asked, to be changed and named as template.",
)
@click.pass_obj
@codebook_option
def ask(workspace: Workspace, name: str | None, codes: tuple[str, ...], url: str, yes: bool, printed: bool) -> None:
    """Ask a language model on this machine which units a code applies to; it is the coder `asked:NAME`.

    [coders.asked.NAME] in the settings says where it is and which model. Each code is asked about by its entry in the
    codebook, in batches of units; a quote that does not stand in its unit is counted as invented and dropped. What was
    answered is kept in codings/asked/NAME.jsonl and not asked again. Its codings are suggestions: they count nowhere
    until a person accepts them, or someone checked it.

    \b
    Examples:
        qualcode ask local support onboarding
        qualcode validate --coder asked:local
        qualcode ask --print-prompt > prompt.txt
    """
    from qualcode.coders.asked.prompt import built_in

    if printed:
        click.echo(built_in(), nl=False)
        return
    if name is None:
        raise click.UsageError("which coder is asked? It stands in the settings as [coders.asked.NAME].")
    with workspace.people() as people:
        run = _asked(people, name, codes, url, yes)
    _say(run, name)
    if run.unanswered:
        raise SystemExit(1)


def _asked(people: People, name: str, codes: tuple[str, ...], url: str, yes: bool) -> Run:
    from qualcode.coders.asked.answers import path_of
    from qualcode.coders.asked.asking import Asker
    from qualcode.coders.asked.coder import asked_settings, codebook_language, prompt_of, server_of, texts_of
    from qualcode.coders.study_units import StudyUnits

    study, units = people.corpus.study, StudyUnits(people.coded)
    settings = asked_settings(study, name)
    server = server_of(settings, url)
    server.check()
    texts, places = texts_of(units), {place.code.id: place.code for place in people.coded.codebook.walk()}
    wanted = [places[code] for code in codes or places]
    if url:
        texts, wanted = _may_leave(people, server.url, wanted, units, yes)
    asker = Asker(
        server, prompt_of(study, settings), path_of(study.root, name), codebook_language(study), settings.batch
    )
    with progress_shown(plain=True) as progress:
        return asker.ask(wanted, texts, progress)


def _may_leave(
    people: People, url: str, codes: list[Code], units: StudyUnits, yes: bool
) -> tuple[list[str], list[Code]]:
    """What may leave this machine: units that may be quoted, codes without examples where some may not. No name may be
    left; it is asked.

    Raises QualcodeError while names are not decided about or not taken out.
    """
    from qualcode.coders.asked.coder import codebook_language, stretches_of, texts_of
    from qualcode.coders.asked.prompt import entry
    from qualcode.line.consent import Consent
    from qualcode.privacy.publishing import names_to_mask

    consent, stretches = Consent(people.corpus), stretches_of(units)
    may = [all(consent.of(transcript, turn) == "yes" for transcript, _, turn, *_ in own) for own in stretches]
    texts = [text for text, quotable in zip(texts_of(units), may, strict=True) if quotable]
    to_go = names_to_mask(people.corpus)
    left = sum(bool(to_go.edits(text)) for text in texts)
    if said := [code.id for code in codes if to_go.edits(repr(entry(code, codebook_language(people.corpus.study))))]:
        raise QualcodeError(
            f"the entries of {', '.join(said)} in the codebook hold names that are to go: take them out first."
        )
    if left:
        raise QualcodeError(
            f"{several(left, 'unit')} hold names that are to go: `qualcode names apply` takes them out first."
        )
    words, held_back = sum(len(text.split()) for text in texts), len(may) - len(texts)
    interviews = len({own[0][0] for own, quotable in zip(stretches, may, strict=True) if quotable})
    size = f"{several(len(texts), 'unit')} of {several(interviews, 'interview')} ({words} words)"
    say(f"To {url} would go: {size}, and the entries of {several(len(codes), 'code')} in the codebook.")
    if held_back:
        say(f"{several(held_back, 'unit')} that may not be quoted stay here, and so do the examples of the codebook.")
        codes = [replace(code, examples={}, counterexamples={}) for code in codes]
    say("What its owner does with them this program cannot know.")
    if not yes:
        agreed("Send them?", needed=True)
    return texts, codes


def _say(run: Run, name: str) -> None:
    """What is reported of a run."""
    say(f"asked about {several(run.asked, 'unit')} (a code each), model {run.model}, digest {run.digest}")
    say(
        f"{run.coded} coded; {several(run.invented, 'quote')} invented and dropped, "
        f"{run.wrong_units} answers about no unit"
    )
    if run.again:
        told = f", kappa {run.kappa:.2f}" if run.kappa is not None else ""
        say(f"asked again about {run.again}: {run.same} answered alike ({run.same / run.again:.0%}{told})")
    if run.unanswered:
        say(f"no answer about {several(run.unanswered, 'unit')}; run it again to go on: qualcode ask {name}", err=True)
