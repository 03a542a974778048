"""Runs every `$ qualcode …` example of the docs on a copy of the worked example and puts what it prints below it.

`python docs/build.py` writes the files; the tests call `built` and fail when a file differs. A block ```console lines=N shows N lines.
"""

from __future__ import annotations

import io
import logging
import os
import re
import shlex
import shutil
import sys
import tempfile
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parent.parent
WIDTH = 160
BLOCK = re.compile(r"```console(?: lines=(?P<lines>\d+))?\n(?P<body>.*?)```", re.DOTALL)


SLOW = ("commands.md",)  # an example of every command: `make docs` runs them, every test run does not


def pages() -> list[Path]:
    """The pages with examples, in the order in which they run: what one does to the copy of the study, the next ones see."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(text: str) -> list[str]:
    """The commands of a page, without their `$ `."""
    return [line[2:] for block in BLOCK.finditer(text) for line in block["body"].splitlines() if line.startswith("$ ")]


def copy_of_example(folder: Path) -> Path:
    """The worked example in a folder of its own."""
    folder.mkdir(exist_ok=True)
    for name in ("transcripts", "codebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "docs/ratings.csv", folder)  # Krippendorff (2011), data C: four coders, twelve units, missing values
    shutil.copy(ROOT / "docs/segments.csv", folder)  # two invented coders of H4
    (folder / "privacy").mkdir()
    shutil.copy(ROOT / "docs/names.csv", folder / "privacy")  # what someone decided about the names
    return folder


def output(command: str, folder: Path) -> str:
    """What a command prints; stderr too when it fails."""
    arguments = shlex.split(command)
    if arguments[0] != "qualcode":
        raise SystemExit(f"only qualcode commands can be examples: {command}")
    said, told = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(said), redirect_stderr(told):
        code = _run(arguments)
    if "Traceback" in told.getvalue() or code == 2:
        raise SystemExit(f"{command} failed:\n{told.getvalue()}")
    return said.getvalue() + (told.getvalue() if code else "")


def _run(arguments: list[str]) -> int:
    """The exit code of the command line, called here: a process for each example would take a second more."""
    from qualcode.cli import main as command_line

    before, columns, keyboard = sys.argv, os.environ.get("COLUMNS"), sys.stdin
    sys.argv, os.environ["COLUMNS"], sys.stdin = arguments, "100", io.StringIO()  # nobody answers what a command asks
    try:
        with warnings.catch_warnings():
            command_line()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    finally:
        sys.argv, sys.stdin = before, keyboard
        os.environ.pop("COLUMNS")
        os.environ |= {"COLUMNS": columns} if columns is not None else {}
        logging.disable(logging.NOTSET)
    return 0


def built(text: str, folder: Path) -> str:
    """The page with the output of its examples."""

    def block(match: re.Match[str]) -> str:
        shown: list[str] = []
        for line in match["body"].splitlines():
            if line.startswith("$ "):
                printed = [cut(text) for text in output(line[2:], folder).rstrip("\n").splitlines()]
                most = int(match["lines"] or len(printed))
                shown += [line, *printed[:most], *(["…"] if len(printed) > most else [])]
        head = f"```console lines={match['lines']}" if match["lines"] else "```console"
        return "\n".join([head, *shown, "```"])

    return BLOCK.sub(block, text)


def cut(line: str) -> str:
    """A line that fits the page."""
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def main() -> None:
    """Write every page anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = copy_of_example(Path(name) / "study")
        for page in pages():
            page.write_text(built(page.read_text(encoding="utf-8"), folder), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
