"""Where a key may be, and what a study says of its key."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import load_json, read_bytes, read_utf8, real, sha256
from qualcode.privacy.key import KEY, ORIGINALS, STEP, Key, names_in_key
from qualcode.privacy.table import FOLDER

STATE = f"{FOLDER}/key.json"


def check_place(folder: Path, root: Path) -> None:
    """Raise InputError for a folder in the study, or in a git work tree that does not ignore it: the key must not
    travel with the study.
    """
    place = real(folder)
    if place.is_relative_to(real(root)):
        hint = "Name a folder outside it, where only you read: --key ~/keys/my-study"
        raise InputError([Problem("the key cannot be kept in the study.", folder, hint=hint)])
    tree = next((above for above in (place, *place.parents) if (above / ".git").exists()), None)
    kept = (place / KEY, place / "step-001" / STEP, place / "step-001" / ORIGINALS / "transcripts" / "H1.txt")
    if tree is not None and not all(_is_ignored(path, tree) for path in kept):
        hint = "Name a folder outside of it, or have git ignore this one: add its name to .gitignore."
        raise InputError([Problem(f"the key would be in the git repository {tree}.", folder, hint=hint)])


def _is_ignored(path: Path, tree: Path) -> bool:
    try:
        done = subprocess.run(
            ["git", "-C", str(tree), "check-ignore", "-q", str(path)], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def fingerprint(key: Key) -> str:
    """What tells this key from others, without telling what is in it."""
    return sha256(read_bytes(key.path))[:16]


@dataclass(frozen=True)
class State:
    """What a study says of its key: the key's fingerprint, how many names it has, the step of it that the study stands
    at, and the study's own mark, by which the key knows it.
    """

    key: str
    names: int
    step: str
    study: str

    def as_bytes(self) -> bytes:
        """The state as it is written."""
        return (json.dumps(asdict(self)) + "\n").encode("utf-8")


def state_of(root: Path) -> State | None:
    """What a study says of its key; None when no names were taken out of it. Raises InputError for a file that cannot
    be read.
    """
    path = root / STATE
    if not path.exists():
        return None
    try:
        data: Any = load_json(read_utf8(path))
        return State(str(data["key"]), int(data["names"]), str(data["step"]), str(data["study"]))
    except (ValueError, KeyError, TypeError) as error:
        hint = "Take it from git or a backup: it tells which step of the key the study stands at."
        raise InputError(
            [Problem("cannot be read: it is not as `qualcode names apply` wrote it.", path, hint=hint)]
        ) from error


def check_key(root: Path, key: Key) -> None:
    """Raise InputError for a key that is another study's, or from which names are gone since they were taken out."""
    state = state_of(root)
    if state is None:
        return
    own = next((step for step in key.steps if step.folder.name == state.step and step.study == state.study), None)
    if own is None:
        hint = "Name the folder that this study's names went to: --key FOLDER"
        raise InputError([Problem("is the key of another study.", key.path, hint=hint)])
    known = {name.original for name in key.names}
    if gone := [name.original for name in names_in_key(own.folder / KEY) if name.original not in known]:
        hint = f"{own.folder / KEY} has the key as it was written."
        raise InputError(
            [Problem(f"is cut off or was changed: {len(gone)} of its names are gone.", key.path, hint=hint)]
        )
