"""A Jinja2 text template → blocks. Templates are sandboxed, and a name that is not there is an error.

A template is text: `#` headings, paragraphs apart by blank lines, `- ` items, and calls alone on a line: `{{ contents() }}`,
`{{ table("themes") }}`, `{{ figure("bars") }}`, `{{ quotes("communication") }}`, `{{ page_break() }}`. `{{ number("table", "themes") }}` is
the number of a table within a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.report.blocks import Block, FigureBlock, Heading, Item, PageBreak, Paragraph, TableBlock

START, END, TEXT = "\ue000", "\ue001", "\ue002"  # private characters: a value can hold no directive, heading or list item by accident
_DIRECTIVE = re.compile(f"{START}(\\w+) ([^{END}]*){END}")
Maker = Callable[[str], Sequence[Block]]


def built_in(language: str) -> str:
    """The text of the findings template that comes with the program."""
    return (files("qualcode.report") / "templates" / f"findings.{language}.txt").read_text(encoding="utf-8")


def render_text(source: str, values: Mapping[str, Any], path: Path | None = None) -> str:
    """The template filled with values; raises InputError with the template's line for a mistake in it."""
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_flat, autoescape=False
    )
    environment.globals.update(
        {name: _directive(name) for name in ("contents", "table", "figure", "quotes", "page_break")}, number=_directive_number
    )
    try:
        return environment.from_string(source).render(values)
    except TemplateSyntaxError as error:
        raise InputError([Problem(f"the template has a mistake: {error.message}.", path, error.lineno)]) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        hint = f"Names to use: {', '.join(sorted(values))}."
        raise InputError([Problem(f"the template cannot be filled: {error}.", path, _line_of(error), hint)]) from error


def _line_of(error: BaseException) -> int | None:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _flat(value: object) -> object:
    """A value on one line, that cannot begin a heading, a list or a directive; directives pass as they are."""
    if not isinstance(value, str) or isinstance(value, _Mark):
        return value
    flat = re.sub(f"[{START}{END}{TEXT}]", "", " ".join(value.split()))
    return TEXT + flat if flat.startswith(("#", "- ")) else flat


class _Mark(str):
    """A directive's text."""


def _directive(name: str) -> Callable[..., _Mark]:
    return lambda what="": _Mark(f"{START}{name} {what}{END}")


def _directive_number(kind: str, what: str) -> _Mark:
    return _Mark(f"{START}number {kind}:{what}{END}")


def blocks_of(text: str, makers: Mapping[str, Maker], path: Path | None = None) -> tuple[Block, ...]:
    """The rendered text as blocks; `makers` make what a directive names. Raises InputError for one that is not there."""
    blocks = [block for line in _paragraphs(text) for block in _line_blocks(line, makers, path)]
    return tuple(_numbered(blocks, path))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs, headings, items and directives, each as one line."""
    for chunk in re.split(r"\n\s*\n", text):
        current: list[str] = []
        for line in filter(None, map(str.strip, chunk.split("\n"))):
            if line.startswith(("#", "- ")) or _DIRECTIVE.fullmatch(line):
                yield from [" ".join(current)] if current else []
                current = [line] if line.startswith("- ") else []
                yield from [line] if not current else []
            else:
                current.append(line)
        yield from [" ".join(current)] if current else []


def _line_blocks(line: str, makers: Mapping[str, Maker], path: Path | None) -> Sequence[Block]:
    directive = _DIRECTIVE.fullmatch(line)
    if directive and directive[1] != "number":
        name, what = directive.groups()
        if name == "page_break":
            return [PageBreak()]
        try:
            return makers[name](what)
        except KeyError:
            raise InputError([Problem(f"the template asks for {name} {what!r}, which is not there.", path)]) from None
    if heading := re.match(r"(#{1,4})\s+(.*)", line):
        return [Heading(heading[2], len(heading[1]) - 1)]
    return [Item(line[2:])] if line.startswith("- ") else [Paragraph(line)]


def _numbered(blocks: Sequence[Block], path: Path | None) -> Iterator[Block]:
    """The blocks with tables and figures numbered in order, and their numbers put into the text."""
    counts, numbers = {"table": 0, "figure": 0}, dict[str, int]()
    placed: list[Block] = []
    for block in blocks:
        if isinstance(block, TableBlock | FigureBlock):
            kind = "table" if isinstance(block, TableBlock) else "figure"
            counts[kind] += 1
            numbers.setdefault(f"{kind}:{block.name}", counts[kind])
            block = replace(block, number=counts[kind])
        placed.append(block)

    def number(found: re.Match[str]) -> str:
        if found[2] not in numbers:
            name = found[2].replace(":", " ")
            raise InputError([Problem(f"the template asks for the number of {name!r}, which is not in the document.", path)])
        return str(numbers[found[2]])

    for block in placed:
        if isinstance(block, Heading | Paragraph | Item):
            block = replace(block, text=_DIRECTIVE.sub(number, block.text).replace(TEXT, ""))
        yield block
