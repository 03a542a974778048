"""The log of changed codes → decisions under the codes of today, also those made under the old names on another
branch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import Problem
from qualcode.files import load_json, read_utf8
from qualcode.people.decisions import LOG, Decision, Place, standing

if TYPE_CHECKING:
    import pandas as pd

_LINE = re.compile(r"(?P<time>\S+Z) (?P<kind>rename|merge|split|move) (?P<old>\S+) → (?P<new>[^\s:]+)")
_DETAILS = re.compile(r" (\{.*\})$")
YES = ("add", "accept")


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A line of the log: when, what was done, to which code.

    `rules` are those that only the code that was merged or split had and that went along, `texts` what a split looked
    for.
    """

    time: str
    kind: str
    old: str
    new: str
    rules: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeChanges:
    """The changes of a study's codes, oldest first, and lines of the log that cannot be read."""

    path: Path
    changes: tuple[CodeChange, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_changes(root: Path) -> CodeChanges:
    """What the log of a study says; nothing without a log. Lines of two branches may stand in any order."""
    path = root / LOG
    if not path.exists():
        return CodeChanges(path)
    found, problems = list[CodeChange](), list[Problem]()
    for number, line in enumerate(read_utf8(path).splitlines(), 1):
        change = _change(line)
        found += [change] if change else []
        if change is None and line.strip():
            hint = (
                "It should be as `qualcode code` wrote it. After a git merge keep the lines of both "
                "sides, without the marks."
            )
            problems.append(Problem(f"is no change of codes: {line[:60]!r}.", path, number, hint))
    return CodeChanges(path, tuple(sorted(dict.fromkeys(found), key=lambda change: change.time)), tuple(problems))


def _change(line: str) -> CodeChange | None:
    head, details = _LINE.match(line), _DETAILS.search(line)
    if head is None:
        return None
    try:
        more: Any = load_json(details[1]) if details else {}
        rules, texts = (tuple(map(str, more.get(name, ()))) for name in ("rules", "texts"))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return CodeChange(head["time"], head["kind"], head["old"], head["new"], rules, texts)


def logged(change: CodeChange, done: str) -> str:
    """The line of a change, with what was done in words; `read_changes` reads it."""
    details = {name: list(value) for name, value in (("rules", change.rules), ("texts", change.texts)) if value}
    more = f" {json.dumps(details, ensure_ascii=False)}" if details else ""
    return f"{change.time} {done}{more}\n"


def recoded(decisions: Sequence[Decision], made: Sequence[Decision]) -> list[Decision]:
    """The decisions with other codes, `made` one for one of them, so that what held before holds under the new codes.

    Where two codes become one at a place, a yes to either is a yes.
    """
    codes = {old.place: new.place for new, old in zip(made, decisions, strict=True)}
    wanted = {codes[place]: decision for place, decision in standing(decisions).items() if decision.decision in YES}
    held, done = standing(made), list(made)
    for place, decision in wanted.items():
        if held[place].decision not in YES:
            # right after it, before what others said later
            done.append(replace(decision, code=place[3], time=held[place].time))
    return done


def called_now(
    decisions: Sequence[Decision], changes: Sequence[CodeChange], codes: Collection[str], codings: pd.DataFrame
) -> list[Decision]:
    """A coder's decisions, oldest first and with today's places, under today's codes; `codings` are the rules'.

    A code that is no longer there is followed through the log. A decision older than a split goes where a rule that was
    split off hits within its stretch, or where it holds a text that the split named; one made under a name that was
    given up is a rejection of no more than what that code's rules found.
    """
    if not changes or not any(decision.code for decision in decisions):
        return list(decisions)
    hits = _Hits(codings)
    rejected = {decision.place for decision in decisions if decision.decision == "reject"}
    made = [_followed(decision, changes, codes, hits, rejected) for decision in decisions]
    return recoded(decisions, made) if made != list(decisions) else list(decisions)


def _followed(
    decision: Decision, changes: Sequence[CodeChange], codes: Collection[str], hits: _Hits, rejected: Collection[Place]
) -> Decision:
    for change in changes:
        if decision.code != change.old or change.kind == "move":
            continue
        if change.kind == "split":
            early = decision.time < change.time or decision.code not in codes
            decision = replace(decision, code=change.new) if early and _goes_along(decision, change, hits) else decision
        elif decision.code not in codes:
            moved = replace(decision, code=change.new)
            frees = change.kind == "merge" and decision.decision == "reject" and moved.place not in rejected
            others = frees and any(rule not in change.rules for rule in hits.within(moved))
            decision = replace(moved, decision="withdraw") if others else moved
    return decision


def _goes_along(decision: Decision, change: CodeChange, hits: _Hits) -> bool:
    said = any(text.casefold() in decision.quote.casefold() for text in change.texts)
    return said or any(rule in change.rules for rule in hits.within(replace(decision, code=change.new)))


class _Hits:
    """The rules' codings by transcript and code."""

    def __init__(self, codings: pd.DataFrame) -> None:
        self._by_code: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        rows = codings[["transcript", "code", "start", "end", "rule"]]
        for transcript, code, *hit in rows.itertuples(index=False, name=None):
            self._by_code.setdefault((transcript, code), []).append(tuple(hit))

    def within(self, decision: Decision) -> Iterator[str]:
        """The rules that gave the decision's code within its stretch."""
        for start, end, rule in self._by_code.get((decision.transcript, decision.code), ()):
            if start < decision.end and decision.start < end:
                yield rule
