"""The memos of a project: what they say, and to which code, stretch or document each belongs, by reference or by a
link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qualcode.archive import attribute, local
from qualcode.codebook.refi import guid_of
from qualcode.exchange.qdpx.losses import Losses, elements
from qualcode.exchange.qdpx.offsets import with_plain_ends
from qualcode.exchange.qdpx.package import Package


class Memos:
    """The memos of a project. Those that nothing took belong to the whole."""

    def __init__(self, package: Package, losses: Losses) -> None:
        self._titles: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        for note in elements(package.root, "Notes", "Note"):
            guid, title, text = guid_of(attribute(note, "guid")), attribute(note, "name").strip(), package.text(note)
            if text is None:
                losses.dropped.append(f"the memo {title!r}: its text is not in the file")
            else:
                self._titles[guid], self.texts[guid] = title, with_plain_ends(text).strip("\n")
        self._linked = dict(self._links(package.root, losses))
        codes = (
            child
            for code in package.root.iter()
            if local(code) == "Code"
            for child in code
            if local(child) == "NoteRef"
        )
        self._used = {guid_of(attribute(ref, "targetGUID")) for ref in codes}

    def _links(self, root: Any, losses: Losses) -> Iterator[tuple[str, list[str]]]:
        """The memos that links tie to something, by its GUID."""
        found: dict[str, list[str]] = {}
        for link in elements(root, "Links", "Link"):
            ends = guid_of(attribute(link, "originGUID")), guid_of(attribute(link, "targetGUID"))
            tied = [(one, other) for one, other in (ends, ends[::-1]) if one in self.texts]
            losses.counts.update({"links between things that are no memos": 1} if not tied else {})
            for note, other in tied[:1]:
                found.setdefault(other, []).append(note)
        yield from found.items()

    def of(self, element: Any) -> Iterator[str]:
        """What the memos say that an element refers to, and those that links tie to it; they are taken from then on."""
        named = [guid_of(attribute(child, "targetGUID")) for child in element if local(child) == "NoteRef"]
        for guid in (*named, *self._linked.get(guid_of(attribute(element, "guid")), ())):
            if guid in self.texts:
                self._used.add(guid)
                yield self.texts[guid]

    def left(self) -> Mapping[str, str]:
        """The memos that nothing took, by their titles; of several of a title each has a number."""
        rest = [guid for guid in self.texts if guid not in self._used]
        found: dict[str, str] = {}
        for guid in rest:
            title = self._titles[guid] or "memo"
            same = [other for other in rest if self._titles[other] == self._titles[guid]]
            found[title if len(same) == 1 else f"{title} {same.index(guid) + 1}"] = self.texts[guid]
        return found
