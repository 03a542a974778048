"""The repository's own study: what a newcomer runs first."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from qualcode.analysis import Tidy, counts
from qualcode.codebook import read_codebook
from qualcode.model import Transcript
from qualcode.people.counted import count_study
from qualcode.results.codebook_check import check_codebooks
from qualcode.results.overview import described, overview
from qualcode.results.run import run_study
from qualcode.study import Study

BOOKS = ("b2b-retention", "loyalty", "relationship-stages", "retention-tactics")
FIRST_FIVE = ["communication", "onboarding", "personalisation", "crm-use", "support"]
FORMATS = {"H1": "docx", "H2": "docx", "H3": "vtt", "H4": "txt", "H5": "txt"}
ASKS = {"H1": "Haastattelija", "H2": "Haastattelija", "H3": "Salmi, Noora", "H4": "K", "H5": "Haastattelija"}


def test_five_invented_interviews_of_interview_length(
    example: Study, example_transcripts: dict[str, Transcript]
) -> None:
    assert {name: t.format for name, t in example_transcripts.items()} == FORMATS
    assert all("Keksitty haastattelu" in t.text[:300] for t in example_transcripts.values())
    table = overview(described(example_transcripts.values(), example.root)).frame
    assert table["words"].between(1_500, 2_500).all()
    assert (table["questions_asked"] >= 7).all()
    assert not any(t.warnings for t in example_transcripts.values())


def test_who_asks_is_known_in_every_interview(example_transcripts: dict[str, Transcript]) -> None:
    for name, transcript in example_transcripts.items():
        assert {s.label for s in transcript.speakers if s.role == "interviewer"} == {ASKS[name]}
        assert len(transcript.speakers) == 2


def test_all_four_codebooks_pass_their_own_examples(example: Study) -> None:
    checked = list(check_codebooks(example.root))
    assert [one.path.stem for one in checked] == sorted(BOOKS)
    assert [failure for one in checked for failure in one.failures] == []
    assert [text for one in checked for text in one.advice if "gets both codes" not in text] == []
    assert all(one.sentences > 200 for one in checked)


@pytest.mark.slow
def test_every_code_is_complete_in_both_languages() -> None:
    for name in BOOKS:
        book = read_codebook(ROOT / "codebooks" / f"{name}.yaml")
        for place in book.walk():
            code = place.code
            for language in ("fi", "en"):
                texts = (code.label, code.definition, code.include, code.exclude)
                assert all(language in text.by_language for text in texts), code.id
                assert len(code.examples[language]) >= 2, code.id
                assert len(code.counterexamples[language]) >= 1, code.id
                assert code.rules[language] or code.codes, code.id
    assert [code.id for code in read_codebook(ROOT / "codebooks/b2b-retention.yaml").codes][:5] == FIRST_FIVE
    scales = {c.id: c.scale for c in read_codebook(ROOT / "codebooks/relationship-stages.yaml").codes}
    assert [name for name, scale in scales.items() if scale == "ordinal"] == ["stage", "disclosure-depth"]


def test_codings_are_exact_and_only_of_answers(example_tidy: Tidy, example_transcripts: dict[str, Transcript]) -> None:
    assert len(example_tidy.codings) > 250
    for row in example_tidy.codings.itertuples(index=False):
        assert example_transcripts[str(row.transcript)].text[row.start : row.end] == row.quote  # type: ignore[misc]
    assert set(example_tidy.codings["role"]) == {"participant"}
    assert (counts(example_tidy, "themes").frame.set_index("code").loc[FIRST_FIVE, "transcripts"] >= 4).all()


def test_words_of_units_add_up_to_what_was_said(
    example: Study, example_tidy: Tidy, example_transcripts: dict[str, Transcript]
) -> None:
    table = overview(described(example_transcripts.values(), example.root)).frame.set_index("transcript")
    assert example_tidy.units.groupby("transcript")["words"].sum().to_dict() == table["participant_words"].to_dict()


def test_a_run_leaves_findings_without_problems(example: Study) -> None:
    result = run_study(example)
    assert result.problems == ()
    assert result.warnings == ()
    assert (example.results / "findings.docx").stat().st_size > 100_000
    assert count_study(example).problems == ()


def test_the_repository_speaks_of_itself_alone() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.*"), *ROOT.glob("qualcode/**/*.py")]:
        assert not re.search(r"/work/|/tmp/|\bissue #?\d", path.read_text(encoding="utf-8")), path
