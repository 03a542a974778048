"""JSON files with the checksum of what they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qualcode.files import load_json, sha256

SEAL = "checksum"


def sealed(content: Mapping[str, Any]) -> str:
    """A JSON object as the text of a file, with the checksum of its contents, which `unsealed` checks."""
    plain = json.loads(json.dumps(content, ensure_ascii=False))
    return json.dumps({**plain, SEAL: sha256(json.dumps(plain, ensure_ascii=False))}, ensure_ascii=False, indent=1)


def unsealed(text: str) -> dict[str, Any]:
    """The JSON object in a text, without its checksum; raises ValueError when it is not as it was written."""
    found = load_json(text)
    if not isinstance(found, dict):
        raise ValueError("no object")
    seal = found.pop(SEAL, None)
    if seal is not None and seal != sha256(json.dumps(found, ensure_ascii=False)):
        raise ValueError("the checksum differs")
    return found
