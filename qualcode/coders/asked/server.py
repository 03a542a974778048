"""A language model's server: that it is on this machine, which model answers, what it is asked.

Any server with OpenAI's chat completions will do (llama.cpp, Ollama, vLLM). Proxies are not used and redirections not
followed, so that nothing goes elsewhere than it is sent.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from qualcode.errors import QualcodeError
from qualcode.files import sha256

MOST_BYTES = 4 * 1024 * 1024  # of an answer
ASKED_FIRST = 10.0  # seconds for what a server tells of itself
UNKNOWN = "not told"


class Elsewhere(QualcodeError):
    """What is asked would leave this machine."""


class Unanswered(QualcodeError):
    """The server gave no answer that can be read; it may be asked again."""


class Gone(QualcodeError):
    """The server cannot be reached."""


@dataclass(frozen=True)
class Server:
    """Where a model is asked, and its name there; `elsewhere` where the command line of this run allows another
    machine.
    """

    url: str
    model: str
    timeout: float = 120.0
    seed: int = 1
    elsewhere: bool = False

    def check(self) -> None:
        """Raise Elsewhere when the address is not this machine's, or the model's name is of one that a local server
        passes on.
        """
        try:
            parts = urlsplit(self.url)
            _ = parts.port
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or not re.fullmatch(r"[!-~]+", self.url):
            raise QualcodeError(f"{self.url!r} is no address of a server, such as http://127.0.0.1:11434/v1")
        if self.elsewhere:
            return
        if not is_here(parts.hostname):
            raise Elsewhere(f"{parts.hostname} is not this machine.\n    {HINT}")
        if is_passed_on(self.model):
            raise Elsewhere(
                f"{self.model!r} is a model that the local server passes on to another machine.\n    {HINT}"
            )

    def digest(self) -> str:
        """What tells whether the model is the same another time: the digest Ollama gives, else a hash of what the
        server says of it.

        Raises Elsewhere when the server says that the model is on another machine, QualcodeError when there is no such
        model.
        """
        root = self.url.rstrip("/").removesuffix("/v1")
        for address, listed in ((f"{root}/api/tags", "models"), (f"{self.url.rstrip('/')}/models", "data")):
            try:
                data = self._got(address, None, ASKED_FIRST)
            except Unanswered:
                continue
            found = data.get(listed) if isinstance(data, dict) else None
            known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
            own = next((one for one in known if self.model in (one.get("name"), one.get("model"), one.get("id"))), None)
            if own is None and known:
                names = ", ".join(ascii(one.get("name") or one.get("id")) for one in known)
                raise QualcodeError(f"there is no model {self.model!r} at {self.url}; there are: {names}")
            if own is not None:
                self._check_answer(own)
                told = re.sub(r"[^\w:.-]", "", str(own.get("digest") or ""), flags=re.ASCII)
                return (told or sha256(json.dumps({k: v for k, v in own.items() if k != "created"}, sort_keys=True)))[
                    :16
                ]
        return UNKNOWN

    def ask(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> str:
        """The model's answer, under a JSON schema. Raises Unanswered, Gone or Elsewhere."""
        wanted = {"type": "json_schema", "json_schema": {"name": "codings", "strict": True, "schema": schema}}
        asked = {"model": self.model, "messages": list(messages), "temperature": 0, "seed": self.seed, "stream": False}
        data = self._got(f"{self.url.rstrip('/')}/chat/completions", {**asked, "response_format": wanted}, self.timeout)
        self._check_answer(data)
        try:
            content = data["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise Unanswered("the answer has no text.") from None
        if not isinstance(content, str):
            raise Unanswered("the answer has no text.")
        return content

    def _check_answer(self, data: Any) -> None:
        """Raise Elsewhere when an answer says that it was made on another machine."""
        where = (data.get("remote_host") or data.get("remote_model")) if isinstance(data, dict) else None
        if where and not self.elsewhere:
            raise Elsewhere(f"{self.model!r} is answered by {ascii(where)[1:-1]}.\n    {HINT}")

    def _got(self, address: str, body: Mapping[str, Any] | None, timeout: float) -> Any:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
        request = urllib.request.Request(address, data, {"content-type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays())
        try:
            with opener.open(request, timeout=timeout) as answer:
                found = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            raise Unanswered(f"the server answered {error.code} {error.reason}.") from error
        except TimeoutError as error:
            raise Unanswered(f"there was no answer in {timeout:g} seconds.") from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise Unanswered(f"there was no answer in {timeout:g} seconds.") from error
            raise Gone(f"{self.url} cannot be reached: {error.reason}. Is the server running?") from error
        except (OSError, http.client.HTTPException) as error:
            raise Gone(f"{self.url} broke off: {error or type(error).__name__}") from error
        if len(found) > MOST_BYTES:
            raise Unanswered("the answer is too long.")
        try:
            return json.loads(found)
        except (ValueError, RecursionError):
            raise Unanswered("the answer is no JSON.") from None


HINT = (
    "Interviews stay on this machine. If consent allows it, name the address for this run "
    "alone: qualcode ask NAME --url ADDRESS"
)


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: it may lead to another machine."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def is_here(host: str) -> bool:
    """Whether a host is this machine by every address it has."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    if host.rstrip(".").lower() != "localhost":
        return False
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in found)


def is_passed_on(model: str) -> bool:
    """Whether the name is of a model that Ollama runs on its makers' machines: `name:cloud`, `name:120b-cloud`."""
    return model.rpartition(":")[2].lower().endswith("cloud")
