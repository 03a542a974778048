"""Processes of this machine that work on tasks; they end with the program that started them, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from qualcode.errors import QualcodeError

if TYPE_CHECKING:
    from qualcode.line.setup import Setup
    from qualcode.line.task import Made, Stage, Task

GUARD = (
    'A script that works in several processes must do so below `if __name__ == "__main__":`, and be a file; '
    "or work in one process: Engine(jobs=1), --jobs 1."
)


class Workers:
    """A number of processes, begun when there is work for them; `renew` begins others where one was ended by
    its work.
    """

    def __init__(self, setup: Setup, number: int, alive: Connection) -> None:
        self._setup, self._number, self._alive = setup, number, alive
        self._pool = self._begun()

    def submit(self, stage: Stage, task: Task) -> Future[Made]:
        """The work of a stage on a task."""
        try:
            with without_interrupts():
                return self._pool.submit(_work, stage, task)
        except BrokenProcessPool as error:
            lost: Future[Made] = Future()
            lost.set_exception(error)
            return lost
        except RuntimeError as error:
            if multiprocessing.parent_process() is None:
                raise
            raise SystemExit(GUARD) from error  # a worker runs the script that started it once more

    def check(self) -> None:
        """Raises QualcodeError where no process of this kind can work."""
        try:
            with without_interrupts():
                begun = self._pool.submit(os.getpid)
            begun.result()
        except BrokenProcessPool as error:
            raise QualcodeError(f"no other processes can be started to work in.\n    {GUARD}") from error

    def renew(self) -> None:
        """Begin new processes."""
        self.close()
        self._pool = self._begun()

    def close(self) -> None:
        """Give nothing more to the processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begun(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # the same on every system
        return ProcessPoolExecutor(self._number, context, _begin, (self._setup, self._alive))


@contextmanager
def workers(setup: Setup, number: int) -> Iterator[Workers]:
    """So many processes, ended when they are left."""
    theirs, ours = multiprocessing.get_context("spawn").Pipe(duplex=False)
    pool = Workers(setup, number, theirs)
    try:
        yield pool
    finally:
        ours.close()  # which ends them, whatever they are at
        theirs.close()
        pool.close()


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Ctrl-C does nothing for a moment, and nothing to the processes that are started in it: it is for the program that
    waits for them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_setup: Setup | None = None  # of a worker


def _begin(setup: Setup, alive: Connection) -> None:
    global _setup
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _setup = setup
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()


def _end_with(alive: Connection) -> None:
    """End this process when the program that started it closes its end of the connection, or is ended."""
    try:
        alive.recv()
    except (EOFError, OSError):
        os._exit(1)


def _work(stage: Stage, task: Task) -> Made:
    assert _setup is not None
    return stage(_setup, task)
