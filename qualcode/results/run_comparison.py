"""The last run, or the study as it stands, beside an earlier one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.errors import QualcodeError
from qualcode.people.counted import Counted
from qualcode.people.rule_history import freshness
from qualcode.results.differences import differences
from qualcode.results.history import Snapshot, kept_runs, read_run, read_whole_run, snapshot_of
from qualcode.results.revisions import at_revision
from qualcode.study.folder import Study

COLUMNS = ("kind", "what", "change", "before", "after", "explanation")
NOTHING_KNOWN: Mapping[str, str] = {}
RATES = ("before_1000", "after_1000", "before_interview", "after_interview")


def compare(study: Study, since: str | None = None) -> Table:
    """The last run beside an earlier one: a number in results/history, a git revision of the study, or (None) the one
    before.

    Columns: kind (interview, code, rule, count), what, change (new, gone, changed), before, after (units of a code),
    explanation (the interviews and rules that make the difference; of an interview whether it is fresh or seen), then
    before and after as units per 1,000 words of participants (before_1000, after_1000) and per interview
    (before_interview, after_interview), which can be compared when interviews have been added. Raises QualcodeError
    when there is no such run.
    """
    folder = study.results / "history"
    runs = kept_runs(folder)
    if not runs:
        raise QualcodeError("there is no run to compare. `qualcode run` makes the first one.")
    now = read_run(runs[-1])
    before = (
        read_run(_run(runs, since))
        if since is None or re.fullmatch(r"[0-9]{1,9}", since)
        else at_revision(study, since)
    )
    return _table(before, now, freshness(study))


def changes(counted: Counted, names: Mapping[str, str] | None = None) -> Table:
    """The study as it stands beside the last run that counted something else; no rows when there is none. Columns as in
    `compare`.

    With `names` interviews are called by them; one that is gone and has none is called by a number.
    """
    now, runs = snapshot_of(counted), reversed(kept_runs(counted.study.results / "history"))
    before = next((found for path in runs if (found := read_whole_run(path)) not in (None, now)), None) or now
    if names:
        gone = (name for name in before["texts"] if name not in names)
        shown = {**names, **{name: f"({number})" for number, name in enumerate(gone, 1)}}
        before, now = _renamed(before, shown), _renamed(now, shown)
    return _table(before, now)


def _renamed(found: Snapshot, names: Mapping[str, str]) -> Snapshot:
    """The snapshot with other names for its transcripts."""

    def renamed(by_transcript: Mapping[str, Any]) -> dict[str, Any]:
        return {names.get(name, name): value for name, value in by_transcript.items()}

    words = {"words": renamed(found["words"])} if "words" in found else {}
    units = {code: renamed(row) for code, row in found["units"].items()}
    hits = {code: {rule: renamed(row) for rule, row in rules.items()} for code, rules in found["hits"].items()}
    return {**found, **words, "texts": renamed(found["texts"]), "units": units, "hits": hits}


def _table(before: Snapshot, now: Snapshot, known: Mapping[str, str] = NOTHING_KNOWN) -> Table:
    rows = [_with_freshness(row, known) for row in differences(before, now)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"before": "Int64", "after": "Int64"})
    for name, run in (("before", before), ("after", now)):
        words = sum(run.get("words", {}).values()) / 1000  # which runs of earlier versions do not tell
        for of, size in (("1000", words), ("interview", len(run["texts"]))):
            frame[f"{name}_{of}"] = (
                (frame[name].astype("Float64") / size).round(2) if size else pd.array([None] * len(frame), "Float64")
            )
    return Table("diff", frame[[*COLUMNS, *RATES]])


def _with_freshness(row: tuple[object, ...], known: Mapping[str, str]) -> tuple[object, ...]:
    """The row of a new interview with whether rules were written on it."""
    return (
        (*row[:-1], known[str(row[1])]) if row[0] == "interview" and row[2] == "new" and str(row[1]) in known else row
    )


def _run(runs: Sequence[Path], since: str | None) -> Path:
    if since is None and len(runs) > 1:
        return runs[-2]
    found = next((path for path in runs if since and int(path.stem) == int(since)), None)
    if found is None:
        has = ", ".join(str(int(path.stem)) for path in runs)
        raise QualcodeError(
            f"there is no {'earlier run' if since is None else f'run {since}'} in results/history. Runs: {has}."
        )
    return found
