"""A coder that is asked: what goes to the server and what does not, and what becomes of answers of every kind."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from qualcode.coders.asked.answers import Run, path_of, place_of, read_answer, read_answers
from qualcode.coders.asked.prompt import Prompt, built_in
from qualcode.coders.asked.server import Elsewhere, Server, Unanswered, is_here, is_passed_on
from qualcode.errors import InputError
from qualcode.model import Code, Text
from qualcode.people.coder_codings import codings_of
from qualcode.people.decision_places import people_of
from qualcode.study import open_study
from tests.commands import here
from tests.conftest import Make

TALK = (
    "Interviewer: Well?\n\nP: "
    + " ".join(f"The {word} is number {n}." for n, word in enumerate(["phone", "money", "day", "mail"] * 6))
    + "\n"
)
Answer = Callable[["Scripted", list[str]], Any]


class Scripted:
    """A server on this machine that answers as it is told; `asked` are the bodies of the questions it got."""

    def __init__(self, answer: Answer, tags: dict[str, Any] | None = None) -> None:
        self.answer, self.asked = answer, list[dict[str, Any]]()
        self.tags = tags or {"models": [{"name": "small", "digest": "0123456789abcdef99"}]}
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Nothing is told."""

            def do_GET(self) -> None:
                self._send(scripted.tags if self.path == "/api/tags" else None)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                scripted.asked.append(body)
                units = re.findall(r"^\d+\. (.*)$", body["messages"][0]["content"], re.MULTILINE)
                self._send(scripted.answer(scripted, units))

            def _send(self, data: Any) -> None:
                if data is None or isinstance(data, int):
                    self.send_error(data or 404)
                    return
                if data == "hang up":
                    self.close_connection = True
                    self.connection.close()
                    return
                content = data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def said(codings: list[dict[str, Any]] | str) -> dict[str, Any]:
    content = codings if isinstance(codings, str) else json.dumps({"codings": codings})
    return {"choices": [{"message": {"content": content}}]}


def well(_: Scripted, units: list[str]) -> Any:
    """Every unit in which the phone is spoken of, by the word."""
    return said([{"unit": n, "quote": "phone"} for n, unit in enumerate(units, 1) if "phone" in unit])


@contextmanager
def scripted(answer: Answer, **more: Any) -> Iterator[Scripted]:
    server = Scripted(answer, **more)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def study(make_study: Make) -> Callable[..., Path]:
    def make(url: str, **settings: object) -> Path:
        own = "".join(
            f"{name} = {json.dumps(value)}\n" for name, value in {"model": "small", "timeout": 5, **settings}.items()
        )
        toml = f'[study]\nlanguage = "en"\n[coders.asked.local]\nurl = "{url}"\n{own}'
        return make_study({"transcripts/H1.txt": TALK, "qualcode.toml": toml})

    return make


def last_run(root: Path) -> Run:
    return read_answers(path_of(root, "local"))[1][-1]


def coded(root: Path) -> list[tuple[str, str]]:
    frame = codings_of(people_of(open_study(root)), "asked:local").codings
    return list(zip(frame["code"].astype(str), frame["quote"].astype(str), strict=True))


# -- nine ways to answer ----------------------------------------------------------------------------


def test_a_good_answer_becomes_codings_and_is_not_asked_for_again(study: Any) -> None:
    with scripted(well) as server:
        root = study(server.url)
        first = here(root, "ask", "local", "phone")
        assert first.returncode == 0, first.stderr
        assert "asked about 24 units (a code each), model small, digest 0123456789abcdef" in first.stdout
        assert "6 coded; 0 quotes invented and dropped" in first.stdout
        assert coded(root) == [("phone", "phone")] * 6
        body = server.asked[0]
        assert (body["model"], body["temperature"], body["seed"], body["stream"]) == ("small", 0, 1, False)
        assert body["response_format"]["type"] == "json_schema"
        assert "Code: Phone (phone)" in body["messages"][0]["content"]
        run = last_run(root)
        assert (run.asked, run.again, run.same, run.kappa) == (24, 2, 2, run.kappa)
        number = len(server.asked)
        second = here(root, "ask", "local", "phone")
        assert "asked about 0 units" in second.stdout
        assert len(server.asked) == number + 1  # but for the tenth that is asked about again


def test_a_bad_answer_is_a_suggestion_and_counts_nowhere(study: Any) -> None:
    with scripted(lambda _, units: said([{"unit": n, "quote": unit} for n, unit in enumerate(units, 1)])) as server:
        root = study(server.url)
        before = here(root, "counts", "--format", "csv").stdout
        assert here(root, "ask", "local", "silence").returncode == 0
        assert len(coded(root)) == 24
        assert here(root, "counts", "--format", "csv").stdout == before
        chosen = here(root, "counts", "--coders", "rules+asked:local", "--format", "csv")
        assert chosen.stdout == before
        assert "the codings of asked:local do not count: nobody has checked" in chosen.stderr


def test_a_slow_answer_is_given_up_and_told(study: Any) -> None:
    def slow(server: Scripted, units: list[str]) -> Any:
        if any("number 0" in unit for unit in units):
            time.sleep(0.6)
        return well(server, units)

    with scripted(slow) as server:
        root = study(server.url, timeout=0.2, batch=4)
        ran = here(root, "ask", "local", "phone")
        assert ran.returncode == 1
        assert "no answer about 1 unit; run it again to go on" in ran.stderr
        assert last_run(root).asked == 23
        assert len(coded(root)) == 5


def test_broken_json_is_asked_for_again_then_unit_by_unit(study: Any) -> None:
    def broken(server: Scripted, units: list[str]) -> Any:
        if len(units) > 1:
            return said('{"codings": [{"unit": 1,')
        return well(server, units)

    with scripted(broken) as server:
        root = study(server.url, batch=12)
        ran = here(root, "ask", "local", "phone")
        assert ran.returncode == 0, ran.stderr
        assert last_run(root).asked == 24
        assert len(coded(root)) == 6


def test_invented_quotes_are_counted_and_dropped(study: Any) -> None:
    def invents(_: Scripted, units: list[str]) -> Any:
        return said([{"unit": n, "quote": "the phone rang"} for n, _ in enumerate(units, 1)])

    with scripted(invents) as server:
        root = study(server.url)
        ran = here(root, "ask", "local", "phone")
        assert "0 coded; 24 quotes invented and dropped" in ran.stdout
        assert coded(root) == []


def test_answers_about_units_that_are_not_there_are_counted(study: Any) -> None:
    def wrong(_: Scripted, units: list[str]) -> Any:
        return said([{"unit": 0, "quote": units[0]}, {"unit": 99, "quote": units[0]}, {"unit": 1, "quote": units[0]}])

    with scripted(wrong) as server:
        root = study(server.url, batch=24)
        ran = here(root, "ask", "local", "phone")
        assert "1 coded; 0 quotes invented and dropped, 2 answers about no unit" in ran.stdout


def test_a_server_that_dies_in_the_middle_loses_nothing_and_is_gone_on_with(study: Any) -> None:
    def dies(server: Scripted, units: list[str]) -> Any:
        return well(server, units) if len(server.asked) < 4 else "hang up"

    with scripted(dies) as server:
        root = study(server.url, batch=4)
        ran = here(root, "ask", "local", "phone")
        assert ran.returncode == 1
        assert "no answer about 12 units" in ran.stderr
        assert last_run(root).asked == 12
        server.answer = well
        again = here(root, "ask", "local", "phone")
        assert again.returncode == 0
        assert "asked about 12 units" in again.stdout
        assert len(coded(root)) == 6
    gone = here(root, "ask", "local", "mail")
    assert gone.returncode == 1
    assert "cannot be reached" in gone.stderr
    assert "Traceback" not in gone.stderr


def test_errors_of_the_server_and_refusals_are_unanswered(study: Any) -> None:
    def refuses(server: Scripted, _: list[str]) -> Any:
        return 500 if len(server.asked) % 2 else said("I am sorry, but I cannot help with that.")

    with scripted(refuses) as server:
        root = study(server.url, batch=24)
        ran = here(root, "ask", "local", "phone")
        assert ran.returncode == 1
        assert last_run(root).unanswered == 24
        assert here(root, "agreement", "rules", "asked:local").returncode in (0, 1)


def test_a_model_on_another_machine_behind_a_local_server_is_refused(study: Any) -> None:
    def passed_on(server: Scripted, units: list[str]) -> Any:
        return {**well(server, units), "remote_host": "https://elsewhere.example:443"}

    with scripted(passed_on) as server:
        root = study(server.url)
        ran = here(root, "ask", "local", "phone")
        assert ran.returncode == 1
        assert "is answered by https://elsewhere.example:443" in ran.stderr
    listed = {"models": [{"name": "small", "digest": "1", "remote_host": "https://elsewhere.example:443"}]}
    with scripted(well, tags=listed) as server:
        (root / "qualcode.toml").write_text(
            f'[study]\nlanguage = "en"\n[coders.asked.local]\nmodel = "small"\nurl = "{server.url}"\n', encoding="utf-8"
        )
        assert here(root, "ask", "local", "phone").returncode == 1
        assert server.asked == []
    assert is_passed_on("gpt-oss:120b-cloud")
    assert is_passed_on("deepseek:cloud")
    assert not is_passed_on("cloudy:8b")


# -- where it may go --------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_is_known_by_its_addresses(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "example.org", "0.0.0.0", "localhost.example.org", "2130706433", "192.168.1.2"]
)
def test_another_machine_is_not_asked(host: str, make_study: Make) -> None:
    assert not is_here(host)
    toml = f'[study]\nlanguage = "en"\n[coders.asked.local]\nmodel = "small"\nurl = "http://{host}:9/v1"\n'
    ran = here(make_study({"transcripts/H1.txt": TALK, "qualcode.toml": toml}), "ask", "local")
    assert ran.returncode == 1
    assert "is not this machine" in ran.stderr


def test_proxies_are_not_used_and_redirections_not_followed(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    caught = []
    with scripted(lambda *_: caught.append(1)) as proxy, scripted(well) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("no_proxy", raising=False)
        assert here(study(server.url), "ask", "local", "phone").returncode == 0
        assert not caught
        assert proxy.asked == []


def test_to_another_address_nothing_goes_before_names_are_out_and_someone_said_yes(
    study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    with scripted(well) as server:
        root = study("http://127.0.0.1:9/v1")
        (root / "transcripts/H1.txt").write_text(
            TALK.replace("The day", "Mikko Virtanen from Helsinki said the day"), encoding="utf-8"
        )
        refused = here(root, "ask", "local", "phone", "--url", server.url, "--yes")
        assert refused.returncode == 1
        assert "names are not decided about" in refused.stderr or "name" in refused.stderr
        assert server.asked == []
        (root / "transcripts/H1.txt").write_text(TALK, encoding="utf-8")
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        shown = here(root, "ask", "local", "phone", "--url", server.url)
        assert shown.returncode == 1
        assert f"To {server.url} would go: 24 units of 1 interview (" in shown.stdout
        assert server.asked == []
        assert here(root, "ask", "local", "phone", "--url", server.url, "--yes").returncode == 0
        assert last_run(root).elsewhere == server.url


# -- parts ------------------------------------------------------------------------------------------


def test_quotes_are_found_whatever_the_white_space() -> None:
    assert place_of("two  words", "here are two words.") == (9, 18)
    assert place_of("two words", "here are two\n  words.") == (9, 20)
    assert place_of("Two words", "here are two words.") is None
    assert place_of("  ", "x") is None


def test_an_answer_in_a_fence_or_after_thinking_is_read() -> None:
    units = ["one two", "three"]
    for content in (
        '```json\n{"codings": [{"unit": 2, "quote": "three"}]}\n```',
        '<think>hm</think>{"codings": [{"unit": 2, "quote": "three"}]}',
    ):
        assert read_answer(content, units).spans == [[], [(0, 5)]]
    for content in (
        "[]",
        "{}",
        '{"codings": [{"unit": "1", "quote": "one"}]}',
        '{"codings": [{"unit": true, "quote": "one"}]}',
        "null",
    ):
        with pytest.raises(Unanswered):
            read_answer(content, units)


def test_a_template_of_ones_own_is_used_and_a_broken_one_told(study: Any, tmp_path: Path) -> None:
    code = Code("phone", Text({"": "Phone"}), definition=Text({"": "calls"}), examples={"": ("We call.",)})
    assert 'Applies: "We call."' in Prompt().of(code, ["a"], "en")
    path = tmp_path / "own.txt"
    path.write_text("Is it {{ lable }}?", encoding="utf-8")
    with pytest.raises(InputError, match="lable"):
        Prompt(path).of(code, ["a"], "en")
    assert here(tmp_path, "ask", "--print-prompt").stdout == built_in()
    with scripted(well) as server:
        root = study(server.url, template="prompt.txt")
        (root / "prompt.txt").write_text(
            "Only {{ id }}\n{% for u in units %}{{ loop.index }}. {{ u }}\n{% endfor %}", encoding="utf-8"
        )
        assert here(root, "ask", "local", "phone").returncode == 0
        assert server.asked[0]["messages"][0]["content"].startswith("Only phone")


def test_no_words_of_an_interview_stand_in_the_kept_answers(study: Any) -> None:
    with scripted(well) as server:
        root = study(server.url)
        here(root, "ask", "local", "phone")
        kept = path_of(root, "local").read_text(encoding="utf-8")
        assert "number" not in kept.replace('"wrong_units"', "")
        assert "H1" not in kept


def test_settings_that_are_wrong_are_told(make_study: Make) -> None:
    root = make_study({"transcripts/H1.txt": TALK, "qualcode.toml": "[coders.asked.local]\nmodell = 'x'\n"})
    told = here(root, "ask", "local").stderr
    assert "modell" in told
    assert here(make_study({"qualcode.toml": ""}), "ask", "other").returncode == 1
    with pytest.raises(Elsewhere):
        Server("http://10.0.0.1/v1", "x").check()


def test_all_stretches_of_an_answer_are_asked_about_and_quotes_find_theirs(make_study: Make) -> None:
    talk = "Interviewer: Well?\n\nP: We talk.\n\nQ: The phone rings.\n\nP: Money again.\n"
    with scripted(lambda *_: said([{"unit": 1, "quote": "phone"}, {"unit": 1, "quote": "Money"}])) as server:
        toml = f'[study]\nlanguage = "en"\n[coding]\nunit = "answer"\n[coders.asked.local]\nmodel = "small"\nurl = "{server.url}"\n'
        guide = "questions:\n  - {id: q1, theme: t, text: 'Well?'}\n"
        root = make_study({"transcripts/H1.txt": talk, "transcripts/guide.yaml": guide, "qualcode.toml": toml})
        assert here(root, "ask", "local", "phone").returncode == 0
        assert all(word in server.asked[0]["messages"][0]["content"] for word in ("talk", "phone", "Money"))
        assert sorted(coded(root)) == [("phone", "Money"), ("phone", "phone")]


def test_another_model_is_asked_though_the_server_tells_nothing_of_it(study: Any) -> None:
    with scripted(well, tags={"nothing": 1}) as server:
        root = study(server.url)
        assert "asked about 24 units" in here(root, "ask", "local", "phone").stdout
        settings = root / "qualcode.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace('"small"', '"big"'), encoding="utf-8")
        assert "asked about 24 units (a code each), model big" in here(root, "ask", "local", "phone").stdout


def test_what_a_server_tells_of_itself_is_no_text_to_be_trusted(study: Any) -> None:
    with scripted(well, tags={"models": [{"name": "small", "digest": "\ud800\n\x1b[1m"}]}) as server:
        assert here(study(server.url), "ask", "local", "phone").returncode == 0


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://127.0.0.1:9/ä", "ftp://127.0.0.1", "http://127.0.0.1:x/", "nowhere", "http://127.0.0.1/ a"],
)
def test_an_address_that_is_none_is_told(url: str, study: Any) -> None:
    ran = here(study(url), "ask", "local", "phone")
    assert ran.returncode == 1
    assert "is no address of a server" in ran.stderr
