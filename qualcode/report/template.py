"""A Jinja2 text template → blocks. Templates are sandboxed, and a name that is not there is an error.

A template is text: `#` headings, paragraphs apart by blank lines, `- ` items, and calls alone on a line: `{{ contents()
}}`, `{{ table("themes") }}`, `{{ figure("bars") }}`, `{{ quotes("communication") }}`, `{{ page_break() }}`, and `{{
appendix("codebook", "Codebook") }}`: the heading of an appendix, which gets a number. `{{ number("table", "themes") }}`
is the number of a table within a sentence, `{{ linked("12", "support") }}` a text that leads to the quotes of a code.

A `{% block NAME %}` is a section, which can be left out. `{% extends "findings" %}` begins from the built-in template:
sections that are written anew replace its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qualcode.errors import InputError, Problem, UnknownName, nearest
from qualcode.report.blocks import CAPTION, Block, Heading, Item, PageBreak, Paragraph
from qualcode.report.numbering import Numbered, in_order, kind_of, numbered
from qualcode.report.template_limits import bound_filters, bounded_environment, bounded_work, joined

if TYPE_CHECKING:
    from jinja2 import Environment

# private characters: a value can hold no directive, heading or list item by accident
START, END, TEXT = "\ue000", "\ue001", "\ue002"
LONGEST = 200_000  # characters of a template
INLINE = ("number", "linked")
PLACE = "qualcode_caption"  # how the names of captions begin
_DIRECTIVE = re.compile(f"{START}(\\w+) ([^{END}]*){END}")
Maker = Callable[[str], Sequence[Block]]
T = TypeVar("T")


def built_in(language: str) -> str:
    """The text of the findings template that comes with the program."""
    return (files("qualcode.report") / "templates" / f"findings.{language}.txt").read_text(encoding="utf-8")


def sections_of(source: str, language: str, path: Path | None = None) -> tuple[str, ...]:
    """The names of a template's sections, those of the built-in one too if it begins from it; raises InputError for a
    mistake in it.
    """
    from jinja2 import nodes

    tree = _checked(lambda: _environment(language).parse(source), path)
    own = [(block.name, block.lineno) for block in tree.find_all(nodes.Block)]
    if tree.find(nodes.Extends) is None:
        return tuple(dict.fromkeys(name for name, _ in own))
    known = sections_of(built_in(language), language)
    hint = "Put what is new into one of them, or begin from `qualcode report --print-template`."
    wrong = [
        Problem(f"the template's block: {UnknownName('section', name, known)}", path, line, hint)
        for name, line in own
        if name not in known
    ]
    if wrong:
        raise InputError(wrong)
    return known


def render_text(
    source: str, values: Mapping[str, Any], path: Path | None = None, left_out: Iterable[str] = (), language: str = "en"
) -> str:
    """The template filled with values, without the sections left out; raises InputError with the template's line for a
    mistake in it.
    """
    environment = _environment(language)

    def fill() -> str:
        template = environment.from_string(source)
        context = template.new_context(dict(values))
        context.blocks.update({name: [lambda _: iter(())] for name in left_out})
        try:
            with bounded_work() if path is not None else nullcontext():  # our own template needs no bounds
                return joined(template.root_render_func(context))
        except Exception:
            environment.handle_exception()

    if len(source) > LONGEST:
        raise InputError([Problem(f"the template is longer than {LONGEST} characters.", path)])
    return _checked(fill, path, f"Names to use: {', '.join(sorted(values))}.")


def _environment(language: str) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined

    environment = bounded_environment()(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_flat,
        autoescape=False,
        optimized=False,  # nothing is worked out before bounds hold
        loader=FunctionLoader(lambda name: built_in(language) if name == "findings" else None),
    )
    # What macros and super() give has been made flat already.
    # a class attribute that mypy takes for a method
    environment.concat = lambda parts: _Mark(joined(parts))  # type: ignore[method-assign]
    environment.globals.update(
        {name: _directive(name) for name in ("contents", "table", "figure", "quotes", "page_break")}
    )
    bound_filters(environment)
    environment.globals.update(number=_directive_number, linked=_directive_linked, appendix=_directive_appendix)
    return environment


def _checked(work: Callable[[], T], path: Path | None, hint: str = "") -> T:
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return work()
    except TemplateSyntaxError as error:
        raise InputError([Problem(f"the template has a mistake: {error.message}.", path, error.lineno)]) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError, MemoryError) as error:
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
    flat = re.sub(f"[{START}{END}{TEXT}]", "", " ".join(re.split(r"[ \t\r\n]+", value.strip(" \t\r\n"))))
    return TEXT + flat if flat.startswith(("#", "- ")) else flat


class _Mark(str):
    """A directive's text."""


def _directive(name: str) -> Callable[..., _Mark]:
    return lambda what="": _Mark(f"{START}{name} {what}{END}")


def _directive_number(kind: str, what: str) -> _Mark:
    return _Mark(f"{START}number {kind}:{what}{END}")


def _directive_linked(text: object, key: str) -> _Mark:
    return _Mark(f"{START}linked {key}|{text}{END}")


def _directive_appendix(name: str, title: object) -> _Mark:
    return _Mark(f"{START}appendix {name}|{title}{END}")


def blocks_of(
    text: str, makers: Mapping[str, Maker], path: Path | None = None, names: Sequence[str] = ()
) -> tuple[Block, ...]:
    """The rendered text as blocks; `makers` make what a directive names. Raises InputError for one that is not there
    (`names` are).
    """
    blocks = [block for line in _paragraphs(text) for block in _line_blocks(line, makers, path, names)]
    there = {f"{kind_of(block)}:{block.name}" for block in blocks if isinstance(block, Numbered) and kind_of(block)}
    return tuple(numbered([[_with_links(block, there, path) for block in blocks]], [PLACE], in_order())[0])


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


def _line_blocks(line: str, makers: Mapping[str, Maker], path: Path | None, names: Sequence[str]) -> Sequence[Block]:
    directive = _DIRECTIVE.fullmatch(line)
    if directive and directive[1] not in INLINE:
        name, what = directive.groups()
        if name == "page_break":
            return [PageBreak()]
        if name == "appendix":
            return [Heading(what.partition("|")[2].replace(TEXT, ""), name=what.partition("|")[0])]
        try:
            return makers[name](what)
        except KeyError:
            meant = nearest(f"{name} {what}", names)
            guess = f" Did you mean {meant!r}?" if meant else ""
            hint = "`qualcode report --placeholders` lists all that can be asked for."
            raise InputError(
                [Problem(f"the template asks for {name} {what!r}, which is not there.{guess}", path, hint=hint)]
            ) from None
    if heading := re.match(r"(#{1,4})\s+(.*)", line):
        return [Heading(heading[2], len(heading[1]) - 1)]
    return [Item(line[2:])] if line.startswith("- ") else [Paragraph(line)]


def _with_links(block: Block, there: Container[str], path: Path | None) -> Block:
    """The block with the places of its linked texts and references; raises InputError for a reference to what is not
    `there`.
    """
    if not isinstance(block, Heading | Paragraph | Item) or not re.search(f"[{START}{TEXT}]", block.text):
        return block
    made, links, last = "", [], 0
    for found in _DIRECTIVE.finditer(block.text):
        made += block.text[last : found.start()].replace(TEXT, "")
        last = found.end()
        key, _, shown = found[2].partition("|")
        if found[1] == "number":
            if key not in there:
                problem = (
                    f"the template asks for the number of {key.replace(':', ' ')!r}, which is not in the document."
                )
                raise InputError([Problem(problem, path)])
            key, shown = f"{CAPTION}{key}", "0"
        links.append((len(made), len(made) + len(shown), key))
        made += shown
    return replace(block, text=made + block.text[last:].replace(TEXT, ""), links=tuple(links))
