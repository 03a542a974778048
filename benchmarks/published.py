"""Counts segments that people coded in MAXQDA and compares with the frequencies its users published.

    python benchmarks/published.py FOLDER

FOLDER holds `coded_segments.csv` (document, code_path, segment) and `code_system.csv` (code_path, frequency), as shared
with the interview study of PDPilot. Prints a row for each code: published, counted, and, for parents, the union over
their subcodes.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

import qualcode


def compared(folder: Path) -> pd.DataFrame:
    """A row for each code with segments: code_path, published (segments of its own), own (as counted here), union (with
    subcodes).
    """
    segments = pd.read_csv(folder / "coded_segments.csv", keep_default_na=False)
    system = pd.read_csv(folder / "code_system.csv", keep_default_na=False)
    published = dict(zip(system["code_path"], system["frequency"], strict=True))
    tidy = qualcode.coded_segments(segments, code="code_path")
    own, union = (qualcode.counts(tidy, own=own).frame["codings"].tolist() for own in (True, False))
    path: list[str] = []
    paths = []
    for place in tidy.codebook.walk():
        path = [*path[: place.level - 1], place.code.label("en")]
        paths.append(" > ".join(path))
    frame = pd.DataFrame({"code_path": paths, "own": own, "union": union})
    frame.insert(1, "published", [published.get(name) for name in paths])
    return frame


def by_commands(folder: Path, root: Path) -> dict[str, int]:
    """How many codes have the published frequency: of a study made of the segments by commands, and of that study after
    a .qdpx.
    """
    system = pd.read_csv(folder / "code_system.csv", keep_default_na=False)
    pairs = zip(system["code_path"], system["frequency"], strict=True)
    published = {(path.rpartition(" > ")[2], path.count(" > ") + 1): n for path, n in pairs}
    command = [sys.executable, "-m", "qualcode"]
    segments = [
        "import",
        str(folder / "coded_segments.csv"),
        "study",
        "--codebook",
        str(folder / "code_system.csv"),
        "--coder",
        "Dan",
    ]
    found = {}
    for arguments in (
        segments,
        ["-C", "study", "export", "qdpx", "-o", "study.qdpx"],
        ["import", "study.qdpx", "again"],
    ):
        subprocess.run([*command, *arguments], cwd=root, check=True, capture_output=True)
    for name in ("study", "again"):
        table = ["-C", name, "counts", "--own", "--coders", "Dan", "--format", "csv"]
        done = subprocess.run([*command, *table], cwd=root, check=True, capture_output=True, encoding="utf-8")
        counted = pd.read_csv(io.StringIO(done.stdout), keep_default_na=False)
        own = {
            (label, level): n
            for label, level, n in zip(counted["label"], counted["level"], counted["codings"], strict=True)
        }
        found[name] = sum(own.get(key) == n for key, n in published.items())
    return found


if __name__ == "__main__":
    found = compared(Path(sys.argv[1]))
    print(found.to_string(index=False))
    print(f"{(found['published'] == found['own']).sum()} of {len(found)} codes as published")
    with tempfile.TemporaryDirectory() as root:
        print(by_commands(Path(sys.argv[1]).resolve(), Path(root)))
