"""Changes of codes that reach the codebook and everyone's codings together, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from qualcode.codebook import codebook_of
from qualcode.codebook.editing import Change, edited, merge, move, rename, split
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, real, replace_together
from qualcode.people.applied import lost_decisions
from qualcode.people.code_changes import CodeChange, logged, recoded
from qualcode.people.decision_places import People, as_now, people_of
from qualcode.people.decisions import FOLDER, LOG, Decision, append, as_line, coder_paths, read_decisions, written_time
from qualcode.people.locks import all_alone, open_elsewhere
from qualcode.people.written_tables import TABLES
from qualcode.people.written_tables import recoded as recoded_table
from qualcode.schema import parsed_yaml
from qualcode.study.folder import JOURNAL, Study

# a coder's decision, by its place in the file's order of time → what it is from now on
Recode = Callable[[str, int, Decision], Decision]


def rename_code(study: Study, old: str, new: str, label: str | None = None) -> str:
    """Give a code another id; returns what was done, as in the log. Raises QualcodeError, and nothing is changed then.

    When the codebook has the new id already, and the old one stands in people's decisions alone, only these are
    changed.
    """
    codes = {place.code.id for place in study.codebook.walk()}
    change = None if old not in codes and new in codes and label is None else rename(old, new, label)
    return _change(
        study, change, lambda _, _n, d: replace(d, code=new) if d.code == old else d, _now("rename", old, new)
    )


def merge_codes(study: Study, gone: str, into: str) -> str:
    """Make one code of two; what carried either carries `into`.

    A rejection of one where the rules gave the other is taken back: it would reject that too.
    """
    people = people_of(study)
    rules = people.coded.codings
    hits: dict[tuple[str, str], list[tuple[int, int]]] = {}
    rows = rules[rules["code"].isin([gone, into])]
    for transcript, code, start, end in rows[["transcript", "code", "start", "end"]].itertuples(index=False, name=None):
        hits.setdefault((transcript, code), []).append((start, end))
    now = {name: as_now(file.decisions, people.corpus) for name, file in people.files.items()}

    def free(coder: str, number: int, decision: Decision) -> bool:
        placed = now[coder][number]
        if decision.decision != "reject" or decision.code not in (gone, into) or placed is None:
            return False
        other = into if decision.code == gone else gone
        own = {d.place[1:3] for d in now[coder] if d is not None and d.decision == "reject" and d.code == other}
        spans = hits.get((placed.transcript, other), ())
        return any(a < placed.end and placed.start < b and (a, b) not in own for a, b in spans)

    def recode(coder: str, number: int, decision: Decision) -> Decision:
        made = replace(decision, code=into) if decision.code == gone else decision
        return replace(made, decision="withdraw") if free(coder, number, decision) else made

    return _change(
        study, merge(gone, into), recode, _now("merge", gone, into, sorted(_rules(study, gone) - _rules(study, into)))
    )


def _rules(study: Study, code: str) -> set[str]:
    found = (place.code.rules.values() for place in study.codebook.walk() if place.code.id == code)
    return {rule.source for by_language in found for rules in by_language for rule in rules}


def move_code(study: Study, code: str, under: str | None) -> str:
    """Put a code under another one, or among the themes; people's codings keep their code."""
    return _change(study, move(code, under), lambda _, _n, d: d, _now("move", code, under or "themes"))


def split_code(
    study: Study,
    code: str,
    new: str,
    rules: Sequence[str],
    texts: Sequence[str] = (),
    label: str | None = None,
    below: bool = False,
) -> str:
    """Make a new code of some of a code's rules.

    People's decisions about `code` go to the new one where a moved rule hits within their stretch, or where it contains
    one of `texts`.
    """
    people = people_of(study)
    hits: dict[str, list[tuple[int, int]]] = {}
    codings = people.coded.codings
    rows = codings[(codings["code"] == code) & codings["rule"].isin(rules)]
    for transcript, start, end in rows[["transcript", "start", "end"]].itertuples(index=False, name=None):
        hits.setdefault(transcript, []).append((start, end))
    now = {name: as_now(file.decisions, people.corpus) for name, file in people.files.items()}

    def recode(coder: str, number: int, decision: Decision) -> Decision:
        if decision.code != code:
            return decision
        placed = now[coder][number] or decision
        hit = any(a < placed.end and placed.start < b for a, b in hits.get(placed.transcript, ()))
        said = any(text.casefold() in decision.quote.casefold() for text in texts)
        return replace(decision, code=new) if hit or said else decision

    return _change(study, split(code, new, rules, label, below), recode, _now("split", code, new, rules, texts))


def _now(kind: str, old: str, new: str, rules: Sequence[str] = (), texts: Sequence[str] = ()) -> CodeChange:
    time = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return CodeChange(time, kind, old, new, tuple(rules), tuple(texts))


def _change(study: Study, change: Change | None, recode: Recode, made: CodeChange) -> str:
    path, root = study.codebook_path, study.root
    if not real(path).is_relative_to(real(root)):
        raise InputError(
            [Problem("this codebook is not in the study, so it is not changed together with the codings.", path)]
        )
    files = coder_paths(root / FOLDER)
    with all_alone(study.results, {*files, *open_elsewhere(study.results)}):
        contents, told = dict[Path, bytes](), list[str]()
        if change is not None:
            text = edited(path, change)
            codebook_of(*parsed_yaml(text.removeprefix("\ufeff"), path), path)  # the change must leave a codebook
            contents[path] = text.encode("utf-8")
            told.append(f"codebook {path.relative_to(root).as_posix()}")
        made_anew = [(coder, file, *_recoded(file, coder, recode)) for coder, file in files.items()]
        contents |= {file: data for _, file, data, number in made_anew if number}
        told += [f"{number} decision{'s' * (number != 1)} of {coder}" for coder, _, _, number in made_anew if number]
        contents |= _tables(root, made)
        done = f"{made.kind} {made.old} → {made.new}: {', '.join(told) or 'no decision has it'}"
        log = root / LOG
        contents[log] = (read_bytes(log) if log.exists() else b"") + logged(made, done).encode("utf-8")
        replace_together(root, contents, root / JOURNAL)
    return done


def _tables(root: Path, made: CodeChange) -> dict[Path, bytes]:
    """What people wrote beside their decisions, with the new id of a code that was renamed or merged."""
    paths = [root / name for name in TABLES if made.kind in ("rename", "merge") and (root / name).exists()]
    return {path: data for path in paths if (data := recoded_table(path, {made.old: made.new})) is not None}


def _recoded(path: Path, coder: str, recode: Recode) -> tuple[bytes, int]:
    """The coder's file with other codes, and how many decisions changed; raises InputError for a line that cannot be
    read.
    """
    read = read_decisions(path)
    if read.problems:
        raise InputError(read.problems)
    made = [recode(coder, n, decision) for n, decision in enumerate(read.decisions)]
    number = sum(new != old for new, old in zip(made, read.decisions, strict=True))
    return b"".join(map(as_line, recoded(read.decisions, made))) if number else b"", number


def update_places(people: People) -> list[tuple[str, int, int]]:
    """Write each coder's decisions with the places, quotes and context of the transcripts as they are now.

    Returns the coder, how many decisions changed and how many were not found, which stay as they were.
    """
    files = coder_paths(people.folder)
    with all_alone(people.corpus.study.results, files):
        return settle(people, files)


def settle(people: People, coders: Iterable[str]) -> list[tuple[str, int, int]]:
    """`update_places` for some coders, whose files must be this program's alone; one without a file is left out."""
    contents, told = dict[Path, bytes](), list[tuple[str, int, int]]()
    files = coder_paths(people.folder)
    for coder in coders:
        if coder not in files:
            continue
        read = read_decisions(files[coder])
        now = as_now(read.decisions, people.corpus)
        made = people.called_now([new or old for new, old in zip(now, read.decisions, strict=True)])
        # what is added stands at the end
        moved = sum(new != old for new, old in zip(made, read.decisions, strict=False))
        if moved and read.problems:
            raise InputError(read.problems)
        if moved:
            contents[files[coder]] = b"".join(map(as_line, made))
        told.append((coder, moved, now.count(None)))
    if contents:
        root = people.corpus.study.root
        replace_together(root, contents, root / JOURNAL)
    return told


def take_back_lost(people: People) -> dict[str, int]:
    """Withdraw the decisions that count nowhere, in their coders' files; returns how many by coder."""
    time, by_coder = written_time(datetime.now(UTC)), dict[str, list[Decision]]()
    for lost in lost_decisions(people):
        by_coder.setdefault(lost.coder, []).append(replace(lost.decision, decision="withdraw", memo="", time=time))
    with all_alone(people.corpus.study.results, by_coder):
        for coder, decisions in by_coder.items():
            append(people.files[coder].path, decisions)
    return {coder: len(decisions) for coder, decisions in by_coder.items()}
