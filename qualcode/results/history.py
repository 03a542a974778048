"""What a run counted, small enough to keep every run: results/history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, Problem
from qualcode.files import read_utf8, write_atomic
from qualcode.sealed_json import sealed, unsealed

if TYPE_CHECKING:
    from qualcode.analysis.tidy import Tidy
    from qualcode.people.code_changes import CodeChange
    from qualcode.people.counted import Counted

Snapshot = dict[str, Any]


def snapshot_of(counted: Counted) -> Snapshot:
    """The snapshot of a study as it stands."""
    corpus, read = counted.corpus, set(counted.coded.transcripts)
    texts = {name: str(content) for name, content in corpus.hashes.items() if name in read}
    return snapshot(counted.tidy, texts, counted.people.changes.changes)


def snapshot(tidy: Tidy, texts: Mapping[str, str], changes: Sequence[CodeChange] = ()) -> Snapshot:
    """What was counted: `texts` (transcript → hash of its file), `words` (transcript → participants' words), `rules`
    (code → its rules), `units` (code → transcript → units, a theme with its subcodes), `families` (code → itself and
    its subcodes), `hits` (code → rule → transcript → codings), `changes` (kind, old and new code of each rename and
    merge so far).
    """
    from qualcode.analysis import crosstab

    codings = tidy.codings
    hits: dict[str, dict[str, dict[str, int]]] = {}
    sizes = codings.groupby(["code", "rule", "transcript"], sort=False).size().reset_index(name="n")
    for code, rule, transcript, n in sizes.itertuples(index=False, name=None):
        hits.setdefault(code, {}).setdefault(rule, {})[transcript] = int(n)
    table = crosstab(tidy, "code", "transcript").frame.drop(columns="total").set_index("code")
    units = {str(code): {str(t): int(n) for t, n in row.items() if n} for code, row in table.to_dict("index").items()}
    rules = {
        p.code.id: sorted({rule.source for found in p.code.rules.values() for rule in found})
        for p in tidy.codebook.walk()
    }
    families = {place.code.id: sorted(tidy.family(place.code.id)) for place in tidy.codebook.walk()}
    made = [[change.kind, change.old, change.new] for change in changes if change.kind in ("rename", "merge")]
    words = (
        tidy.units[tidy.units["role"] == "participant"].groupby("transcript", sort=False, observed=True)["words"].sum()
    )
    said = {str(name): int(n) for name, n in words.items()}
    return {
        "texts": dict(texts),
        "words": said,
        "rules": rules,
        "units": units,
        "families": families,
        "hits": hits,
        "changes": made,
    }


def keep_run(folder: Path, found: Snapshot) -> None:
    """Add a run to the history unless it is as the last one."""
    runs = kept_runs(folder)
    if not runs or read_whole_run(runs[-1]) != found:
        number = int(runs[-1].stem) + 1 if runs else 1
        write_atomic(folder / f"{number:04}.json", sealed(found))


def kept_runs(folder: Path) -> list[Path]:
    """The files of earlier runs, oldest first."""
    return sorted(
        (path for path in folder.glob("*.json") if re.fullmatch(r"[0-9]{1,9}", path.stem)),
        key=lambda path: int(path.stem),
    )


def read_whole_run(path: Path) -> Snapshot | None:
    """A run that was kept; None when it cannot be read."""
    try:
        return read_run(path)
    except InputError:
        return None


def read_run(path: Path) -> Snapshot:
    """A run that was kept; raises InputError when it cannot be read."""
    try:
        found = unsealed(read_utf8(path))
        _ = found["texts"], found["rules"], found["units"], found["families"], found["hits"]
        return found
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            [Problem("is not a run that can be read (damaged, or changed by hand).", path, hint="Delete it.")]
        ) from error
