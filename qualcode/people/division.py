"""Dividing work: a table of which coder codes which interviews, and how far each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from qualcode.analysis.coders import PLACE
from qualcode.analysis.table import Table
from qualcode.errors import InputError, Problem, nearest
from qualcode.people.decision_places import People
from qualcode.people.decisions import person_name
from qualcode.people.read_units import looked_at
from qualcode.people.written_tables import rows_of

COLUMNS = ("coder", "interviews", "units", "read", "share")
Division = Mapping[str, Sequence[str]]  # coder → ids of interviews


def read_division(path: Path, transcripts: Sequence[str]) -> dict[str, list[str]]:
    """Who codes which interviews, by a table with the columns transcript and coder; an interview may be several
    people's.

    Raises InputError with every interview that is not in the study and every name that cannot be a coder's.
    """
    found, problems = dict[str, list[str]](), list[Problem]()
    for line, row in rows_of(path, ("transcript", "coder"), 2):
        name = row["transcript"] if row["transcript"] in transcripts else row["transcript"].rpartition(".")[0]
        if name not in transcripts:
            hint = (
                f"Did you mean {near!r}?"
                if (near := nearest(row["transcript"], transcripts))
                else f"There are: {', '.join(transcripts)}."
            )
            problems.append(Problem(f"there is no interview {row['transcript']!r}.", path, line, hint))
            continue
        try:
            coder = person_name(row["coder"])
            known = {other.casefold(): other for other in found}
            if known.get(coder.casefold(), coder) != coder:
                problems.append(
                    Problem(
                        f"{coder!r} and {known[coder.casefold()]!r} are one coder.",
                        path,
                        line,
                        "Write the name in one way.",
                    )
                )
            found.setdefault(coder, []).append(name)
        except InputError as error:
            problems += [Problem(problem.message, path, line, problem.hint) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return found


def progress_of(people: People, division: Division) -> Table:
    """How far each coder is: coder, interviews that are theirs, units of these, read of them, share."""
    units, rows = people.coded.units.drop_duplicates(PLACE), []
    for name, ids in division.items():
        own = units[units["transcript"].isin(ids)]
        read = int(looked_at(people, name, own).sum()) if name in people.files else 0
        rows.append((name, len(set(ids)), len(own), read, round(read / len(own), 4) if len(own) else 0.0))
    return Table("division", pd.DataFrame(rows, columns=list(COLUMNS)), shares=frozenset({"share"}))
