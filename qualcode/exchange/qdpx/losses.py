"""What of a project is not taken, or otherwise than it is written, as it is met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qualcode.archive import local


@dataclass
class Losses:
    """Lines about what was dropped, counts of what was lost by what it is, lines about how the file was read, and the
    documents of which a coding was lost.
    """

    dropped: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    partly: set[str] = field(default_factory=set)

    def codings_in(self, element: Any, what: str, document: str = "") -> None:
        """The codings of an element, itself among them, are lost, in the text of a document if one is named."""
        number = sum(local(child) == "Coding" for child in element.iter())
        if number:
            self.counts[what] += number
            self.partly.add(document)

    def lines(self) -> Iterator[str]:
        """Everything that was dropped or lost, a line each."""
        yield from self.dropped
        yield from (f"{what}: {number}" for what, number in self.counts.items())


def elements(root: Any, holder: str, name: str) -> Iterator[Any]:
    """The elements of a name in the root's holders of another."""
    return (child for part in root if local(part) == holder for child in part if local(child) == name)
