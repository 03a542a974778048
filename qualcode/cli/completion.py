"""`qualcode completion`: what a shell runs to complete commands, options and names with the Tab key."""

from __future__ import annotations

import os
from typing import ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from qualcode.cli.speaking import say

WHERE = {
    "bash": 'eval "$(qualcode completion bash)"        in ~/.bashrc',
    "zsh": 'eval "$(qualcode completion zsh)"         in ~/.zshrc',
    "fish": "qualcode completion fish | source         in ~/.config/fish/config.fish",
    "powershell": "qualcode completion powershell | Out-String | Invoke-Expression   in the file $PROFILE",
}


class PowerShell(ShellComplete):
    """Completion for Windows PowerShell and PowerShell 7."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $commandAst.ToString()
    $env:COMP_TAIL = $wordToComplete
    %(prog_name)s | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
    Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_TAIL
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The whole words before the one that is being typed, and that one."""
        incomplete = os.environ.get("COMP_TAIL", "")
        words = split_arg_string(os.environ["COMP_WORDS"])[1:]
        return words[:-1] if incomplete and words else words, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """One word a line."""
        return str(item.value)


add_completion_class(PowerShell)


@click.command()
@click.argument("shell", type=click.Choice(tuple(WHERE)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what a shell runs so that the Tab key completes commands and options.

    \b
    Examples:
        qualcode completion bash
        qualcode completion powershell | Out-String | Invoke-Expression
    """
    kind = get_completion_class(shell)
    assert kind is not None  # click's choice
    root = ctx.find_root()
    click.echo(kind(root.command, {}, "qualcode", "_QUALCODE_COMPLETE").source())
    say(f"To have it always: {WHERE[shell]}", err=True)
