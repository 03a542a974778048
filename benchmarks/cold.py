"""How long a study takes that was never coded, beside spaCy's bare tokeniser on the same files: `python
benchmarks/cold.py STUDY [ROUNDS]`.

The tokeniser (`spacy.blank(language).make_doc` over the files, one process) and `qualcode counts` without a cache are
timed one after the other in each round, so that a busy machine slows both; a row a round, then the medians and their
ratio. Files named `*_en.*` are English, others Finnish. With `--run` it is `qualcode run`, with `--warm` the command on
an unchanged study.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

TOKENISER = """
import sys, time
from pathlib import Path
import spacy
begun = time.perf_counter()
pipelines = {language: spacy.blank(language) for language in ("fi", "en")}
for path in sorted(Path(sys.argv[1]).glob("*.txt")):
    pipelines["en" if path.stem.endswith("_en") else "fi"].make_doc(path.read_text(encoding="utf-8"))
print(time.perf_counter() - begun)
"""


def tokeniser(study: Path) -> float:
    """Seconds of the bare tokeniser on the study's files, without the start of Python and spaCy."""
    done = subprocess.run(
        [sys.executable, "-c", TOKENISER, str(study / "transcripts")], capture_output=True, check=True, encoding="utf-8"
    )
    return float(done.stdout)


def command(study: Path, name: str, keep: bool) -> float:
    """Seconds of a command, from its start to its end."""
    if not keep:
        shutil.rmtree(study / "results", ignore_errors=True)
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "qualcode", "-C", str(study), name],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def main() -> None:
    """Print a row a round, and the medians."""
    options, given = (
        [text for text in sys.argv[1:] if text.startswith("--")],
        [text for text in sys.argv[1:] if not text.startswith("--")],
    )
    study, rounds = Path(given[0]), int(given[1]) if len(given) > 1 else 3
    name, warm = "run" if "--run" in options else "counts", "--warm" in options
    if warm:
        command(study, name, True)
    pairs = [(tokeniser(study), command(study, name, warm)) for _ in range(rounds)]
    for bare, whole in pairs:
        print(f"tokeniser {bare:6.2f} s   {name} {whole:6.2f} s   {whole / bare:5.2f} x")
    bare, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"medians: tokeniser {bare:.2f} s, {name} {whole:.2f} s, {whole / bare:.2f} x; largest process {most:.0f} MB")


if __name__ == "__main__":
    main()
