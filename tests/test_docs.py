"""The docs are true: every example runs and prints what the page says, every command and setting is there."""

from __future__ import annotations

import importlib.util
import re
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
    spec.loader.exec_module(module)
    return module


build = load_build()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = build.copy_of_example(tmp_path_factory.mktemp("docs") / "study")
    return folder


def test_every_example_prints_what_the_page_says(copy: Path) -> None:
    for page in (page for page in build.pages() if page.name not in build.SLOW):
        text = page.read_text(encoding="utf-8")
        assert build.built(text, copy) == text, f"{page.name} is out of date: run `make docs`"


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
