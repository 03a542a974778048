"""Opens the page: a socket on this machine, a lock on the coder's file, the browser."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.review.server import HOST, Door, app_of
from qualcode.review.session import Session


def serve(session: Session, port: int, opens: bool, say: Callable[[str], None]) -> None:
    """Serve the page until it is stopped; `say` is told the one-time address. Raises QualcodeError when the port is taken."""
    import uvicorn

    with closing_socket(port) as own:
        door = Door(own.getsockname()[1])
        config = uvicorn.Config(
            app_of(session, door), log_level="error", access_log=False, server_header=False, http="h11", ws="none", lifespan="off"
        )
        say(door.address)
        if opens:
            webbrowser.open(door.address)
        uvicorn.Server(config).run(sockets=[own])


@contextmanager
def closing_socket(port: int) -> Iterator[socket.socket]:
    """A socket that listens on this machine alone; port 0 is any that is free."""
    with socket.socket() as own:
        try:
            own.bind((HOST, port))
        except OSError as error:
            raise QualcodeError(f"port {port} cannot be used: {error.strerror or error}. Leave --port away, or name another.") from error
        yield own


@contextmanager
def alone(folder: Path, coder: str) -> Iterator[None]:
    """Keep the coder's file to this program; raises QualcodeError when another one writes to it."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / f"review-{coder}.lock", timeout=0):
            yield
    except Timeout as error:
        raise QualcodeError(f"{coder}'s codings are open in another `qualcode review`. Close that one, or give another --coder.") from error
