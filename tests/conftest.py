"""Small studies written inline, and the worked example coded once for all tests."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from qualcode.analysis.tidy import Tidy
from qualcode.line.corpus import Corpus
from qualcode.model import Code, Codebook, Text, Transcript
from qualcode.people.counted import Counted, code_study, count_study
from qualcode.results.findings import StudyFindings, interview_pages
from qualcode.study import Study, open_study

settings.register_profile("untimed", deadline=None)  # speed is for benchmarks: a busy machine must not fail a test
settings.load_profile("untimed")
ROOT = Path(__file__).parent.parent
Make = Callable[..., Path]

CODEBOOK = """
format: 1
name: small
codes:
  - id: talk
    label: Talk
    rules: {fi: [puhua], en: [talk]}
    codes:
      - {id: phone, label: Phone, rules: {fi: [puhelin, soittaa], en: [phone]}}
      - {id: mail, label: Mail, rules: {fi: [sähköposti], en: [mail]}}
  - {id: money, label: Money, rules: {fi: [raha], en: [money]}}
  - {id: silence, label: Silence, rules: {fi: [hiljaisuus], en: [silence]}}
"""


@pytest.fixture
def make_study(tmp_path: Path) -> Make:
    """Writes a study folder: `make_study({"transcripts/a.txt": "…"})`; a codebook is there unless one is given."""

    def make(files: dict[str, str | bytes], codebook: str | None = CODEBOOK) -> Path:
        root = tmp_path / "study"
        if codebook is not None:
            files = {"codebooks/small.yaml": codebook, **files}
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
        return root

    return make


@pytest.fixture
def coded(make_study: Make) -> Callable[..., Tidy]:
    """The tidy tables of an English study given as transcripts by id, optionally with participants.csv and settings."""

    def code(transcripts: dict[str, str], participants: str = "", settings: str = "") -> Tidy:
        files: dict[str, str | bytes] = {f"transcripts/{name}.txt": text for name, text in transcripts.items()}
        if participants:
            files["transcripts/participants.csv"] = participants
        files["qualcode.toml"] = settings or '[study]\nlanguage = "en"\n'
        return code_study(open_study(make_study(files)))

    return code


def copy_of_example(root: Path) -> Path:
    """The worked example in a folder of its own, so that tests leave the repository alone."""
    for name in ("transcripts", "codebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The worked example."""
    return open_study(copy_of_example(tmp_path_factory.mktemp("example")))


@pytest.fixture(scope="session")
def example_counted(example: Study) -> Counted:
    """The worked example as it counts."""
    return count_study(example)


@pytest.fixture(scope="session")
def example_tidy(example: Study) -> Tidy:
    """The worked example's tidy tables."""
    return code_study(example)


@pytest.fixture(scope="session")
def example_transcripts(example: Study) -> dict[str, Transcript]:
    """The worked example's transcripts by id."""
    return {transcript.id: transcript for transcript in Corpus(example).transcripts()}


def code(name: str, *codes: Code, **fields: object) -> Code:
    """A code for a hand-built codebook."""
    return Code(name, Text({"": name}), codes=codes, **fields)  # type: ignore[arg-type]


def book(*codes: Code) -> Codebook:
    """A hand-built codebook."""
    return Codebook("book", Text({"": "Book"}), codes)


def the_page(content: StudyFindings) -> bytes:
    """The page of interviews of a small study."""
    ((_, page),) = interview_pages(content)
    return page
