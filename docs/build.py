"""Runs every `$ qualcode …` example of the docs and puts what it prints below it.

The pages run on one copy of the worked example; a tutorial runs in an empty folder of its own, where `cd`, `cp`
and `rm` work too. `python docs/build.py` writes the files; the tests call `built` and fail when a file differs.
A block ```console lines=N shows N lines. What a reader does by hand stands in a comment before it:

    <!-- write codebooks/mine.yaml -->      the block below is saved there; as a Word document if it ends in .docx
    <!-- Anna reviews 8 of H1 -->           accepts eight codings of the rules and rejects a ninth, as on the page
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
import textwrap
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
WIDTH = 100
STEP = re.compile(
    r"<!-- write (?P<file>\S+) -->\n\n?```\w*\n(?P<text>.*?)```"
    r"|<!-- (?P<reader>\w+) reviews (?P<number>\d+) of (?P<interview>\w+) -->"
    r"|```console(?: lines=(?P<lines>\d+))?\n(?P<body>.*?)```",
    re.DOTALL,
)
DRESS = re.compile(r"\x1b\[[0-9;]*m")  # colours
SLOW = ("commands.md",)  # an example of every command: `make docs` runs them, every test run does not
MADE = ("help.md", "help.fi.md")
HELPED = {"en": "The help of every command", "fi": "Kaikkien komentojen ohjeet"}
TUTORIALS = ("tutorial.fi.md", "tutorial.md")


def pages() -> list[Path]:
    """The pages with examples, in the order in which they run: what one does to the copy of the study, the next ones
    see; tutorials, each in a folder of its own, come last.
    """
    readmes = (ROOT / "README.md", ROOT / "README.fi.md")
    others = sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in (*TUTORIALS, *MADE))
    return [*readmes, *others, *(ROOT / "docs" / name for name in TUTORIALS)]


def commands(text: str) -> list[str]:
    """The commands of a page, without their `$ `."""
    return [line[2:] for step in STEP.finditer(text) for line in (step["body"] or "").splitlines() if line[:2] == "$ "]


def copy_of_example(folder: Path) -> Path:
    """The worked example in a folder of its own."""
    folder.mkdir(exist_ok=True)
    for name in ("transcripts", "codebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(
        ROOT / "docs/ratings.csv", folder
    )  # Krippendorff (2011), data C: four coders, twelve units, missing values
    shutil.copy(ROOT / "docs/segments.csv", folder)  # two invented coders of H4
    (folder / "privacy").mkdir()
    shutil.copy(ROOT / "docs/names.csv", folder / "privacy")  # what someone decided about the names
    return folder


class _Terminal(io.StringIO):
    """What a reader sees: tables fitted to the width of the page."""

    def isatty(self) -> bool:
        return True


@dataclass
class Shell:
    """Where a page's commands run, and the language that the terminal speaks."""

    folder: Path
    language: str = "en"

    def output(self, command: str) -> str:
        """What a command prints; stderr too when it fails."""
        words = shlex.split(command)
        if words[0] != "qualcode":
            self._by_hand(words)
            return ""
        said, told = _Terminal(), io.StringIO()
        with chdir(self.folder), redirect_stdout(said), redirect_stderr(told):
            code = _run(words, self.language)
        if "Traceback" in told.getvalue() or code == 2:
            raise SystemExit(f"{command} failed:\n{told.getvalue()}")
        return DRESS.sub("", said.getvalue()) + (told.getvalue() if code else "")

    def _by_hand(self, words: list[str]) -> None:
        name, *paths = words
        at = [self.folder / path for path in paths]
        if name == "cd":
            self.folder = at[0].resolve()
        elif name == "rm":
            for path in at:
                path.unlink()
        elif name == "cp":
            for path in at[:-1]:
                shutil.copy(path, at[-1])
        else:
            raise SystemExit(f"no example can be: {' '.join(words)}")

    def write(self, name: str, text: str) -> None:
        """A file that the reader writes: as it stands, or as a Word document with a paragraph a line."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".docx":
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        from docx import Document

        document = Document()
        for line in filter(None, text.splitlines()):
            heading = line.startswith("# ")
            document.add_paragraph(line.removeprefix("# "), style="Heading 1" if heading else None)
        document.save(str(path))

    def review(self, coder: str, number: int, interview: str) -> None:
        """So many codings of the rules in an interview are accepted, the next one is rejected."""
        from qualcode.people.decision_places import people_of
        from qualcode.review.opening import open_session
        from qualcode.study import open_study

        session = open_session(people_of(open_study(self.folder)).coded, coder, "open").session
        shown = session.transcript(interview)["codings"][: number + 1]
        for place, coding in enumerate(shown):
            what = {name: coding[name] for name in ("start", "end", "code")}
            session.decide([{"transcript": interview, **what, "decision": "reject" if place == number else "accept"}])


def _run(arguments: list[str], language: str) -> int:
    """The exit code of the command line, called here: a process for each example would take a second more."""
    from qualcode.cli import main as command_line

    before, surroundings, keyboard = sys.argv, dict(os.environ), sys.stdin
    sys.argv = arguments
    os.environ |= {"COLUMNS": str(WIDTH), "QUALCODE_LANG": language}
    sys.stdin = io.StringIO()  # nobody answers what a command asks
    try:
        with warnings.catch_warnings():
            command_line()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    finally:
        sys.argv, sys.stdin = before, keyboard
        os.environ.clear()
        os.environ |= surroundings
        logging.disable(logging.NOTSET)
    return 0


def built(page: Path, folder: Path) -> str:
    """The text of a page with the output of its examples."""
    shell = Shell(folder, language_of(page))

    def step(match: re.Match[str]) -> str:
        if match["file"]:
            shell.write(match["file"], match["text"])
        elif match["reader"]:
            shell.review(match["reader"], int(match["number"]), match["interview"])
        else:
            return _block(match, shell)
        return match[0]

    return STEP.sub(step, page.read_text(encoding="utf-8"))


def language_of(page: Path) -> str:
    """The language of a page, by its name."""
    return "fi" if page.name.endswith(".fi.md") else "en"


def _block(match: re.Match[str], shell: Shell) -> str:
    shown: list[str] = []
    for line in match["body"].splitlines():
        if line.startswith("$ "):
            printed = [part for text in shell.output(line[2:]).rstrip("\n").splitlines() for part in fitted(text)]
            most = int(match["lines"] or len(printed))
            shown += [line, *printed[:most], *(["…"] if len(printed) > most else [])]
    head = f"```console lines={match['lines']}" if match["lines"] else "```console"
    return "\n".join([head, *shown, "```"])


def help_page(language: str) -> str:
    """What `--help` says of every command, in a language."""
    import click

    from qualcode.cli.app import app
    from qualcode.cli.speaking import FinnishHelp

    os.environ["QUALCODE_LANG"] = language
    click.Context.formatter_class = FinnishHelp if language == "fi" else click.HelpFormatter

    def pages(command: click.Command, name: str, above: click.Context | None) -> list[str]:
        how = {**command.context_settings, "terminal_width": WIDTH - 4}
        context = click.Context(command, info_name=name, parent=above, **how)
        title = f"{'#' * (2 if above else 1)} {context.command_path if above else HELPED[language]}"
        own = [f"{title}\n\n```text\n{command.get_help(context).rstrip()}\n```"]
        below = command.commands.items() if isinstance(command, click.Group) else ()
        return [*own, *(page for key, one in below for page in pages(one, key, context))]

    return "\n\n".join(pages(app, "qualcode", None)) + "\n"


def fitted(line: str) -> list[str]:
    """A line as it fits the page: messages go on below, rows of tables and examples of speech are cut."""
    line = line.rstrip()
    if len(line) <= WIDTH:
        return [line]
    if re.search(r"\S {2,}\S|[─│…]", line):
        return [line[: WIDTH - 1] + "…"]
    return textwrap.wrap(line, WIDTH, subsequent_indent=re.match(" *", line)[0] + "    ", break_on_hyphens=False)


def main() -> None:
    """Write every page anew."""
    with tempfile.TemporaryDirectory() as name:
        example = copy_of_example(Path(name) / "study")
        for page in pages():
            folder = example
            if page.name in TUTORIALS:
                folder = Path(name) / page.stem
                folder.mkdir()
            page.write_text(built(page, folder), encoding="utf-8", newline="\n")
    for name in MADE:
        page = ROOT / "docs" / name
        page.write_text(help_page(language_of(page)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
