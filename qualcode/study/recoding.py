"""Changes of codes that reach the codebook and everyone's codings together, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from qualcode.codebook import codebook_of
from qualcode.codebook.editing import Change, edited, merge, move, rename, split
from qualcode.coding.human import FOLDER, Decision, Place, as_line, coder_paths, read_decisions, standing
from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, replace_together
from qualcode.model import RULES_CODER
from qualcode.schema import parsed_yaml
from qualcode.study.alone import all_alone
from qualcode.study.folder import JOURNAL, Study
from qualcode.study.line import Line
from qualcode.study.people import anchored

LOG = f"{FOLDER}/changes.log"
Recode = Callable[[str, Decision], str]  # a coder's decision → its code from now on


def rename_code(study: Study, old: str, new: str, label: str | None = None) -> str:
    """Give a code another id; returns what was done, as in the log. Raises QualcodeError, and nothing is changed then."""
    return _change(study, rename(old, new, label), lambda _, d: new if d.code == old else d.code, f"rename {old} → {new}")


def merge_codes(study: Study, gone: str, into: str) -> str:
    """Make one code of two; what carried either carries `into`."""
    return _change(study, merge(gone, into), lambda _, d: into if d.code == gone else d.code, f"merge {gone} → {into}")


def move_code(study: Study, code: str, under: str | None) -> str:
    """Put a code under another one, or among the themes; people's codings keep their code."""
    return _change(study, move(code, under), lambda _, d: d.code, f"move {code} → {under or 'themes'}")


def split_code(
    study: Study, code: str, new: str, rules: Sequence[str], texts: Sequence[str] = (), label: str | None = None, below: bool = False
) -> str:
    """Make a new code of some of a code's rules.

    People's decisions about `code` go to the new one where a moved rule hits within their stretch, or where it contains one of `texts`.
    """
    line = Line(study)
    hits: dict[str, list[tuple[int, int]]] = {}
    codings = line.codings_of(RULES_CODER)
    rows = codings[(codings["code"] == code) & codings["rule"].isin(rules)]
    for transcript, start, end in rows[["transcript", "start", "end"]].itertuples(index=False, name=None):
        hits.setdefault(transcript, []).append((start, end))
    now = {name: {(d.time, d.place[3]): d for d in line.people.placed(name)} for name in line.people.files}

    def recode(coder: str, decision: Decision) -> str:
        if decision.code != code:
            return decision.code
        placed = now[coder].get((decision.time, decision.code), decision)
        hit = any(a < placed.end and placed.start < b for a, b in hits.get(placed.transcript, ()))
        said = any(text.casefold() in decision.quote.casefold() for text in texts)
        return new if hit or said else code

    wanted = ", ".join((*rules, *(f'"{text}"' for text in texts)))
    return _change(study, split(code, new, rules, label, below), recode, f"split {code} → {new} ({wanted})")


def _change(study: Study, change: Change, recode: Recode, what: str) -> str:
    path, root = study.codebook_path, study.root
    if not path.resolve().is_relative_to(root.resolve()):
        raise InputError([Problem("this codebook is not in the study, so it is not changed together with the codings.", path)])
    files = coder_paths(root / FOLDER)
    with all_alone(study.results, files):
        text = edited(path, change)
        codebook_of(*parsed_yaml(text, path), path)  # the change must leave a codebook
        contents: dict[Path, bytes] = {path: text.encode("utf-8")}
        told = [f"codebook {path.relative_to(root).as_posix()}"]
        for coder, file in files.items():
            data, number = _recoded(file, coder, recode)
            if number:
                contents[file] = data
                told.append(f"{number} decision{'s' * (number != 1)} of {coder}")
        done = f"{what}: {', '.join(told)}"
        line = f"{datetime.now(UTC).isoformat(timespec='seconds').replace('+00:00', 'Z')} {done}"
        log = root / LOG
        contents[log] = (read_bytes(log) if log.exists() else b"") + line.encode("utf-8") + b"\n"
        replace_together(root, contents, root / JOURNAL)
    return done


def _recoded(path: Path, coder: str, recode: Recode) -> tuple[bytes, int]:
    """The coder's file with other codes, and how many decisions changed; raises InputError for a line that cannot be read.

    Where two codes become one at a place, a yes to either is a yes.
    """
    read = read_decisions(path)
    if read.problems:
        raise InputError(read.problems)
    made = [replace(decision, code=recode(coder, decision)) for decision in read.decisions]
    number = sum(new != old for new, old in zip(made, read.decisions, strict=True))
    if not number:
        return b"", 0
    codes = {old.place: new.place for new, old in zip(made, read.decisions, strict=True)}
    wanted: dict[Place, Decision] = {}
    for place, decision in standing(read.decisions).items():
        if decision.decision in ("add", "accept"):
            wanted[codes[place]] = decision
    held = standing(made)
    time = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    for place, decision in wanted.items():
        if held[place].decision not in ("add", "accept"):
            made.append(replace(decision, code=place[3], time=time))
    return b"".join(map(as_line, made)), number


def update_places(line: Line) -> list[tuple[str, int, int]]:
    """Write each coder's decisions with the places, quotes and context of the transcripts as they are now.

    Returns the coder, how many decisions changed and how many were not found, which stay as they were.
    """
    study, contents, told = line.study, dict[Path, bytes](), list[tuple[str, int, int]]()
    files = coder_paths(study.root / FOLDER)
    with all_alone(study.results, files):
        for coder, path in files.items():
            read = read_decisions(path)
            if read.problems:
                raise InputError(read.problems)
            now = _as_now(line, read.decisions)
            moved = sum(new is not None and new != old for new, old in zip(now, read.decisions, strict=True))
            if moved:
                contents[path] = b"".join(as_line(new or old) for new, old in zip(now, read.decisions, strict=True))
            told.append((coder, moved, now.count(None)))
        if contents:
            replace_together(study.root, contents, study.root / JOURNAL)
    return told


def _as_now(line: Line, decisions: Sequence[Decision]) -> list[Decision | None]:
    """Each decision with its place in the transcript as it is now; None where that is not found."""
    found: dict[int, Decision | None] = {}
    for name in dict.fromkeys(decision.transcript for decision in decisions):
        own = [(i, decision) for i, decision in enumerate(decisions) if decision.transcript == name]
        text = line.text_of(name) if name in line.readable() else ""
        placed = anchored([decision for _, decision in own], text) if text else [None] * len(own)
        found |= {i: now for (i, _), now in zip(own, placed, strict=True)}
    return [found[i] for i in range(len(decisions))]
