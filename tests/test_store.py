"""What is kept to be fast: whole or not there, for several programs at once, in few files; and files that are not read
again.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.database import Database
from qualcode.files import sha256
from qualcode.language.tokeniser import tokenise
from qualcode.line.corpus import Corpus
from qualcode.line.file_hashes import HASHES, TICK, file_hashes
from qualcode.line.packing import packed_tokens, packed_transcript, unpacked_tokens, unpacked_transcript
from qualcode.line.store import CODINGS, TRANSCRIPTS
from qualcode.model import Transcript, Turn
from qualcode.people.counted import count_study
from qualcode.results.run import run_study
from qualcode.study import open_study

Make = Callable[..., Path]
TALK = "I: How do you talk?\n\nP: We talk by phone. Money helps.\n"


@given(st.dictionaries(st.text(st.characters(codec=None), max_size=8), st.binary(max_size=50), max_size=20))
def test_what_is_kept_comes_back(entries: dict[str, bytes]) -> None:
    kept = Database(None)
    kept.put("a", entries)
    assert kept.get("a", entries) == entries
    assert kept.has("a", [*entries, "no such key"]) == set(entries)
    assert kept.get("b", entries) == {}


def test_another_program_sees_it_and_may_write_too(tmp_path: Path) -> None:
    one, other = Database(tmp_path / "s.sqlite"), Database(tmp_path / "s.sqlite")

    def write(kept: Database, begin: int) -> None:
        for number in range(begin, 200, 2):
            kept.put("a", {str(number): b"x" * number})

    threads = [threading.Thread(target=write, args=pair) for pair in ((one, 0), (other, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {str(number): b"x" * number for number in range(200)}
    assert one.get("a", wanted) == other.get("a", wanted) == wanted


def test_only_what_is_wanted_stays_and_the_file_gets_smaller(tmp_path: Path) -> None:
    kept = Database(tmp_path / "s.sqlite")
    kept.put("a", {str(number): os.urandom(5_000) for number in range(100)})
    kept.put("b", {"x": b"y"})
    kept.put("c", {"x": b"y"})
    size = (tmp_path / "s.sqlite").stat().st_size
    kept.keep_only({"a": {"7"}, "b": None})
    assert (kept.keys("a"), kept.keys("b"), kept.tables()) == (["7"], ["x"], ["a", "b"])
    assert (tmp_path / "s.sqlite").stat().st_size < size / 10


@pytest.mark.slow
def test_a_flipped_bit_is_never_read(tmp_path: Path) -> None:
    chance, path = random.Random(4), tmp_path / "s.sqlite"
    kept = Database(path)
    entries = {f"key {number}": bytes([number]) * 300 for number in range(60)}
    kept.put("a", entries)
    kept.close()
    whole = path.read_bytes()
    for _ in range(2000):
        place, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        damaged = Database(path)
        assert damaged.get("a", entries).items() <= entries.items()
        damaged.keep_only({"a": damaged.has("a", entries)})
        damaged.put("a", entries)  # where the file is beyond mending, this begins it anew
        damaged.put("a", entries)
        assert damaged.get("a", entries) == entries
        damaged.close()


def test_what_is_no_store_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"no database at all, whatever its name says" * 100)
    kept = Database(path)
    kept.put("a", {"x": b"y"})
    assert Database(path).get("a", ["x"]) == {"x": b"y"}


def test_a_store_that_is_damaged_all_over_is_begun_anew(tmp_path: Path) -> None:
    chance, path = random.Random(5), tmp_path / "s.sqlite"
    entries = {f"key {number}": bytes([number]) * 300 for number in range(60)}
    kept = Database(path)
    kept.put("a", entries)
    kept.close()
    whole = path.read_bytes()
    for step in (3, 7, 13, 97, 211, *(chance.randrange(2, 2000) for _ in range(200))):
        damage, begin = bytearray(whole), chance.randrange(300)
        damage[begin::step] = bytes(chance.randrange(256) for _ in damage[begin::step])
        path.write_bytes(damage)
        damaged = Database(path)
        assert damaged.get("a", damaged.keys("a")).items() <= entries.items()
        damaged.keep_only({"a": None})
        damaged.put("a", entries)
        damaged.put("a", entries)
        assert damaged.get("a", entries) == entries
        damaged.close()


def test_a_table_of_another_shape_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    Database(path).put("b", {})
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE a (key BLOB)")
    other.close()
    Database(path).put("a", {"x": b"y"})
    Database(path).put("a", {"x": b"y"})
    assert Database(path).get("a", ["x"]) == {"x": b"y"}


def test_where_nothing_may_be_written_what_is_there_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.sqlite"
    kept = Database(path)
    kept.put("a", {"x": b"y"})
    kept.close()

    def refuse(_: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("qualcode.database._writable", refuse)
    only_read = Database(path)
    assert "readonly" in only_read.why_not
    only_read.put("a", {"z": b"new"})  # kept as long as the program runs
    assert only_read.get("a", ["x", "z"]) == {"x": b"y", "z": b"new"}
    monkeypatch.undo()
    assert Database(path).get("a", ["x", "z"]) == {"x": b"y"}


@pytest.mark.slow
def test_an_interview_whose_codings_are_damaged_is_coded_anew(make_study: Make) -> None:
    root = make_study({f"transcripts/{name}.txt": TALK for name in "abc"})
    run_study(open_study(root))
    with sqlite3.connect(root / "results/cache/store.sqlite") as damaging:
        for (key,) in damaging.execute(f'SELECT key FROM "{CODINGS}" LIMIT 2').fetchall():
            damaging.execute(f'UPDATE "{CODINGS}" SET value = zeroblob(length(value)) WHERE key = ?', [key])
        damaging.execute(f'INSERT INTO "{CODINGS}" VALUES (?, ?, NULL)', [b"\xff", b""])
    damaging.close()
    (root / "transcripts/d.txt").write_text(TALK, encoding="utf-8")
    assert run_study(open_study(root)).problems == ()
    units = count_study(open_study(root)).tidy.units
    assert sorted(set(units["transcript"])) == ["a", "b", "c", "d"]
    assert units.groupby("transcript", observed=True).size().nunique() == 1


@pytest.mark.slow
def test_that_nothing_can_be_kept_just_now_is_not_recorded(make_study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    monkeypatch.setattr("qualcode.database.BUSY", 0.1)
    run_study(open_study(root))
    (root / "transcripts/b.txt").write_text(TALK, encoding="utf-8")
    other = sqlite3.connect(root / "results/cache/store.sqlite")
    other.execute("BEGIN IMMEDIATE")
    assert any("what was coded is not kept" in warning for warning in run_study(open_study(root)).warnings)
    other.close()
    assert not any("not kept" in warning for warning in run_study(open_study(root)).warnings)


# -- files ---------------------------------------------------------------------------------------------


def aged(path: Path, seconds: float = 60) -> None:
    """Let the file be as old as one that nobody is at work on."""
    then = path.stat().st_mtime_ns - int(seconds * 1e9)
    os.utime(path, ns=(then, then))


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = tmp_path / "a.txt", Database(tmp_path / "s.sqlite")
    path.write_bytes(b"one")
    aged(path)
    assert file_hashes([path], tmp_path, kept) == {path: sha256(b"one")}
    monkeypatch.setattr("qualcode.line.file_hashes.read_bytes", lambda _: pytest.fail("it was read"))
    assert file_hashes([path], tmp_path, kept) == {path: sha256(b"one")}
    assert kept.keys(HASHES) == ["a.txt"]  # known by its place in the study, which may move


def test_a_file_that_changed_in_the_same_tick_is_read_again(tmp_path: Path) -> None:
    path, kept = tmp_path / "a.txt", Database(None)
    path.write_bytes(b"one")
    said = path.stat()
    assert file_hashes([path], tmp_path, kept) == {path: sha256(b"one")}
    path.write_bytes(b"two")  # of the same size
    os.utime(path, ns=(said.st_atime_ns, said.st_mtime_ns))
    assert file_hashes([path], tmp_path, kept) == {path: sha256(b"two")}
    assert TICK >= 2e9  # FAT tells times by two seconds


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = file_hashes([tmp_path / "gone.txt"], tmp_path, Database(None))
    assert "cannot be read" in str(found[tmp_path / "gone.txt"])


# -- packs ---------------------------------------------------------------------------------------------


@given(st.lists(st.text("aä ,.!?-’\n", min_size=1, max_size=40), max_size=6))
def test_tokens_and_transcripts_are_packed_without_loss(said: list[str]) -> None:
    text, turns = "", []
    for number, words in enumerate(said):
        turns.append(Turn(number, "P", "participant", None, len(text), len(text) + len(words)))
        text += words + "\n\n"
    transcript = Transcript("a", Path("a.txt"), "txt", "fi", text, tuple(turns))
    assert unpacked_transcript(packed_transcript(transcript)) == transcript
    tokens = tokenise(transcript)
    again = unpacked_tokens(packed_tokens(tokens))
    for name in ("start", "end", "turn", "sentence", "words"):
        assert np.array_equal(getattr(tokens, name), getattr(again, name))
    assert [tokens.forms[form] for form in tokens.form] == [again.forms[form] for form in again.form]


# -- a study's store -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_study_keeps_few_files_and_only_what_is_of_use(make_study: Make) -> None:
    root = make_study({f"transcripts/p{number}.txt": TALK + f"\nP: {number} times.\n" for number in range(30)})
    run_study(open_study(root))
    assert len(list((root / "results/cache").iterdir())) <= 5
    (root / "transcripts/p1.txt").write_text(TALK, encoding="utf-8")
    (root / "transcripts/p2.txt").unlink()
    run_study(open_study(root))
    entries = Corpus(open_study(root)).store.entries
    assert (len(entries.keys(TRANSCRIPTS)), len(entries.keys(CODINGS))) == (29, 29)


@pytest.mark.slow
def test_earlier_stores_are_removed(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    cache = root / "results/cache"
    cache.mkdir(parents=True)
    old = [cache / f"{'0' * 64}.json", cache / f"{'1' * 64}.tokens.parquet", cache / "readings-fi.json"]
    other = cache / "mine.json"
    for path in (*old, other):
        path.write_bytes(b"x")
    run_study(open_study(root))
    assert [path.exists() for path in (*old, other)] == [False, False, False, True]


def test_a_damaged_store_costs_time_and_nothing_else(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK, "transcripts/b.txt": TALK})
    good = count_study(open_study(root)).tidy.codings
    for path in (root / "results/cache").iterdir():
        path.write_bytes(b"torn")
        assert count_study(open_study(root)).tidy.codings.equals(good)
