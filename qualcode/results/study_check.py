"""What keeps a study's results from being right as they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qualcode.errors import MOST, QualcodeError
from qualcode.people.applied import lost_decisions
from qualcode.people.counted import count_study
from qualcode.privacy.checking import names_left
from qualcode.privacy.key import KEY, read_key
from qualcode.privacy.key_state import STATE
from qualcode.results.codebook_check import failed_examples
from qualcode.results.record import changes_since, inputs_of, is_complete, last_record
from qualcode.results.revisions import git
from qualcode.results.run import lost_places
from qualcode.study.folder import Study, problems_of, shown_problem
from qualcode.study.key_places import known_place


def check_study(study: Study) -> list[str]:
    """What keeps a study's results from being right as they stand, a line each; nothing is written.

    Results that are out of date or were changed by hand, transcripts that cannot be read, decisions that lost their
    place, anchor examples that fail. Where git is told to leave the results out and there are none, as in a fresh
    clone, the rest is checked.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _found(replace(study, scratch=Path(folder)))


def _found(study: Study) -> list[str]:
    last, inputs = last_record(study), inputs_of(study)
    changes = list(changes_since(last.get("inputs"), inputs))
    if not last:
        found = [] if _out_of_git(study) else ["there are no results yet"]
    else:
        found = [f"out of date: {change}" for change in changes]
        if not found and not is_complete(study, last):
            found = ["files in results/ are missing or were changed by hand"]
    problems, lost = _checked_anew(study) if changes else (last["problems"], last["lost"])
    found += [f"not read: {problem}" for problem in dict.fromkeys((*problems, *inputs["unreadable"]))]
    if lost:
        found.append(lost_places(lost))
    return [*found, *failed_examples(study), *_names_left(study)]


def _names_left(study: Study) -> list[str]:
    """The names that stand in a study from which names were taken out, where this machine knows its key."""
    if not (study.root / STATE).exists():
        return []
    folder = known_place(study.root)
    if folder is None or not (folder / KEY).exists():
        return []
    left = names_left(study.root, read_key(folder)).left
    more = [f"… and {len(left) - MOST} more: `qualcode names check` shows all."] if len(left) > MOST else []
    return [f"a name is left: {one}" for one in left[:MOST]] + more


def _checked_anew(study: Study) -> tuple[list[str], int]:
    """The problems of a study as it stands, and how many decisions lost their place."""
    try:
        found = count_study(study)
        return [shown_problem(problem, study) for problem in found.problems], len(lost_decisions(found.people))
    except QualcodeError as error:
        return [shown_problem(problem, study) for problem in problems_of(error, study.root)], 0


def _out_of_git(study: Study) -> bool:
    """Whether git is told to leave the results out."""
    try:
        return git(study, "check-ignore", "--quiet", "results/run.json").returncode == 0
    except QualcodeError:  # no git
        return False
