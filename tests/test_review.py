"""The review page: what it shows and writes, who may come in, and the page itself in a real browser."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import Make

from qualcode.errors import QualcodeError
from qualcode.line.corpus import Corpus
from qualcode.people.counted import code_study
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import append, decided, path_of, read_decisions, seen, standing
from qualcode.people.locks import alone
from qualcode.review.opening import coder_of, open_session
from qualcode.review.server import Door
from qualcode.review.serving import listening, server_of
from qualcode.review.session import Mode, Refused, Session
from qualcode.review.wording import WORDS
from qualcode.study import open_study

INTERVIEW = """
    Interviewer: How do you <script>alert(1)</script> keep in touch?

    H1: We talk on the phone every week. Sometimes I send mail. <img src=x onerror=alert(2)> Nobody likes the silence.

    Interviewer: And money?

    H1: Money is never easy 😀. We talk about it in person. The phone is no place for it.
"""
SETTINGS = '[study]\nlanguage = "en"\ntitle = "<script>document.title=1</script>"\n'


@pytest.fixture
def study(make_study: Make) -> Path:
    other = "Interviewer: Well?\n\nH2: I talk. I write mail.\n"
    return make_study({"transcripts/H1.txt": INTERVIEW, "transcripts/H2.txt": other, "qualcode.toml": SETTINGS})


def sitting(root: Path, coder: str = "Anna", mode: Mode = "open", pair: tuple[str, ...] = ()) -> Session:
    return open_session(people_of(open_study(root)).coded, coder_of(coder, mode), mode, pair).session


def place_of(root: Path, quote: str, code: str, transcript: str = "H1") -> dict[str, Any]:
    start = Corpus(open_study(root)).text(transcript).index(quote)
    return {"transcript": transcript, "start": start, "end": start + len(quote), "code": code}


def states(session: Session, transcript: str = "H1") -> list[tuple[str, str, str]]:
    text = session.people.corpus.text(transcript)
    return [
        (text[item["start"] : item["end"]], item["code"], item["state"])
        for item in session.transcript(transcript)["codings"]
    ]


# -- a sitting -----------------------------------------------------------------------------------


def test_rules_codings_are_there_to_be_decided(study: Path) -> None:
    session = sitting(study)
    found = states(session)
    assert ("mail", "mail", "undecided") in found
    assert [one["left"] for one in session.study()["transcripts"]] == [len(found), 2]
    session.decide([{**place_of(study, "mail", "mail"), "decision": "accept"}])
    session.decide([{**place_of(study, "silence", "silence"), "decision": "reject", "memo": "who says?"}])
    done = session.decide([{**place_of(study, "in person", "talk"), "decision": "add"}])
    assert done["progress"] == [{"id": "H1", "all": len(found) + 1, "left": len(found) - 2}]
    again = sitting(study)  # another day
    assert {("mail", "mail", "accept"), ("silence", "silence", "reject"), ("in person", "talk", "add")} <= set(
        states(again)
    )
    assert next(item["memo"] for item in again.transcript("H1")["codings"] if item["code"] == "silence") == "who says?"


def test_undo_brings_back_what_held(study: Path) -> None:
    session = sitting(study)
    place = place_of(study, "mail", "mail")
    session.decide([{**place, "decision": "accept", "memo": "sure"}])
    session.decide([{**place, "decision": "memo", "memo": "really?"}])
    session.decide([{**place, "decision": "reject", "memo": "really?"}])
    kept = []
    for _ in range(3):
        (item,) = session.undo()["codings"]
        kept.append((item["state"], item["memo"]))
    assert kept == [("accept", "really?"), ("accept", "sure"), ("undecided", "")]
    with pytest.raises(Refused, match="Nothing to undo"):
        session.undo()
    assert len(read_decisions(study / "codings/Anna.jsonl").decisions) == 6  # nothing is ever taken out


def test_undo_leaves_a_memo_that_was_there_before(study: Path) -> None:
    session, place = sitting(study), place_of(study, "mail", "mail")
    session.decide([{**place, "decision": "memo", "memo": "hm"}])
    session.decide([{**place, "decision": "accept", "memo": "hm"}])
    (item,) = session.undo()["codings"]
    assert (item["state"], item["memo"]) == ("undecided", "hm")


def test_undo_knows_what_was_read_from_what_was_noted(study: Path) -> None:
    session, place = sitting(study), {**place_of(study, "Sometimes I send mail.", ""), "code": ""}
    session.decide([{**place, "decision": "memo", "memo": "hm"}])
    session.decide([{**place, "decision": "seen"}])
    assert session.undo()["seen"] == {"H1": []}
    assert [note["memo"] for note in session.transcript("H1")["notes"]] == ["hm"]
    session.undo()
    assert session.transcript("H1")["notes"] == []


def test_a_whole_interview_read_and_unread_has_no_quote(study: Path) -> None:
    session = sitting(study)
    whole = {"transcript": "H1", "start": 0, "end": session.transcript("H1")["size"], "code": ""}
    session.decide([{**whole, "decision": "seen"}])
    session.decide([{**whole, "decision": "withdraw"}])
    assert session.transcript("H1")["seen"] == []
    assert [decision.quote for decision in read_decisions(study / "codings/Anna.jsonl").decisions] == ["", ""]
    assert session.undo()["seen"] == {"H1": [[0, whole["end"]]]}


def test_a_page_that_shows_another_text_is_refused(study: Path) -> None:
    session = sitting(study)
    with pytest.raises(Refused, match="Reload"):
        session.decide(
            [{**place_of(study, "mail", "mail"), "decision": "accept", "text": session.transcript("H2")["text"]}]
        )


def test_what_was_made_blind_stays_apart_from_what_was_made_openly(study: Path) -> None:
    place = place_of(study, "mail", "mail")
    sitting(study, "Anna", "blind").decide([{**place, "decision": "add"}])
    session = sitting(study)
    session.decide([{**place, "decision": "reject"}])
    session.undo()
    assert ("mail", "mail", "undecided") in states(session)
    codings = code_study(open_study(study)).codings
    assert "mail" in set(codings["code"])


def test_a_page_gets_what_another_decided_with_its_own(study: Path) -> None:
    session = sitting(study)
    session.decide([{**place_of(study, "mail", "mail"), "decision": "reject"}])
    done = session.decide([{**place_of(study, "silence", "silence"), "decision": "accept"}], since=0)
    assert [item["code"] for item in done["codings"]] == ["mail", "silence"]
    assert done["version"] == 2


def test_half_a_letter_is_refused(study: Path) -> None:
    with pytest.raises(Refused):
        sitting(study).decide([{**place_of(study, "mail", "mail"), "decision": "accept", "memo": "\ud83d"}])


def test_a_move_is_written_and_undone_as_one(study: Path) -> None:
    session = sitting(study)
    old, new = place_of(study, "mail", "mail"), place_of(study, "Sometimes I send mail", "mail")
    session.decide([{**old, "decision": "reject"}, {**new, "decision": "add"}])
    assert {("mail", "mail", "reject"), ("Sometimes I send mail", "mail", "add")} <= set(states(session))
    session.undo()
    assert ("mail", "mail", "undecided") in states(session)
    assert "Sometimes I send mail" not in [quote for quote, _, _ in states(session)]


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {},
        "x",
        [1],
        [{}] * 21,
        [{"transcript": "H9"}],
        [{"transcript": "../H1", "start": 0, "end": 1, "code": "mail", "decision": "add"}],
        [{"transcript": "H1", "start": -1, "end": 5, "code": "mail", "decision": "add"}],
        [{"transcript": "H1", "start": 5, "end": 5, "code": "mail", "decision": "add"}],
        [{"transcript": "H1", "start": 0, "end": 10**9, "code": "mail", "decision": "add"}],
        [{"transcript": "H1", "start": True, "end": 5, "code": "mail", "decision": "add"}],
        [{"transcript": "H1", "start": 0, "end": 5, "code": "mail", "decision": "drop"}],
        [{"transcript": "H1", "start": 0, "end": 5, "code": "male", "decision": "add"}],
        [{"transcript": "H1", "start": 0, "end": 5, "code": "", "decision": "add"}],
        [{"transcript": "H1", "start": 0, "end": 5, "code": "mail", "decision": "add", "memo": "x" * 20_001}],
        [{"transcript": "H1", "start": 0, "end": 5, "code": ["mail"], "decision": "add"}],
        [{"transcript": "H1", "start": 0, "end": 11, "code": "mail", "decision": "add"}],  # the interviewer's label
    ],
)
def test_a_wrong_request_writes_nothing(study: Path, wrong: object) -> None:
    session = sitting(study)
    with pytest.raises(Refused):
        session.decide(wrong)
    with pytest.raises(Refused):
        session.decide(
            [
                {**place_of(study, "mail", "mail"), "decision": "accept"},
                *(wrong if isinstance(wrong, list) and wrong else [0]),
            ]
        )
    assert not (study / "codings/Anna.jsonl").exists()


def test_blind_shows_no_one_else_s_codings(study: Path) -> None:
    sitting(study).decide([{**place_of(study, "mail", "mail"), "decision": "accept"}])
    session = sitting(study, "Bert", "blind")
    assert states(session) == []
    session.decide([{**place_of(study, "phone", "phone"), "decision": "add"}])
    assert states(session) == [("phone", "phone", "add")]
    assert [decision.blind for decision in read_decisions(study / "codings/Bert.jsonl").decisions] == [True]
    assert "Bert" not in str(sitting(study).transcript("H1")["codings"])  # and Anna does not see what was made blind


def test_other_people_s_open_decisions_are_shown(study: Path) -> None:
    sitting(study).decide([{**place_of(study, "mail", "mail"), "decision": "reject"}])
    item = next(item for item in sitting(study, "Bert").transcript("H1")["codings"] if item["code"] == "mail")
    assert (item["state"], item["others"]) == ("undecided", {"Anna": "reject"})


def test_adjudication_walks_through_what_differs_and_keeps_what_is_agreed(study: Path) -> None:
    for coder, quotes in (("Anna", ("phone every", "mail")), ("Bert", ("phone", "silence"))):
        session = sitting(study, coder, "blind")
        for quote in quotes:
            session.decide([{**place_of(study, quote, "talk"), "decision": "add"}])
        size = session.transcript("H1")["size"]
        session.decide([{"transcript": "H1", "start": 0, "end": size, "code": "", "decision": "seen"}])
    session = sitting(study, "", "adjudicate", ("Anna", "Bert"))
    assert session.names == ["H1"]
    assert states(session) == [
        ("phone every", "talk", "accept"),
        ("mail", "talk", "undecided"),
        ("silence", "talk", "undecided"),
    ]
    others = {item["start"]: item["others"] for item in session.transcript("H1")["codings"]}
    assert list(others.values())[1:] == [{"Anna": "yes", "Bert": "no"}, {"Anna": "no", "Bert": "yes"}]
    session.decide([{**place_of(study, "mail", "talk"), "decision": "accept"}])
    session.decide([{**place_of(study, "silence", "talk"), "decision": "reject", "memo": "talked it through"}])
    codings = code_study(open_study(study, coders="consensus")).codings
    assert sorted(codings["quote"]) == ["mail", "phone every"]
    read = seen(read_decisions(study / "codings/consensus.jsonl").decisions)
    text = session.people.corpus.text("H1")
    assert "Sometimes I send mail." in [text[start:end] for _, start, end in read]
    again = sitting(study, "", "adjudicate", ("Anna", "Bert"))
    assert [state for _, _, state in states(again)] == ["accept", "accept", "reject"]


def test_adjudication_without_anything_to_decide_says_so(study: Path) -> None:
    for coder in ("Anna", "Bert"):
        session = sitting(study, coder, "blind")
        session.decide(
            [{"transcript": "H2", "start": 0, "end": session.transcript("H2")["size"], "code": "", "decision": "seen"}]
        )
    with pytest.raises(QualcodeError, match="agree everywhere"):
        sitting(study, "", "adjudicate", ("Anna", "Bert"))


def test_two_programs_never_write_one_coder_s_file(tmp_path: Path) -> None:
    with (
        alone(tmp_path, "Anna"),
        alone(tmp_path, "Bert"),
        pytest.raises(QualcodeError, match="open in another"),
        alone(tmp_path, "Anna"),
    ):
        pass
    with alone(tmp_path, "Anna"):
        pass


def test_many_threads_lose_nothing(study: Path) -> None:
    session, place = sitting(study), place_of(study, "mail", "mail")

    def work(kind: str) -> None:
        for _ in range(20):
            session.decide([{**place, "decision": kind}])

    threads = [threading.Thread(target=work, args=(kind,)) for kind in ("accept", "reject", "withdraw", "memo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = read_decisions(study / "codings/Anna.jsonl")
    assert (len(read.decisions), read.problems, read.warnings) == (80, (), ())
    assert session.study()["version"] == 80


def test_both_languages_have_every_word() -> None:
    assert set(WORDS["fi"]) == set(WORDS["en"])
    folder = Path(__file__).parent.parent / "qualcode/review/page"
    script = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.js"))
    page = (folder / "index.html").read_text(encoding="utf-8")
    asked = {
        *re.findall(r"words\.(\w+)", script),
        *re.findall(r'filled\("(\w+)"', script),
        *re.findall(r'data-(?:word|label|do)="(\w+)"', page),
    }
    assert asked <= set(WORDS["en"])
    assert "innerHTML" not in script
    for language in WORDS:
        for text in WORDS[language].values():
            assert text == text.strip()


# -- the door ------------------------------------------------------------------------------------


class Answer:
    """What the server gave."""

    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status, self.headers = raw.status, {name.lower(): value for name, value in raw.getheaders()}
        self.text = raw.read().decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.text)


class Client:
    """A program that asks the server for whatever it likes, path and headers to the letter."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        sent = {"host": f"127.0.0.1:{self.port}", **({"cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        self.cookie = answer.headers.get("set-cookie", self.cookie).split(";")[0]
        return answer

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, data: object, headers: dict[str, str] | None = None) -> Answer:
        return self.ask(
            "POST", path, json.dumps(data).encode(), {"content-type": "application/json", **(headers or {})}
        )

    @property
    def origin(self) -> dict[str, str]:
        return {"origin": f"http://127.0.0.1:{self.port}"}


@contextmanager
def running(session: Session) -> Iterator[Door]:
    """The server of a sitting, as long as the test needs it."""
    with listening(0) as own:
        door = Door(own.getsockname()[1])
        server = server_of(session, door)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]}, daemon=True)
        thread.start()
        yield door
        server.should_exit = True
        thread.join()


@pytest.fixture
def door(study: Path) -> Iterator[Door]:
    with running(sitting(study)) as door:
        yield door


@pytest.fixture
def client(door: Door) -> Client:
    return Client(door.port)


OWN = "http://127.0.0.1:PORT"
GETS = ("/", "/review.js", "/changes.js", "/review.css", "/api/study", "/api/transcript?id=H1", "/api/changes?since=0")


def test_the_address_opens_once(client: Client, door: Door, study: Path) -> None:
    for path in GETS:
        assert client.get(path).status == 403
    answer = client.get(f"/?token={door.token}")
    assert answer.status == 200
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    for path in GETS:
        assert client.get(path).status == 200
    stranger = Client(door.port)
    for path in (f"/?token={door.token}", *GETS):
        refused = stranger.get(path)
        assert refused.status == 403
        assert "set-cookie" not in refused.headers
        assert "alert" not in refused.text
    assert (
        client.post("/api/decide", [{**place_of(study, "mail", "mail"), "decision": "accept"}], client.origin).status
        == 200
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),  # no origin
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://127.0.0.1:PORT"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"origin": OWN, "host": "evil.example"}, 403),
        ({"origin": OWN, "host": "evil.example:PORT"}, 403),
        ({"origin": OWN, "host": "127.0.0.1"}, 403),
        ({"origin": OWN, "sec-fetch-site": "cross-site"}, 403),
        ({"origin": OWN, "sec-fetch-site": "same-site"}, 403),
        ({"origin": OWN, "cookie": "qualcode-PORT=wrong"}, 403),
        ({"origin": OWN, "cookie": ""}, 403),
        ({"origin": OWN, "content-type": "text/plain"}, 400),
        ({"origin": OWN, "content-type": "application/x-www-form-urlencoded"}, 400),
        ({"origin": OWN}, 200),
        ({"origin": "http://localhost:PORT", "host": "localhost:PORT"}, 200),
    ],
)
def test_a_foreign_request_does_nothing(
    client: Client, door: Door, study: Path, headers: dict[str, str], status: int
) -> None:
    client.get(f"/?token={door.token}")
    headers = {name: value.replace("PORT", str(door.port)) for name, value in headers.items()}
    assert (
        client.post("/api/decide", [{**place_of(study, "mail", "mail"), "decision": "accept"}], headers).status
        == status
    )
    assert (study / "codings/Anna.jsonl").exists() == (status == 200)
    if status == 403:
        assert client.post("/api/undo", {}, headers).status == 403
        assert client.get("/api/transcript?id=H1", headers).status == (200 if not headers else 403)


@pytest.mark.parametrize("token", ["", "x", "%00", "%C3%A4", "token", "%27%20or%201=1"])
def test_a_wrong_token_gets_nothing(client: Client, token: str) -> None:
    answer = client.get(f"/?token={token}")
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


PATHS = (
    "/../qualcode.toml", "/..%2f..%2fqualcode.toml", "/%2e%2e/%2e%2e/etc/passwd", "/review.js/../../session.py", "/transcripts/H1.txt",
    "/codings/Anna.jsonl", "/page/index.html", "/api/", "/api/transcript?id=../transcripts/H1", "/api/transcript?id=/etc/passwd",
    "/api/transcript?id=H1%00", "/api/transcript?id=..%2F..%2Fetc%2Fpasswd", "/api/transcript", "//etc/passwd", "/review.js%00.css",
    "/api/changes?since=-1", "/api/changes?since=99999999999999999999", "/api/changes?since=%C2%B2", "/api/decide", "/api/undo",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_anywhere_else(client: Client, door: Door, path: str) -> None:
    client.get(f"/?token={door.token}")
    answer = client.get(path)
    assert answer.status in (400, 404, 405)
    assert "root:" not in answer.text
    assert "codebook" not in answer.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'[{"transcript": "H1"}]', b"[" + b" " * 300_000 + b"]"]
)
def test_a_body_that_is_no_decision_is_refused(client: Client, door: Door, study: Path, body: bytes) -> None:
    client.get(f"/?token={door.token}")
    answer = client.ask("POST", "/api/decide", body, {**client.origin, "content-type": "application/json"})
    assert answer.status == 400
    assert not (study / "codings").exists()


def test_every_answer_has_the_safety_headers(client: Client, door: Door) -> None:
    for path in (f"/?token={door.token}", *GETS, "/nothing"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def test_a_disk_that_takes_nothing_is_told(
    client: Client, door: Door, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(f"/?token={door.token}")
    place = place_of(study, "mail", "mail")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = client.post("/api/decide", [{**place, "decision": "accept"}], client.origin)
    assert answer.status == 500
    assert "No space left" in answer.json()["error"]
    monkeypatch.undo()
    items = client.get("/api/transcript?id=H1").json()["codings"]
    assert next(item["state"] for item in items if item["code"] == "mail") == "undecided"
    assert client.post("/api/undo", {}, client.origin).status == 400


# -- killed at any moment ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_nothing_confirmed_is_lost_when_the_program_is_killed(study: Path) -> None:
    rounds = int(os.environ.get("QUALCODE_KILLS", "2"))
    chance, confirmed = random.Random(1), list[dict[str, Any]]()
    places = [
        place_of(study, quote, code) for quote, code in (("mail", "mail"), ("in person", "talk"), ("easy 😀", "money"))
    ]
    for number in range(rounds):
        confirmed += killed_review(study, places, chance)
        read = read_decisions(study / "codings/Anna.jsonl") if (study / "codings/Anna.jsonl").exists() else None
        assert read is not None or not confirmed
        if read is not None:
            assert read.problems == ()
            told = {(d.start, d.end, d.code, d.decision, d.memo) for d in read.decisions}
            lost = [
                one
                for one in confirmed
                if (one["start"], one["end"], one["code"], one["decision"], one["memo"]) not in told
            ]
            assert not lost, f"round {number}"
            assert standing(read.decisions)
    assert confirmed


def killed_review(study: Path, places: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Decide over the network as fast as it goes until the program is killed; what was confirmed."""
    command = [sys.executable, "-m", "qualcode", "review", "--coder", "Anna", "--no-browser"]
    program = subprocess.Popen(
        command, cwd=study, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert program.stdout is not None
    address = next(line.strip() for line in program.stdout if "token=" in line)
    page = Client(int(address.split(":")[2].split("/")[0]))
    timer = threading.Timer(chance.uniform(0.02, 0.5), program.kill)
    confirmed = []
    try:
        page.get(address[address.index("/?") :])
        timer.start()
        while True:
            memo = f"{chance.random()} äö\n" * chance.randrange(200)
            one = {**chance.choice(places), "decision": chance.choice(["accept", "reject", "add"]), "memo": memo}
            if page.post("/api/decide", [one], page.origin).status == 200:
                confirmed.append(one)
    except (OSError, http.client.HTTPException):
        pass
    timer.join()
    program.wait()
    program.stdout.close()
    return confirmed


# -- the page in a browser -----------------------------------------------------------------------

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Served:
    """A sitting with its page open."""

    def __init__(self, browser: Any, session: Session) -> None:
        self.session, self.faults, self.asked = session, list[str](), set[Any]()
        self._running = running(session)
        self.door = self._running.__enter__()
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.open(self.door.address)

    def open(self, address: str) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        page.on(
            "request",
            lambda request: (
                self.asked.add(request) if request.method == "POST" or "/transcript?" in request.url else None
            ),
        )
        page.on("requestfinished", lambda request: self.asked.discard(request))
        page.on("requestfailed", lambda request: self.asked.discard(request))
        page.goto(address)
        page.wait_for_selector(".turn")
        return page

    def close(self) -> None:
        self.context.close()
        self.stop()

    def stop(self) -> None:
        self._running.__exit__(None, None, None)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        quiet = 0
        while quiet < 3:  # until everything that was asked of the server is answered, and shown
            self.page.wait_for_timeout(25)
            quiet = 0 if self.asked else quiet + 1

    def status(self) -> str:
        return str(self.page.inner_text("#status"))

    def chips(self, page: Any = None) -> list[tuple[str, str]]:
        """Each coding's name and state, as shown."""
        return [
            (node.query_selector(".name").inner_text(), node.get_attribute("data-state"))
            for node in (page or self.page).query_selector_all(".chip")
        ]

    def told(self) -> list[tuple[str, str, str]]:
        """What stands in the coder's file."""
        path = self.session.people.corpus.study.root / "codings" / f"{self.session.coder}.jsonl"
        return [(d.quote, d.code, d.decision) for d in read_decisions(path).decisions] if path.exists() else []


@pytest.fixture
def served(browser: Any, study: Path) -> Iterator[Any]:
    open_ones: list[Served] = []

    def serve(coder: str = "Anna", mode: Mode = "open", pair: tuple[str, ...] = ()) -> Served:
        open_ones.append(Served(browser, sitting(study, coder, mode, pair)))
        return open_ones[-1]

    yield serve
    for one in open_ones:
        one.close()
        assert one.faults == []


@pytest.mark.slow
@in_browser
def test_accept_and_reject_by_keyboard(served: Any) -> None:
    page = served()
    assert {state for _, state in page.chips()} == {"undecided"}
    page.press("n", "a")
    assert "Saved" in page.status()
    page.press("r")
    assert [state for _, state in page.chips()][:2] == ["accept", "reject"]
    assert page.told() == [("talk", "talk", "accept"), ("phone", "phone", "reject")]
    assert "3 of 7 codings undecided" not in page.page.inner_text("#progress")
    assert "5 of 7 codings undecided" in page.page.inner_text("#progress")
    page.press("p", "Delete")  # back to the rejected one
    assert page.told()[-1] == ("phone", "phone", "withdraw")


@pytest.mark.slow
@in_browser
def test_accept_and_reject_by_mouse(served: Any) -> None:
    page = served()
    page.page.click(".chip >> nth=2")
    page.page.click("[data-do=reject]")
    page.page.wait_for_selector(".chip[data-state=reject]")
    page.page.click("mark >> nth=0")
    page.page.click("[data-do=accept]")
    page.page.wait_for_selector(".chip[data-state=accept]")
    assert page.told() == [("mail", "mail", "reject"), ("talk", "talk", "accept")]


@pytest.mark.slow
@in_browser
def test_add_by_keyboard(served: Any) -> None:
    page = served()
    page.press("j", "j", "ArrowRight", "ArrowRight")
    assert page.status() == "Sometimes I"
    page.press("c")
    page.page.keyboard.type("mon")
    assert page.page.inner_text("#picker-list li >> nth=0") == "Money"
    page.press("Enter")
    assert ("Money", "add") in page.chips()
    assert page.told() == [("Sometimes I", "money", "add")]
    page.press("j", "c")  # the whole sentence, the second code of the list
    page.press("ArrowDown", "Enter")
    assert page.told()[-1][1:] == ("phone", "add")
    assert page.told()[-1][0].endswith("Nobody likes the silence.")


@pytest.mark.slow
@in_browser
def test_add_by_mouse_to_the_letter_also_after_an_emoji(served: Any, study: Path) -> None:
    page = served()
    drag(page.page, "in person")
    page.page.click("[data-do=code]")
    page.page.click("#picker-list li:has-text('Silence')")
    page.page.wait_for_selector(".chip[data-state=add]")
    assert page.told() == [("in person", "silence", "add")]
    text = page.session.people.corpus.text("H1")
    (decision,) = read_decisions(study / "codings/Anna.jsonl").decisions
    assert text[decision.start : decision.end] == "in person"


def drag(page: Any, quote: str) -> None:
    """Select words with the mouse."""
    box = page.evaluate(
        """(quote) => {
          const walker = document.createTreeWalker(document.getElementById("transcript"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(quote);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at); range.setEnd(node, at + quote.length);
            const box = range.getBoundingClientRect();
            return [box.left, box.right, (box.top + box.bottom) / 2];
          }
        }""",
        quote,
    )
    page.mouse.move(box[0] + 1, box[2])
    page.mouse.down()
    page.mouse.move(box[1] - 1, box[2], steps=5)
    page.mouse.up()


@pytest.mark.slow
@in_browser
def test_the_interviewer_s_speech_is_not_coded(served: Any) -> None:
    page = served()
    drag(page.page, "And money")
    page.page.click("[data-do=code]")
    assert "not coded" in page.page.inner_text("#alert")
    assert page.told() == []


@pytest.mark.slow
@in_browser
def test_overlapping_codings_are_each_seen_and_reached(served: Any) -> None:
    page = served()
    for name in ("money", "silence"):
        if name == "money":
            page.press("j")
        page.press("c")
        page.page.keyboard.type(name)
        page.press("Enter")
    first = page.page.query_selector("mark:has-text('talk')")
    assert len(first.get_attribute("data-places").split("\n")) == 3  # talk by rule, money and silence by Anna
    assert (
        page.page.evaluate("(node) => getComputedStyle(node).backgroundImage.split('gradient(').length - 1", first) == 3
    )
    first.click()
    names = set()
    for _ in range(3):
        names.add(page.page.evaluate("document.activeElement.querySelector('.name').textContent"))
        page.page.click("mark:has-text('talk')")
    assert names == {"Talk", "Money", "Silence"}


@pytest.mark.slow
@in_browser
def test_undo_and_memo(served: Any) -> None:
    page = served()
    page.press("n", "m")
    page.page.fill("#noter-text", "Ask <b>her</b> again\nabout this")
    page.page.click("#noter-save")
    page.page.wait_for_selector(".memo")
    assert page.page.inner_text(".memo") == "Ask <b>her</b> again\nabout this"
    page.press("a", "u")
    assert page.status() == "Undone. Talk (undecided)"
    assert page.chips()[0] == ("Talk", "undecided")
    page.page.reload()
    page.page.wait_for_selector(".memo")
    page.press("j", "m")
    page.page.fill("#noter-text", "a note without a code")
    page.page.click("#noter-save")
    page.page.wait_for_selector("text=a note without a code")
    assert page.told()[-1][1:] == ("", "memo")


@pytest.mark.slow
@in_browser
def test_a_coding_is_moved_to_the_selection(served: Any) -> None:
    page = served()
    page.page.click(".chip >> nth=2")
    drag(page.page, "Sometimes I send")
    page.press("+")  # more tools
    page.page.click("[data-do=move]")
    page.page.wait_for_selector(".chip[data-state=add]")
    assert page.told() == [("mail", "mail", "reject"), ("Sometimes I send", "mail", "add")]


@pytest.mark.slow
@in_browser
def test_blind_coding_walks_through_what_is_unread(served: Any) -> None:
    sitting_one = served()
    sitting_one.press("n", "a")
    page = served("Bert", "blind")
    assert page.chips() == []
    assert "no one else" in page.page.inner_text("#who")
    before = page.page.inner_text("#progress")
    page.press("n", "Enter")
    assert page.told() == [("We talk on the phone every week.", "", "seen")]
    assert page.page.inner_text("#progress") != before
    page.press("d")
    assert "0 of 6 units to read" in page.page.inner_text("#progress")


@pytest.mark.slow
@in_browser
def test_adjudication_shows_both_readings(served: Any, study: Path) -> None:
    for coder, quote in (("Anna", "phone"), ("Bert", "week")):
        text = Corpus(open_study(study)).text("H1")
        at = text.index(quote)
        made = [
            decided("H1", text, at, at + len(quote), "talk" if coder == "Anna" else "money", "add"),
            decided("H1", text, 0, len(text), "", "seen", whole=True),
        ]
        append(path_of(study / "codings", coder), made)
    page = served("", "adjudicate", ("Anna", "Bert"))
    assert [node.inner_text() for node in page.page.query_selector_all(".told")] == [
        "Anna: yes",
        "Bert: no",
        "Anna: no",
        "Bert: yes",
    ]
    page.press("n", "a", "r")
    assert [state for _, state in page.chips()] == ["accept", "reject"]
    assert [row for row in page.told() if row[2] != "seen"] == [
        ("phone", "talk", "accept"),
        ("week", "money", "reject"),
    ]


@pytest.mark.slow
@in_browser
def test_a_reload_shows_what_was_decided(served: Any) -> None:
    page = served()
    page.press("n", "a")
    page.page.reload()
    page.page.wait_for_selector(".chip[data-state=accept]")
    assert "token" not in page.page.url
    page.page.select_option("#interview", "H2")
    page.page.wait_for_selector("main h2:has-text('H2')")
    page.page.reload()
    page.page.wait_for_selector(".turn")
    assert page.page.inner_text("main h2") == "H2"


@pytest.mark.slow
@in_browser
def test_two_pages_at_once_see_each_other_s_decisions(served: Any) -> None:
    page = served()
    second = page.open(f"http://127.0.0.1:{page.door.port}/")
    page.press("n", "a")
    second.wait_for_selector(".chip[data-state=accept]", timeout=5000)
    second.bring_to_front()
    second.keyboard.press("n")
    second.keyboard.press("r")
    second.wait_for_selector(".chip[data-state=reject]")
    page.page.bring_to_front()
    page.page.wait_for_selector(".chip[data-state=reject]", timeout=5000)
    assert page.chips() == page.chips(second)
    assert [kind for _, _, kind in page.told()] == ["accept", "reject"]


@pytest.mark.slow
@in_browser
def test_a_program_that_has_ended_is_told_and_nothing_looks_saved(served: Any) -> None:
    page = served()
    page.press("n")
    page.stop()
    page.press("a")
    assert "NOT saved" in page.page.inner_text("#alert")
    assert {state for _, state in page.chips()} == {"undecided"}
    page.faults.clear()  # the browser's own word on the lost connection


@in_browser
def test_what_was_said_is_never_run(served: Any) -> None:
    page = served()
    assert "<script>alert(1)</script>" in page.page.inner_text("main")
    assert "<script>" in page.page.inner_text("#title")
    assert page.page.query_selector("main script, main img") is None


@pytest.mark.slow
@in_browser
def test_filters_and_search(served: Any) -> None:
    page = served()
    page.press("n", "a")
    page.page.select_option("#filter", "accept")
    assert page.chips() == [("Talk", "accept")]
    page.page.select_option("#filter", "all")
    page.page.click("#codes button:has-text('Mail')")
    assert {name for name, _ in page.chips()} == {"Mail"}
    page.page.click("#all-codes")
    page.press("/")
    page.page.keyboard.type("PERSON")
    assert page.status().startswith("1 of 1: We talk about it in person")


@pytest.mark.slow
@in_browser
def test_every_control_has_a_name(served: Any) -> None:
    page = served()
    nameless = page.page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, textarea, [role]")]
             .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || (node.labels && node.labels.length)
                || node.id === "status" || node.id === "alert"))
             .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    page.press("n")
    assert (
        page.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Talk, undecided, rule: talk, “talk”"
    )
    assert page.page.get_attribute("main .turn p", "lang") == "en"
