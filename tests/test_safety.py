"""What a study may read and write, what damaged and strange files do, and how long anything may take."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest
from commands import apart, here
from conftest import Make
from docx.oxml import OxmlElement

from qualcode.analysis import counts
from qualcode.errors import InputError, QualcodeError
from qualcode.files import keep, kept, sweep, write_atomic
from qualcode.people.counted import code_study, count_study
from qualcode.people.decisions import append, decided, path_of
from qualcode.report import template_limits
from qualcode.report.drawing import bars
from qualcode.results.documents import ReportFiles, write_findings
from qualcode.results.revisions import at_revision
from qualcode.results.run import run_study
from qualcode.results.run_comparison import compare
from qualcode.results.study_check import check_study
from qualcode.study import open_study
from qualcode.study.folder import outside
from qualcode.study.trust import trust, trust_file

TALK = "Interviewer: How do you talk?\n\nH1: We talk by phone. Money talks.\n\nInterviewer: So?\n\nH1: We phone.\n"
SETTINGS = '[study]\nlanguage = "en"\n'


@pytest.fixture
def study(make_study: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    return make_study({"transcripts/H1.txt": TALK, "qualcode.toml": SETTINGS})


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.symlink_to(target, target.is_dir())
    except OSError:
        pytest.skip("links cannot be made here")


# -- what a run may change -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["results", "results/tables", "results/figures", "results/cache", "results/history", "codings"]
)
def test_a_folder_that_leads_out_of_the_study_is_refused_and_stays_as_it_is(
    study: Path, tmp_path: Path, name: str
) -> None:
    away = tmp_path / "away"
    away.mkdir()
    for file in ("counts.csv", "a.png", "0001.json", f"{'a' * 64}.json", "Anna.jsonl", "run.json"):
        (away / file).write_text("mine", encoding="utf-8")
    link(study / name, away)
    with pytest.raises(InputError, match="leads out of the study"):
        run_study(open_study(study))
    assert {path.read_text(encoding="utf-8") for path in away.iterdir()} == {"mine"}
    assert len(list(away.iterdir())) == 6


@pytest.mark.slow
def test_a_run_removes_only_what_a_run_wrote(study: Path) -> None:
    run_study(open_study(study))
    own = [
        study / "results" / name
        for name in ("tables/mine.csv", "figures/mine.png", "cache/mine.json", "cache/mine.parquet", "notes.txt")
    ]
    for path in own:
        path.write_text("mine", encoding="utf-8")
    (study / "transcripts/participants.csv").write_text("transcript,size\nH1,small\n", encoding="utf-8")
    (study / "transcripts/H2.txt").write_text(TALK.replace("Money", "Honey"), encoding="utf-8")
    (study / "transcripts/participants.csv").write_text("transcript,size\nH1,small\nH2,big\n", encoding="utf-8")
    (study / "qualcode.toml").write_text(SETTINGS + '[report]\nattributes = ["size"]\n', encoding="utf-8")
    run_study(open_study(study))
    made = study / "results/tables/theme-by-size.csv"
    assert made.exists()
    (study / "qualcode.toml").write_text(SETTINGS, encoding="utf-8")
    (study / "transcripts/participants.csv").unlink()
    run_study(open_study(study), fresh=True)
    assert not made.exists()
    assert [path.read_text(encoding="utf-8") for path in own] == ["mine"] * len(own)


@pytest.mark.slow
def test_a_result_that_was_edited_by_hand_is_not_removed(study: Path) -> None:
    (study / "transcripts/H2.txt").write_text(TALK.replace("Money", "Honey"), encoding="utf-8")
    (study / "transcripts/participants.csv").write_text("transcript,size\nH1,small\nH2,big\n", encoding="utf-8")
    (study / "qualcode.toml").write_text(SETTINGS + '[report]\nattributes = ["size"]\n', encoding="utf-8")
    run_study(open_study(study))
    made = study / "results/tables/theme-by-size.csv"
    made.write_text("edited", encoding="utf-8")
    (study / "qualcode.toml").write_text(SETTINGS, encoding="utf-8")
    (study / "transcripts/participants.csv").unlink()
    run_study(open_study(study))
    assert made.read_text(encoding="utf-8") == "edited"


@pytest.mark.slow
def test_temporary_files_of_a_program_that_was_ended_go_with_the_next_run(study: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, os\nfrom pathlib import Path\nfrom qualcode.files import _staged\n_staged(Path(sys.argv[1]), 'x')\nos._exit(9)", str(study / "results/a.csv")],
        check=False,
    )  # fmt: skip
    assert done.returncode == 9
    assert len(list((study / "results").glob(".a.csv.*.tmp"))) == 1
    (study / "results/.mine.tmp").write_text("mine", encoding="utf-8")
    run_study(open_study(study))
    assert [path.name for path in study.rglob("*.tmp")] == [".mine.tmp"]


def test_what_is_being_written_is_not_swept(tmp_path: Path) -> None:
    (tmp_path / f".a.{'0' * 8}-{os.getpid()}-{'1' * 8}.tmp").write_text("of another machine", encoding="utf-8")
    sweep([tmp_path])
    assert len(list(tmp_path.iterdir())) == 1


# -- what is kept --------------------------------------------------------------------------------


def test_what_is_kept_fits_its_checksum_or_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    keep(path, b"content")
    assert kept(path) == b"content"
    raw = path.read_bytes()
    for place in range(len(raw)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :])
        assert kept(path) is None
    path.write_bytes(raw[:40])
    assert kept(path) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run.json", "history/0001.json"])
def test_a_flipped_bit_in_what_a_run_left_changes_nothing_that_is_shown(study: Path, name: str) -> None:
    first = run_study(open_study(study))
    path = study / "results" / name
    raw = path.read_bytes()
    findings = (study / "results/findings.docx").read_bytes()
    for place in range(0, len(raw), max(len(raw) // 5, 1)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        again = run_study(open_study(study))
        assert (again.problems, again.warnings, again.lost) == (first.problems, first.warnings, first.lost)
        assert (study / "results/findings.docx").read_bytes() == findings


# -- one bad file --------------------------------------------------------------------------------


def without_a_start(path: Path) -> None:
    """A Word table whose merged cell begins nowhere."""
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "H1", "We talk."
    merge = OxmlElement("w:vMerge")
    table.cell(0, 0)._tc.get_or_add_tcPr().append(merge)
    document.save(str(path))


BAD: dict[str, bytes] = {
    "H2.json": b"[" * 100_000,
    "H3.vtt": b"WEBVTT\n\n" + b"9" * 5_000 + b":00:01.000 --> " + b"9" * 5_000 + b":00:02.000\n<v Anna>We talk.\n",
    "H4.docx": b"PK\x03\x04" + b"\x00" * 40,
    "H5.cha": b"@Begin\n*PAR:\twe talk . \x15" + b"1" * 5_000 + b"_" + b"2" * 5_000 + b"\x15\n",
    "H6.pdf": b"%PDF-1.4\n1 0 obj\n" + b"<<" * 5_000,
    "H7.rtf": b"{\\rtf1 " + b"{" * 50_000,
}


@pytest.mark.parametrize("name", BAD)
def test_whatever_is_wrong_with_a_file_is_its_own_problem(study: Path, name: str) -> None:
    (study / "transcripts" / name).write_bytes(BAD[name])
    counted = count_study(open_study(study))
    tidy = counted.tidy
    assert "H1" in tidy.levels["transcript"]
    assert counts(tidy).frame.set_index("code").loc["talk", "units"] >= 3
    assert all(problem.file is not None and problem.file.name == name for problem in counted.problems)


def test_a_reader_that_stumbles_names_its_file(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_a_start(study / "transcripts/H2.docx")
    (study / "transcripts/H3.md").write_text(TALK, encoding="utf-8")

    def stumble(*_: object) -> object:
        raise AttributeError("no such thing")

    for module in ("text", "written"):
        monkeypatch.setattr(f"qualcode.transcripts.readers.{module}.talk_of", stumble)
    with pytest.raises(QualcodeError, match="no transcript could be read") as told:
        count_study(open_study(study))
    assert str(told.value).count("something in it is not as it should be (AttributeError)") >= 2


def test_a_name_that_is_not_utf_8_is_told(study: Path) -> None:
    raw = os.fsencode(study / "transcripts") + b"/H\xff2.txt"
    try:
        Path(os.fsdecode(raw)).write_text(TALK, encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("names are text here")
    result = run_study(open_study(study))
    assert ["its name is not UTF-8" in problem for problem in result.problems] == [True]
    assert (study / "results/findings.docx").exists()
    assert here(study, "counts").returncode == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("qualcode.toml", "x = " + "[" * 5_000),
        ("qualcode.toml", "x = " + "1" * 5_000),
        ("transcripts/guide.yaml", "questions: " + "[" * 5_000),
        ("codebooks/small.yaml", "codes: " + "{a: " * 5_000),
        ("transcripts/participants.csv", "transcript,a\nH1," + "x" * 200_000 + "\n"),
        ("codings/changes.log", "nothing of the kind\n"),
        ("codings/Anna.jsonl", "[" * 100_000 + "\n"),
        ("codings/sample.json", "[" * 100_000),
        ("codings/reductions.csv", "transcript,start,end,reduced\nH1,0,1," + "x" * 200_000),
    ],
)
@pytest.mark.slow
def test_a_bad_input_of_any_kind_is_told_by_its_name(study: Path, name: str, content: str) -> None:
    (study / name).parent.mkdir(exist_ok=True)
    (study / name).write_text(content, encoding="utf-8")
    done = [
        here(study, *command)
        for command in (("run",), ("counts",), ("codings", "lost"), ("validate",), ("abstraction",))
    ]
    said = "".join(one.stderr for one in done)
    assert "Traceback" not in said
    assert "inside qualcode" not in said
    assert Path(name).name in said


# -- special files -------------------------------------------------------------------------------

PIPES = [
    "transcripts/H2.txt",
    "transcripts/guide.yaml",
    "transcripts/participants.csv",
    "codebooks/small.yaml",
    "qualcode.toml",
    "codings/Anna.jsonl",
]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("name", PIPES)
def test_a_pipe_in_the_place_of_an_input_is_told_at_once(study: Path, name: str) -> None:
    (study / name).parent.mkdir(exist_ok=True)
    (study / name).unlink(missing_ok=True)
    os.mkfifo(study / name)
    done = here(study, "counts")
    assert done.returncode == 1
    assert f"{Path(name).name}: is a pipe, not a file" in done.stderr


@pytest.mark.parametrize("name", PIPES)
def test_a_folder_in_the_place_of_an_input_is_told(study: Path, name: str) -> None:
    (study / name).parent.mkdir(exist_ok=True)
    (study / name).unlink(missing_ok=True)
    (study / name).mkdir()
    done = here(study, "counts")
    assert done.returncode == 1
    assert f"{Path(name).name}: is a folder, not a file" in done.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no devices here")
def test_what_has_no_size_is_not_read_to_its_end(study: Path) -> None:
    trust(study, [Path("/dev/zero")])
    link(study / "transcripts/H2.txt", Path("/dev/zero"))
    counted = count_study(open_study(study))
    assert "H1" in counted.tidy.levels["transcript"]
    assert "is a device, not a file" in str(counted.problems[0])


def test_interviews_in_a_folder_below_are_told(study: Path) -> None:
    (study / "transcripts/old").mkdir()
    (study / "transcripts/old/H0.txt").write_text(TALK, encoding="utf-8")
    assert any("is a folder; the 1 file in it are not read" in text for text in run_study(open_study(study)).warnings)


# -- what may be read ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("key", ["transcripts", "guide", "participants", "codebook", "template", "reference"])
@pytest.mark.parametrize("way", ["absolute", "above", "link"])
def test_nothing_outside_is_read_until_the_user_says_so(study: Path, tmp_path: Path, key: str, way: str) -> None:
    secret = tmp_path / "secret"
    (secret / "h").mkdir(parents=True)
    contents = {
        "guide": "questions: [{id: q1, text: How?}]",
        "participants": "transcript,a\nH1,x\n",
        "template": "# SECRET\n",
    }
    target = secret / "h" if key == "transcripts" else secret / f"{key}.yaml"
    if key == "transcripts":
        (target / "H1.txt").write_text(TALK, encoding="utf-8")
    elif key == "reference":
        target = secret / "r.docx"
        docx.Document().save(str(target))
    else:
        target.write_text(
            contents.get(key) or (study / "codebooks/small.yaml").read_text(encoding="utf-8"), encoding="utf-8"
        )
    chosen = {
        "absolute": target.as_posix(),
        "above": os.path.relpath(target, study).replace("\\", "/"),
        "link": "inside",
    }[way]
    if way == "link":
        link(study / "inside", target)
    section = "[report]\n" if key in ("template", "reference") else ""
    (study / "qualcode.toml").write_text(f'{SETTINGS}{section}{key} = "{chosen}"\n', encoding="utf-8")
    with pytest.raises(InputError, match="is outside the study") as told:
        open_study(study)
    assert "qualcode trust" in str(told.value)
    assert [path for _, path in outside(study)] == [target.resolve()]
    trust(study, [path for _, path in outside(study)])
    assert str(tmp_path / "config") in str(trust_file())
    counted = count_study(open_study(study))
    assert counted.tidy.levels["transcript"] == ("H1",)
    out = write_findings(open_study(study), path=tmp_path / "out.md")
    assert ("SECRET" in out.path.read_text(encoding="utf-8")) == (key == "template")
    (study / "qualcode.toml").write_text(
        f'{SETTINGS}guide = "{(tmp_path / "other.yaml").as_posix()}"\n', encoding="utf-8"
    )
    with pytest.raises(InputError, match="is outside the study"):  # what it names later is asked about again
        open_study(study)
    trust(study, ())
    assert json.loads(trust_file().read_text(encoding="utf-8")) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "transcripts/H2.txt",
        "transcripts/guide.yaml",
        "transcripts/participants.csv",
        "codebooks/b.yaml",
        "codings/Anna.jsonl",
    ],
)
def test_a_link_among_the_files_leads_nowhere_outside(study: Path, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("root:x:0:0: a secret that nobody may see\n", encoding="utf-8")
    link(study / name, secret)
    done = here(study, "run")
    assert done.returncode == 1
    assert "nobody may see" not in done.stdout + done.stderr
    written = [path for path in (study / "results").rglob("*") if path.suffix in (".csv", ".html", ".json")]
    assert not any("nobody may see" in path.read_text(encoding="utf-8", errors="replace") for path in written)


def test_what_the_command_line_names_is_the_user_s_own_choice(study: Path, tmp_path: Path) -> None:
    book = tmp_path / "mine.yaml"
    book.write_text((study / "codebooks/small.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert counts(code_study(open_study(study, book))).frame["units"].sum() > 0
    own = tmp_path / "own.txt"
    own.write_text("# Mine\n", encoding="utf-8")
    written = write_findings(open_study(study), path=tmp_path / "a.md", files=ReportFiles(template=own))
    assert "Mine" in written.path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_modules_of_the_folder_are_not_imported(study: Path) -> None:
    for name in ("typing", "json", "click", "numpy", "platformdirs", "os"):
        (study / f"{name}.py").write_text("open('imported', 'w').close()\nraise SystemExit(77)\n", encoding="utf-8")
    done = apart(study, "counts")
    assert (done.returncode, (study / "imported").exists()) == (0, False), done.stderr


@pytest.mark.slow
def test_a_matplotlibrc_of_the_folder_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "axes.facecolor: red\nfont.size: 40\nbackend: module://evil\n", encoding="utf-8"
    )
    code = "import sys\nfrom qualcode.report.drawing import bars\nsys.stdout.buffer.write(bars(['a'], [1], 'n').png)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == bars(["a"], [1], "n").png


# -- time ----------------------------------------------------------------------------------------


def quickly(began: float) -> bool:
    return (
        time.perf_counter() - began < 30
    )  # what is refused or cut off ends in seconds; without the limits it would never


@pytest.mark.parametrize(
    "pattern",
    [
        '[{TEXT: {REGEX: "^(a+)+$"}}]',
        "[" + ", ".join(['{OP: "*"}'] * 12) + "]",
        '[{LOWER: a, OP: "{1000000}"}]',
        '[{LOWER: a, OP: "{1,1000000}"}]',
        '[{TEXT: {REGEX: "(?:(?:a{1000}){1000}){1000}"}}]',
        "[" + ", ".join(['{LOWER: a, OP: "?"}'] * 40) + "]",
        '[{LOWER: a, OP: "+"}, {OP: "*"}, {LOWER: b}]',
    ],
)
def test_a_pattern_cannot_hold_up_a_study(make_study: Make, pattern: str) -> None:
    book = f"format: 1\nname: b\ncodes:\n  - {{id: c, rules: [{{pattern: {pattern}}}, talk]}}\n"
    said = f"I: How?\n\nP: {'a' * 60}! {'a ' * 300} b. We talk.\n"
    root = make_study({"transcripts/H1.txt": said, "qualcode.toml": SETTINGS}, book)
    began, refused = time.perf_counter(), ""
    try:
        assert "talk" in set(code_study(open_study(root)).codings["quote"])
    except QualcodeError as error:
        refused = str(error)
    assert refused == "" or "would take too long" in refused
    assert quickly(began)


@pytest.mark.parametrize(
    "rule",
    [
        "/" + "(a)" * 3_000 + "/",
        "/" + "(?:" * 2_000 + "a" + ")" * 2_000 + "/",
        "/(?:(?:a{1000}){1000}){1000}/",
        "/(a+)+$/",
    ],
)
def test_a_regular_expression_cannot_hold_up_a_study(make_study: Make, rule: str) -> None:
    book = f"format: 1\nname: b\ncodes:\n  - {{id: c, rules: ['{rule}', talk]}}\n"
    said = "I: How?\n\nP: " + f"{'a' * 60}! " * 40 + "We talk.\n"
    root = make_study({"transcripts/H1.txt": said, "qualcode.toml": SETTINGS}, book)
    began, refused = time.perf_counter(), ""
    try:
        counted = count_study(open_study(root))
        assert "talk" in set(counted.tidy.codings["quote"])
    except QualcodeError as error:
        refused = str(error)
    assert refused == "" or "would take too long" in refused
    assert quickly(began)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{{ 'a'.center(3*10**9) }}",
        "{{ 'a'|center(3000000000) }}",
        "{{ lipsum(100000) }}",
        "{{ 'a' * 10**10 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{% set ns = namespace(x='aaaa') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x='aaaa') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x='aaaa') %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x]|join %}{% endfor %}",
        "{{ ('a'*1000000)|replace('a','b'*1000000) }}",
        "{{ range(90000)|map('center', 90000)|join }}",
        "{{ ('x'*9000000)|wordwrap(1) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ ''.__class__.__mro__ }}",
    ],
)
def test_a_template_cannot_hold_up_findings(
    study: Path, tmp_path: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert template_limits.MOST_LINES == 2_000_000  # as docs/findings.md says; here fewer, which end sooner
    monkeypatch.setattr(template_limits, "MOST_LINES", 200_000)
    path = tmp_path / "t.txt"
    path.write_text(template, encoding="utf-8")
    began = time.perf_counter()
    with pytest.raises(InputError, match=r"t\.txt"):
        write_findings(open_study(study), path=tmp_path / "a.md", files=ReportFiles(template=path))
    assert quickly(began)


# -- places that cannot be written to ------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["results", "codings"])
@pytest.mark.parametrize(
    "command",
    [
        ("run",),
        ("counts",),
        ("code", "rename", "phone", "calls"),
        ("review", "--coder", "A", "--no-browser"),
        ("codings", "import", "s.csv", "--coder", "A"),
    ],
)
def test_a_study_that_cannot_be_written_to_says_so(study: Path, name: str, command: tuple[str, ...]) -> None:
    (study / name).write_text("a file where a folder should be", encoding="utf-8")
    (study / "s.csv").write_text("document,code,text\nH1,money,Money\n", encoding="utf-8")
    if name == "codings" and command[0] in ("run", "counts"):
        pytest.skip("nothing is written there")
    if command[0] == "code" and name == "results":
        pytest.skip("nothing is written there before anyone decided")
    done = here(study, *command)
    assert "Traceback" not in done.stderr
    assert "inside qualcode" not in done.stderr
    if command[0] == "counts":
        assert (done.returncode, "talk" in done.stdout) == (0, True)
    else:
        assert done.returncode == 1
        assert "cannot be written" in done.stderr
        assert "should be: move it away" in done.stderr


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="The disk is full"):
        write_atomic(tmp_path / "a.txt", "new")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_a_coder_s_file_that_is_a_link_is_not_written_through(study: Path, tmp_path: Path) -> None:
    away = tmp_path / "away.jsonl"
    away.write_text("", encoding="utf-8")
    link(study / "codings/Anna.jsonl", away)
    with pytest.raises(InputError, match="is a link to another file"):
        append(path_of(study / "codings", "Anna"), [decided("H1", "text", 0, 2, "talk", "add")])
    assert away.read_text(encoding="utf-8") == ""


def test_no_library_s_warning_reaches_the_screen(study: Path) -> None:
    (study / "warn.py").write_text("", encoding="utf-8")
    code = "import sys, warnings\nsys.argv = ['qualcode', '--help']\nfrom qualcode.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\nwarnings.warn('raw', UserWarning)\nwarnings.warn('raw', FutureWarning)\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8")
    assert "raw" not in done.stderr


@pytest.mark.slow
def test_comparing_with_a_revision_runs_nothing_of_the_repository(study: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=study, check=True, capture_output=True
        )

    (study / ".gitattributes").write_text("*.txt filter=evil\n", encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "a")
    link(study / "away", Path(sys.executable))
    git("add", ".")
    git("commit", "-qm", "b")
    git("config", "filter.evil.smudge", f"touch {tmp_path / 'ran'}; cat")
    run_study(open_study(study))
    (study / "transcripts/H1.txt").write_text(TALK + "\nH1: Money.\n", encoding="utf-8")
    run_study(open_study(study))
    rows = compare(open_study(study), "HEAD").frame
    assert "H1" in set(rows["what"])
    assert not (tmp_path / "ran").exists()


def test_a_git_of_the_study_s_folder_is_not_taken_for_git(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows looks for programs in the folder at hand first, unless this variable of the calling program is there."""
    asked = list[tuple[str | None, str]]()

    def run(command: list[str], **more: object) -> subprocess.CompletedProcess[bytes]:
        env = more["env"]
        assert isinstance(env, dict)
        asked.append((os.environ.get("NODEFAULTCURRENTDIRECTORYINEXEPATH"), env["GIT_NO_LAZY_FETCH"]))
        return subprocess.CompletedProcess(command, 128, b"", b"no revision")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(QualcodeError, match="neither a run nor a git revision"):
        at_revision(open_study(study), "HEAD")
    check_study(open_study(study))
    assert asked == [("1", "1")] * 2


@pytest.mark.parametrize("name", ["H3.txt", "H²3.txt"])
def test_odd_files_do_not_stop_the_study(study: Path, name: str) -> None:
    if name == "H3.txt":
        link(study / "transcripts" / name, study / "transcripts" / name)  # which leads to itself
    else:
        (study / "transcripts" / name).write_text(TALK, encoding="utf-8")
    done = here(study, "counts")
    assert "inside qualcode" not in done.stderr
    assert "talk" in done.stdout


@pytest.mark.parametrize("value", ["a\\u0000b", "x" * 5_000])
@pytest.mark.parametrize("key", ["codebook", "transcripts", "guide"])
def test_paths_that_cannot_be_are_told(study: Path, key: str, value: str) -> None:
    (study / "qualcode.toml").write_text(f'{SETTINGS}{key} = "{value}"\n', encoding="utf-8")
    done = here(study, "counts")
    assert done.returncode == 1
    assert "inside qualcode" not in done.stderr
