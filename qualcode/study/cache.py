"""What was read and coded before, one file a transcript and stage, named by the hash of what made it and sealed with a checksum."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import InputError
from qualcode.files import keep, kept
from qualcode.model import Account, LeftOut, Speaker, Transcript, Turn

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.language.tokens import Tokens

FORMAT = "4"  # changes when the files below change shape
_OURS = re.compile(r"(?:(?:study|people)-)?[0-9a-f]{64}(?:\.(?:tokens|units|codings))?\.(?:json|parquet)")
COLUMNS = ("start", "end", "turn", "sentence", "words")  # of tokens, beside their form


def keep_transcript(folder: Path, key: str, transcript: Transcript, tokens: Tokens) -> None:
    """Write a transcript as read, and its tokens."""
    import numpy as np
    import pandas as pd

    data = {**asdict(transcript), "source": str(transcript.source)}
    columns: dict[str, Any] = {name: getattr(tokens, name) for name in COLUMNS}
    used, form = np.unique(tokens.form, return_inverse=True)
    columns["form"] = pd.Categorical.from_codes(form.tolist(), pd.Index([tokens.forms[number] for number in used.tolist()], dtype=object))
    _write_frame(folder / f"{key}.tokens.parquet", pd.DataFrame(columns))
    _keep(folder / f"{key}.json", json.dumps(data, ensure_ascii=False).encode("utf-8"))


def kept_transcript(folder: Path, key: str) -> Transcript | None:
    """The transcript kept under the key, or None when there is none that can be read."""
    try:
        data: Any = json.loads(kept(folder / f"{key}.json") or b"")
        data["turns"] = tuple(Turn(**turn) for turn in data["turns"])
        data["speakers"] = tuple(Speaker(**speaker) for speaker in data["speakers"])
        account = data["account"]
        if account is not None:
            lists = ("lost_quotes", "doubled_quotes")
            parts = tuple(LeftOut(**part) for part in account["left_out"])
            data["account"] = Account(**{**account, "left_out": parts, **{name: tuple(account[name]) for name in lists}})
        return Transcript(**{**data, "source": Path(data["source"]), "warnings": tuple(data["warnings"])})
    except (ValueError, KeyError, TypeError):
        return None


def kept_tokens(folder: Path, key: str) -> Tokens | None:
    """The tokens kept with a transcript, or None when there are none that can be read."""
    import numpy as np

    from qualcode.language.tokens import Tokens

    frame = _read_frame(folder / f"{key}.tokens.parquet")
    if frame is None or list(frame.columns) != [*COLUMNS, "form"]:
        return None
    columns = {name: frame[name].to_numpy("int64") for name in COLUMNS}
    forms = frame["form"].astype("category")  # an empty column comes back without its kind
    return Tokens(**columns, form=np.asarray(forms.cat.codes, np.int64), forms=list(forms.cat.categories))


def keep_frames(folder: Path, key: str, units: pd.DataFrame, codings: pd.DataFrame) -> None:
    """Write a transcript's units and codings."""
    _write_frame(folder / f"{key}.units.parquet", units)
    _write_frame(folder / f"{key}.codings.parquet", codings)


def kept_frames(folder: Path, key: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The units and codings kept under the key, or None when there are none that can be read."""
    units, codings = _read_frame(folder / f"{key}.units.parquet"), _read_frame(folder / f"{key}.codings.parquet")
    return None if units is None or codings is None else (units, codings)


def keep_study(folder: Path, key: str, units: pd.DataFrame, codings: pd.DataFrame) -> None:
    """Write all transcripts' units and codings as two files, which open faster than two a transcript; older ones go."""
    _remove(folder, lambda name: name.startswith("study-"))
    for name, frame in (("units", units), ("codings", codings)):
        texts = {column: "category" for column in frame.columns if frame[column].dtype == object}
        _write_frame(folder / f"study-{key}.{name}.parquet", frame.astype(texts))


def kept_study(folder: Path, key: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """All transcripts' units and codings kept under the key, or None."""
    found = []
    for name in ("units", "codings"):
        frame = _read_frame(folder / f"study-{key}.{name}.parquet")
        if frame is None:
            return None
        found.append(frame.astype({column: object for column in frame.columns if str(frame[column].dtype) == "category"}))
    return found[0], found[1]


def keep_codings(folder: Path, key: str, codings: pd.DataFrame) -> None:
    """Write the codings that count when people's decisions are among them; older ones go."""
    _remove(folder, lambda name: name.startswith("people-"))
    _write_frame(folder / f"people-{key}.parquet", codings)


def kept_codings(folder: Path, key: str) -> pd.DataFrame | None:
    """The codings that count kept under the key, or None."""
    return _read_frame(folder / f"people-{key}.parquet")


def has_frames(folder: Path, key: str) -> bool:
    """Whether units and codings are kept under the key."""
    return all((folder / f"{key}.{name}.parquet").exists() for name in ("units", "codings"))


def prune(folder: Path, keys: Iterable[str]) -> None:
    """Remove what is kept under other keys."""
    found = set(keys)
    _remove(folder, lambda name: name.removeprefix("study-").removeprefix("people-").split(".")[0] not in found)


def _remove(folder: Path, unwanted: Callable[[str], bool]) -> None:
    """Remove files of this cache; what else lies in the folder is somebody's."""
    for path in folder.glob("*"):
        if _OURS.fullmatch(path.name) and unwanted(path.name):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def why_nothing_is_kept(folder: Path) -> str:
    """Why the cache cannot be written to; "" when it can."""
    try:
        keep(folder / "trial", b"")
        (folder / "trial").unlink(missing_ok=True)
    except InputError as error:
        return error.problems[0].message
    return ""


def _keep(path: Path, content: bytes) -> None:
    """Write to the cache where that is possible: a study that cannot be written to can still be read."""
    with contextlib.suppress(InputError):
        keep(path, content)


def _write_frame(path: Path, frame: pd.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    _keep(path, buffer.getvalue())


def _read_frame(path: Path) -> pd.DataFrame | None:
    import pandas as pd

    data = kept(path)
    try:
        return None if data is None else pd.read_parquet(io.BytesIO(data))
    except (OSError, ValueError):
        return None
