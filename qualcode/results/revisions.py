"""A study as it stood in a revision of git, which runs nothing of the repository's."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.results.history import Snapshot, snapshot_of
from qualcode.study.folder import Study, open_study

_SAFELY = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=")  # git runs nothing of a stranger's


def at_revision(study: Study, revision: str) -> Snapshot:
    """What the study counts as it stood in a git revision, coded anew by this program."""
    from qualcode.people.counted import count_study

    if revision.startswith("-"):
        raise QualcodeError(f"{revision!r} is no revision.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        for path, data in _files_at(study, revision):
            target = Path(name) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return snapshot_of(count_study(open_study(Path(name), trusted=study.trusted)))


def _files_at(study: Study, revision: str) -> Iterator[tuple[str, bytes]]:
    """The study's files in a revision as they are stored: no filter of the repository's is run, and no link
    followed.
    """
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
    """What git answers in a study's folder, where it runs nothing of the repository's. Raises QualcodeError without
    git.
    """
    import os

    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # Windows would take a git.exe of the folder at hand first
    alone = {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        return subprocess.run(
            ["git", *_SAFELY, *arguments], cwd=study.root, env=alone, capture_output=True, check=False
        )
    except OSError as error:
        raise QualcodeError("git is not installed, so a revision cannot be read. Name a run by its number.") from error
