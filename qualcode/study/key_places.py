"""Where the keys of studies are on this machine: kept in the user's own settings, never in the study."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from qualcode.errors import InputError
from qualcode.files import load_json, read_utf8, real, write_atomic


def places_file() -> Path:
    """The file of this user that says where the keys of studies are."""
    from platformdirs import user_config_dir

    return Path(user_config_dir("qualcode", appauthor=False)) / "keys.json"


def remember_place(root: Path, folder: Path | None) -> None:
    """Remember where a study's key is, on this machine alone; None forgets it."""
    known = {name: place for name, place in _places().items() if name != str(real(root))}
    found = {**known, **({str(real(root)): str(real(folder))} if folder is not None else {})}
    with suppress(InputError):
        write_atomic(places_file(), json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def known_place(root: Path) -> Path | None:
    """Where the key of a study is on this machine; None when that is not known, or it is not there any more."""
    place = _places().get(str(real(root)))
    return Path(place) if isinstance(place, str) and Path(place).is_dir() else None


def _places() -> dict[str, object]:
    try:
        found = load_json(read_utf8(places_file())) if places_file().exists() else {}
    except (InputError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
