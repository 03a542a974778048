"""Keeps a template of a stranger within bounds: the lines it runs, the texts it makes, the numbers it gives to what
makes texts longer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_LINES = 2_000_000  # lines of a template, and of the engine's own loops, that are run: some seconds
LONGEST = 10_000_000  # characters of any text
LARGEST = 100_000  # any number that a template gives to a function or a filter, and that a text is multiplied by
TEMPLATE = "<template>"
# filters that take more than their text's length
SLOW = ("wordwrap", "urlize", "striptags", "title", "tojson", "pprint", "xmlattr")
_WIDTH = re.compile(r"\d{6,}|\*")  # in a format, what makes a text that long
Trace = Callable[[FrameType, str, Any], Any]


class TooMuch(ValueError):
    """The template asks for more than findings can be."""


@contextmanager
def bounded_work() -> Iterator[None]:
    """Count the lines that templates run in here, whichever system this is; raises TooMuch."""
    left = MOST_LINES
    before = sys.gettrace()

    def line(frame: FrameType, event: str, _: Any) -> Trace:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooMuch(f"it runs more than {MOST_LINES} lines; look for loops in loops")
        if event == "line" and frame.f_code.co_filename == TEMPLATE:
            for value in frame.f_locals.values():
                _check(value)
        return line

    def call(frame: FrameType, _: str, __: Any) -> Trace | None:
        own = frame.f_code.co_filename
        return line if own == TEMPLATE or "jinja2" in own else None

    sys.settrace(call)
    try:
        yield
    finally:
        sys.settrace(before)


def _check(value: object) -> None:
    if isinstance(value, str | list | tuple) and len(value) > LONGEST:
        raise TooMuch(f"it makes a text or a list longer than {LONGEST}")


def joined(parts: Iterable[object]) -> str:
    """The parts as one text; raises TooMuch."""
    found, length = list[str](), 0
    for part in parts:
        found.append(str(part))
        length += len(found[-1])
        if length > LONGEST:
            raise TooMuch(f"it makes a text longer than {LONGEST}")
    return "".join(found)


def bounded_environment() -> type[Environment]:
    """Jinja's sandbox in which no call, filter or operator makes a text of any length out of a number or of itself."""
    from jinja2.compiler import CodeGenerator
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Joining(CodeGenerator):
        def visit_Concat(self, node: Any, frame: Any) -> None:  # the engine's name
            self.write("environment.joined((")
            for arg in node.nodes:
                self.visit(arg, frame)
                self.write(", ")
            self.write("))")

    class Bounded(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("+", "*", "**", "%"))
        code_generator_class = Joining
        joined = staticmethod(joined)

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            _operands(operator, left, right)
            return super().call_binop(context, operator, left, right)

        def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # the engine's signature
            if not _is_ours(__obj):
                _small(*args, *kwargs.values())
            owner = getattr(__obj, "__self__", None)
            if isinstance(owner, str):
                _of_text(owner, getattr(__obj, "__name__", ""), args)
            return super().call(__context, __obj, *args, **kwargs)

        def wrap_str_format(self, value: Any) -> Any:
            wrapped = super().wrap_str_format(value)
            if wrapped is not None:
                _formats(str(value.__self__), ())
            return wrapped

    return Bounded


def _is_ours(called: Any) -> bool:
    """Whether a function is one that findings give to templates: those write a number of any size in a few letters."""
    return str(getattr(getattr(called, "func", called), "__module__", "")).startswith("qualcode.")


def _operands(operator: str, left: Any, right: Any) -> None:
    many = (str, list, tuple)
    if operator == "**":
        _small(left, right)
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > LARGEST:
            raise TooMuch(f"the number it makes has more than {LARGEST} digits")
    elif operator == "%" and isinstance(left, str):
        _formats(left, right)
    elif operator == "+" and isinstance(left, many) and isinstance(right, many):
        _short(len(left) + len(right))
    elif operator == "*":
        for found, times in ((left, right), (right, left)):
            if isinstance(found, many) and isinstance(times, int):
                _short(len(found) * times)


def _short(length: int) -> None:
    if length > LONGEST:
        raise TooMuch(f"it makes a text or a list longer than {LONGEST}")


def bound_filters(environment: Environment) -> None:
    """Check what templates give to filters and what these give back, and take away what makes texts of nothing."""
    environment.globals.pop("lipsum", None)
    environment.filters.update({name: _bound(name, found) for name, found in environment.filters.items()})


def _bound(name: str, found: Any) -> Any:
    from functools import wraps

    from jinja2 import Environment
    from jinja2.nodes import EvalContext
    from jinja2.runtime import Context

    @wraps(found)
    def checked(*args: Any, **kwargs: Any) -> Any:
        at = next(
            (i for i, value in enumerate(args) if not isinstance(value, Context | EvalContext | Environment)), len(args)
        )
        value, rest = (args[at], args[at + 1 :]) if at < len(args) else ("", ())
        _small(*rest, *kwargs.values())
        if name in SLOW and len(str(value)) > LARGEST:
            raise TooMuch(f"it gives {name} a text longer than {LARGEST}")
        if name == "format":
            _formats(str(value), rest)
        elif name == "replace":
            _of_text(str(value), name, rest)
        elif name == "join":
            value = _items(value)
            _of_text(str(rest[0]) if rest else "", name, (value,))
        made = found(*args[:at], value, *rest, **kwargs)
        _check(made)
        return made

    return checked


def _items(value: Any) -> Any:
    """What is to be joined, as a list that is not too long."""
    if not isinstance(value, Iterable) or isinstance(value, str):
        return value
    kept, length = [], 0
    for item in value:
        kept.append(item)
        length += len(item) if isinstance(item, str) else 1
        _short(length)
    return kept


def _small(*values: object) -> None:
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool) and not -LARGEST <= value <= LARGEST:
            raise TooMuch(f"it uses a number larger than {LARGEST}")


def _formats(text: str, values: Any) -> None:
    _small(*(values if isinstance(values, tuple | list) else (values,)))
    if _WIDTH.search(text):
        raise TooMuch(f"the format {text[:40]!r} makes a text of any length")


def _of_text(text: str, method: str, args: Any) -> None:
    """A method of a text that can make it much longer."""
    if method == "replace" and len(args) > 1 and isinstance(args[1], str):
        _short((len(text) + 1 if not args[0] else text.count(str(args[0]))) * len(args[1]))
    elif method == "join" and args and isinstance(args[0], list | tuple):
        _short(len(args[0]) * (len(text) + 1) + sum(len(item) for item in args[0] if isinstance(item, str)))
