"""What takes too long for every test run: `python benchmarks/soak.py [short]`, or `make soak`, `make soak SOAK=short`.

Prints a row for each trial: how many cases, how many of them went wrong, the longest or the least figure, and what it
must be; exit code 1 when a row is not as it must be. Seeds are fixed.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anchoring
import documents
import elusion
import roundtrips
from fuzz_readers import fuzzed

from qualcode.analysis import counts, crosstab
from qualcode.database import Database
from qualcode.errors import QualcodeError
from qualcode.line.file_hashes import FILE as STORE
from qualcode.line.file_hashes import HASHES
from qualcode.people.counted import code_study
from qualcode.results.run import run_study
from qualcode.results.run_comparison import compare
from qualcode.study import open_study
from qualcode.transcripts import formats

ROOT = Path(__file__).parent.parent
EVERY = "slow or not slow"  # of pytest: tests of both kinds
MOST_UNACCOUNTED = 0.02  # of the damaged files of a format that are read
LONGEST_READ = 2.0  # seconds of one read of a damaged file
FOUND = {"label_renamed": 0.99, "neighbours_changed": 0.99}  # the share of quotes that are found after such an edit
SAID = (
    "Interviewer: How do you talk?\n\nH1: We talk by phone. Sometimes I mail. Money talks. "
    "{}\n\nInterviewer: So?\n\nH1: I phone.\n"
)
BOOK = """
format: 1
name: small
codes:
  - id: talk
    label: Talk
    rules: [talk]
    codes: [{id: phone, label: Phone, rules: [phone]}, {id: mail, label: Mail, rules: [mail]}]
  - {id: money, label: Money, rules: [money]}
"""


@dataclass(frozen=True)
class Row:
    """A trial: what it did, how many cases, how many went wrong, its figure and what that must be."""

    what: str
    cases: int
    wrong: int
    figure: str = ""
    holds: bool = True


def small_study(root: Path) -> Path:
    """A study of two interviews, run once."""
    for name, text in {
        "codebooks/b.yaml": BOOK,
        "qualcode.toml": '[study]\nlanguage = "en"\n',
        "transcripts/H1.txt": SAID.format("Nobody mails."),
        "transcripts/H2.txt": SAID.format("I never phone."),
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    run_study(open_study(root))
    return root


def numbers(root: Path) -> list[str]:
    """Two tables of a study, as text."""
    tidy = code_study(open_study(root))
    return [counts(tidy).frame.to_csv(), crosstab(tidy, "code", "transcript").frame.to_csv()]


def results(root: Path) -> dict[str, bytes]:
    """What a run wrote, by name."""
    folder = root / "results"
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "cache" not in path.parts
    }


def bit_flips(times: int) -> Row:
    """Flip one bit of one kept file at a time, then count, run and compare runs."""
    chance, wrong = random.Random(1), 0
    with tempfile.TemporaryDirectory() as name:
        root = small_study(Path(name) / "study")
        (root / "transcripts/H3.txt").write_text(SAID.format("We mail."), encoding="utf-8")
        run_study(open_study(root))
        good, made = numbers(root), results(root)
        files = [
            path for path in sorted((root / "results").rglob("*")) if path.suffix in (".json", ".parquet", ".sqlite")
        ]
        for _ in range(times):
            path = chance.choice(files)
            before = path.read_bytes()
            place, bit = chance.randrange(len(before)), 1 << chance.randrange(8)
            path.write_bytes(before[:place] + bytes([before[place] ^ bit]) + before[place + 1 :])
            flipped = f"{path.name} at {place}"
            try:
                same = numbers(root) == good
                with suppress(QualcodeError):  # a damaged run is told
                    compare(open_study(root))
                run_study(open_study(root))
                kept = {
                    name: data
                    for name, data in results(root).items()
                    if "history" not in str(path) or name != path.name
                }
                same = same and all(made[name] == data for name, data in kept.items() if name in made)
            except Exception as error:
                print(f"  {flipped}: {type(error).__name__}: {error}"[:150])
                same = False
            if not same:
                wrong += 1
                print(f"  other tables: {flipped}")
            path.write_bytes(before)
            for other in files:
                if not other.exists():
                    wrong += 1
    return Row("bit flips in what a study keeps", times, wrong, "other tables")


def flipped_dictionaries(times: int) -> Row:
    """Flip one bit of a kept dictionary at a time; the readings stay the same."""
    chance, wrong = random.Random(2), 0
    ask = "from qualcode.language import readings; print(readings('taloissammekin', 'fi'), readings('houses', 'en'))"
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, "XDG_CACHE_HOME": name, "LOCALAPPDATA": name}

        def asked() -> str:
            done = subprocess.run(
                [sys.executable, "-c", ask], env=environment, capture_output=True, encoding="utf-8", check=False
            )
            return done.stdout + done.stderr

        good = asked()
        files = [path for path in sorted(Path(name).rglob("*")) if path.is_file()]
        for _ in range(times if files else 0):
            path = chance.choice(files)
            data = bytearray(path.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            wrong += asked() != good
    return Row("bit flips in kept dictionaries", times, wrong, "other readings")


def command(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command at work on a study."""
    words = [sys.executable, "-m", "qualcode", "-C", str(root), *arguments]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed(running: subprocess.Popen[bytes]) -> None:
    """End a program at once, as when the power fails."""
    running.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    running.wait()


def kills(times: int) -> Row:
    """End `run` at any moment; what is there is whole, and the next run brings it up to date and leaves nothing
    behind.
    """
    chance, wrong = random.Random(3), 0
    with tempfile.TemporaryDirectory() as name:
        root = small_study(Path(name) / "study")
        for number in range(times):
            (root / "transcripts/H1.txt").write_text(SAID.format(f"We mail {number} times."), encoding="utf-8")
            running = command(root, "run")
            time.sleep(chance.uniform(0.2, 3.0))
            killed(running)
            run_study(open_study(root))
            left = [path for path in root.rglob("*.tmp") if not path.name.startswith(f".{os.getpid()}")]
            again = run_study(open_study(root))
            wrong += bool(left) or bool(again.changes) or bool(again.problems)
        good = results(root)
        shutil.rmtree(root / "results")
        run_study(open_study(root))
        wrong += {name for name in good if name.endswith(".csv") and good[name] != results(root)[name]} != set()
    return Row("runs that were ended", times, wrong, "not brought up to date")


WRITER = """
import random, sys
from pathlib import Path
from typing import Any
from qualcode.database import Database
kept, number = Database(Path(sys.argv[1])), int(sys.argv[2])
print("begun", flush=True)
while True:
    number += 1
    kept.put("a", {f"{number}-{part}": random.Random(f"{number}-{part}").randbytes(20_000) for part in range(20)})
    kept.keep_only({"a": {f"{n}-{part}" for n in range(number - 30, number + 1) for part in range(20)}})
"""


def store_kills(times: int) -> Row:
    """End a program while it writes to the store; what is there is whole, and others go on writing."""
    chance, wrong, seen = random.Random(5), 0, 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "store.sqlite"
        for number in range(times):
            words = [sys.executable, "-c", WRITER, str(path), str(number * 10_000)]
            running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            assert running.stdout is not None
            running.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.3))
            killed(running)
            kept = Database(path)
            keys = kept.keys("a")
            found = kept.get("a", keys)
            seen += len(found)
            wrong += any(
                data != random.Random(key).randbytes(20_000) for key, data in found.items()
            ) or found.keys() != set(keys)
            kept.put("mine", {"x": b"y"})
            wrong += kept.get("mine", ["x"]) != {"x": b"y"}
            kept.close()
    return Row("programs ended while they wrote to the store", times, wrong, f"entries damaged, of {seen} read")


def at_once(times: int) -> Row:
    """Two runs of a study at once, and one while the review page is open: the tables are those of one run alone."""
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        root = small_study(Path(name) / "study")
        reviewing = command(root, "review", "--coder", "Anna", "--no-browser")
        for number in range(times):
            (root / "transcripts/H1.txt").write_text(SAID.format(f"We mail {number} times."), encoding="utf-8")
            both = [command(root, "run"), command(root, "run", "--fresh", "--jobs", "2")]
            wrong += any(running.wait() for running in both)
            made = {name: data for name, data in results(root).items() if name.endswith(".csv")}
            wrong += bool(run_study(open_study(root)).changes)
            shutil.rmtree(root / "results/cache")
            run_study(open_study(root), fresh=True)
            wrong += any(data != made[name] for name, data in results(root).items() if name in made)
        wrong += reviewing.poll() is not None
        killed(reviewing)
    return Row("runs at once, with the review page open", times, wrong, "other tables")


def cluster(interviews: int, times: int) -> Iterator[Row]:
    """A Dask cluster whose workers end at any moment gives the results of one process, to the byte."""
    try:
        import distributed
    except ImportError:
        return
    chance, wrong = random.Random(6), 0
    with tempfile.TemporaryDirectory() as name:
        root = small_study(Path(name) / "study")
        for number in range(interviews):
            (root / f"transcripts/P{number}.txt").write_text(
                SAID.format(f"We mail {number} times. ") * 12, encoding="utf-8"
            )
        run_study(open_study(root))  # which also looks for what may be missed in interviews that are new
        run_study(open_study(root), fresh=True)
        good = {name: data for name, data in results(root).items() if not name.endswith(".json")}
        kept = entries(root)
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers:
            done = 0
            while done < times:
                ended: list[int] = []
                running = threading.Thread(
                    target=lambda seen=ended: seen.append(len(end_workers(workers, chance, seen, 5)))
                )  # type: ignore[misc]
                running.start()
                try:
                    run_study(open_study(root), fresh=True, cluster=workers.scheduler_address)
                finally:
                    ended.append(-1)
                    running.join()
                done += max(ended.count(1), 1)
                made = {name: data for name, data in results(root).items() if not name.endswith(".json")}
                wrong += made != good or entries(root) != kept
    yield Row("runs on a cluster whose workers end", times, wrong, "other bytes")


def end_workers(workers: Any, chance: random.Random, seen: list[int], most: int) -> list[int]:
    """End workers at any moment until a run is over; a 1 in `seen` for each."""
    while -1 not in seen and seen.count(1) < most:
        time.sleep(chance.uniform(0.05, 0.6))
        alive = [worker for worker in workers.workers.values() if worker.process is not None and worker.process.pid]
        if alive:
            with suppress(OSError):
                os.kill(
                    chance.choice(alive).process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM
                )
                seen.append(1)
    return seen


def entries(root: Path) -> dict[str, dict[str, bytes]]:
    """What the store of a study holds, by table."""
    kept = Database(root / "results/cache" / STORE)
    found = {table: kept.get(table, kept.keys(table)) for table in kept.tables() if table != HASHES}
    kept.close()
    return found


def fuzz(mutants: int) -> Iterator[Row]:
    """Damaged files of every format."""
    for name in formats():
        found = fuzzed(name, mutants)
        figure = (
            f"longest {found.longest:.2f} s, stumbled {found.stumbled}, accounts that do not add up {found.unaccounted}"
        )
        good = found.longest < LONGEST_READ and found.unaccounted <= MOST_UNACCOUNTED * found.read
        yield Row(f"mutants of .{name}", found.read + found.refused + found.failures, found.failures, figure, good)


def anchors(rounds: int) -> Iterator[Row]:
    """Quotes that are looked for in edited transcripts."""
    for name, counted in anchoring.measure(rounds).items():
        share = 1 - counted["listed"] / max(counted.total() - counted["gone"], 1)
        yield Row(
            f"quotes after the edit {name}",
            counted.total(),
            counted["wrong"],
            f"found {share:.1%}",
            share >= FOUND.get(name, 0.9),
        )


def reviews(rounds: int) -> Row:
    """The review page's program is ended at any moment: nothing that it confirmed is lost."""
    environment = {**os.environ, "QUALCODE_KILLS": str(rounds)}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", EVERY, "tests/test_review.py", "-k", "killed"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        print(done.stdout[-2_000:])
    return Row("reviews that were ended", rounds, int(done.returncode != 0), "decisions lost")


def names(rounds: int) -> Row:
    """Names are taken out of random studies and put back: the same bytes, and nothing left in between."""
    environment = {**os.environ, "QUALCODE_NAMED_STUDIES": str(rounds)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "-m",
        EVERY,
        "tests/test_names.py",
        "-k",
        "byte_for_byte",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        print(done.stdout[-2_000:])
    return Row("studies whose names went and came back", rounds, int(done.returncode != 0), "bytes lost")


def author_documents(times: int) -> Row:
    """Documents of authors with captions of every kind are filled twice."""
    cases, wrong, figure = documents.trial(times)
    return Row("documents of authors that were filled", cases, wrong, figure)


def round_trips(times: int) -> Row:
    """Random studies go to other programs' formats and come back."""
    return Row("studies that went out and came back", *roundtrips.trial(times))


def bounds(times: int) -> Row:
    """Reviews of one code, simulated, in which someone looks at the bound after every draw."""
    share = elusion.held_in(times)
    return Row(
        "bounds on what is left, at every look", times, 0, f"held in {share:.3f} (at least .935)", share >= 0.935
    )


def rows(short: bool) -> Iterator[Row]:
    """Every trial, with fewer cases when `short`."""

    def times(many: int, few: int) -> int:
        return few if short else many

    trials: tuple[Callable[[], Iterator[Row]], ...] = (
        lambda: anchors(times(5, 1)),
        lambda: iter([bit_flips(times(300, 30))]),
        lambda: iter([flipped_dictionaries(times(10, 1))]),
        lambda: iter([kills(times(60, 3))]),
        lambda: iter([store_kills(times(100, 5))]),
        lambda: iter([at_once(times(20, 2))]),
        lambda: cluster(times(200, 20), times(20, 2)),
        lambda: iter([reviews(times(200, 4))]),
        lambda: iter([names(times(200, 10))]),
        lambda: iter([author_documents(times(200, 20))]),
        lambda: iter([round_trips(times(100, 6))]),
        lambda: iter([bounds(times(1_000, 60))]),
        lambda: fuzz(times(2_000, 60)),
    )
    for trial in trials:
        yield from trial()


def main() -> None:
    """Print a row for each trial."""
    failed = False
    print(f"{'trial':42}{'cases':>8}{'wrong':>7}   figure", flush=True)
    for row in rows("short" in sys.argv[1:]):
        good = row.holds and not row.wrong
        failed = failed or not good
        print(
            f"{row.what:42}{row.cases:8}{row.wrong:7}   {row.figure}{'' if good else '   NOT AS IT MUST BE'}",
            flush=True,
        )
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
