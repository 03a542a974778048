"""Runs a stage on a Dask cluster: on workers that see the same files, or get them sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from qualcode.errors import QualcodeError
from qualcode.files import read_bytes

if TYPE_CHECKING:
    from qualcode.line.setup import Setup
    from qualcode.line.task import Made, Task

LOCAL = "local:"
AHEAD = 4  # tasks given to each worker before their turn has come
TRIES = 100  # workers that may end while they work on one task: it is seldom the task's fault
SECONDS = 10  # to wait for a scheduler
INSTALL = 'pip install "qualcode[cluster]"'


def map_on_cluster(address: str, stage: Callable[[Setup, Task], Made], setup: Setup, tasks: Iterable[Task]) -> Iterator[Made]:
    """The result of each task, in the order of the tasks. Raises QualcodeError when there is no cluster at the address."""
    with _client(address) as client:
        shared = client.scatter(setup.elsewhere(), broadcast=True, hash=False)
        ahead = AHEAD * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        waiting, running = iter(tasks), deque[tuple[Any, Any]]()
        while True:
            for task in islice(waiting, ahead - len(running)):
                running.append((task, client.submit(stage, shared, task, pure=False)))
            if not running:
                return
            task, future = running.popleft()
            made: Made = future.result()
            if made.unseen:  # the worker does not see the file
                made = client.submit(stage, shared, replace(task, content=read_bytes(task.source.path)), pure=False).result()
            yield made


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A client of the scheduler at the address, or of a cluster of workers on this machine."""
    try:
        import dask
        import distributed
    except ImportError as error:
        raise QualcodeError(f"a cluster needs Dask, which is not installed.\n    {INSTALL}") from error
    client_of: Any = distributed.Client
    cluster_of: Any = distributed.LocalCluster
    with dask.config.set({"distributed.scheduler.allowed-failures": TRIES}):
        if not address.startswith(LOCAL):
            try:
                client = client_of(address, timeout=SECONDS)
            except (OSError, ValueError) as error:
                hint = "Start one: dask scheduler; on each machine: dask worker tcp://HOST:8786"
                raise QualcodeError(f"there is no Dask scheduler at {address!r}: {error}\n    {hint}") from error
            with client:
                yield client
            return
        number = address.removeprefix(LOCAL)
        if not number.isdecimal() or not int(number):
            raise QualcodeError(f"{address!r} says no number of workers. Write local:4, or the address of a scheduler: tcp://HOST:8786")
        with cluster_of(n_workers=int(number), threads_per_worker=1, dashboard_address=None) as cluster, client_of(cluster) as client:
            yield client
