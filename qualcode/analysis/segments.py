"""Segments coded in another program → the same tidy tables, so that every table can be made of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from qualcode.analysis.tidy import CODING_COLUMNS, NO, NO_QUESTION, UNIT_COLUMNS, YES, Tidy
from qualcode.codebook.plain import slug
from qualcode.errors import QualcodeError
from qualcode.model import Code, Codebook, Text

ROLE = "participant"


def coded_segments(
    frame: pd.DataFrame,
    document: str = "document",
    code: str = "code",
    text: str = "segment",
    coder: str = "",
    separator: str = ">",
) -> Tidy:
    """The tidy tables of coded segments: a row a segment, with columns that name the document, the code and the text.

    The code is a path from the theme down (`Support > Phone`), whose parts become a codebook in first-seen order;
    `separator` stands between them. `coder` names a column of coders. A unit is a distinct segment: one text of a
    document coded with two codes is one unit with two codings, one coded with the same code twice is two. What was not
    coded is not known, so shares of all speech cannot be told. Raises QualcodeError for a column that is not there or
    an empty code.
    """
    for name in filter(None, (document, code, text, coder)):
        if name not in frame.columns:
            raise QualcodeError(f"there is no column {name!r}. Columns: {', '.join(map(str, frame.columns))}.")
    paths = [tuple(part.strip() for part in str(path).split(separator)) for path in frame[code]]
    if any(not part for path in paths for part in path):
        raise QualcodeError(f"the column {code!r} has an empty code (or an empty part between two {separator!r}).")
    ids, codebook = _codebook(paths)
    segments = pd.DataFrame(
        {"transcript": frame[document].astype(str).to_numpy(), "quote": frame[text].astype(str).to_numpy()}
    )
    segments["code"], segments["theme"] = [ids[path] for path in paths], [ids[path[:1]] for path in paths]
    segments["coder"] = frame[coder].astype(str).to_numpy() if coder else "person"
    again = segments.groupby(["transcript", "quote", "code", "coder"], sort=False).cumcount()
    segments["unit"] = segments.assign(again=again).groupby(["transcript", "quote", "again"], sort=False).ngroup() + 1
    fixed: dict[str, Any] = {
        "turn": 1,
        "speaker": "",
        "role": ROLE,
        "question": NO_QUESTION,
        "rule": "",
        "lemma": "",
        "negated": NO,
    }
    codings = segments.assign(**fixed, start=segments["unit"], end=segments["unit"] + 1)
    units = codings.drop_duplicates("unit").assign(words=lambda found: [len(quote.split()) for quote in found["quote"]])
    levels = {
        "transcript": tuple(segments["transcript"].drop_duplicates()),
        "speaker": ("",),
        "role": (ROLE,),
        "question": (NO_QUESTION,),
        "coder": tuple(segments["coder"].drop_duplicates()),
        "negated": (YES, NO),
    }
    return Tidy(codebook, units[list(UNIT_COLUMNS)], codings[list(CODING_COLUMNS)], levels, unit="segment")


Path = tuple[str, ...]


def _codebook(paths: list[Path]) -> tuple[dict[Path, str], Codebook]:
    """Each path's id, and the codebook that the paths make."""
    ids: dict[Path, str] = {}
    for path in paths:
        for depth in range(1, len(path) + 1):
            if path[:depth] not in ids:
                ids[path[:depth]] = slug(path[depth - 1], ids.values())

    def codes(above: Path) -> tuple[Code, ...]:
        own = (path for path in ids if len(path) == len(above) + 1 and path[: len(above)] == above)
        return tuple(Code(ids[path], Text({"": path[-1]}), codes=codes(path)) for path in own)

    return ids, Codebook("segments", Text({"": "segments"}), codes(()))
