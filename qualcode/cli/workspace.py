"""What every command starts from: the study folder, progress on the terminal, and problems told at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.finnish import shown
from qualcode.cli.speaking import say

if TYPE_CHECKING:
    from qualcode.analysis import Tidy
    from qualcode.errors import Problem
    from qualcode.line.corpus import Corpus
    from qualcode.model import UnitKind
    from qualcode.people.counted import Counted
    from qualcode.people.decision_places import People
    from qualcode.report.table_document import Dress
    from qualcode.study import Study


@dataclass
class Workspace:
    """The study folder that -C names, and what --codebook and --coders chose."""

    folder: Path
    codebook: Path | None = None
    coders: str = ""
    unit: UnitKind | None = None

    def study(self) -> Study:
        """The study in the folder."""
        from qualcode.study import open_study

        return open_study(self.folder, self.codebook, self.coders, self.unit)

    def label_language(self) -> str:
        """The language of codes' labels on the screen: the study's, or English for studies in several."""
        language = self.study().settings.study.language
        return "en" if language == "auto" else language

    def dress(self) -> Dress:
        """How a table is shown in a document: the study's language, its labels for codes and attributes."""
        from qualcode.errors import QualcodeError
        from qualcode.report.table_document import Dress

        study, language = self.study(), self.label_language()
        try:
            labels = {place.code.id: place.code.label(language) for place in study.codebook.walk()}
        except QualcodeError:  # a table that needs no codebook
            labels = {}
        return Dress(language, {**labels, **study.settings.report.labels_in(language)})

    @contextmanager
    def corpus(self) -> Iterator[Corpus]:
        """The study's transcripts, with progress shown."""
        from qualcode.line.corpus import Corpus
        from qualcode.line.engine import Engine

        with progress_shown() as progress:
            corpus = Corpus(self.study(), Engine(None, progress=progress))
            yield corpus
        corpus.save_words()

    @contextmanager
    def people(self) -> Iterator[People]:
        """The study as its rules code it, and its coders; afterwards problems are told, and any makes the exit
        code 1.
        """
        from qualcode.line.coded import code_corpus
        from qualcode.people.decision_places import People

        with self.corpus() as corpus:
            found = People(code_corpus(corpus))
            yield found
        finish((*found.coded.problems, *found.problems), found.coded.warnings)

    @contextmanager
    def counted(self) -> Iterator[Counted]:
        """The study as it counts; afterwards problems are told, and any makes the exit code 1."""
        from qualcode.line.coded import code_corpus
        from qualcode.people.counted import counted
        from qualcode.people.decision_places import People

        with self.corpus() as corpus:
            found = counted(People(code_corpus(corpus)))
            yield found
        finish(found.problems, found.warnings)

    @contextmanager
    def tidy(self) -> Iterator[Tidy]:
        """The study's tidy tables."""
        with self.counted() as found:
            yield found.tidy


def finish(problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
    """Say what is doubtful and what could not be read; the latter makes the exit code 1."""
    tell(warnings, "warning")
    told = list(problems)
    if told:
        tell(told, "not read")
        sys.exit(1)


def tell(problems: Iterable[Problem | str], word: str) -> None:
    """Say problems on stderr, each once."""
    for text in dict.fromkeys(map(str, problems)):
        say(f"{word}: {text}", err=True)


@contextmanager
def progress_shown(plain: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows progress on stderr: a bar on a terminal, which goes away when done; else lines if
    `plain`.
    """
    if not sys.stderr.isatty():
        yield _lines() if plain else lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=shown(what), completed=done, total=total or None, visible=True)

        yield show


def _lines() -> Callable[[str, int, int], None]:
    """Prints what is begun, then every tenth of the work."""
    told: set[str] = set()

    def show(what: str, done: int, total: int) -> None:
        step = f"{what} {done * 10 // total * total // 10}/{total}" if total else what
        if step not in told:
            told.add(step)
            say(f"{shown(what)}: {done}/{total}" if total else what, err=True)

    return show
