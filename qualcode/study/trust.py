"""Which files outside a study it may read: those that the user of this machine has said yes to, kept in the user's own
settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from qualcode.errors import InputError
from qualcode.files import load_json, read_utf8, real, write_atomic


def trust_file() -> Path:
    """The file of this user that says what may be read, by study; never the study's own."""
    from platformdirs import user_config_dir

    return Path(user_config_dir("qualcode", appauthor=False)) / "trusted.json"


def trusted_by(root: Path) -> frozenset[Path]:
    """What a study may read outside itself: files, and folders with all that is in them."""
    paths = _read().get(str(real(root)), [])
    return frozenset(Path(path) for path in paths if isinstance(path, str))


def trust(root: Path, paths: Iterable[Path]) -> None:
    """Let a study read files or folders outside itself; with none it may read nothing more. Raises InputError when it
    cannot be kept.
    """
    known = _read()
    found = sorted(str(real(path)) for path in paths)
    known.pop(str(real(root)), None)
    write_atomic(
        trust_file(),
        json.dumps({**known, **({str(real(root)): found} if found else {})}, ensure_ascii=False, indent=1) + "\n",
    )


def _read() -> dict[str, list[object]]:
    """What is trusted, by study; nothing when the file cannot be read: then the user is asked again."""
    if not trust_file().exists():
        return {}
    try:
        found = load_json(read_utf8(trust_file()))
    except (InputError, ValueError):
        return {}
    return (
        {str(name): paths for name, paths in found.items() if isinstance(paths, list)}
        if isinstance(found, dict)
        else {}
    )
