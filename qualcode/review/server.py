"""The page's server: answers this machine alone, and of it only the browser that was given the one-time address."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualcode.errors import QualcodeError
from qualcode.files import load_json
from qualcode.review.names_session import NamesSession
from qualcode.review.session import Session
from qualcode.review.study_view import Refused

Ask = Callable[[Request], Any]
Change = Callable[[Request, object], Any]
HOST = "127.0.0.1"
MOST_BYTES = 256 * 1024  # of a request
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri "
    "'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
KINDS = {"js": "text/javascript", "css": "text/css"}


@dataclass
class Door:
    """Who may come in: the token of the address, good once, and the cookie that is given for it."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    used: bool = False

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies of one machine are shared by its ports."""
        return f"qualcode-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which the page may be asked for."""
        return f"{HOST}:{self.port}", f"localhost:{self.port}"

    @property
    def address(self) -> str:
        """The one-time address."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    def refusal(self, request: Request) -> str:
        """Why the request gets nothing; "" when it may pass."""
        if request.headers.getlist("host") not in [[host] for host in self.hosts]:
            return "host"
        origin = request.headers.get("origin")
        if (origin is None and request.method != "GET") or (
            origin is not None and origin not in [f"http://{host}" for host in self.hosts]
        ):
            return "origin"
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and request.url.path != "/":
            return "site"
        return "" if self._known(request) or self._opens(request) else "token"

    def _known(self, request: Request) -> bool:
        return hmac.compare_digest(request.cookies.get(self.cookie, "").encode(), self.key.encode())

    def _opens(self, request: Request) -> bool:
        """Whether the request is the first with the right token; then the token is spent."""
        given = request.query_params.get("token", "")
        right = (
            request.method == "GET"
            and request.url.path == "/"
            and hmac.compare_digest(given.encode(), self.token.encode())
        )
        opens = right and not self.used
        self.used = self.used or right
        return opens


class Guard:
    """Lets through what the door lets through, and puts the safety headers on every answer."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        refusal = self._door.refusal(request)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                if not refusal and request.url.path == "/":
                    cookie = f"{self._door.cookie}={self._door.key}; HttpOnly; SameSite=Strict; Path=/"
                    own.append((b"set-cookie", cookie.encode()))
                message["headers"] = [*message["headers"], *own]
            await send(message)

        app = Response(REFUSED, 403, media_type="text/plain; charset=utf-8") if refusal else self._app
        await app(scope, receive, guarded)


REFUSED = "This page opens once, by the address that `qualcode review` printed. Run it again for a new one.\n"


def app_of(session: Session, door: Door) -> ASGIApp:
    """The page of codings and what it asks for, behind the door."""
    return _app(
        "page",
        door,
        {
            "study": lambda _: session.study(),
            "transcript": lambda request: session.transcript(request.query_params.get("id", "")),
            "next": lambda _: session.next(),
            "following": lambda request: session.following(
                request.query_params.get("code", ""), request.query_params.get("after", "")
            ),
            "changes": lambda request: session.changes(_since(request)),
        },
        {
            "decide": lambda request, asked: session.decide(asked, _since(request)),
            "alike": lambda request, asked: session.decide_alike(asked, _since(request)),
            "code": lambda _, asked: session.make_code(asked),
            "undo": lambda request, _: session.undo(_since(request)),
            "pin": lambda request, asked: session.pin(asked, _since(request)),
        },
    )


def names_app(session: NamesSession, door: Door) -> ASGIApp:
    """The page of names and what it asks for, behind the door."""
    changes = {"decide": lambda _, asked: session.decide(asked), "undo": lambda *_: session.undo()}
    return _app("names_page", door, {"names": lambda _: session.names()}, changes)


def _app(page: str, door: Door, asked: Mapping[str, Ask], changed: Mapping[str, Change]) -> ASGIApp:
    """The files of a page, what it may ask for, and what it may change, behind the door."""
    folder = files("qualcode.review") / page
    kinds = {file.name: KINDS[ending] for file in folder.iterdir() if (ending := file.name.rpartition(".")[2]) in KINDS}

    def shown(name: str, kind: str) -> Route:
        return Route(
            "/" if name == "index.html" else f"/{name}",
            lambda _: Response((folder / name).read_bytes(), media_type=kind),
        )

    routes = [shown("index.html", "text/html; charset=utf-8"), *(shown(name, kind) for name, kind in kinds.items())]
    routes += [Route(f"/api/{name}", _answers(ask)) for name, ask in asked.items()]
    routes += [Route(f"/api/{name}", _changes(change), methods=["POST"]) for name, change in changed.items()]
    return Guard(Starlette(routes=routes), door)


def _answers(ask: Ask) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return _told(lambda: ask(request))

    return endpoint


def _changes(change: Change) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        try:
            body = await _body(request)
        except Refused as error:
            return JSONResponse({"error": str(error)}, 400)
        return await run_in_threadpool(_told, lambda: change(request, body))

    return endpoint


def _told(answer: Callable[[], Any]) -> Response:
    """The answer as JSON; what is refused, and what could not be written because the disk is full or the file
    read-only, is said.
    """
    try:
        return JSONResponse(answer())
    except Refused as error:
        return JSONResponse({"error": str(error)}, 400)
    except QualcodeError as error:
        return JSONResponse({"error": str(error)}, 500)


async def _body(request: Request) -> object:
    """The request's JSON; raises Refused when it is too much, or none."""
    if request.headers.get("content-length") == "0":
        return None
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise Refused("JSON is wanted.")
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise Refused("that is too much at once.")
    try:
        return load_json(data)
    except ValueError:
        raise Refused("JSON is wanted.") from None


def _since(request: Request) -> int:
    """What the page has seen of the changes so far."""
    text = request.query_params.get("since", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
