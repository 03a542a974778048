"""What would stumble on another system: calls that only POSIX has, texts of no encoding, names that Windows refuses."""

from __future__ import annotations

import ast
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Make

from qualcode.people.counted import code_study
from qualcode.study import open_study

SOURCES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "qualcode").rglob("*.py"))}
# Names of the os module, and modules, that Windows does not have; where one is used, it is asked for first.
POSIX = set("fork forkpty getuid geteuid getgid getpgid setpgid setsid killpg chown fchmod openpty mkfifo nice".split())
MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "readline"}
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path, node, name


def test_nothing_is_called_that_only_posix_has() -> None:
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "os":
                assert node.attr not in POSIX, f"{path.name}:{node.lineno}"
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not MODULES & set(names), f"{path.name}"


def test_every_text_says_its_encoding() -> None:
    for path, call, name in calls():
        where = f"{path.relative_to(ROOT)}:{call.lineno}"
        said = {one.arg for one in call.keywords}
        of_a_path = isinstance(call.func, ast.Attribute) and path.name != "speaking.py"  # help pages have one too
        if name in ("read_text", "write_text") and of_a_path:
            assert "encoding" in said, where
        if name == "open" and isinstance(call.func, ast.Name):
            mode = next((one.value for one in call.args[1:2] if isinstance(one, ast.Constant)), "r")
            assert "b" in str(mode) or "encoding" in said, where
        if (
            name in ("run", "Popen", "check_output")
            and getattr(getattr(call.func, "value", None), "id", "") == "subprocess"
        ):
            assert "text" not in said or "encoding" in said, where


def test_no_file_of_the_repository_has_a_name_that_windows_refuses() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False).stdout
    names = listed.splitlines() or [path.relative_to(ROOT).as_posix() for path in (ROOT / "qualcode").rglob("*")]
    for name in names:
        assert len(name) < 120, name  # with the folder before it below 260 letters
        assert not set('<>:"|?*\\') & set(name), name
        assert not any(part.split(".")[0].lower() in RESERVED for part in name.split("/")), name
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii"])
def test_a_console_of_another_encoding_gets_its_letters(encoding: str, make_study: Make) -> None:
    root = make_study({"transcripts/Pöyhönen.txt": "K: Mitä?\n\nV: Me soitetaan – €, β, ✓.\n"})
    import os

    surroundings = {**os.environ, "PYTHONIOENCODING": encoding, "QUALCODE_LANG": "fi"}
    call = [sys.executable, "-m", "qualcode", "counts"]
    done = subprocess.run(call, cwd=root, capture_output=True, env=surroundings, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
    assert "Talk" in done.stdout.decode("utf-8")


def test_letters_of_a_name_may_be_written_in_two_ways(make_study: Make) -> None:
    """MacOS gives names with letters and marks apart (NFD); tables have them together (NFC)."""
    apart = unicodedata.normalize("NFD", "Pöyhönen")
    files: dict[str, str | bytes] = {
        f"transcripts/{apart}.txt": "K: Mitä?\n\nV: Me soitetaan.\n",
        "transcripts/participants.csv": "transcript,size\nPöyhönen,pieni\n",
        "qualcode.toml": '[study]\nlanguage = "fi"\n',
    }
    tidy = code_study(open_study(make_study(files)))
    assert list(tidy.units["transcript"].unique()) == ["Pöyhönen"]
    assert list(tidy.units["size"].unique()) == ["pieni"]


def test_a_study_may_lie_deep_and_have_blanks_in_its_path(make_study: Make, tmp_path: Path) -> None:
    root = make_study({"transcripts/H1.txt": "K: Mitä?\n\nV: Me soitetaan.\n"})
    deep = tmp_path / "OneDrive - Tampereen yliopisto" / ("kansio " * 10).strip() / ("vielä syvemmällä " * 5).strip()
    deep.parent.mkdir(parents=True)
    root.rename(deep)
    assert len(code_study(open_study(deep)).codings) == 1
