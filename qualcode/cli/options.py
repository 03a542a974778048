"""Options that several commands share: which codebook, which part of the study, which form of output."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.asked import CODE, CONDITION, TRANSCRIPT
from qualcode.cli.finnish import shown
from qualcode.cli.speaking import say
from qualcode.cli.workspace import Workspace

if TYPE_CHECKING:
    from qualcode.analysis import Filters, Table

Command = Callable[..., Any]
FORMATS = ("table", "csv", "json", "markdown", "latex")


@dataclass(frozen=True)
class Output:
    """Where a table goes and in which form."""

    form: str
    path: Path | None
    workspace: Workspace

    def show(self, table: Table) -> None:
        """Write the table to the file, or print it."""
        from qualcode.cli.show import print_table

        if self.path is None:
            print_table(table, self.form, self.workspace.dress)
            return
        from qualcode.files import write_atomic
        from qualcode.report.table_document import file_bytes

        write_atomic(self.path, file_bytes(table, self.path, self.workspace.dress()))
        say(f"wrote {self.path}", err=True)
        if self.workspace.study().settings.report.names:
            say(
                f"warning: {self.path} calls interviews by their files' names, not as findings do ([report] names).",
                err=True,
            )


class Commands(click.Group):
    """Lists its commands in the order in which they were added, not of the alphabet, each with its whole first
    sentence.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands' names."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with what is said about them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_sentence(self.commands[name])) for name in self.list_commands(ctx)])


def _first_sentence(command: click.Command) -> str:
    first = shown(" ".join((command.help or "").split("\n\n")[0].split()))
    return re.split(r"(?<=\.) ", first)[0]


def codebook_option(command: Command) -> Command:
    """--codebook: the command uses this codebook file."""

    @click.option(
        "--codebook",
        is_eager=True,
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="Use this codebook.",
    )
    @functools.wraps(command)
    def wrapper(workspace: Workspace, codebook: Path | None, **rest: Any) -> Any:
        workspace.codebook = codebook
        return command(workspace, **rest)

    return wrapper


def coders_option(command: Command) -> Command:
    """--coders: whose codings count."""

    text = "Whose codings count: rules, reviewed (default as soon as anyone decided), consensus, or a coder's name."

    @click.option("--coders", default="", metavar="WHO", help=text)
    @functools.wraps(command)
    def wrapper(workspace: Workspace, coders: str, **rest: Any) -> Any:
        workspace.coders = coders
        return command(workspace, **rest)

    return wrapper


def output_options(command: Command) -> Command:
    """--format and -o, as one `output`."""

    @click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", help="How to print it (default: table)."
    )
    @click.option(
        "-o", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write to a file; its suffix decides: .csv .json .md .tex .xlsx .docx .html",
    )  # fmt: skip
    @functools.wraps(command)
    def wrapper(*args: Any, form: str, path: Path | None, **rest: Any) -> Any:
        workspace = args[0].obj if isinstance(args[0], click.Context) else args[0]
        return command(*args, output=Output(form, path, workspace), **rest)

    return wrapper


def filter_options(command: Command) -> Command:
    """--where, --question, --transcript, --role, --code and --negated, as one `filters`; the same one again
    means "or".
    """

    @click.option(
        "--where",
        type=CONDITION,
        multiple=True,
        metavar="ATTRIBUTE=VALUE",
        help="Only interviews with this value of an attribute.",
    )
    @click.option("--question", multiple=True, metavar="ID", help="Only answers to this question of the guide.")
    @click.option("--transcript", type=TRANSCRIPT, multiple=True, metavar="ID", help="Only this transcript.")
    @click.option("--role", multiple=True, metavar="ROLE", help="Only speech of this role: participant, interviewer.")
    @click.option("--code", type=CODE, multiple=True, metavar="CODE", help="Only this code and its subcodes.")
    @click.option(
        "--negated",
        multiple=True,
        type=click.Choice(("yes", "no")),
        help="Only codings that stand, or do not, under a negation.",
    )
    @functools.wraps(command)
    def wrapper(*args: Any, where: tuple[str, ...], **rest: Any) -> Any:
        kinds = {name: rest.pop(name) for name in ("question", "transcript", "role", "code", "negated")}
        return command(*args, filters=filters_of(where, kinds), **rest)

    return wrapper


def table_options(command: Command) -> Command:
    """What a table is made of and where it goes: --codebook, --coders, the filters, --format and -o."""
    return codebook_option(coders_option(filter_options(output_options(command))))


def bins_option(command: Command) -> Command:
    """--bins: numeric attributes in classes."""
    text = "Put a numeric attribute in classes: --bins nps=0-6,7-8,9-10 (10+ is ten or more)."
    return click.option("--bins", multiple=True, metavar="ATTRIBUTE=CLASSES", help=text)(command)


def level_option(default: str) -> Callable[[Command], Command]:
    """--level: which codes are rows or columns."""
    text = f"Themes, the codes that have no subcodes, or all (default: {default})."
    return click.option("--level", type=click.Choice(("themes", "codes", "all")), default=default, help=text)


def filters_of(where: tuple[str, ...], kinds: dict[str, tuple[str, ...]]) -> Filters:
    """The filters of the options `--where` and its like; a usage error for what is no ATTRIBUTE=VALUE."""
    from qualcode.analysis import Filters

    wanted: dict[str, tuple[str, ...]] = {}
    for text in where:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter(f"{text!r} is not ATTRIBUTE=VALUE, such as industry=retail.", param_hint="--where")
        wanted[name.strip()] = (*wanted.get(name.strip(), ()), value.strip())
    return Filters(wanted, **kinds)
