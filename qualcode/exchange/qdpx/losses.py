"""What of a project is not taken, or otherwise than it is written, as it is met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qualcode.archive import local


@dataclass
class Losses:
    """Lines about what was dropped, counts of what was lost by what it is, and lines about how the file was read."""

    dropped: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def codings_in(self, element: Any, what: str) -> None:
        """The codings of an element, itself among them, are lost."""
        number = sum(local(child) == "Coding" for child in element.iter())
        if number:
            self.counts[what] += number

    def lines(self) -> Iterator[str]:
        """Everything that was dropped or lost, a line each."""
        yield from self.dropped
        yield from (f"{what}: {number}" for what, number in self.counts.items())


def elements(root: Any, holder: str, name: str) -> Iterator[Any]:
    """The elements of a name in the root's holders of another."""
    return (child for part in root if local(part) == holder for child in part if local(child) == name)
