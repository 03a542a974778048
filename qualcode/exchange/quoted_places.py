"""Where a mark stands whose words are known: at its place, or where the words stand nearest to it."""

from __future__ import annotations

from dataclasses import replace

from qualcode.exchange.project import Mark


def quoted_place(raw: str, text: str, mark: Mark, quote: str) -> Mark | None:
    """A mark in a text as it stands in the file, in the same text with `\\n` line ends; None when its words are not
    there.
    """
    before = len(raw[: mark.start].removeprefix("\ufeff").replace("\r\n", "\n"))
    inside = raw[mark.start : mark.end].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    wanted = quote.replace("\r\n", "\n").replace("\r", "\n")
    if not wanted.strip() or inside.split() == wanted.split():
        return replace(mark, start=before, end=before + len(inside)) if inside.strip() else None
    places, at = list[int](), text.find(wanted)
    while at >= 0:
        places.append(at)
        at = text.find(wanted, at + 1)
    if not places:
        return None
    nearest = min(places, key=lambda place: abs(place - before))
    return replace(mark, start=nearest, end=nearest + len(wanted))
