"""The files of the page of interviews: their names, what stands in the package, what the script is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from itertools import count

PAGE, FOLDER = "interviews.html", "interviews"  # the page, and of a large study the folder of one page an interview


def files_of(names: Iterable[str]) -> dict[str, str]:
    """A file for each interview's page, whatever its name."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r'[<>:"/\\|?*#%\x00-\x1f]', "-", name).strip(". ") or "-"
        taken = {path.casefold() for path in found.values()}
        ways = (f"{FOLDER}/{plain}{f'-{number}' if number else ''}.html" for number in count())
        found[name] = next(path for path in ways if path.casefold() not in taken)
    return found


def as_json(value: object, tight: bool = False) -> str:
    """A value as the script reads it, in which nothing ends the element that holds it."""
    separators = (",", ":") if tight else None
    return json.dumps(value, ensure_ascii=False, separators=separators).replace("<", "\\u003c")


def asset(name: str) -> str:
    """What comes with the package: a script, the style."""
    return (files("qualcode.report.page") / name).read_text(encoding="utf-8")
