"""The command line as a user meets it: columns, files, messages, exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import pytest
from commands import Said, apart, here
from conftest import copy_of_example

from qualcode.analysis.table import Table
from qualcode.cli.show import TERMINAL_COLUMNS, _fitted
from qualcode.results.run import RunResult
from qualcode.study import Study

Make = Callable[..., Path]
TALK = "I: How do you talk?\n\nP: We talk by phone. Money helps.\n\nI: So?\n\nP: =mail, we mail.\n"
PEOPLE = "transcript,size,nps\na,small,9\nb,,3\n"


def qualcode(root: Path, *arguments: str, ok: bool = True) -> Said:
    done = here(root, "-C", str(root), *arguments)
    assert "Traceback" not in done.stderr
    if ok:
        assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def root(make_study: Make) -> Path:
    guide = "questions:\n  - {id: q1, text: How do you talk?}\n"
    files = {
        "transcripts/a.txt": TALK,
        "transcripts/b.txt": TALK,
        "transcripts/participants.csv": PEOPLE,
        "transcripts/guide.yaml": guide,
    }
    return make_study({**files, "qualcode.toml": '[study]\nlanguage = "en"\n'})


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        (
            "transcripts",
            "transcript,file,format,language,speakers,turns,participant_turns,words,participant_words,minutes,questions_asked,"
            "voices,file_words,outside,labels,notes,left_out,unaccounted,left_out_as,warnings",
        ),
        ("transcripts show a", "turn,speaker,role,question,start_time,end_time,start,end,text"),
        (
            "codings",
            "transcript,turn,unit,speaker,role,question,code,theme,coder,start,end,quote,rule,lemma,size,nps,negated,memo",
        ),
        ("counts", "code,label,theme,level,units,codings,transcripts,participants,words,share"),
        ("crosstab theme transcript", "theme,a,b,total"),
        ("crosstab code nps --bins nps=0-6,7-8,9-10", "code,0-6,7-8,9-10,total"),
        ("cooccurrence", "code,talk,money,silence"),
        ("kwic talk", "transcript,turn,speaker,left,match,right,lemma,known_from"),
    ],
)
def test_csv_columns_are_the_contract(root: Path, command: str, columns: str) -> None:
    found = rows(qualcode(root, *command.split(), "--format", "csv").stdout)
    assert found[0] == columns.split(",")
    assert len(found) > 1
    assert all(len(row) == len(found[0]) for row in found)


def test_numbers_are_numbers_and_quotes_are_exact(root: Path) -> None:
    overview = dict(zip(*rows(qualcode(root, "transcripts", "--format", "csv").stdout)[:2], strict=True))
    assert {name: overview[name] for name in ("speakers", "turns", "participant_turns", "words", "participant_words", "questions_asked")} == {
        "speakers": "2", "turns": "4", "participant_turns": "2", "words": "14", "participant_words": "9", "questions_asked": "1",
    }  # fmt: skip
    turns = json.loads(qualcode(root, "transcripts", "show", "a", "--format", "json").stdout)
    assert [turn["role"] for turn in turns] == ["interviewer", "participant"] * 2
    assert turns[1]["question"] == "q1"


@pytest.mark.slow
def test_a_process_of_its_own_says_the_same(root: Path) -> None:
    (root / "transcripts/Äiti.txt").write_text(TALK.replace("phone", "phone, Äiti"), encoding="utf-8")
    for command in (["codings", "--format", "csv"], ["quotes", "tallk"]):
        assert apart(root, *command) == here(root, *command)


def test_formulas_are_neutralised_in_csv(root: Path) -> None:
    assert "'=mail, we mail." in qualcode(root, "transcripts", "show", "a", "--format", "csv").stdout


def test_filters_reach_every_table(root: Path) -> None:
    for command in (["counts"], ["crosstab", "theme", "transcript"], ["cooccurrence"], ["codings"], ["quotes", "talk"]):
        text = qualcode(root, *command, "--where", "size=small", "--format", "csv").stdout
        assert "b" not in {cell for row in rows(text) for cell in row}
    one = rows(qualcode(root, "counts", "--where", "size=small", "--format", "csv").stdout)[1]
    two = rows(qualcode(root, "counts", "--format", "csv").stdout)[1]
    assert (int(one[4]) * 2, int(one[8]) * 2) == (int(two[4]), int(two[8]))


@pytest.mark.parametrize("suffix", [".csv", ".json", ".md", ".tex", ".xlsx", ".docx", ".html"])
def test_tables_go_to_files(root: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    qualcode(root, "counts", "-o", str(path))
    data = path.read_bytes()
    assert data[:2] == b"PK" if suffix in (".xlsx", ".docx") else b"Phone" in data
    if suffix == ".docx":
        assert docx.Document(str(path)).tables[0].rows[0].cells[0].text == "Code"


def test_formats_on_the_screen(root: Path) -> None:
    assert qualcode(root, "counts", "--format", "markdown").stdout.startswith(
        "**Table 1**\n\n*Mentions of codes*\n\n| Code | Units |"
    )
    assert r"\begin{tabular}{lrrrrrr}" in qualcode(root, "counts", "--format", "latex").stdout
    plain = qualcode(root, "counts").stdout
    assert plain.splitlines()[-1] == "Base: 6 units (sentences) in 2 transcripts by 2 participants; 18 words."


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("quotes tallk", "Unknown code 'tallk'. Did you mean 'talk'?"),
        ("counts --code x", "Choices: talk, phone, mail, money, silence."),
        ("counts --where colour=red", "Unknown attribute or dimension 'colour'"),
        ("counts --where size=huge", "Choices: small, (missing)."),
        ("crosstab theme colour", "Unknown attribute or dimension 'colour'"),
        ("transcripts show z", "Unknown transcript 'z'"),
        ("counts -o x.doc", "Unknown file format '.doc'. Did you mean '.docx'?"),
        ("report -o x.pdf", "Unknown report format 'pdf'"),
        ("counts --bins nps=x", "cannot be read"),
    ],
)
def test_a_users_mistake_is_told_with_exit_1(root: Path, command: str, said: str) -> None:
    done = qualcode(root, *command.split(), ok=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stdout == ""


def test_usage_is_exit_2(root: Path) -> None:
    assert qualcode(root, "crosstab", "theme", ok=False).returncode == 2
    assert qualcode(root, "counts", "--where", "size", ok=False).returncode == 2


@pytest.mark.slow
def test_a_bad_transcript_is_told_and_the_rest_is_done(root: Path) -> None:
    (root / "transcripts/c.docx").write_bytes(b"broken")
    done = qualcode(root, "run", ok=False)
    assert done.returncode == 1
    assert "not read: " in done.stderr
    assert "c.docx: is not a readable Word document" in done.stderr
    assert "wrote" in done.stdout
    table = qualcode(root, "counts", ok=False)
    assert (table.returncode, "talk" in table.stdout) == (1, True)


def test_no_codebook_is_needed_to_look(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": TALK}, codebook=None)
    assert "a.txt" in qualcode(root, "transcripts").stdout
    assert "phone" in qualcode(root, "kwic", "phone").stdout
    done = qualcode(root, "counts", ok=False)
    assert "there is no codebook" in done.stderr


def test_guessed_roles_come_with_the_line_that_mends_them(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": "Anna: How?\n\nBo: Well.\n\nAnna: Why?\n\nBo: So.\n"}, codebook=None)
    done = qualcode(root, "transcripts")
    assert "Anna = interviewer (asks the most questions)" in done.stderr
    assert '[speakers] interviewer = ["NAME"]' in done.stderr


def test_init_run_check_report(tmp_path: Path) -> None:
    made = qualcode(tmp_path, "init", "new", "--language", "en")
    assert "Next: qualcode -C" in made.stdout
    again = qualcode(tmp_path, "init", "new", ok=False)
    assert (again.returncode, "already there" in again.stderr or "made" in again.stdout) == (
        0,
        True,
    ) or again.returncode == 1
    root = tmp_path / "new"
    assert "wrote" in qualcode(root, "run").stdout
    assert "nothing has changed" in qualcode(root, "run").stdout
    assert "all as they should be" in qualcode(root, "codebook", "check").stdout
    assert "Lack of feedback" in qualcode(root, "codebook", "show", "--language", "en").stdout
    qualcode(root, "report", "-o", str(tmp_path / "f.html"), "--language", "fi")
    assert "Aineisto ja menetelmä" in (tmp_path / "f.html").read_text(encoding="utf-8")
    template = qualcode(root, "report", "--print-template").stdout
    (tmp_path / "mine.txt").write_text(template.replace("Data and method", "My method"), encoding="utf-8")
    qualcode(root, "report", "-o", str(tmp_path / "f.md"), "--template", str(tmp_path / "mine.txt"))
    assert "## My method" in (tmp_path / "f.md").read_text(encoding="utf-8")


def test_a_failing_check_is_exit_1(make_study: Make) -> None:
    root = make_study(
        {}, codebook="format: 1\nname: b\ncodes:\n  - id: a\n    rules: {en: [x]}\n    examples: {en: [y]}\n"
    )
    assert qualcode(root, "codebook", "check", ok=False).returncode == 1


def test_every_command_has_help_with_an_example() -> None:
    from qualcode.cli.app import app

    for name, command in app.commands.items():
        assert f"qualcode {name}" in (command.help or "") or f"qualcode -C my-study {name}" in (command.help or ""), (
            name
        )


@pytest.mark.parametrize("group", [(), ("codebook",), ("codings",), ("transcripts",), ("code",)])
def test_lists_of_commands_say_whole_sentences(tmp_path: Path, group: tuple[str, ...]) -> None:
    assert not [
        line
        for line in here(tmp_path, *group, "--help").stdout.splitlines()
        if line.endswith("...") and not line.startswith("Usage")
    ]


def test_of_many_warnings_of_a_kind_a_run_shows_the_first(make_study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_study({"transcripts/a.txt": "P: We talk.\n"})
    doubtful = [f"transcripts/{n}.txt: only one voice is labelled (P{n})." for n in range(8)]
    made = RunResult((), warnings=(*doubtful, "codebooks/small.yaml: another one."))
    monkeypatch.setattr("qualcode.results.run.run_study", lambda *_: made)
    shown = [line for line in here(root, "run").stderr.splitlines() if line.startswith("warning: ")]
    more = "… and 5 more like the last; all of them stand in results/run.json."
    assert shown == [f"warning: {text}" for text in (*doubtful[:3], more, "codebooks/small.yaml: another one.")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["quotes", "Asiakastuki", "-n", "1"], ["quotes", "support", "-n", "1"]),
        (["quotes", "asiakastukea", "-n", "1"], ["quotes", "support", "-n", "1"]),
        (["crosstab", "teema", "yrityskoko"], ["crosstab", "theme", "company_size"]),
        (["crosstab", "koodi", "neljännes"], ["crosstab", "code", "quarter"]),
        (["counts", "--code", "Viestintä", "--where", "yrityksen koko=alle 50 henkilöä"],
         ["counts", "--code", "communication", "--where", "company_size=alle 50 henkilöä"]),
    ],
)  # fmt: skip
def test_codes_and_dimensions_are_known_by_what_they_are_called(
    example: Study, said: list[str], meant: list[str]
) -> None:
    found = here(example.root, *said)
    assert found.returncode == 0, found.stderr
    assert found.stdout == here(example.root, *meant).stdout


@pytest.mark.slow
def test_an_interview_is_known_by_its_name_in_the_findings(tmp_path: Path) -> None:
    root = copy_of_example(tmp_path / "study")
    people = root / "transcripts/participants.csv"
    lines = people.read_text(encoding="utf-8").splitlines()
    rows = [f"{line},{'called' if i == 0 else f'P{i}'}" for i, line in enumerate(lines)]
    people.write_text("\n".join(rows) + "\n", encoding="utf-8")
    settings = root / "pyproject.toml"
    told = settings.read_text(encoding="utf-8").replace(
        "[tool.qualcode.report]\n", '[tool.qualcode.report]\nnames = "called"\n'
    )
    settings.write_text(told, encoding="utf-8")
    for one, other in (
        (["why", "P1:22"], ["why", "H1:22"]),
        (["counts", "--transcript", "P2"], ["counts", "--transcript", "H2"]),
    ):
        assert here(root, *one).stdout == here(root, *other).stdout != ""
    assert here(root, "transcripts", "show", "P3").stdout == here(root, "transcripts", "show", "H3").stdout != ""


@pytest.mark.slow
def test_commands_that_count_load_no_library_that_only_writes_documents(root: Path) -> None:
    ask = "import sys; from qualcode.cli.app import app; app(['-C', sys.argv[1], *sys.argv[2:]], standalone_mode=False); print(*sys.modules)"
    for words in (["counts", "--code", "Talk"], ["quotes", "talk"], ["why", "a:1"]):
        done = subprocess.run(
            [sys.executable, "-c", ask, str(root), *words], capture_output=True, encoding="utf-8", check=True
        )
        loaded = set(done.stdout.split())
        assert "qualcode.results.called" in loaded
        assert not loaded & {"docx", "matplotlib", "pptx", "pyreadstat", "openpyxl"}, words


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_on_a_terminal_keeps_whole_columns_whatever_is_missing(width: int) -> None:
    frame = pd.DataFrame({"transcript": ["H1", "H2"], "number": [None, 1.5], "text": [None, "word " * 60]})
    seen, kept = _fitted(Table("any", frame), width)
    names = [seen.headers[column] for column in kept]
    assert names == list(frame.columns)[: len(names)]
    assert sum(min(max(len(name), 4), 24) + 3 for name in names if name != "text") <= width
    assert ("text" in names) is (width > 40)


def test_what_stands_around_a_quote_has_room_on_every_terminal() -> None:
    frame = pd.DataFrame({name: ["word " * 60] for name in (*TERMINAL_COLUMNS["quotes"], "code", "before", "after")})
    seen, kept = _fitted(Table("quotes", frame), 40)
    assert [seen.headers[column] for column in kept] == ["transcript", "unit", "before", "after"]


def test_units_are_shown_by_the_number_that_why_asks_for() -> None:
    assert "unit" in TERMINAL_COLUMNS["codings"]
    assert "unit" in TERMINAL_COLUMNS["quotes"]


def test_citing_a_study_that_is_broken_tells_what_is_wrong(make_study: Make) -> None:
    root = make_study({"transcripts/a.txt": "Q: How?\n\nP: We talk.\n"}, codebook="format: 1\nname: [\n")
    said = here(root, "cite")
    assert said.returncode == 1
    assert "small.yaml" in said.stderr


def test_a_cross_table_by_what_is_called_otherwise_here_says_so_and_none_of_the_attributes_is_told(
    make_study: Make,
) -> None:
    files = {f"transcripts/{name}.txt": "Interviewer: How?\n\nAnna: We talk.\n" for name in ("a", "b")}
    people = "transcript,role,size\na,boss,small\nb,clerk,big\n"
    root = make_study(files | {"transcripts/participants.csv": people})
    said = here(root, "crosstab", "theme", "role")
    assert "the column of participants.csv is participant_role here" in said.stderr
    assert here(root, "crosstab", "theme", "size").stderr.count("participants.csv is") == 0
    told = "themes are crossed with none of the attributes (participant_role, size): none has 2 to 6 levels"
    assert told in here(root, "run").stderr
    (root / "qualcode.toml").write_text('[report]\nattributes = ["size"]\n', encoding="utf-8")
    assert "themes are crossed with none" not in here(root, "run").stderr
