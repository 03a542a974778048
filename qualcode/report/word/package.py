"""A Word document as a zip of parts: what is not changed is kept byte for byte, new styles, pictures and links are
added.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from qualcode.archive import ZIP_DATE, attribute, checked_zip, member, not_readable, parse_xml, timeless
from qualcode.errors import InputError, Problem

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
ID, MEDIA = "qualcode", "qualcode-"  # how the ids of our relationships and the names of our pictures begin
WHAT = "Word document"
_MARGIN = re.compile(r"(header|footer|footnotes|endnotes)\d*\.xml")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Package:
    """The parts of a .docx that lie in the folder of its main part."""

    path: Path
    main: str  # the name of the main part, as a rule word/document.xml
    changed: dict[str, bytes] = field(default_factory=dict)
    relationships: dict[str, str] = field(default_factory=dict)  # id → the XML of a new relationship

    @classmethod
    def open(cls, path: Path) -> Package:
        """The document; raises InputError when the file is none."""
        if path.suffix.lower() != ".docx":
            raise InputError(
                [Problem("is no .docx.", path, hint="Open it and save it as .docx (Save As, Word document).")]
            )
        checked_zip(path, WHAT)
        found = parse_xml(member(path, "_rels/.rels", WHAT), path, WHAT)
        main = next(
            (attribute(one, "Target") for one in found if attribute(one, "Type").endswith("/officeDocument")), ""
        )
        if not main:
            raise InputError([not_readable(path, WHAT)])
        return cls(path, main.lstrip("/"))

    @property
    def folder(self) -> str:
        """The folder of the main part, with its slash; "" at the top."""
        return "".join(self.main.rpartition("/")[:2])

    @property
    def margins(self) -> list[bytes]:
        """The headers, footers and notes."""
        with zipfile.ZipFile(self.path) as archive:
            names = [name for name in archive.namelist() if _MARGIN.fullmatch(name.removeprefix(self.folder))]
        return [self.part(name) for name in names]

    @property
    def old_relationships(self) -> bytes:
        """The main part's relationships as they were."""
        with zipfile.ZipFile(self.path) as archive:
            has = self._relationships_name in archive.namelist()
        return (
            self.part(self._relationships_name)
            if has
            else f'<Relationships xmlns="{RELATIONSHIPS}"></Relationships>'.encode()
        )

    @property
    def _relationships_name(self) -> str:
        return f"{self.folder}_rels/{self.main.removeprefix(self.folder)}.rels"

    def part(self, name: str) -> bytes:
        """The bytes of an XML part as they were; raises InputError when they are no UTF-8."""
        data = member(self.path, name, WHAT)
        if data[:2] in UTF_16 or b"\x00" in data[:200]:
            raise InputError([Problem("is stored as UTF-16.", self.path, hint="Open it in Word and save it again.")])
        return data

    def add_picture(self, data: bytes) -> str:
        """Add a PNG; returns the id of the relationship that names it."""
        digest = hashlib.sha256(data).hexdigest()[:12]
        name = f"media/{MEDIA}{digest}.png"
        self.changed[self.folder + name] = data
        return self._relate(f"{ID}{digest}", "image", f'Target="{name}"')

    def add_link(self, url: str) -> str:
        """Add an address; returns the id of the relationship that names it."""
        digest = hashlib.sha256(url.encode()).hexdigest()[:12]
        return self._relate(f"{ID}{digest}", "hyperlink", f'Target={quoteattr(url)} TargetMode="External"')

    def _relate(self, name: str, kind: str, target: str) -> str:
        self.relationships[name] = f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" {target}/>'
        return name

    def add_styles(self, name: str, styles: Iterable[bytes]) -> None:
        """Add styles to the part that holds them."""
        added = b"".join(styles)
        if added:
            self.changed[name] = _before_end(self.part(name), b"styles", added)

    def saved(self, document: bytes) -> bytes:
        """The package with another main part; parts that nothing changed are as they were."""
        self.changed[self.main] = document

        def still_used(found: re.Match[bytes]) -> bytes:
            return found[0] if b'"' + found[1] + b'"' in document else b""

        kept = re.sub(
            rb'<Relationship [^>]*Id="(' + ID.encode() + rb'[0-9a-f]+)"[^>]*/>', still_used, self.old_relationships
        )
        new = [xml for name, xml in sorted(self.relationships.items()) if f'Id="{name}"'.encode() not in kept]
        rels = _before_end(kept, b"Relationships", "".join(new).encode()) if new else kept
        self.changed[self._relationships_name] = rels
        with zipfile.ZipFile(self.path) as archive:
            types = "[Content_Types].xml"
            self.changed[types] = _with_png(archive.read(types), self.path)
            return self._zipped(archive, rels)

    def _zipped(self, archive: zipfile.ZipFile, rels: bytes) -> bytes:
        out = io.BytesIO()
        ours = self.folder + "media/" + MEDIA
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for item in archive.infolist():
                if item.filename.startswith(ours) and item.filename.removeprefix(self.folder).encode() not in rels:
                    continue
                target.writestr(item, self.changed.get(item.filename, b"") or archive.read(item), item.compress_type)
            for name, data in sorted(self.changed.items()):
                if name in archive.namelist():
                    continue
                entry = zipfile.ZipInfo(name, ZIP_DATE)
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
                target.writestr(entry, data)
        return out.getvalue()


def _before_end(xml: bytes, tag: bytes, added: bytes) -> bytes:
    """The XML with something added as the last of its root element."""
    opened = re.sub(rb"<((?:\w+:)?" + tag + rb")\b([^>]*)/>\s*\Z", rb"<\1\2></\1>", xml)
    *_, last = re.finditer(rb"</(?:\w+:)?" + tag + rb"\s*>", opened)
    return opened[: last.start()] + added + opened[last.start() :]


def _with_png(types: bytes, path: Path) -> bytes:
    """The content types with that of .png among them."""
    if any(attribute(one, "Extension").lower() == "png" for one in parse_xml(types, path, WHAT)):
        return types
    return re.sub(
        rb"<((?:\w+:)?)Types\b[^>]*>", rb'\g<0><\1Default Extension="png" ContentType="image/png"/>', types, count=1
    )


def bytes_of(document: Any) -> bytes:
    """The document as a zip whose entries carry no time."""
    raw = io.BytesIO()
    document.save(raw)
    return timeless(raw.getvalue())
