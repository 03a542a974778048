"""The parts of a .qdpx archive from any program: its XML and its texts, looked up by name, never unpacked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from qualcode.archive import attribute, checked_zip, local, member, names_in, parse_xml
from qualcode.codebook.refi import guid_of
from qualcode.errors import InputError, Problem

WHAT = "REFI-QDA project"
DAMAGED = 0.01  # of the letters of a text in UTF-8, at most
MOST_BYTES, MOST_ENTRIES = 4 * 1024**3, 100_000  # of a project with its recordings, which are not read


@dataclass(frozen=True)
class Package:
    """A project's XML, and where its files stand in the archive by the last part of their names in small letters."""

    path: Path
    root: Any
    members: dict[str, str]

    def text(self, element: Any) -> str | None:
        """The plain text of a source or note as it stands, without a byte order mark; None when the archive does not
        hold it.
        """
        content = next((child for child in element if local(child) == "PlainTextContent"), None)
        named = attribute(element, "plainTextPath")
        if named:
            data = self.data(named)
            if data is not None:
                return _decoded(data)
        return None if content is None else str(content.text or "")

    def data(self, named: str) -> bytes | None:
        """The bytes of a file that a source names; None when it is not in the archive."""
        found = self.members.get(_key(named))
        return member(self.path, found, WHAT) if found is not None else None


def open_package(path: Path) -> Package:
    """The archive's parts; raises InputError for one that is damaged, too large, or holds no project."""
    checked_zip(path, WHAT, MOST_BYTES, MOST_BYTES, MOST_ENTRIES)
    names = names_in(path, WHAT)
    projects = [name for name in names if name.lower().endswith(".qde") and "__macosx" not in name.lower()]
    own = [name for name in projects if "/" not in name] or projects
    named = [name for name in own if name.lower().endswith("project.qde")]
    chosen = named if len(named) == 1 else own
    if len(chosen) != 1:
        found = f"{len(chosen)} of them" if chosen else "none"
        hint = "Export the project again as REFI-QDA project (.qdpx)."
        raise InputError(
            [
                Problem(
                    f"holds no one project: a .qdpx has one file project.qde, here there are {found}.", path, hint=hint
                )
            ]
        )
    root = parse_xml(member(path, chosen[0], WHAT), path, WHAT)
    if local(root) != "Project" or "QDA-XML" not in str(root.tag):
        raise InputError(
            [
                Problem(
                    "is not a REFI-QDA project.", path, hint="A codebook (.qdc) is converted: qualcode codebook convert"
                )
            ]
        )
    files: dict[str, str] = {}
    for name in names:
        if name not in projects and not name.endswith("/"):
            files.setdefault(_key(name), name)
    return Package(path, root, files)


def _key(name: str) -> str:
    """What a file is looked up by: the last part of its name, as a GUID is compared."""
    last = PurePosixPath(re.sub(r"^(?:internal|relative|absolute)://", "", name).replace("\\", "/")).name
    stem, dot, suffix = last.rpartition(".")
    return f"{guid_of(stem)}.{suffix.lower()}" if dot else guid_of(last)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # a letter that is damaged is one; a text that is none at all is Windows'
        mended = data.decode("utf-8-sig", "replace")
        return mended if mended.count("\ufffd") <= len(mended) * DAMAGED else data.decode("cp1252", "replace")
