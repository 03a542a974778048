"""Kinds of arguments that may be given as people say them: an interview by its pseudonym, a code by its label, a
dimension in Finnish.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.workspace import Workspace
from qualcode.errors import QualcodeError

CALLED = "qualcode.called"  # where the study's names are kept for the arguments of a command

if TYPE_CHECKING:
    Kind = click.ParamType[str]
else:
    Kind = click.ParamType  # which older versions of click cannot be asked for by what it gives


class Asked(Kind):
    """An argument that is looked up in the study; what is not found stays as it was given, and the command tells."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name

    # click's signature
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The id."""
        from qualcode.results.called import Called

        workspace = ctx.find_object(Workspace) if ctx else None
        if workspace is None or ctx is None:
            return value
        codebook = ctx.params.get("codebook")
        workspace.codebook = codebook if isinstance(codebook, Path) else workspace.codebook
        try:
            called = ctx.meta.get(CALLED) or ctx.meta.setdefault(CALLED, Called(workspace.study()))
            return getattr(called, self.kind)(value)
        except QualcodeError:  # of the study, which the command itself tells
            return value


TRANSCRIPT, PLACE = Asked("transcript", "ID"), Asked("place", "TRANSCRIPT:UNIT")
CODE, DIMENSION, CONDITION = (
    Asked("code", "CODE"),
    Asked("dimension", "DIMENSION"),
    Asked("condition", "ATTRIBUTE=VALUE"),
)
