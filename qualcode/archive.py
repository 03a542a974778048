"""Zip files and XML from strangers: bounded before they are opened, no entities, no network."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import MAX_BYTES, check_file

MAX_UNPACKED = 4 * MAX_BYTES
MAX_ENTRIES = 5_000
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # no clock in a document: the same report gives the same bytes
OLE = b"\xd0\xcf\x11\xe0"  # how old Office files and encrypted new ones begin


def checked_zip(
    path: Path, what: str, most: int = MAX_BYTES, unpacked: int = MAX_UNPACKED, most_entries: int = MAX_ENTRIES
) -> None:
    """Raise InputError when the file is no zip archive, is encrypted, larger than `most` bytes, or unpacks to more than
    it may.
    """
    begins = read_beginning(path, most)
    if begins == OLE:
        hint = "Open it, remove the password, and save it again in today's format (.docx, .xlsx, .odt)."
        raise InputError([Problem("is protected by a password or in an old Office format.", path, hint=hint)])
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
    except Exception as error:  # zipfile lets struct and value errors of damaged archives through as they come
        raise InputError([not_readable(path, what)]) from error
    if size > unpacked or len(entries) > most_entries:
        raise InputError([Problem("unpacks to far more than a transcript can hold and was not opened.", path)])


def read_beginning(path: Path, most: int) -> bytes:
    """The first four bytes of a file that is not larger than `most` bytes; raises InputError."""
    size = check_file(path).st_size
    if size > most:
        raise InputError(
            [Problem(f"the file is {size / 1e6:.0f} MB; the limit is {most / 1e6:.0f} MB.", path, hint="Split it.")]
        )
    try:
        with path.open("rb") as stream:
            return stream.read(4)
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror or error}.", path)]) from error


def member(path: Path, name: str, what: str) -> bytes:
    """The bytes of an entry of a checked zip archive; raises InputError when it is not there or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(name).file_size > MAX_UNPACKED:
                raise InputError([Problem(f"{name} in it is larger than a text can be, and was not opened.", path)])
            return archive.read(name)
    except InputError:
        raise
    except (
        Exception
    ) as error:  # zipfile lets zlib, key, struct and value errors of damaged archives through as they come
        raise InputError([not_readable(path, what)]) from error


def names_in(path: Path, what: str) -> list[str]:
    """The names of the entries of a checked zip archive, each once; raises InputError when it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(dict.fromkeys(archive.namelist()))
    except Exception as error:  # as above
        raise InputError([not_readable(path, what)]) from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip archive whose entries carry no time, so that the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, data)
    return out.getvalue()


def timeless(data: bytes) -> bytes:
    """A zip archive with the same entries, which carry no time."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({item.filename: archive.read(item.filename) for item in archive.infolist()})


def not_readable(path: Path, what: str) -> Problem:
    """What to say of a file that is not what its suffix promises."""
    hint = "Open it in the program it comes from and save it again, or save it as .txt."
    return Problem(f"is not a readable {what} (damaged, cut short, or another format).", path, hint=hint)


def parse_xml(data: bytes, path: Path, what: str) -> Any:
    """The root element of an XML text; raises InputError for broken XML and for entities, which are never expanded."""
    from lxml import etree

    if b"<!ENTITY" in data or b"<!\0E\0N\0T\0I\0T\0Y" in data:
        raise InputError(
            [Problem("declares XML entities, which are not expanded here.", path, hint="Save it again without them.")]
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError([not_readable(path, what)]) from error
    return root


def local(element: Any) -> str:
    """An element's or attribute's name without its namespace; '' for what is no element."""
    tag = element if isinstance(element, str) else element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """The value of an attribute by its local name, or ''."""
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")
