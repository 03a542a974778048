"""Opens the page: a socket on this machine, a lock on the coder's file, the browser."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qualcode.errors import QualcodeError
from qualcode.review.names_session import NamesSession
from qualcode.review.server import HOST, Door, app_of, names_app
from qualcode.review.session import Session

if TYPE_CHECKING:
    import uvicorn


def serve(session: Session | NamesSession, port: int, opens: bool, say: Callable[[str], None]) -> None:
    """Serve a page until it is stopped; `say` is told the one-time address. Raises QualcodeError when the port is
    taken.
    """
    with listening(port) as own:
        door = Door(own.getsockname()[1])
        say(door.address)
        if opens:
            webbrowser.open(door.address)
        server_of(session, door).run(sockets=[own])


def server_of(session: Session | NamesSession, door: Door) -> uvicorn.Server:
    """The server of a sitting, to be run on a socket of its own."""
    import uvicorn

    app = names_app(session, door) if isinstance(session, NamesSession) else app_of(session, door)
    config = uvicorn.Config(
        app, http="h11", ws="none", lifespan="off", log_level="error", access_log=False, server_header=False
    )
    return uvicorn.Server(config)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket that listens on this machine alone; port 0 is any that is free."""
    with socket.socket() as own:
        try:
            own.bind((HOST, port))
            own.listen(128)  # at once: the browser may come before the server is up
        except OSError as error:
            raise QualcodeError(
                f"port {port} cannot be used: {error.strerror or error}. Leave --port away, or name another."
            ) from error
        yield own
