"""A study folder: its settings, its parts, running it, running it again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from commands import here
from conftest import copy_of_example, the_page
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.analysis import counts
from qualcode.errors import InputError, QualcodeError
from qualcode.line import stages
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.people.counted import code_study, count_study
from qualcode.people.reductions import abstraction, read_reductions, update_reductions
from qualcode.report.blocks import TableBlock
from qualcode.results.codebook_check import check_codebooks
from qualcode.results.concordance import concordance
from qualcode.results.documents import fill_document, write_findings
from qualcode.results.explanations import suggest, why
from qualcode.results.findings import findings_of
from qualcode.results.run import run_study
from qualcode.results.run_comparison import COLUMNS, compare
from qualcode.results.study_check import check_study
from qualcode.study import open_study
from qualcode.study.scaffold import make_study as scaffold
from qualcode.study.sources import natural

Make = Callable[..., Path]
TALK = "I: How?\n\nP: We talk by phone.\n\nI: So?\n\nP: Money.\n"


def test_defaults_hold_without_settings(make_study: Make) -> None:
    study = open_study(make_study({"transcripts/a.txt": TALK}))
    assert (study.settings.coding.unit, study.settings.study.language, study.codebook.name) == (
        "sentence",
        "auto",
        "small",
    )


def test_settings_may_stand_in_pyproject(make_study: Make) -> None:
    study = open_study(
        make_study({"pyproject.toml": '[project]\nname = "x"\n[tool.qualcode.study]\ntitle = "Otsikko"\n'})
    )
    assert study.title == "Otsikko"


BAD = """
[study]
titel = "x"
language = "xx"
[coding]
unit = 3
[reports]
"""


def test_every_mistake_of_the_settings_is_told_with_its_line(make_study: Make) -> None:
    with pytest.raises(InputError) as caught:
        open_study(make_study({"qualcode.toml": BAD}))
    problems = {problem.line: str(problem) for problem in caught.value.problems}
    assert set(problems) == {2, 3, 5, 6}
    assert "Did you mean 'title'?" in problems[2]
    assert "auto, fi, sv, en" in problems[3]
    assert "unknown key 'reports'" in problems[6]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"qualcode.toml": "[study\n"}, "qualcode.toml:1: is not valid TOML"),
        (
            {"qualcode.toml": '[study]\ncodebook = "x.yaml"\n', "transcripts/a.txt": TALK},
            "[study] codebook: the file 'x.yaml' does not exist",
        ),
        ({"qualcode.toml": '[study]\ntranscripts = "x"\n'}, "no such folder of transcripts"),
        (
            {"transcripts/a.txt": TALK, "qualcode.toml": '[report]\nbins = { x = "1-2;3" }\n'},
            "qualcode.toml: [report] bins",
        ),
        (
            {"transcripts/a.txt": TALK, "qualcode.toml": '[report]\nattributes = ["sise"]\n'},
            "qualcode.toml: [report] attributes: Unknown attribute",
        ),
        ({"transcripts/README.md": "x"}, "holds no transcripts"),
        (
            {"transcripts/a.txt": TALK, "transcripts/participants.csv": "doc,x\na,1\n"},
            "participants.csv:1: the first column should be 'transcript'",
        ),
        (
            {"transcripts/a.txt": TALK, "transcripts/participants.csv": "transcript,x\na,1,2\n"},
            "participants.csv:2: has 3 values",
        ),
        (
            {"transcripts/a.txt": TALK, "transcripts/guide.yaml": "questions:\n  - text: Miksi?\n"},
            "guide.yaml:2: questions[1] has no 'id'",
        ),
    ],
)
def test_mistakes_in_a_study_say_where(make_study: Make, files: dict[str, str], said: str) -> None:
    with pytest.raises(QualcodeError) as caught:
        run_study(open_study(make_study(files)))
    assert said in str(caught.value)


@pytest.mark.slow
def test_participants_that_fit_no_transcript_are_told_and_the_rest_runs(make_study: Make) -> None:
    people = b"transcript;x\nab;1\n" + "äh;2\n".encode("cp1252")
    root = make_study({"transcripts/a.txt": TALK, "transcripts/b.txt": TALK, "transcripts/participants.csv": people})
    warnings = "\n".join(run_study(open_study(root)).warnings)
    assert "is not UTF-8; read as Windows-1252" in warnings
    assert "has a row for 'ab', but there is no such transcript" in warnings
    assert "has no row for a, b" in warnings


def test_what_was_doubtful_in_reading_is_told_by_a_run(make_study: Make) -> None:
    files = {
        "transcripts/a.txt": "Just talk.\n\nAnd more talk.\n",
        "qualcode.toml": '[speakers]\ninterviewer = ["Ana"]\n',
    }
    warnings = "\n".join(run_study(open_study(make_study(files))).warnings)
    assert "a.txt: no speakers are named" in warnings
    assert "[speakers] names 'Ana', who is in no transcript" in warnings


def test_a_folder_that_is_no_study_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this folder is no study"):
        run_study(open_study(tmp_path))


def test_several_codebooks_without_a_choice_are_listed(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK, "codebooks/other.yaml": "x"})
    with pytest.raises(QualcodeError, match=r"several codebooks: other.yaml, small.yaml"):
        code_study(open_study(root))
    assert counts(code_study(open_study(root, root / "codebooks/small.yaml"))).frame["units"].sum() > 0


def test_an_attribute_called_role_is_known_by_a_longer_name(make_study: Make) -> None:
    people = "transcript;role;size\na;boss;small\n"
    study = open_study(make_study({"transcripts/a.txt": TALK, "transcripts/participants.csv": people}))
    assert code_study(study).attributes == ("participant_role", "size")
    assert [problem.message for problem in study.participants.warnings] == [
        "the column 'role' is called participant_role in tables: role is something else there."
    ]


def test_attributes_by_speaker_for_groups(make_study: Make) -> None:
    talk = "I: How?\n\nAnna: We talk.\n\nBo: Money.\n\nI: So?\n\nAnna: Hm.\n\nBo: Hm.\n"
    people = "transcript,speaker,age\na,anna,30\na,Bo,40\n"
    tidy = code_study(open_study(make_study({"transcripts/a.txt": talk, "transcripts/participants.csv": people})))
    assert dict(zip(tidy.units["speaker"], tidy.units["age"], strict=True)) == {"Anna": "30", "Bo": "40"}


def test_ids_compare_whatever_the_file_system_writes(make_study: Make) -> None:
    files = {"transcripts/Ha\u0308kkinen.txt": TALK, "transcripts/participants.csv": "transcript,x\nH\u00e4kkinen,1\n"}
    tidy = code_study(open_study(make_study(files)))
    assert set(tidy.units["x"]) == {"1"}


def test_chosen_files_are_no_interviews_and_strange_ones_are_told(make_study: Make) -> None:
    files = {"transcripts/a.txt": TALK, "transcripts/People.csv": "transcript,x\na,1\n", "transcripts/notes.yaml": "x"}
    root = make_study({**files, "qualcode.toml": '[study]\nparticipants = "transcripts/People.csv"\n'})
    study = open_study(root)
    assert [source.id for source in study.sources] == ["a"]
    assert "notes.yaml" in str(study.unreadable[0])


def test_warnings_stay_when_everything_is_cached(make_study: Make) -> None:
    book = "format: 1\nname: b\ncodes:\n  - id: a\n    rules: {fi: [raha]}\n"
    root = make_study({"transcripts/a.txt": TALK}, codebook=book)
    for _ in range(2):
        counted = count_study(open_study(root))
        assert "has no rules in the language 'en'" in str(counted.warnings[0])
    assert "has no rules" in run_study(open_study(root)).warnings[-1] + run_study(open_study(root)).warnings[0]


@pytest.mark.slow
def test_a_study_that_cannot_be_written_to_can_be_read(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK, "results": "a file where the folder should be"})
    assert counts(code_study(open_study(root))).frame["units"].sum() > 0
    with pytest.raises(InputError, match="cannot be written"):
        run_study(open_study(root))


@pytest.mark.slow
@pytest.mark.parametrize(
    "record",
    [
        '{"inputs": {}, "outputs": {}, "problems": [], "warnings": []}',
        '{"inputs": 3, "outputs": 1, "problems": 0, "warnings": 0}',
    ],
)
def test_a_record_of_another_version_is_no_obstacle(make_study: Make, record: str) -> None:
    root = make_study({"transcripts/a.txt": TALK, "results/run.json": record})
    assert run_study(open_study(root)).changes == ("first run: 1 transcripts",)


def test_names_sort_as_people_count() -> None:
    assert sorted(["H10.txt", "H2.txt", "h1.txt"], key=natural) == ["h1.txt", "H2.txt", "H10.txt"]


# -- running ---------------------------------------------------------------------------------------


def test_a_run_writes_findings_tables_and_a_record(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    result = run_study(open_study(root))
    assert result.changes == ("first run: 1 transcripts",)
    names = {path.relative_to(root / "results").as_posix() for path in result.written}
    assert {"findings.docx", "tables/counts.csv", "tables/codings.csv", "tables/theme-by-transcript.csv"} <= names
    assert json.loads((root / "results/run.json").read_text(encoding="utf-8"))["counts"]["talk"] == 1
    assert (
        (root / "results/tables/counts.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("code,label,theme,level,units,codings")
    )


@pytest.mark.slow
def test_running_again_does_nothing_and_says_what_changed(make_study: Make) -> None:
    files: dict[str, str | bytes] = {"transcripts/a.txt": TALK, "transcripts/b.txt": TALK}
    root = make_study(files)
    run_study(open_study(root))
    again = run_study(open_study(root))
    assert (again.changes, again.written) == ((), ())
    (root / "transcripts/a.txt").write_text(TALK + "\nP: More talk.\n", encoding="utf-8")
    (root / "transcripts/b.txt").unlink()
    make_study({"transcripts/c.txt": TALK, "transcripts/participants.csv": "transcript,x\na,1\n"})
    changes = run_study(open_study(root)).changes
    told = (
        "new: transcripts/c.txt",
        "changed: transcripts/a.txt",
        "gone: transcripts/b.txt",
        "fresh, for no rule was written on them: c",
    )
    assert changes == (*told, "changed: the participants")
    make_study({}, codebook=(root / "codebooks/small.yaml").read_text(encoding="utf-8") + "\n# a remark\n")
    assert run_study(open_study(root)).changes == ("changed: the codebook",)


@pytest.mark.slow
def test_only_what_changed_is_coded(make_study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_study({"transcripts/a.txt": TALK, "transcripts/b.txt": TALK})
    run_study(open_study(root))
    (root / "transcripts/b.txt").write_text(TALK + "\nP: More.\n", encoding="utf-8")
    seen: list[str] = []
    code = stages.code
    monkeypatch.setattr(
        "qualcode.line.task.code", lambda transcript, *rest: (seen.append(transcript.id), code(transcript, *rest))[1]
    )
    run_study(open_study(root))
    assert seen == ["b"]


@pytest.mark.slow
def test_a_lost_or_altered_result_is_written_again(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    run_study(open_study(root))
    good = (root / "results/tables/counts.csv").read_bytes()
    (root / "results/tables/counts.csv").write_bytes(b"")
    (root / "results/findings.docx").unlink()
    run_study(open_study(root))
    assert (root / "results/tables/counts.csv").read_bytes() == good
    assert (root / "results/findings.docx").exists()


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_cache_or_record_is_made_anew(make_study: Make, damage: bytes) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    first = counts(code_study(open_study(root))).frame
    run_study(open_study(root))
    for path in (root / "results").rglob("*.*"):
        if path.suffix in (".json", ".parquet"):
            path.write_bytes(damage)
    run_study(open_study(root))
    assert counts(code_study(open_study(root))).frame.equals(first)


@pytest.mark.slow
def test_one_bad_transcript_does_not_stop_the_rest(make_study: Make) -> None:
    root = make_study(
        {
            "transcripts/a.txt": TALK,
            "transcripts/b.docx": b"broken",
            "transcripts/c.wpd": b"x",
            "transcripts/d.mp3": b"",
        }
    )
    result = run_study(open_study(root))
    assert [text.split(":")[0] for text in result.problems] == ["transcripts/c.wpd", "transcripts/b.docx"]
    assert run_study(open_study(root)).problems == result.problems
    assert (root / "results/findings.docx").exists()


def test_a_huge_file_among_the_transcripts_does_not_stop_the_rest(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    with (root / "transcripts/b.txt").open("wb") as stream:
        stream.truncate(100_000_000)
    result = run_study(open_study(root))
    assert "b.txt: the file is 100 MB; the limit is" in result.problems[0]
    assert (root / "results/findings.docx").exists()


@pytest.mark.slow
def test_an_interrupted_run_leaves_the_last_good_results(make_study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    run_study(open_study(root))
    before = {path: path.read_bytes() for path in (root / "results").rglob("*.*") if "cache" not in path.parts}
    (root / "transcripts/b.txt").write_text(TALK, encoding="utf-8")

    def stop(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("qualcode.report.word.document.render", stop)
    with pytest.raises(KeyboardInterrupt):
        run_study(open_study(root))
    assert {path: path.read_bytes() for path in before} == before
    monkeypatch.undo()
    assert run_study(open_study(root)).changes == (
        "new: transcripts/b.txt",
        "fresh, for no rule was written on them: b",
    )


def loaded_modules(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8").stdout.split()
    )


@pytest.mark.slow
def test_an_unchanged_study_never_imports_spacy(make_study: Make) -> None:
    root = make_study(
        {"transcripts/a.txt": TALK, "transcripts/guide.yaml": "questions:\n  - {id: q1, text: How do you talk?}\n"}
    )
    run_study(open_study(root))
    list(concordance(Corpus(open_study(root)), "talk").frame["match"])
    opened = f"from qualcode.study import open_study\nfrom qualcode.results.run import run_study\nstudy = open_study({str(root)!r})\n"
    again = loaded_modules(opened + "run_study(study)")
    assert not {"spacy", "pandas", "docx", "matplotlib", "simplemma"} & again
    tables = loaded_modules(
        opened
        + "from qualcode.analysis import counts, crosstab\nfrom qualcode.people.counted import code_study\ncrosstab(code_study(study), 'theme', 'transcript')"
    )
    assert "pandas" in tables
    assert not {"spacy", "docx", "matplotlib", "simplemma", "lemminflect"} & tables
    kwic = loaded_modules(
        opened
        + "from qualcode.line.corpus import Corpus\nfrom qualcode.results.concordance import concordance\ncorpus = Corpus(study)\nconcordance(corpus, 'talk')"
    )
    assert not {"spacy", "docx", "matplotlib"} & kwic


def test_help_imports_nothing_heavy() -> None:
    found = loaded_modules("from qualcode.cli.app import app\ntry:\n    app(['--help'])\nexcept SystemExit:\n    pass")
    assert not {"spacy", "pandas", "pydantic", "rich", "docx", "matplotlib", "numpy"} & found


# -- init, check, kwic -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("language", "top"), [("fi", "perehdytys"), ("en", "training")])
def test_a_new_study_runs_at_once(tmp_path: Path, language: str, top: str) -> None:
    scaffold(tmp_path / "new", language)
    result = run_study(open_study(tmp_path / "new"))
    assert result.problems == ()
    tidy = code_study(open_study(tmp_path / "new"))
    assert counts(tidy).frame.set_index("code").loc[top, "units"] == 3
    recognised = tidy.units["question"].nunique()
    assert recognised == 3
    assert all(checked.passed and checked.sentences for checked in check_codebooks(tmp_path / "new"))
    with pytest.raises(InputError, match="already there"):
        scaffold(tmp_path / "new", language)


def test_the_check_says_which_sentence_fails_and_why(make_study: Make) -> None:
    book = "format: 1\nname: b\ncodes:\n  - id: a\n    rules: {en: [talk]}\n    examples: {en: [We sing.]}\n    counterexamples: {en: [We talk.]}\n"
    (checked,) = check_codebooks(make_study({}, codebook=book))
    assert "small.yaml:4: a (en): no rule finds the anchor example: We sing." in checked.failures[0]
    assert "talk found 'talk' for a" in checked.failures[1]
    assert "a has no definition" in checked.advice[0]


def test_a_rule_word_that_is_no_dictionary_form_is_told_with_its_lemma(make_study: Make) -> None:
    book = "format: 1\nname: b\ncodes:\n  - id: a\n    definition: x\n    rules: {fi: [asiakkaalle, palaute]}\n    examples: {fi: [Palautetta tuli.]}\n"
    (checked,) = check_codebooks(make_study({}, codebook=book))
    assert checked.passed
    assert [advice.split(": ", 1)[1] for advice in checked.advice] == [
        "a: the rule word 'asiakkaalle' is an inflected form and finds only itself; write asiakas"
    ]


def test_kwic_needs_no_codebook(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK}, codebook=None)
    found = concordance(Corpus(open_study(root)), "phone").frame
    assert found.iloc[0][["left", "match", "right"]].tolist() == ["We talk by", "phone", "."]
    with pytest.raises(QualcodeError, match="term cannot be read"):
        concordance(Corpus(open_study(root)), "a &")


# -- the codebook as something one develops, and the coder in any number of processes ------------------


@pytest.mark.slow
def test_any_number_of_processes_and_any_state_of_the_cache_give_the_same(make_study: Make) -> None:
    files = {
        f"transcripts/h{n}.txt": f"Haastattelija: Mitä?\nH1: Puhuin {n} kertaa. En soittanut Rauhalle, rahaa meni."
        for n in range(4)
    }
    root = make_study({**files, "qualcode.toml": '[study]\nlanguage = "fi"\n'})

    def codings(processes: int | None) -> object:
        return count_study(open_study(root), Engine(processes)).tidy.codings.to_dict("records")

    serial = codings(1)
    assert codings(1) == serial  # from the cache
    for processes in (2, 3, None):
        shutil.rmtree(root / "results")
        assert codings(processes) == serial


def test_codebook_check_names_what_does_nothing_or_stands_twice(make_study: Make) -> None:
    book = """
    format: 1
    name: b
    codes:
      - id: talk
        only: {question: [q9]}
        rules:
          fi:
            - puhua
            - laulaa
      - id: song
        rules:
          fi: [laulaa]
    """
    root = make_study({"transcripts/a.txt": "Haastattelija: Mitä?\nH1: Puhuin."}, textwrap.dedent(book).lstrip())
    (checked,) = check_codebooks(root)
    assert [text.split("small.yaml:")[1] for text in checked.unused] == [
        "9: talk: 'laulaa' finds nothing in the transcripts", "12: song: 'laulaa' finds nothing in the transcripts",
    ]  # fmt: skip
    assert any("song has the rule 'laulaa' that talk has too" in text for text in checked.advice)
    assert any("limited to the question 'q9', which nobody is asked" in text for text in checked.advice)


def test_why_and_suggest(make_study: Make) -> None:
    said = " ".join(["Hissi on rikki.", "Puhuin puhelimessa."] * 6)
    root = make_study(
        {"transcripts/a.txt": f"Haastattelija: Mitä?\nH1: {said}", "qualcode.toml": '[study]\nlanguage = "fi"\n'}
    )
    text, table = why(Corpus(open_study(root)), "a:2")
    assert text == "Puhuin puhelimessa."
    assert list(table.frame[["code", "outcome", "form"]].itertuples(index=False, name=None)) == [
        ("talk", "hit", "Puhuin"), ("phone", "hit", "puhelimessa"),
    ]  # fmt: skip
    with pytest.raises(QualcodeError, match="units are 1 to 12"):
        why(Corpus(open_study(root)), "a:99")
    frame = suggest(Corpus(open_study(root))).frame
    row = frame.iloc[0]
    assert row["term"] == "hissi"
    assert (row["uncoded"], row["coded"], row["example"]) == (6, 0, "Hissi on rikki.")


SAID = st.lists(
    st.sampled_from(
        "puhuin soitin puhelimesta rahaa ei Rauhalle sähköposteja hiljaisuus tukipyyntö xzqw . , ?".split()
    ),
    min_size=3,
    max_size=40,
)
LINES = st.lists(
    st.sampled_from(
        ["puhua", "~tuki", "raha & !ei", "soittaa ... raha", r"/puh\w+/", "*posti", '"Rauhalle"', "ei puhua"]
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(SAID, min_size=1, max_size=4), rules=st.lists(LINES, min_size=1, max_size=4))
def test_random_studies_are_coded_the_same_however_it_is_done(
    said: list[list[str]], rules: list[list[str]], tmp_path: Path
) -> None:
    root = Path(tempfile.mkdtemp(dir=tmp_path))
    for folder in ("transcripts", "codebooks"):
        (root / folder).mkdir()
    for number, words in enumerate(said):
        (root / f"transcripts/h{number}.txt").write_text(
            f"Haastattelija: Mitä?\nH1: {' '.join(words)}", encoding="utf-8"
        )
    codes = "".join(
        f"  - {{id: c{n}, rules: {{fi: {json.dumps(lines, ensure_ascii=False)}}}}}\n" for n, lines in enumerate(rules)
    )
    (root / "codebooks/b.yaml").write_text(f"format: 1\nname: b\ncodes:\n{codes}", encoding="utf-8")
    (root / "qualcode.toml").write_text('[study]\nlanguage = "fi"\n', encoding="utf-8")

    def codings(processes: int) -> list[object]:
        return count_study(open_study(root), Engine(processes)).tidy.codings.to_dict("records")

    fresh = codings(1)
    cached = codings(1)
    shutil.rmtree(root / "results")
    assert fresh == cached == codings(2)
    for row in fresh:
        text = (root / f"transcripts/{row['transcript']}.txt").read_text(encoding="utf-8")  # type: ignore[index]
        assert row["quote"] in text  # type: ignore[index]


@pytest.mark.slow
def test_a_transcript_of_only_notes_stops_nothing(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": "V: [naurahtaa]\n\nV: [epäselvää]\n", "transcripts/b.txt": TALK})
    assert run_study(open_study(root)).transcripts == 2
    (root / "codebooks/small.yaml").write_text(
        "format: 1\nname: b\ncodes: [{id: c, rules: [talk]}]\n", encoding="utf-8"
    )
    assert run_study(open_study(root)).written


def test_a_study_in_which_nobody_says_a_word_can_be_written(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": "(nauraa)\n\n[tauko]\n\nH1: (nauraa)\n"})
    assert run_study(open_study(root)).written


# -- what differs between runs -------------------------------------------------------------------------


def told(root: Path, since: str | None = None) -> list[tuple[object, ...]]:
    run_study(open_study(root))
    frame = compare(open_study(root), since).frame[list(COLUMNS)].astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))


@pytest.fixture
def changing(make_study: Make) -> Path:
    root = make_study({"transcripts/a.txt": TALK, "qualcode.toml": '[study]\nlanguage = "en"\n'})
    run_study(open_study(root))
    return root


@pytest.mark.slow
def test_a_changed_rule_explains_its_counts(changing: Path) -> None:
    book = changing / "codebooks/small.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace("en: [phone]", "en: [phone, by]").replace("en: [money]", "en: [cash]"),
        encoding="utf-8",
    )
    assert told(changing) == [
        ("rule", "phone: by", "new", None, None, ""),
        ("rule", "money: cash", "new", None, None, ""),
        ("rule", "money: money", "gone", None, None, ""),
        ("count", "money", "changed", 1, 0, "a -1 (money -1)"),
    ]


@pytest.mark.slow
def test_a_new_interview_explains_its_counts(changing: Path) -> None:
    (changing / "transcripts/b.txt").write_text(TALK, encoding="utf-8")
    assert told(changing) == [
        ("interview", "b", "new", None, None, "fresh"),
        ("count", "talk", "changed", 1, 2, "b +1 (new interview)"),
        ("count", "phone", "changed", 1, 2, "b +1 (new interview)"),
        ("count", "money", "changed", 1, 2, "b +1 (new interview)"),
    ]


@pytest.mark.slow
def test_a_corrected_transcript_explains_its_counts(changing: Path) -> None:
    (changing / "transcripts/a.txt").write_text(TALK.replace("Money.", "Honey."), encoding="utf-8")
    assert told(changing)[0] == ("interview", "a", "changed", None, None, "")
    assert told(changing, "1")[1:] == [("count", "money", "changed", 1, 0, "a -1 (changed interview)")]
    with pytest.raises(QualcodeError, match="Runs: 1, 2"):
        compare(open_study(changing), "9")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_git_revision_is_coded_anew(changing: Path) -> None:
    for command in (
        "init -q",
        "add transcripts codebooks qualcode.toml",
        "-c user.name=x -c user.email=x@y commit -qm a",
    ):
        subprocess.run(["git", *command.split()], cwd=changing, check=True)
    (changing / "transcripts/b.txt").write_text(TALK, encoding="utf-8")
    assert told(changing, "HEAD")[0] == ("interview", "b", "new", None, None, "fresh")
    with pytest.raises(QualcodeError, match="neither a run nor a git revision"):
        compare(open_study(changing), "no-such-branch")


def test_check_writes_nothing_and_tells_what_is_out_of_date(make_study: Make) -> None:
    book = "format: 1\nname: b\ncodes: [{id: c, rules: {en: [talk]}, examples: {en: [Nothing said.]}}]\n"
    root = make_study({"transcripts/a.txt": TALK, "qualcode.toml": '[study]\nlanguage = "en"\n'}, book)
    found = check_study(open_study(root))
    assert found[0] == "there are no results yet"
    assert "no rule finds the anchor example" in found[1]
    assert not (root / "results").exists()
    (root / "codebooks/small.yaml").write_text(book.replace("Nothing said.", "We talk."), encoding="utf-8")
    run_study(open_study(root))
    assert check_study(open_study(root)) == []
    (root / "transcripts/a.txt").write_text(TALK + "More.", encoding="utf-8")
    assert check_study(open_study(root)) == ["out of date: changed: transcripts/a.txt"]


@pytest.mark.slow
def test_diff_on_the_worked_example(tmp_path: Path) -> None:
    root = copy_of_example(tmp_path)
    for name in ("H1", "H3", "H5"):
        next((root / "transcripts").glob(f"{name}.*")).unlink()
    config = root / "pyproject.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            "[tool.qualcode.report]\n", '[tool.qualcode.report]\nsections = ["changes"]\n'
        ),
        encoding="utf-8",
    )
    run_study(open_study(root))
    before = dict(counts(code_study(open_study(root))).frame[["code", "units"]].itertuples(index=False, name=None))

    book = root / "codebooks/b2b-retention.yaml"  # a changed rule: only its code, its theme, and the rule are told
    text = book.read_text(encoding="utf-8")
    assert "            - 'tiketti'\n" in text
    book.write_text(text.replace("            - 'tiketti'\n", "", 1), encoding="utf-8")
    rows = told(root)
    assert [row[:3] for row in rows if row[0] == "rule"] == [("rule", "problem-solving: tiketti", "gone")]
    changed = {row[1]: row[3:] for row in rows if row[0] == "count"}
    assert set(changed) <= {"support", "problem-solving"}
    old, new, why = changed["problem-solving"]
    assert old == before["problem-solving"]
    assert new < old
    assert "tiketti -" in str(why)
    gone = sum(int(n) for n in re.findall(r"H\d ([+-]\d+) \(", str(why)))
    assert gone == new - old  # the interviews named explain the whole difference

    shutil.copy(root / "transcripts/H2.docx", root / "transcripts/H6.docx")
    rows = told(root)
    assert rows[0][:3] == ("interview", "H6", "new")
    assert all("H6 +" in str(row[5]) and "new interview" in str(row[5]) for row in rows[1:])
    assert all(row[4] - row[3] == int(re.findall(r"\+(\d+)", row[5])[0]) for row in rows[1:])  # type: ignore[operator, arg-type]

    corrected = root / "transcripts/H4.txt"
    corrected.write_text(corrected.read_text(encoding="utf-8").replace("soitta", "laula"), encoding="utf-8")
    rows = told(root)
    assert rows[0][:3] == ("interview", "H4", "changed")
    assert rows[1:]
    assert all("H4 " in str(row[5]) and "changed interview" in str(row[5]) for row in rows[1:])
    findings = findings_of(count_study(open_study(root))).render("md", ["changes"]).data.decode()
    assert "| haastattelu | H4 | muuttunut |" in findings
    assert "(muuttunut haastattelu)" in findings


# -- names that are shown ------------------------------------------------------------------------------


@pytest.mark.slow
def test_findings_call_interviews_by_the_names_chosen(make_study: Make) -> None:
    files = {
        "transcripts/Virtanen.txt": TALK.replace("P:", "Virtanen:"),
        "transcripts/Lahti.txt": TALK.replace("P:", "Lahti:"),
    }
    people = "transcript,alias,size\nVirtanen,Seller 1,big\nLahti,Seller 2,small\n"
    settings = '[study]\nlanguage = "en"\n[report]\nnames = "alias"\nattributes = ["size"]\n'
    root = make_study({**files, "transcripts/participants.csv": people, "qualcode.toml": settings})
    run_study(open_study(root))
    results = root / "results"
    texts = {
        p.name: p.read_text(encoding="utf-8-sig")
        for p in [*(results / "tables").glob("*.csv"), results / "interviews.html"]
    }
    counted = count_study(open_study(root))
    texts["findings"] = findings_of(counted).render("md").data.decode()
    for name, text in texts.items():
        assert "Virtanen" not in text, name
        assert "Lahti" not in text, name
    assert "Seller 1" in texts["codings.csv"]
    assert "Seller 1" in texts["findings"]
    assert counts(counted.tidy).frame.equals(findings_of(counted).tables["counts"].frame)
    (root / "transcripts/participants.csv").write_text(people.replace("Seller 2", ""), encoding="utf-8")
    with pytest.raises(InputError, match="Lahti has nothing in the column 'alias'"):
        run_study(open_study(root))
    (root / "transcripts/participants.csv").write_text(people.replace("Seller 2", "Seller 1"), encoding="utf-8")
    with pytest.raises(InputError, match="'Seller 1' stands for several interviews"):
        run_study(open_study(root))


def test_people_of_one_interview_stay_apart_under_its_pseudonym(make_study: Make) -> None:
    said = "I: How?\n\nAnna: We talk by phone.\n\nI: So?\n\nKalle: Money. We talk.\n\nI: And?\n\nAnna: Money.\n"
    people = "transcript,speaker,alias,town\ng,Anna,Group,Oulu\ng,Kalle,Group,Turku\n"
    settings = '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\nparticipant = ["Anna", "Kalle"]\n[report]\nnames = "alias"\n'
    root = make_study({"transcripts/g.txt": said, "transcripts/participants.csv": people, "qualcode.toml": settings})
    counted = count_study(open_study(root))
    content = findings_of(counted)
    assert (
        counts(counted.tidy).frame["participants"].tolist() == content.tables["counts"].frame["participants"].tolist()
    )
    assert set(content.findings.material.tidy.units["speaker"]) == {"Group a", "Group b"}
    assert "Anna" not in the_page(content).decode()


@pytest.mark.slow
def test_words_that_may_be_names_in_quotes_are_told_when_interviews_are_called_otherwise(
    make_study: Make, tmp_path: Path
) -> None:
    said = "I: How?\n\nP: We talk to Puntuala every week, and I talk to Kalle. Talk is cheap. Money came from Oulu.\n"
    settings = '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\n[report]\nnames = "alias"\n'
    people = "transcript,alias\nVirtanen,Seller 1\n"
    root = make_study(
        {"transcripts/Virtanen.txt": said, "transcripts/participants.csv": people, "qualcode.toml": settings}
    )
    (told,) = [text for text in run_study(open_study(root)).warnings if "[report] names" in text]
    assert "3 words that may be names stand in the quotes" in told
    assert "Puntuala (Virtanen:1), Kalle (Virtanen:1), Oulu (Virtanen:3)" in told
    written = write_findings(open_study(root), path=tmp_path / "out.md", sections=["each_theme"])
    assert sum("[report] names" in str(warning) for warning in written.warnings) == 1
    document = Document()
    document.add_paragraph("[[quotes money]]")
    document.save(str(tmp_path / "own.docx"))
    done = fill_document(open_study(root), tmp_path / "own.docx")
    assert "1 word that may be a name stands in the quotes" in str(done.warnings[-1])
    (root / "qualcode.toml").write_text(settings.replace('names = "alias"\n', ""), encoding="utf-8")
    assert not any("[report] names" in text for text in run_study(open_study(root)).warnings)


@pytest.mark.slow
def test_changes_are_told_by_pseudonyms_whatever_the_names(make_study: Make) -> None:
    people = "transcript,alias\n1,R1\n2,R2\n3,R3\n"
    settings = '[study]\nlanguage = "en"\n[report]\nnames = "alias"\n'
    files = {f"transcripts/{n}.txt": TALK for n in (1, 2, 3)}
    root = make_study({**files, "transcripts/participants.csv": people, "qualcode.toml": settings})
    run_study(open_study(root))
    (root / "transcripts/3.txt").unlink()
    (root / "transcripts/2.txt").write_text(TALK.replace("Money", "Honey"), encoding="utf-8")
    counted = count_study(open_study(root))
    frame = findings_of(counted).tables["changes"].frame
    assert frame["what"].tolist()[:2] == ["R2", "(1)"]
    assert "R2 -1 (changed interview); (1) -1 (gone interview)" in frame["explanation"].tolist()


@pytest.mark.parametrize("lock", [".~lock.own.docx#", "~$own.docx", "~$n.docx"])
def test_a_document_that_is_open_is_not_written(make_study: Make, lock: str) -> None:
    root = make_study({"transcripts/a.txt": TALK, f"{lock}": "x", "own.docx": b"PK"})
    with pytest.raises(InputError, match="is open in Word or LibreOffice"):
        fill_document(open_study(root), root / "own.docx")


# -- reduced expressions -------------------------------------------------------------------------------


def counts_of(root: Path) -> tuple[int, int, int, int]:
    """The rows of the reduced expressions after they were brought up to date: in all, new, empty, left over."""
    done = update_reductions(count_study(open_study(root)))
    return done.rows, done.new, done.empty, done.left


def test_reductions_keep_what_people_wrote(changing: Path) -> None:
    path = changing / "codings/reductions.csv"
    assert counts_of(changing) == (3, 3, 3, 0)
    written = (
        path.read_text(encoding="utf-8-sig")
        .replace(",,talk,Talk,We", ",calls,talk,Talk,We")
        .replace(",,phone,", ",phones,phone,")
    )
    path.write_text(written, encoding="utf-8")
    transcript = changing / "transcripts/a.txt"
    transcript.write_text("I: Hello there?\n\nP: Well.\n\n" + TALK.replace("Money.", "Honey."), encoding="utf-8")
    assert counts_of(changing) == (2, 0, 0, 0)
    row, _ = read_reductions(path)
    text = Corpus(open_study(changing)).text("a")
    assert (row.reduced, row.quote, text[row.start : row.end]) == ("calls", "We talk by phone.", "We talk by phone.")
    counted = count_study(open_study(changing))
    found = abstraction(counted.corpus, counted.tidy, "en").frame
    assert found[["reduced", "subcategory", "category"]].values.tolist() == [
        ["calls", "", "Talk"],
        ["phones", "Phone", "Talk"],
    ]
    transcript.write_text("I: Hello?\n\nP: Well.\n", encoding="utf-8")
    assert counts_of(changing) == (0, 0, 0, 2)
    assert [row.reduced for row in read_reductions(path)] == ["calls", "phones"]


def test_several_expressions_of_one_sentence_and_those_of_a_workbook(changing: Path) -> None:
    path = changing / "codings/reductions.csv"
    path.parent.mkdir(exist_ok=True)
    text = Corpus(open_study(changing)).text("a")
    at = text.index("We talk by phone.")
    old = f"transcript,start,end,reduced,codes,quote\na,{at},{at + 17},calls,talk phone,\na,{at},{at + 17},likes it,phone,\n"
    path.write_text(old, encoding="utf-8")  # as it was when a row stood for all codes of a sentence
    assert counts_of(changing)[0] == 4
    assert [(row.codes, row.reduced) for row in read_reductions(path)][:3] == [
        ("talk", "calls"),
        ("phone", "calls"),
        ("phone", "likes it"),
    ]
    book = changing / "work.xlsx"
    assert here(changing, "reductions", "-o", str(book)).returncode == 0
    sheet = openpyxl.load_workbook(book)
    rows = list(sheet.active.iter_rows(values_only=True))
    assert list(rows[0]) == ["transcript", "start", "end", "reduced", "codes", "label", "quote"]
    assert rows[1][4:6] == ("talk", "Talk")
    sheet.active.cell(5, 4).value = "pays"
    sheet.save(book)
    assert here(changing, "reductions", "--from", str(book)).returncode == 0
    assert [row.reduced for row in read_reductions(path)] == ["calls", "calls", "likes it", "pays"]
    shown = findings_of(count_study(open_study(changing))).findings.report(["abstraction"]).blocks
    table = next(block.table for block in shown if isinstance(block, TableBlock))
    assert table.rows[0][:2] == ("We talk by phone. (a, turn 2)", "calls")


def test_a_broken_reductions_file_is_told_with_its_rows(changing: Path) -> None:
    path = changing / "codings/reductions.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("transcript;start;end;reduced\na;x;2;calls\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"reductions.csv:2: start and end"):
        read_reductions(path)
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no column transcript"):
        update_reductions(count_study(open_study(changing)))


@pytest.mark.slow
def test_fresh_codes_anew_whatever_is_kept(make_study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_study({"transcripts/a.txt": TALK})
    run_study(open_study(root))
    coded: list[str] = []
    code = stages.code
    monkeypatch.setattr(
        "qualcode.line.task.code", lambda transcript, *rest: coded.append(transcript.id) or code(transcript, *rest)
    )
    run_study(open_study(root))
    assert coded == []
    run_study(open_study(root), fresh=True)
    assert coded == ["a"]
    assert len(list((root / "results/cache").glob("study-*.units.parquet"))) == 1


def test_ids_with_blanks_stay_whole_where_a_question_was_not_recognised(make_study: Make) -> None:
    root = make_study(
        {
            "transcripts/Interview 2.txt": "Interviewer: What do you buy?\n\nP: We talk.\n",
            "transcripts/guide.yaml": "questions: [{id: q1, text: How do you keep in touch with customers?}]\n",
            "qualcode.toml": '[study]\nlanguage = "en"\n',
        }
    )
    material = findings_of(count_study(open_study(root))).findings.material
    assert list(material.answers.frame["not_asked"]) == ["Interview 2"]
