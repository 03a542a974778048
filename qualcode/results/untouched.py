"""Documents that were written where an author asked for them: whether someone wrote in one since."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes, read_utf8, real, sha256, write_atomic
from qualcode.sealed_json import sealed, unsealed
from qualcode.study.folder import Study

FILE = "documents.json"  # in the cache: each document's path and the hash of what was written


def check_untouched(study: Study, target: Path, hint: str) -> None:
    """Raise InputError for a Word document that is there and is not as it was written last; it is left as it is.

    When nobody remembers what was written, as after the cache was removed, it counts as an author's.
    """
    if target.suffix.lower() != ".docx" or not target.exists():
        return
    if _written(study).get(str(real(target))) != sha256(read_bytes(target)):
        raise InputError([Problem("was written or changed by someone; that would be lost.", target, hint=hint)])


def remember(study: Study, target: Path, data: bytes) -> None:
    """Keep what was written; where nothing can be kept, the document counts as an author's from then on."""
    with suppress(InputError, OSError):
        kept = {**_written(study), str(real(target)): sha256(data)}
        write_atomic(study.cache / FILE, sealed(kept).encode())


def _written(study: Study) -> dict[str, str]:
    try:
        return unsealed(read_utf8(study.cache / FILE))
    except (InputError, OSError, ValueError):
        return {}
