"""Runs a stage on a Dask cluster: on workers that see the same files, or get them sent."""

from __future__ import annotations

import logging
import re
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any

from qualcode import language as lang
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import read_bytes, sha256
from qualcode.line.workers import without_interrupts

if TYPE_CHECKING:
    from qualcode.line.setup import Setup
    from qualcode.line.task import Made, Stage, Task

LOCAL = "local:"
AHEAD = 4  # tasks given to each worker before their turn has come
TRIES = 10  # workers that may end while they work on one task: it is seldom the task's fault
SECONDS = 10  # to wait for a scheduler
_ADDRESS = re.compile(r"(?:tcp|tls|ws|wss|ucx|ucxx)://\S+:\d+/?\S*")
INSTALL = 'pip install "qualcode[cluster]"'


def map_on_cluster(
    address: str, stage: Stage, setup: Setup, tasks: Iterable[Task], progress: Callable[[str, int, int], None]
) -> Iterator[Made]:
    """The result of each task, in the order of the tasks. Raises QualcodeError when there is no cluster at the address,
    or no more.

    `progress` is told when there are no workers; one of a queue of jobs may come later, one of this machine does not.
    """
    with _client(address) as client:
        shared = client.submit(_same, setup.elsewhere(), pure=False)  # made anew where the workers that hold it end
        program = lang.versions()

        def may_come() -> None:
            if address.startswith(LOCAL):
                raise QualcodeError(
                    "all workers of this machine have ended.\n    What was coded so far is kept: run it again."
                )
            progress("waiting for workers of the cluster", 0, 0)

        ahead = AHEAD * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        waiting, running = iter(tasks), deque[tuple[Any, Any]]()
        while True:
            for task in islice(waiting, ahead - len(running)):
                running.append((task, client.submit(_work, program, stage, shared, task, pure=False)))
            if not running:
                return
            task, future = running.popleft()
            made = _result(future, task, client, may_come)
            if made.unseen and (sent := _with_content(task)) is not None:  # the worker does not see the file
                made = _result(client.submit(_work, program, stage, shared, sent, pure=False), task, client, may_come)
            yield made


def _with_content(task: Task) -> Task | None:
    """The task with what is in its file; None when that is not any more what it was."""
    with suppress(InputError):
        content = read_bytes(task.source.path)
        return replace(task, content=content) if sha256(content) == task.hash else None
    return None


def _work(program: str, stage: Stage, setup: Setup, task: Task) -> Made:
    """What a worker does; raises QualcodeError where it would do it otherwise than the program that asks."""
    if _versions() != program:
        hint = f"Install the same there.\n    here:  {program}\n    there: {_versions()}"
        raise QualcodeError(
            f"the worker on {socket.gethostname()} has another version of qualcode, or of a library.\n    {hint}"
        )
    return stage(setup, task)


_versions = cache(lang.versions)


def _is_done(future: Any) -> bool:
    """Whether a task is done after some seconds, well or not."""
    import distributed

    wait: Any = distributed.wait
    with suppress(TimeoutError):
        wait(future, timeout=SECONDS)
    return bool(future.done())


def _same(setup: Setup) -> Setup:
    return setup


def _result(future: Any, task: Task, client: Any, no_workers: Callable[[], None]) -> Made:
    """What became of a task; one at which worker after worker ended has that as its problem."""
    from distributed import KilledWorker

    from qualcode.line.task import Made

    without = 0
    try:
        while not _is_done(future):
            without = 0 if client.scheduler_info(n_workers=-1)["workers"] else without + 1
            if without > 1:  # for some time
                no_workers()
        made: Made = future.result()
        return made
    except KilledWorker:
        hint = (
            "It may be damaged, or too large for the workers. Open it in the program it comes from and save it as .txt."
        )
        return Made(task.source, problems=(Problem("ended every worker that read it.", task.source.path, hint=hint),))
    except (CancelledError, OSError) as error:
        hint = "What was coded so far is kept: run it again."
        raise QualcodeError(
            f"the Dask cluster does not answer any more ({type(error).__name__}).\n    {hint}"
        ) from error
    except QualcodeError:
        raise
    except Exception as error:  # a worker without this program, or with another one
        hint = f"Install the same version of qualcode on each machine: pip install qualcode=={version('qualcode')}"
        raise QualcodeError(
            f"the workers of the cluster cannot do this ({type(error).__name__}: {error}).\n    {hint}"
        ) from error


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A client of the scheduler at the address, or of a cluster of workers on this machine."""
    try:
        import dask
        import distributed
    except ImportError as error:
        raise QualcodeError(f"a cluster needs Dask, which is not installed.\n    {INSTALL}") from error
    with dask.config.set({"distributed.scheduler.allowed-failures": TRIES}):
        open_client = _workers_here if address.startswith(LOCAL) else _of_scheduler
        with open_client(address, distributed) as client:
            yield client


def _of_scheduler(address: str, distributed: Any) -> Any:
    if not _ADDRESS.fullmatch(address):
        raise QualcodeError(
            f"{address!r} is no address of a Dask scheduler. Write tcp://HOST:8786, or local:4 for workers here."
        )
    try:
        return distributed.Client(address, timeout=SECONDS)
    except (OSError, ValueError) as error:
        hint = "Start one: dask scheduler; on each machine: dask worker tcp://HOST:8786"
        raise QualcodeError(f"there is no Dask scheduler at {address!r}: {error}\n    {hint}") from error


@contextmanager
def _workers_here(address: str, distributed: Any) -> Iterator[Any]:
    number = address.removeprefix(LOCAL)
    if not number.isdecimal() or not int(number):
        raise QualcodeError(
            f"{address!r} gives no number of workers above 0. Write local:4, or the address of a "
            f"scheduler: tcp://HOST:8786"
        )
    with without_interrupts():
        cluster = distributed.LocalCluster(
            n_workers=int(number), threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        )
    with cluster, distributed.Client(cluster) as client:
        yield client
