"""What must agree before a release: `python docs/release.py` prints the notes of the version, `--check` checks,
`--man FOLDER` writes the man pages.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def version() -> str:
    """The version that pyproject.toml says."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def notes(number: str) -> str:
    """What CHANGELOG.md says of a version; "" when it has nothing of it."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(number)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def problems() -> Iterator[str]:
    """What disagrees, as sentences."""
    number = version()
    if not notes(number):
        yield f"CHANGELOG.md has no section for {number}."
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    if f"version: {number}\n" not in citation:
        yield f"CITATION.cff is not of version {number}."
    year = re.search(
        r"^YEAR = (\d+)", (ROOT / "qualcode/results/citation.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    if year is None or f"date-released: {year[1]}-" not in citation:
        yield "CITATION.cff and qualcode/results/citation.py say different years."
    for name in ("README.md", "README.fi.md", "docs/tutorial.md"):
        for told in re.findall(r"qualcode-(\d[\w.]*)-py3", (ROOT / name).read_text(encoding="utf-8")):
            if told != number:
                yield f"{name} names the wheel of {told}."


def write_man_pages(folder: Path) -> None:
    """A man page of every command."""
    from click_man.core import write_man_pages as write

    from qualcode.cli.app import app

    folder.mkdir(parents=True)
    write("qualcode", app, version=version(), target_dir=str(folder))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(problems()) or 0)
    if "--man" in sys.argv:
        write_man_pages(Path(sys.argv[-1]))
    else:
        print(notes(version()))
