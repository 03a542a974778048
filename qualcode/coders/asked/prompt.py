"""What a model is asked: the code's entry in the codebook and a batch of units, in a template that can be printed and
replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import read_utf8, sha256
from qualcode.model import Code

LONGEST = 200_000  # letters of a prompt
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "codings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"unit": {"type": "integer"}, "quote": {"type": "string"}},
                "required": ["unit", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["codings"],
    "additionalProperties": False,
}


class Prompt:
    """The template, the built-in one or the file at `path`; raises InputError for one that cannot be read."""

    def __init__(self, path: Path | None = None) -> None:
        self.text = read_utf8(path) if path is not None else built_in()
        self._path = path

    def of(self, code: Code, units: Sequence[str], language: str) -> str:
        """What is asked about these units; raises InputError for a template that fails."""
        from jinja2 import StrictUndefined, TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
        try:
            made = environment.from_string(self.text).render(
                units=[" ".join(unit.split()) for unit in units], **entry(code, language)
            )
        except (TemplateError, TypeError, ValueError) as error:
            raise InputError(
                [Problem(f"cannot be filled: {error}", self._path, getattr(error, "lineno", 0) or 0)]
            ) from error
        if len(made) > LONGEST:
            raise InputError([Problem(f"makes a question of {len(made)} letters; {LONGEST} are allowed.", self._path)])
        return made

    def key(self, code: Code, language: str) -> str:
        """The hash of all that is asked but the units."""
        return sha256(self.text, repr(sorted(entry(code, language).items())))[:16]


def built_in() -> str:
    """The template that comes with the program."""
    return (files("qualcode.coders.asked") / "prompt.txt").read_text(encoding="utf-8")


def entry(code: Code, language: str) -> dict[str, Any]:
    """What the codebook says of a code: id, label, definition, include, exclude, examples, counterexamples."""
    texts = {name: getattr(code, name)(language) for name in ("label", "definition", "include", "exclude")}
    lists = {
        name: [*found.get(language, ()), *found.get("", ())]
        for name in ("examples", "counterexamples")
        for found in [getattr(code, name)]
    }
    return {"id": code.id, **texts, **lists}
