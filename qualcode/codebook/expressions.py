"""Tells whether a regular expression or a spaCy pattern is small enough to be tried on every unit: its size, before it
is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST = 5_000  # characters of an expression
GROUPS, DEEPEST = 200, 30
LARGEST = 20_000  # letters that an expression stands for when its counted repetitions are written out
UNBOUNDED, OPTIONAL = 2, 8  # words of a pattern that may come any number of times, or may be missing
WORDS = 40  # of a pattern whose repetitions are written out
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d{0,9}(?:,\d{0,9})?\}|.", re.DOTALL)
_TIMES = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")


def too_much(expression: str) -> str:
    """Why a regular expression is not tried at all; "" when it is small enough."""
    if len(expression) > LONGEST:
        return f"it has {len(expression)} characters; at most {LONGEST}"
    if expression.count("(") > GROUPS:
        return f"it has {expression.count('(')} groups; at most {GROUPS}"
    sizes, last, deepest = [0], 0, 0
    for part in _PART.findall(expression):
        if part == "(":
            sizes.append(0)
        elif part == ")" and len(sizes) > 1:
            last = max(sizes.pop(), 1)
            sizes[-1] += last
        elif times := _TIMES.fullmatch(part):
            more = last * (max(int(times[1]), int(times[3] or 0)) - 1)
            sizes[-1] += max(more, 0)
            last += max(more, 0)
        else:
            last = 1
            sizes[-1] += 1
        deepest = max(deepest, len(sizes))
        if sum(sizes) > LARGEST:
            return f"its repetitions stand for more than {LARGEST} letters"
    return f"its groups are nested {deepest - 1} deep; at most {DEEPEST}" if deepest - 1 > DEEPEST else ""


def too_much_of(pattern: Sequence[Mapping[str, Any]]) -> str:
    """Why a spaCy pattern is not tried at all; "" when it is small enough."""
    unbounded = optional = 0
    words = len(pattern)
    for token in pattern:
        least, most = _times(token.get("OP", "1"))
        unbounded += most is None
        optional += most is not None and least < most
        words += max((most or least), 1) - 1
    if unbounded > UNBOUNDED:
        return f"{unbounded} of its words may come any number of times (OP *, + or {{n,}}); at most {UNBOUNDED}"
    if optional > OPTIONAL:
        return f"{optional} of its words may be missing (OP ? or {{n,m}}); at most {OPTIONAL}"
    if words > WORDS:
        return f"it stands for {words} words; at most {WORDS}"
    return next(
        (f"the expression {text[:40]!r}: {why}" for text in expressions_in(pattern) if (why := too_much(text))), ""
    )


def _times(op: object) -> tuple[int, int | None]:
    """How often a word of a pattern must and may come; None: any number of times. What is no OP counts once: spaCy
    tells of it.
    """
    text = str(op)
    if text in ("*", "+"):
        return int(text == "+"), None
    times = _TIMES.fullmatch(text) or re.fullmatch(r"\{()(,)(\d+)\}", text)
    if text == "?":
        return 0, 1
    if times is None:
        return 1, 1
    least = int(times[1] or 0)
    return least, least if not times[2] else int(times[3]) if times[3] else None


def expressions_in(pattern: object) -> Iterator[str]:
    """The regular expressions in a spaCy pattern."""
    if isinstance(pattern, Mapping):
        for key, value in pattern.items():
            if key == "REGEX":
                yield from _texts(value)
            else:
                yield from expressions_in(value)
    elif isinstance(pattern, list | tuple):
        for value in pattern:
            yield from expressions_in(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        yield from _texts(part)
