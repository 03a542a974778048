"""The worked studies beside the repository's own, and the commands that copy, cite and complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import here
from conftest import ROOT

from qualcode.analysis import cooccurrence, counts, levels
from qualcode.analysis.tidy import Filters
from qualcode.people.counted import code_study
from qualcode.study import open_study
from qualcode.study.scaffold import copy_worked

EXAMPLES = {"relationship": "relationship-stages.yaml", "loyalty": "loyalty.yaml"}


@pytest.fixture(scope="module")
def relationship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("relationship")
    copy_worked("relationship", root)
    return root


@pytest.mark.parametrize(("name", "codebook"), EXAMPLES.items())
def test_its_codebook_is_the_one_of_the_repository(name: str, codebook: str) -> None:
    own = ROOT / "examples" / name / "codebooks" / codebook
    assert own.read_bytes() == (ROOT / "codebooks" / codebook).read_bytes()


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_interviews_say_that_they_are_invented(name: str) -> None:
    for path in (ROOT / "examples" / name / "transcripts").glob("*.txt"):
        assert any(word in path.read_text("utf-8")[:300] for word in ("Keksitty haastattelu", "Invented interview"))


@pytest.mark.slow
def test_ordered_codes_are_crossed_and_two_coders_compared(relationship: Path) -> None:
    tidy = code_study(open_study(relationship))
    assert tidy.coders == ("Anna",)  # Bert worked blind
    frame = levels(tidy, "stage").frame.set_index("transcript")
    assert frame.loc["S1", "median"] == "companion"
    assert frame.loc["B3", "median"] == "business-partner"
    ordered = tidy.filtered(Filters(code=("stage", "disclosure-depth")))
    crossed = cooccurrence(ordered, level="codes", within="answer").frame.set_index("code")
    assert crossed.loc["companion", "deep"] > 0
    assert crossed.loc["business-partner", "surface"] > 0
    found = here(relationship, "agreement", "Anna", "Bert", "--code", "disclosure-depth", "--format", "csv")
    assert "disclosure-depth" in found.stdout
    assert here(relationship, "validate", "--format", "csv").returncode == 0


@pytest.mark.slow
def test_rules_alone_find_little_of_it_and_the_study_says_so(relationship: Path) -> None:
    people, rules = code_study(open_study(relationship)), code_study(open_study(relationship, coders="rules"))
    assert counts(rules).frame["units"].sum() < counts(people).frame["units"].sum() / 20
    assert "recall" in here(relationship, "validate").stdout


@pytest.mark.parametrize("name", ["retention", *EXAMPLES])
def test_a_worked_study_is_copied_whole_with_settings_of_its_own(name: str, tmp_path: Path) -> None:
    made = copy_worked(name, tmp_path)
    assert tmp_path / "qualcode.toml" in made
    assert not (tmp_path / "pyproject.toml").exists()
    study = open_study(tmp_path)
    assert len(study.sources) == {"retention": 5, "relationship": 8, "loyalty": 6}[name]
    assert study.settings == open_study(ROOT if name == "retention" else ROOT / "examples" / name).settings


@pytest.mark.slow
def test_demo_runs_it_and_never_overwrites(tmp_path: Path) -> None:
    first = here(tmp_path, "demo", "--study", "loyalty", "mine")
    assert first.returncode == 0, first.stderr
    assert (tmp_path / "mine/results/findings.docx").stat().st_size > 10_000
    again = here(tmp_path, "demo", "--study", "loyalty", "mine")
    assert again.returncode == 1
    assert "Nothing was written. Name an empty folder" in again.stderr


def test_the_program_and_the_codebook_are_cited(relationship: Path, tmp_path: Path) -> None:
    from qualcode import __version__  # type: ignore[attr-defined]

    said = here(relationship, "cite").stdout
    assert f"(Version {__version__})" in said
    assert open_study(relationship).codebook.sha256[:12] in said
    assert here(relationship, "cite", "--format", "bibtex").stdout.startswith("@software{qualcode,\n")
    assert "Codebook" not in here(tmp_path, "cite").stdout  # no study, no codebook


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_is_told_how_to_complete(shell: str, tmp_path: Path) -> None:
    said = here(tmp_path, "completion", shell)
    assert "_QUALCODE_COMPLETE" in said.stdout
    assert "To have it always" in said.stderr


def test_powershell_completes_commands_and_options() -> None:
    def completed(words: str, tail: str) -> list[str]:
        asked = {**os.environ, "_QUALCODE_COMPLETE": "powershell_complete", "COMP_WORDS": words, "COMP_TAIL": tail}
        call = [sys.executable, "-c", "import sys; sys.argv = ['qualcode']; from qualcode.cli import main; main()"]
        return subprocess.run(call, env=asked, capture_output=True, text=True, check=False).stdout.split()

    assert completed("qualcode cod", "cod") == ["codebook", "code", "codings"]
    assert "--level" in completed("qualcode counts --le", "--le")


@pytest.mark.slow
def test_a_single_value_is_a_filter_too(relationship: Path) -> None:
    tidy = code_study(open_study(relationship))
    alone = tidy.filtered(Filters(where={"side": "myyjä"}, transcript="S1"))
    listed = tidy.filtered(Filters(where={"side": ("myyjä",)}, transcript=["S1"]))
    assert alone.units.equals(listed.units)
    assert Filters(code="stage").described() == ("code=stage",)


def test_units_have_their_texts_when_asked(relationship: Path) -> None:
    study = open_study(relationship)
    units = code_study(study, texts=True).units
    assert "text" not in code_study(study).units
    said = (relationship / "transcripts/S1.txt").read_text("utf-8")
    for text in units.loc[units["transcript"] == "S1", "text"].head(20):
        assert text in said


@pytest.mark.slow
def test_what_is_shown_of_a_value_is_short(relationship: Path) -> None:
    import qualcode

    study = qualcode.open_study(relationship)
    tidy = qualcode.code_study(study)
    transcript = qualcode.read_transcript(relationship / "transcripts/S1.txt")
    for value in (study, tidy, study.codebook, transcript, qualcode.counts(tidy)):
        assert len(repr(value)) < 160, type(value)
    assert {"open_study", "counts", "Filters", "__version__"} <= set(dir(qualcode))
    assert "os" not in dir(qualcode)
    assert (ROOT / "qualcode/py.typed").exists()


def test_of_two_interviews_intervals_draw_units(relationship: Path) -> None:
    """Two drawn from two are mostly alike, so that their interval would look certain."""
    chosen = ("agreement", "Anna", "Bert", "--transcript", "S4", "--transcript", "B4")
    assert "drawings of 294 units" in here(relationship, *chosen).stdout
    assert "drawings of 3 interviews" in here(relationship, *chosen, "--transcript", "S1").stdout
