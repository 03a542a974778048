"""A Word document as a zip of parts: what is not changed is kept byte for byte, new styles, pictures and links are added."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from qualcode.archive import checked_zip, member, not_readable
from qualcode.errors import InputError

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
ID, MEDIA = "qualcode", "qualcode-"  # how the ids of our relationships and the names of our pictures begin
WHAT = "Word document"


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
        checked_zip(path, WHAT)
        found = re.search(rb'<Relationship\b[^>]*?/officeDocument"[^>]*>', member(path, "_rels/.rels", WHAT))
        target = re.search(rb'Target="/?([^"]+)"', found[0]) if found else None
        if target is None:
            raise InputError([not_readable(path, WHAT)])
        return cls(path, target[1].decode())

    @property
    def folder(self) -> str:
        """The folder of the main part, with its slash."""
        return self.main.rpartition("/")[0] + "/"

    def part(self, name: str) -> bytes:
        """The bytes of a part as they were."""
        return member(self.path, name, WHAT)

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

    def add_styles(self, styles: Iterable[bytes]) -> None:
        """Add styles after those the document has."""
        added = b"".join(styles)
        if added:
            name = self.folder + "styles.xml"
            self.changed[name] = _before_end(self.part(name), b"styles", added)

    def saved(self, document: bytes) -> bytes:
        """The package with another main part; parts that nothing changed are as they were."""
        self.changed[self.main] = document
        rels = f"{self.folder}_rels/{self.main.removeprefix(self.folder)}.rels"
        with zipfile.ZipFile(self.path) as archive:
            names = archive.namelist()
            old = archive.read(rels) if rels in names else f'<Relationships xmlns="{RELATIONSHIPS}"></Relationships>'.encode()
            kept = re.sub(rb'<Relationship [^>]*Id="' + ID.encode() + rb'[0-9a-f]+"[^>]*/>', b"", old)
            used = {name: xml for name, xml in sorted(self.relationships.items()) if f'"{name}"'.encode() in document}
            self.changed[rels] = _before_end(kept, b"Relationships", "".join(used.values()).encode()) if used else kept
            self.changed["[Content_Types].xml"] = _with_png(archive.read("[Content_Types].xml"))
            return self._zipped(archive)

    def _zipped(self, archive: zipfile.ZipFile) -> bytes:
        out = io.BytesIO()
        ours = self.folder + "media/" + MEDIA
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for item in archive.infolist():
                if item.filename.startswith(ours) and item.filename not in self.changed:
                    continue
                target.writestr(item, self.changed.get(item.filename, b"") or archive.read(item), item.compress_type)
            for name, data in sorted(self.changed.items()):
                if name in archive.namelist():
                    continue
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
                target.writestr(entry, data)
        return out.getvalue()


def _before_end(xml: bytes, tag: bytes, added: bytes) -> bytes:
    """The XML with something added as the last of its root element."""
    opened = re.sub(rb"<((?:\w+:)?" + tag + rb")\b([^>]*)/>\s*\Z", rb"<\1\2></\1>", xml)
    end = opened.rindex(b"</")
    return opened[:end] + added + opened[end:]


def _with_png(types: bytes) -> bytes:
    if re.search(rb'Extension="png"', types, re.IGNORECASE):
        return types
    return re.sub(rb"(<Types\b[^>]*>)", rb'\1<Default Extension="png" ContentType="image/png"/>', types, count=1)
