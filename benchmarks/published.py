"""Counts segments that people coded in MAXQDA and compares with the frequencies its users published.

    python benchmarks/published.py FOLDER

FOLDER holds `coded_segments.csv` (document, code_path, segment) and `code_system.csv` (code_path, frequency), as shared with the
interview study of PDPilot. Prints a row for each code: published, counted, and, for parents, the union over their subcodes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import qualcode


def compared(folder: Path) -> pd.DataFrame:
    """A row for each code with segments: code_path, published (segments of its own), own (as counted here), union (with subcodes)."""
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


if __name__ == "__main__":
    found = compared(Path(sys.argv[1]))
    print(found.to_string(index=False))
    print(f"{(found['published'] == found['own']).sum()} of {len(found)} codes as published")
