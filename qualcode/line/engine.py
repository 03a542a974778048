"""Runs a stage on many transcripts: in this process, in several, or on a cluster; the results are the same, in the same
order.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import Problem
from qualcode.line.workers import workers

if TYPE_CHECKING:
    from qualcode.line.setup import Setup
    from qualcode.line.task import Made, Stage, Task

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
AHEAD = 4  # tasks given to each process before their turn has come
ENOUGH_BYTES = 1_000_000  # of files that are worth starting processes for: some seconds of work
DENSE = frozenset(".docx .odt .xlsx .pdf .otr".split())  # formats in which a byte holds more words, or takes longer
DENSER = 8
PLAIN = frozenset(".txt .md .vtt .srt .csv .tsv .json .cha".split())


def silent(_what: str, _done: int, _total: int) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Engine:
    """How stages are run: in `jobs` processes (None: as many as the machine has cores, one for little work), or on a
    `cluster`.

    A cluster is the address of a Dask scheduler, or `local:N` for N workers on this machine. A script that asks for
    more than one job must be guarded by `if __name__ == "__main__"`.
    """

    jobs: int | None = 1
    cluster: str = ""
    progress: Progress = silent

    def map(
        self, stage: Stage, setup: Setup, tasks: Iterable[Task], files: Sequence[Path], what: str
    ) -> Iterator[Made]:
        """The result of each task, in the order of the tasks; one that ends its process comes back with a problem.

        `files` are the tasks' files: their number and size say how far the work is, and how many processes it is worth.
        """
        if files:
            self.progress(what, 0, len(files))
        for done, made in enumerate(self._mapped(stage, setup, tasks, files), 1):
            yield made
            self.progress(what, done, len(files))

    def _mapped(self, stage: Stage, setup: Setup, tasks: Iterable[Task], files: Sequence[Path]) -> Iterator[Made]:
        if self.cluster and files:
            from qualcode.line.cluster import map_on_cluster

            return map_on_cluster(self.cluster, stage, setup, tasks, self.progress)
        jobs = min(_jobs(files) if self.jobs is None else self.jobs, len(files))
        return _in_processes(stage, setup, tasks, jobs) if jobs > 1 else (stage(setup, task) for task in tasks)


def _jobs(files: Sequence[Path]) -> int:
    """How many processes the files are worth."""
    size = sum(
        path.stat().st_size * (DENSER if path.suffix.lower() in DENSE else 1) for path in files if path.is_file()
    )
    return cores() if size > ENOUGH_BYTES else 1


def cores() -> int:
    """How many processes can work at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_processes(stage: Stage, setup: Setup, tasks: Iterable[Task], jobs: int) -> Iterator[Made]:
    """This process works too, on files that no library of another maker reads: one that brings a process down must not
    bring down ours.
    """
    waiting: deque[Task] = deque()
    running: deque[tuple[Task, Future[Made]]] = deque()
    coming = iter(tasks)
    with workers(setup, jobs - 1) as pool:
        while True:
            waiting.extend(islice(coming, AHEAD * jobs - len(waiting)))
            while waiting and sum(not future.done() for _, future in running) < AHEAD * (jobs - 1):
                running.append((waiting[0], pool.submit(stage, waiting.popleft())))
            if not running:
                return
            if not running[0][1].done() and waiting and waiting[0].source.path.suffix.lower() in PLAIN:
                running.append((waiting[0], _finished(stage(setup, waiting.popleft()))))
                continue
            try:
                made = running[0][1].result()
            except BrokenProcessPool:  # one of those that were running ended its process
                lost = list(running)
                running.clear()
                yield from _one_by_one(stage, setup, lost)
                pool.renew()
            else:
                running.popleft()
                yield made


def _one_by_one(stage: Stage, setup: Setup, lost: Sequence[tuple[Task, Future[Made]]]) -> Iterator[Made]:
    """The results of tasks of which one ended its process, each that has none tried in a process that does nothing
    else.
    """
    from qualcode.line.task import Made

    with workers(setup, 1) as pool:
        pool.check()
        for task, found in lost:
            if found.done() and not found.cancelled() and found.exception() is None:
                yield found.result()
                continue
            try:
                yield pool.submit(stage, task).result()
            except BrokenProcessPool:
                pool.renew()
                hint = (
                    "It may be damaged, or too large for this machine. Open it in the program it comes from "
                    "and save it as .txt."
                )
                yield Made(
                    task.source, problems=(Problem("ended the program that read it.", task.source.path, hint=hint),)
                )


def _finished(made: Made) -> Future[Made]:
    done: Future[Made] = Future()
    done.set_result(made)
    return done
