"""The rooms and who may know whom. A new room is a line in this table first."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qualcode"

BOTTOM = {"errors", "files", "schema", "archive", "spreadsheet", "model", "normal", "notes", "database", "sealed_json"}
LOW = {"transcripts", "codebook", "language", "coding"}
ALLOWED = {
    "errors": set(),
    "model": set(),
    "normal": set(),
    "notes": set(),
    "files": {"errors"},
    "schema": {"errors", "files"},
    "archive": {"errors", "files"},
    "database": {"errors", "files"},
    "sealed_json": {"errors", "files"},
    "spreadsheet": {"errors", "archive"},
    "transcripts": BOTTOM,
    "codebook": BOTTOM,
    "language": BOTTOM,
    "coding": BOTTOM | {"transcripts", "codebook", "language"},
    "analysis": BOTTOM | LOW,
    "report": BOTTOM | LOW | {"analysis"},
    "study": BOTTOM | {"transcripts", "codebook"},
    "line": BOTTOM | LOW | {"analysis", "study"},
    "coders": BOTTOM | LOW | {"analysis", "study", "line"},
    "people": BOTTOM | LOW | {"analysis", "study", "line", "coders"},
    "privacy": BOTTOM | LOW | {"analysis", "study", "line", "people"},
    "results": BOTTOM | LOW | {"analysis", "report", "study", "line", "coders", "people", "privacy"},
    "exchange": BOTTOM | LOW | {"analysis", "study", "line", "people", "privacy"},
    "review": BOTTOM | LOW | {"analysis", "report", "study", "line", "coders", "people", "privacy"},
    "cli": BOTTOM
    | LOW
    | {"analysis", "report", "study", "line", "coders", "people", "privacy", "results", "review", "exchange"},
}
ONLY_IN = {
    "click": {"cli"},
    "rich": {"cli"},
    "spacy": {"language"},
    "simplemma": {"language"},
    "lemminflect": {"language"},
    "pyphen": {"language"},
    "numpy": {"language", "coding", "analysis", "line", "coders", "people", "review", "results"},
    "docx": {"transcripts", "report", "exchange"},
    "matplotlib": {"report"},
    "pptx": {"report"},
    "pyreadstat": {"report"},
    "jinja2": {"report", "coders"},
    "xlsxwriter": {"report", "privacy"},
    "pandas": {"analysis", "report", "line", "coders", "people", "results", "exchange", "review"},
    "pyarrow": {"line"},
    "dask": {"line"},
    "distributed": {"line"},
    "sqlite3": {"database", "exchange"},
    "rapidfuzz": {"transcripts", "people", "privacy"},
    "scipy": {"analysis", "coders"},
    "sklearn": {"coders"},
    "yaml": {"schema"},
    "regex": {"codebook", "coding", "language"},
    "pydantic": {"schema", "codebook", "transcripts", "study"},
    "platformdirs": {"language", "study"},
    "starlette": {"review"},
    "uvicorn": {"review"},
    "filelock": {"people"},
    "ruamel": {"codebook"},
}
FRONT = {"__init__.py", "__main__.py"}  # the public API and `python -m qualcode` may name every room


def room_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def imported(source: str) -> set[str]:
    """Every module a source imports, at the top, under TYPE_CHECKING or hidden in a function; of a package the names
    too.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            deep = (node.module or "").startswith("qualcode")
            names |= {f"{node.module}.{alias.name}" if deep else node.module or "" for alias in node.names}
            if node.level:
                names.add("a relative import")
    return names


def violations(sources: dict[str, str]) -> list[str]:
    """What breaks the table, one line each."""
    found = []
    for path, source in sources.items():
        room = room_of(path)
        if path in FRONT:
            continue
        if room not in ALLOWED:
            found.append(f"{path} is in no room")
            continue
        for name in sorted(imported(source)):
            parts = name.split(".")
            if parts[0] == "a relative import":
                found.append(f"{path} uses a relative import")
            elif (
                parts[0] == "qualcode" and len(parts) > 1 and parts[1] not in ALLOWED[room] | {room}
            ) or room not in ONLY_IN.get(parts[0], {room}):
                found.append(f"{path} ({room}) imports {name}")
    return found


def sources_of_package() -> dict[str, str]:
    return {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}


def module_of(path: str) -> str:
    return "qualcode." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def circles(sources: dict[str, str]) -> list[tuple[str, ...]]:
    """Modules that import each other, directly or by others."""
    modules = {module_of(path): source for path, source in sources.items() if path not in FRONT}

    def known(name: str) -> str | None:
        return name if name in modules else name.rpartition(".")[0] if name.rpartition(".")[0] in modules else None

    graph = {
        name: {found for one in imported(source) if (found := known(one)) and found != name}
        for name, source in modules.items()
    }
    sorter = graphlib.TopologicalSorter(graph)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        return [tuple(error.args[1])]
    return []


def test_no_module_imports_in_a_circle() -> None:
    assert circles(sources_of_package()) == []


def test_a_circle_is_caught() -> None:
    one = "def f() -> None:\n    from qualcode.line import two"
    assert circles(
        {
            "line/one.py": one,
            "line/two.py": "from qualcode.line.three import x",
            "line/three.py": "import qualcode.line.one",
        }
    )


def test_every_module_keeps_to_its_room() -> None:
    sources = sources_of_package()
    assert len(sources) > 40
    assert violations(sources) == []


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("model.py", "import qualcode.errors", "model.py (model) imports qualcode.errors"),
        (
            "coding/x.py",
            "def f():\n    from qualcode.report import blocks",
            "coding/x.py (coding) imports qualcode.report.blocks",
        ),
        (
            "transcripts/x.py",
            "from qualcode import codebook",
            "transcripts/x.py (transcripts) imports qualcode.codebook",
        ),
        ("study/x.py", "def f():\n    def g():\n        import click.core", "study/x.py (study) imports click.core"),
        (
            "analysis/x.py",
            "if TYPE_CHECKING:\n    from spacy.tokens import Doc",
            "analysis/x.py (analysis) imports spacy.tokens",
        ),
        ("helpers.py", "", "helpers.py is in no room"),
        ("newroom/x.py", "", "newroom/x.py is in no room"),
        ("coding/x.py", "from . import rules", "coding/x.py uses a relative import"),
    ],
)
def test_the_table_catches(path: str, source: str, said: str) -> None:
    assert violations({path: source}) == [said]


def test_tests_mirror_no_missing_room() -> None:
    rooms = {room_of(path.relative_to(PACKAGE).as_posix()) for path in PACKAGE.rglob("*.py")} - {"__init__", "__main__"}
    assert rooms == set(ALLOWED)
