"""The settings that a study needs to be read and coded again as it was, as a text that travels with it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

from qualcode.errors import InputError
from qualcode.model import Transcript
from qualcode.schema import validated
from qualcode.study.folder import Study
from qualcode.study.settings import Settings

MEMOS = "memos"  # the folder of memos that belong to no stretch of a text
REPORT = ("attributes", "participants", "quote_attributes", "bins", "order")  # of [report], what tables are made of
SETTINGS, CODEBOOK, GUIDE = "qualcode.toml", "codebook.yaml", "guide.yaml"  # titles of the memos that qualcode reads


def settings_note(study: Study, transcripts: Sequence[Transcript]) -> str:
    """The settings that say how texts are read and coded, with the role of every label as it was read; no paths."""
    settings = study.settings
    roles = {role: _labels(transcripts, role) for role in ("interviewer", "participant", "other")}
    both = {label.casefold() for label in roles["interviewer"]} & {label.casefold() for label in roles["participant"]}
    own = settings.speakers
    tables: dict[str, dict[str, object]] = {
        "study": {"title": study.title, "language": settings.study.language},
        "speakers": {
            "interviewer": [label for label in roles["interviewer"] if label.casefold() not in both] or own.interviewer,
            "participant": [label for label in roles["participant"] if label.casefold() not in both] or own.participant,
            "ignore": roles["other"] or own.ignore,
            "unlabelled": own.unlabelled if own.unlabelled != "outside" else "",
        },
        "consent": {
            "off_record": settings.consent.off_record,
            **({} if settings.consent.counted else {"counted": False}),
        },
        "report": {name: getattr(settings.report, name) for name in REPORT},
        "coding": {
            "unit": settings.coding.unit,
            "code_interviewer": settings.coding.code_interviewer,
            "coders": settings.coding.coders,
        },
    }
    return toml_text(tables)


def _labels(transcripts: Sequence[Transcript], role: str) -> list[str]:
    found = (
        speaker.label
        for transcript in transcripts
        for speaker in transcript.speakers
        if speaker.role == role and speaker.label
    )
    return list(dict.fromkeys(found))


def toml_text(tables: dict[str, dict[str, object]]) -> str:
    """Tables of texts, lists and tables of them, and yes or no, as TOML; what is empty is left out."""
    lines = []
    for name, table in tables.items():
        rows = [
            f"{key} = {_value(value)}"
            for key, value in table.items()
            if value not in ("", [], {}) and (value is not False or key == "counted")
        ]
        lines += [f"[{name}]", *rows, ""] if rows else []
    return "\n".join(lines)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_value(inner)}" for key, inner in value.items())
            + " }"
        )
    return json.dumps(value, ensure_ascii=False)


def not_in_note(study: Study) -> list[str]:
    """The settings that are chosen and do not travel along."""
    kept = {"study": {"title", "language"}, "report": set(REPORT), "speakers": None, "coding": None, "consent": None}
    chosen = study.settings.model_dump(exclude_defaults=True)
    return [
        f"[{section}] {name}"
        for section, table in chosen.items()
        for name in table
        if section not in kept or ((names := kept[section]) is not None and name not in names)
    ]


def settings_of(note: str, path: Path) -> Settings | None:
    """The settings in a note; None when they cannot be read, or say more than a note does."""
    try:
        data = tomllib.loads(note)
        found = validated(Settings, data, {}, path)
    except (tomllib.TOMLDecodeError, InputError):
        return None
    allowed = {"study": {"title", "language"}, "report": set(REPORT), "consent": {"off_record", "counted"}}
    known = set(data) <= {*allowed, "speakers", "coding"}
    return found if known and all(set(data.get(name, {})) <= keys for name, keys in allowed.items()) else None
