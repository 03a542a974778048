"""The docs are true: every example runs and prints what the page says, every command and setting is there."""

from __future__ import annotations

import importlib.util
import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import click
import pytest

from qualcode.results.codebook_check import check_codebooks
from qualcode.study.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


build = load_build()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = build.copy_of_example(tmp_path_factory.mktemp("docs") / "study")
    return folder


@pytest.mark.slow
def test_every_example_prints_what_the_page_says(copy: Path) -> None:
    for page in (page for page in build.pages() if page.name not in (*build.SLOW, *build.TUTORIALS)):
        text = page.read_text(encoding="utf-8")
        assert build.built(page, copy) == text, f"{page.name} is out of date: run `make docs`"


@pytest.mark.slow
@pytest.mark.parametrize("name", build.TUTORIALS)
def test_a_tutorial_goes_from_its_first_line_to_its_last(name: str, tmp_path: Path) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert build.built(DOCS / name, tmp_path) == text, f"{name} is out of date: run `make docs`"


def leaf_commands(group: click.Group, name: str = "qualcode") -> list[str]:
    found = []
    for key, command in group.commands.items():
        own = not isinstance(command, click.Group) or command.invoke_without_command
        found += [f"{name} {key}"] * own
        if isinstance(command, click.Group):
            found += leaf_commands(command, f"{name} {key}")
    return found


def test_every_command_has_an_example_in_the_docs() -> None:
    from qualcode.cli.app import app

    given = (command for page in build.pages() for command in build.commands(page.read_text(encoding="utf-8")))
    examples = [re.sub(r"^qualcode -C \S+ ", "qualcode ", command) for command in given]
    for name in leaf_commands(app):
        assert any(example == name or example.startswith(f"{name} ") for example in examples), f"no example of {name}"


def test_every_option_is_in_the_command_reference() -> None:
    from qualcode.cli.app import app

    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    for command in app.commands.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert any(f"`{option}" in text for option in parameter.opts), parameter.opts


def test_every_setting_is_in_the_docs() -> None:
    text = (DOCS / "study.md").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        assert f"[{section}]" in text
        model = field.annotation
        assert model is not None
        for name in model.model_fields:
            assert re.search(rf"`{name}`", text), f"[{section}] {name}"


def test_the_help_of_every_command_is_what_the_pages_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in build.MADE:
        monkeypatch.setenv("QUALCODE_LANG", "")
        assert build.help_page(build.language_of(Path(name))) == (DOCS / name).read_text(encoding="utf-8"), name


def test_every_page_of_the_docs_has_a_picture_and_a_place_on_the_site() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    included = {"index.md", "api.md", "changes.md", "contributing.md", "tutorial.md", *build.MADE}
    for page in DOCS.glob("*.md"):
        assert page.name == "index.md" or f"\n{page.stem}\n" in index, page.name
        assert page.name in included or "](pictures/" in page.read_text(encoding="utf-8"), page.name


def test_every_line_for_powershell_is_one() -> None:
    from tree_sitter import Language, Parser
    from tree_sitter_powershell import language

    parser = Parser(Language(language()))
    pages = [*build.pages(), ROOT / "CONTRIBUTING.md"]
    lines = [
        line
        for page in pages
        for block in re.findall(r"```powershell\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
    ]
    lines += [
        line for page in pages if page.name in build.TUTORIALS for line in build.commands(page.read_text("utf-8"))
    ]
    assert len(lines) > 40
    for line in lines:
        assert not parser.parse(line.encode()).root_node.has_error, line


def test_links_lead_somewhere() -> None:
    for page in build.pages():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_python_examples_run(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "library.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 2
    for block in blocks:
        exec(compile(block, "docs/library.md", "exec"), {})


def test_the_codebook_of_the_readme_passes_its_own_check(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^    format: 1\n(?:    .*\n)+", text, re.MULTILINE)
    assert block is not None
    path = tmp_path / "codebooks/readme.yaml"
    path.parent.mkdir()
    path.write_text(textwrap.dedent(block[0]), encoding="utf-8")
    (checked,) = check_codebooks(tmp_path)
    assert (checked.passed, checked.sentences, checked.advice) == (True, 2, ())


def test_a_page_reads_well_in_a_terminal() -> None:
    for page in build.pages():
        block = ""  # the kind of the block that a line stands in
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("```"):
                block = "" if block else line
            # whole are a row of a table, a command, and a row of a table of codes that is written to a file
            is_whole = line.startswith("|") or (block[:10] == "```console" and line[:2] == "$ ")
            is_whole |= block == "```text" and line.count(";") >= 4
            assert len(line) <= build.WIDTH or is_whole, f"{page.name}:{number}"
