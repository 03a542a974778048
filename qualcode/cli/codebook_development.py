"""The commands that help to develop a codebook: why a unit is coded so, what the codebook does not see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.asked import CODE, PLACE
from qualcode.cli.options import Output, codebook_option, output_options, table_options
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace, finish
from qualcode.cli.written import WORKBOOK, show_written, source_option, written_in
from qualcode.errors import several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualcode.analysis import Filters
    from qualcode.model import UnitKind
    from qualcode.results.learned import SuggestedRule


@click.command()
@click.argument("place", type=PLACE, metavar="TRANSCRIPT:UNIT")
@click.option(
    "--words", "view", flag_value="words", help="How each word was read: the lemmas that rules are compared with."
)
@click.option("--coder", default="", metavar="NAME", help="Why a machine gives it codes: model, asked:NAME.")
@click.pass_obj
@codebook_option
@output_options
def why(workspace: Workspace, place: str, view: str | None, coder: str, output: Output) -> None:
    """Show why a unit was coded as it was: every rule that hit, the form and lemma, and rules a word short.

    With --words: why it was not, by how each of its words was read.

    The number of a unit stands in `qualcode codings` and `qualcode quotes`.

    \b
    Examples:
        qualcode why H1:22
        qualcode why H1:22 --words
        qualcode why H1:22 --coder model
        qualcode why H1:22 --codebook codebooks/loyalty.yaml
    """
    from qualcode.results.explanations import why as explain
    from qualcode.results.explanations import why_a_machine, words_of_unit

    if coder:
        with workspace.people() as people:
            output.show(why_a_machine(people, place, coder))
        return
    with workspace.corpus() as corpus:
        text, table = words_of_unit(corpus, place) if view else explain(corpus, place)
        if output.form == "table" and output.path is None:
            say(f"{place}  {text}")
        output.show(table)


@click.command()
@click.option(
    "--rules", "code", type=CODE, metavar="CODE", help="Rules for this code, learned from what people decided."
)
@click.option(
    "--accept", is_flag=True, help="With --rules: take or leave each by one key; what is taken goes into the codebook."
)
@click.option(
    "--by",
    "kind",
    type=click.Choice(("sentence", "turn", "answer")),
    help="What is coded or not (default: the coding unit).",
)
@click.option("-n", "--most", type=click.IntRange(1), default=30, help="At most so many terms (default: 30).")
@click.pass_obj
@codebook_option
@output_options
def suggest(
    workspace: Workspace, code: str | None, accept: bool, kind: UnitKind | None, most: int, output: Output
) -> None:
    """Show words that uncoded speech holds more often than the rest: what the codebook does not yet see.

    Words and two-word terms by their lemmas, with the log-likelihood, the code whose passages are most alike, and two
    contexts.

    With --rules: words and pairs of words that tell the code, learned from the units that people read for it, each with
    its precision there and how many units with the code it adds.

    \b
    Examples:
        qualcode suggest
        qualcode suggest --rules support
        qualcode suggest --rules support --accept
        qualcode suggest --by turn -n 10 -o suggestions.xlsx
    """
    from qualcode.results.explanations import suggest as find

    if code is not None:
        _suggest_rules(workspace, code, accept, most, output)
        return
    if accept:
        raise click.UsageError("--accept is of rules: name the code with --rules CODE.")
    with workspace.corpus() as corpus:
        output.show(find(corpus, kind, most))
    finish(corpus.unread())


def _suggest_rules(workspace: Workspace, code: str, accept: bool, most: int, output: Output) -> None:
    """Show rules for a code, or ask which of them are wanted."""
    from dataclasses import replace

    from qualcode.results.learned import add_rules, suggested_rules

    with workspace.people() as people:
        found = suggested_rules(people, code)
        found = replace(found, rules=found.rules[:most])
        if not found.rules:
            say(f"no word tells {code} from the rest of what was read.")
            return
        if not accept:
            output.show(found.table())
        for language, of in found.figures.items():
            together = (
                f"precision {of.precision:.2f}, recall {of.recall:.2f}, F1 {of.f1:.2f} (marking "
                f"everything: {of.all_f1:.2f})"
            )
            say(
                f"{language}: in interviews they were not learned from, rules made in this way have {together}.",
                err=True,
            )
            if of.f1 <= of.all_f1:
                say(f"    That is no better than marking everything: {code} does not lie in single words.", err=True)
        if accept:
            taken = _taken(found.rules)
            number = add_rules(workspace.study(), code, taken) if taken else 0
            say(f"{several(number, 'rule')} added to {code} in {people.corpus.study.codebook_path.name}.")


def _key() -> str:
    """The next key, or what comes next from where keys are read; q at the end of it."""
    if sys.stdin.isatty():
        return str(click.getchar()).lower()
    return next(key for key in iter(lambda: sys.stdin.read(1).lower() or "q", "") if key.strip())


def _taken(rules: Sequence[SuggestedRule]) -> dict[str, list[str]]:
    """The rules that are wanted, by language: y takes one, n leaves it, q ends."""
    taken: dict[str, list[str]] = {}
    for place, suggested in enumerate(rules, 1):
        rule = suggested.rule
        say(f"{place}/{len(rules)}  {rule.rule}   {rule.right} of {rule.units} units have the code, {rule.adds} new")
        say(f"      {suggested.example}\n      take it? [y/n/q] ", nl=False)
        key = _key()
        say(key if key.isprintable() else "")
        if key in ("q", "\x03", "\x1b"):
            break
        if key in ("y", "k", "\r", "\n"):  # k: kyllä
            taken.setdefault(suggested.language, []).append(rule.rule)
    return taken


@click.command()
@source_option
@WORKBOOK
@click.pass_obj
@codebook_option
def reductions(workspace: Workspace, source: Path | None, path: Path | None) -> None:
    """Bring codings/reductions.csv up to date: a row for each coded unit and code, with an empty cell for its reduced
    expression.

    What you have written in the file stays; for several expressions of one sentence copy its row. `qualcode
    abstraction` shows them in the abstraction table.

    \b
    Examples:
        qualcode reductions
        qualcode reductions -o reductions.xlsx
        qualcode reductions --from reductions.xlsx
    """
    from qualcode.people.reductions import read_reductions, reductions_table, update_reductions

    with workspace.counted() as study:
        done = update_reductions(study, [row for file in written_in(source, path) for row in read_reductions(file)])
        show_written(done, "a coded unit and a code", "a reduced expression", reductions_table(study), path)


@click.command()
@click.pass_obj
@table_options
def abstraction(workspace: Workspace, filters: Filters, output: Output) -> None:
    """Show the abstraction table: original expression, reduced expression, subcategory, category, unifying class.

    \b
    Examples:
        qualcode abstraction --code support -o abstraction.docx
    """
    from qualcode.people.reductions import abstraction as find

    with workspace.counted() as study:
        output.show(find(study.corpus, study.tidy.filtered(filters), workspace.label_language()))
