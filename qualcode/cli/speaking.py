"""What is said on the terminal, in its language: messages, questions, and the help of commands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import click

from qualcode.cli.finnish import in_finnish, shown, speaks_finnish


def say(text: object = "", err: bool = False, **how: Any) -> None:
    """Say a message in the terminal's language; tables and files that are printed are no messages."""
    click.secho(shown(str(text)), err=err, **how)


def agreed(question: str, needed: bool = False) -> bool:
    """Whether the user says yes; with `needed` a no ends the command."""
    if not speaks_finnish():
        return click.confirm(question, abort=needed)
    yes = str(click.prompt(f"{in_finnish(question)} [k/E]", default="e", show_default=False)).strip().lower()
    if needed and yes[:1] not in ("k", "y"):
        raise click.Abort
    return yes[:1] in ("k", "y")


class FinnishHelp(click.HelpFormatter):
    """Help in Finnish; names of commands, options and their values stay."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how the command is written."""
        super().write_usage(prog, args, prefix or f"{in_finnish('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        """The heading of a list."""
        super().write_heading(in_finnish(heading))

    def write_text(self, text: str) -> None:
        """Paragraphs, each by itself; examples stay as they are but for their heading."""
        super().write_text("\n\n".join(map(_paragraph, text.split("\n\n"))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of commands or options with what each is for."""
        super().write_dl([(name, in_finnish(text)) for name, text in rows], col_max, col_spacing)


def _paragraph(text: str) -> str:
    if not text.startswith("\b"):
        return in_finnish(" ".join(text.split()))
    return re.sub(r"(?P<before>\S {2,}|^)(?P<said>\S.*)$", _comment, text, flags=re.MULTILINE)


def _comment(line: re.Match[str]) -> str:
    return line["before"] + in_finnish(line["said"])


def tell_usage(error: click.ClickException) -> None:
    """Show a command that was written wrong: how it is written, and what is wrong."""
    if not speaks_finnish():
        error.show()
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(in_finnish(f"Try '{context.command_path} --help' for help.") + "\n", err=True)
    click.echo(f"{in_finnish('Error')}: {in_finnish(error.format_message())}", err=True)
