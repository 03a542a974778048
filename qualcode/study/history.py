"""What a run counted, small enough to keep every run, and what explains the difference between two of them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import load_json, read_bytes, read_utf8, sha256, write_atomic
from qualcode.study.code_changes import CodeChange
from qualcode.study.folder import Study, open_study
from qualcode.study.line import Line

if TYPE_CHECKING:
    from qualcode.analysis.table import Table
    from qualcode.analysis.tidy import Tidy

Snapshot = dict[str, Any]
SEAL = "checksum"
_SAFELY = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=")  # git runs nothing of a stranger's
COLUMNS = ("kind", "what", "change", "before", "after", "explanation")


def snapshot(tidy: Tidy, texts: Mapping[str, str], changes: Sequence[CodeChange] = ()) -> Snapshot:
    """What was counted: `texts` (transcript → hash of its file), `rules` (code → its rules), `units` (code → transcript → units, a
    theme with its subcodes), `families` (code → itself and its subcodes), `hits` (code → rule → transcript → codings), `changes` (kind, old
    and new code of each rename and merge so far)."""
    from qualcode.analysis import crosstab

    codings = tidy.codings
    hits: dict[str, dict[str, dict[str, int]]] = {}
    sizes = codings.groupby(["code", "rule", "transcript"], sort=False).size().reset_index(name="n")
    for code, rule, transcript, n in sizes.itertuples(index=False, name=None):
        hits.setdefault(code, {}).setdefault(rule, {})[transcript] = int(n)
    table = crosstab(tidy, "code", "transcript").frame.drop(columns="total").set_index("code")
    units = {str(code): {str(t): int(n) for t, n in row.items() if n} for code, row in table.to_dict("index").items()}
    rules = {p.code.id: sorted({rule.source for found in p.code.rules.values() for rule in found}) for p in tidy.codebook.walk()}
    families = {place.code.id: sorted(tidy.family(place.code.id)) for place in tidy.codebook.walk()}
    made = [[change.kind, change.old, change.new] for change in changes if change.kind in ("rename", "merge")]
    return {"texts": dict(texts), "rules": rules, "units": units, "families": families, "hits": hits, "changes": made}


def keep_run(folder: Path, found: Snapshot) -> None:
    """Add a run to the history unless it is as the last one."""
    runs = kept_runs(folder)
    if not runs or _read_whole(runs[-1]) != found:
        number = int(runs[-1].stem) + 1 if runs else 1
        write_atomic(folder / f"{number:04}.json", sealed(found))


def sealed(content: Mapping[str, Any]) -> str:
    """A JSON object as the text of a file, with the checksum of its contents, which `unsealed` checks."""
    plain = json.loads(json.dumps(content, ensure_ascii=False))
    return json.dumps({**plain, SEAL: sha256(json.dumps(plain, ensure_ascii=False))}, ensure_ascii=False, indent=1)


def unsealed(text: str) -> dict[str, Any]:
    """The JSON object in a text, without its checksum; raises ValueError when it is not as it was written."""
    found = load_json(text)
    if not isinstance(found, dict):
        raise ValueError("no object")
    seal = found.pop(SEAL, None)
    if seal is not None and seal != sha256(json.dumps(found, ensure_ascii=False)):
        raise ValueError("the checksum differs")
    return found


def _read_whole(path: Path) -> Snapshot | None:
    """A run that was kept; None when it cannot be read."""
    try:
        return _read(path)
    except InputError:
        return None


def kept_runs(folder: Path) -> list[Path]:
    """The files of earlier runs, oldest first."""
    return sorted((path for path in folder.glob("*.json") if re.fullmatch(r"[0-9]{1,9}", path.stem)), key=lambda path: int(path.stem))


def compare(study: Study, since: str | None = None) -> Table:
    """The last run beside an earlier one: a number in results/history, a git revision of the study, or (None) the one before.

    Columns: kind (interview, code, rule, count), what, change (new, gone, changed), before, after (units of a code), explanation (the
    interviews and rules that make the difference). Raises QualcodeError when there is no such run.
    """
    folder = study.results / "history"
    runs = kept_runs(folder)
    if not runs:
        raise QualcodeError("there is no run to compare. `qualcode run` makes the first one.")
    now = _read(runs[-1])
    before = _read(_run(runs, since)) if since is None or re.fullmatch(r"[0-9]{1,9}", since) else at_revision(study, since)
    return _table(before, now)


def changes(line: Line, tidy: Tidy, names: Mapping[str, str] | None = None) -> Table:
    """The study as it stands beside the last run that counted something else; no rows when there is none. Columns as in `compare`.

    With `names` interviews are called by them; one that is gone and has none is called by a number.
    """
    now = snapshot_of(line, tidy)
    earlier = (found for path in reversed(kept_runs(line.study.results / "history")) if (found := _read_whole(path)) not in (None, now))
    before = next(earlier, None) or now
    if names:
        gone = (name for name in before["texts"] if name not in names)
        shown = {**names, **{name: f"({number})" for number, name in enumerate(gone, 1)}}
        before, now = _renamed(before, shown), _renamed(now, shown)
    return _table(before, now)


def _renamed(found: Snapshot, names: Mapping[str, str]) -> Snapshot:
    """The snapshot with other names for its transcripts."""

    def renamed(by_transcript: Mapping[str, Any]) -> dict[str, Any]:
        return {names.get(name, name): value for name, value in by_transcript.items()}

    units = {code: renamed(row) for code, row in found["units"].items()}
    hits = {code: {rule: renamed(row) for rule, row in rules.items()} for code, rules in found["hits"].items()}
    return {**found, "texts": renamed(found["texts"]), "units": units, "hits": hits}


def _table(before: Snapshot, now: Snapshot) -> Table:
    import pandas as pd

    from qualcode.analysis.table import Table

    frame = pd.DataFrame(list(differences(before, now)), columns=list(COLUMNS))
    return Table("diff", frame.astype({"before": "Int64", "after": "Int64"}))


def _run(runs: Sequence[Path], since: str | None) -> Path:
    if since is None and len(runs) > 1:
        return runs[-2]
    found = next((path for path in runs if since and int(path.stem) == int(since)), None)
    if found is None:
        has = ", ".join(str(int(path.stem)) for path in runs)
        raise QualcodeError(f"there is no {'earlier run' if since is None else f'run {since}'} in results/history. Runs: {has}.")
    return found


def _read(path: Path) -> Snapshot:
    try:
        found = unsealed(read_utf8(path))
        _ = found["texts"], found["rules"], found["units"], found["families"], found["hits"]
        return found
    except (ValueError, KeyError, TypeError) as error:
        raise InputError([Problem("is not a run that can be read (damaged, or changed by hand).", path, hint="Delete it.")]) from error


def at_revision(study: Study, revision: str) -> Snapshot:
    """What the study counts as it stood in a git revision, coded anew by this program."""
    import tempfile

    if revision.startswith("-"):
        raise QualcodeError(f"{revision!r} is no revision.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        for path, data in _files_at(study, revision):
            target = Path(name) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return snapshot_of(Line(open_study(Path(name), trusted=study.trusted)))


def _files_at(study: Study, revision: str) -> Iterator[tuple[str, bytes]]:
    """The study's files in a revision as they are stored: no filter of the repository's is run, and no link followed."""
    tree = git(study, "ls-tree", "-r", "-z", revision)
    if tree.returncode:
        message = tree.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"]
        raise QualcodeError(f"{revision!r} is neither a run nor a git revision of this study ({message[0]}).")
    for entry in filter(None, tree.stdout.split(b"\0")):
        head, _, raw = entry.partition(b"\t")
        mode, kind, number = head.decode("ascii").split(" ")
        path = raw.decode("utf-8", "replace")
        if kind != "blob" or mode == "120000" or path.startswith(("results/", "/")) or ".." in Path(path).parts:
            continue
        found = git(study, "cat-file", "blob", number)
        if found.returncode:
            raise QualcodeError(f"{path} of {revision!r} cannot be read from git.")
        yield path, found.stdout


def git(study: Study, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """What git answers in a study's folder, where it runs nothing of the repository's. Raises QualcodeError without git."""
    import os

    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # Windows would take a git.exe of the folder at hand first
    alone = {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        return subprocess.run(["git", *_SAFELY, *arguments], cwd=study.root, env=alone, capture_output=True, check=False)
    except OSError as error:
        raise QualcodeError("git is not installed, so a revision cannot be read. Name a run by its number.") from error


def snapshot_of(line: Line, tidy: Tidy | None = None) -> Snapshot:
    """The snapshot of a study as it stands; `tidy` when it is there already."""
    tidy = tidy or line.tidy()
    read = set(tidy.levels["transcript"])
    texts = {source.id: sha256(read_bytes(source.path)) for source in line.study.sources if source.id in read}
    return snapshot(tidy, texts, line.people.changes.changes)


def differences(before: Snapshot, now: Snapshot) -> Iterator[tuple[object, ...]]:
    """The rows of `compare`: interviews, codes, rules, then counts with what explains them."""
    texts = dict(_changes(before["texts"], now["texts"]))
    yield from (("interview", name, change, None, None, "") for name, change in texts.items())
    before, merged, renamed = _under_todays_codes(before, now)
    yield from (("code", new, "renamed", None, None, f"from {old}") for new, old in renamed.items())
    yield from (("code", gone, "merged", None, None, f"into {into}") for gone, into in merged.items())
    for code, change in _changes(dict.fromkeys(before["rules"]), dict.fromkeys(now["rules"])):
        yield "code", code, change, None, None, ""
    yield from _moved(before, now)
    rules = {code: dict(_changes(*(dict.fromkeys(found["rules"].get(code, ())) for found in (before, now)))) for code in now["rules"]}
    yield from (("rule", f"{code}: {rule}", change, None, None, "") for code, found in rules.items() for rule, change in found.items())
    for code in dict.fromkeys((*now["units"], *before["units"])):
        old, new = (found["units"].get(code, {}) for found in (before, now))
        if old != new and code not in merged:
            row = ("count", code, "changed", sum(old.values()), sum(new.values()))
            yield *row, "; ".join(_explained(code, old, new, texts, before, now, merged))


def _under_todays_codes(before: Snapshot, now: Snapshot) -> tuple[Snapshot, dict[str, str], dict[str, str]]:
    """The earlier run under today's ids; the codes merged since (gone → into) and renamed (new → old).

    What a merged code's rules found and its place in the tree are the other's; the units of both are not added up.
    """
    known = before.get("changes", [])
    since = [change for change in now.get("changes", []) if change not in known]
    called, merged = dict[str, str](), dict[str, str]()
    for kind, old, new in since:
        if kind == "merge":
            merged[old] = new
        for code in [code for code, today in called.items() if today == old] + [old]:
            called[code] = new
    ids = {code: called.get(code, code) for code in before["rules"]}
    renamed = {ids[code]: code for code in ids if ids[code] != code and ids[code] not in before["rules"] and ids[code] in now["rules"]}
    merged = {code: ids[code] for code in ids if ids[code] != code and code not in renamed.values()}
    rules, families, hits = dict[str, list[str]](), dict[str, list[str]](), dict[str, dict[str, dict[str, int]]]()
    for code, today in ids.items():
        rules[today] = sorted({*rules.get(today, ()), *before["rules"][code]})
        below = (ids.get(other, other) for other in before["families"].get(code, ()) if other not in merged)
        families[today] = sorted({*families.get(today, ()), *below})
        for rule, found in before["hits"].get(code, {}).items():
            row = hits.setdefault(today, {}).setdefault(rule, {})
            row.update({name: row.get(name, 0) + n for name, n in found.items()})
    units = {(code if code in merged else ids[code]): row for code, row in before["units"].items()}
    held = {
        ids[code]: [ids.get(other, other) if other not in merged else other for other in before["families"].get(code, ())] for code in ids
    }
    return {**before, "rules": rules, "families": families, "hits": hits, "units": units, "held": held}, merged, renamed


def _moved(before: Snapshot, now: Snapshot) -> Iterator[tuple[object, ...]]:
    """A row for each code that stands under another code than before."""
    above = [{code: _parent(found["families"], code) for code in found["families"]} for found in (before, now)]
    for code, parent in above[1].items():
        if code in above[0] and above[0][code] != parent:
            yield "code", code, "moved", None, None, f"under {parent}" if parent else "a theme"


def _parent(families: Mapping[str, Sequence[str]], code: str) -> str:
    """The code right above another one: the one with the smallest family that holds it."""
    return min(
        (name for name, family in families.items() if code in family and name != code), key=lambda name: len(families[name]), default=""
    )


def _changes(before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys((*now, *before)):
        if name not in before or name not in now:
            yield name, "new" if name in now else "gone"
        elif before[name] != now[name]:
            yield name, "changed"


def _explained(
    code: str,
    old: Mapping[str, int],
    new: Mapping[str, int],
    texts: Mapping[str, str],
    before: Snapshot,
    now: Snapshot,
    merged: Mapping[str, str],
) -> Iterator[str]:
    """For each interview whose number differs: by how much, and the interview's, the codes' or the rules' change behind it."""
    own, was, held = now["families"].get(code, ()), before["families"].get(code, ()), before["held"].get(code, ())
    for name in dict.fromkeys((*new, *old)):
        difference = new.get(name, 0) - old.get(name, 0)
        if difference:
            changes = [
                *(f"{gone} merged into it" for gone, into in merged.items() if into == code and before["units"].get(gone, {}).get(name)),
                *(f"{gone} merged into {into}" for gone, into in merged.items() if gone in held and into not in own),
                *(f"{other} moved here" for other in own if other not in was and before["units"].get(other, {}).get(name)),
                *(f"{other} moved away" for other in was if other not in own and now["units"].get(other, {}).get(name)),
                *(text for other in dict.fromkeys((*own, *was)) for text in _by_rule(other, name, before, now)),
            ]
            because = f"{texts[name]} interview" if name in texts else ", ".join(changes) or "other words of the same units"
            yield f"{name} {difference:+d} ({because})"


def _by_rule(code: str, transcript: str, before: Snapshot, now: Snapshot) -> Iterator[str]:
    old, new = ({rule: found.get(transcript, 0) for rule, found in run["hits"].get(code, {}).items()} for run in (before, now))
    for rule in dict.fromkeys((*new, *old)):
        difference = new.get(rule, 0) - old.get(rule, 0)
        if difference:
            yield f"{rule or 'by people'} {difference:+d}"
