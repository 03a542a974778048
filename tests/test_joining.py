"""For those who join: CONTRIBUTING.md works as written, and what a release says of itself agrees."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from qualcode.study.scaffold import make_study

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"<!-- (?:module (?P<module>\S+)|(?P<points>entry points)|(?P<test>test)) -->\n```\w+\n(.*?)```", re.DOTALL
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples of CONTRIBUTING.md as an installed package of someone else's."""
    place = tmp_path_factory.mktemp("package")
    groups: dict[str, list[str]] = {}
    for step in STEP.finditer(TEXT):
        if step["module"]:
            (place / step["module"]).write_text(step[4], encoding="utf-8")
        elif step["points"]:
            for group, lines in re.findall(r'\[project\.entry-points\."(\S+)"\]\n((?:\w.*\n)+)', step[4]):
                groups.setdefault(group, []).extend(line.replace('"', "") for line in lines.splitlines())
    info = place / "joined-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: joined\nVersion: 1.0\n", encoding="utf-8")
    points = "\n".join(f"[{group}]\n" + "\n".join(lines) for group, lines in groups.items())
    (info / "entry_points.txt").write_text(points + "\n", encoding="utf-8")
    return place


def run(package: Path, study: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(package)!r}); sys.argv = ['qualcode', *sys.argv[1:]]; "
    code += "from qualcode.cli import main; main()"
    call = [sys.executable, "-c", code, *words]
    return subprocess.run(call, cwd=study, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    make_study(tmp_path, "en")
    return tmp_path


@pytest.mark.slow
def test_its_tests_pass(package: Path, study: Path) -> None:
    tests = [step[4] for step in STEP.finditer(TEXT) if step["test"]]
    assert len(tests) >= 2
    for test in tests:
        code = f"import sys; sys.path.insert(0, {str(package)!r})\n{test}"
        done = subprocess.run([sys.executable, "-c", code], cwd=study, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_format_of_someone_else_is_read_and_accounted_for(package: Path, study: Path) -> None:
    talk = "Interview 9\n0\tInterviewer\tWho taught you?\n2.5\tP9\tNobody taught me the till.\n"
    (study / "transcripts/p9.tlk").write_text(talk, encoding="utf-8")
    said = run(package, study, "transcripts", "--format", "json")
    assert '"p9"' in said.stdout, said.stderr
    (study / "transcripts/p9.tlk").write_text("soon\tInterviewer\tWho?\nlater\tP9\tMe.\n", encoding="utf-8")
    said = run(package, study, "transcripts")
    assert "p9.tlk:1: the time 'soon' is no number." in said.stderr
    assert "p9.tlk:2: the time 'later' is no number." in said.stderr


@pytest.mark.slow
def test_a_coder_of_someone_else_is_compared(package: Path, study: Path) -> None:
    said = run(package, study, "agreement", "third", "rules", "--format", "csv")
    assert said.returncode == 0, said.stderr
    assert "third" in said.stdout + said.stderr or "code" in said.stdout


@pytest.mark.slow
def test_a_report_of_someone_else_is_written(package: Path, study: Path) -> None:
    said = run(package, study, "report", "-o", "findings.text")
    assert said.returncode == 0, said.stderr
    assert len((study / "findings.text").read_text(encoding="utf-8")) > 200


def test_what_a_release_says_of_itself_agrees() -> None:
    release = runpy.run_path(str(ROOT / "docs/release.py"))
    assert list(release["problems"]()) == []
    assert release["notes"](release["version"]())
    assert release["notes"]("9.9.9") == ""


def test_no_page_names_a_file_that_is_not_there() -> None:
    for name in ("CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{name}: {target}"
