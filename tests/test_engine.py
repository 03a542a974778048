"""The same results in one process, in several, on a cluster; what fails is told, in its order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.errors import QualcodeError
from qualcode.files import sha256
from qualcode.line.coded import code_corpus
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.line.setup import Setup
from qualcode.line.task import CHANGED, Made, Task, make
from qualcode.results.run import run_study
from qualcode.study import open_study
from qualcode.study.sources import Source

Make = Callable[..., Path]
SAID = "Haastattelija: Mitä?\n\nH1: Puhuin {n} kertaa. En soittanut Rauhalle, rahaa meni. Se oli {n}. kerta.\n"


@pytest.fixture
def study(make_study: Make) -> Path:
    files = {f"transcripts/h{n}.txt": SAID.format(n=n) for n in range(7)}
    return make_study({**files, "qualcode.toml": '[study]\nlanguage = "fi"\n'})


def tasks(root: Path) -> list[Task]:
    sources = open_study(root).sources
    return [Task(source, sha256(source.path.read_bytes())) for source in sources]


def dies_on_h3(_: Setup, task: Task) -> Made:
    if task.source.id == "h3":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return Made(task.source, transcript=task.source.id.encode())


def mapped(root: Path, engine: Engine, stage: Callable[[Setup, Task], Made] = make) -> list[Made]:
    corpus = Corpus(open_study(root))
    return list(
        engine.map(stage, corpus.coding, tasks(root), [source.path for source in corpus.study.sources], "coding")
    )


@pytest.mark.slow
def test_results_come_in_the_order_of_the_tasks_and_are_the_same(study: Path) -> None:
    told: list[tuple[str, int, int]] = []
    one = mapped(study, Engine(1, progress=lambda *step: told.append(step)))
    assert [made.source.id for made in one] == [f"h{n}" for n in range(7)]
    assert told == [("coding", n, 7) for n in range(8)]
    several = mapped(study, Engine(3))
    assert [(m.transcript, m.tokens, m.codings, m.problems) for m in one] == [
        (m.transcript, m.tokens, m.codings, m.problems) for m in several
    ]


@pytest.mark.slow
def test_a_task_that_ends_its_process_is_told_and_the_others_are_done(study: Path) -> None:
    for path in (study / "transcripts").glob("*.txt"):
        path.rename(path.with_suffix(".pdf"))  # which are read in another process
    made = mapped(study, Engine(2), dies_on_h3)
    assert [one.source.id for one in made] == [f"h{n}" for n in range(7)]
    assert [one.transcript.decode() for one in made] == ["h0", "h1", "h2", "", "h4", "h5", "h6"]
    assert "ended the program that read it" in str(made[3].problems[0])


ALONE = """
import sys
from qualcode.line.engine import Engine
from qualcode.people.counted import count_study
from qualcode.study import open_study
count_study(open_study(sys.argv[1]), Engine(2))
"""


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_and_no_interview_is_blamed(study: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(ALONE, encoding="utf-8")
    for path in (study / "transcripts").glob("*.txt"):
        path.rename(path.with_suffix(".htm"))  # which are read in another process
    done = subprocess.run(
        [sys.executable, script, study], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode
    assert "QualcodeError: no other processes can be started to work in." in done.stderr
    assert "below `if __name__" in done.stderr
    assert "damaged" not in done.stderr


LEFT_BEHIND = """
import os, sys, time
from qualcode.line.workers import workers
from qualcode.line.corpus import Corpus
from qualcode.study import open_study
import test_engine
if __name__ == "__main__":
    corpus = Corpus(open_study(sys.argv[1]))
    with workers(corpus.coding, 1) as pool:
        (task, *_) = test_engine.tasks(corpus.study.root)
        print(pool.submit(test_engine.says_who_it_is, task).result().transcript.decode(), flush=True)
        pool.submit(test_engine.sleeps, task)
        time.sleep(1)
        os._exit(1)
"""


def says_who_it_is(_: Setup, task: Task) -> Made:
    return Made(task.source, transcript=str(os.getpid()).encode())


def sleeps(_: Setup, task: Task) -> Made:
    time.sleep(600)
    return Made(task.source)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="asks the system in the way of POSIX")
def test_a_program_that_is_killed_leaves_no_process_behind(study: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(LEFT_BEHIND, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, script, study], capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    worker = int(done.stdout)
    for _ in range(200):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("it is still there")


def test_little_work_stays_in_one_process(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.line.engine._in_processes", lambda *_: pytest.fail("it was not worth it"))
    assert len(mapped(study, Engine(None))) == 7


def test_a_file_that_changed_meanwhile_is_told(study: Path) -> None:
    (task, *_) = tasks(study)
    task.source.path.write_text("H1: Something else.\n", encoding="utf-8")
    made = make(Corpus(open_study(study)).coding, task)
    assert made.unseen
    assert "changed while it was read" in str(made.problems[0])


def test_a_worker_that_does_not_see_the_file_reads_what_it_is_sent(study: Path, tmp_path: Path) -> None:
    setup = Corpus(open_study(study)).coding
    (task, *_) = tasks(study)
    content, elsewhere = (
        task.source.path.read_bytes(),
        Source(task.source.id, tmp_path / "nowhere" / task.source.path.name),
    )
    assert make(setup, Task(elsewhere, task.hash)).unseen
    here, there = make(setup, task), make(setup.elsewhere(), Task(elsewhere, task.hash, content=content))
    assert (here.transcript, here.tokens, here.codings) == (there.transcript, there.tokens, there.codings)
    broken = make(setup, Task(elsewhere, task.hash, content=b""))
    assert broken.problems[0].file == elsewhere.path


def results(root: Path) -> dict[str, bytes]:
    folder = root / "results"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "cache" not in path.parts
    }


def entries(root: Path) -> dict[str, dict[str, bytes]]:
    kept = Corpus(open_study(root)).store.entries
    return {table: kept.get(table, kept.keys(table)) for table in kept.tables() if not table.startswith("files")}


@pytest.mark.slow
def test_a_run_is_the_same_to_the_byte_in_any_number_of_processes(study: Path) -> None:
    run_study(open_study(study))
    one, kept = results(study), entries(study)
    run_study(open_study(study), fresh=True, processes=2)
    assert results(study) == one
    assert entries(study) == kept


@pytest.mark.slow
def test_a_run_is_the_same_to_the_byte_on_a_cluster(study: Path) -> None:
    pytest.importorskip("distributed")
    run_study(open_study(study))
    one, kept = results(study), entries(study)
    run_study(open_study(study), fresh=True, cluster="local:2")
    assert results(study) == one
    assert entries(study) == kept


@pytest.mark.slow
def test_a_file_that_changed_or_went_is_told_on_a_cluster_too(study: Path) -> None:
    pytest.importorskip("distributed")
    corpus = Corpus(open_study(study), Engine(cluster="local:1"))
    _ = corpus.hashes
    (study / "transcripts/h0.txt").write_text("H1: Rahaa meni.", encoding="utf-8")
    (study / "transcripts/h1.txt").unlink()
    coded = code_corpus(corpus)
    assert coded.transcripts == tuple(f"h{n}" for n in range(2, 7))
    assert [(one.file and one.file.name, one.message) for one in coded.problems] == [
        (f"h{n}.txt", CHANGED) for n in (0, 1)
    ]


@pytest.mark.slow
def test_workers_of_another_version_are_not_believed(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("qualcode.language.versions", lambda: "qualcode=another")
    with pytest.raises(QualcodeError, match="another version of qualcode"):
        run_study(open_study(study), cluster="local:1")
    assert not (study / "results/findings.docx").exists()


@pytest.mark.parametrize(
    ("address", "told"), [("local:x", "Write local:4"), ("tcp://127.0.0.1:9", "no Dask scheduler at")]
)
def test_a_cluster_that_is_not_there_is_told(
    study: Path, address: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("qualcode.line.cluster.SECONDS", 1)
    with pytest.raises(QualcodeError, match=told):
        run_study(open_study(study), cluster=address)
